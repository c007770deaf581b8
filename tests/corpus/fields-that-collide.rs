//! Each field has a name.

use super::raw::types;
use crate::prelude::*;

#[test]
fn nothing_is_lost() {
    let body = json!({ "@id": "/d/1", "id": 1, "deskName": "a", "desk_name": 2, "": "e", "@type": "Desk", "type": 3 });
    let value: types::Desk = kept(&body);
    assert_eq!((value.at_id.as_str(), value.id, value.desk_name, value.type_), ("/d/1", 1, 2, 3));
}
