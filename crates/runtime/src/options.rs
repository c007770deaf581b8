//! What one call may be given that differs from the client's own.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::RetryPolicy;

/// How one call is to be made, where it differs from what the client was built
/// with.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use floorkit_runtime::{Backoff, CallOptions};
///
/// let patient = CallOptions::new().timeout(Duration::from_secs(1800));
/// let once = CallOptions::new().retry(Backoff::never());
/// ```
#[derive(Clone, Default)]
#[must_use = "give it to `call_as` or `open_as`"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
    pub(crate) is_idempotent: Option<bool>,
    pub(crate) headers: HeaderMap,
}

impl CallOptions {
    /// As the client does it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The longest time for the whole call: waiting for a place under the rate
    /// limit, for a token, all attempts and the pauses between them.
    ///
    /// ```
    /// # use floorkit_runtime::CallOptions;
    /// let options = CallOptions::new().timeout(std::time::Duration::from_secs(20));
    /// ```
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The longest time from sending one attempt to the last byte of its answer.
    ///
    /// ```
    /// # use floorkit_runtime::CallOptions;
    /// let options = CallOptions::new().attempt_timeout(std::time::Duration::from_secs(5));
    /// ```
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// The longest time without a byte from the vendor.
    ///
    /// ```
    /// # use floorkit_runtime::CallOptions;
    /// let options = CallOptions::new().read_timeout(std::time::Duration::from_secs(5));
    /// ```
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    /// When to try again.
    ///
    /// ```
    /// # use floorkit_runtime::{Backoff, CallOptions};
    /// let options = CallOptions::new().retry(Backoff::new().attempts(6));
    /// ```
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// Whether doing it twice is the same as doing it once, if the caller knows
    /// better than the table of operations: a create that is given a key of the
    /// caller's own is; a replacement that another one may overtake is not.
    ///
    /// ```
    /// # use floorkit_runtime::CallOptions;
    /// let options = CallOptions::new().idempotent(true);
    /// ```
    pub fn idempotent(mut self, is_idempotent: bool) -> Self {
        self.is_idempotent = Some(is_idempotent);
        self
    }

    /// Another header of the request. It replaces one of the same name, but not
    /// the credential, which is attached last.
    ///
    /// ```
    /// # use floorkit_runtime::CallOptions;
    /// use http::{HeaderValue, header::RANGE};
    ///
    /// let options = CallOptions::new().header(RANGE, HeaderValue::from_static("bytes=100-"));
    /// ```
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

// Headers are not shown: there may be secrets in them.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("retry", &self.retry)
            .field("is_idempotent", &self.is_idempotent)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use http::header::AUTHORIZATION;

    use super::*;

    #[test]
    fn debug_shows_names_of_headers_only() {
        let options =
            CallOptions::new().header(AUTHORIZATION, HeaderValue::from_static("Basic s3cret"));
        let shown = format!("{options:?}");
        assert!(shown.contains("authorization") && !shown.contains("s3cret"), "{shown}");
    }
}
