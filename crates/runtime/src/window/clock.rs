//! The two clocks that a range is cut by.

use std::fmt;

use jiff::{
    SignedDuration, Timestamp, civil,
    tz::{AmbiguousOffset, TimeZone},
};

use super::Cut;

/// Tells what a range is cut by, and how long it is.
pub(super) trait Clock {
    type Moment: Copy + Ord + fmt::Display;

    /// The time that passes from one moment to a later one.
    fn elapsed(start: Self::Moment, end: Self::Moment) -> SignedDuration;

    fn before(moment: Self::Moment, by: SignedDuration) -> Self::Moment;

    fn after(moment: Self::Moment, by: SignedDuration) -> Self::Moment;

    /// The time from what the clock shows at the start to what it is about to
    /// show at the end.
    fn shown(&self, start: Self::Moment, end: Self::Moment) -> SignedDuration;

    /// The last place to cut at or before a moment. What is shown twice is one
    /// place, or `each` is one of its own.
    fn boundary(&self, cut: Cut, moment: Self::Moment, each: bool) -> Option<Self::Moment>;

    /// The last place to cut at or before `latest` that is shown no longer than
    /// `longest` after the start.
    fn farthest_shown(
        &self,
        cut: Cut,
        start: Self::Moment,
        longest: SignedDuration,
        latest: Self::Moment,
    ) -> Option<Self::Moment>;
}

/// A clock on a wall of which nobody knows where it is, so that every day has
/// 24 hours.
pub(super) struct OnTheWall;

/// The clocks in a zone.
pub(super) struct InZone<'a>(pub(super) &'a TimeZone);

const MOMENT: SignedDuration = SignedDuration::from_nanos(1);

impl Clock for OnTheWall {
    type Moment = civil::DateTime;

    fn elapsed(start: civil::DateTime, end: civil::DateTime) -> SignedDuration {
        end.duration_since(start)
    }

    fn before(moment: civil::DateTime, by: SignedDuration) -> civil::DateTime {
        moment.saturating_sub(by)
    }

    fn after(moment: civil::DateTime, by: SignedDuration) -> civil::DateTime {
        moment.saturating_add(by)
    }

    fn shown(&self, start: civil::DateTime, end: civil::DateTime) -> SignedDuration {
        Self::elapsed(start, end)
    }

    fn boundary(&self, cut: Cut, moment: civil::DateTime, _: bool) -> Option<civil::DateTime> {
        cut.at_or_before(moment)
    }

    fn farthest_shown(
        &self,
        cut: Cut,
        start: civil::DateTime,
        longest: SignedDuration,
        latest: civil::DateTime,
    ) -> Option<civil::DateTime> {
        cut.at_or_before(Self::after(start, longest).min(latest))
    }
}

impl Clock for InZone<'_> {
    type Moment = Timestamp;

    fn elapsed(start: Timestamp, end: Timestamp) -> SignedDuration {
        end.duration_since(start)
    }

    fn before(moment: Timestamp, by: SignedDuration) -> Timestamp {
        moment.checked_sub(by).unwrap_or(Timestamp::MIN)
    }

    fn after(moment: Timestamp, by: SignedDuration) -> Timestamp {
        moment.checked_add(by).unwrap_or(Timestamp::MAX)
    }

    fn shown(&self, start: Timestamp, end: Timestamp) -> SignedDuration {
        if end <= start {
            return SignedDuration::ZERO;
        }
        self.about_to_show(end).duration_since(self.0.to_datetime(start))
    }

    fn boundary(&self, cut: Cut, moment: Timestamp, each: bool) -> Option<Timestamp> {
        let shown = cut.at_or_before(self.0.to_datetime(moment))?;
        let changed = self.0.preceding(Self::after(moment, MOMENT)).next();
        let changed = changed.map(|transition| transition.timestamp());
        // Where clocks were set back, what they showed before is later.
        let before = changed.and_then(|changed| cut.at_or_before(self.about_to_show(changed)));
        // The second of two hours that are shown alike, and the end of the first.
        let again = self.0.to_offset(moment).to_timestamp(shown).ok();
        let again = again.filter(|again| changed.is_some_and(|changed| *again >= changed));
        let ended = changed.filter(|changed| {
            let shown = self.about_to_show(*changed);
            cut.at_or_before(shown) == Some(shown)
        });
        let again = again.max(ended).filter(|_| each && cut.is_within_a_day());
        let first = [Some(shown), before].into_iter().flatten();
        let first = first.filter_map(|shown| self.first_showing(shown));
        first.filter(|first| *first <= moment).chain(again).max()
    }

    fn farthest_shown(
        &self,
        cut: Cut,
        start: Timestamp,
        longest: SignedDuration,
        latest: Timestamp,
    ) -> Option<Timestamp> {
        let last = self.boundary(cut, latest, false)?;
        if self.shown(start, last) <= longest {
            return Some(last);
        }
        let reach = self.0.to_datetime(start).saturating_add(longest);
        let first = self.first_showing(cut.at_or_before(reach)?);
        first.filter(|first| *first <= latest)
    }
}

impl InZone<'_> {
    /// What clocks show in the moment before, and a moment more: at midnight it
    /// is 24:00, also where clocks are set forward then.
    fn about_to_show(&self, moment: Timestamp) -> civil::DateTime {
        self.0.to_datetime(Self::before(moment, MOMENT)).saturating_add(MOMENT)
    }

    /// The first instant at which clocks show this or, if they skip it, have
    /// skipped it.
    fn first_showing(&self, shown: civil::DateTime) -> Option<Timestamp> {
        let moment = self.0.to_ambiguous_timestamp(shown);
        match moment.offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(shown).ok(),
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(shown).ok(),
            AmbiguousOffset::Gap { before, .. } => {
                let after = Self::after(before.to_timestamp(shown).ok()?, MOMENT);
                self.0.preceding(after).next().map(|transition| transition.timestamp())
            }
        }
    }
}

#[cfg(test)]
mod tests;
