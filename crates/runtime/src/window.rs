//! How long a range of time may be, and how a longer one is split.

use jiff::{SignedDuration, ToSpan as _, civil};

use crate::{Error, LocalDateTime};

/// The limits that a vendor puts on a range of time in a request.
///
/// # Example
///
/// Hourly figures for sixty days at most, and no cutting inside a day's
/// figures:
///
/// ```
/// use floorkit_runtime::{Cut, Limit, Window};
///
/// static WINDOW: Window = Window::new("start_date", "end_date")
///     .by("time_resolution", "hour")
///     .limits(&[Limit::at_most(60 * 86_400).resolution("hour").cut(Cut::Day)]);
///
/// let spans = WINDOW.split(None, "2024-01-01T08:00:00".parse()?, "2024-03-10T00:00:00".parse()?)?;
/// assert_eq!(spans.len(), 2);
/// assert_eq!(spans[0].end, "2024-03-01T00:00:00".parse()?);
/// assert_eq!(spans[1].start, spans[0].end);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Window {
    start: &'static str,
    end: &'static str,
    inclusive_end: bool,
    by: Option<(&'static str, &'static str)>,
    limits: &'static [Limit],
}

/// The longest range, for one resolution or for all.
///
/// ```
/// use floorkit_runtime::{Cut, Limit};
///
/// const DAILY: Limit = Limit::less_than(86_400).resolution("minute").cut(Cut::Hour).at_least(300);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    seconds: u64,
    inclusive: bool,
    resolution: Option<&'static str>,
    cut: Cut,
    at_least: u64,
}

/// Where a range may be cut without cutting a bucket of the result in two.
///
/// All are boundaries on the wall clock: a day starts at midnight, a week on
/// Monday at midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// At full minutes.
    Minute,
    /// At full hours.
    Hour,
    /// At midnight.
    Day,
    /// At midnight before a Monday.
    Week,
    /// At midnight before the first of a month.
    Month,
    /// At midnight before the first of January.
    Year,
    /// Nowhere: the result folds the whole range together.
    Never,
}

/// A part of a range, short enough for one request.
///
/// ```
/// use floorkit_runtime::Span;
///
/// let morning = Span { start: "2024-06-19T06:00:00".parse()?, end: "2024-06-19T12:00:00".parse()? };
/// assert!(morning.start < morning.end);
/// # Ok::<(), floorkit_runtime::ParseDateTimeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first moment.
    pub start: LocalDateTime,
    /// The last moment where the vendor counts the end in, else the moment
    /// after it.
    pub end: LocalDateTime,
}

/// More requests than this for one range are a mistake in the range.
const MOST_SPANS: usize = 100_000;

impl Window {
    /// The names of the two fields that hold the range. By themselves they are
    /// without limits, and the end is counted out.
    pub const fn new(start: &'static str, end: &'static str) -> Self {
        Self { start, end, inclusive_end: false, by: None, limits: &[] }
    }

    /// The vendor counts the end in, so the next part starts a second later.
    #[must_use]
    pub const fn inclusive_end(mut self) -> Self {
        self.inclusive_end = true;
        self
    }

    /// The field whose value chooses among the limits, and the value that the
    /// vendor takes when it is absent.
    #[must_use]
    pub const fn by(mut self, field: &'static str, default: &'static str) -> Self {
        self.by = Some((field, default));
        self
    }

    /// The limits. One without a resolution holds for all resolutions that
    /// have none of their own.
    #[must_use]
    pub const fn limits(mut self, limits: &'static [Limit]) -> Self {
        self.limits = limits;
        self
    }

    /// The names of the fields that hold the start and the end.
    pub const fn fields(&self) -> (&'static str, &'static str) {
        (self.start, self.end)
    }

    /// The field whose value chooses among the limits, and its default.
    pub const fn chosen_by(&self) -> Option<(&'static str, &'static str)> {
        self.by
    }

    /// Splits a range into parts that the vendor takes.
    ///
    /// The parts cover the range exactly, in order and without overlap; there
    /// are as few as possible; they are cut only where no bucket of the result
    /// is cut in two, so the first and the last may be shorter than the rest.
    /// Lengths are those on the wall clock. A resolution without a limit gives
    /// one part.
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] if the start is after the end, the range
    /// is shorter than the vendor takes, or it is too long and cannot be cut.
    pub fn split(
        &self,
        resolution: Option<&str>,
        start: LocalDateTime,
        end: LocalDateTime,
    ) -> Result<Vec<Span>, Error> {
        let (start, end) = (start.civil(), end.civil());
        self.cut(resolution, start, end)
            .map_err(|why| Error::refused(format!("{} to {}: {why}", self.start, self.end)))
    }

    fn cut(
        &self,
        resolution: Option<&str>,
        mut start: civil::DateTime,
        end: civil::DateTime,
    ) -> Result<Vec<Span>, String> {
        if start > end {
            return Err(format!("the start, {start}, is after the end, {end}"));
        }
        let resolution = resolution.or(self.by.map(|(_, default)| default));
        let Some(limit) = self.limit(resolution) else {
            return Ok(vec![span(start, end)]);
        };
        limit.check_shortest(start, end)?;

        let gap = SignedDuration::from_secs(i64::from(self.inclusive_end));
        let mut spans = Vec::new();
        while end.duration_since(start) > limit.longest() {
            let next = limit
                .farthest_cut(start, end, gap)
                .ok_or_else(|| limit.uncuttable(resolution, end.duration_since(start)))?;
            spans.push(span(start, next.saturating_sub(gap)));
            if spans.len() == MOST_SPANS {
                return Err(format!("it takes more than {MOST_SPANS} requests; shorten it"));
            }
            start = next;
        }
        spans.push(span(start, end));
        Ok(spans)
    }

    fn limit(&self, resolution: Option<&str>) -> Option<&Limit> {
        let own = self
            .limits
            .iter()
            .find(|limit| limit.resolution.is_some() && limit.resolution == resolution);
        own.or_else(|| self.limits.iter().find(|limit| limit.resolution.is_none()))
    }
}

impl Limit {
    /// A range of at most so many seconds, for all resolutions, that may not
    /// be cut.
    pub const fn at_most(seconds: u64) -> Self {
        Self { seconds, inclusive: true, resolution: None, cut: Cut::Never, at_least: 0 }
    }

    /// A range of less than so many seconds, for all resolutions, that may not
    /// be cut.
    pub const fn less_than(seconds: u64) -> Self {
        Self { inclusive: false, ..Self::at_most(seconds) }
    }

    /// Holds for this resolution only.
    #[must_use]
    pub const fn resolution(mut self, resolution: &'static str) -> Self {
        self.resolution = Some(resolution);
        self
    }

    /// Where a longer range may be cut.
    #[must_use]
    pub const fn cut(mut self, cut: Cut) -> Self {
        self.cut = cut;
        self
    }

    /// The shortest range that the vendor takes, in seconds.
    #[must_use]
    pub const fn at_least(mut self, seconds: u64) -> Self {
        self.at_least = seconds;
        self
    }

    fn longest(&self) -> SignedDuration {
        let seconds = seconds(self.seconds);
        if self.inclusive { seconds } else { seconds - SignedDuration::from_nanos(1) }
    }

    fn check_shortest(&self, start: civil::DateTime, end: civil::DateTime) -> Result<(), String> {
        let (length, shortest) = (end.duration_since(start), seconds(self.at_least));
        if length < shortest {
            return Err(format!(
                "{length:#} is shorter than the {shortest:#} that it takes at least"
            ));
        }
        Ok(())
    }

    /// The last place to cut such that neither this part is too long or too
    /// short, nor the rest too short.
    fn farthest_cut(
        &self,
        start: civil::DateTime,
        end: civil::DateTime,
        gap: SignedDuration,
    ) -> Option<civil::DateTime> {
        let shortest = seconds(self.at_least);
        let reach = start.saturating_add(self.longest()).saturating_add(gap);
        let mut cut = self.cut.at_or_before(reach)?;
        while end.duration_since(cut) < shortest {
            cut = self.cut.at_or_before(cut.checked_sub(1.nanosecond()).ok()?)?;
        }
        let part = cut.saturating_sub(gap);
        (cut > start && part >= start && part.duration_since(start) >= shortest).then_some(cut)
    }

    fn uncuttable(&self, resolution: Option<&str>, length: SignedDuration) -> String {
        let at = resolution.map(|name| format!(" at resolution `{name}`")).unwrap_or_default();
        let bound = if self.inclusive { "at most" } else { "less than" };
        let most = seconds(self.seconds);
        let why = match self.cut {
            Cut::Never => {
                "it cannot be split, because the result folds the whole range together and the \
                 results of its parts cannot be put together again; ask for a shorter range or a \
                 finer resolution"
            }
            _ => {
                "it cannot be split, because no part that is short enough ends where a bucket of \
                 the result ends; ask for a finer resolution"
            }
        };
        format!("{length:#} is too long{at}, which takes {bound} {most:#}, and {why}")
    }
}

impl Cut {
    /// The last boundary at or before a moment; `None` for [`Cut::Never`] and
    /// before the first one of the calendar.
    fn at_or_before(self, moment: civil::DateTime) -> Option<civil::DateTime> {
        let date = moment.date();
        let date = match self {
            Self::Never => return None,
            Self::Minute => return Some(date.at(moment.hour(), moment.minute(), 0, 0)),
            Self::Hour => return Some(date.at(moment.hour(), 0, 0, 0)),
            Self::Day => date,
            Self::Week => {
                let since_monday = date.weekday().to_monday_zero_offset();
                date.checked_sub(i64::from(since_monday).days()).ok()?
            }
            Self::Month => date.first_of_month(),
            Self::Year => date.first_of_year(),
        };
        Some(date.at(0, 0, 0, 0))
    }
}

fn span(start: civil::DateTime, end: civil::DateTime) -> Span {
    Span { start: start.into(), end: end.into() }
}

/// Longer than any calendar is as good as the longest.
fn seconds(seconds: u64) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
}
