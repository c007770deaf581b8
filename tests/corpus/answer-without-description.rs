//! A typed answer.

use super::raw;
use crate::prelude::*;

#[test]
fn it_is_typed() {
    let body = json!({ "name": "North" });
    let (answer, asked) = call!(Reply::json(200, &body), client => client.get_desk());
    let desk = answer.expect("an answer").into_inner();
    assert_eq!(asked.line, "GET /desk");
    assert_eq!(desk.name, "North");
}
