//! Texts.

use super::raw::types;
use crate::prelude::*;

#[test]
fn texts_beyond_the_limits_are_read() {
    let body = json!({ "code": "1", "name": "Northern" });
    let value: types::Desk = kept(&body);
    assert_eq!(value.code, "1");
}
