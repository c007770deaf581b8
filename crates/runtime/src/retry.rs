//! When a call is tried again.

mod backoff;
mod budget;

use std::{fmt, time::Duration};

use http::StatusCode;

pub use self::{backoff::Backoff, budget::RetryBudget};
use crate::{Operation, Vendor};

/// Decides whether and when an attempt that failed is followed by another.
///
/// It is asked only where another attempt can do no harm: the request was not
/// sent, it is idempotent, or the vendor refused it for being one too many.
/// What it grants may still be refused by the [`RetryBudget`], and by the time
/// that is left for the call. [`Backoff`] is what a client has by default.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use floorkit_runtime::{Decision, FailedAttempt, RetryPolicy};
///
/// /// Waits ten seconds when the vendor is down, and gives up else.
/// #[derive(Debug)]
/// struct OnlyWhenDown;
///
/// impl RetryPolicy for OnlyWhenDown {
///     fn decide(&self, failed: &FailedAttempt) -> Decision {
///         match failed.status {
///             Some(503) => Decision::RetryAfter(Duration::from_secs(10)),
///             _ => Decision::GiveUp { why: None },
///         }
///     }
/// }
/// ```
pub trait RetryPolicy: fmt::Debug + Send + Sync + 'static {
    /// What to do now.
    fn decide(&self, failed: &FailedAttempt) -> Decision;
}

/// An attempt that failed and may be repeated.
///
/// ```
/// # use floorkit_runtime::{Trouble, FailedAttempt};
/// fn is_first_timeout(failed: &FailedAttempt) -> bool {
///     failed.number == 1 && failed.trouble == Trouble::Timeout
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FailedAttempt {
    /// What was called.
    pub operation: &'static Operation,
    /// How many attempts there have been, with this one.
    pub number: u32,
    /// What went wrong.
    pub trouble: Trouble,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// How long the vendor asks to wait.
    pub retry_after: Option<Duration>,
    /// The time since the beginning of the call.
    pub elapsed: Duration,
}

/// What went wrong with an attempt, as far as trying again is concerned.
///
/// ```
/// use floorkit_runtime::Trouble;
///
/// assert_ne!(Trouble::NotSent, Trouble::Timeout);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Trouble {
    /// There was no connection: nothing was sent.
    NotSent,
    /// There was no answer in time.
    Timeout,
    /// The connection broke, while sending or while reading.
    Interrupted,
    /// The vendor answered 429.
    RateLimited,
    /// The vendor answered 408, 500, 502, 503 or 504.
    Unavailable,
}

/// What a [`RetryPolicy`] decides.
///
/// ```
/// use floorkit_runtime::Decision;
///
/// let decision = Decision::RetryAfter(std::time::Duration::from_millis(250));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// Try again after this pause.
    RetryAfter(Duration),
    /// Return the error; what is to be said in its text about that, if
    /// anything.
    GiveUp {
        /// Such as `the vendor asks for a longer pause than is granted`.
        why: Option<&'static str>,
    },
}

impl Trouble {
    /// What a status says, unless it is one that another attempt would bring
    /// again.
    pub(crate) fn of_status(status: StatusCode) -> Option<Self> {
        match status.as_u16() {
            429 => Some(Self::RateLimited),
            408 | 500 | 502..=504 => Some(Self::Unavailable),
            _ => None,
        }
    }

    /// Whether another attempt can do no harm.
    ///
    /// A vendor that documents its rate limit refuses with 429 before it does
    /// anything; of others nobody knows.
    pub(crate) fn can_be_repeated(self, vendor: Option<&Vendor>, is_idempotent: bool) -> bool {
        match self {
            Self::NotSent => true,
            Self::RateLimited => {
                is_idempotent || vendor.is_some_and(|vendor| vendor.quota().is_some())
            }
            Self::Timeout | Self::Interrupted | Self::Unavailable => is_idempotent,
        }
    }
}
