//! Turns defaults into prose.
//!
//! A default makes a field non-optional, so that absence can no longer be told
//! from it, and one that does not fit its format panics when something is
//! decoded. What the vendor assumes is worth knowing all the same.

use serde_json::Value;

use super::schemas::for_each;

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let Some(default) = schema.remove("default") else { return 0 };
        let assumed = match default {
            Value::String(text) => format!("Default: `{text}`."),
            other => format!("Default: `{other}`."),
        };
        let description = match schema.get("description").and_then(Value::as_str) {
            Some(text) => format!("{text}\n\n{assumed}"),
            None => assumed,
        };
        schema.insert("description".into(), description.into());
        1
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_default_is_told_and_not_applied() {
        let (after, places) = schemas(
            run,
            &json!({ "Sent": { "type": "object", "properties": {
                "minutes": { "type": "integer", "default": 0 },
                "unit": { "type": "string", "default": "total", "description": "The unit." },
            } } }),
        );
        assert_eq!(
            after,
            json!({ "Sent": { "type": "object", "properties": {
                "minutes": { "type": "integer", "description": "Default: `0`." },
                "unit": { "type": "string", "description": "The unit.\n\nDefault: `total`." },
            } } })
        );
        assert_eq!(places, 2);
    }
}
