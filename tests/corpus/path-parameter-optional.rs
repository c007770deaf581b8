//! A path without its parameter would be another.

use super::raw;
use crate::prelude::*;

#[test]
fn it_goes_into_the_path() {
    let (answer, asked) = call!(Reply::empty(204), client => client.get_desk().id("d1"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks/d1");
}
