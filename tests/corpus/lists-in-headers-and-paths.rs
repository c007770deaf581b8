//! Lists are joined by commas.

use super::raw;
use crate::prelude::*;

#[test]
fn values_go_into_paths_and_headers() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks().ids([1, 2]).x_floor(3).x_labels(["a", "b"]));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks/1,2");
    assert_eq!(
        (asked.headers["x-labels"].as_str(), asked.headers["x-floor"].as_str()),
        ("a,b", "3")
    );
}

#[test]
fn a_comma_inside_of_a_value_is_refused() {
    let server = Server::start([]);
    let client = client!(server);
    let answer = block_on(client.list_desks().ids([1]).x_floor(3).x_labels(["a,b"]).send());
    assert!(answer.is_err_and(|error| error.to_string().contains("x_labels")));
}
