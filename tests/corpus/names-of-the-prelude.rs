//! Types of these names do not stand in the way.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_is_read() {
    let body = json!({ "a": { "id": "o" }, "b": { "id": "v" }, "c": { "id": 1 }, "d": { "message": "m" }, "e": { "ok": true } });
    let value: types::Desk = kept(&body);
    assert_eq!(value.e.map(|result| result.ok), Some(true));
}
