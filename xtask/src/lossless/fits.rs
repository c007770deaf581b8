//! Whether an example keeps to its own schema.
//!
//! Vendors write examples by hand, and many contradict the schema beside them.
//! What cannot be read because of that is no fault of the generated types.

use serde_json::Value;

use crate::document::resolved;

/// How far references and members are followed.
const DEPTH: usize = 64;

/// Where and how a value contradicts its schema.
pub(super) fn contradiction(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    check(document, schema, value, "", DEPTH)
}

fn check(
    document: &Value,
    schema: &Value,
    value: &Value,
    at: &str,
    depth: usize,
) -> Option<String> {
    let schema = resolved(document, schema);
    let depth = depth.checked_sub(1)?;
    let place = if at.is_empty() { String::new() } else { format!("at {at}: ") };
    let said = |what: &str| Some(format!("{place}the schema has {what}, the example {value}"));
    if value.is_null() {
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        let open = schema.get("type").is_none();
        return if nullable || open { None } else { said("no null") };
    }
    let members = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
    let of_all = members("allOf").find_map(|member| check(document, member, value, at, depth));
    if of_all.is_some() {
        return of_all;
    }
    for key in ["oneOf", "anyOf"] {
        let mut members = members(key).peekable();
        if members.peek().is_some()
            && members.all(|member| check(document, member, value, at, depth).is_some())
        {
            return said("no member that fits");
        }
    }
    let kind = schema.get("type").and_then(Value::as_str)?;
    match (kind, value) {
        ("object", Value::Object(object)) => {
            let missing = members("required")
                .filter_map(Value::as_str)
                .find(|name| !object.contains_key(*name));
            if let Some(name) = missing {
                return Some(format!("{place}the schema requires `{name}`"));
            }
            let properties = schema.get("properties").and_then(Value::as_object);
            let rest = schema.get("additionalProperties").filter(|rest| rest.is_object());
            object.iter().find_map(|(key, value)| {
                let schema = properties.and_then(|all| all.get(key)).or(rest)?;
                check(document, schema, value, &format!("{at}/{key}"), depth)
            })
        }
        ("array", Value::Array(values)) => {
            let items = schema.get("items")?;
            values.iter().enumerate().find_map(|(index, value)| {
                check(document, items, value, &format!("{at}/{index}"), depth)
            })
        }
        ("string", Value::String(text)) => {
            let is_instant = schema.get("format").is_some_and(|format| format == "date-time");
            (is_instant && !looks_like_an_instant(text)).then(|| said("a date-time"))?
        }
        ("boolean", Value::Bool(_)) | ("number", Value::Number(_)) => None,
        ("integer", Value::Number(number)) if is_whole(number) => None,
        (kind, _) => said(kind),
    }
}

fn is_whole(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// `2025-06-16T10:00:00Z`, in the order of its separators.
fn looks_like_an_instant(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at = |index: usize, expected: &[u8]| bytes.get(index).is_some_and(|b| expected.contains(b));
    let date = at(4, b"-") && at(7, b"-") && at(10, b"Tt") && at(13, b":") && at(16, b":");
    let zone = text.get(19..).unwrap_or_default();
    date && (zone.ends_with(['Z', 'z']) || zone.contains(['+', '-']))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(schema: &Value, value: &Value) -> Option<String> {
        let desk = json!({ "type": "object", "required": ["id"], "properties": {
            "id": { "type": "integer" },
            "seen": { "type": "string", "format": "date-time", "nullable": true },
            "next": { "$ref": "#/components/schemas/Desk" },
        } });
        let document = json!({ "components": { "schemas": { "Desk": desk } } });
        contradiction(&document, schema, value)
    }

    #[test]
    fn an_example_that_fits_is_fine() {
        let desk = json!({ "$ref": "#/components/schemas/Desk" });
        let value = json!({ "id": 1.0, "seen": null, "next": { "id": 2, "seen": "2025-06-16T10:00:00+02:00" }, "more": [] });
        assert_eq!(said(&desk, &value), None);
        assert_eq!(said(&json!({ "oneOf": [{ "type": "string" }, desk] }), &json!("a")), None);
        assert_eq!(said(&json!({}), &json!([null])), None);
    }

    #[test]
    fn the_first_contradiction_is_named() {
        let desks = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Desk" } });
        for (value, expected) in [
            (json!([{ "id": "1" }]), "at /0/id: the schema has integer, the example \"1\""),
            (json!([{ "id": null }]), "at /0/id: the schema has no null, the example null"),
            (json!([{}]), "at /0: the schema requires `id`"),
            (
                json!([{ "id": 1, "seen": "2025-06-16" }]),
                "at /0/seen: the schema has a date-time, the example \"2025-06-16\"",
            ),
            (json!({}), "the schema has array, the example {}"),
        ] {
            assert_eq!(said(&desks, &value).as_deref(), Some(expected));
        }
        let union = json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] });
        assert!(said(&union, &json!(true)).is_some());
    }
}
