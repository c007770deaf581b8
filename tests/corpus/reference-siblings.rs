//! What is said beside a reference is there, too.

use super::raw::types;
use crate::prelude::*;

#[test]
fn fields_of_both_are_read() {
    let body = json!({ "id": "d1", "height": 72 });
    let value: types::Desk = kept(&body);
    assert_eq!((value.id.as_str(), value.height), ("d1", 72));
}
