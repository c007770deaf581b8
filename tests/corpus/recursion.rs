//! Values of any depth.

use super::raw::types;
use crate::prelude::*;

#[test]
fn depth_is_kept() {
    let desk: types::Desk = kept(&json!({
        "name": "A",
        "next": { "name": "B", "around": [{ "name": "C" }] },
        "by_side": { "north": { "desks": [{ "name": "D" }] } },
    }));
    let next = desk.next.expect("a desk");
    assert_eq!(next.around.map(|around| around[0].name.clone()).as_deref(), Some("C"));
}
