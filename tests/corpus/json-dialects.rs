//! The media type is the vendor's.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn its_own_media_type_is_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body(types::Desk { name: Some("North".into()) }));
    answer.expect("an answer");
    assert_eq!(asked.line, "PATCH /desk");
    assert_eq!(asked.headers["content-type"], "application/merge-patch+json");
    assert_eq!(asked.json(), json!({ "name": "North" }));
}
