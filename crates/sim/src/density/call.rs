//! What an operation gets to see of its call.

use std::sync::{MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::Value;

use super::{
    behavior::{Behavior, ZonedDates},
    grid::Span,
    refusal::Refusal,
    service::World,
    space::Space,
    state::{Row, State},
    usage::Usage,
    wall::{MINUTE, Wall},
};
use crate::{auth::Credential, moment::Moment, spec::Arguments};

/// A valid call, and the world that it is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a str,
    pub(crate) arguments: &'a Arguments,
    pub(crate) credential: Credential,
    pub(crate) behavior: &'a Behavior,
    pub(crate) world: &'a World,
    pub(crate) now: Timestamp,
}

/// The two dates of a request, before a zone gives them their meaning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dates {
    pub(crate) start: Moment,
    pub(crate) end: Moment,
}

impl<'a> Call<'a> {
    pub(crate) fn state(&self) -> MutexGuard<'a, State> {
        self.world.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value in the path; operations have one at most.
    pub(crate) fn path_id(&self) -> &'a str {
        self.arguments.path.values().next().map_or("", String::as_str)
    }

    pub(crate) fn field(&self, name: &str) -> Option<&'a Value> {
        self.arguments.body.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.field(name)?.as_str()
    }

    /// A list of strings in the body.
    pub(crate) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let items = self.field(name)?.as_array()?;
        Some(items.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    pub(crate) fn dates(&self) -> Result<Dates, Refusal> {
        let moment = |name: &str| {
            let text = self.text(name);
            text.and_then(Moment::parse)
                .ok_or_else(|| Refusal::invalid(format!("/{name}: a date is required")))
        };
        Ok(Dates { start: moment("start_date")?, end: moment("end_date")? })
    }

    /// The range in the local time of a space: seconds are dropped, and the
    /// minute of the end is part of it.
    pub(crate) fn range(&self, dates: Dates, space: &Space) -> Span {
        let minute = |moment: Moment| {
            let clock = match self.behavior.zoned_dates {
                ZonedDates::Instant => moment.clock_in(&space.zone.rules),
                ZonedDates::WallClock => moment.clock,
            };
            Wall::new(clock).0.div_euclid(MINUTE) * MINUTE
        };
        Span { start: Wall(minute(dates.start)), end: Wall(minute(dates.end) + MINUTE) }
    }

    /// What is known about the use of a row up to now.
    pub(crate) fn usage<'r>(&self, row: &'r Row) -> Usage<'r>
    where
        'a: 'r,
    {
        let now = Wall::at(self.now, &row.space.zone.rules);
        let members = row.members.iter().map(AsRef::as_ref).collect();
        Usage::new(self.world.seed, members, &self.world.portfolio, now)
    }
}
