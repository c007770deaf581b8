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
///     .token_endpoint(TokenEndpoint::json().path("/v1/token"))
///     .rate_limit(RateLimit::new(15, 100, "ip"))
///     .error_pointers(&["/code"], &["/message", "/detail"])
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
    regions: &'static [Region],
    variables: &'static [Variable],
    header: &'static str,
    prefix: &'static str,
    api_key_header: Option<&'static str>,
    token_endpoint: Option<TokenEndpoint>,
    rate_limit: Option<RateLimit>,
    code_pointers: &'static [&'static str],
    message_pointers: &'static [&'static str],
    operations: &'static [&'static Operation],
}

/// A place where a vendor's API is served.
///
/// ```
/// use floorkit_runtime::{Region, Vendor};
///
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://eu.acme.example").regions(&[
///     Region::new("eu", "https://eu.acme.example"),
///     Region::new("us", "https://us.acme.example").token_url("https://login.acme.example/us"),
/// ]);
/// assert_eq!(ACME.all_regions()[1].name(), "us");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Region {
    name: &'static str,
    base_url: &'static str,
    token_url: Option<&'static str>,
}

/// A part of the base URL that differs from customer to customer.
///
/// ```
/// use floorkit_runtime::{Variable, Vendor};
///
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://{tenant}.acme.example")
///     .variables(&[Variable::new("tenant", "the customer's subdomain")]);
/// assert_eq!(ACME.all_variables()[0].description(), "the customer's subdomain");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    name: &'static str,
    description: &'static str,
}

/// Where a credential is exchanged for a token, and how.
///
/// Its address is a path below the base URL, a whole URL, or the
/// [`token_url`](Region::token_url) of the region, which comes first.
///
/// ```
/// use floorkit_runtime::TokenEndpoint;
///
/// const BELOW: TokenEndpoint = TokenEndpoint::form().path("/v1/token").scope("read");
/// const ELSEWHERE: TokenEndpoint = TokenEndpoint::form()
///     .url("https://login.acme.example/token")
///     .password()
///     .fields(&[("response_type", "token")]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TokenEndpoint {
    address: TokenAddress,
    grant: Grant,
    encoding: TokenEncoding,
    scope: Option<&'static str>,
    fields: &'static [(&'static str, &'static str)],
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum TokenAddress {
    Path(&'static str),
    Url(&'static str),
    OfRegion,
}

/// What is exchanged for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    ClientCredentials,
    Password,
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
            regions: &[],
            variables: &[],
            header: "Authorization",
            prefix: "Bearer",
            api_key_header: None,
            token_endpoint: None,
            rate_limit: None,
            code_pointers: &[],
            message_pointers: &[],
            operations: &[],
        }
    }

    /// Where the API is served; the first is the default, and has the base URL.
    #[must_use]
    pub const fn regions(mut self, regions: &'static [Region]) -> Self {
        self.regions = regions;
        self
    }

    /// What each `{name}` in the base URL stands for.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [Variable]) -> Self {
        self.variables = variables;
        self
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

    /// The header of the key that goes with every call, token requests included.
    #[must_use]
    pub const fn api_key_header(mut self, header: &'static str) -> Self {
        self.api_key_header = Some(header);
        self
    }

    /// Where a credential is exchanged for a token.
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

    /// JSON pointers to the code and to the message in an error body, in the
    /// order in which they are tried.
    #[must_use]
    pub const fn error_pointers(
        mut self,
        code: &'static [&'static str],
        message: &'static [&'static str],
    ) -> Self {
        self.code_pointers = code;
        self.message_pointers = message;
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

    /// The base URL that is used unless a client is built with another one or
    /// for another region; a `{name}` in it is one of the variables.
    pub const fn base_url(&self) -> &'static str {
        self.base_url
    }

    /// All regions, the default first; none if there is just the base URL.
    pub const fn all_regions(&self) -> &'static [Region] {
        self.regions
    }

    /// All variables of the base URL.
    pub const fn all_variables(&self) -> &'static [Variable] {
        self.variables
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

    pub(crate) fn key_header(&self) -> Option<&'static str> {
        self.api_key_header
    }

    pub(crate) fn code_pointers(&self) -> &'static [&'static str] {
        self.code_pointers
    }

    pub(crate) fn message_pointers(&self) -> &'static [&'static str] {
        self.message_pointers
    }
}

impl Region {
    /// A region: what a caller chooses it by, and its base URL.
    pub const fn new(name: &'static str, base_url: &'static str) -> Self {
        Self { name, base_url, token_url: None }
    }

    /// Where a credential is exchanged for a token of this region.
    #[must_use]
    pub const fn token_url(mut self, url: &'static str) -> Self {
        self.token_url = Some(url);
        self
    }

    /// What a caller chooses it by.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Where the API is served.
    pub const fn base_url(&self) -> &'static str {
        self.base_url
    }

    pub(crate) fn tokens(&self) -> Option<&'static str> {
        self.token_url
    }
}

impl Variable {
    /// A variable: its name between the braces, and what to put there.
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self { name, description }
    }

    /// The name between the braces.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What to put there, in a few words.
    pub const fn description(&self) -> &'static str {
        self.description
    }
}

impl TokenEndpoint {
    /// An endpoint that takes client credentials in a JSON object, and whose
    /// address each region has.
    pub const fn json() -> Self {
        Self::encoded(TokenEncoding::Json)
    }

    /// An endpoint that takes client credentials in a URL-encoded form, and
    /// whose address each region has.
    pub const fn form() -> Self {
        Self::encoded(TokenEncoding::Form)
    }

    const fn encoded(encoding: TokenEncoding) -> Self {
        let (address, grant) = (TokenAddress::OfRegion, Grant::ClientCredentials);
        Self { address, grant, encoding, scope: None, fields: &[] }
    }

    /// The address is this path below the base URL.
    #[must_use]
    pub const fn path(mut self, path: &'static str) -> Self {
        self.address = TokenAddress::Path(path);
        self
    }

    /// The address is this URL, wherever the API is.
    #[must_use]
    pub const fn url(mut self, url: &'static str) -> Self {
        self.address = TokenAddress::Url(url);
        self
    }

    /// Takes the name and the password of a user instead of client credentials.
    #[must_use]
    pub const fn password(mut self) -> Self {
        self.grant = Grant::Password;
        self
    }

    /// What a token is to allow, unless the caller asks for something else.
    #[must_use]
    pub const fn scope(mut self, scope: &'static str) -> Self {
        self.scope = Some(scope);
        self
    }

    /// Further fields of the request, names and values.
    #[must_use]
    pub const fn fields(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.fields = fields;
        self
    }

    pub(crate) fn address(&self) -> TokenAddress {
        self.address
    }

    pub(crate) fn grant(&self) -> Grant {
        self.grant
    }

    pub(crate) fn encoding(&self) -> TokenEncoding {
        self.encoding
    }

    /// The fields that are always the same, the scope among them.
    pub(crate) fn constants(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let scope = self.scope.map(|scope| ("scope", scope));
        self.fields.iter().copied().chain(scope)
    }
}

impl Grant {
    /// Its name in OAuth 2.0.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::Password => "password",
        }
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
