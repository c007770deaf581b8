//! The client, and how it is built.

use floorkit_density_raw as raw;
use floorkit_runtime::call;

use crate::{
    DoorwaysApi, LabelGroupsApi, LabelsApi, MetricsApi, OccupancyApi, PresenceApi, Result,
    SensorsApi, SessionsApi, SpacesApi, TokensApi, UsersApi, WayfindingApi,
};

floorkit_runtime::client! {
    "floorkit_density", raw: floorkit_density_raw, env: "DENSITY";

    /// A client of Density. A clone is cheap, and shares connections and token.
    ///
    /// The API is grouped by resource; [`raw`](Self::raw) has it as the vendor wrote it.
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
    /// Every future may be dropped at any await. A call that changes something may have
    /// been carried out all the same.
    pub struct Client;

    /// Builds a [`Client`] of `https://api.density.io`. Made by [`Client::builder`].
    ///
    /// The credential is an API token, or an id and a secret that are exchanged for
    /// short-lived tokens. Both are made by an owner of the account in Atlas, under
    /// Developer. By default a client and its clones keep to what Density allows one IP
    /// address, 15 requests a second: clients behind one address must share that.
    pub struct ClientBuilder;
}

impl Client {
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

    /// Calls about the labels of spaces.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let labels = client.labels().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn labels(&self) -> LabelsApi<'_> {
        LabelsApi::new(&self.raw)
    }

    /// Calls about the groups that labels are in.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let groups = client.label_groups().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn label_groups(&self) -> LabelGroupsApi<'_> {
        LabelGroupsApi::new(&self.raw)
    }

    /// Calls about the places that Entry sensors watch.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let doorways = client.doorways().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn doorways(&self) -> DoorwaysApi<'_> {
        DoorwaysApi::new(&self.raw)
    }

    /// Calls about sensors and their health.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let health = client.sensors().current_health().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sensors(&self) -> SensorsApi<'_> {
        SensorsApi::new(&self.raw)
    }

    /// Calls about the users of the organization.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let users = client.users().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn users(&self) -> UsersApi<'_> {
        UsersApi::new(&self.raw)
    }

    /// Calls about the displays of wayfinding.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let token = client.wayfinding().create_token("my-app", "s3cret", "display-1").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn wayfinding(&self) -> WayfindingApi<'_> {
        WayfindingApi::new(&self.raw)
    }

    /// Calls about access tokens, for others to use: the client makes its own by itself.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let token = client.tokens().create("my-app", "s3cret").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn tokens(&self) -> TokensApi<'_> {
        TokensApi::new(&self.raw)
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credentials;

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
