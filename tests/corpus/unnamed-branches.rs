//! Variants are named after their types.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_branch_is_read() {
    let place = |place: Value| kept::<types::Desk>(&json!({ "place": place })).place;
    assert!(matches!(place(json!("a")), types::DeskPlace::String(_)));
    assert!(matches!(place(json!(1)), types::DeskPlace::Integer(1)));
    assert!(matches!(place(json!(["a"])), types::DeskPlace::Array(_)));
}
