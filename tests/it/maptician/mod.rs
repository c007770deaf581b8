//! Maptician over real HTTP: its generated client, and the crate on top of it.
//!
//! Nobody outside knows what the service says. So what leaves is tested against a server
//! that says what it is told, and what calls do to each other against the simulator.

use std::iter;

use floorkit_maptician_raw::{Client, operations::VENDOR};
use floorkit_runtime::{ClientBuilder, Credentials};

use crate::canned::{Reply, Server};

mod bodies;
mod paths;
mod replies;
mod service;
mod traps;

/// A server that answers every call with an empty list, and a client of it.
///
/// The reply suits most operations; where it does not, the call has been made all
/// the same.
fn start() -> (Server, Client) {
    let server = always(200, "application/json", b"[]");
    let client = client(&server);
    (server, client)
}

/// A server that hears everything and always says the same.
fn always(status: u16, content_type: &'static str, body: &[u8]) -> Server {
    Server::start(iter::repeat(Reply::new(status, content_type, body)))
}

fn client(server: &Server) -> Client {
    let builder = ClientBuilder::new(&VENDOR).base_url(server.url());
    let parts = builder.credentials(Credentials::token("jwt")).build().expect("a client");
    Client::from_parts(parts)
}
