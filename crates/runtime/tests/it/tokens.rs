//! Tokens that are fetched, shared and renewed.

use std::{
    error::Error as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use floorkit_runtime::{ClientCredentials, Credentials};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    raw::{Client, FORM_ACME},
    server::{Reply, Seen, Server, dead_url},
};

fn app() -> ClientCredentials {
    Credentials::client_credentials("app", "s3cret")
}

/// Answers the token endpoint with tokens that count up, and desks to whoever
/// has one that `accepts` takes.
async fn vendor(
    grant: impl Fn(usize) -> Reply + Send + Sync + 'static,
    accepts: impl Fn(&Seen) -> bool + Send + Sync + 'static,
) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |seen| match &*seen.path {
        "/v1/token" => grant(count.fetch_add(1, Ordering::Relaxed) + 1),
        _ if accepts(seen) => Reply::json(200, r#"{"id":"7"}"#),
        _ => Reply::json(401, "{}"),
    })
    .await
}

fn grant(count: usize, expires_in: &Value) -> Reply {
    Reply::json(
        200,
        &json!({"access_token": format!("t{count}"), "expires_in": expires_in}).to_string(),
    )
}

fn bearer(seen: &Seen) -> Option<&str> {
    seen.header("authorization")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_calls_fetch_one_token() {
    let slowly = |count| grant(count, &json!(3600)).after(Duration::from_millis(100));
    let server = vendor(slowly, |seen| bearer(seen) == Some("Bearer t1")).await;
    let client = Client::new(&server.url, app());
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        calls.spawn(async move { client.desk().await.unwrap().id });
    }
    assert!(calls.join_all().await.iter().all(|id| id == "7"));
    assert_eq!((server.count("/v1/token"), server.count("/v1/desks/7")), (1, 50));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let server =
        vendor(|count| grant(count, &json!(3600)), |seen| bearer(seen) == Some("Bearer t2")).await;
    let client = Client::new(&server.url, app());
    client.desk().await.unwrap();
    client.desk().await.unwrap();
    assert_eq!((server.count("/v1/token"), server.count("/v1/desks/7")), (2, 3));
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_an_error() {
    let server = vendor(|count| grant(count, &json!(3600)), |_| false).await;
    let error = Client::new(&server.url, app()).desk().await.unwrap_err();
    assert!(error.is_unauthorized() && !error.is_authentication(), "{error:?}");
    assert_eq!((server.count("/v1/token"), server.count("/v1/desks/7")), (2, 2));
}

#[tokio::test]
async fn a_given_token_is_not_renewed() {
    let server = vendor(|count| grant(count, &json!(3600)), |_| false).await;
    let error = Client::new(&server.url, Credentials::token("t0")).desk().await.unwrap_err();
    assert!(error.is_unauthorized(), "{error:?}");
    assert_eq!((server.count("/v1/token"), server.count("/v1/desks/7")), (0, 1));
}

#[tokio::test]
async fn a_token_lives_as_long_as_the_vendor_says() {
    let cases = [
        (json!(3600), 1),
        (json!("3600"), 1),
        (json!(3600.0), 1),
        (json!(null), 1),
        (json!("a while"), 1),
        (json!(0), 3),
        (json!("0"), 3),
    ];
    for (expires_in, fetches) in cases {
        let life = expires_in.clone();
        let server = vendor(move |count| grant(count, &life), |_| true).await;
        let client = Client::new(&server.url, app());
        for _ in 0..3 {
            client.desk().await.unwrap();
        }
        assert_eq!(server.count("/v1/token"), fetches, "{expires_in}");
    }
}

#[tokio::test]
async fn a_caller_who_gives_up_does_not_take_the_token_along() {
    let slowly = |count| grant(count, &json!(3600)).after(Duration::from_millis(200));
    let server = vendor(slowly, |_| true).await;
    let client = Client::new(&server.url, app());
    let gave_up = tokio::time::timeout(Duration::from_millis(50), client.desk()).await;
    assert!(gave_up.is_err());
    client.desk().await.unwrap();
    assert_eq!((server.count("/v1/token"), server.count("/v1/desks/7")), (1, 1));
}

#[test]
fn a_client_outlives_the_runtime_that_fetched() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
    };
    let servers = runtime();
    let first_is_slow = |count: usize| {
        let delay = if count == 1 { Duration::from_secs(60) } else { Duration::ZERO };
        grant(count, &json!(3600)).after(delay)
    };
    let server = servers.block_on(vendor(first_is_slow, |_| true));
    let client = Client::new(&server.url, app());
    let cut_short = runtime();
    let gave_up = cut_short
        .block_on(async { tokio::time::timeout(Duration::from_millis(200), client.desk()).await });
    assert!(gave_up.is_err());
    drop(cut_short);
    runtime().block_on(client.desk()).unwrap();
    assert_eq!(server.count("/v1/token"), 2);
}

#[tokio::test]
async fn the_token_is_asked_for_in_the_vendors_form() {
    let server = vendor(|count| grant(count, &json!(3600)), |_| true).await;
    let app = app().audience("acme").scope("a b").field("token_duration", json!(60));
    Client::new(&server.url, app.clone()).desk().await.unwrap();
    Client::of(&FORM_ACME, &server.url, app).desk().await.unwrap();

    let [json_token, json_desk, form_token, form_desk] = &server.seen()[..] else {
        panic!("two tokens, two desks");
    };
    assert_eq!(json_token.header("content-type"), Some("application/json"));
    assert_eq!(json_token.header("authorization"), None);
    assert_eq!(
        serde_json::from_str::<Value>(&json_token.body).unwrap(),
        json!({
            "audience": "acme", "client_id": "app", "client_secret": "s3cret",
            "grant_type": "client_credentials", "scope": "a b", "token_duration": 60,
        })
    );
    assert_eq!(form_token.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        form_token.body,
        "audience=acme&client_id=app&client_secret=s3cret&grant_type=client_credentials&\
         scope=a+b&token_duration=60"
    );
    assert_eq!(bearer(json_desk), Some("Bearer t1"));
    assert_eq!(form_desk.header("x-api-key"), Some("t2"));
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let cases = [
        (401, r#"{"error":"invalid_client"}"#, "answered 401 Unauthorized", false),
        (503, "later", "answered 503 Service Unavailable: later", true),
        (429, "slow down", "answered 429 Too Many Requests", true),
        (200, r#"{"token":"t1"}"#, "without an `access_token`", false),
        (200, r#"{"access_token":"t\n1"}"#, "is of no use", false),
        (302, "", "answered 302 Found", false),
    ];
    for (status, body, why, is_retryable) in cases {
        let server = vendor(move |_| Reply::json(status, body), |_| true).await;
        let error = Client::new(&server.url, app()).desk().await.unwrap_err();
        assert!(error.is_authentication() && !error.may_have_been_sent(), "{error:?}");
        assert_eq!(error.is_retryable(), is_retryable, "{error:?}");
        let text = error.to_string();
        assert!(text.contains("for want of a token: the token") && text.contains(why), "{text}");
        assert!(error.source().is_none() && error.status().is_none(), "{error:?}");
        assert_eq!(server.count("/v1/desks/7"), 0);
    }
    let error = Client::new(&dead_url().await, app()).desk().await.unwrap_err();
    assert!(error.is_authentication() && error.is_retryable(), "{error:?}");
    assert!(error.to_string().ends_with("/v1/token could not be reached"), "{error}");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_token_endpoint_that_has_had_enough_says_for_how_long() {
    for status in [429, 503] {
        let busy = move |_| Reply::json(status, "{}").header("retry-after", "7");
        let server = vendor(busy, |_| true).await;
        let error = Client::new(&server.url, app()).desk().await.unwrap_err();
        assert!(error.is_authentication() && error.is_retryable(), "{error:?}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    }
}

#[tokio::test]
async fn a_failed_renewal_says_so() {
    let first_only =
        |count| if count == 1 { grant(1, &json!(3600)) } else { Reply::json(403, "{}") };
    let server = vendor(first_only, |_| false).await;
    let error = Client::new(&server.url, app()).desk().await.unwrap_err();
    assert!(error.is_authentication() && error.status().is_none(), "{error:?}");
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn a_failed_fetch_is_not_kept() {
    let second = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&second);
    let flaky = move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::json(500, "{}"),
        _ => grant(1, &json!(3600)),
    };
    let server = vendor(flaky, |_| true).await;
    let client = Client::new(&server.url, app());
    assert!(client.desk().await.unwrap_err().is_authentication());
    client.desk().await.unwrap();
    assert_eq!(second.load(Ordering::Relaxed), 2);
}
