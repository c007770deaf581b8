//! The path is there.

use super::raw;
use crate::prelude::*;

#[test]
fn the_operation_is_called() {
    let (answer, asked) = call!(Reply::json(200, &json!("North")), client => client.get_desk());
    assert_eq!(answer.expect("a name").into_inner(), "North");
    assert_eq!(asked.line, "GET /desk");
}
