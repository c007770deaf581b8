//! What is referred to has a type.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn both_answers_are_typed() {
    let reply = Reply::json(200, &json!({ "level": 2 }));
    let (answer, _) = call!(reply, client => client.get_floor());
    assert_eq!(answer.expect("a floor").into_inner().level, 2);
    let reply = Reply::json(404, &json!({ "floor": { "level": 1 } }));
    let (answer, _) = call!(reply, client => client.get_floor());
    let raw::Error::ErrorResponse(error) = answer.expect_err("no floor") else {
        panic!("a typed error")
    };
    let desk: &types::Desk = error.typed().expect("a desk");
    assert_eq!(desk.floor.level, 1);
}
