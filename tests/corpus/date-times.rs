//! A moment keeps its offset.

use super::raw::types;
use crate::prelude::*;

#[test]
fn offsets_are_kept() {
    let body =
        json!({ "at": "2026-06-15T10:00:00+02:00", "since": 1_781_550_000, "day": "2026-06-15" });
    let desk: types::Desk = kept(&body);
    assert_eq!(desk.at.to_timestamp().to_string(), "2026-06-15T08:00:00Z");
    assert!(desk.gone.is_none());
}
