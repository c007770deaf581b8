//! Places of a list have their types.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_place_is_read() {
    let desk: types::Desk = kept(&json!({ "at": [1.5, "north"] }));
    let [types::DeskAtItem::Number(at), types::DeskAtItem::String(side)] = &desk.at[..] else {
        panic!("{desk:?}");
    };
    assert_eq!((*at, side.as_str()), (1.5, "north"));
}
