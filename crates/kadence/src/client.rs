//! The client, and how it is built.

use crate::{
    BookableDaysApi, BookableOnsitePassesApi, BookableSpacesApi, BookingsApi, BuildingsApi,
    FloorsApi, NeighborhoodsApi, Region, SpacesApi, UsersApi, VisitorsApi, VisitsApi,
};

floorkit_runtime::client! {
    "floorkit_kadence", raw: floorkit_kadence_raw, env: "KADENCE";

    /// A client of Kadence. A clone is cheap, and shares connections and token.
    ///
    /// The API is grouped by resource; [`raw`](Self::raw) has it as the vendor wrote it.
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_kadence::{Client, Credentials, Region};
    ///
    /// # async fn sample() -> floorkit_kadence::Result<()> {
    /// let key = Credentials::client_credentials("my-key", "s3cret");
    /// let client = Client::builder().region(Region::UnitedStates).credentials(key).build()?;
    /// let buildings = client.buildings().list().send().await?;
    /// println!("{} buildings", buildings.member.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancellation
    ///
    /// Every future may be dropped at any await. A call that changes something may have
    /// been carried out all the same.
    pub struct Client;

    /// Builds a [`Client`]. Made by [`Client::builder`].
    ///
    /// The credential is an API key: an identifier and a secret, which a global
    /// administrator makes and which reach the whole tenant. They are exchanged for tokens
    /// at the login host of the [`region`](Self::region); whoever sets a
    /// [`base_url`](Self::base_url) may want to set a [`token_url`](Self::token_url) too. A
    /// new secret makes the old one invalid at once.
    ///
    /// No rate limit is documented, and so none is kept to; see
    /// [`limits`](Self::limits) to set one.
    pub struct ClientBuilder;
}

impl ClientBuilder {
    /// Where the tenant lives, [`Region::Europe`] by default: sets both hosts at once.
    ///
    /// ```
    /// use floorkit_kadence::{Client, Region};
    ///
    /// let builder = Client::builder().region(Region::UnitedStates);
    /// ```
    pub fn region(self, region: Region) -> Self {
        self.configure(|builder| builder.region(region.name()))
    }
}

macro_rules! resources {
    ($($(#[$meta:meta])* $name:ident: $api:ident, $example:literal;)+) => {
        impl Client {
            $($(#[$meta])*
            ///
            /// ```no_run
            /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
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
    /// Calls about bookings of desks, rooms and whatever else can be booked.
    bookings: BookingsApi, "client.bookings().list()";

    /// Calls about people.
    users: UsersApi, "client.users().list()";

    /// Calls about buildings.
    buildings: BuildingsApi, "client.buildings().list()";

    /// Calls about floors.
    floors: FloorsApi, "client.floors().list()";

    /// Calls about neighborhoods: parts of a floor.
    neighborhoods: NeighborhoodsApi, "client.neighborhoods().list()";

    /// Calls about spaces: desks, rooms, lockers and the like.
    spaces: SpacesApi, "client.spaces().list()";

    /// Calls about the days on which somebody may book.
    bookable_days: BookableDaysApi,
        "client.bookable_days().list(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\", \"01GTBV1CT3BM8A42SEJ2J5F4EG\")";

    /// Calls about the spaces that somebody may book.
    bookable_spaces: BookableSpacesApi,
        "client.bookable_spaces().list(
    \"01J8ZQ4M6T2V9XK3C5N7P0R1SB\",
    \"01GTBV1CT3BM8A42SEJ2J5F4EG\",
    floorkit_kadence::jiff::Timestamp::now(),
    floorkit_kadence::jiff::Timestamp::now(),
)";

    /// Calls about how many more people a building admits.
    bookable_onsite_passes: BookableOnsitePassesApi,
        "client.bookable_onsite_passes().get(
    \"01J8ZQ4M6T2V9XK3C5N7P0R1SB\",
    floorkit_kadence::jiff::Timestamp::now(),
    floorkit_kadence::jiff::Timestamp::now(),
)";

    /// Calls about visits of guests.
    visits: VisitsApi, "client.visits().list()";

    /// Calls about guests.
    visitors: VisitorsApi, "client.visitors().list()";
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
            let shown = format!("{client:?} {:?}", client.bookings().list());
            assert!(!shown.contains("s3cret"), "{shown}");
        }
    }

    #[test]
    fn a_region_is_both_hosts() {
        for (region, host) in [
            (Region::Europe, "https://api.onkadence.co"),
            (Region::UnitedStates, "https://api.us.onkadence.co"),
        ] {
            let builder = Client::builder().credentials(Credentials::token("s3cret"));
            let client = builder.region(region).build().unwrap();
            assert!(format!("{client:?}").contains(host), "{client:?}");
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
