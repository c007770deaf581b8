//! A number.

use super::raw::types;
use crate::prelude::*;

#[test]
fn both_are_read() {
    let desk: types::Desk = kept(&json!({ "height": 72.5 }));
    assert_eq!(desk.height.0, 72.5);
    let desk: types::Desk = read(&json!({ "height": 72 }));
    assert_eq!(desk.height.0, 72.0);
}
