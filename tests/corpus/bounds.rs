//! Numbers.

use super::raw::types;
use crate::prelude::*;

#[test]
fn numbers_beyond_the_bounds_are_read() {
    let body = json!({ "floor": 0, "level": -1 });
    let value: types::Desk = kept(&body);
    assert_eq!((value.floor, value.level), (0, -1));
}
