//! The types, without the limit.

use super::raw::types;
use crate::prelude::*;

#[test]
fn values_are_read() {
    let body = json!({ "name": "North", "more": 1 });
    let value: types::Desk = kept(&body);
    assert_eq!(value.more, Some(json!(1)));
}
