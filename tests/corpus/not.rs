//! The fields, whichever there are.

use super::raw::types;
use crate::prelude::*;

#[test]
fn fields_are_read() {
    let body = json!({ "name": "North" });
    let value: types::Desk = kept(&body);
    assert_eq!((value.name.as_deref(), value.floor), (Some("North"), None));
}
