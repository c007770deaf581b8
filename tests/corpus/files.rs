//! Three files are one client.

use super::raw;
use crate::prelude::*;

#[test]
fn schemas_of_other_files_are_read() {
    let body = json!({ "name": "A", "floor": { "level": 1 }, "next": { "name": "B", "floor": { "level": 2 } } });
    let (answer, asked) = call!(Reply::json(200, &body), client => client.get_desk());
    let desk = answer.expect("an answer").into_inner();
    assert_eq!(asked.line, "GET /desk");
    assert_eq!(desk.next.map(|next| next.floor.level), Some(2));
}
