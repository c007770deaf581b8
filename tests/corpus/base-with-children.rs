//! A value is one of the children, told by its tag.

use super::raw::types::{self, Place};
use crate::prelude::*;

#[test]
fn each_child_is_read_with_the_fields_of_the_base() {
    let place: Place = kept(&json!({ "kind": "room", "name": "Aula", "door": 3 }));
    assert!(matches!(place, Place::Room(room) if room.name == "Aula" && room.door == 3));
    let place: Place = kept(&json!({ "kind": "hall", "name": "Aula", "area": 20.5, "parts": [
        { "kind": "room", "name": "Stage", "door": 1 },
    ] }));
    assert!(matches!(place, Place::Hall(hall) if matches!(hall.parts.as_deref(), Some([Place::Room(_)]))));
}

#[test]
fn a_child_that_nobody_knows_yet_is_kept() {
    let place: Place = kept(&json!({ "kind": "pod", "name": "Nook", "seats": 2 }));
    assert!(matches!(place, Place::Unknown(types::Unknown(pod)) if pod["seats"] == 2));
}
