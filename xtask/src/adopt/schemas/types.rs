//! Gives each schema the type that its keywords mean.
//!
//! The generator takes a schema without a type for any JSON, and one that is
//! nullable besides for a list. Keywords of another type are dropped.

use serde_json::{Map, Value};

use super::{COMBINATORS, each_schema, is_set};
use crate::adopt::Report;

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// Which keywords make sense with which type.
const KEYWORDS: [(&str, &[&str]); 5] = [
    ("properties", &["object"]),
    ("additionalProperties", &["object"]),
    ("required", &["object"]),
    ("items", &["array"]),
    ("enum", &["string", "integer", "number", "boolean"]),
];

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    each_schema(document, &mut |pointer, schema| {
        if schema.contains_key("$ref") {
            return;
        }
        if let Some(odd) = schema.get("type").filter(|kind| !is_type(kind)).cloned() {
            schema.remove("type");
            report.lost(format!("{pointer}/type"), format!("the type `{odd}`"), "there is none");
        }
        let is_combined = COMBINATORS.iter().any(|key| schema.contains_key(*key));
        if !schema.contains_key("type") {
            if let Some(kind) = meant(schema) {
                schema.insert("type".into(), kind.into());
                report.rewrote("types", pointer);
            } else if !is_combined && is_set(schema, "nullable") {
                // Any value is taken, null among them.
                schema.remove("nullable");
                report.rewrote("types", pointer);
            }
        }
        let Some(kind) = schema.get("type").and_then(Value::as_str).map(ToOwned::to_owned) else {
            return;
        };
        for (keyword, kinds) in KEYWORDS {
            if !kinds.contains(&kind.as_str()) && schema.remove(keyword).is_some() {
                let why = format!("a value of type `{kind}` has none");
                report.lost(format!("{pointer}/{keyword}"), format!("`{keyword}`"), why);
            }
        }
    });
}

fn is_type(kind: &Value) -> bool {
    kind.as_str().is_some_and(|kind| TYPES.contains(&kind))
}

/// The type that keywords belong to.
fn meant(schema: &Map<String, Value>) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().any(|key| schema.contains_key(*key));
    let properties = schema.get("properties").and_then(Value::as_object);
    if properties.is_some_and(|properties| !properties.is_empty())
        || schema.contains_key("additionalProperties")
    {
        Some("object")
    } else if has(&["items"]) {
        Some("array")
    } else if has(&["enum"]) {
        // `enums` looks at the values.
        None
    } else if has(&["pattern", "maxLength", "minLength"]) {
        Some("string")
    } else if has(&["minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"]) {
        Some("number")
    } else {
        match schema.get("format").and_then(Value::as_str)? {
            "int32" | "int64" => Some("integer"),
            "float" | "double" => Some("number"),
            "date" | "date-time" | "uuid" | "uri" | "email" | "byte" | "binary" => Some("string"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::testing::schemas;
    use super::*;

    #[test]
    fn a_type_follows_from_keywords_and_null_is_among_any_value() {
        let before = json!({
            "Any": { "nullable": true },
            "List": { "nullable": true, "items": { "format": "date" } },
            "Object": { "properties": { "type": { "type": "file" } } },
            "Text": { "type": "string", "properties": { "a": {} }, "required": ["a"] },
        });
        assert_snapshot!(schemas(run, &before), @r#"
        Any: {}
        List: {"items":{"format":"date","type":"string"},"nullable":true,"type":"array"}
        Object: {"properties":{"type":{}},"type":"object"}
        Text: {"type":"string"}
        lost #/components/schemas/Object/properties/type/type: the type `"file"`: there is none
        lost #/components/schemas/Text/properties: `properties`: a value of type `string` has none
        lost #/components/schemas/Text/required: `required`: a value of type `string` has none
        "#);
    }
}
