//! What carries a request to the vendor.

use std::{fmt, pin::Pin};

use reqwest::{Request, Response};

/// A way to the vendor other than the HTTP client of the raw client: answers
/// that were written down for a test, or a recorder in between.
pub(crate) trait Transport: fmt::Debug + Send + Sync {
    fn send<'a>(&'a self, request: Request) -> Sending<'a>;
}

pub(crate) type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, Broken>> + Send + 'a>>;

/// Why there is no answer.
#[derive(Debug)]
#[expect(dead_code, reason = "the transports of the test kit come next")]
pub(crate) enum Broken {
    Http(reqwest::Error),
    /// Nothing was sent.
    Connect(String),
    /// Something may have been sent.
    Interrupted(String),
}

impl From<reqwest::Error> for Broken {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl Broken {
    pub(crate) fn may_have_been_sent(&self) -> bool {
        match self {
            Self::Http(error) => !error.is_connect() && !error.is_builder(),
            Self::Connect(_) => false,
            Self::Interrupted(_) => true,
        }
    }
}
