//! Tokens that are fetched, shared and renewed.

use std::{
    collections::BTreeSet,
    error::Error as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use floorkit_runtime::{
    AccessToken, ClientBuilder, ClientCredentials, Credentials, Error, RotatingToken,
    TokenSourceError, call,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    raw::{ACME, Client, Desk, FORM_ACME, GET_DESK},
    script::{Act, Script},
    server::{Reply, Seen, Server, dead_url, raw_server},
    traces::Traces,
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
        (json!(0), 1),
        (json!("0"), 1),
        (json!(-1), 1),
        (json!(1e300), 1),
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
        let busy = move |_| Reply::json(status, "{}").header("retry-after", "70");
        let server = vendor(busy, |_| true).await;
        let error = Client::new(&server.url, app()).desk().await.unwrap_err();
        assert!(error.is_authentication() && error.is_retryable(), "{error:?}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(70)));
        assert_eq!(server.count("/v1/token"), 1);
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
async fn a_failure_that_passes_is_tried_again() {
    let flaky = |count| match count {
        1 => Reply::json(500, "{}"),
        2 => Reply::json(429, "{}").header("retry-after-ms", "5"),
        3 => Reply::json(503, "later"),
        _ => grant(count, &json!(3600)),
    };
    let server = vendor(flaky, |seen| bearer(seen) == Some("Bearer t4")).await;
    Client::new(&server.url, app()).desk().await.unwrap();
    assert_eq!((server.count("/v1/token"), server.count("/v1/desks/7")), (4, 1));
}

#[tokio::test]
async fn a_connection_to_the_token_endpoint_that_breaks_is_made_again() {
    let whole = r#"{"access_token":"t4","expires_in":3600}"#;
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 39\r\n\r\n{\"access_token\":";
    let tokens = Script::start([
        Act::Reset(Vec::new()),
        Act::Say(cut.to_vec()),
        Act::Reset(cut.to_vec()),
        Act::answer(200, "", whole),
    ])
    .await;
    let server = vendor(|_| Reply::json(500, "{}"), |seen| bearer(seen) == Some("Bearer t4")).await;
    let builder = ClientBuilder::new(&ACME).credentials(app()).base_url(&server.url);
    let parts = builder.token_url(&tokens.url).build().unwrap();
    Client::from_parts(parts).desk().await.unwrap();
    assert_eq!(tokens.requests().len(), 4);
}

#[tokio::test]
async fn what_becomes_of_a_fetch_is_traced_without_secrets() {
    let (traces, _guard) = Traces::collect();
    let once = |count| match count {
        1 => grant(1, &json!(3600)),
        _ => Reply::json(400, r#"{"error_description":"no more for s3cret"}"#),
    };
    let server = vendor(once, |_| false).await;
    Client::new(&server.url, app()).desk().await.unwrap_err();
    let text = traces.text();
    assert!(text.contains("a token was fetched"), "{text}");
    assert!(text.contains("no token could be fetched") && text.contains("******"), "{text}");
    assert!(!text.contains("s3cret") && !text.contains("Bearer t1"), "{text}");
}

#[tokio::test]
async fn a_vendor_that_refuses_every_token_costs_few_of_them() {
    let server = vendor(|count| grant(count, &json!(3600)), |_| false).await;
    let client = Client::new(&server.url, app());
    for _ in 0..100 {
        assert!(client.desk().await.unwrap_err().is_unauthorized());
    }
    let fetches = server.count("/v1/token");
    assert!((3..10).contains(&fetches), "{fetches}");
    // Only a new token is worth another attempt.
    assert_eq!(server.count("/v1/desks/7"), 100 + fetches - 1);
}

/// Makes so many calls at once.
async fn desks(client: &Client, calls: usize) -> Vec<Result<Desk, Error>> {
    let mut tasks = JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        tasks.spawn(async move { client.desk().await });
    }
    tasks.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_tasks_and_an_expired_token_cost_one_fetch() {
    let short_at_first = |count| grant(count, &if count == 1 { json!(0.1) } else { json!(3600) });
    let server = vendor(short_at_first, |_| true).await;
    let client = Client::new(&server.url, app());
    client.desk().await.unwrap();
    tokio::time::sleep(Duration::from_millis(150)).await;
    for desk in desks(&client, 1000).await {
        desk.unwrap();
    }
    assert_eq!((server.count("/v1/token"), server.count("/v1/desks/7")), (2, 1001));
    let with_second = server.seen().iter().filter(|seen| bearer(seen) == Some("Bearer t2")).count();
    assert_eq!(with_second, 1000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_expires_while_calls_are_under_way_fails_none_of_them() {
    let answered = AtomicUsize::new(0);
    let accepts = move |seen: &Seen| {
        let is_first = bearer(seen) == Some("Bearer t1");
        !is_first || answered.fetch_add(1, Ordering::Relaxed) < 300
    };
    let server = vendor(|count| grant(count, &json!(3600)), accepts).await;
    let client = Client::new(&server.url, app());
    for desk in desks(&client, 1000).await {
        desk.unwrap();
    }
    assert_eq!(server.count("/v1/token"), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_endpoint_that_fails_tells_all_the_same_and_is_left_alone() {
    for (status, fetches) in [(401, 1), (400, 1), (403, 1), (503, 4)] {
        let failing = move |_| {
            let body = r#"{"error":"no","error_description":"the client is closed"}"#;
            Reply::json(status, body).after(Duration::from_millis(100))
        };
        let server = vendor(failing, |_| true).await;
        let client = Client::new(&server.url, app());
        let errors = desks(&client, 200).await;
        let texts: BTreeSet<String> =
            errors.into_iter().map(|desk| desk.unwrap_err().to_string()).collect();
        assert_eq!(texts.len(), 1, "{texts:?}");
        let text = texts.first().unwrap();
        assert!(text.contains(": no: the client is closed"), "{text}");
        assert_eq!(server.count("/v1/token"), fetches, "{status}");
        // A refusal stays one for a while.
        if fetches == 1 {
            assert!(desks(&client, 200).await.into_iter().all(|desk| desk.is_err()));
            assert_eq!(server.count("/v1/token"), 1, "{status}");
        }
        assert_eq!(server.count("/v1/desks/7"), 0);
    }
}

#[tokio::test]
async fn calls_that_are_dropped_at_any_poll_leave_the_token_to_others() {
    let slowly = |count| grant(count, &json!(3600)).after(Duration::from_millis(50));
    let server = vendor(slowly, |_| true).await;
    let client = Client::new(&server.url, app());
    for polls in 0..40 {
        let mut call = Box::pin(client.desk());
        for _ in 0..polls {
            let soon = tokio::time::timeout(Duration::from_micros(500), &mut call);
            if soon.await.is_ok() {
                break;
            }
        }
    }
    client.desk().await.unwrap();
    assert_eq!(server.count("/v1/token"), 1);
}

#[test]
fn a_runtime_that_ends_lets_go_of_those_who_wait_in_another() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
    };
    let (servers, fetching, waiting) = (runtime(), runtime(), runtime());
    let first_is_slow = |count: usize| {
        let delay = if count == 1 { Duration::from_secs(60) } else { Duration::ZERO };
        grant(count, &json!(3600)).after(delay)
    };
    let server = servers.block_on(vendor(first_is_slow, |_| true));
    let client = Client::new(&server.url, app());
    let first = client.clone();
    fetching.spawn(async move { first.desk().await });
    while server.count("/v1/token") == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = client.clone();
    let call = waiting.spawn(async move { second.desk().await });
    std::thread::sleep(Duration::from_millis(50));
    drop(fetching);
    let outcome = waiting
        .block_on(async { tokio::time::timeout(Duration::from_secs(20), call).await })
        .unwrap()
        .unwrap();
    if let Err(error) = outcome {
        assert!(error.is_authentication() && error.is_retryable(), "{error:?}");
        assert!(error.to_string().contains("was cut short"), "{error}");
    }
    waiting.block_on(client.desk()).unwrap();
    assert_eq!(server.count("/v1/token"), 2);
}

#[tokio::test]
async fn secrets_do_not_follow_a_redirect() {
    let stranger = Server::start(|_| grant(1, &json!(3600))).await;
    for status in [301, 302, 307, 308] {
        let location = format!("{}/v1/token", stranger.url);
        let moved = move |_| Reply::json(status, "").header("location", location.clone());
        let server = vendor(moved, |_| true).await;
        let error = Client::new(&server.url, app()).desk().await.unwrap_err();
        assert!(error.to_string().ends_with("redirects are not followed, so check its address"));
        assert!(!error.is_retryable(), "{error:?}");
    }
    assert!(stranger.seen().is_empty());
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(1 << 20));
    let url = raw_server(String::leak(endless), false).await;
    let error = Client::new(&url, app()).desk().await.unwrap_err();
    assert!(error.is_authentication() && !error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("with more than 256 KiB"), "{error}");
}

#[tokio::test]
async fn a_rotated_token_is_sent_at_once() {
    let token = RotatingToken::new("t1");
    let live = Arc::new(Mutex::new("Bearer t1"));
    let (rotate, lives) = (token.clone(), Arc::clone(&live));
    let server = Server::start(move |seen| {
        // Somebody rotates the token while the call is under way.
        if seen.path.ends_with("/rotate") {
            *lives.lock().unwrap() = "Bearer t3";
            rotate.set("t3");
        }
        let is_live = bearer(seen) == Some(*lives.lock().unwrap());
        Reply::json(if is_live { 200 } else { 401 }, r#"{"id":"7"}"#)
    })
    .await;
    let client = Client::new(&server.url, token.clone());
    client.desk().await.unwrap();

    *live.lock().unwrap() = "Bearer t2";
    token.set("t2");
    client.clone().desk().await.unwrap();
    assert_eq!(server.seen().len(), 2);

    call(&GET_DESK, client.get_desk("rotate")).await.unwrap();
    let sent: Vec<_> =
        server.seen().iter().filter_map(|seen| bearer(seen).map(str::to_owned)).collect();
    assert_eq!(sent, ["Bearer t1", "Bearer t2", "Bearer t2", "Bearer t3"]);

    token.set("t\n4");
    let error = client.desk().await.unwrap_err();
    assert!(error.is_authentication() && !error.may_have_been_sent(), "{error:?}");
    assert!(error.to_string().contains("no header can carry"), "{error}");
    let refused = ClientBuilder::new(&ACME).credentials(token).build().unwrap_err();
    assert!(refused.is_configuration(), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_of_the_programs_own_is_asked_once() {
    let fetched = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&fetched);
    let source = move || {
        let number = counter.fetch_add(1, Ordering::Relaxed) + 1;
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            match number {
                1 => Err(TokenSourceError::transient("the vault is busy")),
                _ => Ok(AccessToken::new(format!("t{number}"))),
            }
        }
    };
    let server = Server::start(|seen| match bearer(seen) {
        Some("Bearer t3") => Reply::json(200, r#"{"id":"7"}"#),
        _ => Reply::json(401, "{}"),
    })
    .await;
    let client = Client::new(&server.url, Credentials::source(source));
    for desk in desks(&client, 100).await {
        desk.unwrap();
    }
    // One that failed, one that the vendor refused, and one for all.
    assert_eq!(fetched.load(Ordering::Relaxed), 3);

    let sealed = Credentials::source(|| async {
        Err(TokenSourceError::lasting("the vault is sealed; unseal it"))
    });
    let error = Client::new(&server.url, sealed).desk().await.unwrap_err();
    assert!(error.is_authentication() && !error.is_retryable(), "{error:?}");
    let said = "for want of a token: the program's own source of tokens failed: the vault is \
                sealed; unseal it";
    assert!(error.to_string().ends_with(said), "{error}");
}
