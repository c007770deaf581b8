//! Presence of several people at once.

use std::collections::HashMap;

use floorkit_maptician_raw::{self as raw, operations::SET_PRESENCES, types};
use floorkit_runtime::{CallOptions, Error, call_as};
use serde_json::Value;

use crate::{Office, Presence, Result, fields::Fields, presence::OFFICES, request::field};

/// Sets where several people are. Made by
/// [`PresenceApi::set_all`](crate::PresenceApi::set_all).
///
/// # Example
///
/// ```no_run
/// use floorkit_maptician::{OfficeId, Presence, UserId};
///
/// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
/// let ada = Presence::with_status(UserId::from("0f8fad5b"), "at_location");
/// let request = client.presence().set_all([ada]).office(OfficeId::from("7c9e6679"));
/// let outcome = request.send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct SetPresences<'a> {
    raw: &'a raw::Client,
    entries: Vec<Presence>,
    body: Fields,
    options: CallOptions,
}

/// What became of entries for several people.
///
/// # Example
///
/// ```no_run
/// use floorkit_maptician::SetPresencesOutcome;
///
/// fn report(outcome: &SetPresencesOutcome) {
///     for duplicate in &outcome.duplicates {
///         println!("entry {} is of the person of entry {}", duplicate.index, duplicate.first);
///     }
///     println!("the service says {}", outcome.answer);
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SetPresencesOutcome {
    /// The entries that were sent, by their places among those that were given, from 0 on:
    /// what the answer is about, in this order.
    pub sent: Vec<usize>,
    /// The entries that were not sent, since the service would have dropped them without
    /// a word: an earlier one is of the same person.
    pub duplicates: Vec<Duplicate>,
    /// What the service says, whose form is not documented. Which entries it refused can
    /// only be seen in it.
    pub answer: Value,
}

/// An entry that was not sent.
///
/// # Example
///
/// ```
/// fn line(duplicate: floorkit_maptician::Duplicate) -> String {
///     format!("entry {} repeats entry {}", duplicate.index, duplicate.first)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Duplicate {
    /// Its place among the entries that were given, from 0 on.
    pub index: usize,
    /// The place of the first entry of the same person, which was sent.
    pub first: usize,
}

field! {
    SetPresences: "client.presence().set_all([floorkit_maptician::Presence::at(
    floorkit_maptician::UserId::from(\"0f8fad5b\"),
    floorkit_maptician::OfficeId::from(\"7c9e6679\"),
)])";
}

impl<'a> SetPresences<'a> {
    pub(crate) fn new(raw: &'a raw::Client, entries: Vec<Presence>) -> Self {
        Self { raw, entries, body: Fields::default(), options: CallOptions::new() }
    }

    /// The location of entries that have none.
    ///
    /// ```no_run
    /// # use floorkit_maptician::{OfficeId, Presence, UserId};
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let ada = Presence::with_status(UserId::from("0f8fad5b"), "at_location");
    /// let request = client.presence().set_all([ada]).office(OfficeId::from("7c9e6679"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn office(mut self, office: impl Into<Office>) -> Self {
        office.into().put(&mut self.body);
        self
    }

    /// How this call alone is made: its time limits, whether it may be tried again,
    /// headers of its own.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use floorkit_maptician::{CallOptions, OfficeId, Presence, UserId};
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
    /// let ada = Presence::at(UserId::from("0f8fad5b"), OfficeId::from("7c9e6679"));
    /// let outcome = client.presence().set_all([ada]).options(patient).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sends the first entry of each person, and tells what became of all.
    ///
    /// ```no_run
    /// # use floorkit_maptician::{OfficeId, Presence, UserId};
    /// # async fn sample(client: floorkit_maptician::Client) -> floorkit_maptician::Result<()> {
    /// let ada = Presence::at(UserId::from("0f8fad5b"), OfficeId::from("7c9e6679"));
    /// let outcome = client.presence().set_all([ada]).send().await?;
    /// assert_eq!(outcome.sent, [0]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](Error::is_invalid_request) if an entry has the status
    /// `at_location` and neither it nor the batch has a location: nothing is sent then.
    /// Else whatever went wrong between here and the vendor.
    pub async fn send(self) -> Result<SetPresencesOutcome> {
        let Self { raw, entries, body, options } = self;
        let has_office = OFFICES.iter().any(|name| body.0.contains_key(*name));
        let (kept, duplicates) = distinct(&entries);
        let mut sent = Vec::with_capacity(kept.len());
        let mut values = Vec::with_capacity(kept.len());
        for (index, entry) in kept {
            if entry.lacks_office() && !has_office {
                let why = format!(
                    "entry {index} is at a location and does not say at which; give it, or the \
                     batch, an office",
                );
                return Err(Error::invalid_request(&SET_PRESENCES, why));
            }
            sent.push(index);
            values.push(Value::Object(entry.0.0.clone()));
        }
        let mut body = body;
        body.insert("entries".to_owned(), Value::Array(values));
        let batch = types::PresenceBatch::try_from(body)
            .map_err(|error| Error::invalid_request(&SET_PRESENCES, error.to_string()))?;
        let request = raw.set_presences().body(batch);
        let answer = call_as(&SET_PRESENCES, options, request.send()).await?.into_value();
        Ok(SetPresencesOutcome { sent, duplicates, answer })
    }
}

/// The first entry of each person, and the others. An entry without an identifier is one
/// by itself: the service may know the person by other fields.
fn distinct(entries: &[Presence]) -> (Vec<(usize, &Presence)>, Vec<Duplicate>) {
    let mut first_of = HashMap::new();
    let (mut kept, mut duplicates) = (Vec::new(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        let first = identity(entry).map_or(index, |who| *first_of.entry(who).or_insert(index));
        if first == index {
            kept.push((index, entry));
        } else {
            duplicates.push(Duplicate { index, first });
        }
    }
    (kept, duplicates)
}

/// Who an entry is of: by the identifier that the service takes first. Case counts, but
/// for addresses.
fn identity(entry: &Presence) -> Option<(&'static str, String)> {
    ["userID", "email", "employeeID", "externalId", "name"].into_iter().find_map(|name| {
        let value = entry.0.0.get(name)?.as_str()?;
        Some((name, if name == "email" { value.to_lowercase() } else { value.to_owned() }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OfficeId, Person, UserId};

    fn entry(person: Person) -> Presence {
        Presence::at(person, OfficeId::from("o-1"))
    }

    #[test]
    fn the_first_entry_of_a_person_is_kept() {
        let entries = [
            entry(Person::EmployeeId("e-1".into())),
            entry(Person::Email("Ada@acme.example".into())),
            entry(Person::EmployeeId("E-1".into())),
            entry(Person::Email("ada@acme.example".into())),
            entry(Person::Name("e-1".into())),
            entry(Person::EmployeeId("e-1".into())),
            entry(UserId::from("u-1").into()).field("email", "ada@acme.example"),
        ];
        let (kept, duplicates) = distinct(&entries);
        let kept: Vec<usize> = kept.into_iter().map(|(index, _)| index).collect();
        assert_eq!(kept, [0, 1, 2, 4, 6]);
        let expected = [Duplicate { index: 3, first: 1 }, Duplicate { index: 5, first: 0 }];
        assert_eq!(duplicates, expected);
    }
}
