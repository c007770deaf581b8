//! Each has a type.

use super::raw::types;
use crate::prelude::*;

#[test]
fn both_are_read() {
    let body = json!({ "left": { "a": "x" }, "right": { "b": 2 } });
    let value: types::Desk = kept(&body);
    assert_eq!((value.left.a.as_str(), value.right.b), ("x", 2));
}
