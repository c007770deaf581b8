//! What is not sent is not made up.

use super::raw::types;
use crate::prelude::*;

#[test]
fn absence_can_be_told() {
    let body = json!({});
    let value: types::Desk = kept(&body);
    assert!(value.floor.is_none());
}
