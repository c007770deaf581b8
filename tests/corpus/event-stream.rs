//! JSON from one operation, events from another.

use super::raw;
use crate::prelude::*;

#[test]
fn each_asks_for_its_own() {
    let (answer, asked) =
        call!(Reply::json(200, &json!({ "name": "North" })), client => client.get_desk());
    assert_eq!(answer.expect("a desk").into_inner().name, "North");
    assert_eq!(asked.headers["accept"], "application/json");
    let reply = Reply::new(200, "text/event-stream", "data: 1\n\n");
    let (answer, asked) = call!(reply, client => client.get_desk_as_events());
    answer.expect("events");
    assert_eq!(
        (asked.line.as_str(), asked.headers["accept"].as_str()),
        ("GET /desk", "text/event-stream")
    );
}
