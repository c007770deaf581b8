//! Nothing that can be printed shows a secret.

use std::error::Error as _;

use floorkit_runtime::{
    AccessToken, ClientBuilder, Credentials, Error, Misread, RotatingToken, call, call_with,
};

use crate::{
    raw::{ACME, Client, GET_DESK},
    server::{Reply, Seen, Server},
    traces::Traces,
};

const TOKEN: &str = "tok_0123456789abcdef";
const SECRET: &str = "sec_0123456789abcdef";
const FETCHED: &str = "jwt_0123456789abcdef";

fn assert_clean(text: &str) {
    for secret in [TOKEN, SECRET, FETCHED] {
        assert!(!text.contains(secret), "{text}");
    }
}

/// Everything that an error can say.
fn outputs(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?} {:?} {:?}", error.message(), error.body());
    text = format!("{text} {:?} {:?}", error.request_id(), error.decode_path());
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text} {error} {error:?}");
        source = error.source();
    }
    text
}

/// A vendor that repeats the credential it was sent, in every way it can.
fn indiscreet(seen: &Seen) -> Reply {
    let credential = seen.header("authorization").unwrap_or_default().to_owned();
    let token = credential.trim_start_matches("Bearer ");
    match &*seen.path {
        "/v1/token" if seen.body.contains("bad-app") => {
            let text = format!(r#"{{"error":"{SECRET} is wrong","you_sent":{}}}"#, seen.body);
            Reply::json(400, &text)
        }
        "/v1/token" => Reply::json(200, &format!(r#"{{"access_token":"{FETCHED}"}}"#)),
        "/v1/desks/1" => {
            Reply::json(400, &format!(r#"{{"code":"{token}","message":"bad {credential}"}}"#))
        }
        "/v1/desks/2" => Reply::new(403, "text/html", &format!("<p>{token}</p>")),
        "/v1/desks/3" => Reply::json(200, &format!(r#"{{"note":"{token}","id":1}}"#)),
        "/v1/desks/4" => Reply::json(200, &format!(r#"{{"id":["{token}"]}}"#)),
        "/v1/desks/5" => Reply::json(200, &format!(r#""{token}""#)),
        "/v1/desks/6" => Reply::new(500, "text/plain", &format!("{}{token}", "x".repeat(250))),
        "/v1/desks/7" => Reply::json(404, "{}").header("x-request-id", format!("for {token}")),
        "/v1/desks/8" => Reply::json(200, &format!(r#"{{"{token}":tru"#)),
        "/v1/desks/9" => Reply::json(200, r#"{"id":"9"}"#),
        _ => Reply::json(307, "").header("location", format!("/?token={token}")),
    }
}

#[test]
fn builders_and_clients_show_none() {
    for credentials in [
        Credentials::token(TOKEN),
        Credentials::client_credentials("app", SECRET).field("x", SECRET.into()).into(),
        RotatingToken::new(TOKEN).into(),
        Credentials::source(|| async { Ok(AccessToken::new(FETCHED)) }),
    ] {
        let url = format!("https://me:{SECRET}@api.acme.example");
        let builder = ClientBuilder::new(&ACME).credentials(credentials.clone());
        assert_clean(&format!("{builder:?} {:?}", builder.clone().base_url(&url)));
        assert_clean(&outputs(&builder.clone().base_url(&url).build().unwrap_err()));
        let parts = builder.build().unwrap();
        assert_clean(&format!("{credentials:?} {parts:?}"));
        assert_clean(&format!("{:#?}", Client::from_parts(parts)));
    }
}

#[tokio::test]
async fn errors_show_none_even_if_the_vendor_repeats_it() {
    let (traces, _guard) = Traces::collect();
    let server = Server::start(indiscreet).await;
    for (token, credentials) in [
        (TOKEN, Credentials::token(TOKEN)),
        (FETCHED, Credentials::client_credentials("app", SECRET).into()),
        (TOKEN, RotatingToken::new(TOKEN).into()),
        (FETCHED, Credentials::source(|| async { Ok(AccessToken::new(FETCHED)) })),
    ] {
        let client = Client::new(&server.url, credentials);
        for id in ["1", "2", "3", "4", "5", "6", "7", "8", "10"] {
            let error = call(&GET_DESK, client.get_desk(id)).await.unwrap_err();
            assert_clean(&outputs(&error));
        }
        let read = |_| Err::<(), _>(Misread::new(format!("odd {token}")).within(token));
        let error = call_with(&GET_DESK, client.get_desk("9"), read).await.unwrap_err();
        assert!(error.decode_path().is_some_and(|path| path.starts_with("/*")), "{error}");
        assert_clean(&outputs(&error));
        assert_clean(&format!("{client:?}"));
    }
    assert_eq!(server.seen().len(), 41);
    assert!(traces.text().contains("the answer's body begins"));
    assert_clean(&traces.text());
}

#[tokio::test]
async fn a_token_endpoint_that_repeats_the_secret_is_not_quoted() {
    let server = Server::start(indiscreet).await;
    let credentials = Credentials::client_credentials("bad-app", SECRET);
    let error = Client::new(&server.url, credentials).desk().await.unwrap_err();
    assert!(error.is_authentication());
    assert_clean(&outputs(&error));
    let client = Client::new(&server.url, Credentials::client_credentials("bad-app", SECRET));
    assert_clean(&format!("{:?}", client.get_desk("7").await.unwrap_err()));
}
