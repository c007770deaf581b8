//! What is not sent is not made up.

use super::raw::types;
use crate::prelude::*;

#[test]
fn absence_is_no_panic() {
    let body = json!({});
    let value: types::Desk = kept(&body);
    assert!(value.at.is_none());
}
