//! The version stays at home.

use super::raw;
use crate::prelude::*;

#[test]
fn no_header_says_it() {
    let (answer, asked) = call!(Reply::empty(204), client => client.get_desk());
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desk");
    assert!(!asked.headers.contains_key("api-version"), "{:?}", asked.headers);
}
