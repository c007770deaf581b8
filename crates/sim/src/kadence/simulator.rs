//! What only a simulated Kadence has.

use super::world::Kadence;
use crate::{Simulator, SimulatorBuilder};

impl Simulator<Kadence> {
    /// A token that never runs out.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::kadence::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert!(sim.api_token().starts_with("eyJ"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn api_token(&self) -> &str {
        &self.world().api_token
    }

    /// The client id that the token endpoint takes.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::kadence::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert!(!sim.client_id().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.world().client_id
    }

    /// The secret that belongs to [`client_id`](Self::client_id).
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::kadence::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert_ne!(sim.client_secret(), sim.client_id());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.world().client_secret
    }

    /// Where tokens are given out; of the vendor, that is another host than the API's.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::kadence::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert!(sim.token_url().ends_with("/oauth2/token"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn token_url(&self) -> &str {
        &self.world().token_url
    }
}

impl SimulatorBuilder<Kadence> {
    /// How many people the company has; 3,000 by default.
    ///
    /// # Example
    ///
    /// ```
    /// # use floorkit_sim::kadence::Simulator;
    /// let builder = Simulator::builder().users(40);
    /// # let _ = builder;
    /// ```
    pub fn users(mut self, n_users: u32) -> Self {
        self.options.n_users = n_users;
        self
    }
}
