//! Texts.

use super::raw::types;
use crate::prelude::*;

#[test]
fn texts_beyond_the_limits_are_read() {
    let body = json!({ "name": "northern" });
    let value: types::Desk = kept(&body);
    assert_eq!(value.name, "northern");
}
