//! One type of both.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn both_statuses_are_read() {
    for status in [200, 201] {
        let reply = Reply::json(status, &json!({ "name": "North" }));
        let (answer, _) = call!(reply, client => client.post_desk());
        let desk: types::PostDeskResponse = answer.expect("a desk").into_inner();
        assert_eq!(desk.name, "North");
    }
}
