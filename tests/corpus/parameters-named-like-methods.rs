//! Setters have other names, the wire has not.

use super::raw;
use crate::prelude::*;

#[test]
fn names_of_the_wire_are_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks().new_query("1").send_query("2").header_map_header("3"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?new=1&send=2");
    assert_eq!(asked.headers["header_map"], "3");
}
