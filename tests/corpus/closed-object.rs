//! A field more is no failure.

use super::raw::types;
use crate::prelude::*;

#[test]
fn a_field_to_come_is_passed_over() {
    let desk: types::Desk = read(&json!({ "name": "North", "new": 1 }));
    assert_eq!(desk.name, "North");
}
