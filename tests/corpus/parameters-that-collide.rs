//! Each has a setter, and its name on the wire.

use super::raw;
use crate::prelude::*;

#[test]
fn names_of_the_wire_are_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks().created("1").created_less_than("2").created_greater_than("3").desk_id("4").desk_id_query("5"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?created=1&created%3E=3&created%3C=2&deskId=4&desk_id=5");
}
