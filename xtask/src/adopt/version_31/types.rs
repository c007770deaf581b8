//! A list of types is a union in 3.0, and a constant an enum of one.

use serde_json::{Map, Value, json};

/// The keywords of one type, which go with it.
const KEYWORDS: [(&str, &[&str]); 4] = [
    ("string", &["pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType"]),
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "discriminator",
        ],
    ),
];
/// Formats of numbers; all others are formats of texts.
const NUMERIC: [&str; 8] =
    ["int32", "int64", "uint32", "uint64", "float", "double", "decimal", "unixtime"];

/// A constant is an enum of one; one that is a list or a map is any of its kind.
pub(super) fn constants(schema: &mut Map<String, Value>) {
    let Some(constant) = schema.remove("const") else { return };
    let kind = kind(&constant);
    if !matches!(kind, "array" | "object") {
        schema.insert("enum".into(), json!([constant]));
    }
    schema.entry("type").or_insert_with(|| kind.into());
}

pub(super) fn run(schema: &mut Map<String, Value>) {
    let Some(Value::Array(listed)) = schema.get("type") else { return };
    let mut types: Vec<String> = Vec::new();
    for kind in listed.iter().filter_map(Value::as_str).filter(|kind| *kind != "null") {
        if !types.iter().any(|known| known == kind) {
            types.push(kind.to_owned());
        }
    }
    if types.iter().any(|kind| kind == "number") {
        types.retain(|kind| kind != "integer");
    }
    if listed.iter().any(|kind| kind == "null") {
        schema.insert("nullable".into(), true.into());
        if let Some(Value::Array(values)) = schema.get_mut("enum") {
            values.retain(|value| !value.is_null());
        }
    }
    schema.remove("type");
    let has_members =
        ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|key| schema.contains_key(*key));
    match types.as_slice() {
        [] => {}
        [one] => drop(schema.insert("type".into(), one.as_str().into())),
        // Every type that there is: any value.
        [_, _, _, _, _, ..] => {}
        _ if has_members => {}
        several => {
            let members: Vec<Value> = several.iter().map(|kind| member(schema, kind)).collect();
            let moved = KEYWORDS.iter().flat_map(|(_, keys)| keys.iter());
            for key in moved.chain(&["enum", "format"]) {
                schema.remove(*key);
            }
            schema.insert("oneOf".into(), members.into());
        }
    }
}

/// One type of several, with what is said about it.
fn member(schema: &Map<String, Value>, kind: &str) -> Value {
    let mut member = Map::from_iter([("type".to_owned(), kind.into())]);
    let group = if kind == "integer" { "number" } else { kind };
    let keywords = KEYWORDS.iter().filter(|(name, _)| *name == group);
    for key in keywords.flat_map(|(_, keys)| keys.iter()) {
        if let Some(value) = schema.get(*key) {
            member.insert((*key).to_owned(), value.clone());
        }
    }
    if let Some(format) = schema.get("format").and_then(Value::as_str) {
        let is_numeric = NUMERIC.contains(&format);
        if (group == "number" && is_numeric) || (group == "string" && !is_numeric) {
            member.insert("format".to_owned(), format.into());
        }
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let fits = |value: &&Value| self::kind(value) == kind || self::kind(value) == group;
        let own: Vec<&Value> = values.iter().filter(fits).collect();
        if !own.is_empty() {
            member.insert("enum".to_owned(), json!(own));
        }
    }
    Value::Object(member)
}

/// The type of a value.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;

    #[test]
    fn a_list_of_types_is_a_union_of_each_with_its_own_keywords() {
        check(
            json!({ "properties": {
                "a": { "type": ["string", "null"], "enum": ["x", null], "maxLength": 3 },
                "b": { "type": ["string", "integer"], "format": "date", "minimum": 1, "enum": ["x", 1], "description": "B." },
                "c": { "type": ["array", "string"], "items": { "type": ["number", "integer"] } },
                "d": { "type": ["string", "number", "boolean", "object", "array", "null"] },
                "e": { "type": ["object"] },
                "f": { "type": ["string", "object"], "anyOf": [{ "type": "string" }, { "type": "object" }] },
            } }),
            &json!({ "properties": {
                "a": { "type": "string", "enum": ["x"], "maxLength": 3, "nullable": true },
                "b": { "oneOf": [
                    { "type": "string", "format": "date", "enum": ["x"] },
                    { "type": "integer", "minimum": 1, "enum": [1] },
                ], "description": "B." },
                "c": { "oneOf": [{ "type": "array", "items": { "type": "number" } }, { "type": "string" }] },
                "d": { "nullable": true },
                "e": { "type": "object" },
                "f": { "anyOf": [{ "type": "string" }, { "type": "object" }] },
            } }),
        );
    }

    #[test]
    fn a_constant_is_an_enum_of_one() {
        check(
            json!({ "properties": { "a": { "const": "x" }, "b": { "type": "number", "const": 1 }, "c": { "const": [1] } } }),
            &json!({ "properties": {
                "a": { "type": "string", "enum": ["x"] }, "b": { "type": "number", "enum": [1] }, "c": { "type": "array" },
            } }),
        );
    }
}
