//! What it says besides itself.

use super::raw::types;
use crate::prelude::*;

#[test]
fn nothing_is_lost() {
    let body = json!({ "name": "North", "legs": 4 });
    let value: types::Desk = kept(&body);
    assert_eq!(value.name, "North");
}
