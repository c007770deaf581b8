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
//! # What is tried again
//!
//! A call is made in attempts. Each waits for its turn under the client's
//! [`Limits`] and for a token, is sent, and is read to the end of its body. When
//! one fails with something that may pass, there is another, if that can do no
//! harm:
//!
//! | what happened | another attempt |
//! |---|---|
//! | no connection | of any operation: nothing was sent |
//! | 401, and the token was fetched | of any operation, once, with a new token |
//! | 429 | of any operation where the vendor documents its rate limit; else if idempotent |
//! | silence, a broken connection, a body cut short | if the operation is idempotent |
//! | 408, 500, 502, 503, 504 | if the operation is idempotent |
//! | anything else | none |
//!
//! Whether an operation is idempotent stands in its table; a call can say
//! otherwise ([`CallOptions::idempotent`]). How often, and after which pause, is
//! the [`RetryPolicy`]'s to say; what all calls together may spend on it, the
//! [`RetryBudget`]'s. A call that creates something is never sent twice once a
//! byte of it may have arrived.
//!
//! # Time
//!
//! [`timeout`](ClientBuilder::timeout) is for all of a call: its turn, the token,
//! the attempts and the pauses between them; [`Error::expired_waiting_for`] says
//! which part it ran out over. No pause is begun that it would not outlast: the
//! error of the last attempt returns instead. Within it are
//! [`attempt_timeout`](ClientBuilder::attempt_timeout) and
//! [`read_timeout`](ClientBuilder::read_timeout), which like it can differ from
//! call to call, and [`connect_timeout`](ClientBuilder::connect_timeout), which
//! cannot. All but the last run on tokio's clock, so a test can pause it.
//!
//! # What is traced
//!
//! Each call is a span of [`tracing`], named `call`, and each attempt one within
//! it, named `attempt`, with the attributes that OpenTelemetry has for an HTTP
//! client: `http.request.method`, `url.template`, `server.address`,
//! `server.port`, `http.request.resend_count`, `http.response.status_code` and
//! `error.type`; besides, `floorkit.operation`, `floorkit.request_id`,
//! `floorkit.limit_wait_ms` and `floorkit.token_wait_ms`. Spans have the level
//! DEBUG, a repetition is an event at INFO, and the beginning of a body one at
//! TRACE, without its secrets. URLs and headers are not traced.
//!
//! # Features
//!
//! - `rustls` (by default) or `native-tls`: who speaks TLS. Without either a
//!   program brings its own TLS ([`ClientBuilder::http`]).
//! - `gzip` (by default), `brotli`, `deflate`, `zstd`: compressed answers.
//! - `websocket`: streams of messages.
//! - `opentelemetry`: traces that go on at the vendor, and metrics.
//! - `test-util`: answers without a server, for the tests of a program.
//!
//! It runs on tokio. It does not build for `wasm32-unknown-unknown`: there are
//! no timers and tasks as it needs them.
//!
//! # Cancellation
//!
//! Every future may be dropped at any await. What was sent by then may have
//! been carried out; a place under the limits is free again; a token that is
//! being fetched for others, too, is fetched to the end.

mod address;
mod ahead;
mod body;
mod call;
mod client;
mod credentials;
mod decode;
mod delimited;
mod download;
mod elements;
mod environment;
mod error;
mod error_body;
mod exec;
mod form;
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
mod shape;
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
    delimited::{Commas, Delimited, DelimitedError, Delimiter, Pipes, PlainCommas, Spaces, Tabs},
    download::{Download, Progress},
    elements::{Elements, Entries},
    error::{Error, Wait},
    error_body::ErrorBody,
    form::Form,
    intercept::{AttemptOutcome, AttemptRequest, Interceptor},
    limit::Limits,
    misread::{Misread, read_as},
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
