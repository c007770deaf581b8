//! What every floorkit call does, whatever the vendor.
//!
//! Users meet this crate through a vendor's crate, which re-exports what they
//! need. It has these parts:
//!
//! - **Values as the wire has them.** [`OpenEnum`] outlives the vendor's next
//!   value, [`Patch`] tells null from absent, [`OffsetDateTime`],
//!   [`LocalDateTime`] and [`DateTime`] convert nothing silently,
//!   [`SecretText`] and [`SecretJson`] are never shown, [`Reference`] knows the id in an IRI,
//!   [`QueryMap`] sends parameters that no document names, [`NonEmptyQueryMap`]
//!   at least one of them, [`Multipart`] sends files, [`TolerantText`], [`TolerantInteger`] and
//!   [`TolerantNumber`] take what is sent instead of what was promised.
//! - **Tables.** A [`Vendor`] with its [`Operation`]s, and the [`Window`]s
//!   that limit a range of time. They are written by the generator; a request
//!   is treated as they say.
//! - **Calls.** A [`ClientBuilder`] with [`Credentials`] makes the [`Parts`]
//!   of a raw client; [`call`] awaits one of its operations and gives the
//!   value or an [`Error`] that says what happened and what to do, with the
//!   [`Problem`] that the vendor tells of, whatever the shape of its errors.
//! - **Tokens.** Given, replaced while the program runs ([`RotatingToken`]),
//!   fetched from the vendor, or from the program itself ([`TokenSource`]); kept
//!   and renewed for all clones of a client.
//! - **Streams.** [`Pages`] and [`Items`] of a list that comes page by page;
//!   [`Windows`] and [`WindowItems`] of a range of time that takes several
//!   requests; a [`Body`] that is read as it arrives, [`Elements`] and
//!   [`Entries`] that are decoded so, a [`Download`] that goes on where it broke
//!   off.
//!
//! # Example
//!
//! ```no_run
//! use floorkit_runtime::{ClientBuilder, Credentials, Vendor};
//!
//! static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
//!
//! let parts = ClientBuilder::new(&ACME)
//!     .credentials(Credentials::client_credentials("my-app", "s3cret"))
//!     .build()?;
//! // `acme_raw::Client::from_parts(parts)` is a client.
//! # Ok::<(), floorkit_runtime::Error>(())
//! ```
//!
//! # Cancellation
//!
//! Every future may be dropped at any await. What was sent by then may have
//! been carried out; a token that is being fetched for others, too, is fetched
//! to the end.

mod address;
mod ahead;
mod body;
mod call;
mod client;
mod credentials;
mod decode;
mod download;
mod elements;
mod error;
mod error_body;
mod exec;
mod from_text;
mod intercept;
mod limit;
mod misread;
mod multipart;
mod open_enum;
#[cfg(feature = "opentelemetry")]
mod opentelemetry;
mod operation;
mod options;
mod pages;
mod patch;
mod problem;
mod query_map;
mod redact;
mod reference;
mod reply;
mod retry;
mod retry_after;
mod rotating_token;
mod scalar;
mod secret;
mod secret_json;
#[cfg(feature = "websocket")]
mod socket;
mod time;
mod token;
mod token_source;
mod tolerant;
mod transport;
mod vendor;
mod window;
mod windows;

#[doc(hidden)]
pub mod internal;
#[cfg(feature = "test-util")]
pub mod test_util;

#[cfg(feature = "opentelemetry")]
pub use crate::opentelemetry::OpenTelemetry;
#[cfg(feature = "websocket")]
pub use crate::socket::{Socket, SocketBuilder, SocketEvent, SocketGap};
pub use crate::{
    body::Body,
    call::{call, call_as, call_with, open, open_as},
    client::{ClientBuilder, Inner, Parts},
    credentials::{ClientCredentials, Credentials, PasswordCredentials},
    download::{Download, Progress},
    elements::{Elements, Entries},
    error::{Error, Wait},
    error_body::ErrorBody,
    intercept::{AttemptOutcome, AttemptRequest, Interceptor},
    limit::Limits,
    misread::Misread,
    multipart::Multipart,
    open_enum::OpenEnum,
    operation::{Method, Operation},
    options::CallOptions,
    pages::{Batch, Cursor, Items, Next, Page, Pages, Paging},
    patch::Patch,
    problem::{Problem, Violation},
    query_map::{EmptyQueryMapError, NonEmptyQueryMap, QueryMap},
    reference::Reference,
    reply::Reply,
    retry::{Backoff, Decision, FailedAttempt, RetryBudget, RetryPolicy, Trouble},
    rotating_token::RotatingToken,
    secret::SecretText,
    secret_json::SecretJson,
    time::{DateTime, LocalDateTime, OffsetDateTime, ParseDateTimeError},
    token_source::{AccessToken, TokenFuture, TokenSource, TokenSourceError},
    tolerant::{TolerantInteger, TolerantNumber, TolerantText},
    vendor::{RateLimit, Region, TokenEndpoint, Variable, Vendor},
    window::{Cut, Limit, Span, Window},
    windows::{Seam, WindowItems, Windows},
};
pub use jiff;
