//! The types as they are.

use super::raw::types;
use crate::prelude::*;

#[test]
fn both_are_read() {
    let body = json!({ "free": true, "more": { "a": 1 } });
    let value: types::Desk = kept(&body);
    assert!(value.free);
    assert_eq!(value.more.map(|more| more["a"].clone()), Some(json!(1)));
}
