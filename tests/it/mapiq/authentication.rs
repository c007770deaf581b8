//! Who gets in.

use floorkit_mapiq::{Client, Credentials};
use floorkit_sim::{
    Credential,
    mapiq::{ErrorBody, ExpiresIn, Permissions},
};
use serde_json::json;

use super::{client, start_with};
use crate::canned::{Reply, Server};

const TOKEN_PATH: &str = "/api/public/oauth2/token";

#[tokio::test]
async fn a_token_comes_from_another_host_than_the_data() {
    let (sim, _) = start_with(|_| {}).await;
    let token = json!({ "access_token": sim.api_token(), "token_type": "Bearer" });
    let accounts = Server::start([Reply::json(200, &token)]);
    let application = Credentials::client_credentials("app-1", "s3cret");
    let builder = Client::builder().credentials(application).base_url(sim.base_url());
    let client = builder.token_url(format!("{}{TOKEN_PATH}", accounts.url())).build();
    let client = client.expect("a client");
    client.buildings().list().send().await.expect("buildings");

    let asked = accounts.request();
    assert_eq!(asked.line, format!("POST {TOKEN_PATH}"));
    assert!(asked.text().contains("scope=https%3A%2F%2Fapi.mapiq.com%2Fpublic%2F.default"));
    let [call] = &sim.requests()[..] else { panic!("one call was expected") };
    assert_eq!(call.credential, Credential::Static);
    assert!(!call.headers.contains_key("mapiq-api-key"), "that is version 1");
}

#[tokio::test]
async fn a_token_is_fetched_once_whatever_it_says_of_its_life() {
    for form in [ExpiresIn::Integer, ExpiresIn::String, ExpiresIn::Absent] {
        let (sim, _) = start_with(|behavior| behavior.expires_in = form).await;
        let application = Credentials::client_credentials(sim.client_id(), sim.client_secret());
        let client = client(&sim, application);
        for _ in 0..3 {
            client.buildings().list().send().await.expect("buildings");
        }
        let tokens = sim.requests().iter().filter(|request| request.path == TOKEN_PATH).count();
        assert_eq!(tokens, 1, "{form:?}");
    }
}

#[tokio::test]
async fn a_token_that_ran_out_is_replaced() {
    let (sim, _) = start_with(|behavior| behavior.expires_in = ExpiresIn::Absent).await;
    let application = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let client = client(&sim, application);
    client.buildings().list().send().await.expect("buildings");
    sim.expire_tokens();
    client.buildings().list().send().await.expect("buildings, with a new token");
    let last = sim.requests().pop().expect("a request");
    assert_eq!(last.credential, Credential::Issued(2));
}

#[tokio::test]
async fn a_refusal_says_what_is_wrong_and_shows_no_secret() {
    for errors in [ErrorBody::Problem, ErrorBody::Html, ErrorBody::Empty] {
        let (sim, _) = start_with(|behavior| behavior.errors = errors).await;
        let client = client(&sim, Credentials::client_credentials(sim.client_id(), "s3cret"));
        let error = client.users().list().send().await.expect_err("a wrong secret");
        let text = format!("{error} {error:?}");
        assert!(error.is_authentication() && !error.may_have_been_sent(), "{text}");
        assert!(text.contains("401") && !text.contains("s3cret"), "{text}");
    }
}

#[tokio::test]
async fn a_call_without_permission_is_told_from_one_without_a_token() {
    let (sim, client_of_all) =
        start_with(|behavior| behavior.permissions = Permissions::Nothing).await;
    let error = client_of_all.users().list().send().await.expect_err("no permission");
    assert!(error.is_forbidden(), "{error}");
    assert_eq!(error.message(), Some("the application has no permission for this"));
    let client = client(&sim, Credentials::token("eyJ-other"));
    let error = client.users().list().send().await.expect_err("no token");
    assert!(error.is_unauthorized(), "{error}");
}
