//! Both are there.

use super::raw;
use crate::prelude::*;

#[test]
fn each_has_its_name() {
    let (_, asked) = call!(Reply::empty(204), client => client.get_desk_of());
    assert_eq!(asked.line, "GET /desk");
    let (_, asked) = call!(Reply::empty(204), client => client.get_desk_of_v2());
    assert_eq!(asked.line, "GET /desk/v2");
}
