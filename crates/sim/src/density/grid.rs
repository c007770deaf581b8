//! Cuts a range of local time into the buckets of a resolution.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};

use super::{
    behavior::{Behavior, BucketZone, FoldKeys},
    wall::{DAY, HOUR, MINUTE, Wall},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolution {
    Total,
    Hour,
    Day,
    Week,
    Month,
    Year,
    Weekday,
    HourOfDay,
    Minute,
    TenMinutes,
}

const NAMES: [(&str, Resolution); 10] = [
    ("total", Resolution::Total),
    ("hour", Resolution::Hour),
    ("day", Resolution::Day),
    ("week", Resolution::Week),
    ("month", Resolution::Month),
    ("year", Resolution::Year),
    ("weekday", Resolution::Weekday),
    ("hour_of_day", Resolution::HourOfDay),
    ("minute", Resolution::Minute),
    ("10minute", Resolution::TenMinutes),
];

/// From a time to before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: Wall,
    pub(crate) end: Wall,
}

/// The part of each week that counts.
#[derive(Clone, Debug)]
pub(crate) struct Hours {
    /// 0 for Sunday to 6 for Saturday.
    pub(crate) days: Vec<i64>,
    pub(crate) start: i64,
    /// Not included.
    pub(crate) end: i64,
}

/// A bucket: its key in the reply, and the time that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bucket {
    pub(crate) key: String,
    pub(crate) spans: Vec<Span>,
}

impl Resolution {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, resolution)| *resolution)
    }

    /// The length of the cells that a range is walked through in.
    fn cell(self, has_hours: bool) -> i64 {
        match self {
            Self::Minute => MINUTE,
            Self::TenMinutes => 10 * MINUTE,
            Self::Hour | Self::HourOfDay => HOUR,
            _ if has_hours => HOUR,
            _ => DAY,
        }
    }

    /// What the cells of one bucket have in common: the start of the bucket,
    /// or its number where buckets fold the range together.
    fn bucket_of(self, cell: Wall, range: Span) -> i64 {
        let date = cell.clock().date();
        match self {
            Self::Total => range.start.0,
            Self::Minute | Self::TenMinutes | Self::Hour => cell.0,
            Self::Day => cell.day() * DAY,
            // Weeks begin on Monday.
            Self::Week => (cell.day() - (cell.weekday() + 6) % 7) * DAY,
            Self::Month => Wall::new(date.first_of_month().into()).0,
            Self::Year => Wall::new(date.first_of_year().into()).0,
            Self::Weekday => cell.weekday(),
            Self::HourOfDay => cell.hour_of_day(),
        }
    }

    fn folds(self) -> bool {
        matches!(self, Self::Weekday | Self::HourOfDay)
    }
}

impl Hours {
    fn include(&self, cell: Wall) -> bool {
        let hour = cell.hour_of_day();
        self.days.contains(&cell.weekday()) && self.start <= hour && hour < self.end
    }
}

/// All buckets of a range that have any time in them, by their place in time.
pub(crate) fn buckets(
    range: Span,
    resolution: Resolution,
    hours: Option<&Hours>,
    zone: &TimeZone,
    behavior: &Behavior,
) -> Vec<Bucket> {
    let length = resolution.cell(hours.is_some());
    let mut spans_by_bucket: BTreeMap<i64, Vec<Span>> = BTreeMap::new();
    let mut cell = Wall(range.start.0.div_euclid(length) * length);
    while cell < range.end {
        let next = Wall(cell.0 + length);
        let counts = hours.is_none_or(|hours| hours.include(cell));
        if counts && (length == DAY || !cell.is_skipped(zone)) {
            let span = Span { start: cell.max(range.start), end: next.min(range.end) };
            let bucket = resolution.bucket_of(cell, range);
            append(spans_by_bucket.entry(bucket).or_default(), span);
        }
        cell = next;
    }
    let key = |bucket: i64, spans: &[Span]| match behavior.fold_keys {
        FoldKeys::Number if resolution.folds() => bucket.to_string(),
        FoldKeys::Timestamp if resolution.folds() => {
            stamp(spans.first().map_or(range.start, |span| span.start), zone, behavior)
        }
        _ => stamp(Wall(bucket), zone, behavior),
    };
    spans_by_bucket
        .into_iter()
        .map(|(bucket, spans)| Bucket { key: key(bucket, &spans), spans })
        .collect()
}

/// A local time in the form that keys have.
pub(crate) fn stamp(time: Wall, zone: &TimeZone, behavior: &Behavior) -> String {
    match behavior.bucket_zone {
        BucketZone::None => format!("{:.0}", time.clock()),
        BucketZone::Utc => format!("{:.0}", time.instant(zone)),
        BucketZone::Offset => with_offset(time.instant(zone), zone),
    }
}

/// An instant with the offset that the zone has then.
pub(crate) fn with_offset(instant: Timestamp, zone: &TimeZone) -> String {
    format!("{}", instant.display_with_offset(zone.to_offset(instant)))
}

fn append(spans: &mut Vec<Span>, span: Span) {
    match spans.last_mut() {
        Some(last) if last.end == span.start => last.end = span.end,
        _ => spans.push(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: &str, end: &str) -> Span {
        let wall = |text: &str| Wall::new(text.parse().unwrap());
        Span { start: wall(start), end: wall(end) }
    }

    fn keys(range: Span, resolution: Resolution, hours: Option<&Hours>) -> Vec<String> {
        let zone = TimeZone::get("America/New_York").unwrap();
        let buckets = buckets(range, resolution, hours, &zone, &Behavior::default());
        buckets.into_iter().map(|bucket| bucket.key).collect()
    }

    #[test]
    fn the_end_of_the_operating_hours_is_not_in_them() {
        let hours = Hours { days: vec![1, 2, 3, 4, 5], start: 9, end: 17 };
        let range = span("2024-02-05T00:00:00", "2024-03-04T00:00:00");
        assert_eq!(keys(range, Resolution::Hour, Some(&hours)).len(), 20 * 8);
        let days = keys(range, Resolution::Weekday, Some(&hours));
        assert_eq!(days, ["1", "2", "3", "4", "5"]);
    }

    #[test]
    fn keys_are_the_starts_of_calendar_buckets() {
        let range = span("2024-02-28T09:30:00", "2024-03-02T00:00:00");
        assert_eq!(keys(range, Resolution::Week, None), ["2024-02-26T00:00:00"]);
        let months = ["2024-02-01T00:00:00", "2024-03-01T00:00:00"];
        assert_eq!(keys(range, Resolution::Month, None), months);
        assert_eq!(keys(range, Resolution::Total, None), ["2024-02-28T09:30:00"]);
        assert_eq!(keys(range, Resolution::Hour, None)[0], "2024-02-28T09:00:00");
    }

    #[test]
    fn the_hour_that_the_clock_skips_has_no_bucket() {
        let range = span("2024-03-10T00:00:00", "2024-03-11T00:00:00");
        let hours = keys(range, Resolution::Hour, None);
        assert_eq!(hours.len(), 23);
        assert!(!hours.contains(&"2024-03-10T02:00:00".to_owned()));
    }

    #[test]
    fn keys_take_the_zone_that_is_asked_for() {
        let range = span("2024-02-28T00:00:00", "2024-02-28T00:05:00");
        let zone = TimeZone::get("America/New_York").unwrap();
        for (bucket_zone, key) in [
            (BucketZone::None, "2024-02-28T00:00:00"),
            (BucketZone::Utc, "2024-02-28T05:00:00Z"),
            (BucketZone::Offset, "2024-02-28T00:00:00-05:00"),
        ] {
            let behavior = Behavior { bucket_zone, ..Behavior::default() };
            assert_eq!(buckets(range, Resolution::Day, None, &zone, &behavior)[0].key, key);
        }
    }
}
