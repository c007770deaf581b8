//! What calls have changed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::booking::Booking;

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Bookings that were made, by their ids.
    pub(crate) made: BTreeMap<String, Booking>,
    /// What became of bookings, by their ids.
    pub(crate) events: BTreeMap<String, Events>,
    /// Fields of users that were changed, by the users' ids.
    pub(crate) users: BTreeMap<String, Map<String, Value>>,
}

/// What calls did to a booking.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    pub(crate) canceled: Option<Event>,
    pub(crate) checked_in: Option<Event>,
    pub(crate) checked_out: Option<Event>,
}

/// When something was done, by whom, and what noticed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) by: Option<String>,
    pub(crate) method: Option<String>,
}
