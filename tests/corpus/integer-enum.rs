//! A number.

use super::raw::types;
use crate::prelude::*;

#[test]
fn any_number_is_read() {
    let body = json!({ "size": 8 });
    let value: types::Desk = kept(&body);
    assert_eq!(value.size, 8);
}
