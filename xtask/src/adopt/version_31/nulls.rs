//! A value that may be null is `nullable` in 3.0: there is no type of its own.

use serde_json::{Map, Value, json};

/// What stands beside the members of a union without narrowing them.
const WORDS: [&str; 12] = [
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "nullable",
    "readOnly",
    "title",
    "type",
    "writeOnly",
    "xml",
];

pub(super) fn run(schema: &mut Map<String, Value>) {
    // What is left of a union of two may be a union again.
    while ["anyOf", "oneOf"].into_iter().any(|key| from_union(schema, key)) {}
    if says_null(schema) {
        for key in ["const", "enum", "type"] {
            schema.remove(key);
        }
        schema.insert("nullable".into(), true.into());
    }
}

/// Takes the null members out of a union; a union of one is that one.
fn from_union(schema: &mut Map<String, Value>, key: &str) -> bool {
    let Some(Value::Array(members)) = schema.get_mut(key) else { return false };
    let before = members.len();
    members.retain(|member| !is_null(member));
    if members.len() == before || before == 0 {
        return false;
    }
    let only = if members.len() == 1 { members.pop() } else { None };
    let is_empty = members.is_empty();
    schema.insert("nullable".into(), true.into());
    if is_empty {
        schema.remove(key);
    }
    match only {
        Some(Value::Object(member)) => {
            become_member(schema, member);
            true
        }
        _ => false,
    }
}

fn become_member(schema: &mut Map<String, Value>, member: Map<String, Value>) {
    let is_plain = schema.keys().all(|key| WORDS.contains(&key.as_str()) || key.starts_with("x-"));
    // Types of a list are those of the members.
    if schema.get("type").is_some_and(Value::is_array) {
        schema.remove("type");
    }
    if member.contains_key("$ref") || !is_plain {
        let mut members = match schema.remove("allOf") {
            Some(Value::Array(members)) => members,
            _ => Vec::new(),
        };
        members.push(Value::Object(member));
        schema.insert("allOf".into(), json!(members));
        return;
    }
    for (key, value) in member {
        schema.entry(key).or_insert(value);
    }
}

/// Whether a schema has null as its only value.
pub(super) fn is_null(schema: &Value) -> bool {
    schema.as_object().is_some_and(says_null)
}

fn says_null(schema: &Map<String, Value>) -> bool {
    let nothing = [json!("null"), json!(["null"]), json!([null]), Value::Null];
    let says = |key| schema.get(key).is_some_and(|value| nothing.contains(value));
    ["const", "enum", "type"].into_iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;

    #[test]
    fn a_null_member_makes_the_rest_nullable() {
        let to = json!({ "$ref": "#/components/schemas/B" });
        check(
            json!({ "properties": {
                "a": { "anyOf": [to, { "type": "null" }], "description": "A." },
                "b": { "oneOf": [{ "type": "string", "format": "uuid", "description": "no" }, { "const": null }], "description": "B." },
                "c": { "anyOf": [{ "type": "string" }, { "type": "integer" }, { "enum": [null] }] },
                "d": { "anyOf": [{ "anyOf": [{ "type": ["string", "null"] }] }, { "type": "null" }] },
                "e": { "type": "null", "description": "Nothing." },
            } }),
            &json!({ "properties": {
                "a": { "allOf": [to], "description": "A.", "nullable": true },
                "b": { "type": "string", "format": "uuid", "description": "B.", "nullable": true },
                "c": { "anyOf": [{ "type": "string" }, { "type": "integer" }], "nullable": true },
                "d": { "anyOf": [{ "type": "string", "nullable": true }], "nullable": true },
                "e": { "description": "Nothing.", "nullable": true },
            } }),
        );
    }
}
