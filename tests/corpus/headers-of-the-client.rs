//! The credential is the run time's.

use super::raw;
use crate::prelude::*;

#[test]
fn the_credential_is_sent_and_nothing_is_asked_for() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks());
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks");
    assert_eq!(asked.headers["authorization"], "Bearer secret");
}
