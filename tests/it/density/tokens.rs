//! Tokens for others to use.

use std::time::Duration;

use floorkit_density::Credentials;
use floorkit_sim::density::{ExpiresIn, Seconds};
use serde_json::json;

use super::{bodies, client, client_of, start, start_with};
use crate::canned::{Reply, Server};

#[tokio::test]
async fn the_life_of_a_token_comes_in_several_forms() {
    for form in [ExpiresIn::String, ExpiresIn::Integer, ExpiresIn::Absent] {
        let (sim, one) = start_with(|behavior| {
            behavior.expires_in = form;
            behavior.token_life = Seconds(90);
        })
        .await;
        let create = one.tokens().create(sim.client_id(), sim.client_secret());
        let token = create.send().await.expect("a token");
        let life = (form != ExpiresIn::Absent).then_some(Duration::from_secs(90));
        assert_eq!(token.expires_in, life, "{form:?}");

        let secret = token.access_token.expose_secret().to_owned();
        assert!(!format!("{token:?}").contains(&secret));
        client(&sim, Credentials::token(secret)).hello_world().await.expect("a good token");
    }
}

#[tokio::test]
async fn wrong_client_credentials_are_told_apart() {
    let (sim, client) = start().await;
    let error = client.tokens().create(sim.client_id(), "wrong").send().await;
    let error = error.expect_err("a wrong secret");
    assert!(error.is_unauthorized(), "{error}");
    assert!(!format!("{error} {error:?}").contains("wrong\""), "{error:?}");
}

#[tokio::test]
async fn a_refusal_in_the_words_of_oauth_is_read() {
    let body = json!({ "error": "invalid_client", "error_description": "the secret is old" });
    let server = Server::start([Reply::json(401, &body)]);
    let client = client_of(&server);
    let create = client.wayfinding().create_token("app-1", "s3cret", "display-1");
    let error = create.send().await.expect_err("a refusal");
    assert!(error.is_unauthorized() && !format!("{error:?}").contains("s3cret"), "{error:?}");
    assert_eq!(
        (error.code(), error.message()),
        (Some("invalid_client"), Some("the secret is old"))
    );
}

#[tokio::test]
async fn the_token_of_a_display_is_asked_for_with_a_form() {
    let (sim, client) = start().await;
    let create =
        client.wayfinding().create_token(sim.client_id(), sim.client_secret(), "display-1");
    let token = create.send().await.expect("a token");
    assert_eq!(token.expires_in, Some(Duration::from_secs(3_600)));
    assert_eq!(token.scope.as_deref(), Some("display:display-1"));
    let request = sim.requests().pop().expect("a request");
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(bodies(&sim, "create_wayfinding_token")[0]["display_id"], json!("display-1"));
    assert!(!format!("{token:?}").contains(token.access_token.expose_secret()));
}
