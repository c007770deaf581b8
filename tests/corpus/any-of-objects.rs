//! The fields of all, at once.

use super::raw::types;
use crate::prelude::*;

#[test]
fn nothing_is_lost() {
    let body = json!({ "name": "Aula", "door": 3, "area": 9.5, "new": true });
    let value: types::Place = kept(&body);
    assert_eq!((value.door, value.area), (Some(3), Some(9.5)));
}
