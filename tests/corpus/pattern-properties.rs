//! A map of numbers.

use super::raw::types;
use crate::prelude::*;

#[test]
fn values_are_typed() {
    let body = json!({ "F1": 12, "F2": 0 });
    let value: types::Counts = kept(&body);
    assert_eq!(value.0["F1"], 12);
}
