//! The tag decides, or null.

use super::raw::types;
use crate::prelude::*;

#[test]
fn null_and_each_tag_are_read() {
    assert!(kept::<types::Desk>(&json!({ "place": null })).place.is_none());
    let desk: types::Desk =
        kept(&json!({ "place": { "kind": "hall", "name": "Aula", "area": 9.5 } }));
    assert!(matches!(desk.place, Some(types::Place::Hall(hall)) if hall.area == Some(9.5)));
    let desk: types::Desk = kept(&json!({ "place": { "kind": "pod" } }));
    assert!(matches!(desk.place, Some(types::Place::Unknown(_))));
}
