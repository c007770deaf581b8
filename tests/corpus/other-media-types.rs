//! Bytes under the vendor's media type.

use super::raw;
use crate::prelude::*;

#[test]
fn its_own_media_type_is_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body("<desk/>"));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert_eq!(asked.headers["content-type"], "application/xml");
    assert_eq!(asked.text(), "<desk/>");
}
