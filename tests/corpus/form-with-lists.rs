//! Fields of a form.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn fields_are_sent() {
    let form = types::SendDeskForm { name: "North".into(), labels: Some("a b".into()) };
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body(form.clone()));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert_eq!(asked.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(asked.text(), "labels=a+b&name=North");
}
