//! Workdays: who works where, by day.

use floorkit_mapiq_raw::{self as raw, operations::LIST_WORKDAYS};

use crate::{Workday, list::list};

/// Calls about workdays. Made by [`Client::workdays`](crate::Client::workdays).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// let days = client.workdays().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WorkdaysApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "floorkit_mapiq": "client.workdays().list()";

    /// Asks for workdays. Made by [`WorkdaysApi::list`].
    pub struct ListWorkdays(raw.list_workdays, LIST_WORKDAYS) -> Workday, in parts;
}

impl<'a> WorkdaysApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists who works where on the days of a range: `GET /v2/workdays`.
    ///
    /// **The path is a guess**: the vendor presents this resource without printing where
    /// it is. If the service answers 404, it is elsewhere.
    ///
    /// A workday says of a user whether they work at the office, and in which one, work
    /// remotely, or do not work. It is what the vendor recommends to learn who is in the
    /// office: somebody may come without having booked a desk. A day may be divided into
    /// several slots, so one person may come with several records of a day.
    ///
    /// The names of the parameters for the range, of the fields and of the three states
    /// stand only in the vendor's reference on the developer portal; the service of the
    /// vendor's own app writes `OfficeDay` for the first state.
    ///
    /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use std::collections::BTreeSet;
    ///
    /// use floorkit_mapiq::{Record as _, jiff::civil::date};
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let day = date(2026, 6, 15);
    /// let request = client.workdays().list().filter("startDate", day).filter("endDate", day);
    /// let days = request.send().await?;
    /// let office = days.iter().filter(|day| day.text("status") == Some("OfficeDay"));
    /// let people: BTreeSet<&str> = office.filter_map(|day| day.text("userId")).collect();
    /// println!("{} people are in", people.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if the guess was wrong,
    /// [`is_bad_request`](crate::Error::is_bad_request) perhaps if the range is too wide
    /// or in the past, as the vendor's own app is answered.
    pub fn list(&self) -> ListWorkdays<'a> {
        ListWorkdays::new(self.raw)
    }
}
