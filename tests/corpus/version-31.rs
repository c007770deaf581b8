//! A document of 3.1 is a client like any other.

use super::raw;
use crate::prelude::*;

#[test]
fn what_is_required_is_there() {
    let body = json!({ "id": "d1", "floor": 3 });
    let (answer, asked) = call!(Reply::json(200, &body), client => client.get_desk());
    let desk = answer.expect("an answer").into_inner();
    assert_eq!(asked.line, "GET /desk");
    assert_eq!((desk.id.as_str(), desk.floor), ("d1", Some(3)));
}
