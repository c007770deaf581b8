//! Kadence, over real HTTP: its raw client where the documentation contradicts its own
//! samples, descriptions or code, and what its crate hides of the traps of the service.
//!
//! The numbers of the contradictions are those of `specs/kadence/NOTES.md`.

use std::{fmt, iter};

use floorkit_kadence as kadence;
use floorkit_kadence_raw::{Client, operations::VENDOR};
use floorkit_runtime::{ClientBuilder, Credentials};

use crate::canned::{Reply, Server};

mod booking;
mod bookings;
mod calls;
mod pages;
mod places;
mod traps;
mod wire;

const ULID: &str = "01J8ZQ4M6T2V9XK3C5N7P0R1SB";
const USER: &str = "/v1/public/users/01J8ZQ4M6T2V9XK3C5N7P0R1SB";
const BUILDING: &str = "/v1/public/buildings/01J8ZQ4M6T2V9XK3C5N7P0R1SB";
const SPACE: &str = "/v1/public/spaces/01J8ZQ4M6T2V9XK3C5N7P0R1SB";
const PHOTO: &str = "5f0c2d8e-7a41-4b36-9d52-1e8b3a6c4f70";

fn client(server: &Server) -> Client {
    let builder = ClientBuilder::new(&VENDOR).credentials(Credentials::token("canned"));
    Client::from_parts(builder.base_url(server.url()).build().expect("a client"))
}

/// A server that says the same to everything, and a client of the ergonomic crate.
fn saying(status: u16, answer: &serde_json::Value) -> (Server, kadence::Client) {
    let reply = Reply::new(status, "application/ld+json", answer.to_string());
    let server = Server::start(iter::repeat(reply));
    let client = client_of(&server);
    (server, client)
}

/// A client of the ergonomic crate that makes one attempt.
fn client_of(server: &Server) -> kadence::Client {
    let builder = kadence::Client::builder().credentials(Credentials::token("canned"));
    let builder = builder.base_url(server.url()).retry(kadence::Backoff::never());
    builder.build().expect("a client")
}

/// What a server was asked since the last time.
fn asked(server: &Server) -> Vec<String> {
    server.requests().into_iter().map(|request| request.line).collect()
}

/// What the page renders in place of an id, a reference or a photo.
fn documented_object() -> serde_json::Value {
    serde_json::json!({ "@context": "text", "@id": "text", "@type": "text" })
}

/// Checks that what the page documents would not have been read.
#[track_caller]
fn assert_refused<T: fmt::Debug>(read: &Result<T, serde_json::Error>) {
    assert!(read.is_err(), "{read:?}");
}
