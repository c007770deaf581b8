//! The fields of both parts.

use super::raw::types;
use crate::prelude::*;

#[test]
fn both_are_read() {
    let body = json!({ "id": "d1", "name": "North" });
    let value: types::Desk = kept(&body);
    assert_eq!((value.id.as_str(), value.name.as_str()), ("d1", "North"));
}
