//! JSON is a text that a caller writes.

use super::raw;
use crate::prelude::*;

#[test]
fn the_text_is_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks().filter(json!({ "floor": 3 }).to_string()));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?filter=%7B%22floor%22%3A3%7D");
}
