//! It may come or not.

use super::raw::types;
use crate::prelude::*;

#[test]
fn absence_is_no_failure() {
    assert!(kept::<types::Desk>(&json!({ "name": "North" })).nmae.is_none());
    assert_eq!(kept::<types::Desk>(&json!({ "nmae": 1 })).nmae, Some(json!(1)));
}
