//! Nothing limits them.

use super::raw::types;
use crate::prelude::*;

#[test]
fn each_is_read() {
    let body = json!({ "name": "North", "more": 1, "rest": [2] });
    let value: types::Desk = kept(&body);
    assert_eq!((value.name.as_str(), value.more), ("North", Some(json!(1))));
}
