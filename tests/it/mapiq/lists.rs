//! Lists in every form that they may have.

use floorkit_mapiq::{List, Record as _, User, UserId};
use floorkit_sim::mapiq::{ListShape, Names, Parameters, WorkdaysPath};
use serde::Deserialize;
use serde_json::json;

use super::{PEOPLE, TODAY, canned, start, start_with};

#[derive(Debug, Deserialize)]
struct Person {
    id: UserId,
    email: String,
}

#[tokio::test]
async fn a_list_is_the_same_by_itself_and_in_an_object() {
    let (sim, client) = start().await;
    let bare = client.users().list().send().await.expect("users");
    assert_eq!((bare.len(), bare.around().len()), (PEOPLE as usize, 0));
    sim.set_behavior(|behavior| behavior.lists = ListShape::Envelope);
    let wrapped = client.users().list().send().await.expect("users");
    assert_eq!(wrapped.into_vec(), bare.into_vec());
}

#[tokio::test]
async fn a_list_that_says_that_there_is_more_is_no_list_unless_that_is_accepted() {
    let (_sim, client) = start_with(|behavior| behavior.lists = ListShape::Parts).await;
    let error = client.users().list().send().await.expect_err("a part");
    assert!(error.is_decode() && error.to_string().contains("accept_part"), "{error}");
    assert_eq!(error.decode_path(), Some("/continuationToken"));

    let mut users: Vec<User> = Vec::new();
    let mut request = client.users().list().accept_part();
    loop {
        let part: List<User> = request.send().await.expect("a part");
        let next = part.around()["continuationToken"].as_str().map(str::to_owned);
        assert_eq!(part.more().as_deref(), next.as_ref().map(|_| "/continuationToken"));
        users.extend(part);
        let Some(next) = next else { break };
        request = client.users().list().filter("continuationToken", next).accept_part();
    }
    assert_eq!(users.len(), PEOPLE as usize);

    // What fits into one part says so, and is whole.
    client.buildings().list().send().await.expect("all buildings");
}

#[tokio::test]
async fn fields_are_found_with_capital_letters_too() {
    let (sim, client) = start().await;
    let small = client.users().list().send().await.expect("users");
    sim.set_behavior(|behavior| behavior.names = Names::Capital);
    let capital = client.users().list().send().await.expect("users");
    assert!(capital[0].contains_key("Email"));
    for name in ["id", "email", "firstName"] {
        assert_eq!(small[0].text(name), capital[0].text(name), "{name}");
    }
}

#[tokio::test]
async fn records_are_read_with_a_type_of_the_callers() {
    for shape in [ListShape::Bare, ListShape::Envelope] {
        let (_sim, client) = start_with(|behavior| behavior.lists = shape).await;
        let people = client.users().list().send_as::<Person>().await.expect("people");
        assert_eq!(people.len(), PEOPLE as usize);
        assert!(people.iter().all(|person| person.email.contains('@') && person.id.len() == 36));
    }
}

#[tokio::test]
async fn a_record_that_does_not_fit_is_named() {
    let users = json!([{ "id": "u-1", "email": "ada@acme.example" }, { "id": 7, "email": "x" }]);
    for (body, place) in [(users.clone(), "/1/id"), (json!({ "value": users }), "/value/1/id")] {
        let (_server, client) = canned([body]);
        let error = client.users().list().send_as::<Person>().await.expect_err("a misfit");
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.decode_path(), Some(place), "{error}");
    }
}

#[tokio::test]
async fn an_object_without_a_list_is_no_empty_list() {
    let (_server, client) = canned([json!({ "message": "come back later" }), json!({})]);
    for _ in 0..2 {
        let error = client.workdays().list().send().await.expect_err("no list");
        assert!(error.is_decode() && error.to_string().contains("without a list"), "{error}");
    }
}

#[tokio::test]
async fn all_parameters_are_sent_in_their_order() {
    let (server, client) = canned([json!([])]);
    let request = client.checkin_events().list().filter("from", "2025-06-16").filter("id", 7);
    request.filter("id", UserId::from("a&b")).send().await.expect("events");
    let line = server.request().line;
    assert_eq!(line, "GET /v2/user-locations/checkin-events?from=2025-06-16&id=7&id=a%26b");
}

#[tokio::test]
async fn a_refused_parameter_is_named() {
    let (sim, client) = start_with(|behavior| behavior.parameters = Parameters::Refused).await;
    let request = client.workdays().list().filter("startDate", TODAY).filter("floor", 3);
    let error = request.send().await.expect_err("an unknown parameter");
    assert!(error.is_bad_request(), "{error}");
    let problem = error.problem().expect("a problem");
    assert!(problem.to_string().contains("floor"), "{problem}");

    let error = client.workdays().list().send().await.expect_err("no first day");
    assert!(error.to_string().contains("startDate"), "{error}");
    assert_eq!(sim.requests().len(), 2, "neither was repeated");
}

#[tokio::test]
async fn workdays_that_are_elsewhere_are_not_found() {
    let (_sim, client) = start_with(|behavior| behavior.workdays = WorkdaysPath::Elsewhere).await;
    let error = client.workdays().list().filter("startDate", TODAY).send().await;
    assert!(error.expect_err("a wrong guess").is_not_found());
}
