//! Fields have the name of the object before theirs.

use super::raw;
use crate::prelude::*;

#[test]
fn fields_are_in_brackets() {
    let (answer, asked) =
        call!(Reply::empty(204), client => client.list_desks().filter_floor(3).filter_name("a b"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?filter%5Bfloor%5D=3&filter%5Bname%5D=a+b");
}
