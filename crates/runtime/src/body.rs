//! An answer whose body is read as it arrives.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::stream;
use http::{
    HeaderMap, StatusCode,
    header::{
        ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE,
        CONTENT_TYPE, DATE, ETAG, HeaderName, LAST_MODIFIED,
    },
};
use tokio::time::timeout;

use crate::{
    Error, Method, Operation, SecretText, Vendor,
    error::{Delivered, Unread},
    exec::{Course, Opened},
    limit::Permit,
    redact,
};

/// An answer whose body is read as it arrives: a [`Stream`] of its bytes.
///
/// The status has been looked at already: it is a success. Nothing of the body
/// is kept here; what has been read is the caller's. Compressed bodies come
/// decompressed.
///
/// # Errors
///
/// Each chunk can fail. [`Error::is_interrupted`] if the connection broke, or
/// the body ended before its `Content-Length` or, chunked, its end;
/// [`Error::is_timeout`] if nothing came for longer than the client waits.
/// [`Error::delivered_bytes`] says how much had come by then. After an error,
/// and after the end, the stream is over. A body that has neither length nor
/// end, as in HTTP/1.0, ends with its connection, however that came about.
///
/// # Cancellation
///
/// [`chunk`](Self::chunk) loses nothing if it is dropped. Dropping the body
/// gives up the rest of it, and an HTTP/1 connection with it; the vendor will
/// have done what was asked for.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Body, Method, Operation};
///
/// static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # let response = http::Response::new("<svg/>");
/// let mut body = Body::from_response(&GET_PLAN, response.into());
/// let mut length = 0;
/// while let Some(chunk) = body.chunk().await? {
///     length += chunk.len();
/// }
/// assert_eq!(length, 6);
/// # Ok::<(), floorkit_runtime::Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a body that is not read is given up"]
pub struct Body {
    head: Head,
    /// `None` when it is over.
    chunks: Option<Chunks>,
    delivered: u64,
    /// Its place among the calls that run at once.
    _permit: Option<Permit>,
}

/// Boxed, since nobody can name it.
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Unread>> + Send + Sync>>;

/// What is known of an answer before its body is read.
pub(crate) struct Head {
    pub(crate) vendor: Option<&'static Vendor>,
    pub(crate) operation: &'static Operation,
    pub(crate) is_idempotent: bool,
    pub(crate) attempts: u32,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) credentials: Vec<SecretText>,
}

/// Headers that `Debug` may show. Any other might be a secret.
const SHOWN: [HeaderName; 9] = [
    ACCEPT_RANGES,
    CACHE_CONTROL,
    CONTENT_ENCODING,
    CONTENT_LENGTH,
    CONTENT_RANGE,
    CONTENT_TYPE,
    DATE,
    ETAG,
    LAST_MODIFIED,
];

impl Body {
    /// The body of an answer that was had in another way than by a client of
    /// this crate, such as one made up for a test. Its status is not looked at.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    ///
    /// let body = Body::from_response(&GET_PLAN, http::Response::new("<svg/>").into());
    /// assert_eq!(body.status(), 200);
    /// ```
    pub fn from_response(operation: &'static Operation, response: reqwest::Response) -> Self {
        Self::new(operation, response, Vec::new())
    }

    /// The body of an answer, and what was sent along to get it, which errors
    /// must not show.
    pub(crate) fn new(
        operation: &'static Operation,
        mut response: reqwest::Response,
        credentials: Vec<SecretText>,
    ) -> Self {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        Self {
            head: Head {
                vendor: None,
                operation,
                is_idempotent: operation.is_idempotent(),
                attempts: 1,
                status,
                headers,
                credentials,
            },
            chunks: Some(chunks(response, Duration::MAX)),
            delivered: 0,
            _permit: None,
        }
    }

    /// The body of the answer to a call of this crate's.
    pub(crate) fn of_call(operation: &'static Operation, opened: Opened, course: Course) -> Self {
        let Opened { response, permit, silence } = opened;
        let Course { vendor, is_idempotent, attempts, answer, credentials, .. } = course;
        // What was sent counts, whatever the caller believes to have called.
        let operation = course.operation.unwrap_or(operation);
        let (status, headers) = match answer {
            Some(noted) => (noted.status, noted.headers),
            None => (response.status(), response.headers().clone()),
        };
        Self {
            head: Head { vendor, operation, is_idempotent, attempts, status, headers, credentials },
            chunks: Some(chunks(response, silence)),
            delivered: 0,
            _permit: Some(permit),
        }
    }

    /// The HTTP status, such as 200, or 206 for a part.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    /// # let response = http::Response::builder().status(206).body("<svg").unwrap_or_default();
    /// let body = Body::from_response(&GET_PLAN, response.into());
    /// assert_eq!(body.status(), 206);
    /// ```
    pub fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// All headers of the answer, without `Content-Length` and
    /// `Content-Encoding` where the body was compressed.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    /// # let response = http::Response::new("<svg/>");
    /// let body = Body::from_response(&GET_PLAN, response.into());
    /// assert!(!body.headers().contains_key("x-next"));
    /// ```
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The media type, with its parameters.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    /// # let response = http::Response::builder().header("content-type", "image/svg+xml");
    /// # let response = response.body("<svg/>").unwrap_or_default();
    /// let body = Body::from_response(&GET_PLAN, response.into());
    /// assert_eq!(body.content_type(), Some("image/svg+xml"));
    /// ```
    pub fn content_type(&self) -> Option<&str> {
        self.head.text(&CONTENT_TYPE)
    }

    /// How many bytes the whole body has, if the vendor said so and it did not
    /// come compressed.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    /// # let response = http::Response::builder().header("content-length", "6");
    /// # let response = response.body("<svg/>").unwrap_or_default();
    /// let body = Body::from_response(&GET_PLAN, response.into());
    /// assert_eq!(body.content_length(), Some(6));
    /// ```
    pub fn content_length(&self) -> Option<u64> {
        self.head.text(&CONTENT_LENGTH)?.parse().ok()
    }

    /// The vendor's mark of what it sent, with its quotes; it changes when that
    /// does.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    /// # let response = http::Response::builder().header("etag", "\"v7\"");
    /// # let response = response.body("<svg/>").unwrap_or_default();
    /// let body = Body::from_response(&GET_PLAN, response.into());
    /// assert_eq!(body.etag(), Some("\"v7\""));
    /// ```
    pub fn etag(&self) -> Option<&str> {
        self.head.text(&ETAG)
    }

    /// How many bytes have been read so far.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let response = http::Response::new("<svg/>");
    /// let mut body = Body::from_response(&GET_PLAN, response.into());
    /// body.chunk().await?;
    /// assert_eq!(body.delivered(), 6);
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delivered(&self) -> u64 {
        self.delivered
    }

    /// The next bytes of the body, as many as have come; `None` at its end.
    ///
    /// Nothing is lost if the returned future is dropped.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let response = http::Response::new("<svg/>");
    /// let mut body = Body::from_response(&GET_PLAN, response.into());
    /// assert_eq!(body.chunk().await?.as_deref(), Some(&b"<svg/>"[..]));
    /// assert_eq!(body.chunk().await?, None);
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the body breaks off or stalls; see [`Body`].
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| self.poll_chunk(cx)).await.transpose()
    }

    /// The whole body, if it has at most so many bytes.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let plan = |text| Body::from_response(&GET_PLAN, http::Response::new(text).into());
    /// assert_eq!(plan("<svg/>").bytes(1024).await?, "<svg/>");
    /// assert!(plan("<svg/>").bytes(3).await.unwrap_err().is_too_large());
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::is_too_large`] if it has more, of which no more than a chunk is
    /// read then; or as of [`chunk`](Self::chunk).
    pub async fn bytes(mut self, most: usize) -> Result<Bytes, Error> {
        let too_large = |body: &Self| {
            let (what, instead) = ("its body".to_owned(), "allow more, or read it as it arrives");
            body.error(Unread::TooLarge { what, most, instead })
        };
        if self.content_length().is_some_and(|length| length > most as u64) {
            return Err(too_large(&self));
        }
        let Some(first) = self.chunk().await? else {
            return Ok(Bytes::new());
        };
        if first.len() > most {
            return Err(too_large(&self));
        }
        // Most bodies are of one chunk, which need not be copied.
        let Some(second) = self.chunk().await? else {
            return Ok(first);
        };
        let mut all = BytesMut::from(first);
        let mut next = Some(second);
        while let Some(chunk) = next {
            if all.len() + chunk.len() > most {
                return Err(too_large(&self));
            }
            all.extend_from_slice(&chunk);
            next = self.chunk().await?;
        }
        Ok(all.freeze())
    }

    pub(crate) fn head(&self) -> &Head {
        &self.head
    }

    pub(crate) fn poll_chunk(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        let Some(chunks) = &mut self.chunks else {
            return Poll::Ready(None);
        };
        let unread = match ready!(chunks.as_mut().poll_next(cx)) {
            Some(Ok(chunk)) => {
                self.delivered += chunk.len() as u64;
                return Poll::Ready(Some(Ok(chunk)));
            }
            Some(Err(unread)) => Some(unread),
            None => self.missing().map(|expected| Unread::Short { expected }),
        };
        self.chunks = None;
        Poll::Ready(unread.map(|unread| Err(self.error(unread))))
    }

    /// How long the body should have been, if it was shorter. A connection
    /// looks after this by itself; an answer that was made up does not.
    fn missing(&self) -> Option<u64> {
        let is_head = self.head.operation.method() == Method::Head;
        let has_body = !is_head && self.head.status != StatusCode::NOT_MODIFIED;
        self.content_length().filter(|expected| has_body && self.delivered < *expected)
    }

    fn error(&self, unread: Unread) -> Error {
        let delivered = Delivered { bytes: self.delivered, elements: None };
        Error::unread(&self.head, delivered, unread)
    }
}

/// The body's bytes, of which the next must come before so much time has passed.
fn chunks(response: reqwest::Response, silence: Duration) -> Chunks {
    Box::pin(stream::try_unfold(response, move |mut response| async move {
        match timeout(silence, response.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk.map(|chunk| (chunk, response))),
            Ok(Err(error)) => Err(Unread::Transport(error)),
            Err(_) => Err(Unread::Silence(silence)),
        }
    }))
}

impl Head {
    pub(crate) fn text(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Stream for Body {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(cx)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Body");
        shown.field("operation", &self.head.operation.id()).field("status", &self.status());
        for name in &SHOWN {
            if let Some(value) = self.head.text(name) {
                shown.field(name.as_str(), &redact::scrub(value, &self.head.credentials));
            }
        }
        shown.field("delivered", &self.delivered).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    static HEAD_PLAN: Operation = Operation::new("head_plan", Method::Head, "/v1/plan");

    fn of_five(operation: &'static Operation, status: u16) -> Body {
        let response = http::Response::builder().status(status).header("content-length", "5");
        Body::from_response(operation, response.body("four").unwrap().into())
    }

    #[test]
    fn a_body_may_be_read_in_another_task() {
        fn takes(_: impl Send + Sync + Unpin + 'static) {}
        takes(of_five(&GET_PLAN, 200));
    }

    #[test]
    fn debug_shows_only_harmless_headers_and_no_credential() {
        let response = http::Response::builder()
            .header("set-cookie", "session=s3cret")
            .header("x-anything", "s3cret")
            .header("etag", "\"tok_123\"")
            .header("content-type", "text/plain");
        let response = response.body("s3cret").unwrap().into();
        let body = Body::new(&GET_PLAN, response, vec!["tok_123".into()]);
        assert_eq!(
            format!("{body:?}"),
            r#"Body { operation: "get_plan", status: 200, content-type: "text/plain", "#.to_owned()
                + r#"etag: "\"*******\"", delivered: 0, .. }"#,
        );
    }

    #[tokio::test]
    async fn a_body_that_was_made_up_has_its_length_too() {
        let error = of_five(&GET_PLAN, 200).bytes(10).await.unwrap_err();
        assert!(error.is_interrupted(), "{error:?}");
        assert_eq!(
            error.to_string(),
            "get_plan (GET /v1/plan) broke off (after 4 bytes of its body): its body should have \
             5 bytes; it may have been done all the same, so look before trying again",
        );
        assert_eq!(of_five(&HEAD_PLAN, 200).bytes(10).await.unwrap(), "four");
        assert_eq!(of_five(&GET_PLAN, 304).bytes(10).await.unwrap(), "four");
    }
}
