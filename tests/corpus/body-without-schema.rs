//! Any JSON.

use super::raw;
use crate::prelude::*;

#[test]
fn any_json_is_sent() {
    let (answer, asked) =
        call!(Reply::empty(204), client => client.send_desk().body(json!([1, null])));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert_eq!(asked.json(), json!([1, null]));
}
