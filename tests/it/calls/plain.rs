//! A document for tools that know nothing of our extensions.

use serde_json::{Map, Value};

/// The document, where what an extension allows beyond its schema is allowed by the
/// schema. Apart from that it stays as it is written.
pub(crate) fn plain(document: &Value) -> Value {
    match document {
        Value::Object(object) => object
            .iter()
            .filter(|(key, value)| !is_narrower(object, key, value))
            .map(|(key, value)| (key.clone(), plain(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(values) => values.iter().map(plain).collect(),
        other => other.clone(),
    }
}

/// Whether a keyword says less than the extension beside it.
fn is_narrower(schema: &Map<String, Value>, key: &str, value: &Value) -> bool {
    match key {
        // Times without an offset are sent as well.
        "format" => value == "date-time" && schema.contains_key("x-zone"),
        "type" => value.is_string() && schema.contains_key("x-accepts"),
        "enum" => schema.contains_key("x-open"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_extension_widens_what_is_beside_it_and_nothing_else() {
        let schema = json!({ "properties": {
            "start": { "type": "string", "format": "date-time", "x-zone": "optional" },
            "kind": { "type": "string", "enum": ["a"], "x-open": true },
            "end": { "type": "string", "format": "date-time" },
        } });
        let made = plain(&schema);
        assert_eq!(made["properties"]["start"], json!({ "type": "string", "x-zone": "optional" }));
        assert_eq!(made["properties"]["kind"], json!({ "type": "string", "x-open": true }));
        assert_eq!(made["properties"]["end"], schema["properties"]["end"]);
    }
}
