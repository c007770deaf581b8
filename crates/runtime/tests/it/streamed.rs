//! Answers whose bodies are read as they arrive.

use std::time::Duration;

use floorkit_runtime::{Body, Error};
use futures_util::TryStreamExt as _;

use crate::{
    raw::GET_DESK,
    server::{Reply, Server, raw_server},
};

/// What a client that waits a little gets.
async fn get(url: &str) -> Body {
    let client = reqwest::Client::builder().read_timeout(Duration::from_millis(200)).build();
    Body::from_response(&GET_DESK, client.unwrap().get(url).send().await.unwrap())
}

/// What the body gave before it failed.
async fn until_error(body: &mut Body) -> (Vec<u8>, Error) {
    let mut all = Vec::new();
    loop {
        match body.chunk().await {
            Ok(chunk) => all.extend_from_slice(&chunk.expect("a body that fails")),
            Err(error) => return (all, error),
        }
    }
}

#[tokio::test]
async fn a_body_is_what_was_sent() {
    let text = "desk\n".repeat(100_000);
    let sent = text.clone();
    let server = Server::start(move |_| {
        Reply::new(200, "text/plain", &sent).header("etag", "\"v7\"").header("x-next", "8")
    });
    let url = server.await;
    let mut body = get(&url.url).await;
    assert_eq!((body.status(), body.content_type()), (200, Some("text/plain")));
    assert_eq!((body.content_length(), body.etag()), (Some(500_000), Some("\"v7\"")));
    assert_eq!(body.headers()["x-next"], "8");
    let chunks: Vec<_> = (&mut body).try_collect().await.unwrap();
    assert!(chunks.concat() == text.as_bytes());
    assert_eq!(body.delivered(), 500_000);
    assert_eq!(body.chunk().await.unwrap(), None);
    assert!(get(&url.url).await.bytes(500_000).await.unwrap() == text);
}

#[tokio::test]
async fn a_body_cut_short_is_an_error_with_what_was_had() {
    let cases = [
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\nx-request-id: r7\r\n\r\nfour",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nx-request-id: r7\r\n\r\n4\r\nfour\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nx-request-id: r7\r\n\r\n9\r\nfour",
    ];
    for case in cases {
        let mut body = get(&raw_server(case, true).await).await;
        let (had, error) = until_error(&mut body).await;
        assert_eq!(had, b"four");
        assert!(error.is_interrupted() && error.is_retryable(), "{error:?}");
        assert!(error.may_have_been_sent() && !error.is_timeout());
        assert_eq!(error.delivered_bytes(), Some(4));
        assert_eq!((error.operation_id(), error.status()), (Some("get_desk"), Some(200)));
        assert_eq!(error.request_id(), Some("r7"));
        assert!(error.to_string().contains("after 4 bytes of its body"), "{error}");
        assert_eq!(body.chunk().await.unwrap(), None, "it is over after an error");
    }
}

#[tokio::test]
async fn a_body_that_stalls_is_a_timeout() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfour";
    let (had, error) = until_error(&mut get(&raw_server(answer, false).await).await).await;
    assert_eq!(had, b"four");
    assert!(error.is_timeout() && !error.is_interrupted(), "{error:?}");
    assert_eq!((error.delivered_bytes(), error.status()), (Some(4), Some(200)));
}

#[tokio::test]
async fn no_more_is_read_than_is_allowed() {
    let server = Server::start(|_| Reply::new(200, "text/plain", &"x".repeat(1_000_000))).await;
    let error = get(&server.url).await.bytes(999_999).await.unwrap_err();
    assert!(error.is_too_large() && !error.is_retryable(), "{error:?}");
    assert_eq!(error.delivered_bytes(), Some(0), "its length says so");
    let endless = "HTTP/1.1 200 OK\r\n\r\n0123456789";
    let error = get(&raw_server(endless, false).await).await.bytes(9).await.unwrap_err();
    assert!(error.is_too_large(), "{error:?}");
    assert!(error.to_string().contains("more than the 9 bytes that are allowed"), "{error}");
}
