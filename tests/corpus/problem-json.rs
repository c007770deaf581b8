//! JSON is JSON.

use super::raw;
use crate::prelude::*;

#[test]
fn both_answers_are_typed() {
    let reply = Reply::new(200, "application/vnd.corpus+json", r#"{"name":"North"}"#);
    let (answer, asked) = call!(reply, client => client.get_desk());
    assert_eq!(answer.expect("a desk").into_inner().name, "North");
    assert_eq!(asked.headers["accept"], "application/vnd.corpus+json");
    let reply = Reply::new(404, "application/problem+json", r#"{"job":7}"#);
    let (answer, _) = call!(reply, client => client.get_desk());
    let raw::Error::ErrorResponse(error) = answer.expect_err("a failure") else { panic!("typed") };
    assert_eq!(error.typed().map(|job| job.job), Some(7));
}
