//! What a vendor is: the table that generated code writes and this crate acts
//! on.

use crate::Operation;

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
            let (left, right) = (operations[next - 1].id(), operations[next].id());
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
        let index = self.operations.binary_search_by(|operation| operation.id().cmp(id)).ok()?;
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
    use crate::Method;

    static GET: Operation = Operation::new("get", Method::Get, "/a/{id}");
    static GET_ALL: Operation = Operation::new("get_all", Method::Get, "/a");
    static LIST: Operation = Operation::new("list", Method::Get, "/b");
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
    #[should_panic(expected = "each id once")]
    fn an_id_that_comes_twice_is_refused() {
        static TWICE: [&Operation; 2] = [&GET, &GET];
        let _ = Vendor::new("acme", "Acme", "http://localhost").operations(&TWICE);
    }
}
