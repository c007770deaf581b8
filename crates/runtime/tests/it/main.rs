//! Calls against servers on loopback, made as generated code makes them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod addresses;
mod answers;
mod bodies;
mod connections;
mod downloads;
mod faults;
mod kit;
mod limits;
mod raw;
mod requests;
mod script;
mod secrets;
mod server;
#[cfg(feature = "websocket")]
mod sockets;
mod streamed;
mod telemetry;
mod tokens;
mod traces;
