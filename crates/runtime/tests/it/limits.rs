//! When calls leave, as the server sees it.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use floorkit_runtime::{Backoff, ClientBuilder, Credentials, Limits};
use tokio::task::JoinSet;

use crate::{
    raw::{ACME, Client},
    server::{Reply, Server},
};

fn client(url: &str, credentials: impl Into<Credentials>, limits: Limits) -> Client {
    let builder = ClientBuilder::new(&ACME).base_url(url).credentials(credentials);
    Client::from_parts(builder.limits(limits).retry(Backoff::never()).build().unwrap())
}

#[tokio::test]
async fn calls_that_wait_for_a_token_do_not_leave_all_at_once() {
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&arrivals);
    let server = Server::start(move |seen| match &*seen.path {
        "/v1/token" => {
            Reply::json(200, r#"{"access_token":"t1"}"#).after(Duration::from_millis(400))
        }
        _ => {
            log.lock().unwrap().push(Instant::now());
            Reply::json(200, r#"{"id":"7"}"#)
        }
    })
    .await;
    let app = Credentials::client_credentials("app", "s3cret");
    let client = client(&server.url, app, Limits::none().rate(20, 1));
    let mut calls = JoinSet::new();
    for _ in 0..6 {
        let client = client.clone();
        calls.spawn(async move { client.desk().await.map(drop) });
    }
    while let Some(outcome) = calls.join_next().await {
        outcome.unwrap().unwrap();
    }
    let arrivals = arrivals.lock().unwrap();
    // Five intervals of 50 milliseconds, but that the first may be late.
    assert!(arrivals[5] - arrivals[0] >= Duration::from_millis(150), "{arrivals:?}");
}

#[tokio::test]
async fn a_refused_call_makes_the_others_wait() {
    let server = Server::start(|seen| match &*seen.path {
        "/version" => Reply::json(429, "{}").header("retry-after-ms", "300"),
        _ => Reply::json(200, r#"{"id":"7"}"#),
    })
    .await;
    let client = client(&server.url, Credentials::token("t1"), Limits::of(&ACME));
    assert!(client.get_version().await.is_err());
    let start = Instant::now();
    client.desk().await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(290), "{:?}", start.elapsed());
}
