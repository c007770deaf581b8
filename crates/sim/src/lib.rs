#![doc = include_str!("../README.md")]

mod auth;
mod clock;
mod error;
mod fault;
mod limit;
mod log;
mod moment;
mod reply;
mod rules;
mod seed;
mod server;
mod spec;

pub mod density;

pub use auth::Credential;
pub use error::Error;
pub use fault::Fault;
pub use limit::RateLimit;
pub use log::Request;
