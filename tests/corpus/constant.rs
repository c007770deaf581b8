//! The one value that there is.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn the_value_is_sent() {
    let desk = types::Desk { kind: types::DeskKind::Desk };
    let (answer, asked) = call!(Reply::empty(204), client => client.add_desk().body(desk.clone()));
    answer.expect("an answer");
    assert_eq!(asked.json(), json!({ "kind": "desk" }));
}
