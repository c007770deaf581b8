//! A desk, or none.

use super::raw;
use crate::prelude::*;

#[test]
fn nothing_is_none() {
    let (answer, _) =
        call!(Reply::json(200, &json!({ "name": "North" })), client => client.get_desk());
    assert_eq!(answer.expect("a desk").into_inner().expect("a desk").name, "North");
    let (answer, _) = call!(Reply::empty(204), client => client.get_desk());
    assert!(answer.expect("no desk").into_inner().is_none());
}
