//! Ranges of time as requests write them, under names of the simulator's own.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use crate::{moment::Moment, refusal::Refusal};

/// The zone in which days begin where no other is named, which the vendor documents for a
/// list of rooms.
const ZONE: &str = "US/Eastern";

/// From one instant to another, which is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
}

/// The zone that a request names.
pub(crate) fn zone(name: Option<&str>) -> Result<TimeZone, Refusal> {
    let name = name.unwrap_or(ZONE);
    TimeZone::get(name).map_err(|_| Refusal::invalid(format!("timezone: there is no {name:?}")))
}

impl Range {
    /// All days from the first to the last one.
    pub(crate) fn of_days(first: Date, last: Date, zone: &TimeZone) -> Result<Self, Refusal> {
        if last < first {
            return Err(Refusal::invalid("end: is before start"));
        }
        let begin = |day: Date| day.to_zoned(zone.clone()).map(|begin| begin.timestamp());
        let after = last.checked_add(1.day()).and_then(begin);
        match (begin(first), after) {
            (Ok(start), Ok(end)) => Ok(Self { start, end }),
            _ => Err(Refusal::invalid("start: is too far away")),
        }
    }

    /// The days from one text to another; today if neither is there.
    pub(crate) fn of_texts(
        start: Option<&str>,
        end: Option<&str>,
        zone: &TimeZone,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let today = zone.to_datetime(now).date();
        let first = start.map_or(Ok(today), |text| day("start", text, zone))?;
        let last = end.map_or(Ok(first), |text| day("end", text, zone))?;
        Self::of_days(first, last, zone)
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The day of a text that is a date, or a time with or without an offset.
pub(crate) fn day(name: &str, text: &str, zone: &TimeZone) -> Result<Date, Refusal> {
    match text.parse() {
        Ok(date) if text.len() <= 10 => Ok(date),
        _ => Ok(zone.to_datetime(instant(name, text, zone)?).date()),
    }
}

/// The instant of a time, which is on a wall clock in the zone unless it has an offset.
pub(crate) fn instant(name: &str, text: &str, zone: &TimeZone) -> Result<Timestamp, Refusal> {
    let wrong = || Refusal::invalid(format!("{name}: is no time such as 2025-06-16T09:00:00"));
    let moment = Moment::parse(text).ok_or_else(wrong)?;
    match moment.instant {
        Some(instant) => Ok(instant),
        None => zone.to_timestamp(moment.clock).map_err(|_| wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_in_eastern_time_unless_a_zone_is_named() {
        let now = "2025-06-16T02:00:00Z".parse().unwrap();
        let today = |name| Range::of_texts(None, None, &zone(name).unwrap(), now).unwrap();
        assert_eq!(today(None).start, "2025-06-15T04:00:00Z".parse().unwrap());
        let amsterdam = today(Some("Europe/Amsterdam"));
        assert_eq!(amsterdam.start, "2025-06-15T22:00:00Z".parse().unwrap());
        assert_eq!(amsterdam.end, "2025-06-16T22:00:00Z".parse().unwrap());
        assert!(zone(Some("Europe/Atlantis")).is_err());
    }

    #[test]
    fn a_range_is_widened_to_whole_days() {
        let zone = zone(None).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let range =
            Range::of_texts(Some("2025-06-16T10:00:00"), Some("2025-06-17"), &zone, now).unwrap();
        assert_eq!(range.start, "2025-06-16T04:00:00Z".parse().unwrap());
        assert_eq!(range.end, "2025-06-18T04:00:00Z".parse().unwrap());
        for (start, end) in [("soon", "2025-06-17"), ("2025-06-17", "2025-06-16")] {
            assert!(Range::of_texts(Some(start), Some(end), &zone, now).is_err());
        }
    }
}
