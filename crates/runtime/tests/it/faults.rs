//! Every fault that a connection or a vendor can have, and what is done then:
//! what is tried again, what never is, and that nothing takes longer than it may.

use std::{
    io::Write as _,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use floorkit_runtime::{
    AttemptOutcome, AttemptRequest, Backoff, CallOptions, ClientBuilder, Credentials, Error,
    Interceptor, Limits, RateLimit, Reply, RetryBudget, Vendor, call, call_as, open,
};
use http::{HeaderName, HeaderValue};
use serde_json::json;

use crate::{
    raw::{ACME, CREATE_DESK, Client, Desk, GET_DESK, OPERATIONS},
    script::{Act, Script},
    server::dead_url,
};

const DESK: &str = r#"{"id":"7"}"#;

/// One that documents how many calls it takes, so a 429 is nothing else.
static STRICT_ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
    .rate_limit(RateLimit::new(1000, 1000, "ip"))
    .operations(&OPERATIONS);

fn good() -> Act {
    Act::answer(200, "content-type: application/json\r\n", DESK)
}

fn eager() -> Backoff {
    Backoff::new().first_pause(Duration::from_millis(5))
}

/// A client in a hurry, whose limits do not heed a 429.
fn builder(vendor: &'static Vendor, url: &str) -> ClientBuilder {
    ClientBuilder::new(vendor)
        .base_url(url)
        .credentials(Credentials::token("tok_123"))
        .read_timeout(Duration::from_millis(150))
        .limits(Limits::none())
        .retry(eager())
}

fn client(url: &str) -> Client {
    Client::from_parts(builder(&ACME, url).build().unwrap())
}

async fn get(client: &Client, options: CallOptions) -> Result<Reply<Desk>, Error> {
    call_as(&GET_DESK, options, client.get_desk("7")).await
}

async fn create(client: &Client) -> Result<Desk, Error> {
    call(&CREATE_DESK, client.create_desk(&json!({ "name": "d" }))).await
}

/// What may pass, and comes after something was sent.
fn passing() -> Vec<(&'static str, Act)> {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":".as_bytes();
    let half_chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n";
    vec![
        ("500", Act::answer(500, "", "{}")),
        ("502 with HTML", Act::answer(502, "content-type: text/html\r\n", "<h1>Bad</h1>")),
        ("503", Act::answer(503, "retry-after: 0\r\n", "")),
        (
            "504 whose body breaks off",
            Act::Say(b"HTTP/1.1 504 No\r\ncontent-length: 9\r\n\r\n{".into()),
        ),
        ("408", Act::answer(408, "", "")),
        ("closed before the head", Act::Say(Vec::new())),
        ("reset before the head", Act::Reset(Vec::new())),
        ("reset in the head", Act::Reset(b"HTTP/1.1 200 OK\r\nconte".into())),
        ("silence before the head", Act::Stall(Vec::new())),
        ("silence in the head", Act::Stall(b"HTTP/1.1 200 OK\r\nx".into())),
        ("reset in the body", Act::Reset(half.into())),
        ("body cut short", Act::Say(half.into())),
        ("chunked body cut short", Act::Say(half_chunked.into())),
        ("silence in the body", Act::Stall(half.into())),
        ("garbage", Act::Say(b"SMTP ready\r\n\r\n".into())),
    ]
}

#[tokio::test]
async fn what_passes_is_tried_again_if_that_does_no_harm() {
    for (name, act) in passing() {
        let server = Script::start([act.clone(), act.clone(), good()]).await;
        let reply = get(&client(&server.url), CallOptions::new()).await.expect(name);
        assert_eq!((reply.value().id.as_str(), reply.attempts()), ("7", 3), "{name}");
        assert_eq!(server.requests().len(), 3, "{name}");
    }
}

#[tokio::test]
async fn what_may_have_been_done_is_never_sent_twice() {
    for (name, act) in passing() {
        let server = Script::start([act, good()]).await;
        let error = create(&client(&server.url)).await.expect_err(name);
        assert!(error.may_have_been_sent() && !error.is_retryable(), "{name}: {error:?}");
        assert_eq!((error.attempts(), server.requests().len()), (1, 1), "{name}");
    }
}

#[tokio::test]
async fn a_call_may_have_options_of_its_own() {
    let server = Script::start([Act::Say(Vec::new()), good()]).await;
    let options = CallOptions::new().idempotent(true);
    let body = json!({ "name": "d" });
    let client = client(&server.url);
    let reply = call_as(&CREATE_DESK, options, client.create_desk(&body)).await.unwrap();
    assert_eq!(reply.attempts(), 2);
    let bodies: Vec<_> =
        server.requests().iter().map(|request| request.ends_with(r#"{"name":"d"}"#)).collect();
    assert_eq!(bodies, [true, true]);

    let server = Script::start([good()]).await;
    let plain = HeaderValue::from_static("text/plain");
    let options = CallOptions::new().header(http::header::ACCEPT, plain);
    get(&self::client(&server.url), options).await.unwrap();
    assert!(server.requests()[0].contains("accept: text/plain\r\n"));

    let server = Script::start([Act::Say(Vec::new()), good()]).await;
    let options = CallOptions::new().idempotent(false);
    let error = get(&self::client(&server.url), options).await.unwrap_err();
    assert!(error.is_interrupted() && !error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn what_was_not_sent_is_tried_again_whatever_it_does() {
    let client = client(&dead_url().await);
    let error = create(&client).await.unwrap_err();
    assert!(error.is_connect() && !error.may_have_been_sent(), "{error:?}");
    assert_eq!(error.attempts(), 4);
    assert!(error.to_string().contains("(4 attempts)"), "{error}");
}

#[tokio::test]
async fn too_many_calls_are_tried_again_when_the_vendor_says() {
    let later = Act::answer(429, "retry-after: 0.3\r\n", "");
    for headers in ["", "retry-after: 0\r\n", "retry-after-ms: 20\r\n"] {
        let server = Script::start([Act::answer(429, headers, ""), good()]).await;
        assert_eq!(get(&client(&server.url), CallOptions::new()).await.unwrap().attempts(), 2);
    }
    let server = Script::start([later.clone(), good()]).await;
    let start = Instant::now();
    get(&client(&server.url), CallOptions::new()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(300));

    // A 429 may mean anything where nobody documents a limit.
    let server = Script::start([later.clone(), good()]).await;
    let error = create(&client(&server.url)).await.unwrap_err();
    assert!(error.is_rate_limited() && !error.is_retryable() && server.requests().len() == 1);
    let server = Script::start([later, good()]).await;
    let strict = Client::from_parts(builder(&STRICT_ACME, &server.url).build().unwrap());
    create(&strict).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn what_the_vendor_says_of_its_limits_is_heeded_once() {
    let used_up = r#"ratelimit: "a";r=0;t=200"#;
    for headers in [used_up, "x-rate-limit-remaining: 0\r\nx-rate-limit-reset: 200"] {
        let server = Script::start([Act::answer(429, &format!("{headers}\r\n"), "")]).await;
        let builder = builder(&STRICT_ACME, &server.url).limits(Limits::of(&STRICT_ACME));
        let client = Client::from_parts(builder.build().unwrap());
        let error = create(&client).await.unwrap_err();
        assert!(error.is_rate_limited() && !error.may_have_been_sent(), "{error:?}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(200)));
    }
    // When a limit is full again says nothing of when a server is up again.
    let server = Script::start([Act::answer(503, "x-ratelimit-reset: 1800\r\n", ""), good()]);
    let reply = get(&client(&server.await.url), CallOptions::new()).await.unwrap();
    assert_eq!(reply.attempts(), 2);
}

#[tokio::test]
async fn a_refusal_is_not_read_to_its_end() {
    let long = format!("[{}0]", "0,".repeat(2 * 1024 * 1024));
    let server = Script::start([Act::answer(400, "", &long)]).await;
    let error = get(&client(&server.url), CallOptions::new()).await.unwrap_err();
    assert!(error.is_bad_request() && error.body().is_none(), "{error:?}");
}

#[tokio::test]
async fn a_request_of_which_nobody_knows_may_have_arrived() {
    let server = Script::start([Act::Say(Vec::new())]).await;
    let client = client(&server.url);
    // Another task does not know of the call.
    let send = async {
        let task = tokio::spawn(async move { client.create_desk(&json!({})).await });
        task.await.unwrap()
    };
    let error = call(&CREATE_DESK, send).await.unwrap_err();
    assert!(error.is_interrupted() && error.may_have_been_sent(), "{error:?}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn what_its_own_body_fails_with_may_have_been_sent() {
    let nobody = dead_url().await;
    let unreachable = reqwest::get(&nobody).await.unwrap_err();
    assert!(unreachable.is_connect());
    let server = Script::start([good()]).await;
    let chunks = [Ok("half"), Err(std::io::Error::other(unreachable))];
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    let client = client(&server.url);
    let send = client.set_photo("image/png", body);
    let error = call(&crate::raw::SET_PHOTO, send).await.unwrap_err();
    assert!(error.is_interrupted() && error.may_have_been_sent(), "{error:?}");
}

#[tokio::test]
async fn a_longer_pause_than_is_granted_is_the_callers() {
    let server = Script::start([Act::answer(429, "retry-after: 61\r\n", ""), good()]).await;
    let error = get(&client(&server.url), CallOptions::new()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(61)));
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));
    assert!(error.to_string().contains("asks for a longer pause"), "{error}");

    let server = Script::start([Act::answer(503, "retry-after: 30\r\n", ""), good()]).await;
    let hasty = CallOptions::new().timeout(Duration::from_secs(20));
    let start = Instant::now();
    let error = get(&client(&server.url), hasty).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(5) && error.is_server_error(), "{error:?}");
    assert!(error.to_string().contains("after the time for the call is up"), "{error}");
}

#[tokio::test]
async fn what_stays_wrong_is_not_tried_again() {
    let cases = [
        (Act::answer(200, "content-type: application/json\r\n", "{\"id\":7"), "decode"),
        (Act::answer(404, "", "{}"), "404"),
        (Act::answer(409, "", "{}"), "409"),
        (Act::answer(501, "", "{}"), "501"),
        (Act::answer(401, "", "{}"), "401"),
    ];
    for (act, name) in cases {
        let server = Script::start([act, good()]).await;
        let error = get(&client(&server.url), CallOptions::new()).await.expect_err(name);
        assert_eq!((error.attempts(), server.requests().len()), (1, 1), "{name}: {error:?}");
        assert!(!error.is_retryable(), "{name}");
    }
}

#[tokio::test]
async fn a_redirect_takes_nothing_along() {
    let other = Script::start([good()]).await;
    let location = format!("location: {}/v1/desks/7\r\n", other.url);
    for status in [301, 302, 303, 307, 308] {
        let server = Script::start([Act::answer(status, &location, "")]).await;
        let follow = reqwest::redirect::Policy::limited;
        let builder = builder(&ACME, &server.url).http(move |http| http.redirect(follow(9)));
        let client = Client::from_parts(builder.build().unwrap());
        let error = get(&client, CallOptions::new()).await.unwrap_err();
        assert!(error.is_unexpected_status(), "{error:?}");
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![b' '; 1024 * 1024];
    for _ in 0..64 {
        bomb.write_all(&zeros).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 128 * 1024);
    let length = bomb.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    let server = Script::start([Act::Say([head.into_bytes(), bomb].concat())]).await;
    let builder = builder(&ACME, &server.url).largest_answer(1024 * 1024);
    let client = Client::from_parts(builder.build().unwrap());
    let error = get(&client, CallOptions::new()).await.unwrap_err();
    assert!(error.is_too_large() && error.attempts() == 1, "{error:?}");
    assert!(error.to_string().contains("1048576 bytes"), "{error}");
}

#[tokio::test]
async fn nothing_takes_longer_than_the_call_may() {
    let drip = |bytes: &[u8]| Act::Drip(bytes.into(), Duration::from_millis(40));
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\nx-long: 0123456789012345678901234567890";
    let body = format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{}", " ".repeat(90));
    for act in [drip(head), drip(body.as_bytes()), Act::answer(500, "", "")] {
        let server = Script::start([act]).await;
        let builder = builder(&ACME, &server.url).retry(eager().attempts(1000));
        let client = Client::from_parts(builder.build().unwrap());
        let start = Instant::now();
        let options = CallOptions::new().timeout(Duration::from_millis(600));
        let error = get(&client, options).await.unwrap_err();
        assert!(error.is_timeout() || error.is_server_error(), "{error:?}");
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn one_slow_attempt_does_not_spoil_the_call() {
    let slow = Act::Drip(vec![b'H'; 100], Duration::from_millis(50));
    let server = Script::start([slow, good()]).await;
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(200));
    let reply = get(&client(&server.url), options).await.unwrap();
    assert_eq!(reply.attempts(), 2);
}

#[tokio::test]
async fn an_empty_budget_ends_all_repetitions() {
    let server = Script::start([Act::answer(503, "", "")]).await;
    let budget = RetryBudget::new(12);
    let builder = builder(&ACME, &server.url).retry_budget(budget.clone());
    let client = Client::from_parts(builder.build().unwrap());
    let first = get(&client, CallOptions::new()).await.unwrap_err();
    let second = get(&client, CallOptions::new()).await.unwrap_err();
    assert_eq!((first.attempts(), second.attempts(), budget.left()), (3, 1, 2));
    assert!(second.to_string().contains("budget for trying again is used up"), "{second}");
}

#[tokio::test]
async fn interceptors_see_each_attempt_and_no_credential() {
    #[derive(Debug, Default, Clone)]
    struct Watch(Arc<Mutex<Vec<String>>>);

    impl Interceptor for Watch {
        fn before(&self, attempt: &mut AttemptRequest<'_>) -> Result<(), String> {
            assert!(!attempt.headers.values().any(|value| value.as_bytes().ends_with(b"tok_123")));
            let number = HeaderValue::from(attempt.number);
            attempt.headers.insert(HeaderName::from_static("x-number"), number);
            if attempt.number == 3 { Err("twice is enough".into()) } else { Ok(()) }
        }

        fn after(&self, outcome: &AttemptOutcome<'_>) {
            let line = format!("{} {:?} {:?}", outcome.number, outcome.status, outcome.trouble);
            self.0.lock().unwrap().push(line);
        }
    }

    let server = Script::start([Act::answer(503, "", ""), Act::Say(Vec::new())]).await;
    let watch = Watch::default();
    let builder = builder(&ACME, &server.url).interceptor(watch.clone());
    let error = get(&Client::from_parts(builder.build().unwrap()), CallOptions::new()).await;
    let error = error.unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("twice is enough"));
    let seen = watch.0.lock().unwrap().clone();
    assert_eq!(seen, ["1 Some(503) Some(Unavailable)", "2 None Some(Interrupted)"]);
    for (number, request) in server.requests().iter().enumerate() {
        assert!(request.contains(&format!("x-number: {}\r\n", number + 1)), "{request}");
        assert!(request.contains("authorization: Bearer tok_123\r\n"), "{request}");
    }
}

#[tokio::test]
async fn a_body_that_the_caller_reads_is_tried_again_until_it_begins() {
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nplan";
    let server = Script::start([Act::answer(503, "", ""), Act::Stall(text.into())]).await;
    let client = client(&server.url);
    let mut body = open(&GET_DESK, client.get_desk("7")).await.unwrap();
    assert_eq!(body.chunk().await.unwrap().as_deref(), Some(&b"plan"[..]));
    let error = body.chunk().await.unwrap_err();
    assert!(error.is_timeout() && error.delivered_bytes() == Some(4), "{error:?}");
    assert_eq!(server.requests().len(), 2);

    let server = Script::start([Act::answer(404, "", "{}")]).await;
    let client = self::client(&server.url);
    assert!(open(&GET_DESK, client.get_desk("7")).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_token_is_given_up_even_if_the_request_cannot_be_sent_again() {
    let token = |token: &str| Act::answer(200, "", &format!(r#"{{"access_token":"{token}"}}"#));
    let server =
        Script::start([token("one"), Act::answer(401, "", ""), token("two"), good()]).await;
    let credentials = Credentials::client_credentials("app", "s3cret");
    let builder = builder(&ACME, &server.url).credentials(credentials);
    let client = Client::from_parts(builder.build().unwrap());
    let body = || {
        let chunk = futures_util::stream::iter([Ok::<_, std::io::Error>("photo")]);
        reqwest::Body::wrap_stream(chunk)
    };
    let upload = |body| call(&crate::raw::SET_PHOTO, client.set_photo("image/png", body));
    assert!(upload(body()).await.unwrap_err().is_unauthorized());
    upload(body()).await.unwrap();
    assert!(server.requests()[3].contains("Bearer two"), "{:?}", server.requests());
}

/// Polls a call so many times and drops it; whether it came to its end before.
async fn is_over_after(polls: usize, call: impl Future) -> bool {
    let mut call = std::pin::pin!(call);
    for _ in 0..polls {
        let once = std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx)));
        if once.await.is_ready() {
            return true;
        }
        // Something must come for the next poll to do anything.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    false
}

#[tokio::test]
async fn a_call_may_be_dropped_at_any_poll() {
    let acts = [
        Act::answer(200, "", r#"{"access_token":"tok_1"}"#),
        Act::answer(401, "", ""),
        Act::answer(200, "", r#"{"access_token":"tok_2"}"#),
        Act::answer(503, "", ""),
        Act::Drip(
            b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"id\":\"7\"}".into(),
            Duration::from_millis(1),
        ),
    ];
    for polls in 0..60 {
        let server = Script::start(acts.clone()).await;
        let limits = Limits::none().concurrency(1);
        let builder = builder(&ACME, &server.url)
            .credentials(Credentials::client_credentials("app", "s3cret"))
            .limits(limits.clone());
        let client = Client::from_parts(builder.build().unwrap());
        let is_over = is_over_after(polls, get(&client, CallOptions::new())).await;

        // Neither its place nor a lock on the token is left behind.
        let fresh = Script::start([good()]).await;
        let builder = self::builder(&ACME, &fresh.url).limits(limits);
        let next = Client::from_parts(builder.build().unwrap());
        let next = get(&next, CallOptions::new().timeout(Duration::from_secs(5))).await;
        assert_eq!(next.unwrap().value().id, "7", "after {polls} polls");
        if is_over {
            return;
        }
        let again = get(&client, CallOptions::new().timeout(Duration::from_secs(5))).await;
        let token_is_free = again.as_ref().err().is_none_or(|error| {
            error.expired_waiting_for().is_none() && !error.is_authentication()
        });
        assert!(token_is_free, "after {polls} polls: {again:?}");
    }
    panic!("the call never came to its end");
}
