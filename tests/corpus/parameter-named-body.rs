//! The parameter and the body.

use super::raw;
use crate::prelude::*;

#[test]
fn both_are_sent() {
    let (answer, asked) =
        call!(Reply::empty(204), client => client.add_desk().body_query("q").body("b".to_owned()));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desks?body=q");
    assert_eq!(asked.json(), json!("b"));
}
