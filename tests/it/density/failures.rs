//! What goes wrong between here and the vendor.

use std::time::{Duration, Instant};

use floorkit_density::{Backoff, Client, Credentials, Error};
use floorkit_sim::Fault;
use floorkit_sim::density::{ErrorBody, Simulator};

use super::{last_week, start, start_with};

/// A client that hardly waits before the next attempt.
fn eager(sim: &Simulator) -> Client {
    let credentials = Credentials::token(sim.api_token());
    let builder = Client::builder().base_url(sim.base_url()).credentials(credentials);
    let backoff = Backoff::new().first_pause(Duration::from_millis(5));
    builder.retry(backoff).build().expect("a client")
}

async fn fails_with(fault: Fault) -> Error {
    let (sim, client) = start().await;
    sim.fail_next("list_spaces", fault);
    client.spaces().list().send().await.expect_err("a fault")
}

#[tokio::test]
async fn a_server_error_keeps_its_status() {
    let error = fails_with(Fault::Status(503)).await;
    assert!(error.is_server_error() && error.status() == Some(503), "{error}");
    assert!(error.is_retryable() && error.may_have_been_sent(), "{error}");
    assert_eq!(error.operation_id(), Some("list_spaces"));
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let (sim, _) = start().await;
    let client = eager(&sim);
    for fault in [Fault::Status(503), Fault::Html(502), Fault::Reset, Fault::CutBody] {
        sim.fail_next("list_spaces", fault);
        client.spaces().list().send().await.expect("the second attempt");
    }
    let retry_after = Some(Duration::from_secs(1));
    sim.fail_next("list_spaces", Fault::TooManyRequests { retry_after });
    let start = Instant::now();
    client.spaces().list().send().await.expect("the second attempt");
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_question_in_a_post_is_tried_again_and_a_change_is_not() {
    let (sim, _) = start().await;
    let client = eager(&sim);
    for fault in [Fault::Status(503), Fault::Reset, Fault::CutBody] {
        sim.fail_next("get_occupancy", fault);
        client.metrics().occupancy(last_week()).send().await.expect("the second attempt");

        sim.fail_next("create_user", fault);
        let error = client.users().create("ada@acme.example").send().await.expect_err("a fault");
        assert_eq!(error.attempts(), 1, "{fault:?}");
        assert!(error.may_have_been_sent(), "{error}");
    }
}

#[tokio::test]
async fn a_page_of_a_proxy_keeps_its_status() {
    let error = fails_with(Fault::Html(403)).await;
    assert!(error.is_forbidden() && !error.is_decode(), "{error}");
    let error = fails_with(Fault::Html(502)).await;
    assert!(error.is_server_error(), "{error}");
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_back() {
    let retry_after = Some(Duration::from_secs(3));
    let error = fails_with(Fault::TooManyRequests { retry_after }).await;
    assert!(error.is_rate_limited() && error.is_retryable(), "{error}");
    assert_eq!(error.retry_after(), retry_after);
}

#[tokio::test]
async fn the_rate_limit_is_an_error_that_says_so() {
    let limit = floorkit_sim::RateLimit::new(1, 2);
    let sim = Simulator::builder().rate_limit(limit).start().await.expect("a port");
    let client = super::client(&sim, Credentials::token(sim.api_token()));
    client.hello_world().await.expect("the first");
    client.hello_world().await.expect("the second");
    let error = client.hello_world().await.expect_err("the third");
    assert!(error.is_rate_limited(), "{error}");
}

#[tokio::test]
async fn the_rate_limit_is_kept_by_itself() {
    let sim = Simulator::builder().start().await.expect("a port");
    let client = super::client(&sim, Credentials::token(sim.api_token()));
    let calls = (0..115).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.hello_world().await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("no panic").expect("a greeting");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_told() {
    for fault in [Fault::Reset, Fault::CutBody] {
        let error = fails_with(fault).await;
        assert!(!error.is_decode() && error.may_have_been_sent(), "{fault:?}: {error}");
    }
}

#[tokio::test]
async fn a_slow_answer_is_a_timeout() {
    let (sim, _) = start().await;
    let builder = Client::builder().base_url(sim.base_url()).timeout(Duration::from_millis(100));
    let client = builder.credentials(Credentials::token(sim.api_token())).build();
    sim.fail_next("list_spaces", Fault::Delay(Duration::from_secs(5)));
    let error = client.expect("a client").spaces().list().send().await.expect_err("too slow");
    assert!(error.is_timeout() && error.may_have_been_sent(), "{error}");
}

#[tokio::test]
async fn nobody_at_the_door_is_told_from_a_slow_answer() {
    let (sim, client) = start().await;
    sim.stop().await;
    let error = client.spaces().list().send().await.expect_err("nobody there");
    assert!(error.is_connect() && !error.may_have_been_sent(), "{error}");
}

#[tokio::test]
async fn an_error_body_may_have_any_form() {
    for form in [ErrorBody::Json, ErrorBody::Html, ErrorBody::Empty] {
        let (_sim, client) = start_with(|behavior| behavior.errors = form).await;
        let unknown_field = client.metrics().all(last_week()).metrics(["no_such_metric"]);
        // The vendor does not say which names it takes; the simulator refuses none.
        unknown_field.send().await.expect("a report");
        let error = client.raw().list_raw_sessions().body_map(|body| body).send().await;
        let error = error.expect_err("no dates");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(400), "{form:?}");
    }
}

#[tokio::test]
async fn a_failure_in_a_later_window_fails_the_whole() {
    let (sim, client) = start().await;
    sim.fail_next("list_raw_sessions", Fault::Delay(Duration::ZERO));
    sim.fail_next("list_raw_sessions", Fault::Status(500));
    let call = client.sessions().list(super::days("2025-01-01", "2025-05-30"));
    let error = call.send().await.expect_err("the second window failed");
    assert!(error.is_server_error(), "{error}");
}
