//! Schemas: keywords that hold the wrong thing, and types that do not exist.

use serde_json::{Map, Value, json};

use super::Mending;
use super::parts::key;
use crate::problem::escape;

/// What each keyword holds that others rely on.
const KEYWORDS: [(&str, &str); 22] = [
    ("allOf", "list"),
    ("anyOf", "list"),
    ("deprecated", "flag"),
    ("description", "text"),
    ("exclusiveMaximum", "flag"),
    ("exclusiveMinimum", "flag"),
    ("format", "text"),
    ("maxItems", "count"),
    ("maxLength", "count"),
    ("maxProperties", "count"),
    ("maximum", "number"),
    ("minItems", "count"),
    ("minLength", "count"),
    ("minProperties", "count"),
    ("minimum", "number"),
    ("multipleOf", "number"),
    ("nullable", "flag"),
    ("oneOf", "list"),
    ("pattern", "text"),
    ("readOnly", "flag"),
    ("title", "text"),
    ("writeOnly", "flag"),
];

/// What vendors write as a type, and what they mean: a type and a format.
const TYPES: [(&str, &str, &str); 40] = [
    ("array", "array", ""),
    ("big-decimal", "number", ""),
    ("bigint", "integer", "int64"),
    ("binary", "string", "binary"),
    ("bool", "boolean", ""),
    ("boolean", "boolean", ""),
    ("byte", "string", "byte"),
    ("bytes", "string", "binary"),
    ("char", "string", ""),
    ("date", "string", "date"),
    ("date-time", "string", "date-time"),
    ("datetime", "string", "date-time"),
    ("decimal", "number", ""),
    ("dict", "object", ""),
    ("dictionary", "object", ""),
    ("double", "number", "double"),
    ("email", "string", "email"),
    ("enum", "string", ""),
    ("file", "string", "binary"),
    ("float", "number", "float"),
    ("guid", "string", "uuid"),
    ("hash", "object", ""),
    ("int", "integer", ""),
    ("int32", "integer", "int32"),
    ("int64", "integer", "int64"),
    ("integer", "integer", ""),
    ("json", "", ""),
    ("list", "array", ""),
    ("long", "integer", "int64"),
    ("map", "object", ""),
    ("number", "number", ""),
    ("object", "object", ""),
    ("short", "integer", "int32"),
    ("str", "string", ""),
    ("string", "string", ""),
    ("text", "string", ""),
    ("timestamp", "string", "date-time"),
    ("uri", "string", "uri"),
    ("url", "string", "uri"),
    ("uuid", "string", "uuid"),
];

/// Makes a schema a map.
pub(super) fn shape(mending: &mut Mending<'_>, value: &mut Value) {
    let mended = match &*value {
        Value::Object(_) => return,
        Value::Null | Value::Bool(true) => json!({}),
        Value::String(name) if known_type(name).is_some() => json!({ "type": name }),
        Value::String(name) if mending.known.pointers.contains(&component(name)) => {
            json!({ "$ref": component(name) })
        }
        _ => {
            mending.lost("it is no schema");
            json!({})
        }
    };
    *value = mended;
    mending.rewrote();
}

/// Mends the keywords of a schema.
pub(super) fn mend(mending: &mut Mending<'_>, schema: &mut Map<String, Value>) {
    for (keyword, holds) in KEYWORDS {
        key(mending, schema, keyword, holds);
    }
    required(mending, schema);
    kind(mending, schema);
    values(mending, schema);
    for group in ["exclusiveMinimum", "exclusiveMaximum"] {
        let bound = if group == "exclusiveMinimum" { "minimum" } else { "maximum" };
        if !schema.contains_key(bound) && schema.remove(group).is_some() {
            mending.rewrote();
        }
    }
    if schema.get("type").is_some_and(|kind| kind == "array") && !schema.contains_key("items") {
        schema.insert("items".into(), json!({}));
        mending.rewrote();
    }
    let docs = schema.get("externalDocs");
    if docs.is_some_and(|docs| docs.get("url").is_none_or(|url| !url.is_string())) {
        schema.remove("externalDocs");
    }
}

/// Which fields are required is said by the object that has them. Fields say it
/// of themselves in older drafts, and in documents written by hand.
fn required(mending: &mut Mending<'_>, schema: &mut Map<String, Value>) {
    let mut names: Vec<String> = Vec::new();
    let mut changed = false;
    let fields = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, field) in fields.into_iter().flatten() {
        let Value::Object(field) = field else { continue };
        // The field's own turn has made a flag of it, or left a list of names.
        if let Some(Value::Bool(is_required)) = field.get(OWN) {
            if *is_required {
                names.push(name.clone());
            }
            field.remove(OWN);
        }
    }
    match schema.remove("required") {
        Some(Value::Array(list)) => {
            let texts: Vec<String> =
                list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            changed |= texts.len() != list.len();
            names.splice(0..0, texts);
        }
        Some(Value::String(text)) if !matches!(text.as_str(), "true" | "false") => {
            changed = true;
            names.insert(0, text);
        }
        Some(Value::Null) | None => {}
        Some(other) => {
            changed = true;
            let is_required = other == Value::Bool(true) || other == "true";
            if is_field(&mending.at) {
                schema.insert(OWN.into(), is_required.into());
            }
        }
    }
    let before = names.len();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    changed |= names.len() != before;
    if !names.is_empty() {
        schema.insert("required".into(), names.into());
    }
    if changed {
        mending.rewrote();
    }
}

/// Where a field says that it is required, until its object has been told.
const OWN: &str = "required of the object";

fn is_field(pointer: &str) -> bool {
    pointer.rsplit('/').nth(1) == Some("properties")
}

fn kind(mending: &mut Mending<'_>, schema: &mut Map<String, Value>) {
    let name = match schema.get("type") {
        None => return,
        Some(Value::String(name)) => name.clone(),
        // A schema in place of its type.
        Some(Value::Object(inner)) if inner.get("type").is_some_and(Value::is_string) => {
            let inner = inner.get("type").cloned().unwrap_or_default();
            schema.insert("type".into(), inner);
            mending.rewrote();
            return kind(mending, schema);
        }
        Some(_) => {
            schema.remove("type");
            mending.report.lost(format!("{}/type", mending.at), "`type`", "it must be a text");
            return;
        }
    };
    match known_type(&name) {
        Some((kind, _)) if kind == name => {}
        Some((kind, format)) => {
            schema.remove("type");
            if !kind.is_empty() {
                schema.insert("type".into(), kind.into());
            }
            if !format.is_empty() {
                schema.entry("format").or_insert_with(|| format.into());
            }
            mending.rewrote();
        }
        None if mending.known.pointers.contains(&component(&name)) => {
            schema.clear();
            schema.insert("$ref".into(), component(&name).into());
            mending.rewrote();
        }
        None => {
            schema.remove("type");
            let is_any =
                matches!(name.to_ascii_lowercase().as_str(), "any" | "null" | "mixed" | "");
            if is_any {
                mending.rewrote();
            } else {
                let why = format!("there is no type `{name}`");
                mending.report.lost(format!("{}/type", mending.at), "`type`", why);
            }
        }
    }
}

fn values(mending: &mut Mending<'_>, schema: &mut Map<String, Value>) {
    let mended = match schema.get("enum") {
        None => return,
        Some(Value::Array(list)) if !list.is_empty() => return,
        // A map from values to what they mean.
        Some(Value::Object(map)) if !map.is_empty() => {
            Some(map.keys().map(|key| Value::from(key.as_str())).collect())
        }
        Some(value @ (Value::String(_) | Value::Number(_) | Value::Bool(_))) => {
            Some(json!([value]))
        }
        Some(_) => None,
    };
    match mended {
        Some(values) => drop(schema.insert("enum".into(), values)),
        None => drop(schema.remove("enum")),
    }
    mending.rewrote();
}

fn known_type(name: &str) -> Option<(&'static str, &'static str)> {
    let name = name.trim().to_ascii_lowercase();
    TYPES.iter().find(|(known, ..)| *known == name).map(|(_, kind, format)| (*kind, *format))
}

fn component(name: &str) -> String {
    format!("#/components/schemas/{}", escape(name))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, document};
    use super::*;

    fn schemas(before: Value, after: Value, lost: &[&str]) {
        let around = |schemas: Value| document(&json!({}), &json!({ "schemas": schemas }));
        check(around(before), &around(after), lost);
    }

    #[test]
    fn types_that_do_not_exist_are_understood() {
        schemas(
            json!({ "A": { "type": "Long" }, "B": { "type": "date-time" }, "C": { "type": "any" }, "D": { "type": "A" },
                "E": { "type": "list" }, "F": { "type": "quux", "description": "F." }, "G": "string", "H": null, "I": { "type": { "type": "string" } } }),
            json!({ "A": { "type": "integer", "format": "int64" }, "B": { "type": "string", "format": "date-time" }, "C": {},
                "D": { "$ref": "#/components/schemas/A" }, "E": { "type": "array", "items": {} }, "F": { "description": "F." },
                "G": { "type": "string" }, "H": {}, "I": { "type": "string" } }),
            &["#/components/schemas/F/type: `type`: there is no type `quux`"],
        );
    }

    #[test]
    fn a_field_that_is_required_is_named_by_its_object() {
        schemas(
            json!({ "A": { "required": ["c", "c"], "properties": {
                "a": { "type": "string", "required": true }, "b": { "required": "false" }, "c": { "required": ["x"] },
            } }, "B": { "required": true }, "C": { "required": "a" } }),
            json!({ "A": { "required": ["c", "a"], "properties": {
                "a": { "type": "string" }, "b": {}, "c": { "required": ["x"] },
            } }, "B": {}, "C": { "required": ["a"] } }),
            &[],
        );
    }

    #[test]
    fn keywords_hold_what_they_should() {
        schemas(
            json!({ "A": {
                "x-any": 1, "title": 3, "nullable": "true", "minimum": "1.5", "maxLength": "7", "minLength": -1, "pattern": [],
                "enum": { "a": "A." }, "allOf": { "type": "object" }, "properties": { "x-kept": {}, "b": null, "c": 3 },
                "additionalProperties": null, "readOnly": null, "discriminator": {},
            } }),
            json!({ "A": {
                "title": "3", "nullable": true, "minimum": 1.5, "maxLength": 7,
                "enum": ["a"], "allOf": [{ "type": "object" }], "properties": { "x-kept": {}, "b": {}, "c": {} },
                "additionalProperties": true,
            } }),
            &[
                "#/components/schemas/A/discriminator: `discriminator`: it names no property",
                "#/components/schemas/A/properties/c: `c`: it is no schema",
                "#/components/schemas/A/minLength: `minLength`: it must be a count",
                "#/components/schemas/A/pattern: `pattern`: it must be a text",
            ],
        );
    }
}
