//! A value, and what else is known of the answer that it came in.

use std::{fmt, time::Duration};

use http::{HeaderMap, StatusCode};
use progenitor_client::ResponseValue;

use crate::{Error, Misread, Operation, error, exec::Course};

/// The value of a call that succeeded, with what is known of the call.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Reply;
///
/// fn line(reply: &Reply<Vec<String>>) -> String {
///     let id = reply.request_id().unwrap_or_else(|| "none".into());
///     format!("{} desks, status {}, request {id}", reply.value().len(), reply.status())
/// }
/// ```
pub struct Reply<T> {
    value: T,
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    /// Boxed, since it is much larger than most values.
    course: Box<Course>,
}

impl<T> Reply<T> {
    pub(crate) fn new(
        operation: &'static Operation,
        response: ResponseValue<T>,
        course: Course,
    ) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { value: response.into_inner(), operation, status, headers, course: Box::new(course) }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The HTTP status, which some vendors tell outcomes apart by: 202 is not
    /// yet 200.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The vendor's name for the request, which its support will ask for.
    pub fn request_id(&self) -> Option<String> {
        error::request_id(&self.headers, &self.course.credentials)
    }

    /// A header of the answer, if it is there and is text. There may be secrets
    /// in headers.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How many attempts it took.
    pub fn attempts(&self) -> u32 {
        self.course.attempts.max(1)
    }

    /// The time from the beginning of the call to the last byte of the answer.
    pub fn elapsed(&self) -> Option<Duration> {
        self.course.elapsed
    }

    /// Makes sense of the value, which may decode and yet be nothing that the
    /// vendor meant.
    ///
    /// ```
    /// use floorkit_runtime::{Error, Misread, Reply};
    ///
    /// fn count(reply: Reply<i64>) -> Result<Reply<u64>, Error> {
    ///     reply.try_map(|n| u64::try_from(n).map_err(|_| Misread::new("fewer than no desks")))
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::is_decode`] for what `read` refuses; it tells as much about the
    /// answer as one of the decoder does.
    pub fn try_map<U>(self, read: impl FnOnce(T) -> Result<U, Misread>) -> Result<Reply<U>, Error> {
        let Self { value, operation, status, headers, course } = self;
        match read(value) {
            Ok(value) => Ok(Reply { value, operation, status, headers, course }),
            Err(misread) => Err(Error::from_misread(operation, *course, misread)),
        }
    }
}

// Headers are not shown: vendors put cookies and other secrets there.
impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("operation", &self.operation.id())
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("attempts", &self.attempts())
            .finish_non_exhaustive()
    }
}
