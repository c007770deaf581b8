//! Building a client, and what every client carries.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::redirect;
use url::Url;

use crate::{
    Backoff, CallOptions, Credentials, Error, Interceptor, Limits, Operation, RetryBudget,
    RetryPolicy, SecretText, Vendor,
    address::{self, Addresses, Wishes},
    credentials::Kind,
    token::{Credential, Setup, Token},
    transport::Transport,
};

/// Builds what a client of any vendor is made of.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{ClientBuilder, Credentials, Vendor};
///
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
///
/// let parts = ClientBuilder::new(&ACME).credentials(Credentials::token("tok_123")).build()?;
/// assert_eq!(parts.base_url, "https://api.acme.example");
/// # Ok::<(), floorkit_runtime::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "call `build`"]
pub struct ClientBuilder {
    vendor: &'static Vendor,
    wishes: Wishes,
    credentials: Credentials,
    prefix: String,
    api_key: Option<SecretText>,
    user_agent: String,
    connect_timeout: Duration,
    read_timeout: Duration,
    attempt_timeout: Option<Duration>,
    timeout: Duration,
    largest_answer: u64,
    retry: Arc<dyn RetryPolicy>,
    budget: RetryBudget,
    limits: Limits,
    interceptors: Vec<Arc<dyn Interceptor>>,
    http: Option<Arc<SetUp>>,
    transport: Option<Arc<dyn Transport>>,
}

/// How the user sets up the HTTP client.
type SetUp = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// What a client is made of: give it to the raw client's `from_parts`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parts {
    /// The base URL, without a slash at the end.
    pub base_url: String,
    /// The HTTP client.
    pub http: reqwest::Client,
    /// What goes with each request.
    pub inner: Inner,
}

/// What every raw client carries: the vendor, and the credential with its
/// token. A clone shares both.
#[derive(Clone)]
pub struct Inner(Arc<Shared>);

struct Shared {
    vendor: &'static Vendor,
    base: Url,
    credential: Option<Credential>,
    api_key: Option<Arc<Token>>,
    read_timeout: Duration,
    attempt_timeout: Option<Duration>,
    timeout: Duration,
    largest_answer: u64,
    retry: Arc<dyn RetryPolicy>,
    budget: RetryBudget,
    limits: Limits,
    interceptors: Vec<Arc<dyn Interceptor>>,
    transport: Option<Arc<dyn Transport>>,
}

/// On what terms a call is made.
pub(crate) struct Terms {
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) largest_answer: u64,
    pub(crate) retry: Arc<dyn RetryPolicy>,
    pub(crate) is_idempotent: bool,
}

impl ClientBuilder {
    /// A client of this vendor at its own base URL, without a credential.
    pub fn new(vendor: &'static Vendor) -> Self {
        Self {
            vendor,
            wishes: Wishes::default(),
            credentials: Credentials::none(),
            prefix: vendor.credential_header().1.to_owned(),
            api_key: None,
            user_agent: concat!("floorkit-runtime/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(5 * 60),
            attempt_timeout: None,
            timeout: Duration::from_secs(10 * 60),
            largest_answer: 256 * 1024 * 1024,
            retry: Arc::new(Backoff::new()),
            budget: RetryBudget::default(),
            limits: Limits::of(vendor),
            interceptors: Vec::new(),
            http: None,
            transport: None,
        }
    }

    /// Another region of the vendor than the first. Which there are is in
    /// [`Vendor::all_regions`].
    ///
    /// ```
    /// use floorkit_runtime::{ClientBuilder, Region, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://eu.acme.example").regions(&[
    ///     Region::new("eu", "https://eu.acme.example"),
    ///     Region::new("us", "https://us.acme.example"),
    /// ]);
    ///
    /// let parts = ClientBuilder::new(&ACME).region("us").build()?;
    /// assert_eq!(parts.base_url, "https://us.acme.example");
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// ```
    pub fn region(mut self, name: impl Into<String>) -> Self {
        self.wishes.region = Some(name.into());
        self
    }

    /// A part of the base URL that differs from customer to customer, such as a
    /// subdomain: one label of a host name. Which there are is in
    /// [`Vendor::all_variables`].
    ///
    /// ```
    /// use floorkit_runtime::{ClientBuilder, Variable, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://{tenant}.acme.example")
    ///     .variables(&[Variable::new("tenant", "the customer's subdomain")]);
    ///
    /// let parts = ClientBuilder::new(&ACME).variable("tenant", "desk-co").build()?;
    /// assert_eq!(parts.base_url, "https://desk-co.acme.example");
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// ```
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.wishes.variables.insert(name.into(), value.into());
        self
    }

    /// Another base URL: a proxy, a simulator. It may have a path. With a
    /// credential it must be `https`, except on this machine. A token endpoint
    /// that is not below the base URL stays where it is: see
    /// [`token_url`](Self::token_url).
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.wishes.base_url = Some(base_url.into());
        self
    }

    /// Another address of the endpoint that exchanges a credential for a token:
    /// `https`, except on this machine.
    ///
    /// ```
    /// use floorkit_runtime::{ClientBuilder, Credentials, TokenEndpoint, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
    ///     .token_endpoint(TokenEndpoint::form().url("https://login.acme.example/token"));
    ///
    /// let parts = ClientBuilder::new(&ACME)
    ///     .credentials(Credentials::client_credentials("my-app", "s3cret"))
    ///     .base_url("http://127.0.0.1:8080")
    ///     .token_url("http://127.0.0.1:8080/token")
    ///     .build()?;
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// ```
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.wishes.token_url = Some(url.into());
        self
    }

    /// What the client identifies itself with.
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = credentials.into();
        self
    }

    /// Another word before the token in its header, such as `Bearer`; an empty
    /// one means the bare token.
    ///
    /// ```
    /// use floorkit_runtime::{ClientBuilder, Credentials, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    ///
    /// let builder = ClientBuilder::new(&ACME)
    ///     .credentials(Credentials::token("tok_123"))
    ///     .credential_prefix("");
    /// # builder.build()?;
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// ```
    pub fn credential_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// The key that some vendors want with every call, beside the token and for
    /// the token itself.
    ///
    /// ```
    /// use floorkit_runtime::{ClientBuilder, Credentials, Vendor};
    ///
    /// static ACME: Vendor =
    ///     Vendor::new("acme", "Acme", "https://api.acme.example").api_key_header("X-Acme-Key");
    ///
    /// let builder = ClientBuilder::new(&ACME)
    ///     .credentials(Credentials::token("tok_123"))
    ///     .api_key("key_123");
    /// assert!(!format!("{builder:?}").contains("key_123"));
    /// # builder.build()?;
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// ```
    pub fn api_key(mut self, key: impl Into<SecretText>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// The `User-Agent` that is sent.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The longest time that connecting may take; 5 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The longest time without a byte from the vendor; 5 minutes by default,
    /// since some reports are computed before their first byte.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// The longest time from sending one attempt to the last byte of its answer;
    /// by default as long as the whole call may take.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// The longest time for a whole call: waiting for its turn under the limits,
    /// for a token, all attempts and the pauses between them; 10 minutes by
    /// default, since large reports take minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The longest body that is read into memory, in bytes, decompressed; 256 MiB
    /// by default. A longer one is an [`Error::is_too_large`]; it can be read as
    /// it arrives, with [`open`](crate::open).
    pub fn largest_answer(mut self, bytes: u64) -> Self {
        self.largest_answer = bytes;
        self
    }

    /// When a call is tried again; [`Backoff`] by default. Whatever the policy,
    /// a call that may have done something is repeated only if it is idempotent.
    ///
    /// ```
    /// use floorkit_runtime::{Backoff, ClientBuilder, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    ///
    /// let builder = ClientBuilder::new(&ACME).retry(Backoff::new().attempts(2));
    /// ```
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// What all calls together may spend on trying again; see [`RetryBudget`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// How many calls are made at once and in a second; by default what the
    /// vendor documents. Give the same [`Limits`] to all clients that the vendor
    /// counts as one.
    ///
    /// ```
    /// use floorkit_runtime::{ClientBuilder, Limits, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    ///
    /// let limits = Limits::of(&ACME);
    /// let reader = ClientBuilder::new(&ACME).limits(limits.clone());
    /// let writer = ClientBuilder::new(&ACME).limits(limits);
    /// ```
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Runs code of your own before and after each attempt; see [`Interceptor`].
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Sets up the HTTP client otherwise: other proxies, roots of trust, TLS, keep-alive.
    ///
    /// What this crate needs is set afterwards: redirects are not followed, since
    /// they would show the credential around and may make a GET of a POST. Leave
    /// time limits to this builder: the time for a call covers more than one
    /// request.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use floorkit_runtime::{ClientBuilder, Vendor};
    ///
    /// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
    ///
    /// let builder = ClientBuilder::new(&ACME)
    ///     .http(|http| http.pool_idle_timeout(Duration::from_secs(20)).https_only(true));
    /// ```
    pub fn http(
        mut self,
        set_up: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http = Some(Arc::new(set_up));
        self
    }

    #[cfg(feature = "test-util")]
    pub(crate) fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Builds the parts. Nothing is sent yet.
    ///
    /// The system's proxies are used, unless the base URL or the token URL is
    /// plain `http` to this machine: a proxy would see the credential.
    ///
    /// # Errors
    ///
    /// [`Error::is_configuration`] if an address, the user agent or a credential
    /// cannot be used, or one is missing; it says what to call.
    pub fn build(self) -> Result<Parts, Error> {
        let vendor = self.vendor;
        let refuse = |why| Error::configuration(vendor, why, None);
        let fetches = matches!(self.credentials.0, Kind::Exchange(_));
        let Addresses { base, tokens } = self.wishes.resolve(vendor, fetches).map_err(refuse)?;
        let api_key = self.key().map_err(refuse)?.map(Arc::new);
        let token_url = tokens.as_ref().map(|tokens| &tokens.url);
        let is_local = address::is_local(&base) || token_url.is_some_and(address::is_local);
        let http = self.new_http(is_local).map_err(|error| {
            let why = "the HTTP client cannot be built".to_owned();
            Error::configuration(vendor, why, Some(error))
        })?;
        let (prefix, key) = (&self.prefix, api_key.clone());
        let setup = Setup { vendor, prefix, tokens, api_key: key, http: &http };
        let credential = Credential::new(self.credentials, setup).map_err(refuse)?;
        Ok(Parts {
            base_url: base.as_str().trim_end_matches('/').to_owned(),
            http,
            inner: Inner(Arc::new(Shared {
                vendor,
                base,
                credential,
                api_key,
                read_timeout: self.read_timeout,
                attempt_timeout: self.attempt_timeout,
                timeout: self.timeout,
                largest_answer: self.largest_answer,
                retry: self.retry,
                budget: self.budget,
                limits: self.limits,
                interceptors: self.interceptors,
                transport: self.transport,
            })),
        })
    }

    fn new_http(&self, past_proxies: bool) -> reqwest::Result<reqwest::Client> {
        let mut http = reqwest::Client::builder();
        if past_proxies {
            http = http.no_proxy();
        }
        http = http.user_agent(self.user_agent.as_str()).connect_timeout(self.connect_timeout);
        if let Some(set_up) = &self.http {
            http = set_up(http);
        }
        // An API that redirects is one that was addressed wrongly; following
        // would turn a POST into a GET and show the credential around.
        http.redirect(redirect::Policy::none()).build()
    }

    /// The key that goes with every call, if the vendor wants one.
    fn key(&self) -> Result<Option<Token>, String> {
        let name = self.vendor.name();
        match (self.vendor.key_header(), &self.api_key) {
            (None, None) => Ok(None),
            (None, Some(_)) => {
                Err(format!("{name} takes no key beside the token; leave `.api_key(…)` out"))
            }
            (Some(header), Some(key)) => Token::key(header, key.clone()).map(Some),
            // Whoever adds the credential on the way can add the key.
            (Some(_), None) if matches!(self.credentials.0, Kind::None) => Ok(None),
            (Some(header), None) => Err(format!(
                "{name} takes a key with every call, in the header `{header}`; call `.api_key(…)`"
            )),
        }
    }
}

impl Inner {
    /// The vendor that this is a client of.
    pub fn vendor(&self) -> &'static Vendor {
        self.0.vendor
    }

    pub(crate) fn base(&self) -> &Url {
        &self.0.base
    }

    pub(crate) fn credential(&self) -> Option<&Credential> {
        self.0.credential.as_ref()
    }

    pub(crate) fn api_key(&self) -> Option<&Token> {
        self.0.api_key.as_deref()
    }

    pub(crate) fn budget(&self) -> &RetryBudget {
        &self.0.budget
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn interceptors(&self) -> &[Arc<dyn Interceptor>] {
        &self.0.interceptors
    }

    pub(crate) fn transport(&self) -> Option<&dyn Transport> {
        self.0.transport.as_deref()
    }

    /// The client's own terms, and what differs for one call.
    pub(crate) fn terms(&self, operation: &Operation, options: CallOptions) -> Terms {
        let own = &*self.0;
        let timeout = options.timeout.unwrap_or(own.timeout);
        let attempt_timeout = options.attempt_timeout.or(own.attempt_timeout);
        Terms {
            timeout,
            attempt_timeout: attempt_timeout.unwrap_or(Duration::MAX),
            read_timeout: options.read_timeout.unwrap_or(own.read_timeout),
            largest_answer: own.largest_answer,
            retry: options.retry.unwrap_or_else(|| Arc::clone(&own.retry)),
            is_idempotent: options.is_idempotent.unwrap_or(operation.is_idempotent()),
        }
    }

    /// The path of a URL below the base URL's own, if it is below it.
    pub(crate) fn path_below_base<'a>(&self, url: &'a Url) -> Option<&'a str> {
        url.path().strip_prefix(self.0.base.path().trim_end_matches('/'))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address that is refused may be refused for the password in it.
        let shown = |url: &Option<String>| url.as_deref().map(address::parse);
        f.debug_struct("ClientBuilder")
            .field("vendor", &self.vendor.ident())
            .field("region", &self.wishes.region)
            .field("variables", &self.wishes.variables)
            .field("base_url", &shown(&self.wishes.base_url))
            .field("token_url", &shown(&self.wishes.token_url))
            .field("credentials", &self.credentials)
            .field("api_key", &self.api_key)
            .field("user_agent", &self.user_agent)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("timeout", &self.timeout)
            .field("largest_answer", &self.largest_answer)
            .field("retry", &self.retry)
            .field("budget", &self.budget)
            .field("limits", &self.limits)
            .field("interceptors", &self.interceptors)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("vendor", &self.0.vendor.ident())
            .field("base_url", &self.0.base.as_str())
            .field("credential", &self.0.credential)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_may_take_minutes_until_its_first_byte() {
        static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
        let builder = ClientBuilder::new(&ACME);
        assert_eq!(builder.read_timeout, Duration::from_secs(300));
        assert!(builder.read_timeout < builder.timeout);
    }
}
