//! Null, or one of two types.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_type_is_read() {
    let desk: types::Desk = kept(&json!({ "name": null, "floor": 3 }));
    assert!(desk.name.is_none());
    assert!(matches!(desk.floor, Some(types::DeskFloor::Integer(3))));
    let desk: types::Desk = kept(&json!({ "name": "North", "floor": "ground" }));
    assert!(matches!(desk.floor, Some(types::DeskFloor::String(floor)) if floor == "ground"));
}
