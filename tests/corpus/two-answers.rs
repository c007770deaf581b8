//! Which success it was can be told.

use super::raw::{self, types};
use crate::prelude::*;

#[test]
fn each_success_is_its_own() {
    let (answer, _) =
        call!(Reply::json(200, &json!({ "name": "North" })), client => client.get_desk());
    let answer = answer.expect("a desk").into_inner();
    assert!(matches!(answer, types::GetDeskAnswer::Desk(desk) if desk.name == "North"));
    let (answer, _) = call!(Reply::json(202, &json!({ "job": 7 })), client => client.get_desk());
    let answer = answer.expect("a job");
    assert_eq!(answer.status().as_u16(), 202);
    assert!(matches!(answer.into_inner(), types::GetDeskAnswer::Job(job) if job.job == 7));
}
