//! Known texts, other texts, and numbers.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_is_read() {
    let desk: types::Desk = kept(&json!({ "kind": "standing", "at": 5 }));
    assert_eq!(desk.kind, OpenEnum::Known(types::DeskKind::Standing));
    assert!(matches!(desk.at, types::DeskAt::Integer(5)));
    let desk: types::Desk = kept(&json!({ "kind": "lying", "at": "noon" }));
    assert_eq!(desk.kind, OpenEnum::Unknown("lying".into()));
    assert!(matches!(desk.at, types::DeskAt::String(at) if at == "noon"));
}
