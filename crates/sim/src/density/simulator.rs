//! What only a simulated Density has.

use super::{space::Level, world::Density};
use crate::{Simulator, SimulatorBuilder, shape::texts};

texts! {
    Density, "density";

    /// A token that never runs out.
    api_token, "assert!(sim.api_token().starts_with(\"tok_\"));";

    /// The client id that `create_access_token` takes.
    client_id, "assert!(!sim.client_id().is_empty());";

    /// The secret that belongs to [`client_id`](Self::client_id).
    client_secret, "assert_ne!(sim.client_secret(), sim.client_id());";
}

impl Simulator<Density> {
    /// The ids of all spaces, parents before their children, as `list_spaces`
    /// gives them.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::density::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert!(sim.space_ids().iter().all(|id| id.starts_with("spc_")));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn space_ids(&self) -> Vec<String> {
        self.world().portfolio.spaces.iter().map(|space| space.id.clone()).collect()
    }

    /// The ids of all floors.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::density::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert_eq!(sim.floor_ids().len(), 5);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn floor_ids(&self) -> Vec<String> {
        let spaces = self.world().portfolio.spaces.iter();
        spaces.filter(|space| space.level == Level::Floor).map(|space| space.id.clone()).collect()
    }

    /// Breaks all open WebSockets off, without a word, as when a machine goes down.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::density::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// sim.break_sockets();
    /// # Ok(())
    /// # }
    /// ```
    pub fn break_sockets(&self) {
        self.world().sockets.send_replace(());
    }
}

impl SimulatorBuilder<Density> {
    /// How many buildings the organization has, about 35 spaces each.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::density::Simulator;
    /// let builder = Simulator::builder().buildings(600);
    /// # let _ = builder;
    /// ```
    pub fn buildings(mut self, n_buildings: u32) -> Self {
        self.options.n_buildings = n_buildings;
        self
    }
}
