//! With a body, or without.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn both_calls_are_there() {
    let desk = types::Desk { name: "North".into() };
    let (_, asked) = call!(Reply::empty(204), client => client.send_desk().body(desk.clone()));
    assert_eq!((asked.line.as_str(), asked.json()), ("POST /desk", json!({ "name": "North" })));
    let (_, asked) = call!(Reply::empty(204), client => client.send_desk_without_body());
    assert_eq!((asked.line.as_str(), asked.text()), ("POST /desk", ""));
}

#[test]
fn a_delete_that_says_nothing_of_its_body_can_do_without() {
    let (answer, asked) = call!(Reply::empty(204), client => client.drop_desk_without_body());
    answer.expect("an answer");
    assert_eq!((asked.line.as_str(), asked.text()), ("DELETE /desk", ""));
    let desk = types::Desk { name: "North".into() };
    let (answer, asked) = call!(Reply::empty(204), client => client.drop_desk().body(desk.clone()));
    answer.expect("an answer");
    assert_eq!(asked.json(), json!({ "name": "North" }));
}
