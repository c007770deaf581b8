//! A branch, or null.

use super::raw::types;
use crate::prelude::*;

#[test]
fn null_and_the_branch_are_read() {
    let desk: types::Desk = kept(&json!({ "floor": null }));
    assert!(desk.floor.is_none() && desk.note.is_none());
    let desk: types::Desk = kept(&json!({ "floor": { "level": 2 }, "note": "by the window" }));
    assert_eq!(desk.floor.map(|floor| floor.level), Some(2));
    let nowhere = serde_json::from_value::<types::Desk>(json!({ "note": "lost" }));
    assert!(nowhere.is_err(), "null may be sent, nothing may not");
}
