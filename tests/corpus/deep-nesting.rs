//! Types all the way.

use super::raw::types;
use crate::prelude::*;

#[test]
fn the_innermost_is_read() {
    let body = json!({ "side": { "drawers": [{ "lock": { "code": 7 } }] } });
    let value: types::Desk = kept(&body);
    let drawer: &types::DeskSideDrawer = &value.side.drawers[0];
    assert_eq!(drawer.lock.code, 7);
}
