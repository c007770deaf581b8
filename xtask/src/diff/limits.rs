//! Compares what `vendor.toml` says of rates and ranges of time.

use std::collections::BTreeMap;

use super::{At, Changes, Direction};

/// Adds what changed of a vendor's limits; both are the text of a `vendor.toml`.
pub(super) fn compare(old: &toml::Table, new: &toml::Table, changes: &mut Changes) {
    rates(old, new, changes);
    let (before, after) = (ranges(old), ranges(new));
    let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let (operation, resolution) = key;
        let mut at = At::new(Direction::Api, "API", &format!("operation {operation}"));
        at = at.within("range of time");
        if !resolution.is_empty() {
            at = at.within(resolution);
        }
        let length = |length: Option<&String>| length.and_then(|length| seconds(length));
        let (was, is) = (before.get(key), after.get(key));
        let rule = match (length(was), length(is)) {
            (Some(was), Some(is)) if is < was => "range-shortened",
            (Some(was), Some(is)) if is > was => "range-lengthened",
            (None, Some(_)) => "range-limit-added",
            (Some(_), None) => "range-limit-removed",
            _ => continue,
        };
        changes.add(rule, &at, "/windows", was.cloned(), is.cloned());
    }
}

fn rates(old: &toml::Table, new: &toml::Table, changes: &mut Changes) {
    let at = At::new(Direction::Api, "API", "API");
    let rate = |table: &toml::Table, key: &str| table.get("rate_limit")?.get(key)?.as_integer();
    for key in ["requests_per_second", "burst"] {
        let (before, after) = (rate(old, key), rate(new, key));
        let rule = match (before, after) {
            (None, Some(_)) => "rate-limit-added",
            (Some(_), None) => "rate-limit-removed",
            (Some(before), Some(after)) if after < before => "rate-limit-lowered",
            (Some(before), Some(after)) if after > before => "rate-limit-raised",
            _ => continue,
        };
        let text = |number: Option<i64>| number.map(|number| number.to_string());
        changes.add(rule, &at.within(key), "/rate_limit", text(before), text(after));
    }
}

/// How long a range may be, by operation and resolution.
fn ranges(table: &toml::Table) -> BTreeMap<(String, String), String> {
    let mut ranges = BTreeMap::new();
    let list = |value: Option<&toml::Value>| {
        value.and_then(toml::Value::as_array).cloned().unwrap_or_default()
    };
    let text = |value: &toml::Value, key: &str| {
        value.get(key).and_then(toml::Value::as_str).map(str::to_owned)
    };
    for window in list(table.get("windows")) {
        for operation in list(window.get("operations")) {
            let Some(operation) = operation.as_str() else { continue };
            for limit in list(window.get("limits")) {
                if let Some(max) = text(&limit, "max") {
                    let resolution = text(&limit, "resolution").unwrap_or_default();
                    ranges.insert((operation.to_owned(), resolution), max);
                }
            }
        }
    }
    ranges
}

fn seconds(length: &str) -> Option<u64> {
    let (number, unit) = length.split_at_checked(length.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}
