//! Absent is not empty.

use super::raw::types;
use crate::prelude::*;

#[test]
fn both_are_kept() {
    assert!(kept::<types::Desk>(&json!({})).labels.is_none());
    assert!(kept::<types::Desk>(&json!({ "labels": [] })).labels.is_some());
}
