//! Real exchanges, written down without their secrets.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::{
    HeaderMap, HeaderName,
    header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, DATE, ETAG, LAST_MODIFIED, RETRY_AFTER},
};
use reqwest::{Request, Response, ResponseBuilderExt as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::form_urlencoded;

use super::replies::{CannedReply, Matching, Replies, SentRequest};
use crate::{
    Operation, SecretText, redact,
    transport::{Broken, Sending, Transport},
};

/// Exchanges with a vendor, written down so that a test can play them again.
/// Clones share them.
///
/// Only what a test needs is kept: operation, path, query and body of a request;
/// status, body and a few headers of its answer. Credentials are never kept, nor
/// are values whose names say that they are secret, such as `access_token`. Names
/// of people and the like are kept unless they are told with [`mask`](Self::mask)
/// or [`mask_text`](Self::mask_text): look through a recording before you commit
/// it. Requests for tokens are not recorded. Whole bodies are read, however large
/// they are and whoever reads them; a form with files, whose boundary is another
/// each time, is recorded but is like no other.
///
/// # Example
///
/// Record once:
///
/// ```no_run
/// use floorkit_runtime::{ClientBuilder, Credentials, Vendor, test_util::Recording};
///
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
///
/// let recording = Recording::new().mask("email");
/// let parts = ClientBuilder::new(&ACME)
///     .credentials(Credentials::token("tok_…"))
///     .record(&recording)
///     .build()?;
/// // Make the calls; then:
/// recording.save("tests/desks.json")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// And play it as often as the test runs:
///
/// ```no_run
/// # use floorkit_runtime::{ClientBuilder, Vendor, test_util::Recording};
/// # static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
/// let replies = Recording::load("tests/desks.json")?.replies();
/// let parts = ClientBuilder::new(&ACME).replies(&replies).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Recording(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    exchanges: Vec<Exchange>,
    /// Names of values that are masked, and texts that are.
    names: Vec<String>,
    texts: Vec<SecretText>,
}

/// A request and its answer, as the file has them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    request: RecordedRequest,
    answer: Answer,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordedRequest {
    operation: String,
    method: String,
    path: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    query: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Body>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: u16,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Body>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Body {
    Json(Value),
    Text(String),
    /// What is no text, in hexadecimal.
    Hex(String),
}

/// Why a recording could not be saved or loaded.
///
/// ```
/// use floorkit_runtime::test_util::Recording;
///
/// let error = Recording::load("no/such/file.json").unwrap_err();
/// assert!(error.to_string().contains("no/such/file.json"));
/// ```
#[derive(Debug, thiserror::Error)]
#[error("the recording {path} could not be {what}")]
pub struct RecordingError {
    path: String,
    what: &'static str,
    source: io::Error,
}

const MASK: &str = "[redacted]";

/// Headers of an answer that are kept: those that the run time reads, and none
/// that may be secret.
const KEPT: [HeaderName; 7] =
    [ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, DATE, ETAG, LAST_MODIFIED, RETRY_AFTER];

impl Recording {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Masks values of this name, in bodies and in queries.
    #[must_use]
    pub fn mask(self, name: impl Into<String>) -> Self {
        self.state().names.push(name.into());
        self
    }

    /// Masks this text wherever it stands.
    #[must_use]
    pub fn mask_text(self, text: impl Into<SecretText>) -> Self {
        self.state().texts.push(text.into());
        self
    }

    /// How many exchanges there are.
    pub fn len(&self) -> usize {
        self.state().exchanges.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes all exchanges to a file, as JSON.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), RecordingError> {
        let path = path.as_ref();
        let write = || {
            let mut text = serde_json::to_string_pretty(&self.state().exchanges)?;
            text.push('\n');
            fs::write(path, text)
        };
        write().map_err(|source| RecordingError::new(path, "written", source))
    }

    /// Reads the exchanges of a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no recording.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, RecordingError> {
        let path = path.as_ref();
        let read = || Ok(serde_json::from_str(&fs::read_to_string(path)?)?);
        let exchanges = read().map_err(|source| RecordingError::new(path, "read", source))?;
        Ok(Self(Arc::new(Mutex::new(State { exchanges, ..State::default() }))))
    }

    /// The recorded answers, each for a request that is the same: operation,
    /// path, query and body, where what was masked is masked likewise. Headers do
    /// not count.
    pub fn replies(&self) -> Replies {
        let state = self.state();
        state.exchanges.iter().fold(Replies::new(), |replies, exchange| {
            let matching = Matching::Recorded(exchange.request.clone());
            replies.push(matching, exchange.answer.reply())
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Recording {
    fn send<'a>(
        &'a self,
        client: &'a reqwest::Client,
        operation: &'static Operation,
        request: Request,
    ) -> Sending<'a> {
        Box::pin(async move {
            let sent = SentRequest::new(operation, &request);
            let credentials = credentials(request.headers());
            let mut response = client.execute(request).await?;
            let (status, url) = (response.status(), response.url().clone());
            let headers = std::mem::take(response.headers_mut());
            let body = response.bytes().await?;
            self.state().note(&credentials, sent, status.as_u16(), &headers, &body);
            let rebuilt = http::Response::builder().status(status).url(url).body(body);
            let mut rebuilt = rebuilt.map_err(|error| Broken::Interrupted(error.to_string()))?;
            *rebuilt.headers_mut() = headers;
            Ok(Response::from(rebuilt))
        })
    }
}

/// What was attached to prove who is calling.
fn credentials(headers: &HeaderMap) -> Vec<SecretText> {
    let secret = headers.values().filter(|value| value.is_sensitive());
    let texts = secret.filter_map(|value| value.to_str().ok());
    texts.map(|text| text.rsplit(' ').next().unwrap_or(text).into()).collect()
}

impl State {
    fn note(
        &mut self,
        credentials: &[SecretText],
        sent: SentRequest,
        status: u16,
        headers: &HeaderMap,
        body: &[u8],
    ) {
        let secrets = [credentials, &self.texts].concat();
        let text = |text: &str| redact::scrub(text, &secrets).into_owned();
        let kept = KEPT.iter().filter_map(|name| Some((name, headers.get(name)?.to_str().ok()?)));
        let request = RecordedRequest {
            operation: sent.operation,
            method: sent.method,
            path: text(&sent.path),
            query: text(&self.query(&sent.query)),
            body: self.body(&sent.body, &secrets),
        };
        let answer = Answer {
            status,
            headers: kept.map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: self.body(body, &secrets),
        };
        self.exchanges.push(Exchange { request, answer });
    }

    fn is_masked(&self, name: &str) -> bool {
        redact::is_secret(name) || self.names.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    fn query(&self, query: &str) -> String {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        // As it was sent, unless something in it is secret.
        if !pairs.iter().any(|(name, _)| self.is_masked(name)) {
            return query.to_owned();
        }
        let mut masked = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &pairs {
            masked.append_pair(name, if self.is_masked(name) { MASK } else { value });
        }
        masked.finish()
    }

    fn body(&self, body: &[u8], secrets: &[SecretText]) -> Option<Body> {
        if body.is_empty() {
            return None;
        }
        let Ok(text) = std::str::from_utf8(body) else {
            let body = without(body, secrets);
            return Some(Body::Hex(body.iter().map(|byte| format!("{byte:02x}")).collect()));
        };
        let Ok(mut value) = serde_json::from_str(text) else {
            let text = self.masked_text(text);
            return Some(Body::Text(redact::scrub(&text, secrets).into_owned()));
        };
        self.mask(&mut value);
        redact::scrub_json(&mut value, secrets);
        Some(Body::Json(value))
    }

    /// A text that is no JSON, but may be lines of it, or a form.
    fn masked_text(&self, text: &str) -> String {
        let line = |line: &str| match serde_json::from_str(line) {
            Ok(mut value) => {
                self.mask(&mut value);
                value.to_string()
            }
            Err(_) if line.contains('=') => self.query(line),
            Err(_) => line.to_owned(),
        };
        let lines: Vec<_> = text.split('\n').map(line).collect();
        redact::masked(&lines.join("\n"))
    }

    fn mask(&self, value: &mut Value) {
        match value {
            Value::Object(map) => {
                for (name, value) in map {
                    if self.is_masked(name) && !value.is_null() {
                        *value = MASK.into();
                    } else {
                        self.mask(value);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask(item)),
            _ => {}
        }
    }
}

impl RecordedRequest {
    /// Whether another request asks for the same, whatever its headers.
    pub(super) fn is_like(&self, sent: &SentRequest) -> bool {
        let body = Body::of(&sent.body);
        self.operation == sent.operation
            && is_like(&self.path, &sent.path)
            && is_like_query(&self.query, &sent.query)
            && match (&self.body, &body) {
                (None, None) => true,
                (Some(recorded), Some(sent)) => recorded.is_like(sent),
                _ => false,
            }
    }
}

impl Answer {
    fn reply(&self) -> CannedReply {
        let body = self.body.as_ref().map(Body::bytes).unwrap_or_default();
        let reply = CannedReply::status(self.status).bare_body(body);
        self.headers.iter().fold(reply, |reply, (name, value)| reply.header(name, value))
    }
}

impl Body {
    fn of(body: &[u8]) -> Option<Self> {
        State::default().body(body, &[])
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Json(value) => value.to_string().into_bytes(),
            Self::Text(text) => text.clone().into_bytes(),
            Self::Hex(digits) => {
                let pairs =
                    digits.as_bytes().chunks(2).filter_map(|pair| str::from_utf8(pair).ok());
                pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
            }
        }
    }

    fn is_like(&self, sent: &Self) -> bool {
        match (self, sent) {
            (Self::Json(recorded), Self::Json(sent)) => is_like_json(recorded, sent),
            (Self::Text(recorded), Self::Text(sent)) | (Self::Hex(recorded), Self::Hex(sent)) => {
                is_like(recorded, sent)
            }
            _ => false,
        }
    }
}

/// Bytes without secrets in them.
fn without(body: &[u8], secrets: &[SecretText]) -> Vec<u8> {
    let mut body = body.to_vec();
    for secret in secrets.iter().map(|secret| secret.expose_secret().as_bytes()) {
        let places = memchr::memmem::find_iter(&body, secret).collect::<Vec<_>>();
        for place in places.into_iter().filter(|_| !secret.is_empty()) {
            body[place..place + secret.len()].fill(b'*');
        }
    }
    body
}

/// Whether a text is the recorded one, wherever that is not masked.
fn is_like(recorded: &str, sent: &str) -> bool {
    let is_same = |(recorded, sent): (u8, u8)| recorded == sent || recorded == b'*';
    recorded == MASK
        || (recorded.len() == sent.len() && recorded.bytes().zip(sent.bytes()).all(is_same))
}

fn is_like_query(recorded: &str, sent: &str) -> bool {
    let pairs = |query: &str| -> Vec<(String, String)> {
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    };
    let (recorded, sent) = (pairs(recorded), pairs(sent));
    let is_same = |(recorded, sent): (&(String, String), &(String, String))| {
        recorded.0 == sent.0 && is_like(&recorded.1, &sent.1)
    };
    recorded.len() == sent.len() && recorded.iter().zip(&sent).all(is_same)
}

fn is_like_json(recorded: &Value, sent: &Value) -> bool {
    match (recorded, sent) {
        (Value::String(recorded), _) if recorded == MASK => true,
        (Value::String(recorded), Value::String(sent)) => is_like(recorded, sent),
        (Value::Array(recorded), Value::Array(sent)) => {
            recorded.len() == sent.len()
                && recorded.iter().zip(sent).all(|(recorded, sent)| is_like_json(recorded, sent))
        }
        (Value::Object(recorded), Value::Object(sent)) => {
            let is_like = |(name, recorded): (&String, &Value)| {
                let mut own = sent.iter().filter(|(sent, _)| is_like(name, sent));
                own.any(|(_, sent)| is_like_json(recorded, sent))
            };
            recorded.len() == sent.len() && recorded.iter().all(is_like)
        }
        (recorded, sent) => recorded == sent,
    }
}

impl RecordingError {
    fn new(path: &Path, what: &'static str, source: io::Error) -> Self {
        Self { path: path.display().to_string(), what, source }
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording").field("exchanges", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body as the file has it.
    fn written(body: &[u8]) -> String {
        let recording = Recording::new().mask("email");
        let body = recording.state().body(body, &["planted".into()]);
        serde_json::to_string(&body).unwrap()
    }

    #[test]
    fn no_kind_of_body_keeps_a_secret() {
        let form = b"client_secret=s3cret&email=a%40b.example&grant=x";
        let lines = b"{\"access_token\":\"s3cret\"}\n{\"email\":\"a@b.example\",\"n\":1}\n";
        let header = b"Authorization: Bearer s3cret\nother: planted";
        let bytes = b"\xff\x00planted\xff";
        for body in [&form[..], lines, header, bytes] {
            let text = written(body);
            for secret in ["s3cret", "b.example", "planted", "706c616e746564"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
        assert!(written(form).contains("grant=x"));
        assert!(written(lines).contains("\\\"n\\\":1"));
    }
}
