//! What a vendor's `vendor.toml` says about rates and date ranges.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use crate::{limit::RateLimit, moment::Moment};

#[derive(Debug, Deserialize)]
pub(crate) struct Rules {
    rate_limit: Option<Rate>,
    #[serde(default)]
    windows: Vec<Window>,
}

#[derive(Debug, Deserialize)]
struct Rate {
    requests_per_second: u32,
    burst: u32,
}

#[derive(Debug, Deserialize)]
struct Window {
    operations: Vec<String>,
    start: String,
    end: String,
    #[serde(default)]
    inclusive_end: bool,
    by: Option<String>,
    default_resolution: Option<String>,
    limits: Vec<Limit>,
}

#[derive(Debug, Deserialize)]
struct Limit {
    resolution: Option<String>,
    #[serde(default, deserialize_with = "length")]
    min: Option<SignedDuration>,
    #[serde(default, deserialize_with = "length")]
    max: Option<SignedDuration>,
    bound: Bound,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Bound {
    AtMost,
    LessThan,
}

impl Rules {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The documented rate limit, if there is one.
    pub(crate) fn rate_limit(&self) -> Option<RateLimit> {
        self.rate_limit.as_ref().map(|rate| RateLimit::new(rate.requests_per_second, rate.burst))
    }

    /// Holds the range in a body against the operation's limits. A body
    /// without a range is another rule's business.
    pub(crate) fn check_window(&self, operation: &str, body: &Value) -> Result<(), String> {
        let mut windows = self.windows.iter();
        let Some(window) = windows.find(|window| window.operations.iter().any(|o| o == operation))
        else {
            return Ok(());
        };
        window.check(body)
    }
}

impl Window {
    fn check(&self, body: &Value) -> Result<(), String> {
        let moment = |key: &str| body.get(key).and_then(Value::as_str).and_then(Moment::parse);
        let (Some(start), Some(end)) = (moment(&self.start), moment(&self.end)) else {
            return Ok(());
        };
        let length = end.since(start);
        if length.is_negative() {
            return Err(format!("/{}: is before /{}", self.end, self.start));
        }
        let resolution = self.resolution(body);
        let limits = self.limits.iter();
        for limit in
            limits.filter(|limit| limit.resolution.is_none() || limit.resolution == resolution)
        {
            limit.check(length, self.inclusive_end).map_err(|problem| {
                let of = resolution.as_deref().map(|name| format!(" of {name:?}"));
                format!("/{}: the range{} {problem}", self.end, of.unwrap_or_default())
            })?;
        }
        Ok(())
    }

    fn resolution(&self, body: &Value) -> Option<String> {
        let asked = body.get(self.by.as_ref()?).and_then(Value::as_str);
        asked.map(str::to_owned).or_else(|| self.default_resolution.clone())
    }
}

impl Limit {
    fn check(&self, length: SignedDuration, inclusive_end: bool) -> Result<(), String> {
        // The longest ranges are stated as a plain difference; the shortest
        // holds its last second.
        let last = if inclusive_end { SignedDuration::from_secs(1) } else { SignedDuration::ZERO };
        if let Some(min) = self.min
            && length.saturating_add(last) < min
        {
            return Err(format!("is shorter than {min:#}"));
        }
        match (self.max, self.bound) {
            (Some(max), Bound::AtMost) if length > max => Err(format!("is longer than {max:#}")),
            (Some(max), Bound::LessThan) if length >= max => {
                Err(format!("is not shorter than {max:#}"))
            }
            _ => Ok(()),
        }
    }
}

/// Reads `60d`, `12h` or `5m`.
fn length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SignedDuration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let units = BTreeMap::from([('m', 60), ('h', 3_600), ('d', 86_400)]);
    let read = || {
        let unit = text.chars().last()?;
        let number: i64 = text.strip_suffix(unit)?.parse().ok()?;
        Some(SignedDuration::from_secs(number.checked_mul(*units.get(&unit)?)?))
    };
    read()
        .map(Some)
        .ok_or_else(|| D::Error::custom(format!("{text:?} is no length such as \"60d\"")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RULES: &str = r#"
[rate_limit]
requests_per_second = 15
burst = 100
[[windows]]
operations = ["read"]
start = "from"
end = "to"
inclusive_end = true
by = "size"
default_resolution = "day"
limits = [
    { resolution = "day", min = "5m", max = "2d", bound = "at-most" },
    { resolution = "hour", max = "24h", bound = "less-than" },
]
"#;

    fn check(from: &str, to: &str, size: Option<&str>) -> Result<(), String> {
        let mut body = json!({ "from": from, "to": to });
        if let Some(size) = size {
            body["size"] = size.into();
        }
        Rules::parse(RULES).unwrap().check_window("read", &body)
    }

    #[test]
    fn each_bound_holds_to_the_second() {
        let from = "2024-03-01T00:00:00";
        for (to, size, fits) in [
            ("2024-03-03T00:00:00", None, true),
            ("2024-03-03T00:00:01", None, false),
            ("2024-03-01T00:04:59", None, true),
            ("2024-03-01T00:04:58", None, false),
            ("2024-03-01T23:59:59", Some("hour"), true),
            ("2024-03-02T00:00:00", Some("hour"), false),
            ("2024-02-29T23:59:59", Some("hour"), false),
        ] {
            assert_eq!(check(from, to, size).is_ok(), fits, "{to} {size:?}");
        }
    }

    #[test]
    fn instants_are_compared_as_instants() {
        let end = "2024-03-01T00:00:00-05:00";
        assert!(check("2024-03-01T00:00:00Z", end, Some("hour")).is_ok());
        assert!(check("2024-03-01T06:00:00Z", end, Some("hour")).is_err());
    }

    #[test]
    fn a_length_without_a_unit_is_refused() {
        let broken = RULES.replace("\"2d\"", "\"2\"");
        assert!(Rules::parse(&broken).unwrap_err().contains("is no length"));
    }

    #[test]
    fn other_operations_have_no_window() {
        let rules = Rules::parse(RULES).unwrap();
        assert_eq!(rules.check_window("write", &json!({ "from": "x" })), Ok(()));
        assert_eq!(rules.rate_limit(), Some(RateLimit::new(15, 100)));
    }
}
