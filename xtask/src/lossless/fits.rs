//! Whether an example keeps to its own schema.
//!
//! Vendors write examples by hand, and many contradict the schema beside them, or
//! have more than it says. What is lost because of that is no fault of the
//! generated types.

use serde_json::{Map, Value};

use crate::document::resolved;

/// How far references and members are followed.
const DEPTH: usize = 64;

/// Where and how a value contradicts its schema.
pub(super) fn contradiction(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    Check { document, is_part: false }.run(schema, value, "", DEPTH)
}

struct Check<'a> {
    document: &'a Value,
    /// Whether the schema says only some of what there is, as a member of `allOf`.
    is_part: bool,
}

impl Check<'_> {
    fn run(&self, schema: &Value, value: &Value, at: &str, depth: usize) -> Option<String> {
        let schema = resolved(self.document, schema);
        let depth = depth.checked_sub(1)?;
        let place = if at.is_empty() { String::new() } else { format!("at {at}: ") };
        let said = |what: &str| Some(format!("{place}the schema has {what}, the example {value}"));
        if value.is_null() {
            let nullable = schema.get("nullable") == Some(&Value::Bool(true));
            let open = schema.get("type").is_none();
            return if nullable || open { None } else { said("no null") };
        }
        let of_members = self.members(schema, value, at, depth);
        if of_members.is_some() {
            return of_members;
        }
        match (schema.get("type").and_then(Value::as_str)?, value) {
            ("object", Value::Object(object)) => self.object(schema, object, at, depth),
            ("array", Value::Array(values)) => {
                let (items, whole) = (schema.get("items")?, self.whole());
                values.iter().enumerate().find_map(|(index, value)| {
                    whole.run(items, value, &format!("{at}/{index}"), depth)
                })
            }
            ("string", Value::String(text)) => {
                let is_instant = schema.get("format").is_some_and(|format| format == "date-time");
                if is_instant && !looks_like_an_instant(text) {
                    return said("a date-time");
                }
                is_unlisted(schema, value).then(|| said("an enum without it"))?
            }
            ("boolean", Value::Bool(_)) | ("number", Value::Number(_)) => None,
            ("integer", Value::Number(number)) if is_whole(number) => {
                let is_long = schema.get("format").is_some_and(|format| format == "int64");
                if is_long && number.is_u64() && !number.is_i64() {
                    return said("an integer of 64 bits");
                }
                None
            }
            (kind, _) => said(kind),
        }
    }

    /// What is inside of something is said as a whole again.
    fn whole(&self) -> Self {
        Self { is_part: false, ..*self }
    }

    fn members(&self, schema: &Value, value: &Value, at: &str, depth: usize) -> Option<String> {
        let members = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
        let part = Self { is_part: true, ..*self };
        let of_all = members("allOf").find_map(|member| part.run(member, value, at, depth));
        if of_all.is_some() {
            return of_all;
        }
        for key in ["oneOf", "anyOf"] {
            // All of them have something against it: the first one's is told.
            let mut against = members(key).map(|member| self.run(member, value, at, depth));
            if let Some(Some(first)) = against.next()
                && against.all(|one| one.is_some())
            {
                return Some(format!("no member fits; the first: {first}"));
            }
        }
        None
    }

    fn object(
        &self,
        schema: &Value,
        object: &Map<String, Value>,
        at: &str,
        depth: usize,
    ) -> Option<String> {
        let place = if at.is_empty() { String::new() } else { format!("at {at}: ") };
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let mut required = required.filter_map(Value::as_str);
        if let Some(name) = required.find(|name| !object.contains_key(*name)) {
            return Some(format!("{place}the schema requires `{name}`"));
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        let rest = schema.get("additionalProperties");
        let is_listed = properties.is_some() && rest.is_none() && !self.is_part;
        object.iter().find_map(|(key, value)| {
            match properties.and_then(|all| all.get(key)).or(rest.filter(|rest| rest.is_object())) {
                Some(schema) => self.whole().run(schema, value, &format!("{at}/{key}"), depth),
                None => is_listed.then(|| format!("{place}the schema has no `{key}`")),
            }
        })
    }
}

fn is_whole(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Whether a text is none of those that an enum lists; an open one lists them in vain.
fn is_unlisted(schema: &Value, text: &Value) -> bool {
    let values = schema.get("enum").and_then(Value::as_array);
    schema.get("x-open") != Some(&Value::Bool(true))
        && values.is_some_and(|values| !values.contains(text))
}

/// `2025-06-16T10:00:00Z`: digits, in the order of its separators.
fn looks_like_an_instant(text: &str) -> bool {
    let is_like = |(is, like): (u8, &u8)| match like {
        b'0' => is.is_ascii_digit(),
        like => is.eq_ignore_ascii_case(like),
    };
    let pattern = b"0000-00-00T00:00:00";
    let date = text.len() > pattern.len() && text.bytes().zip(pattern).all(is_like);
    let rest = text.get(pattern.len()..).unwrap_or_default();
    let fraction = rest.strip_prefix('.').unwrap_or(rest);
    let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit()).as_bytes();
    date && match zone {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', zone @ ..] => {
            zone.len() == 5 && zone.iter().copied().zip(b"00:00").all(is_like)
        }
        _ => false,
    }
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
        let value = json!({ "id": 1.0, "seen": null, "next": { "id": 2, "seen": "2025-06-16T10:00:00.50+02:00" } });
        assert_eq!(said(&desk, &value), None);
        assert_eq!(said(&json!({ "oneOf": [{ "type": "string" }, &desk] }), &json!("a")), None);
        assert_eq!(said(&json!({}), &json!([null])), None);
        let more = json!({ "type": "object", "properties": { "door": { "type": "string" } } });
        let both = json!({ "allOf": [desk, more] });
        assert_eq!(said(&both, &json!({ "id": 1, "door": "2" })), None);
    }

    #[test]
    fn the_first_contradiction_is_named() {
        let desks = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Desk" } });
        for (value, expected) in [
            (json!([{ "id": "1" }]), "at /0/id: the schema has integer, the example \"1\""),
            (json!([{ "id": null }]), "at /0/id: the schema has no null, the example null"),
            (json!([{}]), "at /0: the schema requires `id`"),
            (json!([{ "id": 1, "door": 2 }]), "at /0: the schema has no `door`"),
            (
                json!([{ "id": 1, "seen": "2025-06-16" }]),
                "at /0/seen: the schema has a date-time, the example \"2025-06-16\"",
            ),
            (
                json!([{ "id": 1, "seen": "yyyy-MM-ddThh:mm:ssZ" }]),
                "at /0/seen: the schema has a date-time, the example \"yyyy-MM-ddThh:mm:ssZ\"",
            ),
            (
                json!([{ "id": 1, "seen": "2025-06-16T10:00:00.5+0000" }]),
                "at /0/seen: the schema has a date-time, the example \"2025-06-16T10:00:00.5+0000\"",
            ),
            (json!({}), "the schema has array, the example {}"),
        ] {
            assert_eq!(said(&desks, &value).as_deref(), Some(expected));
        }
        let long = json!({ "type": "integer", "format": "int64" });
        assert!(said(&long, &json!(9_223_372_036_854_776_000_u64)).is_some());
        assert_eq!(said(&long, &json!(i64::MAX)), None);
        let union = json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] });
        assert!(said(&union, &json!(true)).is_some());
    }

    #[test]
    fn a_closed_enum_has_no_other_values() {
        let kind = json!({ "type": "string", "enum": ["room", "desk"] });
        assert_eq!(said(&kind, &json!("desk")), None);
        assert_eq!(
            said(&kind, &json!("Choose...")).as_deref(),
            Some("the schema has an enum without it, the example \"Choose...\"")
        );
        let open = json!({ "type": "string", "enum": ["room"], "x-open": true });
        assert_eq!(said(&open, &json!("desk")), None);
    }
}
