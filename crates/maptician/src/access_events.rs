//! Accesses from public IP addresses.

use floorkit_maptician_raw::types;
use serde_json::Value;

use crate::{
    Person,
    fields::Fields,
    request::{api, field, request, send_as},
};

api! {
    /// Calls that report from which public IP address somebody used a system. Made by
    /// [`Client::access_events`](crate::Client::access_events).
    ///
    /// If the customer has given the address a location, and has switched it on, the
    /// person is then present there. An access from an address that is not listed
    /// presumably does nothing.
    ///
    /// ```no_run
    /// use floorkit_maptician::Person;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let ada = Person::Email("ada@acme.example".to_owned());
    /// client.access_events().record(ada).field("ip", "203.0.113.7").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct AccessEventsApi;
}

request! {
    "client.access_events().record(floorkit_maptician::UserId::from(\"0f8fad5b\"))";

    /// Reports one access. Made by [`AccessEventsApi::record`].
    #[derive(Clone)]
    pub struct RecordAccess(RecordAccessEvent, RECORD_ACCESS_EVENT) -> Value, with body: Access;
}

request! {
    "client.access_events().record_all([
    floorkit_maptician::Access::of(floorkit_maptician::UserId::from(\"0f8fad5b\")),
])";

    /// Reports several accesses. Made by [`AccessEventsApi::record_all`].
    #[derive(Clone)]
    pub struct RecordAccesses(RecordAccessEvents, RECORD_ACCESS_EVENTS) -> Value,
        with body: Accesses;
}

send_as! {
    RecordAccess: "client.access_events().record(floorkit_maptician::UserId::from(\"0f8fad5b\"))";
    RecordAccesses: "client.access_events().record_all([
    floorkit_maptician::Access::of(floorkit_maptician::UserId::from(\"0f8fad5b\")),
])";
}

field! {
    RecordAccess: "client.access_events().record(floorkit_maptician::UserId::from(\"0f8fad5b\"))";
}

/// That somebody used a system from a public IP address.
///
/// The name of the field for the address is not documented.
///
/// # Example
///
/// ```
/// use floorkit_maptician::{Access, Person};
///
/// let access = Access::of(Person::EmployeeId("E-1701".into())).field("ip", "203.0.113.7");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Access(Fields);

/// Several of them: a body by itself.
#[derive(Clone, Debug)]
pub(crate) struct Accesses(Vec<Access>);

impl Access {
    /// An access of this person.
    ///
    /// ```
    /// # use floorkit_maptician::{Access, UserId};
    /// let access = Access::of(UserId::from("0f8fad5b-d9cb-469f-a165-70867728950e"));
    /// ```
    pub fn of(person: impl Into<Person>) -> Self {
        Self(person.into().into_fields())
    }

    /// What else is known of it, by its name on the wire.
    ///
    /// ```
    /// # use floorkit_maptician::{Access, UserId};
    /// let access = Access::of(UserId::from("0f8fad5b")).field("ip", "203.0.113.7");
    /// ```
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.insert(name.into(), value.into());
        self
    }

    fn insert(&mut self, name: String, value: Value) {
        self.0.insert(name, value);
    }
}

impl<'a> AccessEventsApi<'a> {
    /// Reports one access: `POST /ext/v1/ip/access_event`.
    ///
    /// The public IP address goes into [`field`](RecordAccess::field), under a name that
    /// is not documented. Somebody who is not tracked leaves no trace, whatever the
    /// answer says.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::Person;
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let ada = Person::Email("ada@acme.example".to_owned());
    /// client.access_events().record(ada).field("ip", "203.0.113.7").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is missing or not
    /// valid. [`may_have_been_sent`](crate::Error::may_have_been_sent) tells whether it
    /// may be recorded all the same.
    pub fn record(&self, person: impl Into<Person>) -> RecordAccess<'a> {
        RecordAccess::new(self.raw.record_access_event(), Access::of(person))
    }

    /// Reports several accesses: `POST /ext/v1/ip/access_events`.
    ///
    /// Whether one bad access refuses all is not documented.
    ///
    /// [Vendor's page](https://help.maptician.com/en_US/api-guide/api-documentation-overview)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_maptician::{Access, Person};
    ///
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let seen = [("E-1701", "203.0.113.7"), ("E-1864", "203.0.113.9")];
    /// let accesses = seen.map(|(employee, address)| {
    ///     Access::of(Person::EmployeeId(employee.to_owned())).field("ip", address)
    /// });
    /// client.access_events().record_all(accesses).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`record`](Self::record).
    pub fn record_all(&self, accesses: impl IntoIterator<Item = Access>) -> RecordAccesses<'a> {
        let accesses = Accesses(accesses.into_iter().collect());
        RecordAccesses::new(self.raw.record_access_events(), accesses)
    }
}

impl TryFrom<Access> for types::AccessEvent {
    type Error = serde_json::Error;

    fn try_from(access: Access) -> Result<Self, Self::Error> {
        access.0.try_into()
    }
}

impl TryFrom<Accesses> for Vec<types::AccessEvent> {
    type Error = serde_json::Error;

    fn try_from(accesses: Accesses) -> Result<Self, Self::Error> {
        accesses.0.into_iter().map(TryInto::try_into).collect()
    }
}
