//! The fields of every branch.

use super::raw::types;
use crate::prelude::*;

#[test]
fn fields_of_both_branches_are_read() {
    let body = json!({ "kind": "standing", "height": 110 });
    let value: types::Desk = kept(&body);
    assert_eq!((value.height, value.chair), (Some(110), None));
}
