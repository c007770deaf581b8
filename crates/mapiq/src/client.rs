//! The client, and how it is built.

use crate::{
    BuildingsApi, CheckinEventsApi, CheckinStatusesApi, ParkingLotsApi, ParkingSpotReservationsApi,
    UsersApi, WorkdaysApi, WorkspaceReservationsApi,
};

floorkit_runtime::client! {
    "floorkit_mapiq", raw: floorkit_mapiq_raw, env: "MAPIQ";

    /// A client of Mapiq, version 2. A clone is cheap, and shares connections and token.
    ///
    /// The API is grouped by resource; [`raw`](Self::raw) has it as the vendor wrote it.
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::{Client, Credentials};
    ///
    /// # async fn sample() -> floorkit_mapiq::Result<()> {
    /// let credentials = Credentials::client_credentials("my-app", "s3cret");
    /// let client = Client::builder().credentials(credentials).build()?;
    /// println!("{} users", client.users().list().send().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancellation
    ///
    /// Every future may be dropped at any await. A call that changes something may have
    /// been carried out all the same.
    pub struct Client;

    /// Builds a [`Client`] of `https://api.mapiq.com`. Made by [`Client::builder`].
    ///
    /// The credential is the id and the secret of an application, which Mapiq support
    /// registers on request and grants what it may do. They are exchanged for tokens on
    /// another host, `account.mapiq.com`: whoever sets a [`base_url`](Self::base_url)
    /// may want to set a [`token_url`](Self::token_url) too. The API key, the user name
    /// and the password of version 1 are of no use here.
    ///
    /// No rate limit is documented, and so none is kept to; see
    /// [`limits`](Self::limits) to set one.
    pub struct ClientBuilder;
}

impl Client {
    /// Calls about who works where, by day: what tells who is in the office.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let days = client.workdays().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn workdays(&self) -> WorkdaysApi<'_> {
        WorkdaysApi::new(&self.raw)
    }

    /// Calls about bookings of desks and larger workspaces.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let bookings = client.workspace_reservations().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn workspace_reservations(&self) -> WorkspaceReservationsApi<'_> {
        WorkspaceReservationsApi::new(&self.raw)
    }

    /// Calls about bookings of parking spots.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let bookings = client.parking_spot_reservations().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn parking_spot_reservations(&self) -> ParkingSpotReservationsApi<'_> {
        ParkingSpotReservationsApi::new(&self.raw)
    }

    /// Calls about buildings.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let buildings = client.buildings().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn buildings(&self) -> BuildingsApi<'_> {
        BuildingsApi::new(&self.raw)
    }

    /// Calls about parking lots.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let lots = client.parking_lots().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn parking_lots(&self) -> ParkingLotsApi<'_> {
        ParkingLotsApi::new(&self.raw)
    }

    /// Calls about people of the subscription.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let users = client.users().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn users(&self) -> UsersApi<'_> {
        UsersApi::new(&self.raw)
    }

    /// Calls about single check-ins and check-outs.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// client.checkin_events().check_in("5b1c7f0e", "9f8e7d6c").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn checkin_events(&self) -> CheckinEventsApi<'_> {
        CheckinEventsApi::new(&self.raw)
    }

    /// Calls about who is checked in now.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let statuses = client.checkin_statuses().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn checkin_statuses(&self) -> CheckinStatusesApi<'_> {
        CheckinStatusesApi::new(&self.raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Credentials, Selector};

    #[test]
    fn no_debug_shows_a_secret() {
        for credentials in
            [Credentials::token("s3cret"), Credentials::client_credentials("id", "s3cret").into()]
        {
            let builder = Client::builder().credentials(credentials);
            let shown = format!("{builder:?}");
            assert!(!shown.contains("s3cret"), "{shown}");

            let client = builder.build().unwrap();
            let selector = Selector::new("id", "1f0e").unwrap();
            let shown = format!(
                "{client:?} {:?} {:?}",
                client.users().list(),
                client.workspace_reservations().delete(selector),
            );
            assert!(!shown.contains("s3cret"), "{shown}");
        }
    }

    #[tokio::test]
    async fn a_secret_is_not_sent_in_the_open() {
        let builder = Client::builder().credentials(Credentials::token("s3cret"));
        let client = builder.base_url("http://example.com").build().unwrap();
        let error = client.users().list().send().await.unwrap_err();
        assert!(error.is_configuration() && !error.may_have_been_sent(), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
}
