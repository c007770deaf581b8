//! A list is a text.

use super::raw;
use crate::prelude::*;

#[test]
fn values_are_joined() {
    let (answer, asked) = call!(Reply::empty(204), client => client.list_desks().ids("1,2").labels("a|b").words("c d"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?ids=1%2C2&labels=a%7Cb&words=c+d");
}
