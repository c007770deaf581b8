//! What carries a request to the vendor.

use std::{fmt, pin::Pin};

use reqwest::{Request, Response};

use crate::Operation;

/// A way to the vendor other than the HTTP client of the raw client: answers
/// that were written down for a test, or a recorder in between.
pub(crate) trait Transport: fmt::Debug + Send + Sync {
    fn send<'a>(
        &'a self,
        client: &'a reqwest::Client,
        operation: &'static Operation,
        request: Request,
    ) -> Sending<'a>;
}

pub(crate) type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, Broken>> + Send + 'a>>;

/// Why there is no answer.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "test-util"),
    expect(dead_code, reason = "only the transports of the test kit are not reqwest")
)]
pub(crate) enum Broken {
    Http(reqwest::Error),
    /// The test has no answer to this.
    Unanswered(String),
    /// Nothing was sent.
    Connect(String),
    /// Something may have been sent.
    Interrupted(String),
}

impl Broken {
    pub(crate) fn may_have_been_sent(&self) -> bool {
        match self {
            Self::Http(error) => !error.is_connect() && !error.is_builder(),
            Self::Connect(_) | Self::Unanswered(_) => false,
            Self::Interrupted(_) => true,
        }
    }
}

impl From<reqwest::Error> for Broken {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}
