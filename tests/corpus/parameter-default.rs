//! What is not said is not sent.

use super::raw;
use crate::prelude::*;

#[test]
fn nothing_is_sent_unasked() {
    let (_, asked) = call!(Reply::empty(204), client => client.list_desks());
    assert_eq!(asked.line, "GET /desks");
    let (_, asked) = call!(Reply::empty(204), client => client.list_desks().limit(5));
    assert_eq!(asked.line, "GET /desks?limit=5");
}
