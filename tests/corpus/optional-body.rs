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
