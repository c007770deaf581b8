//! What an operation is: a row of the table that generated code writes and
//! this crate acts on.

use std::fmt;

use jiff::Zoned;

use crate::{Error, LocalDateTime, Span, Window};

/// One operation of a vendor.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Method, Operation};
///
/// static GET_DESK: Operation = Operation::new("get_desk", Method::Get, "/v1/desks/{desk_id}")
///     .tag("Desks")
///     .authenticated()
///     .idempotent()
///     .response("application/json");
///
/// assert!(GET_DESK.is_idempotent());
/// assert_eq!(GET_DESK.response_type(), Some("application/json"));
/// ```
#[derive(Debug)]
pub struct Operation {
    id: &'static str,
    method: Method,
    path: &'static str,
    tag: Option<&'static str>,
    authenticated: bool,
    idempotent: bool,
    request: Option<&'static str>,
    response: Option<&'static str>,
    any_answer: bool,
    comma_lists: &'static [&'static str],
    window: Option<&'static Window>,
    deprecated: Option<&'static str>,
}

/// The method of an operation.
///
/// ```
/// use floorkit_runtime::Method;
///
/// assert_eq!(Method::Patch.as_str(), "PATCH");
/// assert_eq!(http::Method::from(Method::Get), http::Method::GET);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the method of its name")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Patch,
    Head,
    Options,
    Trace,
}

impl Operation {
    /// An operation that needs no credential, is not idempotent, and whose
    /// content types are not known.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            tag: None,
            authenticated: false,
            idempotent: false,
            request: None,
            response: None,
            any_answer: false,
            comma_lists: &[],
            window: None,
            deprecated: None,
        }
    }

    /// The group that the vendor's documentation puts it in.
    #[must_use]
    pub const fn tag(mut self, tag: &'static str) -> Self {
        self.tag = Some(tag);
        self
    }

    /// Needs a credential.
    #[must_use]
    pub const fn authenticated(mut self) -> Self {
        self.authenticated = true;
        self
    }

    /// Doing it twice is the same as doing it once.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// The content type of the request's body.
    #[must_use]
    pub const fn request(mut self, content_type: &'static str) -> Self {
        self.request = Some(content_type);
        self
    }

    /// The content type of the body of a successful answer.
    #[must_use]
    pub const fn response(mut self, content_type: &'static str) -> Self {
        self.response = Some(content_type);
        self
    }

    /// Nobody knows what a successful answer holds: it may be any JSON, a text
    /// or nothing, and is read as JSON, a string or null.
    #[must_use]
    pub const fn any_answer(mut self) -> Self {
        self.any_answer = true;
        self
    }

    /// The query parameters that are lists with commas, which are sent as they are.
    #[must_use]
    pub const fn comma_lists(mut self, names: &'static [&'static str]) -> Self {
        self.comma_lists = names;
        self
    }

    /// How long a range of time may be.
    #[must_use]
    pub const fn window(mut self, window: &'static Window) -> Self {
        self.window = Some(window);
        self
    }

    /// The vendor wants it used no more; what to do instead.
    #[must_use]
    pub const fn deprecated(mut self, instead: &'static str) -> Self {
        self.deprecated = Some(instead);
        self
    }

    /// The id, which is also the name of the method on the raw client.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The path template, such as `/v1/desks/{desk_id}`.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The group that the vendor's documentation puts it in.
    pub const fn group(&self) -> Option<&'static str> {
        self.tag
    }

    /// Whether it needs a credential.
    pub const fn is_authenticated(&self) -> bool {
        self.authenticated
    }

    /// Whether doing it twice is the same as doing it once.
    pub const fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// The content type of the request's body, if it has one.
    pub const fn request_type(&self) -> Option<&'static str> {
        self.request
    }

    /// The content type of the body of a successful answer, if it has one.
    pub const fn response_type(&self) -> Option<&'static str> {
        self.response
    }

    /// Whether a successful answer may hold anything or nothing.
    pub const fn takes_any_answer(&self) -> bool {
        self.any_answer
    }

    /// The query parameters that are lists with commas.
    pub const fn lists_with_commas(&self) -> &'static [&'static str] {
        self.comma_lists
    }

    /// How long a range of time may be, if that is limited.
    pub const fn range(&self) -> Option<&'static Window> {
        self.window
    }

    /// What to do instead, if the operation is deprecated.
    pub const fn deprecation(&self) -> Option<&'static str> {
        self.deprecated
    }

    /// Splits a range of time into parts that the vendor takes in one request;
    /// see [`Window::split`]. Without a limit the range stays whole.
    ///
    /// # Errors
    ///
    /// As [`Window::split`], with this operation named.
    pub fn split(
        &'static self,
        resolution: Option<&str>,
        start: LocalDateTime,
        end: LocalDateTime,
    ) -> Result<Vec<Span>, Error> {
        match self.window {
            Some(window) => window.split(resolution, start, end).map_err(|error| error.at(self)),
            None => Ok(vec![Span { start, end }]),
        }
    }

    /// Splits a range between two instants likewise; see
    /// [`Window::split_zoned`].
    ///
    /// # Errors
    ///
    /// As [`Window::split_zoned`], with this operation named.
    pub fn split_zoned(
        &'static self,
        resolution: Option<&str>,
        start: &Zoned,
        end: &Zoned,
    ) -> Result<Vec<Span<Zoned>>, Error> {
        static ANY: Window = Window::new("start", "end");
        let window = self.window.unwrap_or(&ANY);
        window.split_zoned(resolution, start, end).map_err(|error| error.at(self))
    }

    /// Whether a path, below the base URL, is this operation's template with
    /// every parameter filled in. An empty id or one that is `..` would reach
    /// another operation.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let (mut template, mut given) = (self.path.as_bytes(), path.as_bytes());
        loop {
            let (wanted, templates) = split_segment(template);
            let (segment, segments) = split_segment(given);
            if !fits(wanted, segment) {
                return false;
            }
            match (templates, segments) {
                (None, None) => return true,
                (Some(templates), Some(segments)) => (template, given) = (templates, segments),
                _ => return false,
            }
        }
    }
}

/// As errors name it: `get_desk (GET /v1/desks/{desk_id})`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.id, self.method.as_str(), self.path)
    }
}

impl Method {
    /// The method in capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
        }
    }
}

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Put => Self::PUT,
            Method::Post => Self::POST,
            Method::Delete => Self::DELETE,
            Method::Patch => Self::PATCH,
            Method::Head => Self::HEAD,
            Method::Options => Self::OPTIONS,
            Method::Trace => Self::TRACE,
        }
    }
}

/// The first segment of a path, and the rest behind its slash. Each call checks
/// its path: bytes are looked at, and no more often than needed.
fn split_segment(path: &[u8]) -> (&[u8], Option<&[u8]>) {
    match path.iter().position(|byte| *byte == b'/') {
        Some(slash) => (&path[..slash], Some(&path[slash + 1..])),
        None => (path, None),
    }
}

/// Whether a segment of a path fits a segment of a template, which may have a
/// parameter with something around it, such as `{id}.json`.
fn fits(wanted: &[u8], segment: &[u8]) -> bool {
    let Some(open) = wanted.iter().position(|byte| *byte == b'{') else {
        return wanted == segment;
    };
    let close = wanted.iter().rposition(|byte| *byte == b'}');
    let (before, after) = (&wanted[..open], close.map_or(&[][..], |close| &wanted[close + 1..]));
    segment.len() > before.len() + after.len()
        && segment.starts_with(before)
        && segment.ends_with(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    static GET: Operation = Operation::new("get", Method::Get, "/a/{id}/b/{other_id}");
    static LIST: Operation = Operation::new("list", Method::Get, "/a/{id}.json");

    #[test]
    fn a_path_matches_only_its_own_template() {
        for path in ["/a/1/b/2", "/a/x%2Fy/b/%20"] {
            assert!(GET.matches(path), "{path}");
        }
        for path in ["/a//b/2", "/a/1/b/", "/a/1/b", "/a/1/c/2", "/a/1/b/2/", "/", ""] {
            assert!(!GET.matches(path), "{path}");
        }
        assert!(LIST.matches("/a/7.json") && !LIST.matches("/a/.json") && !LIST.matches("/a/7"));
    }
}
