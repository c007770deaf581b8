//! The client of version 1, and how it is built.

use super::{
    AuthApi, BuildingsApi, CheckinEventsApi, CheckinStatusesApi, ParkingLotsApi,
    ParkingReservationsApi, RegistrationsApi, UsersApi,
};
use crate::SecretText;

floorkit_runtime::client! {
    "floorkit_mapiq::v1", raw: floorkit_mapiq_v1_raw, env: "MAPIQ_V1";

    /// A client of Mapiq, version 1. A clone is cheap, and shares connections and token.
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::v1::{Client, Credentials};
    ///
    /// # async fn sample() -> floorkit_mapiq::Result<()> {
    /// let account = Credentials::password("client-1", "robot@acme.example", "s3cret");
    /// let client = Client::builder().credentials(account).api_key("key-1").build()?;
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
    /// Two secrets go with every call: the [key](Self::api_key) of the customer, and a
    /// token that the name and the password of a service account are exchanged for. An
    /// account on the developer portal is no service account. None of them works in
    /// version 2.
    pub struct ClientBuilder;
}

impl ClientBuilder {
    /// The customer's key, which goes with every call in the header `mapiq-api-key`, and
    /// with the one that gets the token.
    ///
    /// ```
    /// # use floorkit_mapiq::v1::Client;
    /// let builder = Client::builder().api_key("key-1");
    /// assert!(!format!("{builder:?}").contains("key-1"));
    /// ```
    pub fn api_key(self, key: impl Into<SecretText>) -> Self {
        self.configure(|builder| builder.api_key(key))
    }
}

impl Client {
    /// Calls about tokens.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::v1::Client;
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
    /// let request = client.auth().create_token("client-1", "robot@acme.example", "s3cret");
    /// # Ok(())
    /// # }
    /// ```
    pub fn auth(&self) -> AuthApi<'_> {
        AuthApi::new(&self.raw)
    }

    /// Calls about bookings of workspaces.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::v1::Client;
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
    /// let bookings = client.registrations().list("2023-05-31").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn registrations(&self) -> RegistrationsApi<'_> {
        RegistrationsApi::new(&self.raw)
    }

    /// Calls about bookings of parking spots.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::v1::Client;
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
    /// let bookings = client.parking_reservations().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn parking_reservations(&self) -> ParkingReservationsApi<'_> {
        ParkingReservationsApi::new(&self.raw)
    }

    /// Calls about buildings.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::v1::Client;
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
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
    /// # use floorkit_mapiq::v1::Client;
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
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
    /// # use floorkit_mapiq::v1::Client;
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
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
    /// # use floorkit_mapiq::v1::Client;
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
    /// let events = client.checkin_events().list().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn checkin_events(&self) -> CheckinEventsApi<'_> {
        CheckinEventsApi::new(&self.raw)
    }

    /// Calls about who is checked in now.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::v1::Client;
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
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
        let account = Credentials::password("client-1", "robot@acme.example", "s3cret");
        let builder = Client::builder().credentials(account).api_key("k3y");
        let shown = format!("{builder:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("k3y"), "{shown}");

        let client = builder.build().unwrap();
        let selector = Selector::new("id", "1f0e").unwrap();
        let shown = format!(
            "{client:?} {:?} {:?} {:?}",
            client.users().list(),
            client.registrations().delete(selector),
            client.auth().create_token("client-1", "robot@acme.example", "s3cret"),
        );
        assert!(!shown.contains("s3cret") && !shown.contains("k3y"), "{shown}");
    }
}
