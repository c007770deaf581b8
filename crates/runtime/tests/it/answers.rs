//! What comes back, however odd.

use std::{error::Error as _, time::Duration};

use floorkit_runtime::{Credentials, Error, Misread, call, call_with};
use serde_json::json;

use crate::{
    raw::{CREATE_DESK, Client, Documented, GET_DESK, GET_VERSION, RESET_DESK},
    server::{Reply, Server},
};

/// The error of a call that is answered like this.
async fn error(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Error {
    let server = Server::start(move |_| reply()).await;
    Client::new(&server.url, Credentials::token("tok_123")).desk().await.unwrap_err()
}

#[tokio::test]
async fn plain_text_is_a_string_whatever_is_in_it() {
    for text in ["2.1", "\"2.1\"", "{\"a\":\"\\\"\"}", "", "l\u{ef}nes\n\u{1}"] {
        let server = Server::start(move |_| Reply::new(200, "text/plain", text)).await;
        let client = Client::new(&server.url, Credentials::none());
        assert_eq!(call(&GET_VERSION, client.get_version()).await.unwrap(), text);
        // What the vendor said of the length is not true of the JSON.
        assert_eq!(client.get_version().await.unwrap().content_length(), None);
    }
    for (body, text) in [("\"2.1\"", "2.1"), ("2.1", "2.1"), ("v2.1", "v2.1"), ("", "")] {
        let server = Server::start(move |_| Reply::json(200, body)).await;
        let client = Client::new(&server.url, Credentials::none());
        assert_eq!(call(&GET_VERSION, client.get_version()).await.unwrap(), text, "{body}");
    }
}

#[tokio::test]
async fn a_web_page_is_no_plain_text() {
    for kind in ["text/html; charset=utf-8", "Text/HTML", "application/xhtml+xml"] {
        let page = "<html>Sign in</html>";
        let server = Server::start(move |_| Reply::new(200, kind, page)).await;
        let client = Client::new(&server.url, Credentials::none());
        let error = call(&GET_VERSION, client.get_version()).await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
        assert_eq!(error.status(), Some(200));
        assert!(error.to_string().contains("`<html>Sign in</html>`; something else"), "{error}");
    }
}

#[tokio::test]
async fn an_answer_of_which_nothing_is_known_may_be_anything() {
    let cases = [
        ("application/json", r#"{"any": [1]}"#, json!({ "any": [1] })),
        ("application/json", "", json!(null)),
        ("text/html", "", json!(null)),
        ("text/plain", "OK", json!("OK")),
        ("text/plain", "17", json!(17)),
    ];
    for (kind, body, expected) in cases {
        let server = Server::start(move |_| Reply::new(200, kind, body)).await;
        let client = Client::new(&server.url, Credentials::token("tok_123"));
        let answer = call(&RESET_DESK, client.reset_desk("7")).await.unwrap();
        assert_eq!(answer, expected, "{kind} {body}");
    }
    for (kind, body) in [("application/json", "{\"cut\": "), ("text/html", "<html>")] {
        let server = Server::start(move |_| Reply::new(200, kind, body)).await;
        let client = Client::new(&server.url, Credentials::token("tok_123"));
        let error = call(&RESET_DESK, client.reset_desk("7")).await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
    }
}

#[tokio::test]
async fn the_operation_that_was_sent_is_the_one_that_is_judged() {
    let server = Server::start(|_| Reply::json(500, "{}")).await;
    let client = Client::new(&server.url, Credentials::token("tok_123"));
    let error = call(&GET_DESK, client.create_desk(&json!({}))).await.unwrap_err();
    assert_eq!(error.operation_id(), Some("create_desk"));
    assert!(!error.is_retryable(), "{error:?}");
    let error = call(&CREATE_DESK, client.get_desk("..")).await.unwrap_err();
    assert_eq!(error.operation_id(), Some("get_desk"));
}

#[tokio::test]
async fn a_documented_error_keeps_all_it_says() {
    let error = error(|| {
        Reply::json(404, r#"{"code":17,"message":"no such desk"}"#).header("X-Request-Id", "r-9")
    })
    .await;
    assert!(error.is_not_found() && !error.is_retryable() && error.may_have_been_sent());
    assert_eq!(error.status(), Some(404));
    assert_eq!(error.code(), Some("17"));
    assert_eq!(error.message(), Some("no such desk"));
    assert_eq!(error.request_id(), Some("r-9"));
    assert_eq!(error.body(), Some(&json!({"code": 17, "message": "no such desk"})));
    assert_eq!(error.operation_id(), Some("get_desk"));
    assert!(error.source().is_none());
    assert_eq!(
        error.to_string(),
        "Acme get_desk (GET /v1/desks/{desk_id}) was answered 404 Not Found (code 17, request \
         r-9): no such desk; check the ids in the request, and the base URL",
    );
}

#[tokio::test]
async fn an_error_body_of_any_kind_keeps_the_status() {
    let html = "<html><body>Forbidden</body></html>";
    let refused = error(move || Reply::new(403, "text/html", html)).await;
    assert!(refused.is_forbidden(), "{refused:?}");
    assert_eq!(refused.body(), Some(&json!(html)));
    assert!(refused.to_string().contains(html), "{refused}");

    let empty = error(|| Reply::new(404, "text/plain", "")).await;
    assert!(empty.is_not_found() && empty.body().is_none(), "{empty:?}");

    let deep = error(|| Reply::json(400, &"[".repeat(100_000))).await;
    assert!(deep.is_bad_request() && deep.body().is_none(), "{deep:?}");
    assert!(deep.to_string().len() < 700);

    let nested =
        error(|| Reply::json(400, &format!("{}{}", "[".repeat(200), "]".repeat(200)))).await;
    assert!(nested.is_bad_request(), "{nested:?}");
}

#[tokio::test]
async fn an_error_tells_the_problem_whatever_its_shape() {
    let token = "tok/\"123";
    let body = json!({
        "type": "/validation_errors/e7", "title": "An error occurred", "detail": "too high",
        "violations": [{"propertyPath": "floor", "message": format!("not with {token}")}],
    });
    // As PHP writes it.
    let body = body.to_string().replace('/', "\\/");
    let server = Server::start(move |_| Reply::json(422, &body)).await;
    let client = Client::new(&server.url, Credentials::token(token));
    let error = client.desk().await.unwrap_err();
    let problem = error.problem().unwrap();
    assert_eq!((problem.code(), error.code()), (None, None));
    assert_eq!((problem.title(), error.message()), (Some("An error occurred"), Some("too high")));
    assert_eq!(problem.type_uri(), Some("/validation_errors/e7"));
    let [violation] = problem.violations() else { panic!("one violation") };
    assert_eq!(violation.path(), Some("floor"));
    assert!(violation.message().starts_with("not with ****"), "{violation}");
    for shown in [format!("{error} {error:?}"), format!("{:?} {problem:?}", error.body())] {
        assert!(!shown.contains("123"), "{shown}");
    }

    let page = "<!doctype html><title>Just a moment...</title>";
    let error = self::error(move || Reply::new(503, "text/html", page)).await;
    assert_eq!(error.problem().and_then(|problem| problem.title()), Some("Just a moment..."));
    assert!(error.to_string().contains("503 Service Unavailable: Just a moment...;"), "{error}");
    let error = self::error(|| Reply::json(500, "{}")).await;
    assert_eq!(error.problem(), None);
}

#[tokio::test]
async fn an_error_body_that_does_not_fit_is_that_error_still() {
    let server = Server::start(|_| Reply::json(404, r#"{"code":"seventeen"}"#)).await;
    let client = Client::new(&server.url, Credentials::token("tok_123"));
    let error = call(&GET_DESK, client.get_desk_strictly::<Documented>("7")).await.unwrap_err();
    assert!(error.is_not_found() && !error.is_decode(), "{error:?}");
    assert_eq!(error.code(), Some("seventeen"));
}

#[tokio::test]
async fn the_raw_client_gets_the_error_body_too() {
    let server = Server::start(|seen| match &*seen.path {
        "/v1/desks/1" => Reply::json(400, r#"{"code":17}"#),
        "/v1/desks/2" => Reply::new(400, "text/html", "<p>no</p>"),
        _ => Reply::new(400, "text/html", ""),
    })
    .await;
    let client = Client::new(&server.url, Credentials::token("tok_123"));
    let cases = [
        ("1", Some(17), json!({"code": 17})),
        ("2", None, json!("<p>no</p>")),
        ("3", None, json!(null)),
    ];
    for (id, code, raw) in cases {
        let Err(progenitor_client::Error::ErrorResponse(response)) = client.get_desk(id).await
        else {
            panic!("an error body that is read");
        };
        assert_eq!(response.status(), 400);
        assert_eq!(response.typed().map(|documented| documented.code), code);
        assert_eq!(response.raw(), &raw);
    }
}

#[tokio::test]
async fn statuses_that_nobody_documented() {
    let failed =
        error(|| Reply::new(503, "text/html", "<p>later</p>").header("retry-after", "1.5")).await;
    assert!(failed.is_server_error() && failed.is_retryable(), "{failed:?}");
    assert_eq!(failed.retry_after(), Some(Duration::from_millis(1500)));

    let limited = error(|| Reply::json(429, "{}").header("retry-after", "7")).await;
    assert!(limited.is_rate_limited() && limited.is_retryable(), "{limited:?}");
    assert_eq!(limited.retry_after(), Some(Duration::from_secs(7)));

    let accepted = error(|| Reply::json(202, r#"{"id":"7"}"#)).await;
    assert_eq!(accepted.status(), Some(202));
    assert!(!accepted.is_decode() && !accepted.is_retryable(), "{accepted:?}");
    assert!(accepted.is_unexpected_status(), "{accepted:?}");
    assert!(accepted.to_string().contains("may well have been done"), "{accepted}");

    let moved = error(|| Reply::json(301, "{}")).await;
    assert!(moved.is_unexpected_status(), "{moved:?}");
    for error in [failed, limited, error(|| Reply::json(404, "{}")).await] {
        assert!(!error.is_unexpected_status(), "{error:?}");
    }
    let misfit = error(|| Reply::json(200, "{}")).await;
    assert!(!misfit.is_unexpected_status(), "{misfit:?}");

    let server = Server::start(|_| Reply::json(500, "{}")).await;
    let client = Client::new(&server.url, Credentials::token("tok_123"));
    let error = call(&CREATE_DESK, client.create_desk(&json!({}))).await.unwrap_err();
    assert!(error.is_server_error() && !error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("may have been done"), "{error}");
}

#[tokio::test]
async fn a_body_that_does_not_fit_keeps_status_request_and_place() {
    let error = error(|| Reply::json(200, r#"{"id":7}"#).header("cf-ray", "ray-1")).await;
    assert!(error.is_decode() && !error.is_retryable(), "{error:?}");
    assert_eq!(error.status(), Some(200));
    assert_eq!(error.request_id(), Some("ray-1"));
    assert_eq!(error.decode_path(), Some("/id"));
    assert!(error.to_string().contains(r#"does not fit at /id: `{"id":7}`"#), "{error}");
    let source = error.source().unwrap().to_string();
    assert!(source.contains("expected a string"), "{source}");
}

#[tokio::test]
async fn a_body_that_makes_no_sense_keeps_status_request_and_place() {
    let reply = || Reply::json(200, r#"{"id":"7"}"#).header("cf-ray", "ray-1");
    let server = Server::start(move |_| reply()).await;
    let client = Client::new(&server.url, Credentials::token("tok_123"));
    let read = |_| Err::<(), _>(Misread::new("no desk has this id").within("id/~"));
    let error = call_with(&GET_DESK, client.get_desk("7"), read).await.unwrap_err();
    assert!(error.is_decode() && !error.is_retryable(), "{error:?}");
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("ray-1")));
    assert_eq!(error.decode_path(), Some("/id~1~0"));
    let said = "(request ray-1), and its body makes no sense at /id~1~0: no desk has this id";
    assert!(error.to_string().ends_with(said), "{error}");
}

#[tokio::test]
async fn a_huge_body_makes_no_huge_error() {
    let huge =
        error(|| Reply::json(200, &format!("{{\"id\":[\"{}\"]}}", "x".repeat(1 << 20)))).await;
    assert_eq!(huge.decode_path(), Some("/id"));
    assert!(format!("{huge} {huge:?}").len() < 2500);

    let long = format!("{{\"message\":\"{}\"}}", "y".repeat(20_000));
    let long = error(move || Reply::json(400, &long)).await;
    assert!(format!("{long} {long:?}").len() < 5000);
}
