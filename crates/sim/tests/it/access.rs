//! Credentials and the rate limit.

use std::time::Duration;

use floorkit_sim::{
    Credential, RateLimit,
    density::{ErrorBody, ExpiresIn, RetryAfter, Seconds, UserAccess},
};
use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::client::{Sim, builder, send, start, start_with};

const HELLO: &str = "/v3/hello-world";

async fn hello(sim: &Sim, token: &str) -> u16 {
    send(sim.bare(Method::GET, HELLO).bearer_auth(token)).await.status
}

#[tokio::test]
async fn a_missing_header_is_403_and_a_wrong_token_401() {
    let sim = start().await;
    assert!(send(sim.bare(Method::GET, HELLO)).await.message(403).contains("authorization"));
    let wrong = sim.bare(Method::GET, HELLO).bearer_auth("tok_wrong");
    assert!(send(wrong).await.message(401).contains("token"));
    let basic = sim.bare(Method::GET, HELLO).basic_auth("a", Some("b"));
    assert_eq!(send(basic).await.status, 401);
    assert_eq!(hello(&sim, sim.sim.api_token()).await, 200);
}

#[tokio::test]
async fn an_issued_token_is_good_until_it_runs_out() {
    let sim = start_with(|behavior| behavior.token_life = Seconds(60)).await;
    let token = sim.token().await;
    assert_eq!(hello(&sim, &token).await, 200);
    sim.sim.advance(Duration::from_secs(60));
    assert_eq!(hello(&sim, &token).await, 401);

    let token = sim.token().await;
    assert_eq!(hello(&sim, &token).await, 200);
    sim.sim.expire_tokens();
    assert_eq!(hello(&sim, &token).await, 401);

    let used: Vec<_> = sim.sim.requests().iter().map(|request| request.credential).collect();
    let (first, second) = (Credential::Issued(1), Credential::Issued(2));
    let none = Credential::Missing;
    assert_eq!(used, [none, first, first, none, second, second]);
}

#[tokio::test]
async fn a_token_request_is_held_to_its_rules() {
    let sim = start().await;
    for (field, value, status) in [
        ("client_secret", json!("wrong"), 401),
        ("client_id", json!("wrong"), 401),
        ("grant_type", json!("password"), 400),
        ("token_duration", json!(0), 400),
        ("token_duration", json!(60), 200),
    ] {
        let mut body = sim.client_credentials();
        body[field] = value;
        let answer = send(sim.bare(Method::POST, "/v3/oauth/token").json(&body)).await;
        assert_eq!(answer.status, status, "{field}: {answer:?}");
    }
}

#[tokio::test]
async fn expires_in_takes_each_form() {
    for (form, expected) in [
        (ExpiresIn::String, json!("3600")),
        (ExpiresIn::Integer, json!(3600)),
        (ExpiresIn::Absent, Value::Null),
    ] {
        let sim = start_with(|behavior| behavior.expires_in = form).await;
        let body = sim.client_credentials();
        let answer = send(sim.bare(Method::POST, "/v3/oauth/token").json(&body)).await;
        assert_eq!(answer.json()["expires_in"], expected);
    }
}

#[tokio::test]
async fn users_can_be_kept_to_issued_tokens() {
    let sim = start_with(|behavior| behavior.users = UserAccess::IssuedToken).await;
    assert_eq!(sim.get("/v3/users").await.status, 403);
    let token = sim.token().await;
    assert_eq!(send(sim.bare(Method::GET, "/v3/users").bearer_auth(token)).await.status, 200);
}

#[tokio::test]
async fn no_secret_is_shown() {
    let sim = start().await;
    let token = sim.token().await;
    hello(&sim, &token).await;
    hello(&sim, sim.sim.api_token()).await;
    let shown = format!("{:?} {:?}", sim.sim, sim.sim.requests());
    for secret in [&token, sim.sim.api_token(), sim.sim.client_secret()] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("[redacted]"));
}

#[tokio::test]
async fn over_the_limit_is_429_without_a_hint_by_default() {
    let sim = Sim::new(builder().rate_limit(RateLimit::new(1, 2))).await;
    for status in [200, 200, 429] {
        let answer = sim.get(HELLO).await;
        assert_eq!(answer.status, status);
        assert!(!answer.headers.contains_key(header::RETRY_AFTER));
    }
    sim.sim.set_behavior(|behavior| behavior.retry_after = RetryAfter::Seconds);
    assert_eq!(sim.get(HELLO).await.headers[header::RETRY_AFTER], "1");
}

#[tokio::test]
async fn the_documented_limit_lets_a_burst_of_100_through() {
    let documented = floorkit_sim::density::Simulator::builder();
    let sim = Sim::new(documented).await;
    let mut passed = 0;
    while sim.get("/version").await.status == 200 {
        passed += 1;
    }
    // 15 more come with each second that the burst takes.
    assert!((100..160).contains(&passed), "{passed}");
}

#[tokio::test]
async fn an_error_body_takes_each_form() {
    for (form, media_type, text) in [
        (ErrorBody::Json, Some("application/json"), "{\"code\":401,"),
        (ErrorBody::Html, Some("text/html; charset=utf-8"), "<html>"),
        (ErrorBody::Empty, None, ""),
    ] {
        let sim = start_with(|behavior| behavior.errors = form).await;
        let answer = send(sim.bare(Method::GET, HELLO).bearer_auth("x")).await;
        assert_eq!(answer.status, 401);
        let actual = answer.headers.get(header::CONTENT_TYPE);
        assert_eq!(actual.map(|value| value.to_str().unwrap()), media_type);
        assert!(answer.text.starts_with(text), "{answer:?}");
    }
}
