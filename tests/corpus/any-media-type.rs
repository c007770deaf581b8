//! The caller says what it is.

use super::raw;
use crate::prelude::*;

#[test]
fn the_callers_media_type_is_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().content_type("image/png").body("PNG"));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert_eq!(asked.headers["content-type"], "image/png");
    assert_eq!(asked.text(), "PNG");
}
