//! Any method is sent.

use super::raw;
use crate::prelude::*;

#[test]
fn both_are_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.desk_options());
    answer.expect("an answer");
    assert_eq!(asked.line, "OPTIONS /desk");
    let (answer, asked) = call!(Reply::empty(204), client => client.trace_desk());
    answer.expect("an answer");
    assert_eq!(asked.line, "TRACE /desk");
}
