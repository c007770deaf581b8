//! Lists of types, in one value.

use super::raw::types::ListDesksKind as Kind;
use super::raw;
use crate::prelude::*;

#[test]
fn values_are_joined_by_commas_that_are_sent_as_they_are() {
    let (answer, asked) = call!(
        Reply::empty(204),
        client => client.list_desks().ids([1, 2]).kinds(vec![Kind::Desk, Kind::Room]).floor([3]).search("a,b")
    );
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?floor=3&ids=1,2&kinds=desk,room&search=a%2Cb");
}

#[test]
fn a_comma_inside_of_a_value_splits_nothing_and_no_values_are_no_parameter() {
    let none: [i64; 0] = [];
    let (answer, asked) = call!(
        Reply::empty(204),
        client => client.list_desks().ids(none).kinds([Kind::Desk]).label(&["North, 50%", "b"][..])
    );
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?kinds=desk&label%5B%5D=North%2C+50%25,b");
}
