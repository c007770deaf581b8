//! Text.

use super::raw;
use crate::prelude::*;

#[test]
fn a_text_is_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body("a text"));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert_eq!(asked.headers["content-type"], "text/plain");
    assert_eq!(asked.text(), "a text");
}
