//! Each body has an operation, each answer a variant.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn each_is_sent_and_read() {
    let desk = types::Desk { name: "North".into() };
    let reply = Reply::json(201, &json!({ "job": 7 }));
    let (answer, asked) = call!(reply, client => client.update_desk().body(desk.clone()));
    assert_eq!(asked.json(), json!({ "name": "North" }));
    let answer = answer.expect("a job").into_inner();
    assert!(matches!(answer, types::UpdateDeskAnswer::Job(job) if job.job == 7));
    let reply = Reply::new(422, "application/problem+json", r#"{"title":"Wrong"}"#);
    let (answer, asked) = call!(reply, client => client.update_desk_as_bytes().body("bytes"));
    assert_eq!((asked.line.as_str(), asked.text()), ("PUT /desk", "bytes"));
    assert_eq!(answer.expect_err("a failure").status().map(|status| status.as_u16()), Some(422));
}
