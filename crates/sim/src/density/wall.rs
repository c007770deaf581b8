//! Time on the wall clock of a space, as plain milliseconds.
//!
//! All data is laid out on the local clock, because days and working hours
//! are local. The hour that a change of the clock skips has no data; the one
//! that it repeats has the data of one hour.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, Offset, TimeZone},
};

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Milliseconds on a local clock since 1970-01-01T00:00:00 on that clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wall(pub(crate) i64);

impl Wall {
    pub(crate) fn new(clock: DateTime) -> Self {
        Self(Offset::UTC.to_timestamp(clock).map_or(0, Timestamp::as_millisecond))
    }

    /// What the clock in `zone` shows at an instant.
    pub(crate) fn at(instant: Timestamp, zone: &TimeZone) -> Self {
        Self::new(zone.to_datetime(instant))
    }

    pub(crate) fn clock(self) -> DateTime {
        let instant = Timestamp::from_millisecond(self.0).unwrap_or_default();
        Offset::UTC.to_datetime(instant)
    }

    /// The instant at which the clock in `zone` shows this, the first one if
    /// there are two.
    pub(crate) fn instant(self, zone: &TimeZone) -> Timestamp {
        zone.to_timestamp(self.clock()).unwrap_or_default()
    }

    /// Whether a change of the clock in `zone` skips this time.
    pub(crate) fn is_skipped(self, zone: &TimeZone) -> bool {
        matches!(zone.to_ambiguous_timestamp(self.clock()).offset(), AmbiguousOffset::Gap { .. })
    }

    /// Days since 1970-01-01.
    pub(crate) fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// 0 for Sunday to 6 for Saturday.
    pub(crate) fn weekday(self) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.day() + 4).rem_euclid(7)
    }

    pub(crate) fn hour_of_day(self) -> i64 {
        self.0.rem_euclid(DAY) / HOUR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> Wall {
        Wall::new(text.parse().unwrap())
    }

    #[test]
    fn the_calendar_is_right() {
        let time = wall("2024-02-25T13:45:00");
        assert_eq!((time.weekday(), time.hour_of_day()), (0, 13));
        assert_eq!(time.clock().to_string(), "2024-02-25T13:45:00");
        assert_eq!(wall("1969-12-31T23:00:00").weekday(), 3);
        assert_eq!(wall("1969-12-31T23:00:00").hour_of_day(), 23);
    }

    #[test]
    fn an_hour_that_the_clock_skips_is_known() {
        let zone = TimeZone::get("America/New_York").unwrap();
        assert!(wall("2024-03-10T02:30:00").is_skipped(&zone));
        assert!(!wall("2024-03-10T03:00:00").is_skipped(&zone));
        assert!(!wall("2024-11-03T01:30:00").is_skipped(&zone));
        assert_eq!(wall("2024-07-01T08:00:00").instant(&zone).to_string(), "2024-07-01T12:00:00Z");
    }
}
