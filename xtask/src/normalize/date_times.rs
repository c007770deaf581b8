//! Gives date-times the type of what they know.
//!
//! The generator makes every `date-time` an instant in UTC: the offset is lost,
//! and a time without a zone fails. Here `date-time` keeps its offset,
//! `date-time-local` has no zone, and `x-zone: optional` marks a field where
//! either occurs.

use serde_json::{Map, Value};

use super::schemas::{for_each, runtime_type};

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| match type_of(schema) {
        Some(name) => {
            *schema = runtime_type(schema, name, Vec::new());
            1
        }
        None => 0,
    })
}

fn type_of(schema: &Map<String, Value>) -> Option<&'static str> {
    let zone = schema.get("x-zone").and_then(Value::as_str);
    match (schema.get("format")?.as_str()?, zone) {
        ("date-time", Some("optional")) => Some("DateTime"),
        ("date-time", _) => Some("OffsetDateTime"),
        ("date-time-local", _) => Some("LocalDateTime"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_date_time_is_typed_by_its_zone() {
        let (after, places) = schemas(
            run,
            &json!({
                "Instant": { "type": "string", "format": "date-time", "nullable": true },
                "Local": { "type": "string", "format": "date-time-local" },
                "Either": { "type": "string", "format": "date-time", "x-zone": "optional" },
                "Day": { "type": "string", "format": "date" },
            }),
        );
        let path = |name: &str| after[name]["x-rust-type"]["path"].as_str().map(ToOwned::to_owned);
        assert_eq!(path("Instant").as_deref(), Some("floorkit_runtime::OffsetDateTime"));
        assert_eq!(after["Instant"]["nullable"], true);
        assert_eq!(path("Local").as_deref(), Some("floorkit_runtime::LocalDateTime"));
        assert_eq!(path("Either").as_deref(), Some("floorkit_runtime::DateTime"));
        assert_eq!(path("Day"), None);
        assert_eq!(places, 3);
    }
}
