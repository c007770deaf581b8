//! Says with OpenAPI 3.0 what a document of a later version says.
//!
//! Later versions take schemas from JSON Schema, which can say more than a type
//! can. What only narrows a value goes; what names a field or a type stays. Many
//! documents of 3.0 borrow from 3.1, so every document goes through here.

use serde_json::{Map, Value, json};

mod conditions;
mod nulls;
mod references;
mod tuples;
mod types;

use super::Report;
use super::grammar::{Kind, walk_mut};

const NAME: &str = "version_31";

/// The version that all later passes read and write.
pub(super) const VERSION: &str = "3.0.3";

/// Keywords that say nothing about a type, or say it to a validator alone.
const IDLE: [&str; 27] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$schema",
    "$vocabulary",
    "additionalItems",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let is_old = version(document).is_none_or(|version| version.starts_with("3.0"));
    if let Value::Object(document) = document {
        if document.insert("openapi".into(), VERSION.into()).is_some_and(|old| old != VERSION) {
            report.rewrote(NAME, "/openapi");
        }
        for key in ["jsonSchemaDialect", "$schema", "$self", "id", "$id"] {
            document.remove(key);
        }
    }
    let siblings = if is_old { references::keep_words } else { references::keep_all };
    walk_mut(document, Kind::Document, &mut String::new(), &mut |kind, pointer, value| {
        let changed = match (kind, value) {
            (Kind::Schemas, value) => booleans(value),
            (Kind::Schema, Value::Object(schema)) if is_foreign(schema) => {
                rewrite(schema, siblings);
                true
            }
            (Kind::Schema, _) => false,
            (_, Value::Object(part)) => references::stand_alone(part),
            _ => false,
        };
        if changed {
            report.rewrote(NAME, pointer);
        }
    });
}

fn version(document: &Value) -> Option<String> {
    let version = document.get("openapi")?;
    Some(version.as_str().map_or_else(|| version.to_string(), str::to_owned))
}

/// Whether a schema itself, apart from those in it, says something that 3.0 cannot.
fn is_foreign(schema: &Map<String, Value>) -> bool {
    schema.iter().any(|(key, value)| match key.as_str() {
        "const" | "patternProperties" | "prefixItems" => true,
        "type" => !value.is_string() || value == "null",
        "items" => !value.is_object(),
        "not" => value.is_boolean(),
        "exclusiveMinimum" => !value.is_boolean() || !schema.contains_key("minimum"),
        "exclusiveMaximum" => !value.is_boolean() || !schema.contains_key("maximum"),
        "anyOf" | "oneOf" => value.as_array().into_iter().flatten().any(nulls::is_null),
        "enum" => value == &json!([null]),
        "$ref" => references::has_siblings(schema),
        key => IDLE.contains(&key),
    })
}

/// Outer schemas come first, so that what is moved inside is rewritten after it.
fn rewrite(schema: &mut Map<String, Value>, siblings: fn(&mut Map<String, Value>)) {
    boolean_keywords(schema);
    nulls::run(schema);
    conditions::run(schema);
    tuples::run(schema);
    patterns(schema);
    types::constants(schema);
    types::run(schema);
    contents(schema);
    bounds(schema);
    siblings(schema);
    if let Some(Value::Object(others)) = schema.remove("unevaluatedProperties") {
        schema.entry("additionalProperties").or_insert(Value::Object(others));
    }
    schema.retain(|key, _| !IDLE.contains(&key.as_str()));
}

/// In a map or list of schemas, `true` is any value, and `false` is none: there
/// is no such property, and no such member.
fn booleans(schemas: &mut Value) -> bool {
    let change = |value: &mut Value| {
        let is_true = *value == Value::Bool(true);
        if is_true {
            *value = json!({});
        }
        is_true
    };
    match schemas {
        Value::Object(map) => {
            let before = map.len();
            map.retain(|_, value| *value != Value::Bool(false));
            let changed = map.values_mut().map(change).fold(false, |any, one| any | one);
            changed || map.len() != before
        }
        Value::Array(list) => {
            let before = list.len();
            list.retain(|value| *value != Value::Bool(false));
            let changed = list.iter_mut().map(change).fold(false, |any, one| any | one);
            changed || list.len() != before
        }
        _ => false,
    }
}

/// The same for keywords that hold one schema.
fn boolean_keywords(schema: &mut Map<String, Value>) {
    for key in ["items", "not", "contains", "propertyNames", "if", "then", "else"] {
        match schema.get(key) {
            Some(Value::Bool(true)) => drop(schema.insert(key.into(), json!({}))),
            Some(Value::Bool(false)) => drop(schema.remove(key)),
            _ => {}
        }
    }
}

/// Keys that follow a pattern are keys nobody knows: what they hold is told.
fn patterns(schema: &mut Map<String, Value>) {
    let Some(Value::Object(patterns)) = schema.remove("patternProperties") else { return };
    let mut members: Vec<Value> = Vec::new();
    let others = schema.get("additionalProperties").filter(|others| others.is_object()).cloned();
    for value in patterns.into_iter().map(|(_, value)| value).chain(others) {
        let value = if value.is_object() { value } else { json!({}) };
        if !members.contains(&value) {
            members.push(value);
        }
    }
    let value = match members.as_slice() {
        [] => return,
        [one] => one.clone(),
        _ if members.contains(&json!({})) => json!({}),
        _ => json!({ "anyOf": members }),
    };
    schema.insert("additionalProperties".into(), value);
}

/// Bytes in a text have a format in 3.0.
fn contents(schema: &mut Map<String, Value>) {
    if schema.contains_key("format") {
        return;
    }
    let encoding = schema.get("contentEncoding").and_then(Value::as_str);
    let media_type = schema.get("contentMediaType").and_then(Value::as_str);
    let format = match (encoding, media_type) {
        (Some("base64" | "base64url"), _) => "byte",
        (None, Some("application/octet-stream")) => "binary",
        _ => return,
    };
    schema.insert("format".into(), format.into());
    schema.entry("type").or_insert_with(|| "string".into());
}

/// An exclusive bound is a number in 3.1, and a word about another number in 3.0.
fn bounds(schema: &mut Map<String, Value>) {
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")]
    {
        match schema.get(exclusive) {
            Some(Value::Number(bound)) => {
                let bound = Value::Number(bound.clone());
                schema.insert(inclusive.into(), bound);
                schema.insert(exclusive.into(), true.into());
            }
            Some(Value::Bool(true)) if !schema.contains_key(inclusive) => {
                schema.remove(exclusive);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod testing {
    //! What the tests of this pass share.

    use super::*;

    /// Runs the pass over one schema component of a document of 3.1.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a document is written where it is checked")]
    pub(super) fn check(before: Value, after: &Value) {
        check_as("3.1.0", &before, after);
    }

    #[track_caller]
    pub(super) fn check_as(version: &str, before: &Value, after: &Value) {
        let schemas = json!({ "schemas": { "A": before } });
        let mut document = json!({ "openapi": version, "components": schemas });
        run(&mut document, &mut Report::default());
        assert_eq!(document["openapi"], VERSION);
        assert_eq!(format!("{:#}", document["components"]["schemas"]["A"]), format!("{after:#}"));
        let once = document.clone();
        run(&mut document, &mut Report::default());
        assert_eq!(document, once, "a second run changes nothing");
    }
}

#[cfg(test)]
mod tests {
    use super::testing::check;
    use super::*;

    #[test]
    fn what_only_a_validator_reads_goes() {
        check(
            json!({ "$id": "a", "$comment": "b", "type": "object", "propertyNames": { "pattern": "c" },
                "properties": { "$id": true, "if": { "type": "string" }, "never": false },
                "required": ["if"], "minContains": 1 }),
            &json!({ "type": "object", "properties": { "$id": {}, "if": { "type": "string" } }, "required": ["if"] }),
        );
    }

    #[test]
    fn bounds_contents_and_patterns_are_said_as_in_3_0() {
        check(
            json!({ "properties": {
                "a": { "type": "integer", "exclusiveMinimum": 0 },
                "b": { "type": "number", "exclusiveMaximum": true },
                "c": { "type": "string", "contentEncoding": "base64" },
                "d": { "contentMediaType": "application/octet-stream" },
                "e": { "type": "object", "patternProperties": { "^x": { "type": "string" } }, "additionalProperties": false },
                "f": { "patternProperties": { "^a": { "type": "string" }, "^b": { "type": "integer" } } },
            } }),
            &json!({ "properties": {
                "a": { "type": "integer", "minimum": 0, "exclusiveMinimum": true },
                "b": { "type": "number" },
                "c": { "type": "string", "format": "byte" },
                "d": { "type": "string", "format": "binary" },
                "e": { "type": "object", "additionalProperties": { "type": "string" } },
                "f": { "additionalProperties": { "anyOf": [{ "type": "string" }, { "type": "integer" }] } },
            } }),
        );
    }
}
