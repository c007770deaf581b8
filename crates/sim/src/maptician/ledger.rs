//! What calls have changed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::bookings::Booking;

/// What differs from the beginning, by ids.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) booked: Vec<Booking>,
    /// Bookings, those of the beginning and later ones.
    pub(crate) deleted_bookings: BTreeSet<String>,
    /// People who were created or changed, as they are now.
    pub(crate) people: BTreeMap<String, Map<String, Value>>,
    pub(crate) deleted_people: BTreeSet<String>,
    pub(crate) delegates: BTreeMap<String, Value>,
    pub(crate) images: BTreeMap<String, u32>,
    /// Locations that were created or changed; null for those that were deleted.
    pub(crate) locations: BTreeMap<String, Option<Map<String, Value>>>,
    /// Seats to the people who were assigned to them, by the ids of the assignments.
    pub(crate) assigned: BTreeMap<String, Assigned>,
    pub(crate) ended_assignments: BTreeSet<String>,
    pub(crate) whereabouts: BTreeMap<String, Now>,
    pub(crate) stays: Vec<Stay>,
    /// How many things were made, for their ids.
    pub(crate) n_made: u32,
}

/// A seat that was assigned by a call.
#[derive(Clone, Debug)]
pub(crate) struct Assigned {
    pub(crate) seat: String,
    pub(crate) person: String,
}

/// Where a person is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Now {
    pub(crate) status: String,
    pub(crate) office: Option<String>,
}

/// Presence or leave at other times.
#[derive(Clone, Debug)]
pub(crate) struct Stay {
    pub(crate) person: String,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
}

impl Ledger {
    /// A number for something new.
    pub(crate) fn make(&mut self) -> u32 {
        self.n_made = self.n_made.saturating_add(1);
        self.n_made
    }
}
