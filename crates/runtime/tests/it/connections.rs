//! Connections that fail, before or in the middle.

use std::{error::Error as _, time::Duration};

use floorkit_runtime::{Backoff, ClientBuilder, Credentials, Error, call};
use serde_json::json;

use crate::{
    raw::{ACME, CREATE_DESK, Client},
    server::{dead_url, raw_server},
};

const HALF: &str = "HTTP/1.1 200 OK\r\nx-request-id: r-9\r\ncontent-length: 100\r\n\r\n{\"id\":";

fn impatient(url: &str) -> Client {
    let builder = ClientBuilder::new(&ACME)
        .base_url(url)
        .credentials(Credentials::token("tok_123"))
        .read_timeout(Duration::from_millis(200))
        .retry(Backoff::never());
    Client::from_parts(builder.build().unwrap())
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let client = impatient(&dead_url().await);
    let error = call(&CREATE_DESK, client.create_desk(&json!({}))).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(!error.may_have_been_sent() && error.is_retryable());
    assert_eq!(error.status(), None);
    assert!(chain(&error).contains("refused"), "{}", chain(&error));
    assert!(!chain(&error).contains("127.0.0.1:"), "{}", chain(&error));
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let client = impatient(&raw_server("", false).await);
    let error = client.desk().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
    assert!(error.may_have_been_sent() && error.is_retryable());
    assert!(error.elapsed().unwrap() >= Duration::from_millis(200));
    assert!(error.to_string().contains("after 0."), "{error}");

    let error = call(&CREATE_DESK, client.create_desk(&json!({}))).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn silence_in_the_body_is_a_timeout_with_a_status() {
    let error = impatient(&raw_server(HALF, false).await).desk().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("r-9")));
}

#[tokio::test]
async fn a_cut_body_is_an_interruption_with_a_status() {
    let client = impatient(&raw_server(HALF, true).await);
    let error = client.desk().await.unwrap_err();
    assert!(error.is_interrupted() && !error.is_decode(), "{error:?}");
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("r-9")));
    assert!(error.may_have_been_sent() && error.is_retryable());

    let error = call(&CREATE_DESK, client.create_desk(&json!({}))).await.unwrap_err();
    assert!(error.is_interrupted() && !error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn a_connection_that_closes_at_once_may_have_sent() {
    let error = impatient(&raw_server("", true).await).desk().await.unwrap_err();
    assert!(error.is_interrupted() && error.may_have_been_sent(), "{error:?}");
}
