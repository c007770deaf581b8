#![doc = include_str!("../README.md")]

mod auth;
mod call;
mod clock;
mod error;
mod fault;
mod guid;
mod limit;
mod log;
mod moment;
mod people;
mod refusal;
mod reply;
mod rules;
mod seed;
mod server;
mod service;
mod shape;
mod simulator;
mod spec;
mod switch;
mod vendor;

pub mod density;
pub mod kadence;
pub mod mapiq;
pub mod mapiq_v1;
pub mod maptician;

pub use auth::Credential;
pub use error::Error;
pub use fault::Fault;
pub use limit::RateLimit;
pub use log::Request;
pub use simulator::{Simulator, SimulatorBuilder};
pub use switch::Seconds;
#[doc(hidden)]
pub use vendor::Vendor;
