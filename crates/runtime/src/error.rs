//! The one error of every call.

mod answer;
mod body;
mod classify;
mod display;
#[cfg(feature = "websocket")]
mod socket;
mod stream;
mod wait;

use std::{error::Error as StdError, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use self::answer::Answer;
pub use self::wait::Wait;
pub(crate) use self::{
    answer::{request_id, request_ids},
    body::{Delivered, Part, Unread},
};
use crate::{Misread, Operation, Trouble, Vendor, exec::Course};

/// What went wrong with a call.
///
/// Ask it with the `is_…` methods; its text says what happened, where, why if
/// that is known, and what to do. Neither text nor `Debug` shows a secret. The
/// underlying error, if there is one, is its source and not part of its text.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Error, Method, Operation};
///
/// static GET_DESK: Operation = Operation::new("get_desk", Method::Get, "/v1/desks/{desk_id}");
///
/// let error = Error::invalid_request(&GET_DESK, "a desk has no negative floor");
/// assert!(error.is_invalid_request() && !error.may_have_been_sent());
/// assert_eq!(
///     error.to_string(),
///     "get_desk (GET /v1/desks/{desk_id}) was not sent: a desk has no negative floor",
/// );
/// ```
pub struct Error(Box<Repr>);

struct Repr {
    kind: Kind,
    vendor: Option<&'static Vendor>,
    operation: Option<&'static Operation>,
    detail: Option<String>,
    answer: Option<Answer>,
    decode_path: Option<String>,
    delivered: Option<Delivered>,
    timed_out: bool,
    /// What the time for the whole call ran out over.
    wait: Option<Wait>,
    /// As the call was made; else the table decides.
    is_idempotent: Option<bool>,
    attempts: u32,
    /// Why there was no further attempt, where that is not plain.
    gave_up: Option<&'static str>,
    may_have_been_sent: bool,
    elapsed: Option<Duration>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    InvalidRequest,
    Configuration,
    Authentication {
        is_transient: bool,
        retry_after: Option<Duration>,
    },
    Connect,
    Timeout,
    Interrupted,
    Status,
    Decode,
    Misread,
    TooLarge,
    Write,
    #[cfg(feature = "websocket")]
    Socket {
        is_lasting: bool,
    },
}

/// The most that is kept of a text from outside, in bytes.
const LONGEST_TEXT: usize = 1024;

impl Error {
    /// A request that a vendor's crate refuses before sending it, and why.
    pub fn invalid_request(operation: &'static Operation, why: impl Into<String>) -> Self {
        Self::refused(why).at(operation)
    }

    /// Whether the vendor answered 400: it does not take the request as it is.
    ///
    /// # Troubleshooting
    ///
    /// [`message`](Self::message) says what is wrong with the request; sending
    /// it again as it is will not help.
    pub fn is_bad_request(&self) -> bool {
        self.has_status(StatusCode::BAD_REQUEST)
    }

    /// Whether the vendor answered 401: it does not accept the credential.
    ///
    /// # Troubleshooting
    ///
    /// Look whether the token was revoked, is for another environment, or has
    /// a space or newline too many. A token that was fetched has been fetched
    /// anew and was refused again.
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(StatusCode::UNAUTHORIZED)
    }

    /// Whether the vendor answered 403: the credential does not allow this.
    ///
    /// # Troubleshooting
    ///
    /// Look at the rights of the token in the vendor's administration. Some
    /// gateways answer 403 for other reasons; [`body`](Self::body) tells.
    pub fn is_forbidden(&self) -> bool {
        self.has_status(StatusCode::FORBIDDEN)
    }

    /// Whether the vendor answered 404: there is no such thing.
    ///
    /// # Troubleshooting
    ///
    /// Look at the ids, and whether the credential can see them; a wrong base
    /// URL gives 404 too.
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND)
    }

    /// Whether the vendor answered 429: there were too many calls.
    ///
    /// # Troubleshooting
    ///
    /// Wait for [`retry_after`](Self::retry_after) if it is there; make fewer
    /// calls at once.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the vendor answered with a 5xx status.
    ///
    /// # Troubleshooting
    ///
    /// Try later; give the vendor the [`request_id`](Self::request_id). What
    /// was asked for may have been done all the same.
    pub fn is_server_error(&self) -> bool {
        self.0.kind == Kind::Status && self.status().is_some_and(|status| status >= 500)
    }

    /// Whether the vendor answered with a status that it does not document and
    /// that is no error either: one below 400.
    ///
    /// # Troubleshooting
    ///
    /// With a 2xx [`status`](Self::status) what was asked for may well have
    /// been done: look before trying again, and look for a newer version of
    /// the crate. A 3xx is a redirect, which is not followed: look at the base
    /// URL.
    pub fn is_unexpected_status(&self) -> bool {
        self.0.kind == Kind::Status && self.status().is_some_and(|status| status < 400)
    }

    /// Whether connecting or the answer took longer than the client waits.
    ///
    /// # Troubleshooting
    ///
    /// Ask for less at once, or build the client with longer timeouts.
    pub fn is_timeout(&self) -> bool {
        self.0.timed_out
    }

    /// Whether no connection was made, so that the last attempt was not sent; an
    /// earlier one may have been, as [`may_have_been_sent`](Self::may_have_been_sent)
    /// says.
    ///
    /// # Troubleshooting
    ///
    /// Look at the base URL, name resolution, certificates and proxies; the
    /// source says which.
    pub fn is_connect(&self) -> bool {
        self.0.kind == Kind::Connect
    }

    /// Whether the connection broke while sending or while reading the answer.
    ///
    /// # Troubleshooting
    ///
    /// Try again if [`is_retryable`](Self::is_retryable); else look first
    /// whether it was done.
    pub fn is_interrupted(&self) -> bool {
        self.0.kind == Kind::Interrupted
    }

    /// Whether the vendor answered, with a body that does not fit its type or
    /// that makes no sense.
    ///
    /// # Troubleshooting
    ///
    /// [`decode_path`](Self::decode_path) says where. The vendor has changed
    /// its answer, or its documentation was wrong: look for a newer version of
    /// the crate, and report it otherwise. A web page comes from something
    /// that stands before the vendor, such as a proxy that wants a sign-in.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode | Kind::Misread)
    }

    /// Whether no token could be had, so that the last attempt was not sent; an
    /// earlier one may have been, as [`may_have_been_sent`](Self::may_have_been_sent)
    /// says.
    ///
    /// # Troubleshooting
    ///
    /// The text says what the token endpoint answered, with its status;
    /// [`status`](Self::status) is of the operation alone and so `None`. Look
    /// at the client id and the secret, or try again if
    /// [`is_retryable`](Self::is_retryable), after
    /// [`retry_after`](Self::retry_after) if it is there.
    pub fn is_authentication(&self) -> bool {
        matches!(self.0.kind, Kind::Authentication { .. })
    }

    /// Whether the request was refused here, before sending it.
    ///
    /// # Troubleshooting
    ///
    /// The text says which value is missing or wrong.
    pub fn is_invalid_request(&self) -> bool {
        self.0.kind == Kind::InvalidRequest
    }

    /// Whether the client cannot work as it was built.
    ///
    /// # Troubleshooting
    ///
    /// The text says which setting is wrong, such as a base URL that is not
    /// `https`.
    pub fn is_configuration(&self) -> bool {
        self.0.kind == Kind::Configuration
    }

    /// Whether making the same call again can help and cannot do anything
    /// twice: it was not sent, or is idempotent, or was refused for being one too
    /// many, and the failure is one that passes. The client has tried again
    /// already, as its [`RetryPolicy`](crate::RetryPolicy) allows.
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            Kind::Authentication { is_transient, .. } => is_transient,
            #[cfg(feature = "websocket")]
            Kind::Socket { is_lasting } => !is_lasting,
            Kind::Timeout if !self.0.may_have_been_sent => true,
            _ => self.trouble().is_some_and(|trouble| {
                trouble.can_be_repeated(self.0.vendor, self.is_idempotent())
            }),
        }
    }

    /// Whether the vendor may have seen the request, and may have done what it
    /// asks for. If not, making the call again is safe whatever it does.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent
    }

    /// The HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.answer().map(|answer| answer.status.as_u16())
    }

    /// The vendor's name for the request, which its support will ask for.
    pub fn request_id(&self) -> Option<&str> {
        self.answer()?.request_id.as_deref()
    }

    /// The operation that was called; if a raw client was made to send another
    /// one, that one.
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.operation.map(Operation::id)
    }

    /// The [code](crate::Problem::code) in the error body, if it has one.
    pub fn code(&self) -> Option<&str> {
        self.problem()?.code()
    }

    /// The [message](crate::Problem::message) in the error body, if it has one.
    pub fn message(&self) -> Option<&str> {
        self.problem()?.message()
    }

    /// The body that came with an error status; a string if it was not JSON.
    /// `None` if it was empty or longer than 64 KiB.
    pub fn body(&self) -> Option<&Value> {
        self.answer()?.body.as_ref()
    }

    /// How long the vendor, or its token endpoint, asks to wait before the next
    /// call.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.0.kind {
            Kind::Authentication { retry_after, .. } => retry_after,
            _ => self.answer()?.retry_after,
        }
    }

    /// The JSON pointer to the value that did not fit its type, or to what is
    /// right around it where nothing nearer is known; empty for the whole body.
    pub fn decode_path(&self) -> Option<&str> {
        self.0.decode_path.as_deref()
    }

    /// How many attempts were made; 0 if nothing was to be sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What the time for the whole call ran out over, if it did.
    pub fn expired_waiting_for(&self) -> Option<Wait> {
        self.0.wait
    }

    /// The time from the beginning of the call to its failure, if anything was
    /// to be sent.
    pub fn elapsed(&self) -> Option<Duration> {
        self.0.elapsed
    }

    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self::new(Repr { detail: Some(why.into()), ..Repr::of(Kind::InvalidRequest) })
    }

    pub(crate) fn configuration(
        vendor: &'static Vendor,
        why: String,
        source: Option<reqwest::Error>,
    ) -> Self {
        Self::new(Repr {
            vendor: Some(vendor),
            detail: Some(why),
            source: source.map(|source| source.without_url().into()),
            ..Repr::of(Kind::Configuration)
        })
    }

    /// The same error, with the operation that it is about.
    pub(crate) fn at(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// A raw client that was made to send nothing, or by another client than
    /// this crate's.
    pub(crate) fn unopened(operation: &'static Operation) -> Self {
        let why = "the raw client did not send it through this crate, in the task of the call";
        let error = Self::invalid_request(operation, why);
        Self(Box::new(Repr { may_have_been_sent: true, ..*error.0 }))
    }

    /// Joins what the raw client says with what was noted on the way.
    pub(crate) fn from_call(
        operation: &'static Operation,
        mut course: Course,
        raw: progenitor_client::Error,
    ) -> Self {
        if let (None, Some(status)) = (&course.answer, raw.status()) {
            course.note(status, HeaderMap::new(), Bytes::new());
        }
        // Sent in another task, say, of which nothing was noted here.
        if course.operation.is_none() {
            course.may_have_been_sent = may_have_been_sent(&raw);
        }
        let status = course.answer.as_ref().map(|answer| answer.status);
        let repr = match course.failure.take() {
            Some(failure) => Repr::from_failure(failure),
            None => Repr::from_raw(raw, status, &course.credentials),
        };
        Self::with_course(operation, course, repr)
    }

    /// Joins what a vendor's crate makes of an answer with what was noted.
    pub(crate) fn from_misread(
        operation: &'static Operation,
        course: Course,
        misread: Misread,
    ) -> Self {
        let misread = misread.scrubbed(&course.credentials);
        let repr = Repr {
            decode_path: Some(misread.pointer()),
            detail: Some(misread.into_why()),
            ..Repr::of(Kind::Misread)
        };
        Self::with_course(operation, course, repr)
    }

    /// What was sent counts, whatever the caller believes to have called: it
    /// decides whether sending it again is safe.
    fn with_course(called: &'static Operation, course: Course, repr: Repr) -> Self {
        let Course { vendor, credentials, .. } = course;
        Self::new(Repr {
            vendor,
            is_idempotent: course.operation.map(|_| course.is_idempotent),
            operation: course.operation.or(Some(called)),
            answer: course.answer.map(|answer| Answer::new(&answer, vendor, &credentials)),
            may_have_been_sent: course.may_have_been_sent,
            attempts: course.attempts,
            gave_up: course.gave_up,
            elapsed: course.elapsed,
            ..repr
        })
    }

    fn new(repr: Repr) -> Self {
        Self(Box::new(repr))
    }

    /// What went wrong, if it is something that may pass.
    fn trouble(&self) -> Option<Trouble> {
        match self.0.kind {
            Kind::Connect => Some(Trouble::NotSent),
            Kind::Timeout => Some(Trouble::Timeout),
            Kind::Interrupted => Some(Trouble::Interrupted),
            Kind::Status => Trouble::of_status(self.answer()?.status),
            _ => None,
        }
    }

    fn is_idempotent(&self) -> bool {
        let by_table = || self.0.operation.is_some_and(Operation::is_idempotent);
        self.0.is_idempotent.unwrap_or_else(by_table)
    }

    fn answer(&self) -> Option<&Answer> {
        self.0.answer.as_ref()
    }

    fn has_status(&self, status: StatusCode) -> bool {
        self.0.kind == Kind::Status && self.answer().is_some_and(|answer| answer.status == status)
    }
}

impl Repr {
    fn of(kind: Kind) -> Self {
        Self {
            kind,
            vendor: None,
            operation: None,
            detail: None,
            answer: None,
            decode_path: None,
            delivered: None,
            timed_out: false,
            wait: None,
            is_idempotent: None,
            attempts: 0,
            gave_up: None,
            may_have_been_sent: false,
            elapsed: None,
            source: None,
        }
    }
}

/// Whether a request may have been sent, by the raw client's word alone.
fn may_have_been_sent(raw: &progenitor_client::Error) -> bool {
    use progenitor_client::Error as Raw;

    match raw {
        Raw::InvalidRequest(_) => false,
        Raw::CommunicationError(error) => !error.is_connect() && !error.is_builder(),
        _ => true,
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small_and_can_be_sent_around() {
        fn takes(_: impl Send + Sync + 'static) {}
        takes(Error::refused("no"));
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
