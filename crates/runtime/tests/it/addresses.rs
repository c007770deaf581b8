//! Regions, tenants, token endpoints elsewhere, and what is sent to them.

use floorkit_runtime::{ClientBuilder, Credentials, call};
use serde_json::json;

use crate::{
    raw::{ACME, Client, FORM_ACME, GET_VERSION, KEYED_ACME},
    server::{Reply, Server},
};

const KEY: &str = "key_0123456789abcdef";

fn login() -> impl Into<Credentials> {
    Credentials::password("app", "robot@acme.example", "pa55 & word")
}

async fn desks() -> Server {
    Server::start(|_| Reply::json(200, r#"{"id":"7"}"#)).await
}

async fn tokens() -> Server {
    Server::start(|_| Reply::json(200, &json!({"access_token": "t1"}).to_string())).await
}

fn keyed() -> ClientBuilder {
    ClientBuilder::new(&KEYED_ACME).credentials(login()).api_key(KEY)
}

#[tokio::test]
async fn a_password_is_exchanged_elsewhere_with_the_key() {
    let (desks, tokens) = (desks().await, tokens().await);
    let builder = keyed().base_url(&desks.url).token_url(format!("{}/token", tokens.url));
    Client::from_parts(builder.build().unwrap()).desk().await.unwrap();

    let [token] = &tokens.seen()[..] else { panic!("one token") };
    assert_eq!(
        token.body,
        "client_id=app&grant_type=password&password=pa55+%26+word&response_type=token&\
         scope=public&username=robot%40acme.example"
    );
    assert_eq!((token.path.as_str(), token.header("x-acme-key")), ("/token", Some(KEY)));
    let [desk] = &desks.seen()[..] else { panic!("one desk") };
    assert_eq!(desk.header("authorization"), Some("Bearer t1"));
    assert_eq!(desk.header("x-acme-key"), Some(KEY));
}

#[tokio::test]
async fn the_caller_may_ask_for_more() {
    let (desks, tokens) = (desks().await, tokens().await);
    let login = Credentials::password("app", "robot", "pa55")
        .client_secret("s3cret")
        .scope("admin")
        .field("response_type", "code".into());
    let builder = keyed().credentials(login).base_url(&desks.url).token_url(&tokens.url);
    Client::from_parts(builder.build().unwrap()).desk().await.unwrap();
    assert_eq!(
        tokens.seen()[0].body,
        "client_id=app&client_secret=s3cret&grant_type=password&password=pa55&\
         response_type=code&scope=admin&username=robot"
    );
}

#[tokio::test]
async fn the_key_goes_with_calls_that_need_no_token() {
    let desks = Server::start(|_| Reply::new(200, "text/plain", "2.1")).await;
    let client = Client::from_parts(keyed().base_url(&desks.url).build().unwrap());
    call(&GET_VERSION, client.get_version()).await.unwrap();
    assert_eq!(desks.seen()[0].header("x-acme-key"), Some(KEY));
    assert_eq!(desks.seen()[0].header("authorization"), None);

    let far = keyed().base_url("http://api.acme.example").build().unwrap();
    let error = call(&GET_VERSION, Client::from_parts(far).get_version()).await.unwrap_err();
    assert!(error.is_configuration() && error.to_string().contains("https only"), "{error}");
}

#[tokio::test]
async fn the_word_before_the_token_can_be_another() {
    let desks = desks().await;
    for (prefix, header) in [("", "tok_123"), ("Token", "Token tok_123")] {
        let builder = ClientBuilder::new(&ACME)
            .base_url(&desks.url)
            .credentials(Credentials::token("tok_123"))
            .credential_prefix(prefix);
        Client::from_parts(builder.build().unwrap()).desk().await.unwrap();
        assert_eq!(desks.seen().last().unwrap().header("authorization"), Some(header));
    }
}

#[tokio::test]
async fn nothing_of_the_credentials_is_ever_shown() {
    let quoting = Server::start(|seen| {
        let text = format!("{} {:?}", seen.body, seen.header("x-acme-key"));
        Reply::json(400, &json!({"detail": text}).to_string())
    })
    .await;
    let builder = keyed()
        .credentials(Credentials::password("app", "robot", "pa55word").client_secret("s3cret"))
        .base_url(&quoting.url)
        .token_url(format!("{}/token", quoting.url));
    let mut shown = format!("{builder:?}");
    let client = Client::from_parts(builder.build().unwrap());
    let error = client.desk().await.unwrap_err();
    assert!(error.is_authentication() && error.to_string().contains("the user name"), "{error}");
    shown += &format!("{error} {error:?} {client:?}");

    let given = keyed().credentials(Credentials::token("tok_123")).base_url(&quoting.url);
    let error = Client::from_parts(given.build().unwrap()).desk().await.unwrap_err();
    assert!(error.message().is_some_and(|text| text.contains("****")), "{error:?}");
    shown += &format!("{error} {error:?} {:?} {:?}", error.message(), error.body());
    for secret in [KEY, "pa55word", "s3cret", "tok_123"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

#[tokio::test]
async fn the_first_pointer_that_leads_to_a_text_is_the_message() {
    for (body, message) in [
        (r#"{"hydra:description":"a","detail":"b"}"#, Some("a")),
        (r#"{"hydra:description":null,"detail":"b","message":"c"}"#, Some("b")),
        (r#"{"error":"d"}"#, None),
    ] {
        let server = Server::start(move |_| Reply::json(422, body)).await;
        let builder = ClientBuilder::new(&KEYED_ACME).base_url(&server.url);
        let error = Client::from_parts(builder.build().unwrap()).desk().await.unwrap_err();
        assert_eq!(error.message(), message, "{body}");
    }
}

#[test]
fn what_is_missing_or_too_much_is_told_with_what_to_call() {
    let tenant = || keyed().variable("tenant", "desk-co");
    assert_eq!(tenant().build().unwrap().base_url, "https://desk-co.acme.example");
    assert_eq!(tenant().region("us").build().unwrap().base_url, "https://desk-co.us.acme.example");

    let plain = ClientBuilder::new(&FORM_ACME);
    let app = Credentials::client_credentials("app", "s3cret");
    let cases = [
        (keyed(), "call `.variable(\"tenant\", …)`"),
        (keyed().variable("tenant", "a.evil.example/"), "must be a label"),
        (tenant().region("mars"), "call `.region(\"eu\")` or `.region(\"us\")`"),
        (tenant().credentials(app.clone()), "call `.credentials(Credentials::password(…))`"),
        (
            plain.clone().credentials(login()),
            "call `.credentials(Credentials::client_credentials(…))`",
        ),
        (
            ClientBuilder::new(&KEYED_ACME).variable("tenant", "a").credentials(login()),
            "call `.api_key(…)`",
        ),
        (plain.clone().api_key(KEY), "leave `.api_key(…)` out"),
        (tenant().api_key("a\nb"), "the API key has a character that no header can carry"),
        (
            plain.token_url("http://login.acme.example").credentials(app),
            "the token URL must be https",
        ),
        (
            tenant().token_url("https://me:s3cret@login.acme.example"),
            "the token URL has a user name",
        ),
    ];
    for (builder, expected) in cases {
        let error = builder.build().unwrap_err();
        let text = error.to_string();
        assert!(error.is_configuration() && text.contains(expected), "{text}");
        assert!(
            !text.contains("s3cret") && !text.contains(KEY) && !text.contains("evil"),
            "{text}"
        );
    }
}
