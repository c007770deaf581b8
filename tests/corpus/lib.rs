//! The root of the crate that is made of the corpus: what its tests share.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    unused_macros,
    reason = "which of this is needed depends on the documents"
)]

use std::future::Future;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

mod canned;

/// What every test uses.
mod prelude {
    pub(crate) use floorkit_runtime::{ClientBuilder, Credentials, OpenEnum, Patch, call};
    pub(crate) use serde_json::{Value, json};

    pub(crate) use crate::canned::{Reply, Request, Server};
    pub(crate) use crate::{block_on, call, client, kept, read};
}

/// A client of the document whose module `raw` is in scope.
macro_rules! client {
    ($server:expr) => {{
        let builder = ClientBuilder::new(&raw::operations::VENDOR).base_url($server.url());
        let builder = builder.credentials(Credentials::token("secret"));
        raw::Client::from_parts(builder.build().expect("a client"))
    }};
}

/// Makes one call to a server that gives one reply: what came of it, and what was asked.
macro_rules! call {
    ($reply:expr, $client:ident => $call:expr) => {{
        let server = Server::start([$reply]);
        let $client = client!(server);
        let answer = block_on(async { $call.send().await });
        (answer, server.request())
    }};
}

pub(crate) use {call, client};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// A value of a type, from JSON.
#[track_caller]
fn read<T: DeserializeOwned>(body: &Value) -> T {
    serde_json::from_value(body.clone()).expect("a value")
}

/// The same, where nothing is lost.
#[track_caller]
fn kept<T: DeserializeOwned + Serialize>(body: &Value) -> T {
    let value: T = read(body);
    assert_eq!(serde_json::to_value(&value).expect("JSON"), *body);
    value
}

