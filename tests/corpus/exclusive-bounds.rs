//! A bound fails no answer.

use super::raw;
use crate::prelude::*;

#[test]
fn values_beyond_the_bounds_are_read() {
    let body = json!({ "height": 200 });
    let (answer, asked) = call!(Reply::json(200, &body), client => client.get_desk());
    let desk = answer.expect("an answer").into_inner();
    assert_eq!(asked.line, "GET /desk");
    assert_eq!(desk.height, 200);
}
