//! Fields of a form, once for each value.

use super::raw::types;
use super::raw;
use crate::prelude::*;

#[test]
fn a_list_repeats_its_field() {
    let form = types::SendDeskRequest {
        name: "North".into(),
        labels: Some(vec!["a b".into(), "c&d".into()]),
        floors: vec![1, 2],
    };
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body(form.clone()));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert_eq!(asked.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(asked.text(), "floors=1&floors=2&labels=a+b&labels=c%26d&name=North");
}

#[test]
fn what_is_absent_is_left_out() {
    let form = types::SendDeskRequest { name: "North".into(), labels: None, floors: vec![] };
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body(form.clone()));
    answer.expect("an answer");
    assert_eq!(asked.text(), "name=North");
}
