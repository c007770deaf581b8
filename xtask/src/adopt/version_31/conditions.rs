//! What holds under a condition may be there: its fields become optional ones.
//!
//! A field that only a branch names would otherwise not be in any type, and its
//! value would be lost.

use serde_json::{Map, Value};

pub(super) fn run(schema: &mut Map<String, Value>) {
    let mut branches: Vec<Value> =
        ["if", "then", "else"].iter().filter_map(|key| schema.remove(*key)).collect();
    for key in ["dependentSchemas", "dependencies"] {
        if let Some(Value::Object(dependent)) = schema.remove(key) {
            branches.extend(dependent.into_iter().map(|(_, branch)| branch));
        }
    }
    let mut fields = Map::new();
    branches.iter().for_each(|branch| collect(branch, &mut fields));
    if fields.is_empty() {
        return;
    }
    let known = schema.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(known) = known else { return };
    for (name, field) in fields {
        known.entry(name).or_insert(field);
    }
}

/// The fields that a branch and what is nested in it name.
fn collect(branch: &Value, fields: &mut Map<String, Value>) {
    for (name, field) in branch.get("properties").and_then(Value::as_object).into_iter().flatten() {
        // A condition on a value says nothing of its type.
        let tells = ["$ref", "allOf", "anyOf", "items", "oneOf", "properties", "type"];
        let field = if tells.iter().any(|key| field.get(key).is_some()) {
            field.clone()
        } else {
            Value::Object(Map::new())
        };
        fields.entry(name.clone()).or_insert(field);
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let members = branch.get(key).and_then(Value::as_array).into_iter().flatten();
        members.for_each(|member| collect(member, fields));
    }
    for key in ["if", "then", "else"] {
        if let Some(inner) = branch.get(key) {
            collect(inner, fields);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn fields_of_branches_become_optional() {
        let text = json!({ "type": "string" });
        check(
            json!({
                "type": "object", "properties": { "kind": text }, "required": ["kind"],
                "if": { "properties": { "kind": { "const": "a" } } },
                "then": { "properties": { "a": text }, "required": ["a"] },
                "else": { "anyOf": [{ "properties": { "b": text } }] },
                "dependentSchemas": { "kind": { "properties": { "c": text } } },
            }),
            &json!({
                "type": "object", "properties": { "a": text, "b": text, "c": text, "kind": text }, "required": ["kind"],
            }),
        );
    }
}
