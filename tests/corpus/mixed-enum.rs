//! A text or something else.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_type_is_read() {
    let size = |size: Value| kept::<types::Desk>(&json!({ "size": size })).size;
    assert!(matches!(size(json!("small")), types::DeskSize::String(OpenEnum::Known(_))));
    assert!(matches!(size(json!(2.5)), types::DeskSize::Number(two) if two == 2.5));
    assert!(matches!(size(json!(true)), types::DeskSize::Boolean(true)));
}
