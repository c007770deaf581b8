//! The client, and how it is built.

use std::time::Duration;

use floorkit_density_raw as raw;
use floorkit_runtime::{Credentials, Interceptor, Limits, RetryBudget, RetryPolicy, call};

use crate::{MetricsApi, OccupancyApi, PresenceApi, Result, SessionsApi, SpacesApi};

/// A client of Density. A clone is cheap, and shares connections and token.
///
/// Most of the API is grouped by resource; [`raw`](Self::raw) has the rest.
///
/// # Example
///
/// ```no_run
/// use floorkit_density::{Client, Credentials};
///
/// # async fn sample() -> floorkit_density::Result<()> {
/// let client = Client::builder().credentials(Credentials::token("tok_…")).build()?;
/// println!("{} spaces", client.spaces().list().send().await?.len());
/// # Ok(())
/// # }
/// ```
///
/// # Cancellation
///
/// Every future may be dropped at any await. All that this crate's own methods
/// ask for is read and not changed, so nothing is left half done.
#[derive(Clone, Debug)]
pub struct Client {
    raw: raw::Client,
}

/// Builds a [`Client`]. Made by [`Client::builder`].
///
/// `Debug` does not show the credential.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use floorkit_density::{Client, Credentials};
///
/// let client = Client::builder()
///     .credentials(Credentials::client_credentials("my-app", "s3cret"))
///     .user_agent("facilities-dashboard/2.1")
///     .timeout(Duration::from_secs(120))
///     .build()?;
/// assert!(!format!("{client:?}").contains("s3cret"));
/// # Ok::<(), floorkit_density::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `build`"]
pub struct ClientBuilder(floorkit_runtime::ClientBuilder);

impl Client {
    /// Begins to build a client of `https://api.density.io`.
    ///
    /// # Example
    ///
    /// ```
    /// use floorkit_density::{Client, Credentials};
    ///
    /// let client = Client::builder().credentials(Credentials::token("tok_…")).build()?;
    /// # Ok::<(), floorkit_density::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        let user_agent = concat!("floorkit-density/", env!("CARGO_PKG_VERSION"));
        let vendor = &raw::operations::VENDOR;
        ClientBuilder(floorkit_runtime::ClientBuilder::new(vendor).user_agent(user_agent))
    }

    /// Calls about buildings, floors and rooms.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let spaces = client.spaces().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn spaces(&self) -> SpacesApi<'_> {
        SpacesApi::new(&self.raw)
    }

    /// Calls about how much spaces were used in the past.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let report = client.metrics().all(week).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn metrics(&self) -> MetricsApi<'_> {
        MetricsApi::new(&self.raw)
    }

    /// Calls about the single periods in which spaces were in use.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let quarter = Range::days(date(2025, 4, 1), date(2025, 6, 30))?;
    /// let sessions = client.sessions().list(quarter).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sessions(&self) -> SessionsApi<'_> {
        SessionsApi::new(&self.raw)
    }

    /// Calls about how many people are in spaces now.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let now = client.occupancy().current().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn occupancy(&self) -> OccupancyApi<'_> {
        OccupancyApi::new(&self.raw)
    }

    /// Calls about whether anybody is in spaces now.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let now = client.presence().current().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn presence(&self) -> PresenceApi<'_> {
        PresenceApi::new(&self.raw)
    }

    /// Gets a greeting, to see whether the credential works:
    /// `GET /v3/hello-world`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// println!("{}", client.hello_world().await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not
    /// accepted, [`is_forbidden`](crate::Error::is_forbidden) if the client has
    /// no credential.
    pub async fn hello_world(&self) -> Result<String> {
        call(&raw::operations::GET_HELLO_WORLD, self.raw.get_hello_world().send()).await
    }

    /// Gets the version of the service, such as `1.0.2`: `GET /version`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// println!("Density {}", client.version().await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`hello_world`](Self::hello_world).
    pub async fn version(&self) -> Result<String> {
        call(&raw::operations::GET_VERSION, self.raw.get_version().send()).await
    }

    /// The generated client, for what this crate has no method for: labels,
    /// doorways, sensors, users, sockets, wayfinding, changing spaces.
    ///
    /// It has an error type of its own. Wrap a call of it in
    /// [`call`](crate::call()) to get an [`Error`](crate::Error) that keeps all
    /// that is known about a failure.
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_density::{call, raw::operations::LIST_LABELS};
    ///
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let labels = call(&LIST_LABELS, client.raw().list_labels().send()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn raw(&self) -> &raw::Client {
        &self.raw
    }
}

impl ClientBuilder {
    /// What the client identifies itself with: an API token, or an id and a
    /// secret that are exchanged for short-lived tokens. Both are made by an
    /// owner of the account in Atlas, under Developer.
    ///
    /// ```
    /// use floorkit_density::{Client, Credentials};
    ///
    /// let lasting = Client::builder().credentials(Credentials::token("tok_…"));
    /// let exchanged = Client::builder()
    ///     .credentials(Credentials::client_credentials("my-app", "s3cret"));
    /// ```
    pub fn credentials(self, credentials: impl Into<Credentials>) -> Self {
        Self(self.0.credentials(credentials))
    }

    /// Another base URL: a proxy, or a simulator. If it is not `https`, calls
    /// that need the credential are refused, except on this machine.
    ///
    /// ```
    /// let builder = floorkit_density::Client::builder().base_url("http://127.0.0.1:8080");
    /// ```
    pub fn base_url(self, base_url: impl Into<String>) -> Self {
        Self(self.0.base_url(base_url))
    }

    /// The `User-Agent` that is sent; `floorkit-density/<version>` by default.
    ///
    /// ```
    /// let builder = floorkit_density::Client::builder().user_agent("facilities-dashboard/2.1");
    /// ```
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        Self(self.0.user_agent(user_agent))
    }

    /// The longest time that connecting may take; 5 seconds by default.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let builder = floorkit_density::Client::builder().connect_timeout(Duration::from_secs(2));
    /// ```
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        Self(self.0.connect_timeout(timeout))
    }

    /// The longest time without a byte of the answer; 5 minutes by default.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let builder = floorkit_density::Client::builder().read_timeout(Duration::from_secs(20));
    /// ```
    pub fn read_timeout(self, timeout: Duration) -> Self {
        Self(self.0.read_timeout(timeout))
    }

    /// The longest time that one attempt may take, from sending it to the last
    /// byte of its answer; as long as the whole request by default.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let builder = floorkit_density::Client::builder().attempt_timeout(Duration::from_secs(30));
    /// ```
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        Self(self.0.attempt_timeout(timeout))
    }

    /// The longest time that one request may take: waiting for its turn under the
    /// limits, for a token, all attempts and the pauses between them; 10 minutes
    /// by default. A range that is split takes as many requests as it has parts.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let builder = floorkit_density::Client::builder().timeout(Duration::from_secs(120));
    /// ```
    pub fn timeout(self, timeout: Duration) -> Self {
        Self(self.0.timeout(timeout))
    }

    /// When a request is tried again; [`Backoff`](crate::Backoff) by default. Whatever the
    /// policy, one that changes something and may have been carried out is not.
    ///
    /// ```
    /// use floorkit_density::{Backoff, Client};
    ///
    /// let builder = Client::builder().retry(Backoff::new().attempts(2));
    /// ```
    pub fn retry(self, policy: impl RetryPolicy) -> Self {
        Self(self.0.retry(policy))
    }

    /// What all requests together may spend on being tried again.
    ///
    /// ```
    /// use floorkit_density::{Client, RetryBudget};
    ///
    /// let builder = Client::builder().retry_budget(RetryBudget::new(100));
    /// ```
    pub fn retry_budget(self, budget: RetryBudget) -> Self {
        Self(self.0.retry_budget(budget))
    }

    /// How many requests are made at once and in a second. The default is what
    /// Density allows one IP address, 15 a second: clients behind one address
    /// must share it.
    ///
    /// ```
    /// use floorkit_density::{Client, Limits, raw::operations::VENDOR};
    ///
    /// // Three processes like this one stand behind the same address.
    /// let limits = Limits::of(&VENDOR).share(1.0 / 3.0);
    /// let builder = Client::builder().limits(limits);
    /// ```
    pub fn limits(self, limits: Limits) -> Self {
        Self(self.0.limits(limits))
    }

    /// Runs code of your own before and after each attempt; see [`Interceptor`].
    ///
    /// ```
    /// use floorkit_density::{AttemptOutcome, Client, Interceptor};
    ///
    /// #[derive(Debug)]
    /// struct Log;
    ///
    /// impl Interceptor for Log {
    ///     fn after(&self, outcome: &AttemptOutcome<'_>) {
    ///         println!("{} {:?}", outcome.operation.id(), outcome.status);
    ///     }
    /// }
    ///
    /// let builder = Client::builder().interceptor(Log);
    /// ```
    pub fn interceptor(self, interceptor: impl Interceptor) -> Self {
        Self(self.0.interceptor(interceptor))
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// ```
    /// let client = floorkit_density::Client::builder().build()?;
    /// # Ok::<(), floorkit_density::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_configuration`](crate::Error::is_configuration) if the base URL,
    /// the user agent or the credential cannot be used.
    pub fn build(self) -> Result<Client> {
        Ok(Client { raw: raw::Client::from_parts(self.0.build()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_debug_shows_a_secret() {
        for credentials in
            [Credentials::token("s3cret"), Credentials::client_credentials("id", "s3cret").into()]
        {
            let builder = Client::builder().credentials(credentials);
            let shown = format!("{builder:?}");
            assert!(!shown.contains("s3cret"), "{shown}");

            let client = builder.build().unwrap();
            let (request, shown) = (client.spaces().list(), format!("{client:?}"));
            assert!(!shown.contains("s3cret"), "{shown}");
            assert!(!format!("{request:?}").contains("s3cret"));
        }
    }

    #[tokio::test]
    async fn a_secret_is_not_sent_in_the_open() {
        let builder = Client::builder().credentials(Credentials::token("s3cret"));
        let client = builder.base_url("http://example.com").build().unwrap();
        let error = client.hello_world().await.unwrap_err();
        assert!(error.is_configuration() && !error.may_have_been_sent(), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
}
