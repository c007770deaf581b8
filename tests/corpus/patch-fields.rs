//! Left, emptied, or set.

use super::raw::types;
use crate::prelude::*;

#[test]
fn all_three_are_sent() {
    let body = |name| serde_json::to_value(types::Desk { name }).expect("JSON");
    assert_eq!(body(None), json!({}));
    assert_eq!(body(Some(Patch::Null)), json!({ "name": null }));
    assert_eq!(body(Some(Patch::Value("North".to_owned()))), json!({ "name": "North" }));
}
