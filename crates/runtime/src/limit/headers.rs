//! What an answer's headers say about the calls that are left.
//!
//! There is no standard yet, and there are many habits. Only one thing is read
//! from them, which all agree about: that nothing is left, and for how long.
//! What makes no sense says nothing.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::retry_after::{clock, is_told, text, until_reset};

/// A name for the limit, what is left, and when it is full again.
const FAMILIES: [(&str, &str, &str); 3] = [
    ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"),
    ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"),
    ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"),
];

/// How long no call is left, by the answer's headers; the longest if there are
/// several limits. Of an answer that refuses a call, what is left may be unsaid.
pub(super) fn wait(headers: &HeaderMap, is_refusal: bool) -> Option<Duration> {
    if !is_told(headers) {
        return None;
    }
    let now = || clock(headers, SystemTime::now());
    let families = FAMILIES.iter().filter_map(|(limit, remaining, reset)| {
        let is_used_up = match number(headers, remaining) {
            Some(left) => left < 1.0,
            None => is_refusal,
        };
        // Some say that all is zero where there is no limit.
        let is_limit = || number(headers, limit).is_none_or(|limit| limit >= 1.0);
        if is_used_up && is_limit() { until_reset(text(headers, reset)?, now()) } else { None }
    });
    families.chain(structured(headers)).filter(|wait| !wait.is_zero()).max()
}

/// The IETF's drafts: `"a";r=0;t=5` per limit, or `limit=9, remaining=0, reset=5`.
fn structured(headers: &HeaderMap) -> Option<Duration> {
    let values = || headers.get_all("ratelimit").iter().filter_map(|value| value.to_str().ok());
    let flat = Limit::of(values().flat_map(|value| split(value, ',')), "remaining", "reset");
    let limits = values().flat_map(|value| split(value, ',')).map(|member| {
        let limit = Limit::of(split(member, ';').skip(1), "r", "t");
        let name = split(member, ';').next();
        Limit { reset: limit.reset.or_else(|| window(headers, name?)), ..limit }
    });
    limits.chain([flat]).filter(|limit| limit.left == Some(0)).filter_map(|limit| limit.reset).max()
}

struct Limit {
    left: Option<u64>,
    reset: Option<Duration>,
}

impl Limit {
    fn of<'a>(pairs: impl Iterator<Item = &'a str>, left_key: &str, reset_key: &str) -> Self {
        let mut limit = Self { left: None, reset: None };
        for (key, value) in pairs.filter_map(|pair| pair.split_once('=')) {
            let value = value.trim().parse().ok();
            if key.trim() == left_key {
                limit.left = value;
            } else if key.trim() == reset_key {
                limit.reset = value.map(Duration::from_secs);
            }
        }
        limit
    }
}

/// The length of the window that the policy of this name has.
fn window(headers: &HeaderMap, name: &str) -> Option<Duration> {
    let values = headers.get_all("ratelimit-policy").iter();
    let policies =
        values.filter_map(|value| value.to_str().ok()).flat_map(|value| split(value, ','));
    let mut named = policies.filter(|policy| split(policy, ';').next() == Some(name));
    Limit::of(split(named.next()?, ';').skip(1), "q", "w").reset
}

/// Splits where the separator is not within a quoted string.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let parts = text.split(move |character| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match character {
            '\\' if is_quoted && !was_escaped => is_escaped = true,
            '"' if !was_escaped => is_quoted = !is_quoted,
            _ => {}
        }
        character == separator && !is_quoted
    });
    parts.map(str::trim)
}

fn number(headers: &HeaderMap, name: &str) -> Option<f64> {
    text(headers, name)?.parse().ok().filter(|number: &f64| *number >= 0.0)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn check(is_refusal: bool, lines: &[(&'static str, &'static str)], expected: Option<f64>) {
        let noon = [("date", "Wed, 19 Jun 2024 12:00:00 GMT")];
        let mut headers = HeaderMap::new();
        for (name, value) in noon.iter().chain(lines) {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let expected = expected.map(Duration::from_secs_f64);
        assert_eq!(wait(&headers, is_refusal), expected, "{lines:?}");
    }

    fn used_up(reset: &'static str, expected: Option<f64>) {
        check(false, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)], expected);
    }

    #[test]
    fn a_reset_is_seconds_or_a_point_in_time() {
        used_up("30", Some(30.0));
        used_up(" 0.5 ", Some(0.5));
        used_up("1718798430", Some(30.0));
        used_up("1718798430.5", Some(30.5));
        used_up("1718798430000", Some(30.0));
        used_up("Wed, 19 Jun 2024 12:00:30 GMT", Some(30.0));
        used_up("2024-06-19T14:00:30+02:00", Some(30.0));
    }

    #[test]
    fn nonsense_says_nothing() {
        for reset in [
            "",
            "-1",
            "NaN",
            "inf",
            "-inf",
            "1e300",
            "1e30",
            "soon",
            "1718798400000000000000",
            "Wed, 19 Jun 2024 11:00:00 GMT",
            "1718790000",
        ] {
            used_up(reset, None);
        }
        for remaining in ["", "-1", "NaN", "none", "0x0"] {
            check(
                false,
                &[("x-ratelimit-remaining", remaining), ("x-ratelimit-reset", "30")],
                None,
            );
        }
        for value in
            ["", "r=0", ";;=,,", "\"a;r=0;t=5", "a;r=0;t=-5", "a;r=0;t=", "a;r=-1;t=5", "a;r=0"]
        {
            check(false, &[("ratelimit", value)], None);
        }
    }

    #[test]
    fn each_family_of_headers_is_known() {
        for [limit, remaining, reset] in [
            ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
            ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"],
            ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
        ] {
            let lines = |of, left| [(limit, of), (remaining, left), (reset, "30")];
            check(false, &lines("100", "0"), Some(30.0));
            check(false, &lines("100, 100;w=60", "0"), Some(30.0));
            check(false, &lines("100", "0.7"), Some(30.0));
            check(false, &lines("100", "1"), None);
            // No limit at all.
            check(false, &lines("0", "0"), None);
        }
    }

    #[test]
    fn a_refusal_need_not_say_that_nothing_is_left() {
        check(true, &[("x-ratelimit-reset", "30")], Some(30.0));
        check(false, &[("x-ratelimit-reset", "30")], None);
        // Another limit than this refused the call.
        check(true, &[("x-ratelimit-remaining", "9"), ("x-ratelimit-reset", "30")], None);
    }

    #[test]
    fn the_drafts_of_the_ietf_are_read() {
        check(false, &[("ratelimit", "limit=100, remaining=0, reset=50")], Some(50.0));
        check(false, &[("ratelimit", "limit=100, remaining=1, reset=50")], None);
        check(false, &[("ratelimit", r#""default";r=0;t=30"#)], Some(30.0));
        check(false, &[("ratelimit", r#""default";r=50;t=30"#)], None);
        check(
            false,
            &[("ratelimit", r#""a";r=0;t=30, "b";r=7;t=99 , "c"; r=0; t=60"#)],
            Some(60.0),
        );
        check(false, &[("ratelimit", r#""a";r=1;t=9"#), ("ratelimit", "b;r=0;t=3")], Some(3.0));
        check(false, &[("ratelimit", r#""a,\";r=0;t=99";r=0;t=5;pk=:Zm9v:"#)], Some(5.0));
    }

    #[test]
    fn a_limit_without_a_reset_has_that_of_its_policy() {
        let policy = ("ratelimit-policy", r#""burst";q=100;w=60,"day";q=1000;w=86400"#);
        check(false, &[("ratelimit", r#""burst";r=0"#), policy], Some(60.0));
        check(false, &[("ratelimit", r#""burst";r=0;t=2"#), policy], Some(2.0));
        check(false, &[("ratelimit", r#""hour";r=0"#), policy], None);
    }
}
