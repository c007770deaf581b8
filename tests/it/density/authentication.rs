//! Tokens.

use std::time::Duration;

use floorkit_density::{Client, Credentials};
use floorkit_sim::density::{ExpiresIn, Simulator};

use super::{client, start, start_with};

fn tokens_fetched(sim: &Simulator) -> usize {
    super::bodies(sim, "create_access_token").len()
}

fn machine(sim: &Simulator) -> Client {
    client(sim, Credentials::client_credentials(sim.client_id(), sim.client_secret()))
}

#[tokio::test]
async fn a_bad_token_is_unauthorized_and_none_is_forbidden() {
    let (sim, _) = start().await;
    let error = client(&sim, Credentials::token("tok_bad")).spaces().list().send().await;
    let error = error.expect_err("refused");
    assert!(error.is_unauthorized() && error.status() == Some(401), "{error}");
    let error = client(&sim, Credentials::none()).spaces().list().send().await;
    let error = error.expect_err("refused");
    assert!(error.is_forbidden() && error.status() == Some(403), "{error}");
    assert!(error.message().is_some(), "{error}");
}

#[tokio::test]
async fn client_credentials_are_exchanged_once_however_many_ask() {
    let (sim, _) = start().await;
    let client = machine(&sim);
    let calls = (0..20).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.spaces().list().send().await.map(|spaces| spaces.len()) })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.expect("no panic").expect("spaces") > 0);
    }
    assert_eq!(tokens_fetched(&sim), 1);
}

#[tokio::test]
async fn a_token_lives_as_long_as_it_says_in_whatever_form() {
    for form in [ExpiresIn::String, ExpiresIn::Integer, ExpiresIn::Absent] {
        let (sim, _) = start_with(|behavior| behavior.expires_in = form).await;
        let client = machine(&sim);
        for _ in 0..3 {
            client.hello_world().await.expect("a greeting");
        }
        assert_eq!(tokens_fetched(&sim), 1, "{form:?}");
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_and_the_call_repeated() {
    let (sim, _) = start().await;
    let client = machine(&sim);
    client.hello_world().await.expect("a greeting");
    sim.advance(Duration::from_secs(7_200));
    sim.expire_tokens();
    client.hello_world().await.expect("a greeting with a new token");
    assert_eq!(tokens_fetched(&sim), 2);
    let statuses: Vec<_> = sim.requests().iter().map(|request| request.status).collect();
    assert!(statuses.contains(&Some(401)), "{statuses:?}");
}

#[tokio::test]
async fn a_wrong_secret_is_told_and_not_shown() {
    let (sim, _) = start().await;
    let wrong = Credentials::client_credentials(sim.client_id(), "a-wrong-secret");
    let client = client(&sim, wrong);
    let error = client.spaces().list().send().await.expect_err("refused");
    assert!(error.is_authentication() && !error.may_have_been_sent(), "{error}");
    for text in [format!("{error}"), format!("{error:?}"), format!("{client:?}")] {
        assert!(!text.contains("a-wrong-secret"), "{text}");
    }
    let (sim, client) = start().await;
    assert!(!format!("{client:?}").contains(sim.api_token()));
}
