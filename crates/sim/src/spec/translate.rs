//! OpenAPI 3.0 schemas as JSON Schema 2020-12.
//!
//! Objects are closed unless the document opens them: the simulator is there
//! to catch fields that nobody listed, in requests and in its own replies.

use jsonschema::{Draft, ValidationOptions};
use serde_json::{Map, Value, json};

/// What is copied as it is. `default`, `example`, descriptions and our own
/// annotations do not constrain a value.
const COPIED: [&str; 16] = [
    "type",
    "enum",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

const LOCAL: &str = "date-time-local";
const ANY_ZONE: &str = "date-time-any-zone";

pub(super) fn schema(source: &Value) -> Value {
    let Some(source) = source.as_object() else {
        return Value::Bool(true);
    };
    if let Some(reference) = source.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return json!({ "$ref": format!("#/$defs/{name}") });
    }
    let mut target: Map<String, Value> = COPIED
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), source.get(*key)?.clone())))
        .collect();
    if let Some(required) = source.get("required") {
        target.insert("required".to_owned(), required.clone());
    }
    accept_other_types(source, &mut target);
    name_format(source, &mut target);
    translate_bounds(&mut target);
    translate_children(source, &mut target);
    translate_object(source, &mut target);
    if source.get("nullable") == Some(&Value::Bool(true)) {
        return nullable(target);
    }
    Value::Object(target)
}

pub(super) fn options() -> ValidationOptions<'static> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_format(LOCAL, is_local)
        .with_format(ANY_ZONE, |text: &str| is_local(text) || is_instant(text))
        .with_format("date-time", is_instant)
}

/// Evidence that a field comes as another JSON type, too.
fn accept_other_types(source: &Map<String, Value>, target: &mut Map<String, Value>) {
    if let Some(types) = source.get("x-accepts") {
        target.insert("type".to_owned(), types.clone());
    }
}

fn name_format(source: &Map<String, Value>, target: &mut Map<String, Value>) {
    if source.get("x-zone").and_then(Value::as_str) == Some("optional") {
        target.insert("format".to_owned(), ANY_ZONE.into());
    }
}

/// 3.0 has a flag where JSON Schema has a number.
fn translate_bounds(target: &mut Map<String, Value>) {
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let Some(Value::Bool(exclusive)) = target.get(flag) else {
            continue;
        };
        let exclusive = *exclusive;
        target.remove(flag);
        if exclusive && let Some(limit) = target.remove(bound) {
            target.insert(flag.to_owned(), limit);
        }
    }
}

fn translate_children(source: &Map<String, Value>, target: &mut Map<String, Value>) {
    for key in ["items", "not"] {
        if let Some(child) = source.get(key) {
            target.insert(key.to_owned(), schema(child));
        }
    }
    // An empty map fits more than one member of a union of maps, which is no
    // contradiction on the wire: `oneOf` is read as `anyOf`.
    for (key, read_as) in [("allOf", "allOf"), ("anyOf", "anyOf"), ("oneOf", "anyOf")] {
        if let Some(children) = source.get(key).and_then(Value::as_array) {
            target.insert(read_as.to_owned(), children.iter().map(schema).collect());
        }
    }
}

fn translate_object(source: &Map<String, Value>, target: &mut Map<String, Value>) {
    if let Some(properties) = source.get("properties").and_then(Value::as_object) {
        let properties: Map<String, Value> =
            properties.iter().map(|(name, child)| (name.clone(), schema(child))).collect();
        target.insert("properties".to_owned(), properties.into());
    }
    if let Some(key) = source.get("x-key") {
        target.insert("propertyNames".to_owned(), schema(key));
    }
    let is_object = source.get("type").and_then(Value::as_str) == Some("object");
    let others = match source.get("additionalProperties") {
        Some(Value::Bool(open)) => Value::Bool(*open),
        Some(child) => schema(child),
        None if is_object => Value::Bool(false),
        None => return,
    };
    target.insert("additionalProperties".to_owned(), others);
}

/// Adds null where the message stays readable, and an alternative elsewhere.
fn nullable(mut target: Map<String, Value>) -> Value {
    let types = match target.get("type") {
        Some(Value::String(one)) => json!([one, "null"]),
        Some(Value::Array(several)) => several.iter().cloned().chain(["null".into()]).collect(),
        _ => return json!({ "anyOf": [{ "type": "null" }, target] }),
    };
    target.insert("type".to_owned(), types);
    if let Some(Value::Array(values)) = target.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    Value::Object(target)
}

fn is_instant(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
}

/// A wall-clock time: jiff itself would skip over an offset.
fn is_local(text: &str) -> bool {
    let has_zone = text.split_once('T').is_none_or(|(_, time)| time.contains(['+', '-', 'Z', '[']));
    !has_zone && text.parse::<jiff::civil::DateTime>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(document: &Value, value: &Value) -> bool {
        options().build(&schema(document)).unwrap().is_valid(value)
    }

    #[test]
    fn null_is_for_the_nullable() {
        for (document, fits) in [
            (json!({ "type": "string" }), false),
            (json!({ "type": "string", "nullable": true }), true),
            (json!({ "type": "string", "enum": ["a"], "nullable": true }), true),
            (json!({ "allOf": [{ "type": "string" }], "nullable": true }), true),
            (json!({ "type": "string", "x-accepts": ["string", "integer"] }), false),
            (json!({ "x-accepts": ["string"], "type": "string", "nullable": true }), true),
        ] {
            assert_eq!(accepts(&document, &Value::Null), fits, "{document}");
        }
    }

    #[test]
    fn objects_are_closed_unless_opened() {
        let document = json!({ "type": "object", "properties": { "a": { "type": "integer" } } });
        let mut open = document.clone();
        open["additionalProperties"] = true.into();
        let value = json!({ "a": 1, "b": 2 });
        assert!(!accepts(&document, &value));
        assert!(accepts(&open, &value));
    }

    #[test]
    fn times_are_held_to_their_form() {
        let forms = ["2024-02-28T09:00:00", "2024-02-28T09:00:00Z", "2024-02-28T09:00:00+01:00"];
        for (document, fits) in [
            (json!({ "type": "string", "format": "date-time" }), [false, true, true]),
            (json!({ "type": "string", "format": "date-time-local" }), [true, false, false]),
            (
                json!({ "type": "string", "format": "date-time", "x-zone": "optional" }),
                [true, true, true],
            ),
        ] {
            let actual = forms.map(|form| accepts(&document, &form.into()));
            assert_eq!(actual, fits, "{document}");
        }
        assert!(!accepts(&json!({ "format": "date-time-local" }), &"2024-02-28".into()));
    }

    #[test]
    fn exclusive_flags_become_bounds() {
        let document = json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": true });
        assert!(!accepts(&document, &1.into()));
        assert!(accepts(&document, &2.into()));
    }

    #[test]
    fn keys_of_a_map_are_checked() {
        let document = json!({
            "type": "object",
            "x-key": { "type": "string", "pattern": "^spc_[0-9]+$" },
            "additionalProperties": { "type": "boolean" },
        });
        assert!(accepts(&document, &json!({ "spc_1": true })));
        assert!(!accepts(&document, &json!({ "spc_x": true })));
    }
}
