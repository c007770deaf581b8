//! A text keeps its digits.

use super::raw::types;
use crate::prelude::*;

#[test]
fn digits_are_kept() {
    let body = json!({ "price": "10.10", "rate": 0.5 });
    let value: types::Desk = kept(&body);
    assert_eq!((value.price.as_str(), value.rate), ("10.10", 0.5));
}
