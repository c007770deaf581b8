//! The one place where a request leaves.

use std::{fmt, sync::Arc, time::Instant};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, StatusCode, Version,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE},
};
use reqwest::{Request, Response, ResponseBuilderExt as _};
use serde::de::IgnoredAny;
use serde_json::Value;
use url::Url;

use crate::{
    Inner, Operation,
    address::is_loopback,
    call::{self, note},
    multipart,
    token::{Credential, Token, TokenError},
};

/// Why a request was not sent, or not sent again.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The client cannot send this as it is set up.
    Configuration(String),
    /// The request would not do what it says.
    InvalidRequest(String),
    /// There is no token to send.
    Token(Arc<TokenError>),
}

/// Carries a [`Failure`] through a signature that knows only `reqwest::Error`,
/// which nobody but reqwest can make. No vendor sends it.
const NOT_SENT: u16 = 599;

/// Sends the request of an operation and reads the whole answer.
///
/// # Errors
///
/// If the connection fails. A request that is not sent for a reason of ours is
/// an answer that [`check`] makes an error of.
pub async fn execute(
    client: &reqwest::Client,
    inner: &Inner,
    operation_id: &'static str,
    request: Request,
) -> reqwest::Result<Response> {
    let start = Instant::now();
    note(|record| record.vendor = Some(inner.vendor()));
    let outcome = perform(client, inner, operation_id, request).await;
    note(|record| record.elapsed = Some(start.elapsed()));
    match outcome {
        Ok(response) => Ok(response),
        Err(Stop::Transport(error)) => Err(error),
        Err(Stop::Failure(failure)) => {
            note(|record| {
                record.may_have_been_sent = false;
                record.answer = None;
                record.failure = Some(failure.clone());
            });
            Ok(failure.into_response())
        }
    }
}

/// Turns an answer that only carries a failure of ours into an error.
///
/// # Errors
///
/// `Custom`, if the request was not sent.
#[expect(clippy::result_large_err, reason = "it is the signature of the generator's hook")]
pub fn check<E>(result: &reqwest::Result<Response>) -> Result<(), progenitor_client::Error<E>> {
    let response = result.as_ref().ok();
    match response.and_then(|response| response.extensions().get::<Failure>()) {
        Some(failure) => Err(progenitor_client::Error::Custom(failure.to_string())),
        None => Ok(()),
    }
}

enum Stop {
    Transport(reqwest::Error),
    Failure(Failure),
}

async fn perform(
    client: &reqwest::Client,
    inner: &Inner,
    operation_id: &'static str,
    mut request: Request,
) -> Result<Response, Stop> {
    let operation = inner.vendor().operation(operation_id).ok_or_else(|| {
        Failure::Configuration(format!("`{operation_id}` is not in the table of operations"))
    })?;
    note(|record| record.operation = Some(operation));
    prepare(inner, operation, &mut request)?;
    let credential = inner.credential().filter(|_| operation.is_authenticated());
    if credential.is_some() || inner.api_key().is_some() {
        check_destination(inner, request.url())?;
    }
    if let Some(key) = inner.api_key() {
        attach(key, &mut request);
    }
    let answer = match credential {
        None => send(client, request).await?,
        Some(credential) => send_with(client, credential, request).await?,
    };
    Ok(answer.into_response(operation))
}

/// Sends a request with the credential. A token that was fetched and is
/// refused is fetched anew, once: a vendor may revoke it before its time.
async fn send_with(
    client: &reqwest::Client,
    credential: &Credential,
    mut request: Request,
) -> Result<Answer, Stop> {
    let spare = if credential.is_renewable() { request.try_clone() } else { None };
    let token = credential.token().await?;
    attach(&token, &mut request);
    let answer = send(client, request).await?;
    match spare {
        Some(mut request) if answer.status == StatusCode::UNAUTHORIZED => {
            credential.discard(&token);
            attach(&*credential.token().await?, &mut request);
            Ok(send(client, request).await?)
        }
        _ => Ok(answer),
    }
}

async fn send(client: &reqwest::Client, request: Request) -> reqwest::Result<Answer> {
    note(|record| {
        record.may_have_been_sent = true;
        record.answer = None;
    });
    let mut response = client.execute(request).await.inspect_err(|error| {
        note(|record| record.may_have_been_sent = !error.is_connect());
    })?;
    let (status, version, url) = (response.status(), response.version(), response.url().clone());
    let headers = std::mem::take(response.headers_mut());
    note(|record| {
        let headers = headers.clone();
        record.answer = Some(call::Answer { status, headers, body: Bytes::new() });
    });
    let body = response.bytes().await?;
    note(|record| {
        if let Some(answer) = &mut record.answer {
            answer.body = body.clone();
        }
    });
    Ok(Answer { status, version, url, headers, body })
}

/// Makes the request what the operation's table says, and refuses one that
/// would reach another operation.
fn prepare(inner: &Inner, operation: &Operation, request: &mut Request) -> Result<(), Failure> {
    let path = inner.path_below_base(request.url());
    if !path.is_some_and(|path| operation.matches(path)) {
        return Err(Failure::InvalidRequest(format!(
            "a value in the path is empty, `.` or `..`, so it would not reach `{}`",
            operation.path(),
        )));
    }
    let sent = match (operation.request_type(), request.body()) {
        (Some(sent), Some(body)) => Some(content_type(sent, body, request.headers())?),
        _ => None,
    };
    let headers = request.headers_mut();
    // The generator's own idea; no vendor asked for it.
    headers.remove("api-version");
    if let Some(accepted) = operation.response_type() {
        headers.insert(ACCEPT, HeaderValue::from_static(accepted));
    }
    if let Some(sent) = sent {
        headers.insert(CONTENT_TYPE, sent);
    }
    Ok(())
}

/// The content type of a body: what the table says, with the boundary of a form
/// or, of a range such as `image/*`, what the caller says.
fn content_type(
    sent: &'static str,
    body: &reqwest::Body,
    headers: &HeaderMap,
) -> Result<HeaderValue, Failure> {
    if sent == multipart::MEDIA_TYPE {
        return multipart::content_type(body).ok_or_else(|| {
            Failure::InvalidRequest(
                "the body is no form with files; make it with `floorkit_runtime::Multipart`".into(),
            )
        });
    }
    let Some((kind, "*")) = sent.split_once('/') else {
        return Ok(HeaderValue::from_static(sent));
    };
    let given = headers.get(CONTENT_TYPE);
    let given_kind = given.and_then(|value| value.to_str().ok()?.split_once('/'));
    let is_within = |(own, _): (&str, &str)| kind == "*" || own.eq_ignore_ascii_case(kind);
    match given {
        Some(given) if given_kind.is_some_and(is_within) => Ok(given.clone()),
        _ => Err(Failure::InvalidRequest(format!(
            "the content type of the body must be one of `{sent}`",
        ))),
    }
}

fn attach(token: &Token, request: &mut Request) {
    let (name, value) = token.header();
    request.headers_mut().insert(name, value);
    note(|record| record.credentials.push(token.secret().clone()));
}

/// Refuses to show the credential to a stranger or to the whole network.
fn check_destination(inner: &Inner, url: &Url) -> Result<(), Failure> {
    if url.origin() != inner.base().origin() {
        return Err(Failure::Configuration(format!(
            "the credential is for {} only, and this request goes elsewhere",
            inner.base().origin().ascii_serialization(),
        )));
    }
    if url.scheme() == "https" || is_loopback(url) {
        return Ok(());
    }
    Err(Failure::Configuration(
        "a credential is sent over https only, except to this machine; use an https base URL"
            .into(),
    ))
}

struct Answer {
    status: StatusCode,
    version: Version,
    url: Url,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// The answer as generated code takes it, which decodes every body that it
    /// has a type for as JSON.
    fn into_response(mut self, operation: &Operation) -> Response {
        if let Some(json) = self.as_json(operation) {
            self.headers.remove(CONTENT_LENGTH);
            self.body = json;
        }
        let (parts, ()) = http::response::Builder::new()
            .status(self.status)
            .version(self.version)
            .url(self.url)
            .body(())
            .unwrap_or_default()
            .into_parts();
        let mut response = http::Response::from_parts(parts, self.body);
        *response.headers_mut() = self.headers;
        response.into()
    }

    /// The body as JSON, where generated code expects JSON and it is none.
    fn as_json(&self, operation: &Operation) -> Option<Bytes> {
        let value = if self.status.is_success() {
            self.success_as_json(operation)?
        } else if !self.status.is_client_error()
            || serde_json::from_slice::<Value>(&self.body).is_ok()
        {
            return None;
        } else if self.body.is_empty() {
            Value::Null
        } else {
            Value::from(String::from_utf8_lossy(&self.body))
        };
        Some(value.to_string().into())
    }

    /// The body of a success as JSON, likewise.
    fn success_as_json(&self, operation: &Operation) -> Option<Value> {
        if operation.takes_any_answer() {
            if self.body.is_empty() {
                return Some(Value::Null);
            }
            // What is labeled as JSON is not parsed twice to see whether it is.
            if self.is_labeled("json") || serde_json::from_slice::<IgnoredAny>(&self.body).is_ok() {
                return None;
            }
        // Other kinds of text are streams of bytes to generated code.
        } else if operation.response_type() != Some("text/plain") || self.is_json_string() {
            return None;
        }
        // A web page, such as the sign-in page of a proxy, is left as it is and
        // fails to decode.
        if self.is_labeled("html") {
            return None;
        }
        Some(Value::from(std::str::from_utf8(&self.body).ok()?))
    }

    /// Whether a text comes as JSON already. Not all that is labeled so is.
    fn is_json_string(&self) -> bool {
        self.is_labeled("json")
            && !matches!(serde_json::from_slice(&self.body), Ok(Value::Number(_)) | Err(_))
    }

    fn is_labeled(&self, part: &str) -> bool {
        let kind = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        kind.is_some_and(|kind| kind.to_ascii_lowercase().contains(part))
    }
}

impl Failure {
    fn into_response(self) -> Response {
        let (mut parts, ()) = http::Response::default().into_parts();
        parts.status = StatusCode::from_u16(NOT_SENT).unwrap_or(StatusCode::BAD_GATEWAY);
        parts.extensions.insert(self);
        http::Response::from_parts(parts, Bytes::new()).into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(why) | Self::InvalidRequest(why) => f.write_str(why),
            Self::Token(error) => error.fmt(f),
        }
    }
}

impl From<reqwest::Error> for Stop {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Arc<TokenError>> for Stop {
    fn from(error: Arc<TokenError>) -> Self {
        Self::Failure(Failure::Token(error))
    }
}
