//! What only a simulated Mapiq of version 1 has.

use super::world::MapiqV1;
use crate::{
    Simulator,
    shape::{texts, users},
};

texts! {
    MapiqV1, "mapiq_v1";

    /// A token that never runs out.
    api_token, "assert!(sim.api_token().starts_with(\"eyJ\"));";

    /// The key that goes with every call.
    api_key, "assert!(sim.api_key().starts_with(\"key-\"));";
}

users!(MapiqV1, "mapiq_v1");

impl Simulator<MapiqV1> {
    /// The client id, the name and the password of the service account.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::mapiq_v1::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// let [client_id, username, password] = sim.account();
    /// assert!(username.contains('@'));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn account(&self) -> [&str; 3] {
        let world = self.world();
        [&world.client_id, &world.username, &world.password]
    }
}
