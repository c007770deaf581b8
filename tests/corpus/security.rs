//! The key goes where it is wanted, and there alone.

use super::raw;
use crate::prelude::*;

#[test]
fn each_operation_says_whether() {
    let (_, asked) = call!(Reply::empty(204), client => client.get_desk());
    assert_eq!(asked.headers["x-desk-key"], "secret");
    let (_, asked) = call!(Reply::empty(204), client => client.get_health());
    assert!(!asked.headers.contains_key("x-desk-key"), "{:?}", asked.headers);
}
