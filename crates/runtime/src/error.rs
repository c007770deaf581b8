//! The one error of every call.

use std::{
    error::Error as StdError,
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, StatusCode, header::RETRY_AFTER};
use serde_json::Value;

use crate::{
    Operation, SecretText, Vendor,
    call::{Answer as Noted, Record},
    decode,
    exec::Failure,
    redact,
};

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
    timed_out: bool,
    may_have_been_sent: bool,
    elapsed: Option<Duration>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    InvalidRequest,
    Configuration,
    Authentication { is_transient: bool },
    Connect,
    Timeout,
    Interrupted,
    Status,
    Decode,
}

/// What an error keeps of an answer.
struct Answer {
    status: StatusCode,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    body: Option<Value>,
    code: Option<String>,
    message: Option<String>,
    excerpt: String,
}

/// A longer error body is kept as an excerpt only.
const LONGEST_BODY: usize = 64 * 1024;

const LONGEST_TEXT: usize = 1024;

/// Headers that name a request in a vendor's logs, or in those of what stands
/// before it. Nothing else of an answer's headers is ever shown.
const REQUEST_ID_HEADERS: [&str; 6] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "cf-ray",
];

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

    /// Whether connecting or the answer took longer than the client waits.
    ///
    /// # Troubleshooting
    ///
    /// Ask for less at once, or build the client with longer timeouts.
    pub fn is_timeout(&self) -> bool {
        self.0.timed_out
    }

    /// Whether no connection was made, so that nothing was sent.
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

    /// Whether the vendor answered, with a body that does not fit its type.
    ///
    /// # Troubleshooting
    ///
    /// [`decode_path`](Self::decode_path) says where. The vendor has changed
    /// its answer, or its documentation was wrong: look for a newer version of
    /// the crate, and report it otherwise.
    pub fn is_decode(&self) -> bool {
        self.0.kind == Kind::Decode
    }

    /// Whether no token could be had, so that nothing was sent.
    ///
    /// # Troubleshooting
    ///
    /// The source says what the token endpoint answered.
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
    /// twice: it was not sent, or is idempotent, and the failure is one that
    /// passes.
    pub fn is_retryable(&self) -> bool {
        let is_idempotent = self.0.operation.is_some_and(Operation::is_idempotent);
        match self.0.kind {
            Kind::Connect => true,
            Kind::Authentication { is_transient } => is_transient,
            Kind::Timeout | Kind::Interrupted => is_idempotent,
            Kind::Status => match self.status() {
                Some(429) => true,
                Some(408 | 500 | 502..=504) => is_idempotent,
                _ => false,
            },
            Kind::InvalidRequest | Kind::Configuration | Kind::Decode => false,
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

    /// The operation that was called.
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.operation.map(Operation::id)
    }

    /// The code in the error body, where the vendor has one; a number as text.
    pub fn code(&self) -> Option<&str> {
        self.answer()?.code.as_deref()
    }

    /// The message in the error body, where the vendor has one.
    pub fn message(&self) -> Option<&str> {
        self.answer()?.message.as_deref()
    }

    /// The body that came with an error status; a string if it was not JSON.
    /// `None` if it was empty or longer than 64 KiB.
    pub fn body(&self) -> Option<&Value> {
        self.answer()?.body.as_ref()
    }

    /// How long the vendor asks to wait before the next call.
    pub fn retry_after(&self) -> Option<Duration> {
        self.answer()?.retry_after
    }

    /// The JSON pointer to the value that did not fit its type; empty if it is
    /// the whole body.
    pub fn decode_path(&self) -> Option<&str> {
        self.0.decode_path.as_deref()
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

    /// Joins what the raw client says with what was noted on the way.
    pub(crate) fn from_call(
        operation: &'static Operation,
        record: Record,
        raw: progenitor_client::Error,
    ) -> Self {
        let Record { vendor, may_have_been_sent, answer, failure, elapsed, credential } = record;
        let answer = answer.or_else(|| raw.status().map(Noted::bare));
        let status = answer.as_ref().map(|answer| answer.status);
        let repr = match failure {
            Some(failure) => Repr::from_failure(failure),
            None => Repr::from_raw(raw, status, credential.as_ref()),
        };
        Self::new(Repr {
            vendor,
            operation: Some(operation),
            answer: answer.map(|answer| Answer::new(&answer, vendor, credential.as_ref())),
            may_have_been_sent,
            elapsed,
            ..repr
        })
    }

    fn new(repr: Repr) -> Self {
        Self(Box::new(repr))
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
            timed_out: false,
            may_have_been_sent: false,
            elapsed: None,
            source: None,
        }
    }

    fn from_failure(failure: Failure) -> Self {
        match failure {
            Failure::Configuration(why) => {
                Self { detail: Some(why), ..Self::of(Kind::Configuration) }
            }
            Failure::InvalidRequest(why) => {
                Self { detail: Some(why), ..Self::of(Kind::InvalidRequest) }
            }
            Failure::Token(error) => Self {
                timed_out: error.is_timeout(),
                source: Some(Box::new(Arc::clone(&error))),
                ..Self::of(Kind::Authentication { is_transient: error.is_transient() })
            },
        }
    }

    fn from_raw(
        raw: progenitor_client::Error,
        status: Option<StatusCode>,
        credential: Option<&SecretText>,
    ) -> Self {
        use progenitor_client::Error as Raw;

        match raw {
            Raw::InvalidRequest(why) | Raw::Custom(why) => Self {
                detail: Some(redact::bounded(&why, LONGEST_TEXT).to_owned()),
                ..Self::of(Kind::InvalidRequest)
            },
            Raw::CommunicationError(error)
            | Raw::InvalidUpgrade(error)
            | Raw::ResponseBodyError(error) => Self::from_transport(error),
            // A documented error whose body does not fit is that error still.
            Raw::InvalidResponsePayload(body, error)
                if status.is_none_or(|status| status.is_success()) =>
            {
                Self::from_decode(&body, &error, credential)
            }
            Raw::InvalidResponsePayload(..)
            | Raw::ErrorResponse(_)
            | Raw::UnexpectedResponse(_) => Self::of(Kind::Status),
        }
    }

    fn from_transport(error: reqwest::Error) -> Self {
        let timed_out = error.is_timeout();
        let kind = if error.is_builder() {
            Kind::InvalidRequest
        } else if error.is_connect() {
            Kind::Connect
        } else if timed_out {
            Kind::Timeout
        } else {
            Kind::Interrupted
        };
        // The table's path is shown; the URL has ids and dates in it.
        Self { timed_out, source: Some(error.without_url().into()), ..Self::of(kind) }
    }

    fn from_decode(
        body: &[u8],
        error: &serde_json::Error,
        credential: Option<&SecretText>,
    ) -> Self {
        let place = decode::locate(body, error);
        let text = String::from_utf8_lossy(body);
        let text = redact::scrub(&text, credential);
        // Serde quotes the value that it did not expect.
        let why = if place.is_secret {
            "a secret is not of the type that it should be".to_owned()
        } else {
            redact::excerpt(&redact::scrub(&error.to_string(), credential))
        };
        Self {
            detail: Some(redact::around(&text, place.offset)),
            decode_path: Some(place.pointer),
            source: Some(why.into()),
            ..Self::of(Kind::Decode)
        }
    }
}

impl Answer {
    fn new(noted: &Noted, vendor: Option<&Vendor>, credential: Option<&SecretText>) -> Self {
        let mut answer = Self {
            status: noted.status,
            request_id: request_id(&noted.headers),
            retry_after: retry_after(&noted.headers, SystemTime::now()),
            body: None,
            code: None,
            message: None,
            excerpt: String::new(),
        };
        // What was asked for is the caller's, not the error's.
        if noted.status.is_success() || noted.body.is_empty() {
            return answer;
        }
        let text = String::from_utf8_lossy(&noted.body);
        let text = redact::scrub(&text, credential);
        answer.excerpt = redact::excerpt(&text);
        if text.len() <= LONGEST_BODY {
            let body = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(&*text));
            let find = |pointer: Option<&str>| pointer.and_then(|pointer| body.pointer(pointer));
            answer.code = find(vendor.and_then(Vendor::code_pointer)).and_then(scalar);
            answer.message = find(vendor.and_then(Vendor::message_pointer)).and_then(scalar);
            answer.body = Some(body);
        }
        answer
    }
}

fn scalar(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.replace(char::is_control, " "),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(redact::bounded(&text, LONGEST_TEXT).to_owned())
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    let value = REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name))?;
    Some(redact::bounded(value.to_str().ok()?, 128).to_owned())
}

/// Reads seconds, with a fraction if need be, or a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let repr = &*self.0;
        match (repr.vendor, repr.operation) {
            (Some(vendor), Some(operation)) => write!(f, "{} {operation}", vendor.name())?,
            (None, Some(operation)) => write!(f, "{operation}")?,
            (Some(vendor), None) => write!(f, "the client of {}", vendor.name())?,
            (None, None) => f.write_str("the request")?,
        }
        self.write_what(f)?;
        self.write_facts(f)?;
        self.write_why(f)?;
        if let Some(advice) = self.advice() {
            write!(f, "; {advice}")?;
        }
        Ok(())
    }
}

impl Error {
    fn write_what(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind {
            Kind::Configuration if self.0.operation.is_none() => f.write_str(" cannot be built"),
            Kind::InvalidRequest | Kind::Configuration => f.write_str(" was not sent"),
            Kind::Authentication { .. } => f.write_str(" was not sent, for want of a token"),
            Kind::Connect => f.write_str(" was not sent, as no connection was made"),
            Kind::Timeout => f.write_str(" was not answered in time"),
            Kind::Interrupted => f.write_str(" broke off"),
            Kind::Status | Kind::Decode => match self.answer() {
                Some(answer) => write!(f, " was answered {}", answer.status),
                None => f.write_str(" was answered"),
            },
        }
    }

    fn write_facts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut open = " (";
        if self.0.timed_out
            && let Some(elapsed) = self.0.elapsed
        {
            write!(f, "{open}after {:.1} s", elapsed.as_secs_f64())?;
            open = ", ";
        }
        if let Some(code) = self.code() {
            write!(f, "{open}code {code}")?;
            open = ", ";
        }
        if let Some(id) = self.request_id() {
            write!(f, "{open}request {id}")?;
            open = ", ";
        }
        if open == ", " { f.write_str(")") } else { Ok(()) }
    }

    fn write_why(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail = self.0.detail.as_deref().unwrap_or_default();
        match &self.0.decode_path {
            Some(path) if path.is_empty() => {
                return write!(f, ", and its body does not fit: `{detail}`");
            }
            Some(path) => return write!(f, ", and its body does not fit at {path}: `{detail}`"),
            None => {}
        }
        if !detail.is_empty() {
            return write!(f, ": {detail}");
        }
        match self.answer() {
            Some(Answer { message: Some(message), .. }) => write!(f, ": {message}"),
            Some(answer) if !answer.excerpt.is_empty() => write!(f, ": `{}`", answer.excerpt),
            _ => Ok(()),
        }
    }

    fn advice(&self) -> Option<&'static str> {
        let is_idempotent = self.0.operation.is_some_and(Operation::is_idempotent);
        let advice = match self.0.kind {
            Kind::Configuration | Kind::InvalidRequest | Kind::Authentication { .. } => {
                return None;
            }
            Kind::Connect => "check the base URL and the network",
            Kind::Timeout | Kind::Interrupted if is_idempotent => "it may be tried again",
            Kind::Timeout | Kind::Interrupted => {
                "it may have been done all the same, so look before trying again"
            }
            Kind::Decode => "the vendor may have changed; look for a newer version of this crate",
            Kind::Status => match self.status()? {
                300..=399 => "redirects are not followed, so check the base URL",
                400 | 422 => "change the request before trying again",
                401 => "check the credential",
                403 => "check what the credential allows",
                404 => "check the ids in the request, and the base URL",
                429 => "wait and make fewer calls at once",
                500.. if is_idempotent => "try again later",
                500.. => "it may have been done all the same, so look before trying again",
                _ => return None,
            },
        };
        Some(advice)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("text", &format_args!("{self}"))
            .field("may_have_been_sent", &self.0.may_have_been_sent)
            .field("source", &self.0.source)
            .finish()
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
    use http::HeaderValue;

    use super::*;

    fn after(text: &'static str) -> Option<Duration> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
        let noon = httpdate::parse_http_date("Wed, 19 Jun 2024 12:00:00 GMT").unwrap();
        retry_after(&headers, noon)
    }

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        assert_eq!(after("120"), Some(Duration::from_secs(120)));
        assert_eq!(after(" 0.25 "), Some(Duration::from_millis(250)));
        assert_eq!(after("Wed, 19 Jun 2024 12:00:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(after("Wed, 19 Jun 2024 11:00:00 GMT"), Some(Duration::ZERO));
        for nonsense in ["", "soon", "-1", "NaN", "inf", "1e300"] {
            assert_eq!(after(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn the_first_request_id_is_taken_and_bounded() {
        let mut headers = HeaderMap::new();
        assert_eq!(request_id(&headers), None);
        headers.insert("cf-ray", HeaderValue::from_static("ray"));
        assert_eq!(request_id(&headers).as_deref(), Some("ray"));
        headers.insert("x-request-id", HeaderValue::from_str(&"x".repeat(500)).unwrap());
        assert_eq!(request_id(&headers).map(|id| id.len()), Some(128));
    }

    #[test]
    fn an_error_is_small_and_can_be_sent_around() {
        fn takes(_: impl Send + Sync + 'static) {}
        takes(Error::refused("no"));
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
