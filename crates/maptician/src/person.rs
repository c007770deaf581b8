//! How people and locations are named.

use serde_json::Value;

use crate::{OfficeId, UserId, fields::Fields};

/// A person, by one of the identifiers that Maptician takes: one is enough.
///
/// # Example
///
/// ```
/// use floorkit_maptician::{Person, UserId};
///
/// let ada = Person::Email("ada@acme.example".to_owned());
/// let ben: Person = UserId::from("0f8fad5b-d9cb-469f-a165-70867728950e").into();
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Person {
    /// `userID`: the id that Maptician gives a person, a UUID.
    UserId(UserId),
    /// `email`, in capital or small letters.
    Email(String),
    /// `employeeID`. **Its case counts.**
    EmployeeId(String),
    /// `externalId`, with a small d: the id at the customer's identity provider. Few
    /// people have one.
    ExternalId(String),
    /// `name`. What happens if two people share it is not documented; name people in
    /// another way if you can.
    Name(String),
}

/// A location, which Maptician calls an office in its fields.
///
/// # Example
///
/// ```
/// use floorkit_maptician::{Office, OfficeId};
///
/// let north: Office = OfficeId::from("7c9e6679-7425-40de-944b-e07fc1f90ae7").into();
/// let south = Office::Name("South".to_owned());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Office {
    /// `officeID`: a UUID.
    Id(OfficeId),
    /// `officeName`: the name as the app shows it.
    Name(String),
}

impl Person {
    pub(crate) fn into_fields(self) -> Fields {
        let mut fields = Fields::default();
        let (name, value) = match self {
            Self::UserId(id) => ("userID", id.to_string()),
            Self::Email(email) => ("email", email),
            Self::EmployeeId(id) => ("employeeID", id),
            Self::ExternalId(id) => ("externalId", id),
            Self::Name(name) => ("name", name),
        };
        fields.insert(name.to_owned(), Value::String(value));
        fields
    }
}

impl Office {
    pub(crate) fn put(self, fields: &mut Fields) {
        let (name, value) = match self {
            Self::Id(id) => ("officeID", id.to_string()),
            Self::Name(name) => ("officeName", name),
        };
        fields.insert(name.to_owned(), Value::String(value));
    }
}

impl From<UserId> for Person {
    fn from(id: UserId) -> Self {
        Self::UserId(id)
    }
}

impl From<OfficeId> for Office {
    fn from(id: OfficeId) -> Self {
        Self::Id(id)
    }
}
