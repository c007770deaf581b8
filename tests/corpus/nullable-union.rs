//! A place, or none.

use super::raw::types;
use crate::prelude::*;

#[test]
fn null_and_branches_are_read() {
    let desk: types::Desk = kept(&json!({ "place": null }));
    assert!(desk.place.is_none());
    let desk: types::Desk = kept(&json!({ "place": { "area": 9.5 } }));
    assert!(matches!(desk.place, Some(types::Place::Hall(hall)) if hall.area == 9.5));
}
