//! The range of time that a call is about.

use floorkit_runtime::{LocalDateTime, Operation, Span, Window};
use jiff::civil::{Date, Time};

use crate::{Resolution, Result, jiff};

/// A range of time on a wall clock, both ends included.
///
/// The clock is the one that hangs in the space, by all that is known: the
/// vendor's page says local time for all metrics and for sessions, and nothing
/// for the others. The service cuts off seconds.
///
/// A range that is too long for one request is split where no bucket of the
/// result is cut in two, asked for part by part, and put together again. How
/// long it may be in one piece depends on the [`Resolution`]: under a day by
/// `Minute` and `TenMinutes`, under 7 days by `Hour`, under 31 days by `Day`,
/// under a year by `Week` and `Month`; sessions go up to 60 days and the status
/// of data up to 10. A result that folds the range together cannot be put
/// together from parts: `HourOfDay` takes under 7 days, `Weekday` under 31,
/// `Total` and `Year` under a year, and no more.
///
/// Under a year means less than 365 days, even in a leap year. A range by
/// `Week` is split before Mondays; the vendor does not say where its weeks
/// begin, and if it is another day, the week on a seam comes in two halves.
///
/// # Example
///
/// ```
/// use floorkit_density::{Range, jiff::civil::date};
///
/// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
/// assert_eq!(week.to_string(), "2025-06-16T00:00:00 to 2025-06-22T23:59:59");
///
/// let morning = Range::new(
///     date(2025, 6, 16).at(6, 0, 0, 0),
///     date(2025, 6, 16).at(11, 59, 59, 0),
/// )?;
/// assert!(morning.start() == week.start() || morning.end() < week.end());
/// # Ok::<(), floorkit_density::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    start: LocalDateTime,
    end: LocalDateTime,
}

/// No limits: it only says whether a range is one.
static ANY_LENGTH: Window = Window::new("start", "end").inclusive_end();

impl Range {
    /// From the first moment to the last one. End with a second before the
    /// boundary, such as `23:59:59`: the end counts too.
    ///
    /// # Example
    ///
    /// ```
    /// use floorkit_density::{LocalDateTime, Range};
    ///
    /// let end: LocalDateTime = "2025-06-16T17:59:59".parse()?;
    /// let workday = Range::new("2025-06-16T09:00:00".parse::<LocalDateTime>()?, end)?;
    /// assert_eq!(workday.end(), end);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request) if the start is
    /// after the end.
    pub fn new(start: impl Into<LocalDateTime>, end: impl Into<LocalDateTime>) -> Result<Self> {
        let (start, end) = (start.into(), end.into());
        ANY_LENGTH.split(None, start, end)?;
        Ok(Self { start, end })
    }

    /// Whole days, from `00:00:00` of the first to `23:59:59` of the last.
    ///
    /// # Example
    ///
    /// ```
    /// use floorkit_density::{Range, jiff::civil::date};
    ///
    /// let june = Range::days(date(2025, 6, 1), date(2025, 6, 30))?;
    /// assert!(Range::days(date(2025, 6, 30), date(2025, 6, 1)).is_err());
    /// # Ok::<(), floorkit_density::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request) if the first
    /// day is after the last.
    pub fn days(first: Date, last: Date) -> Result<Self> {
        const LAST_SECOND: Time = Time::constant(23, 59, 59, 0);
        Self::new(first.to_datetime(Time::midnight()), last.to_datetime(LAST_SECOND))
    }

    /// The first moment.
    ///
    /// ```
    /// # use floorkit_density::{Range, jiff::civil::date};
    /// let day = Range::days(date(2025, 6, 16), date(2025, 6, 16))?;
    /// assert_eq!(day.start().to_string(), "2025-06-16T00:00:00");
    /// # Ok::<(), floorkit_density::Error>(())
    /// ```
    pub fn start(&self) -> LocalDateTime {
        self.start
    }

    /// The last moment.
    ///
    /// ```
    /// # use floorkit_density::{Range, jiff::civil::date};
    /// let day = Range::days(date(2025, 6, 16), date(2025, 6, 16))?;
    /// assert_eq!(day.end().to_string(), "2025-06-16T23:59:59");
    /// # Ok::<(), floorkit_density::Error>(())
    /// ```
    pub fn end(&self) -> LocalDateTime {
        self.end
    }

    /// Splits the range by the rules of an operation.
    pub(crate) fn split(
        self,
        operation: &'static Operation,
        resolution: Option<Resolution>,
    ) -> Result<Vec<Self>> {
        let resolution = resolution.map(|resolution| resolution.to_string());
        let spans = operation.split(resolution.as_deref(), self.start, self.end)?;
        Ok(spans.into_iter().map(|Span { start, end }| Self { start, end }).collect())
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} to {}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use floorkit_density_raw::operations::{GET_METRICS, GET_VERSION, LIST_RAW_SESSIONS};
    use jiff::civil::date;

    use super::*;

    fn texts(ranges: &[Range]) -> Vec<String> {
        ranges.iter().map(Range::to_string).collect()
    }

    #[test]
    fn a_start_after_the_end_is_refused_in_words() {
        let error = Range::days(date(2025, 6, 17), date(2025, 6, 16)).unwrap_err();
        assert!(error.is_invalid_request());
        assert!(error.to_string().contains("2025-06-17T00:00:00, is after the end"), "{error}");
    }

    #[test]
    fn a_long_range_is_split_at_days() {
        let range = Range::days(date(2025, 6, 1), date(2025, 7, 5)).unwrap();
        let parts = range.split(&GET_METRICS, Some(Resolution::Day)).unwrap();
        assert_eq!(
            texts(&parts),
            [
                "2025-06-01T00:00:00 to 2025-07-01T23:59:59",
                "2025-07-02T00:00:00 to 2025-07-05T23:59:59"
            ]
        );
        assert_eq!(range.split(&LIST_RAW_SESSIONS, None).unwrap(), [range]);
    }

    #[test]
    fn what_folds_the_range_together_is_not_split() {
        let range = Range::days(date(2024, 1, 1), date(2024, 12, 31)).unwrap();
        for resolution in [None, Some(Resolution::Total), Some(Resolution::Weekday)] {
            let error = range.split(&GET_METRICS, resolution).unwrap_err();
            assert!(
                error.is_invalid_request() && error.to_string().contains("too long"),
                "{error}"
            );
        }
    }

    #[test]
    fn an_operation_without_limits_takes_any_range() {
        let range = Range::days(date(1990, 1, 1), date(2025, 1, 1)).unwrap();
        assert_eq!(range.split(&GET_VERSION, None).unwrap(), [range]);
    }
}
