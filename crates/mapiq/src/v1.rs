//! Version 1 of the API, which the vendor announced to retire on 1 June 2023: for who
//! has not moved yet.
//!
//! It has a client of its own, with credentials of its own: those of neither version
//! work with the other. Whether the service still answers is not known.
//!
//! ```no_run
//! use floorkit_mapiq::v1::{Client, Credentials};
//!
//! # async fn sample() -> floorkit_mapiq::Result<()> {
//! let account = Credentials::password("client-1", "robot@acme.example", "s3cret");
//! let client = Client::builder().credentials(account).api_key("key-1").build()?;
//! for booking in client.registrations().list("2023-05-31").send().await? {
//!     println!("{:?} {:?}", booking.email, booking.node_id);
//! }
//! # Ok(())
//! # }
//! ```
#![doc = include_str!("../docs/migrating.md")]

pub use crate::version_1::*;
