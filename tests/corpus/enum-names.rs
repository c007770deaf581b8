//! Variants go by the names, the wire by the values.

use super::raw::types::{self, Size, State};
use crate::prelude::*;

#[test]
fn a_name_stands_for_its_value() {
    let desk: types::Desk = kept(&json!({ "state": "1", "size": "l", "level": 2 }));
    assert_eq!(desk.state, OpenEnum::Known(State::InUse));
    assert_eq!(desk.size, Some(OpenEnum::Known(Size::Large)));
    let desk: types::Desk = kept(&json!({ "state": "9", "size": "Large" }));
    assert_eq!(desk.state, OpenEnum::Known(State::X9));
    assert_eq!(desk.size, Some(OpenEnum::Unknown("Large".into())));
}
