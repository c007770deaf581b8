//! The fields of all, at once.

use super::raw::types;
use crate::prelude::*;

#[test]
fn nothing_is_lost() {
    let body = json!({ "name": "North", "floor": 1, "width": 80, "new": true });
    let value: types::Desk = kept(&body);
    assert_eq!((value.floor, value.width), (Some(1), Some(80)));
}
