//! Each has a type.

use super::raw::types;
use crate::prelude::*;

#[test]
fn both_are_read() {
    let body = json!({ "item": { "b": 2 }, "other": { "a": "x" } });
    let value: types::Desk = kept(&body);
    assert_eq!((value.item.b, value.other.a.as_str()), (2, "x"));
}
