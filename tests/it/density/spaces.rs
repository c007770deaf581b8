//! Spaces.

use std::collections::HashSet;

use floorkit_density::{CountingMode, OpenEnum, SpaceFunction, SpaceId};
use floorkit_sim::density::{EmptyLists, Enums};
use serde_json::{Value, json};

use super::{canned, client_of, start, start_with};

#[tokio::test]
async fn every_space_of_the_portfolio_is_listed() {
    let (sim, client) = start().await;
    let spaces = client.spaces().list().send().await.expect("spaces");
    let ids: Vec<String> = spaces.iter().map(|space| space.id.to_string()).collect();
    let mut known = sim.space_ids();
    known.extend(sim.floor_ids());
    assert!(known.iter().all(|id| ids.contains(id)), "{ids:?}");
    assert!(ids.iter().all(|id| id.starts_with("spc_") && id.len() == 23), "{ids:?}");
}

#[tokio::test]
async fn twenty_thousand_spaces_are_one_list() {
    // Their ids differ where a JavaScript number would have lost them.
    let space = |n: u64| json!({ "id": format!("spc_{}", (1 << 60) + n), "name": "Aspen" });
    let spaces: Vec<Value> = (0..20_622).map(space).collect();
    let server = canned([spaces.into()]);
    let spaces = client_of(&server).spaces().list().send().await.expect("spaces");
    let ids: HashSet<SpaceId> = spaces.into_iter().map(|space| space.id).collect();
    assert_eq!(ids.len(), 20_622);
    assert_eq!(server.request().line, "GET /v3/spaces", "nothing asks for a page");
}

#[tokio::test]
async fn a_page_of_spaces_is_not_taken_for_all() {
    let next = "https://api.density.io/v3/spaces?page=2";
    let server = canned([json!({ "results": [{ "id": "spc_1" }], "next": next })]);
    let error = client_of(&server).spaces().list().send().await.expect_err("a page");
    assert!(error.is_decode() && error.status() == Some(200), "{error}");
}

#[tokio::test]
async fn what_the_vendor_leaves_open_stays_open() {
    let (_sim, client) = start().await;
    let spaces = client.spaces().list().send().await.expect("spaces");
    let any = |holds: &dyn Fn(&floorkit_density::Space) -> bool| spaces.iter().any(holds);
    assert!(any(&|space| space.function == Some(OpenEnum::Known(SpaceFunction::FlexSpace))));
    assert!(any(&|space| space.function.is_none()));
    assert!(any(&|space| space.capacity == Some(0)));
    assert!(any(&|space| space.capacity.is_none()));
}

#[tokio::test]
async fn a_value_that_is_new_to_an_enum_survives() {
    let (_sim, client) = start_with(|behavior| behavior.enums = Enums::Unknown).await;
    let spaces = client.spaces().list().send().await.expect("spaces");
    let unknown = spaces.iter().filter_map(|space| space.function.as_ref());
    let unknown: Vec<&OpenEnum<SpaceFunction>> =
        unknown.filter(|function| function.as_known().is_none()).collect();
    assert!(!unknown.is_empty());
    for function in unknown {
        let text = serde_json::to_string(function).expect("JSON");
        assert_eq!(text, format!("\"{function}\""));
    }
    let users = client.users().list().send().await.expect("users");
    let roles = users.iter().filter_map(|user| user.role.as_ref());
    assert!(roles.into_iter().any(|role| role.as_known().is_none()));
    let health = client.occupancy().current().send().await.expect("occupancy");
    let health = health.iter().filter_map(|(_, now)| now.space_health_status.as_ref());
    assert!(health.into_iter().any(|health| health.as_known().is_none()));
}

#[tokio::test]
async fn lists_may_be_null() {
    let (_sim, client) = start_with(|behavior| behavior.empty_lists = EmptyLists::Null).await;
    let spaces = client.spaces().list().send().await.expect("spaces");
    assert!(spaces.iter().any(|space| space.children_ids.is_none()));
}

#[tokio::test]
async fn a_counting_mode_is_asked_for_in_the_query() {
    let (sim, client) = start().await;
    let waffle = client.spaces().list().counting_mode(CountingMode::Waffle).send().await;
    let waffle = waffle.expect("spaces");
    let mode = OpenEnum::Known(CountingMode::Waffle);
    assert!(!waffle.is_empty());
    assert!(waffle.iter().all(|space| space.counting_mode == Some(mode.clone())));
    let request = sim.requests().pop().expect("a request");
    assert_eq!(request.query, [("counting_mode".to_owned(), "waffle".to_owned())]);
}

#[tokio::test]
async fn a_request_carries_what_it_should_and_nothing_else() {
    let (sim, client) = start().await;
    client.spaces().list().send().await.expect("spaces");
    let headers = sim.requests().pop().expect("a request").headers;
    assert_eq!(headers.get("accept").map(String::as_str), Some("application/json"));
    assert!(headers["user-agent"].starts_with("floorkit"), "{headers:?}");
    assert!(!headers.contains_key("api-version"), "{headers:?}");
}

#[tokio::test]
async fn texts_are_texts() {
    let (sim, client) = start().await;
    assert!(!client.hello_world().await.expect("a greeting").is_empty());
    assert!(client.version().await.expect("a version").starts_with(char::is_numeric));
    for request in sim.requests() {
        assert_eq!(request.headers.get("accept").map(String::as_str), Some("text/plain"));
    }
}
