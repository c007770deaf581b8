//! The client, and how it is built.

use crate::{
    AccessEventsApi, DelegatesApi, LocationsApi, MapsApi, OccupantsApi, PrescreenSurveysApi,
    PresenceApi, ProfileImagesApi, ReservationsApi, SeatAssignmentsApi, SeatsApi, TokensApi,
};

floorkit_runtime::client! {
    "floorkit_maptician", raw: floorkit_maptician_raw, env: "MAPTICIAN";

    /// A client of Maptician. A clone is cheap, and shares connections and token.
    ///
    /// The API is grouped by resource; [`raw`](Self::raw) has it as it is on the wire.
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::{Client, Credentials};
    ///
    /// # async fn sample() -> floorkit_maptician::Result<()> {
    /// let token = Credentials::token("eyJ…");
    /// let client = Client::builder().tenant("acme").credentials(token).build()?;
    /// println!("{} seats", client.seats().list().send().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancellation
    ///
    /// Every future may be dropped at any await, but for that of a
    /// [rotation](TokensApi::rotate), with which a token may be lost. A call that
    /// changes something may have been carried out all the same.
    pub struct Client;

    /// Builds a [`Client`] of `https://<tenant>.maptician.com`. Made by
    /// [`Client::builder`].
    ///
    /// Needed are the customer's subdomain, as [`tenant`](Self::tenant), and a token. The
    /// first token comes from the customer's contact at Maptician; more are made by
    /// [`TokensApi::create`]. Give a [`RotatingToken`](crate::RotatingToken) if it is to
    /// be rotated.
    ///
    /// No rate limit is documented, and so none is kept to; see
    /// [`limits`](Self::limits) to set one. No redirect is followed, since it could drop
    /// a body or the token.
    pub struct ClientBuilder;
}

impl ClientBuilder {
    /// The customer's subdomain: `acme` for `https://acme.maptician.com`.
    ///
    /// ```
    /// use floorkit_maptician::{Client, Credentials};
    ///
    /// let builder = Client::builder().tenant("acme").credentials(Credentials::token("eyJ…"));
    /// assert!(builder.build().is_ok());
    /// ```
    pub fn tenant(self, subdomain: impl Into<String>) -> Self {
        self.configure(|builder| builder.variable("tenant", subdomain))
    }

    /// The word before the token in the header; none by default.
    ///
    /// That the token goes into a header is documented; whether a word stands before it
    /// is not. Try `Bearer` if every call is refused with 401.
    ///
    /// ```
    /// use floorkit_maptician::Client;
    ///
    /// let builder = Client::builder().tenant("acme").credential_prefix("Bearer");
    /// ```
    pub fn credential_prefix(self, prefix: impl Into<String>) -> Self {
        self.configure(|builder| builder.credential_prefix(prefix))
    }
}

macro_rules! resources {
    ($($(#[$meta:meta])* $name:ident: $api:ident, $example:literal;)+) => {
        impl Client {
            $($(#[$meta])*
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_maptician::Client) -> Result<(), Box<dyn std::error::Error>> {
            #[doc = concat!("let answer = ", $example, ".send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn $name(&self) -> $api<'_> {
                $api::new(&self.raw)
            })+
        }
    };
}

resources! {
    /// Calls about bookings of seats and rooms.
    reservations: ReservationsApi,
        "client.reservations().list_seats().filter(\"start\", \"2026-06-15\")";

    /// Calls about people.
    occupants: OccupantsApi, "client.occupants().list()";

    /// Calls about who may reserve for whom.
    delegates: DelegatesApi, "client.delegates().get(\"0f8fad5b\")";

    /// Calls about seats.
    seats: SeatsApi, "client.seats().list()";

    /// Calls about seats that belong to somebody for good.
    seat_assignments: SeatAssignmentsApi, "client.seat_assignments().list()";

    /// Calls about locations, which people and maps belong to.
    locations: LocationsApi, "client.locations().list()";

    /// Calls about surveys that people complete before they come in.
    prescreen_surveys: PrescreenSurveysApi, "client.prescreen_surveys().list()";

    /// Calls about the images of people.
    profile_images: ProfileImagesApi, "client.profile_images().get(\"0f8fad5b\")";

    /// Calls about the tokens that the API is called with.
    tokens: TokensApi, "client.tokens().check()";

    /// Calls that report from which public IP address somebody used a system.
    access_events: AccessEventsApi,
        "client.access_events().record(floorkit_maptician::UserId::from(\"0f8fad5b\"))";

    /// Calls about where people are. None reads it.
    presence: PresenceApi,
        "client.presence().check_out(floorkit_maptician::UserId::from(\"0f8fad5b\"))";

    /// Calls that export maps.
    maps: MapsApi, "client.maps().export(\"map-1\", floorkit_maptician::MapFormat::Svg)";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Credentials, RotatingToken, SecretText};

    #[test]
    fn no_debug_shows_a_secret() {
        let token = RotatingToken::new("s3cret");
        let builder = Client::builder().tenant("acme").credentials(token.clone());
        let shown = format!("{builder:?}");
        assert!(!shown.contains("s3cret"), "{shown}");

        let client = builder.build().unwrap();
        let tokens = client.tokens();
        let secret = || SecretText::from("s3cret");
        let shown = format!(
            "{client:?} {:?} {:?} {:?} {:?} {:?}",
            client.seats().list(),
            tokens.check().secret("token", secret()),
            tokens.create().secret("from", secret()),
            tokens.rotate(&token).secret("token", secret()),
            tokens.revoke("token", secret()),
        );
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[tokio::test]
    async fn a_secret_is_not_sent_in_the_open() {
        let builder = Client::builder().credentials(Credentials::token("s3cret"));
        let client = builder.base_url("http://example.com").build().unwrap();
        let error = client.seats().list().send().await.unwrap_err();
        assert!(error.is_configuration() && !error.may_have_been_sent(), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }

    #[test]
    fn a_client_without_a_tenant_is_refused() {
        let error = Client::builder().credentials(Credentials::token("s3cret")).build();
        let error = error.unwrap_err();
        assert!(error.is_configuration() && error.to_string().contains("tenant"), "{error}");
    }
}
