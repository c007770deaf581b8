//! A list of any length.

use super::raw::types;
use crate::prelude::*;

#[test]
fn it_is_read() {
    let desk: types::Desk = kept(&json!({ "hours": vec![1; 48] }));
    assert_eq!(desk.hours.len(), 48);
}
