//! Building a client, and what every client carries.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::redirect;
use url::{Host, Url};

use crate::{Credentials, Error, Vendor, token::Credential};

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
    base_url: String,
    credentials: Credentials,
    user_agent: String,
    connect_timeout: Duration,
    read_timeout: Duration,
    timeout: Duration,
}

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
}

impl ClientBuilder {
    /// A client of this vendor at its own base URL, without a credential.
    pub fn new(vendor: &'static Vendor) -> Self {
        Self {
            vendor,
            base_url: vendor.base_url().to_owned(),
            credentials: Credentials::none(),
            user_agent: concat!("floorkit-runtime/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(5 * 60),
            timeout: Duration::from_secs(10 * 60),
        }
    }

    /// Another base URL: another region, a proxy, a simulator. It may have a
    /// path. With a credential it must be `https`, except on this machine.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// What the client identifies itself with.
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = credentials.into();
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

    /// The longest time from sending a request to the last byte of its answer;
    /// 10 minutes by default, since large reports take minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Builds the parts. Nothing is sent yet.
    ///
    /// The system's proxies are used, except for plain `http` to this machine:
    /// a proxy would see the credential.
    ///
    /// # Errors
    ///
    /// [`Error::is_configuration`] if the base URL, the user agent or the
    /// credential cannot be used.
    pub fn build(self) -> Result<Parts, Error> {
        let base = parse_base(&self.base_url).map_err(|why| {
            Error::configuration(self.vendor, format!("the base URL {why}"), None)
        })?;
        let mut http = reqwest::Client::builder();
        if is_local(&base) {
            http = http.no_proxy();
        }
        let http = http
            .user_agent(self.user_agent)
            .connect_timeout(self.connect_timeout)
            .read_timeout(self.read_timeout)
            .timeout(self.timeout)
            // An API that redirects is one that was addressed wrongly; following
            // would turn a POST into a GET and show the credential around.
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| {
                let why = "the HTTP client cannot be built".to_owned();
                Error::configuration(self.vendor, why, Some(error))
            })?;
        let credential = Credential::new(self.credentials, self.vendor, &base, &http)
            .map_err(|why| Error::configuration(self.vendor, why, None))?;
        Ok(Parts {
            base_url: base.as_str().trim_end_matches('/').to_owned(),
            http,
            inner: Inner(Arc::new(Shared { vendor: self.vendor, base, credential })),
        })
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

    /// The path of a URL below the base URL's own, if it is below it.
    pub(crate) fn path_below_base<'a>(&self, url: &'a Url) -> Option<&'a str> {
        url.path().strip_prefix(self.0.base.path().trim_end_matches('/'))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A base URL that is refused may be refused for the password in it.
        f.debug_struct("ClientBuilder")
            .field("vendor", &self.vendor.ident())
            .field("base_url", &parse_base(&self.base_url).map(String::from))
            .field("credentials", &self.credentials)
            .field("user_agent", &self.user_agent)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("timeout", &self.timeout)
            .finish()
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

/// Whether a base URL is plain `http` to this machine: the one case in which a
/// credential is sent without encryption, which a proxy must not read.
fn is_local(base: &Url) -> bool {
    base.scheme() == "http" && is_loopback(base)
}

/// Whether a URL leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn parse_base(text: &str) -> Result<Url, String> {
    // The text itself is not repeated: it may have a password in it.
    let url: Url = text.parse().map_err(|error| format!("cannot be read: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("has the scheme `{}`; it must be https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user name or a password in it; give credentials to the builder".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("has a query or a fragment; give it without".into());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_http_to_this_machine_goes_past_the_proxies() {
        let cases = [
            ("http://127.0.0.1:8080/eu", true),
            ("http://[::1]", true),
            ("http://localhost:1", true),
            ("https://localhost", false),
            ("https://api.acme.example", false),
            ("http://api.acme.example", false),
        ];
        for (url, expected) in cases {
            assert_eq!(is_local(&url.parse().unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn a_report_may_take_minutes_until_its_first_byte() {
        static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
        let builder = ClientBuilder::new(&ACME);
        assert_eq!(builder.read_timeout, Duration::from_secs(300));
        assert!(builder.read_timeout < builder.timeout);
    }
}
