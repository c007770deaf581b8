//! What calls have changed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::company::{Building, User};

/// Deleted bookings, and check-ins that were reported.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) deleted: BTreeSet<String>,
    pub(crate) reports: Vec<Report>,
}

/// A check-in or check-out that a call reported.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) user: User,
    pub(crate) building: Building,
    pub(crate) at: Timestamp,
    pub(crate) event_type: String,
    pub(crate) source: Option<String>,
}

impl Ledger {
    /// When something of the user was reported last.
    pub(crate) fn last_report(&self, user: User) -> Option<Timestamp> {
        let own = self.reports.iter().filter(|report| report.user.number == user.number);
        own.map(|report| report.at).max()
    }
}
