//! Tells "leave it" from "clear it" in what is sent.
//!
//! The generator gives an optional, nullable field one `Option`, so that null
//! cannot be sent. In a type that is only sent such a field becomes
//! `Option<floorkit_runtime::Patch<T>>`: absent, null, or a value.

use serde_json::{Map, Value};

use super::optional_lists::OPTIONAL_LIST;
use super::schemas::{for_each_directed, runtime_type};

pub(super) fn run(document: &mut Value) -> usize {
    for_each_directed(document, |schema, direction| {
        if direction.received || !direction.sent {
            return 0;
        }
        let required = required(schema);
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        let mut count = 0;
        for (name, property) in properties.into_iter().flatten() {
            let Some(property) = property.as_object_mut() else { continue };
            let may_be_null = property.get("nullable") == Some(&Value::Bool(true));
            if !required.contains(name) && may_be_null && !property.contains_key(OPTIONAL_LIST) {
                property.remove("nullable");
                *property = patch(property);
                count += 1;
            }
        }
        count
    })
}

/// The names of the properties that must be present.
pub(super) fn required(schema: &Map<String, Value>) -> Vec<String> {
    let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}

fn patch(property: &Map<String, Value>) -> Map<String, Value> {
    let mut value = property.clone();
    value.remove("description");
    let sole = match value.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([sole]) if value.len() == 1 => sole.clone(),
        _ => Value::Object(value),
    };
    runtime_type(property, "Patch", vec![sole])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    fn fields() -> Value {
        json!({ "type": "object", "required": ["id"], "properties": {
            "id": { "type": "string", "nullable": true },
            "name": { "type": "string", "nullable": true, "description": "Its name." },
            "note": { "type": "string" },
            "owner": { "nullable": true, "allOf": [{ "$ref": "#/components/schemas/UserId" }] },
        } })
    }

    #[test]
    fn an_optional_nullable_field_that_is_sent_has_three_states() {
        let (after, places) = schemas(
            run,
            &json!({ "Sent": fields(), "Both": fields(), "UserId": { "type": "string" } }),
        );
        let patch = |parameter: Value| {
            json!({ "crate": "floorkit-runtime", "version": "*", "path": "floorkit_runtime::Patch",
                    "parameters": [parameter] })
        };
        let owner = json!({ "$ref": "#/components/schemas/UserId" });
        let sent = json!({ "type": "object", "required": ["id"], "properties": {
            "id": { "type": "string", "nullable": true },
            "name": { "type": "string", "description": "Its name.",
                      "x-rust-type": patch(json!({ "type": "string" })) },
            "note": { "type": "string" },
            "owner": { "x-rust-type": patch(owner) },
        } });
        assert_eq!(after["Sent"], sent);
        assert_eq!(after["Both"], fields());
        assert_eq!(places, 2);
    }
}
