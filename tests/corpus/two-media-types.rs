//! JSON is preferred.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn json_is_sent() {
    let desk = types::Desk { name: "North".into() };
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body(desk.clone()));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert_eq!(asked.headers["content-type"], "application/json");
    assert_eq!(asked.json(), json!({ "name": "North" }));
}
