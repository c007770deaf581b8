//! Nothing is decoded.

use super::raw;
use crate::prelude::*;

#[test]
fn an_empty_answer_is_one() {
    let (answer, asked) = call!(Reply::empty(204), client => client.delete_desk());
    answer.expect("an answer").into_inner();
    assert_eq!(asked.line, "DELETE /desk");
}
