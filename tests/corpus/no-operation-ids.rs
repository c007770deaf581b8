//! Names that methods and paths make.

use super::raw;
use crate::prelude::*;

#[test]
fn operations_are_named() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks());
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks");
    let (answer, asked) = call!(Reply::empty(204), client => client.delete_desk().id("d/1"));
    answer.expect("an answer");
    assert_eq!(asked.line, "DELETE /desks/d%2F1");
}
