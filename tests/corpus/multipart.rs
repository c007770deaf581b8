//! Parts are written as they should be.

use super::raw;
use crate::prelude::*;

#[test]
fn parts_are_sent() {
    let form = floorkit_runtime::Multipart::new().file("plan", "plan.png", "image/png", "PNG");
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body(form));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert!(asked.headers["content-type"].starts_with("multipart/form-data; boundary="));
    let text = asked.text();
    assert!(
        text.contains("name=\"plan\"; filename=\"plan.png\"") && text.contains("PNG"),
        "{text}"
    );
}
