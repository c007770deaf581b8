//! A list.

use super::raw::types;
use crate::prelude::*;

#[test]
fn order_is_kept() {
    let body = json!({ "labels": ["b", "a"] });
    let value: types::Desk = kept(&body);
    assert_eq!(value.labels, ["b", "a"]);
}
