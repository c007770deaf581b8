//! Where people are.

use floorkit_maptician_raw::types;
use floorkit_runtime::Reply;
use serde_json::Value;

use crate::{
    Office, Person, Result, SetPresences,
    fields::Fields,
    request::{api, field, request, send_as},
};

/// The only status whose name is documented.
const AT_LOCATION: &str = "at_location";

/// The names under which an entry, or a batch, may have its location.
pub(crate) const OFFICES: [&str; 4] = ["officeID", "officeName", "location", "office"];

/// The status that every successful answer has, unless nothing was reserved.
const NOTHING_RESERVED: u16 = 202;

api! {
    /// Calls about where people are. Made by
    /// [`Client::presence`](crate::Client::presence).
    ///
    /// Presence is where a person is: at a location, elsewhere, or on leave; it does not
    /// mean busy or free. **No call reads it.** Of somebody whose tracking level is "No
    /// Tracking" nothing is recorded, whatever the answer says.
    ///
    /// ```no_run
    /// use floorkit_maptician::{Office, Person, Presence};
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let ada = Person::Email("ada@acme.example".to_owned());
    /// let here = Presence::at(ada, Office::Name("North".to_owned()));
    /// client.presence().set(here).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct PresenceApi;
}

/// Where somebody is.
///
/// # Example
///
/// ```
/// use floorkit_maptician::{Office, Person, Presence};
///
/// let ada = Person::Email("ada@acme.example".to_owned());
/// let here = Presence::at(ada, Office::Name("North".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Presence(pub(crate) Fields);

/// What became of a call that marks somebody as present and reserves a seat.
///
/// A service that reserves nothing answers with 202, which counts as a success: so the
/// outcome has to be looked at.
///
/// # Example
///
/// ```no_run
/// use floorkit_maptician::{ReserveOutcome, UserId};
///
/// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
/// let ada = UserId::from("0f8fad5b-d9cb-469f-a165-70867728950e");
/// match client.presence().present_and_reserve(ada).send().await? {
///     ReserveOutcome::Done(_) => println!("a seat of hers is reserved"),
///     ReserveOutcome::NothingReserved(_) => println!("she may reserve no seat"),
///     _ => {}
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "nothing may be reserved"]
#[non_exhaustive]
pub enum ReserveOutcome {
    /// A seat that the person may reserve is reserved, now or before, and the person is
    /// present at its location if the call was for today. With what the service says to
    /// it, whose form is not documented.
    Done(Value),
    /// 202: the person may reserve no seat, so nothing was reserved. With what the
    /// service says to it.
    NothingReserved(Value),
}

request! {
    "client.presence().set(floorkit_maptician::Presence::at(
    floorkit_maptician::UserId::from(\"0f8fad5b\"),
    floorkit_maptician::OfficeId::from(\"7c9e6679\"),
))";

    /// Sets where a person is. Made by [`PresenceApi::set`].
    #[derive(Clone)]
    pub struct SetPresence(SetPresence, SET_PRESENCE) -> Value, with body: Presence;
}

request! {
    "client.presence().check_out(floorkit_maptician::UserId::from(\"0f8fad5b\"))";

    /// Clears where a person is. Made by [`PresenceApi::check_out`].
    #[derive(Clone)]
    pub struct CheckOut(CheckOut, CHECK_OUT) -> Value, with body: Fields;
}

request! {
    "client.presence().add_periods()";

    /// Records presence with a start and an end. Made by [`PresenceApi::add_periods`].
    #[derive(Clone)]
    pub struct AddPresencePeriods(AddPresencePeriods, ADD_PRESENCE_PERIODS) -> Value,
        with body: Fields;
}

request! {
    "client.presence().add_starts()";

    /// Records presence with a start only. Made by [`PresenceApi::add_starts`].
    #[derive(Clone)]
    pub struct AddPresenceStarts(AddPresenceStarts, ADD_PRESENCE_STARTS) -> Value,
        with body: Fields;
}

request! {
    "client.presence().add_dates()";

    /// Records presence on whole days. Made by [`PresenceApi::add_dates`].
    #[derive(Clone)]
    pub struct AddPresenceDates(AddPresenceDates, ADD_PRESENCE_DATES) -> Value,
        with body: Fields;
}

request! {
    "client.presence().add_leave()";

    /// Records leave. Made by [`PresenceApi::add_leave`].
    #[derive(Clone)]
    pub struct AddPresenceLeave(AddLeave, ADD_LEAVE) -> Value, with body: Fields;
}

request! {
    "client.presence().present_and_reserve(floorkit_maptician::UserId::from(\"0f8fad5b\"))";

    /// Reserves a person's own seat and marks the person as present. Made by
    /// [`PresenceApi::present_and_reserve`].
    #[derive(Clone)]
    pub struct PresentAndReserve(MarkPresentAndReserve, MARK_PRESENT_AND_RESERVE)
        -> ReserveOutcome, with body: Fields, by outcome;
}

send_as! {
    SetPresence: "client.presence().set(floorkit_maptician::Presence::at(
    floorkit_maptician::UserId::from(\"0f8fad5b\"),
    floorkit_maptician::OfficeId::from(\"7c9e6679\"),
))";
    CheckOut: "client.presence().check_out(floorkit_maptician::UserId::from(\"0f8fad5b\"))";
    AddPresencePeriods: "client.presence().add_periods()";
    AddPresenceStarts: "client.presence().add_starts()";
    AddPresenceDates: "client.presence().add_dates()";
    AddPresenceLeave: "client.presence().add_leave()";
}

field! {
    SetPresence: "client.presence().set(floorkit_maptician::Presence::at(
    floorkit_maptician::UserId::from(\"0f8fad5b\"),
    floorkit_maptician::OfficeId::from(\"7c9e6679\"),
))";
    CheckOut: "client.presence().check_out(floorkit_maptician::UserId::from(\"0f8fad5b\"))";
    AddPresencePeriods: "client.presence().add_periods()";
    AddPresenceStarts: "client.presence().add_starts()";
    AddPresenceDates: "client.presence().add_dates()";
    AddPresenceLeave: "client.presence().add_leave()";
    PresentAndReserve: "client.presence().present_and_reserve(floorkit_maptician::UserId::from(\"0f8fad5b\"))";
}

impl<'a> PresenceApi<'a> {
    /// Sets where a person is now: `POST /ext/v1/presence/presence_entry`.
    ///
    /// For now only, not for the past or the future: meant for doors, networks and the
    /// like.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::{Office, Person, Presence};
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// // At the door, a badge tells the number of an employee.
    /// let ada = Person::EmployeeId("E-1701".to_owned());
    /// let here = Presence::at(ada, Office::Name("North".to_owned()));
    /// client.presence().set(here).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request) if the status is `at_location`
    /// and there is no location; [`is_unauthorized`](crate::Error::is_unauthorized) if the token
    /// is missing or not valid.
    pub fn set(&self, presence: impl Into<Presence>) -> SetPresence<'a> {
        SetPresence::new(self.raw.set_presence(), presence.into())
    }

    /// Sets where several people are: `POST /ext/v1/presence/presence_entries`.
    ///
    /// Of several entries for one person the service takes the first and drops the
    /// others without a word. So those that name a person in the same way are not sent,
    /// and told in the [outcome](crate::SetPresencesOutcome); that two identifiers are of
    /// one person nobody can tell here.
    ///
    /// [Vendor's page](https://maptician.readme.io/reference/post_ext-v1-presence-presence-entries)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::{Office, Person, Presence};
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let north = Office::Name("North".to_owned());
    /// let badges = ["E-1701", "E-1864", "E-1701"];
    /// let entries = badges.map(|badge| Presence::at(Person::EmployeeId(badge.into()), north.clone()));
    /// let outcome = client.presence().set_all(entries).send().await?;
    /// assert_eq!(outcome.duplicates[0].index, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`set`](Self::set); the error tells which entry has no location.
    pub fn set_all(
        &self,
        entries: impl IntoIterator<Item = impl Into<Presence>>,
    ) -> SetPresences<'a> {
        SetPresences::new(self.raw, entries.into_iter().map(Into::into).collect())
    }

    /// Clears where a person is: `POST /ext/v1/presence/checkout`.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::Person;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let ada = Person::EmployeeId("E-1701".to_owned());
    /// client.presence().check_out(ada).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not valid.
    pub fn check_out(&self, person: impl Into<Person>) -> CheckOut<'a> {
        CheckOut::new(self.raw.check_out(), person.into().into_fields())
    }

    /// Records presence with a start and an end, for sources that see people come and go:
    /// `POST /ext/v1/presence/time_bounded`.
    ///
    /// How the request is built is not documented, presumably as that of
    /// [`add_dates`](Self::add_dates). **Send a time zone** if there is a field for one.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use serde_json::json;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// // The names are those of your own look at the vendor's reference.
    /// let entries = json!([{
    ///     "email": "ada@acme.example", "officeName": "North",
    ///     "start": "2026-06-15T08:58:00-04:00", "end": "2026-06-15T17:12:00-04:00",
    /// }]);
    /// client.presence().add_periods().field("entries", entries).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`add_dates`](Self::add_dates).
    pub fn add_periods(&self) -> AddPresencePeriods<'a> {
        AddPresencePeriods::new(self.raw.add_presence_periods(), Fields::default())
    }

    /// Records presence with a start only, for sources that see people come and not go:
    /// `POST /ext/v1/presence/entry_times`.
    ///
    /// Presence ends with the day, or at a time of day that can be set. How the request is
    /// built is not documented, presumably as that of [`add_dates`](Self::add_dates).
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use serde_json::json;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// // The names are those of your own look at the vendor's reference.
    /// let entries = json!([{
    ///     "email": "ada@acme.example", "officeName": "North",
    ///     "start": "2026-06-15T08:58:00-04:00",
    /// }]);
    /// client.presence().add_starts().field("entries", entries).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`add_dates`](Self::add_dates).
    pub fn add_starts(&self) -> AddPresenceStarts<'a> {
        AddPresenceStarts::new(self.raw.add_presence_starts(), Fields::default())
    }

    /// Records presence on whole days, for sources that know the day only:
    /// `POST /ext/v1/presence/dates_only`.
    ///
    /// **All or nothing by default**: one entry that is invalid, that meets other
    /// presence, or that fits no person or location cancels the whole request. Three
    /// fields can each say to leave such an entry out instead; their default is `cancel`,
    /// and neither their names nor the other word is documented. People are found by
    /// `email` by default, in capital or small letters.
    ///
    /// [Vendor's page](https://maptician.readme.io/reference/post_ext-v1-presence-dates-only)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use serde_json::json;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// // But for `email`, the names are those of your own look at the vendor's reference.
    /// let entries = json!([
    ///     { "email": "ada@acme.example", "officeName": "North", "date": "2026-06-15" },
    ///     { "email": "ben@acme.example", "officeName": "North", "date": "2026-06-15" },
    /// ]);
    /// client.presence().add_dates().field("entries", entries).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not valid.
    /// How a batch that is canceled is answered is not documented: look at the answer.
    /// [`may_have_been_sent`](crate::Error::may_have_been_sent) tells whether it may be recorded
    /// all the same.
    pub fn add_dates(&self) -> AddPresenceDates<'a> {
        AddPresenceDates::new(self.raw.add_presence_dates(), Fields::default())
    }

    /// Records leave with a start and an end: `POST /ext/v1/presence/leave_dates`.
    ///
    /// For times at which people do not work. How the request is built is not documented,
    /// presumably as that of [`add_dates`](Self::add_dates).
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use serde_json::json;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// // The names are those of your own look at the vendor's reference.
    /// let entries = json!([{
    ///     "email": "ada@acme.example", "start": "2026-07-06", "end": "2026-07-17",
    /// }]);
    /// client.presence().add_leave().field("entries", entries).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`add_dates`](Self::add_dates).
    pub fn add_leave(&self) -> AddPresenceLeave<'a> {
        AddPresenceLeave::new(self.raw.add_leave(), Fields::default())
    }

    /// Reserves a person's own seat and marks the person as present:
    /// `POST /ext/v1/presence/present_and_reserve`.
    ///
    /// Goes by the seats that only certain people may reserve. A free seat that the person
    /// may reserve is taken until the end of the day, and the person is present at its
    /// location; also if the seat was reserved before. A call for another day than today,
    /// in a [`field`](PresentAndReserve::field) whose name is not documented, changes no
    /// presence.
    ///
    /// [Vendor's page](https://maptician.readme.io/reference/post_ext-v1-presence-present-and-reserve)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::{Person, ReserveOutcome};
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let ada = Person::Email("ada@acme.example".to_owned());
    /// let outcome = client.presence().present_and_reserve(ada).send().await?;
    /// if let ReserveOutcome::NothingReserved(_) = outcome {
    ///     println!("find her a seat in another way");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not valid.
    /// That nothing was reserved is no error: see [`ReserveOutcome`].
    pub fn present_and_reserve(&self, person: impl Into<Person>) -> PresentAndReserve<'a> {
        let body = person.into().into_fields();
        PresentAndReserve::new(self.raw.mark_present_and_reserve(), body)
    }
}

impl Presence {
    /// The person is at this location: an entry with the status `at_location`.
    ///
    /// ```
    /// # use floorkit_maptician::{OfficeId, Presence, UserId};
    /// let here = Presence::at(UserId::from("0f8fad5b"), OfficeId::from("7c9e6679"));
    /// ```
    pub fn at(person: impl Into<Person>, office: impl Into<Office>) -> Self {
        let mut presence = Self::with_status(person, AT_LOCATION);
        office.into().put(&mut presence.0);
        presence
    }

    /// The person has this status, such as one for people who are elsewhere or on leave.
    /// No name but `at_location` is documented, which needs a location: use
    /// [`at`](Self::at), or give one to the whole batch.
    ///
    /// ```
    /// # use floorkit_maptician::{Presence, UserId};
    /// let elsewhere = Presence::with_status(UserId::from("0f8fad5b"), "remote");
    /// ```
    pub fn with_status(person: impl Into<Person>, status: impl Into<String>) -> Self {
        let presence = Self(person.into().into_fields());
        presence.field("status", status.into())
    }

    /// What else there is to say of it, by its name on the wire.
    ///
    /// ```
    /// # use floorkit_maptician::{Presence, UserId};
    /// let presence = Presence::with_status(UserId::from("0f8fad5b"), "at_location");
    /// let here = presence.field("location", "North");
    /// ```
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.insert(name.into(), value.into());
        self
    }

    /// Whether it needs a location and has none.
    pub(crate) fn lacks_office(&self) -> bool {
        let Fields(fields) = &self.0;
        let status = fields.get("status").and_then(Value::as_str);
        status == Some(AT_LOCATION) && !OFFICES.iter().any(|name| fields.contains_key(*name))
    }

    fn insert(&mut self, name: String, value: Value) {
        self.0.insert(name, value);
    }
}

impl ReserveOutcome {
    /// Whether a seat of the person is reserved.
    ///
    /// ```
    /// use floorkit_maptician::ReserveOutcome;
    ///
    /// assert!(!ReserveOutcome::NothingReserved(Default::default()).is_reserved());
    /// ```
    pub fn is_reserved(&self) -> bool {
        matches!(self, Self::Done(_))
    }
}

impl TryFrom<Presence> for types::PresenceEntry {
    type Error = String;

    fn try_from(presence: Presence) -> Result<Self, Self::Error> {
        if presence.lacks_office() {
            return Err(format!("the status `{AT_LOCATION}` needs a location"));
        }
        let Fields(fields) = presence.0;
        serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())
    }
}

fn outcome(reply: Reply<types::PresentAndReserveOutcome>) -> Result<Reply<ReserveOutcome>> {
    let is_nothing = reply.status() == NOTHING_RESERVED;
    reply.try_map(|types::PresentAndReserveOutcome(said)| {
        Ok(if is_nothing {
            ReserveOutcome::NothingReserved(said)
        } else {
            ReserveOutcome::Done(said)
        })
    })
}
