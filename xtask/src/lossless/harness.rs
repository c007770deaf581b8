//! Reads examples with the generated types, and writes them again.
//!
//! The generator of the examples copies this text behind its table.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Where an example stands in the document, what reads and writes it, and its JSON.
pub(crate) type Example = (&'static str, fn(&str) -> Result<Value, String>, &'static str);

/// Where each example stands that does not come back as it was, and why.
pub(crate) fn failures(examples: &[Example]) -> Vec<(&'static str, String)> {
    let failure = |(at, again, json): &Example| {
        let read = |error: serde_json::Error| error.to_string();
        let came_back = serde_json::from_str(json).map_err(read).and_then(|before| {
            let after = again(json)?;
            difference(&before, &after, "").map_or(Ok(()), Err)
        });
        Some((*at, came_back.err()?))
    };
    examples.iter().filter_map(failure).collect()
}

/// Reads a value as a type, and writes it again.
pub(crate) fn again<T: DeserializeOwned + Serialize>(json: &str) -> Result<Value, String> {
    let value: T = serde_json::from_str(json).map_err(|error| {
        let near: String = json.chars().skip(error.column().saturating_sub(24)).take(32).collect();
        format!("cannot be read: {error}, near `{near}`")
    })?;
    serde_json::to_value(&value).map_err(|error| format!("cannot be written again: {error}"))
}

/// The first difference, but for the order of keys, the form of numbers, and nulls
/// that are left out.
fn difference(before: &Value, after: &Value, at: &str) -> Option<String> {
    let place = if at.is_empty() { String::new() } else { format!("at {at}: ") };
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let kept = old.iter().find_map(|(key, before)| {
                difference(before, new.get(key).unwrap_or(&Value::Null), &format!("{at}/{key}"))
            });
            kept.or_else(|| {
                let mut added =
                    new.iter().filter(|(key, after)| !after.is_null() && !old.contains_key(*key));
                added.next().map(|(key, after)| format!("at {at}/{key}: {after} was added"))
            })
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let pairs = old.iter().zip(new).enumerate();
            pairs.into_iter().find_map(|(index, (before, after))| {
                difference(before, after, &format!("{at}/{index}"))
            })
        }
        (Value::Number(old), Value::Number(new)) if old.as_f64() == new.as_f64() => None,
        (before, after) if before == after => None,
        (before, Value::Null) => Some(format!("{place}{before} is lost")),
        (before, after) => Some(format!("{place}{before} came back as {after}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(before: &Value, after: &Value) -> Option<String> {
        difference(before, after, "")
    }

    #[test]
    fn order_form_and_nulls_make_no_difference() {
        let before = json!({ "b": [1, 2.5], "a": null, "c": { "d": "e" } });
        let after = json!({ "c": { "d": "e", "f": null }, "b": [1.0, 2.5] });
        assert_eq!(said(&before, &after), None);
    }

    #[test]
    fn the_first_difference_is_named() {
        for (before, after, expected) in [
            (json!({ "a": { "b": 1 } }), json!({ "a": {} }), "at /a/b: 1 is lost"),
            (json!({ "a": [1] }), json!({ "a": ["1"] }), "at /a/0: 1 came back as \"1\""),
            (json!({}), json!({ "a": [] }), "at /a: [] was added"),
            (json!([1, 2]), json!([1]), "[1,2] came back as [1]"),
            (json!({ "a": [] }), json!({}), "at /a: [] is lost"),
        ] {
            assert_eq!(said(&before, &after).as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_example_that_cannot_be_read_says_near_what() {
        let examples: [Example; 2] =
            [("/fine", again::<Vec<i64>>, "[1]"), ("/wrong", again::<Vec<i64>>, "[1, \"two\"]")];
        let failures = failures(&examples);
        assert_eq!(failures.len(), 1);
        assert_eq!(failures[0].0, "/wrong");
        assert!(failures[0].1.contains("near `[1, \"two\"]`"), "{failures:?}");
    }
}
