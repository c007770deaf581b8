//! Texts.

use super::raw::types;
use crate::prelude::*;

#[test]
fn every_value_is_read() {
    let desk: types::Desk = kept(&json!({ "size": "2", "mood": "calm" }));
    assert_eq!(desk.size, OpenEnum::Known(types::DeskSize::X2));
    assert_eq!(desk.mood, Some(OpenEnum::Known(types::DeskMood::Calm)));
    let desk: types::Desk = kept(&json!({ "size": "huge", "mood": null }));
    assert_eq!(desk.size, OpenEnum::Unknown("huge".into()));
    assert!(desk.mood.is_none());
}
