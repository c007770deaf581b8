//! The types that are meant.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_is_read() {
    let body =
        json!({ "count": 5_000_000_000_i64, "at": "2026-06-15T10:00:00+02:00", "more": [1] });
    let desk: types::Desk = kept(&body);
    assert_eq!((desk.count, desk.more), (5_000_000_000, json!([1])));
}
