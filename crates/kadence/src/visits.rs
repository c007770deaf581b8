//! Visits of guests.

use floorkit_kadence_raw::{self as raw, operations::GET_VISIT};

use crate::{
    BuildingId, Visit, VisitId, VisitStatus,
    list::{filters, list},
    times::start_and_end,
};

/// Calls about visits of guests. Made by [`Client::visits`](crate::Client::visits).
///
/// ```no_run
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let first = client.visits().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct VisitsApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "client.visits().list()";

    /// Asks for visits. Made by [`VisitsApi::list`].
    pub struct ListVisits(ListVisits, list_visits, LIST_VISITS) -> VisitCollection of Visit;
}

filters! {
    ListVisits: "client.visits().list()";

    /// Only visits to this building.
    building_id: BuildingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only visits in this state.
    status: VisitStatus = "floorkit_kadence::VisitStatus::Booked";
}

start_and_end!(ListVisits: "client.visits().list()", "visits");

floorkit_runtime::request! {
    "floorkit_kadence": "client.visits().get(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\")";

    /// Asks for one visit. Made by [`VisitsApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetVisit(raw::builder::GetVisit, GET_VISIT) -> Visit;
}

impl<'a> VisitsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists visits: `GET /v1/public/visits`.
    ///
    /// A visit is a booking of a guest, seen by its host and its visitors. What its building
    /// is, an object or a text, is not documented.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Visit/operation/api_v1publicvisits_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let today = floorkit_kadence::jiff::Zoned::now();
    /// let mut coming = client.visits().list().starting().after(today).items();
    /// while let Some(visit) = coming.next().await.transpose()? {
    ///     println!("{:?}", visit.start_date);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized), presumably, for a token of the
    /// other region.
    pub fn list(&self) -> ListVisits<'a> {
        ListVisits::new(self.raw)
    }

    /// Gets one visit: `GET /v1/public/visits/{id}`.
    ///
    /// It has everybody who takes part, the host among them.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Visit/operation/api_v1publicvisits_id_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let visit = client.visits().get("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such visit.
    pub fn get(&self, id: impl Into<VisitId>) -> GetVisit<'a> {
        GetVisit::new(self.raw.get_visit().id(id.into()))
    }
}
