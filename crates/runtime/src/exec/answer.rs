//! An answer, and how generated code takes it.

use bytes::Bytes;
use http::{
    HeaderMap, StatusCode, Version,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use reqwest::{Response, ResponseBuilderExt as _};
use serde::de::IgnoredAny;
use serde_json::Value;
use url::Url;

use crate::Operation;

/// A whole answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) version: Version,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    /// The answer as generated code takes it, which decodes every body that it
    /// has a type for as JSON.
    pub(super) fn into_response(mut self, operation: &Operation) -> Response {
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
            || serde_json::from_slice::<IgnoredAny>(&self.body).is_ok()
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
