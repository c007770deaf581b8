//! The rest of the operations, through the raw client.

use floorkit_density::raw::types;

use super::start;

#[tokio::test]
async fn labels_are_made_grouped_and_deleted() {
    let (_sim, client) = start().await;
    let raw = client.raw();
    let body = types::CreateLabelRequest { name: "quiet".into() };
    let label = raw.create_label().body(body).send().await.expect("a label").into_inner();
    let body = types::CreateLabelGroupRequest { name: "noise".into(), labels: None };
    let group = raw.create_label_group().body(body).send().await.expect("a group").into_inner();
    let body = types::UpdateLabelRequest { group: Some(group.id.clone()), name: None };
    let call = raw.update_label().label_id(label.id.clone()).body(body);
    let grouped = call.send().await.expect("an update").into_inner();
    assert!(grouped.group.is_some(), "read as an object, written as an id");
    raw.delete_label().label_id(label.id.clone()).send().await.expect("deleted");
    let labels = raw.list_labels().send().await.expect("labels");
    assert!(labels.iter().all(|left| left.id != label.id));
}

#[tokio::test]
async fn a_user_is_created_with_201_and_deleted_with_204() {
    let (_sim, client) = start().await;
    let raw = client.raw();
    let body = types::CreateUserRequest {
        email: Some("ada@acme.example".into()),
        full_name: Some("Ada".into()),
        role: Some(types::UserRole::Editor),
        spaces: None,
    };
    let created = raw.create_user().body(body).send().await.expect("a user");
    assert_eq!(created.status().as_u16(), 201);
    let deleted = raw.delete_user().user_id(created.id.clone()).send().await.expect("deleted");
    assert_eq!(deleted.status().as_u16(), 204);
    let error = raw.get_user().user_id(created.id.clone()).send().await.expect_err("gone");
    assert!(error.status().is_some_and(|status| status.is_client_error()), "{error}");
}

#[tokio::test]
async fn a_form_is_sent_as_a_form() {
    let (sim, client) = start().await;
    let body = types::WayfindingTokenRequest {
        client_id: sim.client_id().into(),
        client_secret: sim.client_secret().into(),
        display_id: "display-1".into(),
        grant_type: types::GrantType::ClientCredentials,
    };
    let token = client.raw().create_wayfinding_token().body(body).send().await.expect("a token");
    assert!(!token.access_token.expose_secret().is_empty());
    let request = sim.requests().pop().expect("a request");
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    assert!(!format!("{token:?}").contains(token.access_token.expose_secret()));
}

#[tokio::test]
async fn every_socket_gives_an_address() {
    let (sim, client) = start().await;
    let raw = client.raw();
    let floor = sim.floor_ids().remove(0);
    let presence = raw.create_floor_presence_socket().floor_id(floor.as_str()).send().await;
    assert!(presence.expect("an address").ws_url.expose_secret().starts_with("ws"));
    let occupancy = raw.create_space_occupancy_socket().space_id(floor.as_str()).send().await;
    assert!(occupancy.expect("an address").ws_url.expose_secret().starts_with("ws"));
}
