//! A text.

use super::raw;
use crate::prelude::*;

#[test]
fn a_text_is_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks().filter("a"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?filter=a");
}
