//! Names are plain, and items typed.

use super::raw::types;
use crate::prelude::*;

#[test]
fn items_are_typed() {
    let page: types::PageDesk = kept(&json!({ "items": [{ "name": "North" }] }));
    assert_eq!(page.items[0].name, "North");
}
