//! Known values, and those to come.

use super::raw::types;
use crate::prelude::*;

#[test]
fn a_value_to_come_is_kept() {
    let desk: types::Desk = kept(&json!({ "kind": "room" }));
    assert_eq!(desk.kind, OpenEnum::Known(types::Kind::Room));
    let desk: types::Desk = kept(&json!({ "kind": "pod" }));
    assert_eq!(desk.kind, OpenEnum::Unknown("pod".into()));
}
