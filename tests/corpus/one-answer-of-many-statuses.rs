//! Any success is a desk, and no failure is.

use super::raw;
use crate::prelude::*;

#[test]
fn statuses_are_told_apart() {
    for status in [200, 203] {
        let reply = Reply::json(status, &json!({ "name": "North" }));
        let (answer, _) = call!(reply, client => client.get_desk());
        assert_eq!(answer.expect("a desk").into_inner().name, "North");
    }
    let (answer, _) =
        call!(Reply::json(409, &json!({ "name": "North" })), client => client.get_desk());
    assert_eq!(answer.expect_err("a failure").status().map(|status| status.as_u16()), Some(409));
}
