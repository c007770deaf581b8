//! Guests.

use floorkit_kadence_raw::{self as raw, operations::GET_VISITOR};

use crate::{
    BuildingId, Result, VisitStatus, Visitor, VisitorId, VisitorRsvpStatus,
    list::{self, filters, list},
    times::start_and_end,
};

/// Calls about guests. Made by [`Client::visitors`](crate::Client::visitors).
///
/// ```no_run
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let first = client.visitors().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct VisitorsApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "client.visitors().list()";

    /// Asks for visitors. Made by [`VisitorsApi::list`].
    pub struct ListVisitors(ListVisitors, list_visitors, LIST_VISITORS) -> VisitorCollection of Visitor;
}

filters! {
    ListVisitors: "client.visitors().list()";

    /// Only visitors with this in their email address: **a part of it fits**.
    email: String = "\"acme.example\"";
    /// Only the visitor with this email address.
    email_exact: String = "\"ada@acme.example\"";
    /// Only visitors whose display name has this given name.
    first_name: String = "\"Ada\"";
    /// Only visitors whose display name has this family name.
    last_name: String = "\"Lovelace\"";
    /// Only visitors of this building.
    building_id: BuildingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only visitors who answered an invitation so.
    status: VisitorRsvpStatus = "floorkit_kadence::VisitorRsvpStatus::Accepted";
    /// Only visitors with a visit in this state.
    visit_status: VisitStatus = "floorkit_kadence::VisitStatus::CheckedIn";
}

start_and_end!(ListVisitors: "client.visitors().list()", "visitors");

floorkit_runtime::request! {
    "floorkit_kadence": "client.visitors().get(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\")";

    /// Asks for one visitor. Made by [`VisitorsApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetVisitor(raw::builder::GetVisitor, GET_VISITOR) -> Visitor;
}

impl<'a> VisitorsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists visitors: `GET /v1/public/visitors`.
    ///
    /// Each person is listed once, by the email address in small letters, as of the latest
    /// visit; filters by state and time look at all visits. The names that are filtered by
    /// may differ from those in the answer, which prefers the names of a linked user.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Visitor/operation/api_v1publicvisitors_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// use floorkit_kadence::VisitStatus;
    ///
    /// let mut inside = client.visitors().list().visit_status(VisitStatus::CheckedIn).items();
    /// while let Some(visitor) = inside.next().await.transpose()? {
    ///     println!("{:?}", visitor.display_name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized), presumably, for a token of the
    /// other region.
    pub fn list(&self) -> ListVisitors<'a> {
        ListVisitors::new(self.raw)
    }

    /// Finds the visitor with exactly this email address, in capital or small letters.
    ///
    /// As [`UsersApi::find_by_email`](crate::UsersApi::find_by_email): a filter that fits a
    /// part of an address, or that is passed over, finds nobody else.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let guest = client.visitors().find_by_email("ada@guest.example").await?;
    /// println!("{:?} visits", guest.and_then(|guest| guest.visit_count));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`list`](Self::list).
    pub async fn find_by_email(&self, email: &str) -> Result<Option<Visitor>> {
        let list = self.list().email(email).email_exact(email);
        list::find(list.pages(), |visitor| list::is_email(visitor.email.as_deref(), email)).await
    }

    /// Gets one visitor: `GET /v1/public/visitors/{id}`.
    ///
    /// `id` may be that of any of the person's visits.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Visitor/operation/api_v1publicvisitors_id_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let visitor = client.visitors().get("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such visitor.
    pub fn get(&self, id: impl Into<VisitorId>) -> GetVisitor<'a> {
        GetVisitor::new(self.raw.get_visitor().id(id.into()))
    }
}
