//! One type in both directions.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn each_direction_has_its_fields() {
    let desk = types::Desk { id: None, name: "North".into(), code: Some("1234".into()) };
    let reply = Reply::json(200, &json!({ "id": "d1", "name": "North" }));
    let (answer, asked) = call!(reply, client => client.update_desk().body(desk.clone()));
    assert_eq!(asked.json(), json!({ "name": "North", "code": "1234" }));
    assert_eq!(answer.expect("a desk").into_inner().id.as_deref(), Some("d1"));
}
