//! Any JSON.

use super::raw;
use crate::prelude::*;

#[test]
fn any_json_is_read() {
    let body = json!([1, { "a": null }]);
    let (answer, asked) = call!(Reply::json(200, &body), client => client.get_desk());
    let desk = answer.expect("an answer").into_inner();
    assert_eq!(asked.line, "GET /desk");
    assert_eq!(desk, body);
}
