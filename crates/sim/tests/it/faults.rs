//! Faults that a test orders, and the log that tells what happened.

use std::time::{Duration, Instant};

use floorkit_sim::Fault;
use reqwest::{Method, header};
use serde_json::json;

use crate::client::{Sim, start};

const SPACES: &str = "/v3/spaces";

async fn statuses(sim: &Sim, n_calls: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..n_calls {
        statuses.push(sim.get(SPACES).await.status);
    }
    statuses
}

#[tokio::test]
async fn faults_meet_the_next_calls_of_their_operation_in_order() {
    let sim = start().await;
    sim.sim.fail_next("list_spaces", Fault::Status(503));
    sim.sim.fail_next("list_spaces", Fault::Status(1));
    sim.sim.fail_next("list_users", Fault::Status(418));
    assert_eq!(statuses(&sim, 3).await, [503, 500, 200]);
    assert_eq!(sim.get("/v3/users").await.message(418), "this failure was ordered");
}

#[tokio::test]
#[should_panic(expected = "there is no operation \"list_space\"")]
async fn a_fault_for_no_operation_is_not_taken() {
    start().await.sim.fail_next("list_space", Fault::Reset);
}

#[tokio::test]
async fn a_page_of_html_and_a_429_can_be_ordered() {
    let sim = start().await;
    sim.sim.fail_next("list_spaces", Fault::Html(403));
    let answer = sim.get(SPACES).await;
    assert_eq!(answer.status, 403);
    assert!(answer.text.starts_with("<html>"));
    let retry_after = Some(Duration::from_millis(1_200));
    sim.sim.fail_next("list_spaces", Fault::TooManyRequests { retry_after });
    let answer = sim.get(SPACES).await;
    assert_eq!((answer.status, &answer.headers[header::RETRY_AFTER]), (429, &"2".parse().unwrap()));
}

#[tokio::test]
async fn a_reset_comes_before_the_call_is_acted_upon() {
    let sim = start().await;
    sim.sim.fail_next("create_label", Fault::Reset);
    let create = || sim.request(Method::POST, "/v3/labels").json(&json!({ "name": "Once" }));
    let error = create().send().await.unwrap_err();
    assert!(error.is_request() && !error.is_connect(), "{error:?}");
    assert!(!sim.get("/v3/labels").await.text.contains("Once"));
    assert_eq!(create().send().await.unwrap().status(), 200);
    let calls = sim.sim.requests();
    assert_eq!(
        calls.iter().map(|call| call.status).collect::<Vec<_>>(),
        [None, Some(200), Some(200)]
    );
}

#[tokio::test]
async fn a_cut_body_comes_after_the_call_was_acted_upon() {
    let sim = start().await;
    sim.sim.fail_next("create_label", Fault::CutBody);
    let create = sim.request(Method::POST, "/v3/labels").json(&json!({ "name": "Twice" }));
    let response = create.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().await.is_err());
    assert!(sim.get("/v3/labels").await.text.contains("Twice"));
}

#[tokio::test]
async fn a_delay_holds_one_call_and_no_other() {
    let sim = start().await;
    let delay = Duration::from_millis(400);
    sim.sim.fail_next("list_spaces", Fault::Delay(delay));
    let started = Instant::now();
    let held = async {
        assert_eq!(sim.get(SPACES).await.status, 200);
        started.elapsed()
    };
    let free = async {
        assert_eq!(sim.get("/version").await.status, 200);
        started.elapsed()
    };
    let (held, free) = tokio::join!(held, free);
    assert!(held >= delay && free < held, "{held:?} {free:?}");
}

#[tokio::test]
async fn the_log_tells_what_was_sent() {
    let sim = start().await;
    sim.get("/v3/spaces?counting_mode=oa").await;
    sim.post("/v3/labels", &json!({ "name": "Legal" })).await;
    sim.get("/nowhere").await;
    let [list, create, lost] = sim.sim.requests().try_into().unwrap();
    assert_eq!(list.operation.as_deref(), Some("list_spaces"));
    assert_eq!(list.query, [("counting_mode".to_owned(), "oa".to_owned())]);
    assert_eq!((create.method.as_str(), create.path.as_str()), ("POST", "/v3/labels"));
    assert_eq!(create.body, Some(json!({ "name": "Legal" })));
    assert_eq!(create.headers["content-type"], "application/json");
    assert!(list.received <= create.received);
    assert_eq!((lost.operation, lost.status), (None, Some(404)));
    sim.sim.clear_requests();
    assert!(sim.sim.requests().is_empty());
}

#[tokio::test]
async fn a_stopped_simulator_takes_no_calls() {
    let sim = start().await;
    let url = format!("{}/version", sim.sim.base_url());
    sim.sim.stop().await;
    assert!(reqwest::get(url).await.unwrap_err().is_connect());
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let sim = start().await;
    let port = sim.sim.base_url().rsplit(':').next().unwrap().parse().unwrap();
    let error = floorkit_sim::density::Simulator::builder().port(port).start().await.unwrap_err();
    assert_eq!(error.to_string(), format!("listen on 127.0.0.1:{port}"));
    assert!(std::error::Error::source(&error).is_some());
}
