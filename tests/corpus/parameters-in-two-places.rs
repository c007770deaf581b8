//! Each goes to its own place.

use super::raw;
use crate::prelude::*;

#[test]
fn three_of_one_name_are_sent() {
    let (answer, asked) =
        call!(Reply::empty(204), client => client.get_desk().id_path("d1").id(7).id_header("h"));
    answer.expect("an answer");
    assert_eq!(asked.line, "GET /desks/d1?id=7");
    assert_eq!(asked.headers["id"], "h");
}
