//! Fields are parameters.

use super::raw;
use crate::prelude::*;

#[test]
fn fields_stand_alone() {
    let (answer, asked) =
        call!(Reply::empty(204), client => client.list_desks().floor(3).name("a"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks?floor=3&name=a");
}
