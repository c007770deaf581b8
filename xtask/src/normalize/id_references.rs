//! Reads a reference to a resource as such.
//!
//! Some vendors write an IRI where others write an id: its last segment is the
//! id. A component marked `x-reference` is used as
//! `floorkit_runtime::Reference<Id>`, which keeps the text and knows the id; it
//! needs no type of its own.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::schemas::{for_each, lift, runtime_type};
use crate::document::{components, schema_name};

pub(super) fn run(document: &mut Value) -> usize {
    let references: BTreeMap<String, Map<String, Value>> = components(document, "schemas")
        .filter_map(|(name, schema)| Some((name.clone(), reference(schema.as_object()?)?)))
        .collect();
    for_each(document, |schema| {
        lift(schema);
        let target = schema.get("$ref").and_then(Value::as_str).and_then(schema_name);
        if let Some(reference) = target.and_then(|name| references.get(name)) {
            schema.remove("$ref");
            for (key, value) in reference {
                schema.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        0
    });
    if let Some(schemas) =
        document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    {
        schemas.retain(|name, _| !references.contains_key(name));
    }
    references.len()
}

fn reference(schema: &Map<String, Value>) -> Option<Map<String, Value>> {
    let id = schema.get("x-reference")?.as_object().filter(|id| id.contains_key("$ref"))?;
    let mut kept = schema.clone();
    kept.insert("type".into(), "string".into());
    Some(runtime_type(&kept, "Reference", vec![Value::Object(id.clone())]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn an_iri_is_a_reference_to_an_id() {
        let id = json!({ "$ref": "#/components/schemas/UserId" });
        let to = json!({ "$ref": "#/components/schemas/UserReference" });
        let typed = |more: Value| {
            let mut typed = json!({ "type": "string", "description": "An IRI.", "x-rust-type": {
                "crate": "floorkit-runtime", "version": "*",
                "path": "floorkit_runtime::Reference", "parameters": [id],
            } });
            more.as_object().into_iter().flatten().for_each(|(k, v)| typed[k] = v.clone());
            typed
        };
        let (after, places) = schemas(
            run,
            &json!({
                "Received": { "properties": {
                    "owner": to,
                    "guests": { "type": "array", "items": to },
                    "host": { "nullable": true, "description": "Its host.", "allOf": [to] },
                } },
                "UserId": { "type": "string", "x-id": true },
                "UserReference": { "type": "string", "description": "An IRI.", "x-reference": id },
            }),
        );
        assert_eq!(
            after,
            json!({
                "Received": { "properties": {
                    "owner": typed(json!({})),
                    "guests": { "type": "array", "items": typed(json!({})) },
                    "host": typed(json!({ "nullable": true, "description": "Its host." })),
                } },
                "UserId": { "type": "string", "x-id": true },
            })
        );
        assert_eq!(places, 1);
    }
}
