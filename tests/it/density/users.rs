//! Users.

use floorkit_density::{Credentials, OpenEnum, UserRole};
use floorkit_sim::density::UserAccess;
use serde_json::json;

use super::{bodies, client, start, start_with};

#[tokio::test]
async fn a_user_is_created_with_201_and_deleted_with_204() {
    let (_sim, client) = start().await;
    let create = client.users().create("ada@acme.example").full_name("Ada").role(UserRole::Editor);
    let created = create.reply().await.expect("a user");
    assert_eq!(created.status(), 201);
    let id = created.into_value().id;
    let read = client.users().get(id.clone()).send().await.expect("the user");
    assert_eq!(read.email.as_deref(), Some("ada@acme.example"));
    assert_eq!(read.role, Some(OpenEnum::Known(UserRole::Editor)));
    let deleted = client.users().delete(id.clone()).reply().await.expect("deleted");
    assert_eq!(deleted.status(), 204);
    assert!(client.users().get(id).send().await.expect_err("gone").is_not_found());
}

#[tokio::test]
async fn an_update_names_no_address() {
    let (sim, client) = start().await;
    let user = client.users().list().send().await.expect("users").remove(0);
    let update = client.users().update(user.id.clone()).role(UserRole::Readonly);
    let update = update.full_name("Ada").spaces(user.spaces.clone().unwrap_or_default());
    let updated = update.send().await.expect("an update");
    let body = json!({ "full_name": "Ada", "role": "readonly", "spaces": user.spaces });
    assert_eq!(bodies(&sim, "update_user"), [body]);
    assert_eq!((updated.id, updated.email), (user.id, user.email));
}

#[tokio::test]
async fn users_may_need_a_token_from_client_credentials() {
    let (sim, with_api_token) =
        start_with(|behavior| behavior.users = UserAccess::IssuedToken).await;
    let error = with_api_token.users().list().send().await.expect_err("a wrong token");
    assert!(error.is_forbidden(), "{error}");
    let credentials = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let users = client(&sim, credentials).users().list().send().await.expect("users");
    assert!(!users.is_empty());
}
