//! A body, whatever the method.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn it_is_sent() {
    let desk = types::Desk { name: "North".into() };
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body(desk.clone()));
    answer.expect("an answer");
    assert_eq!(asked.line, "DELETE /desk");
    assert_eq!(asked.json(), json!({ "name": "North" }));
}
