//! Every value can be read and sent, and has a variant.

use super::raw::types::{self, Order};
use crate::prelude::*;

#[test]
fn each_value_is_a_variant_of_its_own() {
    for (value, order) in [
        ("asc", Order::Asc),
        ("ASC", Order::AscUpperCase),
        ("+", Order::Plus),
        ("-", Order::Dash),
        (">=", Order::GreaterEquals),
        ("", Order::Empty),
        ("a b", Order::AB),
        ("a_b", Order::AbLowerCase),
    ] {
        let desk: types::Desk = kept(&json!({ "order": value }));
        assert_eq!(desk.order, OpenEnum::Known(order), "{value}");
        assert_eq!((order.to_string().as_str(), value.parse().ok()), (value, Some(order)));
    }
    let _desk: types::Desk = kept(&json!({ "order": "AscUpperCase" }));
}
