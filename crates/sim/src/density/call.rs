//! What calls of this vendor have in common.

use std::sync::{MutexGuard, PoisonError};

use super::{
    behavior::ZonedDates,
    grid::Span,
    space::Space,
    state::State,
    view::View,
    wall::{MINUTE, Wall},
    world::Density,
};
use crate::{moment::Moment, refusal::Refusal};

/// A call of an operation of this vendor.
pub(crate) type Call<'a> = crate::call::Call<'a, Density>;

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

    /// What can be seen now.
    pub(crate) fn view(&self) -> View<'a> {
        View { world: self.world, behavior: self.behavior, now: self.now }
    }
}
