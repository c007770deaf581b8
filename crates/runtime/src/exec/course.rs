//! What is known of a call when it is over.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use reqwest::Response;

use super::Failure;
use crate::{Operation, SecretText, Vendor, limit::Permit};

/// What became of a call, for the error that may be made of it.
pub(crate) struct Course {
    pub(crate) vendor: Option<&'static Vendor>,
    /// What the raw client sends, which may be another operation than the one
    /// that `call` was told.
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) is_idempotent: bool,
    /// Whether any of the attempts may have reached the vendor.
    pub(crate) may_have_been_sent: bool,
    pub(crate) attempts: u32,
    /// Why there was no further attempt, where that is not plain.
    pub(crate) gave_up: Option<&'static str>,
    /// The last answer.
    pub(crate) answer: Option<Noted>,
    pub(crate) failure: Option<Failure>,
    pub(crate) elapsed: Option<Duration>,
    /// What was attached to the request: a vendor may quote it in its answer.
    pub(crate) credentials: Vec<SecretText>,
    /// The answer whose body the caller reads.
    pub(crate) opened: Option<Opened>,
}

/// An answer whose body has not been read.
pub(crate) struct Opened {
    pub(crate) response: Response,
    /// Its place among the calls that run at once.
    pub(crate) permit: Permit,
    /// The longest time without a byte.
    pub(crate) silence: Duration,
}

/// An answer, as the vendor sent it.
pub(crate) struct Noted {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// What came of it, if it broke off.
    pub(crate) body: Bytes,
}

impl Course {
    pub(super) fn new(vendor: &'static Vendor) -> Self {
        Self { vendor: Some(vendor), ..Self::unknown() }
    }

    /// Of a call that did not go through here.
    pub(crate) fn unknown() -> Self {
        Self {
            vendor: None,
            operation: None,
            is_idempotent: false,
            may_have_been_sent: false,
            attempts: 0,
            gave_up: None,
            answer: None,
            failure: None,
            elapsed: None,
            credentials: Vec::new(),
            opened: None,
        }
    }

    pub(crate) fn note(&mut self, status: StatusCode, headers: HeaderMap, body: Bytes) {
        self.answer = Some(Noted { status, headers, body });
    }
}
