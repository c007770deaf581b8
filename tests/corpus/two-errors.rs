//! A failure keeps all that it says.

use super::raw;
use crate::prelude::*;

#[test]
fn each_failure_keeps_its_body() {
    for (status, body) in [(404, json!({ "since": "May" })), (422, json!({ "field": "name" }))] {
        let (answer, _) = call!(Reply::json(status, &body), client => client.get_desk());
        let raw::Error::ErrorResponse(error) = answer.expect_err("a failure") else {
            panic!("a failure with a body");
        };
        assert_eq!((error.status().as_u16(), error.raw()), (status, &body));
    }
    let (answer, _) = call!(Reply::new(501, "text/html", "<p>"), client => client.get_desk());
    let raw::Error::UnexpectedResponse(response) = answer.expect_err("a failure") else {
        panic!("a response as it came");
    };
    assert_eq!(response.status().as_u16(), 501);
}
