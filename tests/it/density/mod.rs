//! The client of Density against the simulator, over real HTTP.

use floorkit_density::{
    Backoff, Client, Credentials, OpenEnum, Range, SpaceId, SpaceStatus, SpaceType,
};
use floorkit_sim::density::{Behavior, Simulator};

use crate::canned::{Reply, Server};

mod authentication;
mod failures;
mod labels;
mod live;
mod metrics;
mod misread;
mod sensors;
mod sessions;
mod sittings;
mod sockets;
mod spaces;
mod tokens;
mod users;
mod windows;

/// The simulator's clock: a Monday.
const NOW: &str = "2025-06-16T14:00:00Z";

/// A simulator without a rate limit, and a client with its token.
async fn start() -> (Simulator, Client) {
    start_with(|_| {}).await
}

async fn start_with(change: impl FnOnce(&mut Behavior)) -> (Simulator, Client) {
    let builder = Simulator::builder().seed(7).now(NOW.parse().expect("a time")).unlimited();
    let sim = builder.behavior(change).start().await.expect("a free port");
    let client = client(&sim, Credentials::token(sim.api_token()));
    (sim, client)
}

/// A client that makes one attempt only.
fn client(sim: &Simulator, credentials: impl Into<Credentials>) -> Client {
    let builder = Client::builder().base_url(sim.base_url()).credentials(credentials);
    let builder = builder.retry(Backoff::never());
    builder.build().expect("a client")
}

/// A server that says what the simulator never would.
fn canned<const N: usize>(replies: [serde_json::Value; N]) -> Server {
    Server::start(replies.map(|reply| Reply::json(200, &reply)))
}

fn client_of(server: &Server) -> Client {
    let builder = Client::builder().credentials(Credentials::token("tok_canned"));
    let builder = builder.retry(Backoff::never());
    builder.base_url(server.url()).build().expect("a client")
}

/// Spaces that have data of their own, and no spaces below them.
async fn rooms(client: &Client) -> Vec<SpaceId> {
    let spaces = client.spaces().list().send().await.expect("spaces").into_iter();
    let rooms = spaces.filter(|space| {
        space.space_type == Some(OpenEnum::Known(SpaceType::Space))
            && space.status == Some(OpenEnum::Known(SpaceStatus::Live))
            && space.counting_mode.is_some()
    });
    rooms.map(|space| space.id).collect()
}

/// Whole days, both included.
fn days(first: &str, last: &str) -> Range {
    let day = |text: &str| text.parse().expect("a day");
    Range::days(day(first), day(last)).expect("a range")
}

/// The week before [`NOW`].
fn last_week() -> Range {
    days("2025-06-09", "2025-06-15")
}

/// The bodies of the calls of an operation, in order.
fn bodies(sim: &Simulator, operation: &str) -> Vec<serde_json::Value> {
    let calls = sim.requests().into_iter();
    let calls = calls.filter(|request| request.operation.as_deref() == Some(operation));
    calls.map(|request| request.body.unwrap_or_default()).collect()
}
