//! Ranges across nights in which clocks are changed.

use jiff::{ToSpan as _, Zoned, civil::date};
use proptest::prelude::*;

use super::*;
use crate::{Limit, Span, Window};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Zones, and a night in each in which something happens.
const NIGHTS: [(&str, &str); 13] = [
    ("America/New_York", "2025-03-09"),
    ("America/New_York", "2025-11-02"),
    // By half an hour.
    ("Australia/Lord_Howe", "2025-04-06"),
    ("Australia/Lord_Howe", "2025-10-05"),
    // Midnight is skipped, or an hour before it comes twice.
    ("America/Sao_Paulo", "2018-11-04"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("Africa/Cairo", "2024-04-26"),
    ("Africa/Cairo", "2023-10-27"),
    // Midnight comes twice.
    ("America/Havana", "2024-11-03"),
    // A day is skipped.
    ("Pacific/Apia", "2011-12-30"),
    // From 23:30 to 00:30, so that midnight is in the middle.
    ("America/Toronto", "1919-03-31"),
    ("Asia/Kathmandu", "2024-02-29"),
    ("UTC", "2024-02-29"),
];

fn at(zone: &str, shown: &str) -> Zoned {
    shown.parse::<civil::DateTime>().unwrap().in_tz(zone).unwrap()
}

fn split(window: &Window, zone: &str, start: &str, end: &str) -> Vec<String> {
    let spans = window.split_zoned(None, &at(zone, start), &at(zone, end)).unwrap();
    let text = |moment: &Zoned| moment.strftime("%m-%dT%H:%M%:z").to_string();
    spans.iter().map(|span| format!("{} {}", text(&span.start), text(&span.end))).collect()
}

#[test]
fn a_day_is_a_day_whatever_its_hours() {
    static DAILY: Window = Window::new("from", "to").limits(&[Limit::at_most(DAY).cut(Cut::Day)]);
    assert_eq!(
        split(&DAILY, "America/New_York", "2025-11-01T00:00:00", "2025-11-04T00:00:00"),
        [
            "11-01T00:00-04:00 11-02T00:00-04:00",
            "11-02T00:00-04:00 11-03T00:00-05:00",
            "11-03T00:00-05:00 11-04T00:00-05:00",
        ]
    );
    assert_eq!(
        split(&DAILY, "America/Sao_Paulo", "2018-11-03T00:00:00", "2018-11-05T00:00:00"),
        ["11-03T00:00-03:00 11-04T01:00-02:00", "11-04T01:00-02:00 11-05T00:00-02:00"]
    );
    assert_eq!(
        split(&DAILY, "America/Havana", "2024-11-03T00:00:00", "2024-11-04T00:00:00"),
        ["11-03T00:00-04:00 11-04T00:00-05:00"]
    );
    assert_eq!(
        split(&DAILY, "Pacific/Apia", "2011-12-29T00:00:00", "2012-01-01T00:00:00"),
        ["12-29T00:00-10:00 12-31T00:00+14:00", "12-31T00:00+14:00 01-01T00:00+14:00"]
    );
    assert_eq!(
        split(&DAILY, "America/Toronto", "1919-03-30T00:00:00", "1919-04-01T00:00:00"),
        ["03-30T00:00-05:00 03-31T00:30-04:00", "03-31T00:30-04:00 04-01T00:00-04:00"]
    );
}

#[test]
fn hours_that_pass_are_counted_where_the_limit_says_so() {
    static HOURLY: Window =
        Window::new("from", "to").limits(&[Limit::at_most(HOUR).cut(Cut::Hour).elapsed()]);
    static SHOWN: Window = Window::new("from", "to").limits(&[Limit::at_most(HOUR).cut(Cut::Hour)]);
    let night = ("America/New_York", "2025-11-02T00:00:00", "2025-11-02T03:00:00");
    assert_eq!(
        split(&HOURLY, night.0, night.1, night.2),
        [
            "11-02T00:00-04:00 11-02T01:00-04:00",
            "11-02T01:00-04:00 11-02T01:00-05:00",
            "11-02T01:00-05:00 11-02T02:00-05:00",
            "11-02T02:00-05:00 11-02T03:00-05:00",
        ]
    );
    assert_eq!(
        split(&SHOWN, night.0, night.1, night.2),
        [
            "11-02T00:00-04:00 11-02T01:00-04:00",
            "11-02T01:00-04:00 11-02T02:00-05:00",
            "11-02T02:00-05:00 11-02T03:00-05:00",
        ]
    );
    assert_eq!(
        split(&HOURLY, "Australia/Lord_Howe", "2025-04-06T01:00:00", "2025-04-06T03:00:00"),
        [
            "04-06T01:00+11:00 04-06T01:30+10:30",
            "04-06T01:30+10:30 04-06T02:00+10:30",
            "04-06T02:00+10:30 04-06T03:00+10:30",
        ]
    );
}

#[test]
fn a_day_of_25_hours_is_too_long_for_24_that_pass() {
    static DAILY: Window =
        Window::new("from", "to").limits(&[Limit::at_most(DAY).cut(Cut::Day).elapsed()]);
    let zone = "America/New_York";
    let whole =
        DAILY.split_zoned(None, &at(zone, "2025-11-02T00:00:00"), &at(zone, "2025-11-03T00:00:00"));
    assert!(whole.unwrap_err().to_string().contains("25h is too long"));
}

#[test]
fn an_end_that_is_counted_in_is_a_second_before_the_next_start() {
    static DAYS: Window = Window::new("from", "to")
        .inclusive_end()
        .limits(&[Limit::less_than(2 * DAY).cut(Cut::Day)]);
    let zone = "America/Sao_Paulo";
    let end = at(zone, "2018-11-06T23:59:59");
    let spans = DAYS.split_zoned(None, &at(zone, "2018-11-03T00:00:00"), &end).unwrap();
    let shown: Vec<_> = spans.iter().map(|span| span.end.datetime().to_string()).collect();
    assert_eq!(shown, ["2018-11-04T23:59:59", "2018-11-06T23:59:59"]);
    assert_eq!(spans[1].start.duration_since(&spans[0].end).as_secs(), 1);
}

#[test]
fn an_end_in_another_zone_is_the_same_instant() {
    static ANY: Window = Window::new("from", "to");
    let (start, end) = (at("UTC", "2024-06-01T12:00:00"), at("Asia/Tokyo", "2024-06-01T22:00:00"));
    let spans = ANY.split_zoned(None, &start, &end).unwrap();
    assert_eq!(spans, [Span { start: start.clone(), end: at("UTC", "2024-06-01T13:00:00") }]);
    let error = ANY.split_zoned(None, &end, &start).unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("is after the end"));
}

#[test]
fn the_ends_of_the_calendar_are_ends() {
    static YEARS: Window = Window::new("from", "to").limits(&[Limit::at_most(u64::MAX)]);
    static DAYS: Window = Window::new("from", "to").limits(&[Limit::at_most(DAY).cut(Cut::Day)]);
    let zone = TimeZone::get("Africa/Cairo").unwrap();
    let ends = [Timestamp::MIN, Timestamp::MAX].map(|moment| moment.to_zoned(zone.clone()));
    assert_eq!(YEARS.split_zoned(None, &ends[0], &ends[1]).unwrap().len(), 1);
    let last = &ends[1] - 3.days();
    assert_eq!(DAYS.split_zoned(None, &last, &ends[1]).unwrap().len(), 4);
}

fn windows() -> impl Strategy<Value = Window> {
    let cuts = prop_oneof![
        Just((Cut::Minute, 7 * 60)),
        Just((Cut::Hour, 5 * HOUR)),
        Just((Cut::Day, 3 * DAY)),
        Just((Cut::Week, 20 * DAY)),
    ];
    (cuts, 100u64..1000, any::<[bool; 3]>()).prop_map(
        |((cut, seconds), share, [inclusive, at_most, elapsed])| {
            let seconds = seconds * share / 1000;
            let limit = if at_most { Limit::at_most(seconds) } else { Limit::less_than(seconds) };
            let limit = if elapsed { limit.cut(cut).elapsed() } else { limit.cut(cut) };
            let window = Window::new("from", "to").limits(vec![limit].leak());
            if inclusive { window.inclusive_end() } else { window }
        },
    )
}

/// Whether a clock gets to a full hour, midnight and so on right then.
fn is_boundary(cut: Cut, moment: &Zoned) -> bool {
    let clock = InZone(moment.time_zone());
    let shown = [moment.datetime(), clock.about_to_show(moment.timestamp())];
    // What was skipped is shown by neither.
    let skips =
        shown[1] < shown[0] && cut.at_or_before(shown[0]).is_some_and(|cut| cut >= shown[1]);
    skips || shown.iter().any(|shown| cut.at_or_before(*shown) == Some(*shown))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn parts_lie_end_to_end_whatever_clocks_do(
        window in windows(),
        (zone, night) in prop::sample::select(NIGHTS.to_vec()),
        before in 0i64..30 * 3_600,
        share in 0i64..1_500,
    ) {
        let limit = window.limits[0];
        let night = at(zone, &format!("{night}T06:00:00"));
        let start = &night - before.seconds();
        let end = &start + (i64::try_from(limit.seconds).unwrap() * share / 100).seconds();
        let gap = SignedDuration::from_secs(i64::from(window.inclusive_end));

        let Ok(spans) = window.split_zoned(None, &start, &end) else {
            // Only a bucket that is longer than the limit stops it: of two hours,
            // where one comes twice.
            let bucket = match limit.cut {
                Cut::Minute => 60,
                Cut::Hour => 2 * HOUR,
                Cut::Day => 25 * HOUR,
                _ => 7 * DAY + HOUR,
            };
            // Or it begins in an hour that was there already, and is cut after it.
            let first = InZone(start.time_zone()).first_showing(start.datetime());
            let begins_again = first < Some(start.timestamp());
            prop_assert!(limit.seconds <= bucket || begins_again && !limit.elapsed);
            return Ok(());
        };
        prop_assert_eq!(&spans[0].start, &start);
        prop_assert_eq!(&spans[spans.len() - 1].end, &end);
        for pair in spans.windows(2) {
            let [before, after] = pair else { unreachable!() };
            prop_assert_eq!(after.start.duration_since(&before.end), gap);
            prop_assert!(is_boundary(limit.cut, &after.start), "{:?}", after.start);
        }
        for Span { start, end } in &spans {
            prop_assert!(start <= end);
            let passes = end.duration_since(start);
            let about = InZone(start.time_zone()).about_to_show(end.timestamp());
            let shown = about.duration_since(start.datetime());
            let length = if limit.elapsed { passes } else { shown };
            prop_assert!(length <= limit.longest(), "{start} {end}");
        }
    }

    #[test]
    fn in_utc_it_is_as_on_the_wall(
        window in windows(),
        offset in 0i64..400 * 86_400,
        share in 0i64..1_500,
    ) {
        let length = i64::try_from(window.limits[0].seconds).unwrap() * share / 100;
        let start = date(2023, 12, 1).at(0, 0, 0, 0) + offset.seconds();
        let end = start + length.seconds();
        let zoned = [start, end].map(|moment| moment.to_zoned(TimeZone::UTC).unwrap());
        let on_the_wall = window.split(None, start.into(), end.into());
        let in_zone = window.split_zoned(None, &zoned[0], &zoned[1]);
        match (on_the_wall, in_zone) {
            (Ok(wall), Ok(zoned)) => {
                let zoned = zoned.iter().map(|span| Span {
                    start: span.start.datetime().into(),
                    end: span.end.datetime().into(),
                });
                prop_assert_eq!(wall, zoned.collect::<Vec<_>>());
            }
            (wall, zoned) => prop_assert!(wall.is_err() && zoned.is_err()),
        }
    }
}
