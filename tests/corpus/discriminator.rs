//! The tag decides.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_tag_has_its_branch() {
    let place: types::Place = kept(&json!({ "kind": "hall", "name": "Aula" }));
    assert!(matches!(place, types::Place::Hall(hall) if hall.name.as_deref() == Some("Aula")));
    let place: types::Place = kept(&json!({ "kind": "room", "name": "Aula", "door": 3 }));
    assert!(matches!(place, types::Place::Room(room) if room.door == Some(3)));
    let place: types::Place = kept(&json!({ "kind": "pod", "seats": 2 }));
    assert!(matches!(place, types::Place::Unknown(other) if other.0["seats"] == 2));
}
