//! A placeholder is filled in.

use super::raw;
use crate::prelude::*;

#[test]
fn the_placeholder_is_a_text() {
    let (answer, asked) = call!(Reply::empty(204), client => client.get_desk().id("d1"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks/d1");
}
