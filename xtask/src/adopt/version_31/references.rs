//! What stands beside a reference counts in 3.1, and does not in 3.0.

use serde_json::{Map, Value, json};

/// What says something of a use, and nothing of the values.
const WORDS: [&str; 11] = [
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "nullable",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];
/// What later stages read beside a reference.
const READ: [&str; 3] = ["deprecated", "description", "nullable"];

/// Whether something stands beside a reference that later stages do not read.
pub(super) fn has_siblings(schema: &Map<String, Value>) -> bool {
    schema.get("$ref").is_some_and(Value::is_string)
        && !schema.keys().all(|key| key == "$ref" || READ.contains(&key.as_str()))
}

/// In 3.0 nothing counts; the words of it are meant nevertheless.
pub(super) fn keep_words(schema: &mut Map<String, Value>) {
    if has_siblings(schema) {
        schema.retain(|key, _| key == "$ref" || READ.contains(&key.as_str()));
    }
}

/// In 3.1 a reference is one keyword among others.
pub(super) fn keep_all(schema: &mut Map<String, Value>) {
    let Some(reference) = schema.get("$ref").filter(|_| has_siblings(schema)) else { return };
    let mut members = vec![json!({ "$ref": reference })];
    schema.remove("$ref");
    if let Some(Value::Array(others)) = schema.remove("allOf") {
        members.extend(others);
    }
    let is_word = |key: &str| WORDS.contains(&key) || key.starts_with("x-");
    let narrowing: Vec<String> = schema.keys().filter(|key| !is_word(key)).cloned().collect();
    let rest: Map<String, Value> =
        narrowing.into_iter().filter_map(|key| schema.remove_entry(&key)).collect();
    if !rest.is_empty() {
        members.push(Value::Object(rest));
    }
    schema.insert("allOf".into(), members.into());
}

/// A parameter, a body or a response that is referred to is as it is there.
pub(super) fn stand_alone(part: &mut Map<String, Value>) -> bool {
    let is_reference = part.get("$ref").is_some_and(Value::is_string) && part.len() > 1;
    if is_reference {
        part.retain(|key, _| key == "$ref");
    }
    is_reference
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{check, check_as};

    #[test]
    fn siblings_count_by_version() {
        let to = json!({ "$ref": "#/components/schemas/B" });
        let described = json!({ "$ref": "#/components/schemas/B", "description": "A." });
        let narrowed = json!({ "$ref": "#/components/schemas/B", "description": "A.", "title": "T", "required": ["b"] });
        check(
            json!({ "items": narrowed, "properties": { "a": described } }),
            &json!({
                "items": { "allOf": [to, { "required": ["b"] }], "description": "A.", "title": "T" },
                "properties": { "a": described },
            }),
        );
        check_as("3.0.1", &json!({ "items": narrowed }), &json!({ "items": described }));
    }
}
