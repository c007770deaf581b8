//! The inline answer is not the component.

use super::raw;
use crate::prelude::*;

#[test]
fn each_operation_has_its_own_type() {
    let (answer, _) =
        call!(Reply::json(200, &json!({ "name": "North" })), client => client.get_desk());
    assert_eq!(answer.expect("a desk").into_inner().name, "North");
    let (answer, _) = call!(Reply::json(200, &json!({ "floor": 2 })), client => client.get_other());
    assert_eq!(answer.expect("another").into_inner().floor, 2);
}
