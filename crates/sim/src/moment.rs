//! A time as a request writes it: on a wall clock, or an instant.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

/// A time with or without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// What a clock on the wall shows: the text without its zone.
    pub(crate) clock: DateTime,
    /// The instant, if the text has a zone.
    pub(crate) instant: Option<Timestamp>,
}

impl Moment {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let instant = text.parse().ok();
        // jiff reads a wall clock in front of an offset, but refuses a `Z`.
        let clock = text.trim_end_matches(['Z', 'z']).parse().ok()?;
        Some(Self { clock, instant })
    }

    /// What the wall clock in `zone` shows at this time.
    pub(crate) fn clock_in(self, zone: &TimeZone) -> DateTime {
        self.instant.map_or(self.clock, |instant| zone.to_datetime(instant))
    }

    /// How long after `earlier` this is: between instants if both are, else
    /// between wall clocks.
    pub(crate) fn since(self, earlier: Self) -> SignedDuration {
        match (self.instant, earlier.instant) {
            (Some(late), Some(early)) => late.duration_since(early),
            _ => self.clock.duration_since(earlier.clock),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_makes_an_instant_and_keeps_the_wall_clock() {
        let clock = "2024-02-28T09:00:00".parse().unwrap();
        assert_eq!(Moment::parse("2024-02-28T09:00:00"), Some(Moment { clock, instant: None }));
        for (text, hour) in [("2024-02-28T09:00:00Z", 9), ("2024-02-28T09:00:00-05:00", 14)] {
            let moment = Moment::parse(text).unwrap();
            assert_eq!(moment.clock, clock, "{text}");
            assert_eq!(moment.clock_in(&TimeZone::UTC).hour(), hour, "{text}");
        }
        assert_eq!(Moment::parse("yesterday"), None);
    }
}
