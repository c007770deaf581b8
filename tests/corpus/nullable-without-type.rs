//! A text, or null.

use super::raw::types;
use crate::prelude::*;

#[test]
fn a_text_is_read() {
    let desk: types::Desk = kept(&json!({ "name": "North" }));
    assert_eq!(desk.name.as_deref(), Some("North"));
    let desk: types::Desk = kept(&json!({ "name": null }));
    assert!(desk.name.is_none());
}
