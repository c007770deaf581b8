//! What only a simulated Mapiq of version 1 has.

use super::world::MapiqV1;
use crate::{Simulator, SimulatorBuilder};

impl Simulator<MapiqV1> {
    /// A token that never runs out.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::mapiq_v1::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert!(sim.api_token().starts_with("eyJ"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn api_token(&self) -> &str {
        &self.world().api_token
    }

    /// The key that goes with every call.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::mapiq_v1::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert!(sim.api_key().starts_with("key-"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.world().api_key
    }

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

impl SimulatorBuilder<MapiqV1> {
    /// How many people the company has; 3,000 by default.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::mapiq_v1::Simulator;
    /// let builder = Simulator::builder().users(40);
    /// # let _ = builder;
    /// ```
    pub fn users(mut self, n_users: u32) -> Self {
        self.options.n_users = n_users;
        self
    }
}
