//! A cookie goes into its header.

use super::raw;
use crate::prelude::*;

#[test]
fn the_header_is_sent() {
    let (answer, asked) =
        call!(Reply::empty(204), client => client.list_desks().cookie("session=abc"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks");
    assert_eq!(asked.headers["cookie"], "session=abc");
}
