//! What both say.

use super::raw::types;
use crate::prelude::*;

#[test]
fn nothing_is_lost() {
    let body = json!({ "name": "North", "legs": 4, "new": 1 });
    let value: types::Desk = kept(&body);
    assert_eq!((value.name.as_str(), value.legs), ("North", Some(4)));
}
