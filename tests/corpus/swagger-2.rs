//! Parameters of all kinds, a body and an answer.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn everything_goes_to_its_place() {
    let desk = types::Desk { name: "North".into() };
    let reply = Reply::json(200, &json!({ "name": "South" }));
    let labels = vec!["a".to_owned(), "b c".to_owned()];
    let (answer, asked) = call!(reply, client => client.update_desk().id(7).labels(labels.clone()).body(desk.clone()));
    assert_eq!(answer.expect("a desk").into_inner().name, "South");
    assert_eq!(asked.line, "PUT /desks/7?labels=a&labels=b+c");
    assert_eq!(asked.json(), json!({ "name": "North" }));
}

#[test]
fn the_host_is_known() {
    assert_eq!(raw::operations::VENDOR.base_url(), "https://api.corpus.example/v1");
}
