//! A day or a moment.

use super::raw::types;
use crate::prelude::*;

#[test]
fn either_is_read() {
    let body = json!({ "day": "2026-06-15", "name": "North" });
    let value: types::Desk = kept(&body);
    assert_eq!(value.day, "2026-06-15");
}
