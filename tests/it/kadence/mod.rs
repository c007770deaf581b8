//! The 34 places where Kadence's documentation contradicts its own samples,
//! descriptions or code. The numbers are those of `specs/kadence/NOTES.md`.

use std::fmt;

use floorkit_kadence_raw::{Client, operations::VENDOR};
use floorkit_runtime::{ClientBuilder, Credentials};

use crate::canned::Server;

mod bookings;
mod calls;
mod places;

const ULID: &str = "01J8ZQ4M6T2V9XK3C5N7P0R1SB";
const USER: &str = "/v1/public/users/01J8ZQ4M6T2V9XK3C5N7P0R1SB";
const BUILDING: &str = "/v1/public/buildings/01J8ZQ4M6T2V9XK3C5N7P0R1SB";
const SPACE: &str = "/v1/public/spaces/01J8ZQ4M6T2V9XK3C5N7P0R1SB";
const PHOTO: &str = "5f0c2d8e-7a41-4b36-9d52-1e8b3a6c4f70";

fn client(server: &Server) -> Client {
    let builder = ClientBuilder::new(&VENDOR).credentials(Credentials::token("canned"));
    Client::from_parts(builder.base_url(server.url()).build().expect("a client"))
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
