//! Both are there.

use super::raw;
use crate::prelude::*;

#[test]
fn each_has_its_name() {
    let (_, asked) = call!(Reply::empty(204), client => client.list_of_desks());
    assert_eq!(asked.line, "GET /desks");
    let (_, asked) = call!(Reply::empty(204), client => client.list_of_rooms());
    assert_eq!(asked.line, "GET /rooms");
}
