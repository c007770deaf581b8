//! Null, or a value.

use super::raw::types;
use crate::prelude::*;

#[test]
fn null_is_no_failure() {
    let desk: types::Desk = kept(&json!({ "at": null, "kind": null, "seen": [null] }));
    assert!(desk.at.is_none() && desk.kind.is_none() && desk.seen == [None]);
    let moment = "2026-06-15T10:00:00+02:00";
    let desk: types::Desk = kept(&json!({ "at": moment, "kind": "pod", "seen": [moment] }));
    assert_eq!(desk.kind, Some(OpenEnum::Unknown("pod".into())));
    assert_eq!(desk.at, desk.seen[0]);
}
