//! How long an answer asks to wait.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{
    HeaderMap, HeaderName, StatusCode,
    header::{DATE, RETRY_AFTER},
};

use crate::limit;

/// Headers with the time at which a limit lets calls through again, each with
/// the one that says how many calls are left until then. Many vendors send them
/// with every answer: they mean something once nothing is left.
const RESETS: [(&str, &str); 3] = [
    ("x-ratelimit-retry-after", "x-ratelimit-remaining"),
    ("x-ratelimit-reset", "x-ratelimit-remaining"),
    ("ratelimit-reset", "ratelimit-remaining"),
];

/// The longest wait that is told as a number of seconds: a larger number is
/// either a time or nonsense.
const LONGEST_WAIT: f64 = 366.0 * 24.0 * 60.0 * 60.0;

/// The smallest number that is a time in seconds since 1970, in 2001, and the
/// smallest that is one in milliseconds; what is larger still is nonsense.
const FIRST_TIME: f64 = 1e9;
const FIRST_TIME_IN_MILLIS: f64 = 1e12;
const FIRST_TIME_IN_MICROS: f64 = 1e15;

/// Reads how long to wait: milliseconds or seconds, with a fraction if need
/// be, a date, or the time at which a limit is reset. Times are compared with
/// the clock that made them, where the answer says what it shows.
pub(crate) fn read(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    if !is_told(headers) {
        return None;
    }
    let now = clock(headers, now);
    millis(headers)
        .or_else(|| text(headers, RETRY_AFTER.as_str()).and_then(|text| seconds_or_date(text, now)))
        .or_else(|| RESETS.iter().find_map(|(name, left)| reset(headers, name, left, now)))
}

/// How long an answer of this status asks to wait. Only one that refuses a call
/// for being one too many means what it says of limits; others say that of the
/// calls to come.
pub(crate) fn asked(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return read(headers, now).or_else(|| limit::asked(headers));
    }
    if !is_told(headers) {
        return None;
    }
    let now = clock(headers, now);
    millis(headers)
        .or_else(|| text(headers, RETRY_AFTER.as_str()).and_then(|text| seconds_or_date(text, now)))
}

/// Whether any header is about waiting or about limits. Most answers have none,
/// and this is asked of every one.
pub(crate) fn is_told(headers: &HeaderMap) -> bool {
    let is_about = |name: &HeaderName| {
        let name = name.as_str();
        ["x-rate", "rate", "retry-after"].iter().any(|prefix| name.starts_with(prefix))
    };
    headers.keys().any(is_about)
}

/// The time by the clock of whoever answers.
pub(crate) fn clock(headers: &HeaderMap, now: SystemTime) -> SystemTime {
    let date = text(headers, DATE.as_str());
    date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now)
}

/// The wait until a limit is reset: seconds, a time in seconds or milliseconds
/// since 1970, or a date.
pub(crate) fn until_reset(text: &str, now: SystemTime) -> Option<Duration> {
    let Ok(number) = text.parse::<f64>() else {
        let timestamp = || Some(text.parse::<jiff::Timestamp>().ok()?.into());
        let time = httpdate::parse_http_date(text).ok().or_else(timestamp)?;
        return Some(time.duration_since(now).unwrap_or_default());
    };
    if number <= LONGEST_WAIT {
        return Duration::try_from_secs_f64(number).ok();
    }
    let seconds = match number {
        FIRST_TIME_IN_MICROS.. => return None,
        FIRST_TIME_IN_MILLIS.. => number / 1e3,
        FIRST_TIME.. => number,
        _ => return None,
    };
    let time = UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?)?;
    Some(time.duration_since(now).unwrap_or_default())
}

/// A header's text, without spaces around it.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

fn millis(headers: &HeaderMap) -> Option<Duration> {
    let millis: f64 = text(headers, "retry-after-ms")?.parse().ok()?;
    Duration::try_from_secs_f64(millis / 1e3).ok()
}

fn seconds_or_date(text: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

fn reset(headers: &HeaderMap, name: &str, left: &str, now: SystemTime) -> Option<Duration> {
    let is_left = |left: &str| left.parse().is_ok_and(|calls: f64| calls > 0.0);
    if text(headers, left).is_some_and(is_left) {
        return None;
    }
    until_reset(text(headers, name)?, now)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const NOON: &str = "Wed, 19 Jun 2024 12:00:00 GMT";
    /// That noon in seconds since 1970.
    const NOON_SECONDS: u64 = 1_718_798_400;

    fn wait(headers: &[(&'static str, &str)]) -> Option<Duration> {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        let noon = httpdate::parse_http_date(NOON).unwrap();
        read(&headers.iter().map(pair).collect(), noon)
    }

    fn after(text: &str) -> Option<Duration> {
        wait(&[("retry-after", text)])
    }

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        assert_eq!(after("120"), Some(Duration::from_secs(120)));
        assert_eq!(after(" 0.25 "), Some(Duration::from_millis(250)));
        assert_eq!(after("Wed, 19 Jun 2024 12:00:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(after("Wednesday, 19-Jun-24 12:00:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(after("Wed, 19 Jun 2024 11:00:00 GMT"), Some(Duration::ZERO));
        for nonsense in ["", "soon", "-1", "NaN", "inf", "1e300"] {
            assert_eq!(after(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn milliseconds_are_the_most_exact() {
        let millis = ("retry-after-ms", "250");
        assert_eq!(wait(&[millis, ("retry-after", "1")]), Some(Duration::from_millis(250)));
        let odd = ("retry-after-ms", "soon");
        assert_eq!(wait(&[odd, ("retry-after", "1")]), Some(Duration::from_secs(1)));
        assert_eq!(wait(&[("retry-after-ms", "-1")]), None);
    }

    #[test]
    fn a_time_is_compared_with_the_clock_that_made_it() {
        let fast = ("date", "Wed, 19 Jun 2024 13:00:00 GMT");
        let date = ("retry-after", "Wed, 19 Jun 2024 13:00:30 GMT");
        assert_eq!(wait(&[fast, date]), Some(Duration::from_secs(30)));
        assert_eq!(wait(&[("date", "today"), date]), Some(Duration::from_secs(3630)));
        let time = (NOON_SECONDS + 3607).to_string();
        let time = ("x-ratelimit-retry-after", &*time);
        assert_eq!(wait(&[fast, time]), Some(Duration::from_secs(7)));
    }

    #[test]
    fn a_reset_is_a_wait_or_a_time() {
        for name in ["x-ratelimit-retry-after", "x-ratelimit-reset", "ratelimit-reset"] {
            let seconds = NOON_SECONDS + 30;
            for number in [seconds.to_string(), format!("{seconds}000"), "30".to_owned()] {
                let found = wait(&[(name, &number)]);
                assert_eq!(found, Some(Duration::from_secs(30)), "{name}: {number}");
            }
            for date in ["Wed, 19 Jun 2024 12:00:30 GMT", "2024-06-19T14:00:30+02:00"] {
                assert_eq!(wait(&[(name, date)]), Some(Duration::from_secs(30)), "{name}: {date}");
            }
            assert_eq!(wait(&[(name, "1000000000")]), Some(Duration::ZERO));
            for nonsense in
                ["1718798400000000", "", "-1", "500000000", "NaN", "inf", "1e300", "soon"]
            {
                assert_eq!(wait(&[(name, nonsense)]), None, "{name}: {nonsense}");
            }
        }
    }

    #[test]
    fn a_reset_means_nothing_while_calls_are_left() {
        let reset = ("x-ratelimit-reset", "30");
        assert_eq!(wait(&[reset, ("x-ratelimit-remaining", "4999")]), None);
        let out = ("x-ratelimit-remaining", "0");
        assert_eq!(wait(&[reset, out]), Some(Duration::from_secs(30)));
        assert_eq!(wait(&[("ratelimit-reset", "30"), ("ratelimit-remaining", "1")]), None);
        let asked = ("retry-after", "2");
        assert_eq!(wait(&[reset, out, asked]), Some(Duration::from_secs(2)));
    }

    proptest! {
        #[test]
        fn no_header_breaks_it(name in 0usize..6, value in "[ -~]{0,40}") {
            let names = [
                "retry-after", "retry-after-ms", "date", "x-ratelimit-retry-after",
                "x-ratelimit-reset", "ratelimit-reset",
            ];
            let _ = wait(&[(names[name], &value), ("retry-after", "1")]);
        }
    }
}
