//! Lists of types, in one value each.

use super::raw;
use crate::prelude::*;

#[test]
fn values_are_joined_as_the_document_says() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks().ids([1, 2]).labels(["a", "b"]).words(["c", "d"]));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?ids=1,2&labels=a%7Cb&words=c+d");
}

#[test]
fn a_value_with_the_delimiter_in_it_is_refused() {
    let server = Server::start([]);
    let client = client!(server);
    let answer = block_on(client.list_desks().labels(["a|b"]).words(["c"]).send());
    assert!(answer.is_err_and(|error| error.to_string().contains("labels")));
}
