//! Any JSON.

use super::raw::types;
use crate::prelude::*;

#[test]
fn nothing_is_lost() {
    let body = json!({ "anything": null, "fields": { "a": [1] }, "map": {} });
    let value: types::Desk = kept(&body);
    assert_eq!(value.fields["a"], json!([1]));
}
