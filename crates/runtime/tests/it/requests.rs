//! What leaves, and what does not.

use std::process::Command;

use floorkit_runtime::{ClientBuilder, Credentials, call};
use progenitor_client::Error;
use serde_json::json;
use tokio::task::spawn_blocking;

use crate::{
    raw::{ACME, CREATE_DESK, Client, GET_DESK, GET_VERSION, UPDATE_DESK},
    server::{Reply, Server},
};

fn desk() -> Reply {
    Reply::json(200, r#"{"id":"7"}"#)
}

#[tokio::test]
async fn the_table_decides_the_headers() {
    let server = Server::start(|_| desk()).await;
    let client = Client::new(&server.url, Credentials::token("tok_123"));
    let body = json!({"name": null});
    assert_eq!(call(&UPDATE_DESK, client.update_desk("7", &body)).await.unwrap().id, "7");
    call(&CREATE_DESK, client.create_desk(&body)).await.unwrap();
    call(&CREATE_DESK, client.create_desk_of_nothing()).await.unwrap();

    let [update, create, nothing] = &server.seen()[..] else { panic!("three requests") };
    assert_eq!(update.path, "/v1/desks/7");
    assert_eq!(update.header("content-type"), Some("application/merge-patch+json"));
    assert_eq!(update.header("accept"), Some("application/vnd.acme+json"));
    assert_eq!(update.body, r#"{"name":null}"#);
    assert_eq!(create.header("content-type"), Some("application/json"));
    assert_eq!(nothing.header("content-type"), None);
    for seen in [update, create, nothing] {
        assert_eq!(seen.header("api-version"), None);
        assert_eq!(seen.header("authorization"), Some("Bearer tok_123"));
        assert!(seen.header("user-agent").unwrap().starts_with("floorkit-runtime/"));
    }
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_slash() {
    let server = Server::start(|_| desk()).await;
    let client = Client::new(&format!("{}/eu/", server.url), Credentials::token("tok_123"));
    client.desk().await.unwrap();
    assert_eq!(server.seen()[0].path, "/eu/v1/desks/7");
}

#[tokio::test]
async fn only_operations_that_need_it_get_the_credential() {
    let server = Server::start(|_| Reply::new(200, "text/plain", "2.1")).await;
    let client = Client::new(&server.url, Credentials::token("tok_123"));
    assert_eq!(call(&GET_VERSION, client.get_version()).await.unwrap(), "2.1");
    let client = Client::new(&server.url, Credentials::none());
    let _ = client.desk().await;
    assert!(server.seen().iter().all(|seen| seen.header("authorization").is_none()));
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn no_credential_goes_out_in_the_clear() {
    for url in ["http://api.acme.example", "http://10.0.0.1", "http://localhost.acme.example"] {
        let error = Client::new(url, Credentials::token("tok_123")).desk().await.unwrap_err();
        assert!(error.is_configuration() && !error.may_have_been_sent(), "{error:?}");
        assert!(error.to_string().contains("https only"), "{error}");
    }
    let credentials = Credentials::client_credentials("app", "s3cret");
    let builder = ClientBuilder::new(&ACME).credentials(credentials);
    let error = builder.base_url("http://api.acme.example").build().unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
    assert!(error.to_string().contains("the token URL must be https"), "{error}");
}

/// A proxy is a variable of the environment, which all tests share; so it is
/// set for a child, which is this test once more.
#[tokio::test]
async fn no_credential_goes_through_a_proxy_in_the_clear() {
    const VARIABLE: &str = "FLOORKIT_TEST_URL";
    if let Ok(url) = std::env::var(VARIABLE) {
        Client::new(&url, Credentials::token("tok_123")).desk().await.unwrap();
        return;
    }
    let (own, proxy) = (Server::start(|_| desk()).await, Server::start(|_| desk()).await);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", "requests::no_credential_goes_through_a_proxy_in_the_clear"])
        .env(VARIABLE, &own.url)
        .env("http_proxy", &proxy.url)
        .env("HTTP_PROXY", &proxy.url)
        .env_remove("no_proxy")
        .env_remove("NO_PROXY");
    let output = spawn_blocking(move || child.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!((own.seen().len(), proxy.seen().len()), (1, 0));
}

#[tokio::test]
async fn no_credential_goes_to_another_origin() {
    let (own, other) = (Server::start(|_| desk()).await, Server::start(|_| desk()).await);
    let mut client = Client::new(&own.url, Credentials::token("tok_123"));
    client.baseurl.clone_from(&other.url);
    let error = client.desk().await.unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
    assert!(own.seen().is_empty() && other.seen().is_empty());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::start(|_| desk()).await;
    let target = format!("{}/v1/desks/7", other.url);
    let server =
        Server::start(move |_| Reply::json(307, "").header("location", target.clone())).await;
    let error = Client::new(&server.url, Credentials::token("tok_123")).desk().await.unwrap_err();
    assert_eq!(error.status(), Some(307));
    assert!(error.to_string().contains("check the base URL"), "{error}");
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn an_id_that_changes_the_path_is_refused() {
    let server = Server::start(|_| desk()).await;
    let client = Client::new(&server.url, Credentials::token("tok_123"));
    for id in ["", ".", "..", "7/keys"] {
        let error = call(&GET_DESK, client.get_desk(id)).await.unwrap_err();
        assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error:?}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn the_raw_client_says_why_nothing_was_sent() {
    let client = Client::new("http://api.acme.example", Credentials::token("tok_123"));
    let error = client.get_desk("7").await.unwrap_err();
    assert!(matches!(&error, Error::Custom(why) if why.contains("https only")), "{error:?}");
}

#[test]
fn a_bad_setting_is_refused_in_words() {
    let cases = [
        ("api.acme.example", "cannot be read"),
        ("ftp://api.acme.example", "has the scheme `ftp`"),
        ("https://me:s3cret@api.acme.example", "has a user name or a password in it"),
        ("https://api.acme.example?x=1", "has a query"),
        ("", "cannot be read"),
    ];
    for (url, why) in cases {
        let error = ClientBuilder::new(&ACME).base_url(url).build().unwrap_err();
        assert!(error.is_configuration(), "{error:?}");
        assert!(
            error.to_string().contains(why) && !error.to_string().contains("s3cret"),
            "{error}"
        );
    }
    for token in ["", "tok\n123"] {
        let builder = ClientBuilder::new(&ACME).credentials(Credentials::token(token));
        assert!(builder.build().unwrap_err().is_configuration());
    }
    let error = ClientBuilder::new(&ACME).user_agent("a\nb").build().unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
}
