//! Each has a type.

use super::raw::types;
use crate::prelude::*;

#[test]
fn both_are_read() {
    let body = json!({ "mine": { "a": "x" }, "yours": { "b": 2 } });
    let value: types::Desk = kept(&body);
    assert_eq!((value.mine.a.as_str(), value.yours.b), ("x", 2));
}
