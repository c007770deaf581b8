//! Registrations: bookings of workspaces, each for one day.

use std::fmt::Display;

use floorkit_mapiq_v1_raw::{
    self as raw,
    operations::{DELETE_REGISTRATIONS, LIST_REGISTRATIONS},
    types::RegistrationList,
};
use floorkit_runtime::{CallOptions, Misread, NonEmptyQueryMap, Reply};
use serde_json::Value;

use super::{BuildingId, Registration, UserId};
use crate::{
    List, ListWorkdays, ListWorkspaceReservations, Result, Selector,
    list::{self, Listing},
};

/// Calls about registrations. Made by
/// [`Client::registrations`](super::Client::registrations).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
/// let bookings = client.registrations().list("2023-05-31").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RegistrationsApi<'a> {
    raw: &'a raw::Client,
}

/// Asks for registrations. Made by [`RegistrationsApi::list`].
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
/// let request = client.registrations().list("2023-05-29").end_date("2023-06-02");
/// let week = request.building_id("9f8e7d6c").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct ListRegistrations<'a> {
    raw: &'a raw::Client,
    start_date: String,
    end_date: Option<String>,
    user_id: Option<UserId>,
    building_id: Option<BuildingId>,
    options: CallOptions,
}

floorkit_runtime::request! {
    "floorkit_mapiq::v1":
        "client.registrations().delete(floorkit_mapiq::Selector::new(\"id\", \"1f0e\")?)";

    /// Deletes registrations. Made by [`RegistrationsApi::delete`].
    #[derive(Clone, Debug)]
    pub struct DeleteRegistrations(raw::builder::DeleteRegistrations, DELETE_REGISTRATIONS) -> ();
}

impl<'a> RegistrationsApi<'a> {
    pub(super) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists who booked a workspace on a day, or on a range of days:
    /// `GET /shifts/registrations`.
    ///
    /// The form of the day is not documented; `2023-05-31` is what a
    /// [`Date`](crate::jiff::civil::Date) of jiff gives. `node_id` names the booked place
    /// at any level; `desk_id`, `area_id` and `floor_id` are empty where the subscription
    /// books by something larger. `user_external_id` is the customer's own id, where
    /// single sign-on sends one. Bookings are kept for as many days as an administrator
    /// says.
    ///
    /// The vendor's table writes one field with a capital letter, `Id`. It is read with
    /// capital or small letters, as all the others are.
    ///
    /// [Vendor's page](https://help.mapiq.com/en/articles/69723)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::jiff::civil::date;
    ///
    /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
    /// for booking in client.registrations().list(date(2023, 5, 31)).send().await? {
    ///     println!("{:?} at {:?}", booking.email, booking.node_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not accepted.
    pub fn list(&self, start_date: impl Display) -> ListRegistrations<'a> {
        ListRegistrations {
            raw: self.raw,
            start_date: start_date.to_string(),
            end_date: None,
            user_id: None,
            building_id: None,
            options: CallOptions::new(),
        }
    }

    /// Deletes the registrations that are selected: `DELETE /shifts/registrations`.
    ///
    /// **Dangerous without the vendor's reference**, as the
    /// [call of version 2](crate::WorkspaceReservationsApi::delete) is, which behaves the
    /// same.
    ///
    /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::Selector;
    ///
    /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
    /// client.registrations().delete(Selector::new("id", "1f0e")?).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of the call of version 2.
    pub fn delete(&self, selector: Selector) -> DeleteRegistrations<'a> {
        let raw = self.raw.delete_registrations();
        DeleteRegistrations::new(raw.filters(NonEmptyQueryMap::from(selector)))
    }
}

impl<'a> ListRegistrations<'a> {
    /// The last day; the first one by default.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
    /// let request = client.registrations().list("2023-05-29").end_date("2023-06-02");
    /// let week = request.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn end_date(mut self, end_date: impl Display) -> Self {
        self.end_date = Some(end_date.to_string());
        self
    }

    /// Only bookings of this user.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
    /// let own = client.registrations().list("2023-05-31").user_id("5b1c7f0e").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn user_id(mut self, user_id: impl Into<UserId>) -> Self {
        self.user_id = Some(user_id.into());
        self
    }

    /// Only bookings in this building.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
    /// let here = client.registrations().list("2023-05-31").building_id("9f8e7d6c");
    /// let here = here.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn building_id(mut self, building_id: impl Into<BuildingId>) -> Self {
        self.building_id = Some(building_id.into());
        self
    }

    /// How this call alone is made: its time limits, whether it may be tried again,
    /// headers of its own.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use floorkit_mapiq::CallOptions;
    /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
    /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
    /// let list = client.registrations().list("2023-05-31").options(patient).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// The request to version 2 that the vendor's table pairs with this one, with the
    /// same query parameters: what they are called there is not known here.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{Client, v1};
    /// # async fn sample(client: v1::Client, v2: Client) -> floorkit_mapiq::Result<()> {
    /// let bookings = client.registrations().list("2023-05-31").to_v2(&v2).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_v2(self, client: &crate::Client) -> ListWorkspaceReservations<'_> {
        let request = client.workspace_reservations().list().options(self.options.clone());
        let query = self.query().into_iter();
        query.fold(request, |request, (name, value)| request.filter(name, value))
    }

    /// The request to version 2 that the vendor recommends to who asked in order to know
    /// who is in the office, with the same query parameters.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{Client, v1};
    /// # async fn sample(client: v1::Client, v2: Client) -> floorkit_mapiq::Result<()> {
    /// let days = client.registrations().list("2023-05-31").to_workdays(&v2).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_workdays(self, client: &crate::Client) -> ListWorkdays<'_> {
        let request = client.workdays().list().options(self.options.clone());
        let query = self.query().into_iter();
        query.fold(request, |request, (name, value)| request.filter(name, value))
    }

    fn query(self) -> Vec<(&'static str, String)> {
        let optional = [
            ("endDate", self.end_date),
            ("userId", self.user_id.map(String::from)),
            ("buildingId", self.building_id.map(String::from)),
        ];
        let optional = optional.into_iter().filter_map(|(name, value)| Some((name, value?)));
        std::iter::once(("startDate", self.start_date)).chain(optional).collect()
    }

    /// Sends the request, and gives the registrations.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
    /// let bookings = client.registrations().list("2023-05-31").send().await?;
    /// println!("{}", bookings.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not accepted,
    /// [`is_decode`](crate::Error::is_decode) if the answer is no list.
    pub async fn send(self) -> Result<List<Registration>> {
        self.reply().await.map(Reply::into_value)
    }

    /// Sends the request, and gives the registrations together with what else is known of
    /// the answer: status, request id, headers.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
    /// let reply = client.registrations().list("2023-05-31").reply().await?;
    /// println!("{} after {} attempts", reply.status(), reply.attempts());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send).
    pub async fn reply(self) -> Result<Reply<List<Registration>>> {
        let Self { raw, start_date, end_date, user_id, building_id, options } = self;
        let mut request = raw.list_registrations().start_date(start_date);
        if let Some(end_date) = end_date {
            request = request.end_date(end_date);
        }
        if let Some(user_id) = user_id {
            request = request.user_id(user_id);
        }
        if let Some(building_id) = building_id {
            request = request.building_id(building_id);
        }
        list::reply(&LIST_REGISTRATIONS, options, false, request.send()).await
    }
}

impl Listing for RegistrationList {
    type Record = Registration;

    fn into_list(self, _: bool) -> Result<List<Registration>, Misread> {
        Ok(List::bare(self.0.into_iter().map(under_known_names).collect()))
    }
}

/// The names of the fields as the vendor's table prints them.
const NAMES: [&str; 15] = [
    "Id",
    "userId",
    "userExternalId",
    "firstName",
    "lastName",
    "email",
    "date",
    "nodeId",
    "deskId",
    "areaId",
    "floorId",
    "floorHasMap",
    "floorNumber",
    "buildingId",
    "buildingName",
];

/// The same registration, in which a field whose name differs from a known one in capital
/// letters only has that one: the table and the service may not agree on those.
fn under_known_names(registration: Registration) -> Registration {
    let known = |name: &str| NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name));
    let strays: Vec<(String, &str)> =
        registration.extra.keys().filter_map(|name| Some((name.clone(), known(name)?))).collect();
    if strays.is_empty() {
        return registration;
    }
    let Ok(Value::Object(mut fields)) = serde_json::to_value(&registration) else {
        return registration;
    };
    for (stray, known) in strays {
        if !fields.contains_key(known)
            && let Some(value) = fields.remove(&stray)
        {
            fields.insert(known.to_owned(), value);
        }
    }
    serde_json::from_value(Value::Object(fields)).unwrap_or(registration)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Registration {
        under_known_names(serde_json::from_value(value).unwrap())
    }

    #[test]
    fn capital_letters_of_names_do_not_matter() {
        let small = read(json!({ "id": "r-1", "userId": "u-1", "isCheckedIn": true }));
        assert_eq!(small.id, Some("r-1".into()));
        let capital = read(json!({ "Id": "r-1", "UserId": "u-1", "isCheckedIn": true }));
        assert_eq!(small, capital);
        assert_eq!(small.extra.len(), 1, "what nobody documented stays");
    }

    #[test]
    fn a_field_that_is_there_twice_or_odd_is_not_lost() {
        let twice = read(json!({ "Id": "r-1", "id": "r-2" }));
        assert_eq!((twice.id, &twice.extra["id"]), (Some("r-1".into()), &json!("r-2")));
        let odd = read(json!({ "id": 7, "email": "ada@acme.example" }));
        assert_eq!((odd.id, &odd.extra["id"]), (None, &json!(7)));
        assert_eq!(odd.email.as_deref(), Some("ada@acme.example"));
    }
}
