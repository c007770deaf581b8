//! The fields of all children.

use super::raw::types;
use crate::prelude::*;

#[test]
fn nothing_is_lost() {
    let body = json!({ "kind": "room", "name": "Aula", "door": 3 });
    let value: types::Place = kept(&body);
    assert_eq!((value.kind.as_str(), value.extra["door"].clone()), ("room", json!(3)));
}
