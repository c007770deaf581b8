//! What is not followed is told.

use super::raw;
use crate::prelude::*;

#[test]
fn another_status_keeps_its_response() {
    let (answer, _) = call!(Reply::empty(302), client => client.get_desk());
    assert_eq!(answer.expect_err("no answer").status().map(|status| status.as_u16()), Some(302));
    let (answer, _) = call!(Reply::empty(204), client => client.get_desk());
    answer.expect("an answer");
}
