//! Values of any of the types.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn each_type_is_sent() {
    let at = types::ListDesksAt::Integer(3);
    let ids = vec![Some("a".to_owned()), Some("b".to_owned())];
    let (_, asked) = call!(Reply::empty(204), client => client.list_desks().at(at.clone()).floor(2).ids(ids.clone()));
    assert_eq!(asked.line, "GET /desks?at=3&floor=2&ids=a&ids=b");
}
