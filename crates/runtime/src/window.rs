//! How long a range of time may be, and how a longer one is split.

mod clock;

use jiff::{SignedDuration, Zoned, civil};

use self::clock::{Clock, InZone, OnTheWall};
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
    repeats_at_seams: bool,
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
    elapsed: bool,
}

/// Where a range may be cut without cutting a bucket of the result in two.
///
/// All are boundaries on the wall clock: a day starts at midnight, a week on
/// Monday at midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
/// use floorkit_runtime::{LocalDateTime, Span};
///
/// let morning: Span<LocalDateTime> = Span { start: "2024-06-19T06:00:00".parse()?, end: "2024-06-19T12:00:00".parse()? };
/// assert!(morning.start < morning.end);
/// # Ok::<(), floorkit_runtime::ParseDateTimeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span<T = LocalDateTime> {
    /// The first moment.
    pub start: T,
    /// The last moment where the vendor counts the end in, else the moment
    /// after it.
    pub end: T,
}

/// More requests than this for one range are a mistake in the range.
const MOST_SPANS: usize = 100_000;

impl Window {
    /// The names of the two fields that hold the range. By themselves they are
    /// without limits, and the end is counted out.
    pub const fn new(start: &'static str, end: &'static str) -> Self {
        Self { start, end, inclusive_end: false, repeats_at_seams: false, by: None, limits: &[] }
    }

    /// The vendor counts the end in, so the next part starts a second later.
    #[must_use]
    pub const fn inclusive_end(mut self) -> Self {
        self.inclusive_end = true;
        self
    }

    /// What lies across the seam of two parts, such as a session that begins in
    /// one and ends in the other, may come with both.
    #[must_use]
    pub const fn repeats_at_seams(mut self) -> Self {
        self.repeats_at_seams = true;
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

    /// Whether what lies across the seam of two parts may come with both.
    pub const fn may_repeat_at_seams(&self) -> bool {
        self.repeats_at_seams
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
        let parts = self.cut(&OnTheWall, resolution, start.civil(), end.civil())?;
        Ok(parts.into_iter().map(|part| part.map(LocalDateTime::from)).collect())
    }

    /// Splits a range between two instants into parts that the vendor takes, as
    /// [`split`](Self::split) does on a wall clock.
    ///
    /// The parts are cut where the clocks in the zone of the start show a full
    /// hour, midnight and so on. A day has 23 or 25 hours where clocks are
    /// changed; one whose midnight is skipped begins when clocks are set
    /// forward, and one whose midnight comes twice with the first of them. What
    /// clocks show again is not cut again. All parts are in that zone, whatever
    /// that of the end.
    ///
    /// Lengths are those on the wall clock, from what it shows at the start to
    /// what it is about to show at the end, so that any day is a day long; or
    /// what passes, where the limit [says so](Limit::elapsed). The shortest
    /// range is always one of time that passes.
    ///
    /// ```
    /// use floorkit_runtime::{Cut, Limit, Window};
    /// use jiff::civil::date;
    ///
    /// static DAILY: Window =
    ///     Window::new("from", "to").limits(&[Limit::at_most(86_400).cut(Cut::Day)]);
    ///
    /// // Clocks are set forward in the night to Sunday.
    /// let start = date(2025, 3, 29).in_tz("Europe/Berlin")?;
    /// let spans = DAILY.split_zoned(None, &start, &date(2025, 3, 31).in_tz("Europe/Berlin")?)?;
    /// let hours = spans.iter().map(|span| span.start.duration_until(&span.end).as_hours());
    /// assert_eq!(hours.collect::<Vec<_>>(), [24, 23]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`split`](Self::split).
    pub fn split_zoned(
        &self,
        resolution: Option<&str>,
        start: &Zoned,
        end: &Zoned,
    ) -> Result<Vec<Span<Zoned>>, Error> {
        let zone = start.time_zone();
        let parts = self.cut(&InZone(zone), resolution, start.timestamp(), end.timestamp())?;
        Ok(parts.into_iter().map(|part| part.map(|at| at.to_zoned(zone.clone()))).collect())
    }

    fn cut<C: Clock>(
        &self,
        clock: &C,
        resolution: Option<&str>,
        start: C::Moment,
        end: C::Moment,
    ) -> Result<Vec<Span<C::Moment>>, Error> {
        self.try_cut(clock, resolution, start, end)
            .map_err(|why| Error::refused(format!("{} to {}: {why}", self.start, self.end)))
    }

    fn try_cut<C: Clock>(
        &self,
        clock: &C,
        resolution: Option<&str>,
        mut start: C::Moment,
        end: C::Moment,
    ) -> Result<Vec<Span<C::Moment>>, String> {
        if start > end {
            return Err(format!("the start, {start}, is after the end, {end}"));
        }
        let resolution = resolution.or(self.by.map(|(_, default)| default));
        let Some(limit) = self.limit(resolution) else {
            return Ok(vec![Span { start, end }]);
        };
        // An end that is counted in is a second long.
        let gap = SignedDuration::from_secs(i64::from(self.inclusive_end));
        limit.check_shortest(C::elapsed(start, end).saturating_add(gap))?;

        let mut spans = Vec::new();
        while limit.measure(clock, start, end) > limit.longest() {
            let next = limit
                .farthest_cut(clock, start, end, gap)
                .ok_or_else(|| limit.uncuttable(resolution, limit.measure(clock, start, end)))?;
            spans.push(Span { start, end: C::before(next, gap) });
            if spans.len() == MOST_SPANS {
                return Err(format!("it takes more than {MOST_SPANS} requests; shorten it"));
            }
            start = next;
        }
        spans.push(Span { start, end });
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

impl<T> Span<T> {
    fn map<U>(self, moment: impl Fn(T) -> U) -> Span<U> {
        Span { start: moment(self.start), end: moment(self.end) }
    }
}

impl Limit {
    /// A range of at most so many seconds, for all resolutions, that may not
    /// be cut.
    pub const fn at_most(seconds: u64) -> Self {
        Self {
            seconds,
            inclusive: true,
            resolution: None,
            cut: Cut::Never,
            at_least: 0,
            elapsed: false,
        }
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

    /// The shortest range that the vendor takes, in seconds. An end that is
    /// counted in adds its own second: 09:00:00 to 09:00:59 is a minute.
    #[must_use]
    pub const fn at_least(mut self, seconds: u64) -> Self {
        self.at_least = seconds;
        self
    }

    /// The longest range is one of time that passes, not of what the wall clock
    /// shows: a day is 24 hours, also where clocks are changed. It makes a
    /// difference to [`Window::split_zoned`] alone.
    ///
    /// An hour that clocks show twice is two hours then, and may be cut between
    /// them.
    #[must_use]
    pub const fn elapsed(mut self) -> Self {
        self.elapsed = true;
        self
    }

    fn longest(&self) -> SignedDuration {
        let seconds = seconds(self.seconds);
        if self.inclusive { seconds } else { seconds - SignedDuration::from_nanos(1) }
    }

    fn check_shortest(&self, length: SignedDuration) -> Result<(), String> {
        let shortest = seconds(self.at_least);
        if length < shortest {
            return Err(format!(
                "{length:#} is shorter than the {shortest:#} that it takes at least"
            ));
        }
        Ok(())
    }

    /// How long a range is in the eyes of the vendor.
    fn measure<C: Clock>(&self, clock: &C, start: C::Moment, end: C::Moment) -> SignedDuration {
        if self.elapsed { C::elapsed(start, end) } else { clock.shown(start, end) }
    }

    /// The last place to cut such that neither this part is too long or too
    /// short, nor the rest too short.
    fn farthest_cut<C: Clock>(
        &self,
        clock: &C,
        start: C::Moment,
        end: C::Moment,
        gap: SignedDuration,
    ) -> Option<C::Moment> {
        let shortest = seconds(self.at_least).max(gap);
        let longest = self.longest().saturating_add(gap);
        let latest = C::before(end, shortest - gap);
        let cut = if self.elapsed {
            clock.boundary(self.cut, C::after(start, longest).min(latest), true)
        } else {
            clock.farthest_shown(self.cut, start, longest, latest)
        }?;
        (cut > start && C::elapsed(start, cut) >= shortest).then_some(cut)
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
    /// Whether it may cut a day.
    fn is_within_a_day(self) -> bool {
        matches!(self, Self::Minute | Self::Hour)
    }

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
                date.checked_sub(SignedDuration::from_hours(24 * i64::from(since_monday))).ok()?
            }
            Self::Month => date.first_of_month(),
            Self::Year => date.first_of_year(),
        };
        Some(date.at(0, 0, 0, 0))
    }
}

/// Longer than any calendar is as good as the longest.
fn seconds(seconds: u64) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan as _, civil::Weekday};
    use proptest::prelude::*;

    use super::*;

    const HOUR: u64 = 3_600;
    const DAY: u64 = 24 * HOUR;

    static SESSIONS: Window = Window::new("start_date", "end_date")
        .inclusive_end()
        .limits(&[Limit::at_most(60 * DAY).cut(Cut::Day)]);
    static METRICS: Window = Window::new("start", "end").by("resolution", "total").limits(&[
        Limit::at_most(365 * DAY),
        Limit::less_than(DAY).resolution("minute").cut(Cut::Hour).at_least(300),
        Limit::at_most(31 * DAY).resolution("day").cut(Cut::Day),
        Limit::at_most(DAY).resolution("month").cut(Cut::Month),
    ]);

    fn local(text: &str) -> LocalDateTime {
        text.parse().unwrap()
    }

    fn split(window: &Window, resolution: Option<&str>, start: &str, end: &str) -> Vec<String> {
        let spans = window.split(resolution, local(start), local(end)).unwrap();
        spans.iter().map(|span| format!("{} {}", span.start, span.end)).collect()
    }

    fn refusal(resolution: Option<&str>, start: &str, end: &str) -> String {
        let error = METRICS.split(resolution, local(start), local(end)).unwrap_err();
        assert!(error.is_invalid_request());
        error.to_string()
    }

    #[test]
    fn a_short_range_stays_whole() {
        let (start, end) = ("2024-01-01T10:30:00", "2024-03-01T10:30:00");
        assert_eq!(split(&SESSIONS, None, start, end), [format!("{start} {end}")]);
        let nothing = [format!("{start} {start}")];
        assert_eq!(split(&SESSIONS, None, start, start), nothing);
        let without_limits = Window::new("start", "end");
        assert_eq!(split(&without_limits, None, start, "2099-01-01T00:00:00").len(), 1);
    }

    #[test]
    fn an_inclusive_end_is_a_second_before_the_next_start() {
        assert_eq!(
            split(&SESSIONS, None, "2024-01-01T10:30:00", "2024-03-15T00:00:00"),
            ["2024-01-01T10:30:00 2024-02-29T23:59:59", "2024-03-01T00:00:00 2024-03-15T00:00:00"]
        );
    }

    #[test]
    fn the_resolution_chooses_the_limit() {
        let (start, end) = ("2024-01-01T00:00:00", "2024-01-02T00:00:00");
        assert_eq!(split(&METRICS, None, start, end).len(), 1);
        assert_eq!(split(&METRICS, Some("total"), start, end).len(), 1);
        assert_eq!(
            split(&METRICS, Some("minute"), start, end),
            ["2024-01-01T00:00:00 2024-01-01T23:00:00", "2024-01-01T23:00:00 2024-01-02T00:00:00"]
        );
        assert_eq!(split(&METRICS, Some("day"), start, "2024-03-03T00:00:00").len(), 2);
    }

    #[test]
    fn no_part_is_shorter_than_the_vendor_takes() {
        assert_eq!(
            split(&METRICS, Some("minute"), "2024-01-01T00:01:00", "2024-01-02T00:02:00"),
            ["2024-01-01T00:01:00 2024-01-01T23:00:00", "2024-01-01T23:00:00 2024-01-02T00:02:00"]
        );
    }

    #[test]
    fn less_than_a_day_is_a_day_where_the_end_is_counted_in() {
        static DAILY: Window = Window::new("start", "end")
            .inclusive_end()
            .limits(&[Limit::less_than(DAY).cut(Cut::Day)]);
        assert_eq!(
            split(&DAILY, None, "2024-01-01T00:00:00", "2024-01-02T12:00:00"),
            ["2024-01-01T00:00:00 2024-01-01T23:59:59", "2024-01-02T00:00:00 2024-01-02T12:00:00"]
        );
    }

    #[test]
    fn a_first_part_that_would_be_too_short_is_refused() {
        static HOURLY: Window = Window::new("start", "end")
            .limits(&[Limit::at_most(HOUR).cut(Cut::Hour).at_least(300)]);
        assert_eq!(split(&HOURLY, None, "2024-01-01T10:55:00", "2024-01-01T12:00:00").len(), 2);
        let error = HOURLY.split(None, local("2024-01-01T10:56:00"), local("2024-01-01T12:00:00"));
        assert!(error.unwrap_err().is_invalid_request());
    }

    #[test]
    fn an_end_that_is_counted_in_adds_a_second_to_the_shortest() {
        static MINUTES: Window = Window::new("start", "end")
            .inclusive_end()
            .limits(&[Limit::less_than(60).cut(Cut::Minute).at_least(60)]);
        assert_eq!(
            split(&MINUTES, None, "2024-01-01T09:00:00", "2024-01-01T09:01:59"),
            ["2024-01-01T09:00:00 2024-01-01T09:00:59", "2024-01-01T09:01:00 2024-01-01T09:01:59"],
        );
        let short = MINUTES.split(None, local("2024-01-01T09:00:00"), local("2024-01-01T09:00:58"));
        assert!(short.unwrap_err().to_string().contains("59s is shorter than the"));
    }

    #[test]
    fn what_cannot_be_split_is_refused_with_the_reason() {
        let (start, end) = ("2024-01-01T00:00:00", "2026-01-01T00:00:00");
        let folded = refusal(None, start, end);
        assert!(folded.contains("folds the whole range together"), "{folded}");
        assert!(folded.contains("resolution `total`"), "{folded}");
        assert!(refusal(Some("month"), start, end).contains("a bucket of the result ends"));
        assert!(refusal(None, end, start).contains("is after the end"));
        let short = refusal(Some("minute"), start, "2024-01-01T00:04:59");
        assert!(short.contains("is shorter than the"), "{short}");
    }

    #[test]
    fn an_absurd_range_is_refused_and_not_tried() {
        let (first, last) = ("0001-01-01T00:00:00", "9999-12-31T23:59:59");
        assert!(refusal(Some("minute"), first, last).contains("more than 100000 requests"));
        assert_eq!(split(&SESSIONS, None, first, last).len(), 60_868);
    }

    fn is_boundary(cut: Cut, moment: civil::DateTime) -> bool {
        let is_midnight = moment.hour() == 0 && moment.minute() == 0;
        match cut {
            Cut::Minute => true,
            Cut::Hour => moment.minute() == 0,
            Cut::Day => is_midnight,
            Cut::Week => is_midnight && moment.date().weekday() == Weekday::Monday,
            Cut::Month => is_midnight && moment.day() == 1,
            Cut::Year => is_midnight && moment.day() == 1 && moment.month() == 1,
            Cut::Never => false,
        }
    }

    /// The fewest parts, found by trying all cuts; `None` if there is no way.
    fn fewest(window: &Window, start: civil::DateTime, end: civil::DateTime) -> Option<usize> {
        let limit = &window.limits[0];
        let gap = i64::from(window.inclusive_end);
        let mut cuts = vec![start];
        let (step, mut moment) = match limit.cut {
            Cut::Minute => (1.minute(), start.date().at(start.hour(), start.minute(), 0, 0)),
            Cut::Hour => (1.hour(), start.date().at(start.hour(), 0, 0, 0)),
            _ => (1.day(), start.date().at(0, 0, 0, 0)),
        };
        while moment <= end {
            if moment > start && is_boundary(limit.cut, moment) {
                cuts.push(moment);
            }
            moment = moment.checked_add(step).unwrap();
        }
        let fits = |start: civil::DateTime, end: civil::DateTime| {
            let length = end.duration_since(start).as_secs();
            let most = i64::try_from(limit.seconds).unwrap();
            let short_enough = if limit.inclusive { length <= most } else { length < most };
            short_enough && length + gap >= i64::try_from(limit.at_least).unwrap()
        };
        let mut reached = vec![false; cuts.len()];
        reached[0] = true;
        for count in 1..=cuts.len() {
            if (0..cuts.len()).any(|at| reached[at] && fits(cuts[at], end)) {
                return Some(count);
            }
            let mut next = vec![false; cuts.len()];
            for from in 0..cuts.len() {
                for to in from + 1..cuts.len() {
                    let part_end = cuts[to].checked_sub(gap.seconds()).unwrap();
                    next[to] |= reached[from] && fits(cuts[from], part_end);
                }
            }
            reached = next;
        }
        None
    }

    fn windows() -> impl Strategy<Value = (Window, u32)> {
        let cuts = prop_oneof![
            Just((Cut::Minute, 120)),
            Just((Cut::Hour, 60 * 60)),
            Just((Cut::Day, 60 * 24 * 60)),
            Just((Cut::Week, 60 * 24 * 120)),
            Just((Cut::Month, 60 * 24 * 200)),
            Just((Cut::Year, 60 * 24 * 900)),
            Just((Cut::Never, 60 * 60)),
        ];
        let shares = prop_oneof![0u32..50, 0u32..1000];
        (cuts, any::<bool>(), any::<bool>(), shares, 0u32..1000).prop_map(
            |((cut, minutes), inclusive_end, at_most, share, least)| {
                let seconds = u64::from(minutes) * 60 * u64::from(share) / 1000 + 1;
                let limit =
                    if at_most { Limit::at_most(seconds) } else { Limit::less_than(seconds) };
                let at_least = seconds * u64::from(least) / 4000;
                let limits = vec![limit.cut(cut).at_least(at_least)].leak();
                let window = Window::new("start", "end").limits(limits);
                (if inclusive_end { window.inclusive_end() } else { window }, minutes)
            },
        )
    }

    proptest! {
        #[test]
        fn parts_cover_the_range_and_are_as_few_as_possible(
            (window, minutes) in windows(),
            offset in 0i64..400 * 24 * 3600,
            share in 0u32..1000,
        ) {
            let start = civil::date(2023, 6, 1).at(0, 0, 0, 0) + offset.seconds();
            let end = start + (i64::from(minutes) * 60 * i64::from(share) / 1000).seconds();
            let spans = window.split(None, start.into(), end.into());
            let Ok(spans) = spans else {
                prop_assert_eq!(fewest(&window, start, end), None);
                return Ok(());
            };
            prop_assert_eq!(Some(spans.len()), fewest(&window, start, end));
            prop_assert_eq!(spans[0].start.civil(), start);
            prop_assert_eq!(spans[spans.len() - 1].end.civil(), end);
            for pair in spans.windows(2) {
                let gap = i64::from(window.inclusive_end).seconds();
                prop_assert_eq!(pair[0].end.civil() + gap, pair[1].start.civil());
                prop_assert!(is_boundary(window.limits[0].cut, pair[1].start.civil()));
                prop_assert_eq!(pair[1].start.civil().second(), 0);
            }
            for span in &spans {
                let length = span.end.civil().duration_since(span.start.civil());
                prop_assert!(length <= window.limits[0].longest(), "{:?}", span);
            }
        }
    }
}
