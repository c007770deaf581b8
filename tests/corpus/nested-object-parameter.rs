//! Fields of fields are parameters.

use super::raw;
use crate::prelude::*;

#[test]
fn names_lead_to_the_field() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks().at_floor(3));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?at%5Bfloor%5D=3");
}
