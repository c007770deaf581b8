//! A definition is a type.

use super::raw::types;
use crate::prelude::*;

#[test]
fn the_definition_is_read() {
    let body = json!({ "floor": { "level": 2 } });
    let value: types::Desk = kept(&body);
    assert_eq!(value.floor.level, 2);
}
