//! The simulator over HTTP, as a client meets it.

#![expect(clippy::unwrap_used, reason = "clippy knows only functions marked as tests")]

mod access;
mod cli;
mod client;
mod faults;
mod metrics;
mod operations;
mod sessions;
mod shapes;
mod state;
mod validation;
