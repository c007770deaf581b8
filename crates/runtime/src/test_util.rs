//! Answers for the tests of programs that use a client, without a server.
//!
//! [`Replies`] are answers that a test writes down, or has from a [`Recording`]
//! of real ones. All else of a call is as ever: limits, attempts, pauses, decoding
//! and errors. As nothing goes over the network, all of it can run on tokio's
//! paused clock, which makes the longest pause take no time:
//!
//! ```
//! use std::time::Duration;
//!
//! use floorkit_runtime::{
//!     ClientBuilder, Method, Operation, Vendor,
//!     test_util::{CannedReply, Replies},
//! };
//!
//! static GET_DESK: Operation =
//!     Operation::new("get_desk", Method::Get, "/v1/desks/{desk_id}").idempotent();
//! static ACME: Vendor =
//!     Vendor::new("acme", "Acme", "https://api.acme.example").operations(&[&GET_DESK]);
//!
//! let replies = Replies::new()
//!     .then(CannedReply::status(503).header("retry-after", "30"))
//!     .then(CannedReply::json(r#"{"id": "7"}"#));
//! let parts = ClientBuilder::new(&ACME).replies(&replies).build()?;
//! // After `acme_raw::Client::from_parts(parts)` was asked for desk 7, half a minute
//! // of paused time later, `replies.requests()` has both requests.
//! assert!(replies.requests().is_empty() && replies.left() == 2);
//! # Ok::<(), floorkit_runtime::Error>(())
//! ```
//!
//! Requests for tokens go over the network all the same: give the client a token.

mod recording;
mod replies;

pub use self::{
    recording::{Recording, RecordingError},
    replies::{CannedReply, Replies, SentRequest},
};
use crate::ClientBuilder;

impl ClientBuilder {
    /// Answers calls with these, and sends nothing. Without credentials, or with
    /// a token.
    ///
    /// ```
    /// use floorkit_runtime::{ClientBuilder, Vendor, test_util::Replies};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    ///
    /// let builder = ClientBuilder::new(&ACME).replies(&Replies::new());
    /// ```
    pub fn replies(self, replies: &Replies) -> Self {
        self.transport(replies.clone())
    }

    /// Sends calls as ever, and writes them down with their answers.
    ///
    /// ```
    /// use floorkit_runtime::{ClientBuilder, Vendor, test_util::Recording};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    ///
    /// let recording = Recording::new().mask("email");
    /// let builder = ClientBuilder::new(&ACME).record(&recording);
    /// ```
    pub fn record(self, recording: &Recording) -> Self {
        self.transport(recording.clone())
    }
}
