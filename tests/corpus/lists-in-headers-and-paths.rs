//! Lists are joined by commas.

use super::raw;
use crate::prelude::*;

#[test]
fn texts_go_into_paths_and_headers() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks().ids("1,2").x_floor(3).x_labels("a,b"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks/1,2");
    assert_eq!(
        (asked.headers["x-labels"].as_str(), asked.headers["x-floor"].as_str()),
        ("a,b", "3")
    );
}
