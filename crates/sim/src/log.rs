//! What the simulator was asked, for tests to look at.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use axum::http::{HeaderMap, Method};
use serde_json::Value;

use crate::auth::Credential;

/// One request that a simulator received.
///
/// Secrets are not kept: the headers that hold some are left out in favor of
/// [`credential`](Self::credential), and secret fields of a body read
/// `[redacted]`.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), floorkit_sim::Error> {
/// let sim = floorkit_sim::density::Simulator::builder().start().await?;
/// // … calls …
/// assert!(sim.requests().iter().all(|request| request.status != Some(500)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Request {
    /// When it arrived, by the machine's monotonic clock.
    pub received: Instant,
    /// The method, in capitals.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The query's names and values, decoded, in the order of the query.
    pub query: Vec<(String, String)>,
    /// The id of the operation, when method and path belong to one.
    pub operation: Option<String>,
    /// The headers, with lower-case names and without those that hold secrets. Of
    /// several values of a name the last is kept.
    pub headers: BTreeMap<String, String>,
    /// What the `authorization` header held.
    pub credential: Credential,
    /// The body: JSON as it is, a form as an object of strings.
    pub body: Option<Value>,
    /// The status of the answer; none while the call is under way, and when
    /// the connection was reset instead.
    pub status: Option<u16>,
}

impl Request {
    pub(crate) fn new(
        method: &Method,
        path: &str,
        query: &str,
        headers: &HeaderMap,
        secret: &[&str],
    ) -> Self {
        Self {
            received: Instant::now(),
            method: method.to_string(),
            path: path.to_owned(),
            query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            operation: None,
            headers: readable(headers, secret),
            credential: Credential::Missing,
            body: None,
            status: None,
        }
    }
}

fn readable(headers: &HeaderMap, secret: &[&str]) -> BTreeMap<String, String> {
    let shown = headers.iter().filter(|(name, _)| !secret.contains(&name.as_str()));
    shown
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect()
}

/// Requests in the order of their arrival.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    // How many entries were cleared away: the number of the first that is left.
    cleared: usize,
    requests: Vec<Request>,
}

impl Log {
    /// Notes a request and answers its number.
    pub(crate) fn begin(&self, request: Request) -> usize {
        self.with(|entries| {
            entries.requests.push(request);
            entries.cleared + entries.requests.len() - 1
        })
    }

    /// Adds to what is known about a request; one that was cleared is gone.
    pub(crate) fn note(&self, number: usize, change: impl FnOnce(&mut Request)) {
        self.with(|entries| {
            let index = number.checked_sub(entries.cleared);
            if let Some(request) = index.and_then(|index| entries.requests.get_mut(index)) {
                change(request);
            }
        });
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.with(|entries| entries.requests.clone())
    }

    pub(crate) fn clear(&self) {
        self.with(|entries| {
            entries.cleared += entries.requests.len();
            entries.requests.clear();
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut Entries) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn request(path: &str) -> Request {
        Request::new(&Method::GET, path, "", &HeaderMap::new(), &[])
    }

    #[test]
    fn a_late_note_finds_its_own_request_after_clearing() {
        let log = Log::default();
        let first = log.begin(request("/1"));
        log.clear();
        let second = log.begin(request("/2"));
        log.note(first, |request| request.status = Some(500));
        log.note(second, |request| request.status = Some(200));
        let seen: Vec<_> = log.requests().into_iter().map(|r| (r.path, r.status)).collect();
        assert_eq!(seen, [("/2".to_owned(), Some(200))]);
    }

    #[test]
    fn the_authorization_header_is_not_kept() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Bearer tok_secret".parse().unwrap());
        headers.insert(header::ACCEPT, "text/plain".parse().unwrap());
        let request = Request::new(&Method::GET, "/", "a=1&b=%20", &headers, &["authorization"]);
        assert_eq!(request.headers.keys().collect::<Vec<_>>(), ["accept"]);
        assert_eq!(request.query[1], ("b".to_owned(), " ".to_owned()));
        assert!(!format!("{request:?}").contains("tok_secret"));
    }
}
