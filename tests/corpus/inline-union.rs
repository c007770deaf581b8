//! The tag decides, and further fields do not.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_tag_has_its_branch() {
    let place: types::Place = read(&json!({ "kind": "hall", "area": 9.5, "new": true }));
    assert!(matches!(place, types::Place::PlaceHall(hall) if hall.area == 9.5));
    let place: types::Place = kept(&json!({ "kind": "room", "door": 3 }));
    assert!(matches!(place, types::Place::PlaceRoom(room) if room.door == 3));
    let place: types::Place = kept(&json!({ "kind": "pod" }));
    assert!(matches!(place, types::Place::Unknown(_)));
}
