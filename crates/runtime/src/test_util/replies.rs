//! Answers that a test writes down.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use reqwest::{Request, Response, ResponseBuilderExt as _};

use super::recording::RecordedRequest;
use crate::{
    Operation,
    transport::{Broken, Sending, Transport},
};

/// Answers to the requests of a client, one after the other, and the requests
/// that came. Clones share both.
///
/// An answer that was written for an operation goes to the next request of that
/// operation; any other to the next request that has none of its own. A request
/// without an answer is an error that says so, and is not repeated.
///
/// # Example
///
/// ```
/// use floorkit_runtime::test_util::{CannedReply, Replies};
///
/// let replies = Replies::new()
///     .on("list_desks", CannedReply::json("[]"))
///     .then(CannedReply::status(404));
/// assert_eq!(replies.left(), 2);
/// ```
#[derive(Clone, Default)]
pub struct Replies(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    requests: Vec<SentRequest>,
}

pub(super) struct Waiting {
    pub(super) matching: Matching,
    pub(super) reply: CannedReply,
}

/// Which request an answer is for.
pub(super) enum Matching {
    Any,
    Operation(String),
    Recorded(RecordedRequest),
}

/// An answer to a request, or what happens instead of one.
///
/// ```
/// use std::time::Duration;
///
/// use floorkit_runtime::test_util::CannedReply;
///
/// let slow = CannedReply::json(r#"{"id": "7"}"#).after(Duration::from_secs(40));
/// let broken = CannedReply::json(r#"{"id": "7"}"#).cut_after(4);
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to `Replies`"]
pub struct CannedReply {
    kind: Kind,
    delay: Duration,
}

#[derive(Clone)]
enum Kind {
    Answer { status: u16, headers: HeaderMap, body: Bytes, length: Option<usize> },
    Refused,
    Interrupted,
}

/// A request that was to be sent, without its credential.
///
/// ```
/// # use floorkit_runtime::test_util::Replies;
/// let replies = Replies::new();
/// for request in replies.requests() {
///     println!("{} {}?{}", request.method, request.path, request.query);
/// }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct SentRequest {
    /// The id of the operation.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path, with that of the base URL, percent-encoded.
    pub path: String,
    /// The query, percent-encoded; empty if there is none.
    pub query: String,
    /// The headers, without those that are secret.
    pub headers: HeaderMap,
    /// The body; empty if there is none, or one that can be read only once.
    pub body: Bytes,
}

impl Replies {
    /// No answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer to the next request that has none of its own.
    #[must_use]
    pub fn then(self, reply: CannedReply) -> Self {
        self.push(Matching::Any, reply)
    }

    /// The answer to the next request of an operation, by its id.
    #[must_use]
    pub fn on(self, operation: impl Into<String>, reply: CannedReply) -> Self {
        self.push(Matching::Operation(operation.into()), reply)
    }

    /// All requests so far, those that had no answer too.
    pub fn requests(&self) -> Vec<SentRequest> {
        self.state().requests.clone()
    }

    /// How many answers are left. A test that ends with some has not seen all
    /// that it was to see.
    pub fn left(&self) -> usize {
        self.state().waiting.len()
    }

    pub(super) fn push(self, matching: Matching, reply: CannedReply) -> Self {
        self.state().waiting.push_back(Waiting { matching, reply });
        self
    }

    fn take(&self, request: SentRequest) -> Result<CannedReply, Broken> {
        let mut state = self.state();
        let own = state.waiting.iter().position(|waiting| waiting.matching.is_for(&request));
        let any = || state.waiting.iter().position(|one| matches!(one.matching, Matching::Any));
        let place = own.or_else(any);
        let unanswered = format!(
            "the test has no reply to it ({} {}{}{}), and {} others; write one down with `Replies`",
            request.method,
            request.path,
            if request.query.is_empty() { "" } else { "?" },
            request.query,
            state.waiting.len(),
        );
        state.requests.push(request);
        let waiting = place.and_then(|place| state.waiting.remove(place));
        waiting.map(|waiting| waiting.reply).ok_or(Broken::Unanswered(unanswered))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Replies {
    fn send<'a>(
        &'a self,
        _client: &'a reqwest::Client,
        operation: &'static Operation,
        request: Request,
    ) -> Sending<'a> {
        Box::pin(async move {
            let url = request.url().clone();
            let CannedReply { kind, delay } = self.take(SentRequest::new(operation, &request))?;
            tokio::time::sleep(delay).await;
            match kind {
                Kind::Refused => Err(Broken::Connect("the test refuses the connection".into())),
                Kind::Interrupted => {
                    Err(Broken::Interrupted("the test breaks the connection".into()))
                }
                Kind::Answer { status, headers, body, length } => {
                    answer(&url, status, headers, body, length)
                }
            }
        })
    }
}

/// The answer as it would come over the network.
fn answer(
    url: &reqwest::Url,
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    length: Option<usize>,
) -> Result<Response, Broken> {
    let body = match length {
        None => reqwest::Body::from(body),
        Some(length) => {
            let had = Ok(body.slice(..length.min(body.len())));
            let cut = Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof));
            reqwest::Body::wrap_stream(stream::iter([had, cut]))
        }
    };
    let response = http::Response::builder().status(status).url(url.clone()).body(body);
    let mut response = response
        .map_err(|error| Broken::Unanswered(format!("the test's reply is none: {error}")))?;
    *response.headers_mut() = headers;
    Ok(response.into())
}

impl CannedReply {
    /// A 200 with this body of JSON.
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self::status(200).body("application/json", body)
    }

    /// This status, without a body.
    pub fn status(status: u16) -> Self {
        let (headers, body) = (HeaderMap::new(), Bytes::new());
        Self::of(Kind::Answer { status, headers, body, length: None })
    }

    /// No connection is made.
    pub fn refused() -> Self {
        Self::of(Kind::Refused)
    }

    /// The connection breaks before there is an answer.
    pub fn interrupted() -> Self {
        Self::of(Kind::Interrupted)
    }

    /// Another status.
    pub fn with_status(mut self, code: u16) -> Self {
        if let Kind::Answer { status, .. } = &mut self.kind {
            *status = code;
        }
        self
    }

    /// Another header. A name or a value that no header can have is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let header = HeaderName::try_from(name).ok().zip(HeaderValue::from_str(value).ok());
        if let (Kind::Answer { headers, .. }, Some((name, value))) = (&mut self.kind, header) {
            headers.append(name, value);
        }
        self
    }

    /// Another body, of this media type.
    pub fn body(mut self, media_type: &'static str, content: impl Into<Bytes>) -> Self {
        if let Kind::Answer { headers, body, .. } = &mut self.kind {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            *body = content.into();
        }
        self
    }

    pub(super) fn bare_body(mut self, content: Vec<u8>) -> Self {
        if let Kind::Answer { body, .. } = &mut self.kind {
            *body = content.into();
        }
        self
    }

    /// The connection breaks after so many bytes of the body.
    pub fn cut_after(mut self, bytes: usize) -> Self {
        if let Kind::Answer { length, .. } = &mut self.kind {
            *length = Some(bytes);
        }
        self
    }

    /// It takes this long until there is an answer.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn of(kind: Kind) -> Self {
        Self { kind, delay: Duration::ZERO }
    }
}

impl Matching {
    fn is_for(&self, request: &SentRequest) -> bool {
        match self {
            Self::Any => false,
            Self::Operation(id) => *id == request.operation,
            Self::Recorded(wanted) => wanted.is_like(request),
        }
    }
}

impl SentRequest {
    pub(super) fn new(operation: &'static Operation, request: &Request) -> Self {
        let public = request.headers().iter().filter(|(_, value)| !value.is_sensitive());
        let body = request.body().and_then(reqwest::Body::as_bytes);
        Self {
            operation: operation.id().to_owned(),
            method: request.method().to_string(),
            path: request.url().path().to_owned(),
            query: request.url().query().unwrap_or_default().to_owned(),
            headers: public.map(|(name, value)| (name.clone(), value.clone())).collect(),
            body: body.map(Bytes::copy_from_slice).unwrap_or_default(),
        }
    }
}

impl fmt::Debug for Replies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Replies")
            .field("left", &state.waiting.len())
            .field("requests", &state.requests)
            .finish()
    }
}

// A body may hold a secret that no name tells of.
impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentRequest")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer { status, .. } => write!(f, "Answer({status})"),
            Self::Refused => f.write_str("Refused"),
            Self::Interrupted => f.write_str("Interrupted"),
        }
    }
}
