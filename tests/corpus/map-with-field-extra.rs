//! The field and the further ones.

use super::raw::types;
use crate::prelude::*;

#[test]
fn nothing_is_lost() {
    let body = json!({ "extra": "a", "legs": 4 });
    let value: types::Desk = kept(&body);
    assert_eq!((value.extra_field.as_str(), value.extra["legs"]), ("a", 4));
}
