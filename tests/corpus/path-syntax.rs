//! A path begins with a slash.

use super::raw;
use crate::prelude::*;

#[test]
fn a_slash_is_put_before() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks());
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks");
}
