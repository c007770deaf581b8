//! What the vendor sends has a type.

use super::raw::types;
use crate::prelude::*;

#[test]
fn a_payload_is_read() {
    let payload: types::DeskTakenPayload =
        kept(&json!({ "desk": "d1", "at": "2026-06-15T10:00:00+02:00" }));
    assert_eq!(payload.desk, "d1");
}
