//! Bytes.

use super::raw;
use crate::prelude::*;

#[test]
fn bytes_are_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body("{}"));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert_eq!(asked.headers["content-type"], "application/octet-stream");
    assert_eq!(asked.text(), "{}");
}
