//! What an error keeps of an answer.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, StatusCode};
use serde_json::Value;

use super::Error;
use crate::{Problem, SecretText, Vendor, exec::Noted, redact, retry_after};

/// What an error keeps of an answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) request_id: Option<String>,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Option<Value>,
    pub(super) problem: Option<Problem>,
    pub(super) excerpt: String,
}

/// A longer error body is kept as an excerpt only.
const LONGEST_BODY: usize = 64 * 1024;

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
    /// What the error body says is wrong, whatever its shape: code, title,
    /// detail, and each field that the vendor objects to. `None` if it says
    /// nothing that is understood; [`body`](Self::body) has it all.
    ///
    /// ```
    /// use floorkit_runtime::Error;
    ///
    /// fn tell(error: &Error) {
    ///     let problem = error.problem();
    ///     for violation in problem.map(|problem| problem.violations()).unwrap_or_default() {
    ///         eprintln!("{violation}");
    ///     }
    /// }
    /// ```
    pub fn problem(&self) -> Option<&Problem> {
        self.answer()?.problem.as_ref()
    }
}

impl Answer {
    pub(super) fn new(noted: &Noted, vendor: Option<&Vendor>, credentials: &[SecretText]) -> Self {
        let mut answer = Self {
            status: noted.status,
            request_id: request_id(&noted.headers, credentials),
            retry_after: retry_after::asked(noted.status, &noted.headers, SystemTime::now()),
            body: None,
            problem: None,
            excerpt: String::new(),
        };
        // What was asked for is the caller's, not the error's.
        if noted.status.is_success() || noted.body.is_empty() {
            return answer;
        }
        let text = String::from_utf8_lossy(&noted.body);
        let text = redact::scrub(&text, credentials);
        answer.excerpt = redact::excerpt(&text);
        if text.len() <= LONGEST_BODY {
            let mut body = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(&*text));
            // What was escaped in the text is in the clear only now.
            redact::scrub_json(&mut body, credentials);
            answer.problem = Problem::of(&body, vendor);
            answer.body = Some(body);
        }
        answer
    }
}

pub(crate) fn request_id(headers: &HeaderMap, credentials: &[SecretText]) -> Option<String> {
    let value = REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name))?;
    let text = redact::scrub(value.to_str().ok()?, credentials);
    Some(redact::bounded(&text, 128).to_owned())
}

/// The headers that name a request, and none else.
pub(crate) fn request_ids(headers: &HeaderMap) -> HeaderMap {
    let ids = REQUEST_ID_HEADERS
        .iter()
        .filter_map(|name| Some((HeaderName::from_static(name), headers.get(*name)?.clone())));
    ids.collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_first_request_id_is_taken_and_bounded() {
        let mut headers = HeaderMap::new();
        assert_eq!(request_id(&headers, &[]), None);
        headers.insert("cf-ray", HeaderValue::from_static("ray"));
        assert_eq!(request_id(&headers, &[]).as_deref(), Some("ray"));
        headers.insert("x-request-id", HeaderValue::from_str(&"x".repeat(500)).unwrap());
        assert_eq!(request_id(&headers, &[]).map(|id| id.len()), Some(128));
        let credential = SecretText::from("x".repeat(200));
        let scrubbed = request_id(&headers, &[credential]).unwrap();
        assert_eq!(scrubbed, "*".repeat(128));
    }
}
