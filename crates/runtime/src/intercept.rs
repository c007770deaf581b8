//! The user's own code around each attempt.

use std::{fmt, time::Duration};

use http::HeaderMap;

use crate::{Operation, Trouble};

/// Code of the user's own, run before and after each attempt.
///
/// It runs in the task of the call, so it must not block. Interceptors run in
/// the order in which they were given to the builder, before an attempt, and in
/// the opposite order after it. They see no credential: it is attached after
/// them.
///
/// # Example
///
/// A header on each request, and a count of answers:
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// use floorkit_runtime::{AttemptOutcome, AttemptRequest, Interceptor};
/// use http::HeaderValue;
///
/// #[derive(Debug, Default)]
/// struct Count(AtomicUsize);
///
/// impl Interceptor for Count {
///     fn before(&self, attempt: &mut AttemptRequest<'_>) -> Result<(), String> {
///         attempt.headers.insert("x-caller", HeaderValue::from_static("night-sync"));
///         Ok(())
///     }
///
///     fn after(&self, outcome: &AttemptOutcome<'_>) {
///         if outcome.status.is_some() {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Interceptor: fmt::Debug + Send + Sync + 'static {
    /// Runs before an attempt is sent.
    ///
    /// # Errors
    ///
    /// Whatever reason there is not to send it: the call ends with an
    /// [`is_invalid_request`](crate::Error::is_invalid_request) that says so.
    fn before(&self, attempt: &mut AttemptRequest<'_>) -> Result<(), String> {
        let _ = attempt;
        Ok(())
    }

    /// Runs after an attempt that was sent was answered or failed. It does not
    /// run if the call is dropped meanwhile, nor for an attempt that was not sent
    /// since another interceptor refused it or there was no token.
    fn after(&self, outcome: &AttemptOutcome<'_>) {
        let _ = outcome;
    }
}

/// An attempt that is about to be sent.
///
/// ```
/// # use floorkit_runtime::AttemptRequest;
/// fn is_repetition(attempt: &AttemptRequest<'_>) -> bool {
///     attempt.number > 1
/// }
/// ```
#[non_exhaustive]
pub struct AttemptRequest<'a> {
    /// What is called.
    pub operation: &'static Operation,
    /// Which attempt of the call this is, from 1.
    pub number: u32,
    /// The headers of the request, without the credential.
    pub headers: &'a mut HeaderMap,
}

/// What became of an attempt.
///
/// ```
/// # use floorkit_runtime::AttemptOutcome;
/// fn line(outcome: &AttemptOutcome<'_>) -> String {
///     format!("{} {:?} {:?}", outcome.operation.id(), outcome.status, outcome.elapsed)
/// }
/// ```
#[non_exhaustive]
pub struct AttemptOutcome<'a> {
    /// What was called.
    pub operation: &'static Operation,
    /// Which attempt of the call this is, from 1.
    pub number: u32,
    /// The host that it was sent to.
    pub host: &'a str,
    /// The port that it was sent to.
    pub port: u16,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// The headers of the answer; empty if there was none.
    pub headers: &'a HeaderMap,
    /// What went wrong, if it is something that may pass.
    pub trouble: Option<Trouble>,
    /// The time from sending to the last byte of the answer, or to the failure.
    pub elapsed: Duration,
}

// Headers are not shown: vendors put cookies and other secrets there.
impl fmt::Debug for AttemptRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptRequest")
            .field("operation", &self.operation.id())
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AttemptOutcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptOutcome")
            .field("operation", &self.operation.id())
            .field("number", &self.number)
            .field("status", &self.status)
            .field("trouble", &self.trouble)
            .field("elapsed", &self.elapsed)
            .finish_non_exhaustive()
    }
}
