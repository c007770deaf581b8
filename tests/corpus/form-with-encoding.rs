//! Fields of a form.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn fields_are_sent() {
    let (answer, asked) = call!(Reply::empty(204), client => client.send_desk().body(types::SendDeskRequest { name: "a b".into() }));
    answer.expect("an answer");
    assert_eq!(asked.line, "POST /desk");
    assert_eq!(asked.text(), "name=a+b");
}
