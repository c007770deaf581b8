//! Mapiq: its clients against the simulators, over real HTTP, and against a server that
//! says what no simulator would.

use floorkit_mapiq::{Backoff, Client, Credentials};
use floorkit_sim::mapiq::{Behavior, Simulator};
use serde_json::Value;

use crate::canned::{Reply, Server};

mod authentication;
mod checkins;
mod data;
mod deletions;
mod lists;
mod raw_v1;
mod raw_v2;
mod version_1;

/// The simulator's clock: a Monday, three in the afternoon in Amsterdam.
const NOW: &str = "2025-06-16T13:00:00Z";
const TODAY: &str = "2025-06-16";

/// Enough people for a list to come in two parts.
const PEOPLE: u32 = 1_200;

/// A simulator, and a client with its token.
async fn start() -> (Simulator, Client) {
    start_with(|_| {}).await
}

async fn start_with(change: impl FnOnce(&mut Behavior)) -> (Simulator, Client) {
    let builder = Simulator::builder().seed(7).now(NOW.parse().expect("a time")).users(PEOPLE);
    let sim = builder.behavior(change).start().await.expect("a free port");
    let client = client(&sim, Credentials::token(sim.api_token()));
    (sim, client)
}

fn client(sim: &Simulator, credentials: impl Into<Credentials>) -> Client {
    let builder = Client::builder().base_url(sim.base_url()).token_url(sim.token_url());
    builder.credentials(credentials).build().expect("a client")
}

/// A server that says what the simulator never would, and a client that makes one attempt.
fn canned<const N: usize>(replies: [Value; N]) -> (Server, Client) {
    let server = Server::start(replies.map(|reply| Reply::json(200, &reply)));
    let builder = Client::builder().credentials(Credentials::token("eyJ-canned"));
    let builder = builder.base_url(server.url()).retry(Backoff::never());
    (server, builder.build().expect("a client"))
}
