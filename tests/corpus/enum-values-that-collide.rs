//! Every value can be read and sent.

use super::raw::types;
use crate::prelude::*;

#[test]
fn no_value_is_lost() {
    for value in ["asc", "ASC", "+", "-", ">=", "", "a b", "a_b"] {
        let _desk: types::Desk = kept(&json!({ "order": value }));
    }
    let desk: types::Desk = read(&json!({ "order": "asc" }));
    assert_eq!(desk.order, OpenEnum::Known(types::Order::Asc));
}
