//! What only a simulated Maptician has.

use super::{
    company::{Kind, N_MAPS, OFFICES, Office},
    world::Maptician,
};
use crate::{
    Simulator,
    shape::{texts, users},
};

/// Where a person is by what calls have said: the vendor has no call that tells.
///
/// # Example
///
/// ```
/// use floorkit_sim::maptician::Whereabouts;
///
/// fn is_in(now: &Whereabouts) -> bool {
///     now.status == "at_location" && now.office_id.is_some()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Whereabouts {
    /// `at_location`, `remote`, `leave` or `clear`.
    pub status: String,
    /// The location where the person is.
    pub office_id: Option<String>,
}

texts! {
    Maptician, "maptician";

    /// A token that never runs out, as long as no call revokes it.
    api_token, "assert!(sim.api_token().starts_with(\"eyJ\"));";
}

users!(Maptician, "maptician");

impl Simulator<Maptician> {
    /// Where a person is; `None` if no call has said it, or the person is not tracked.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::maptician::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert_eq!(sim.whereabouts("nobody"), None);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn whereabouts(&self, user_id: &str) -> Option<Whereabouts> {
        let ledger = self.world().ledger();
        let now = ledger.whereabouts.get(user_id)?;
        Some(Whereabouts { status: now.status.clone(), office_id: now.office.clone() })
    }

    /// The ids of the maps, which no call lists.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), floorkit_sim::Error> {
    /// # use floorkit_sim::maptician::Simulator;
    /// let sim = Simulator::builder().start().await?;
    /// assert_eq!(sim.map_ids().len(), 12);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn map_ids(&self) -> Vec<String> {
        let company = self.world().company;
        let maps = |office: Office| (0..N_MAPS).map(move |map| (office.number, map));
        let all = OFFICES.into_iter().flat_map(maps);
        all.map(|(office, map)| company.id(Kind::Map, office, map)).collect()
    }
}
