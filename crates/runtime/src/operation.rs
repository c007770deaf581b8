//! What a vendor is and what its operations are: the tables that generated
//! code writes and this crate acts on.

use std::fmt;

use crate::{Error, LocalDateTime, Span, Window};

/// A vendor: where it is, how a client identifies itself, what it can do.
///
/// Written by the generator as a `static`; every part is known when the crate
/// is built.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Method, Operation, RateLimit, TokenEndpoint, Vendor};
///
/// static LIST_DESKS: Operation =
///     Operation::new("list_desks", Method::Get, "/v1/desks").authenticated();
/// static OPERATIONS: [&Operation; 1] = [&LIST_DESKS];
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
///     .credentials("Authorization", "Bearer")
///     .token_endpoint(TokenEndpoint::json("/v1/token", "client_credentials"))
///     .rate_limit(RateLimit::new(15, 100, "ip"))
///     .error_pointers("/code", "/message")
///     .operations(&OPERATIONS);
///
/// assert_eq!(ACME.operation("list_desks").map(Operation::path), Some("/v1/desks"));
/// assert!(ACME.operation("list_chairs").is_none());
/// ```
#[derive(Debug)]
pub struct Vendor {
    ident: &'static str,
    name: &'static str,
    base_url: &'static str,
    header: &'static str,
    prefix: &'static str,
    token_endpoint: Option<TokenEndpoint>,
    rate_limit: Option<RateLimit>,
    code_pointer: Option<&'static str>,
    message_pointer: Option<&'static str>,
    operations: &'static [&'static Operation],
}

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

/// Where client credentials are exchanged for a token, and how.
///
/// ```
/// use floorkit_runtime::TokenEndpoint;
///
/// const TOKENS: TokenEndpoint = TokenEndpoint::form("/v1/token", "client_credentials");
/// assert_eq!(TOKENS.path(), "/v1/token");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TokenEndpoint {
    path: &'static str,
    grant_type: &'static str,
    encoding: TokenEncoding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenEncoding {
    Json,
    Form,
}

/// How many calls a vendor takes.
///
/// ```
/// use floorkit_runtime::RateLimit;
///
/// const LIMIT: RateLimit = RateLimit::new(15, 100, "ip");
/// assert_eq!((LIMIT.requests_per_second(), LIMIT.burst(), LIMIT.scope()), (15, 100, "ip"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    requests_per_second: u32,
    burst: u32,
    scope: &'static str,
}

impl Vendor {
    /// A vendor without operations: its identifier in code, its name in texts,
    /// and the base URL of its API.
    pub const fn new(ident: &'static str, name: &'static str, base_url: &'static str) -> Self {
        Self {
            ident,
            name,
            base_url,
            header: "Authorization",
            prefix: "Bearer",
            token_endpoint: None,
            rate_limit: None,
            code_pointer: None,
            message_pointer: None,
            operations: &[],
        }
    }

    /// The header that carries the credential, and the word before it in that
    /// header; an empty word means the bare credential. The default is
    /// `Authorization` and `Bearer`.
    #[must_use]
    pub const fn credentials(mut self, header: &'static str, prefix: &'static str) -> Self {
        self.header = header;
        self.prefix = prefix;
        self
    }

    /// Where client credentials are exchanged for a token.
    #[must_use]
    pub const fn token_endpoint(mut self, endpoint: TokenEndpoint) -> Self {
        self.token_endpoint = Some(endpoint);
        self
    }

    /// How many calls the vendor takes.
    #[must_use]
    pub const fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// JSON pointers to the code and to the message in an error body.
    #[must_use]
    pub const fn error_pointers(mut self, code: &'static str, message: &'static str) -> Self {
        self.code_pointer = Some(code);
        self.message_pointer = Some(message);
        self
    }

    /// The operations, sorted by id.
    ///
    /// # Panics
    ///
    /// If they are not sorted, or two have the same id. In a `static` that is
    /// an error at compile time.
    #[must_use]
    pub const fn operations(mut self, operations: &'static [&'static Operation]) -> Self {
        let mut next = 1;
        while next < operations.len() {
            let (left, right) = (operations[next - 1].id, operations[next].id);
            assert!(precedes(left, right), "operations must be sorted by id, each id once");
            next += 1;
        }
        self.operations = operations;
        self
    }

    /// The identifier in code, such as a folder name.
    pub const fn ident(&self) -> &'static str {
        self.ident
    }

    /// The name as people write it.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The base URL that is used unless a client is built with another one.
    pub const fn base_url(&self) -> &'static str {
        self.base_url
    }

    /// The vendor's rate limit, if it is known.
    pub const fn quota(&self) -> Option<RateLimit> {
        self.rate_limit
    }

    /// All operations, sorted by id.
    pub const fn all_operations(&self) -> &'static [&'static Operation] {
        self.operations
    }

    /// The operation with the given id.
    pub fn operation(&self, id: &str) -> Option<&'static Operation> {
        let index = self.operations.binary_search_by(|operation| operation.id.cmp(id)).ok()?;
        self.operations.get(index).copied()
    }

    pub(crate) fn credential_header(&self) -> (&'static str, &'static str) {
        (self.header, self.prefix)
    }

    pub(crate) fn tokens(&self) -> Option<TokenEndpoint> {
        self.token_endpoint
    }

    pub(crate) fn code_pointer(&self) -> Option<&'static str> {
        self.code_pointer
    }

    pub(crate) fn message_pointer(&self) -> Option<&'static str> {
        self.message_pointer
    }
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

    /// Whether a path, below the base URL, is this operation's template with
    /// every parameter filled in. An empty id or one that is `..` would reach
    /// another operation.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let (mut template, mut given) = (self.path.split('/'), path.split('/'));
        loop {
            match (template.next(), given.next()) {
                (None, None) => return true,
                (Some(wanted), Some(segment)) if fits(wanted, segment) => {}
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

impl TokenEndpoint {
    /// An endpoint that takes a JSON object.
    pub const fn json(path: &'static str, grant_type: &'static str) -> Self {
        Self { path, grant_type, encoding: TokenEncoding::Json }
    }

    /// An endpoint that takes a URL-encoded form.
    pub const fn form(path: &'static str, grant_type: &'static str) -> Self {
        Self { path, grant_type, encoding: TokenEncoding::Form }
    }

    /// The path below the base URL.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The value of `grant_type` that is sent.
    pub const fn grant_type(&self) -> &'static str {
        self.grant_type
    }

    pub(crate) fn encoding(&self) -> TokenEncoding {
        self.encoding
    }
}

impl RateLimit {
    /// A steady rate, how many calls may come at once, and what shares it,
    /// such as `ip` or `token`.
    pub const fn new(requests_per_second: u32, burst: u32, scope: &'static str) -> Self {
        Self { requests_per_second, burst, scope }
    }

    /// The steady rate.
    pub const fn requests_per_second(&self) -> u32 {
        self.requests_per_second
    }

    /// How many calls may come at once.
    pub const fn burst(&self) -> u32 {
        self.burst
    }

    /// What shares the limit, such as `ip` or `token`.
    pub const fn scope(&self) -> &'static str {
        self.scope
    }
}

/// Whether a segment of a path fits a segment of a template, which may have a
/// parameter with something around it, such as `{id}.json`.
fn fits(wanted: &str, segment: &str) -> bool {
    let Some((before, rest)) = wanted.split_once('{') else {
        return wanted == segment;
    };
    let after = rest.rsplit_once('}').map_or("", |(_, after)| after);
    segment.len() > before.len() + after.len()
        && segment.starts_with(before)
        && segment.ends_with(after)
}

/// Comparing strings is not `const` yet.
const fn precedes(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return left[at] < right[at];
        }
        at += 1;
    }
    left.len() < right.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    static GET: Operation = Operation::new("get", Method::Get, "/a/{id}/b/{other_id}");
    static GET_ALL: Operation = Operation::new("get_all", Method::Get, "/a");
    static LIST: Operation = Operation::new("list", Method::Get, "/a/{id}.json");
    static SORTED: [&Operation; 3] = [&GET, &GET_ALL, &LIST];
    static VENDOR: Vendor = Vendor::new("acme", "Acme", "http://localhost").operations(&SORTED);

    #[test]
    fn every_operation_is_found_by_id() {
        for operation in VENDOR.all_operations() {
            assert_eq!(VENDOR.operation(operation.id()).map(Operation::id), Some(operation.id()));
        }
        for id in ["", "ge", "get_", "lists"] {
            assert!(VENDOR.operation(id).is_none());
        }
    }

    #[test]
    #[should_panic(expected = "sorted by id")]
    fn an_unsorted_table_is_refused() {
        static UNSORTED: [&Operation; 2] = [&GET_ALL, &GET];
        let _ = Vendor::new("acme", "Acme", "http://localhost").operations(&UNSORTED);
    }

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
