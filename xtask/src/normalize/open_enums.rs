//! Opens enums wherever a value is received.
//!
//! The generator's enums are closed: the first value that the vendor adds fails
//! the whole response. Where an enum is received it is used as
//! `floorkit_runtime::OpenEnum<Known>`; where it is only sent it stays closed,
//! unless `x-open` says that nobody could check its values: the right one may
//! be none of them. A tag, by which a member of a union is known, stays closed
//! wherever it is: `x-tag`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::schemas::{for_each_directed, lift, runtime_type};
use crate::document::{components, schema_name};

pub(super) fn run(document: &mut Value) -> usize {
    let names = |fits: fn(&Value) -> bool| -> BTreeSet<String> {
        let fitting = components(document, "schemas").filter(|(_, schema)| fits(schema));
        fitting.map(|(name, _)| name.clone()).collect()
    };
    let enums = names(|schema| is_text_enum(schema) && schema.get("x-tag").is_none());
    let unchecked = names(|schema| is_text_enum(schema) && is_marked(schema));
    for_each_directed(document, |schema, direction| {
        lift(schema);
        open(schema, if direction.received { &enums } else { &unchecked })
    })
}

fn is_marked(schema: &Value) -> bool {
    schema.get("x-open") == Some(&Value::Bool(true))
}

fn is_text_enum(schema: &Value) -> bool {
    let values = schema.get("enum").and_then(Value::as_array);
    values.is_some_and(|values| values.iter().all(Value::is_string))
}

fn open(schema: &mut Map<String, Value>, enums: &BTreeSet<String>) -> usize {
    let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return 0 };
    if !schema_name(reference).is_some_and(|name| enums.contains(name)) {
        return 0;
    }
    let known = json!({ "$ref": reference });
    schema.insert("type".into(), "string".into());
    *schema = runtime_type(schema, "OpenEnum", vec![known]);
    1
}

#[cfg(test)]
mod tests {
    use super::super::schemas::testing::schemas;
    use super::*;

    fn opened() -> Value {
        json!({ "type": "string", "x-rust-type": {
            "crate": "floorkit-runtime", "version": "*", "path": "floorkit_runtime::OpenEnum",
            "parameters": [{ "$ref": "#/components/schemas/Kind" }],
        } })
    }

    #[test]
    fn an_enum_is_opened_where_it_is_received() {
        let kind = json!({ "$ref": "#/components/schemas/Kind" });
        let object = |kind: Value, kinds: Value| {
            json!({ "type": "object", "properties": {
                "kind": kind, "kinds": { "type": "array", "items": kinds },
            } })
        };
        let (after, places) = schemas(
            run,
            &json!({
                "Kind": { "type": "string", "enum": ["room", "desk"] },
                "Received": object(kind.clone(), kind.clone()),
                "Sent": object(kind.clone(), kind.clone()),
            }),
        );
        assert_eq!(
            after,
            json!({
                "Kind": { "type": "string", "enum": ["room", "desk"] },
                "Received": object(opened(), opened()),
                "Sent": object(kind.clone(), kind),
            })
        );
        assert_eq!(places, 2);
    }

    #[test]
    fn an_enum_that_nobody_could_check_is_open_where_it_is_sent() {
        let kind = json!({ "$ref": "#/components/schemas/Kind" });
        let unchecked = json!({ "type": "string", "enum": ["room"], "x-open": true });
        let (after, places) = schemas(
            run,
            &json!({
                "Kind": unchecked,
                "Sent": { "type": "object", "properties": { "kind": kind } },
            }),
        );
        assert_eq!(after["Sent"]["properties"]["kind"], opened());
        assert_eq!(after["Kind"], unchecked);
        assert_eq!(places, 1);
    }

    #[test]
    fn a_nullable_enum_stays_nullable() {
        let (after, places) = schemas(
            run,
            &json!({
                "Kind": { "type": "string", "enum": ["room"] },
                "Received": { "properties": { "kind": {
                    "nullable": true,
                    "description": "Its kind.",
                    "allOf": [{ "$ref": "#/components/schemas/Kind" }],
                } } },
            }),
        );
        let mut expected = opened();
        expected["nullable"] = true.into();
        expected["description"] = "Its kind.".into();
        assert_eq!(after["Received"]["properties"]["kind"], expected);
        assert_eq!(places, 1);
    }

    #[test]
    fn a_tag_stays_closed() {
        let before = json!({
            "Kind": { "type": "string", "enum": ["room"], "x-tag": true },
            "Received": { "type": "object", "properties": {
                "kind": { "$ref": "#/components/schemas/Kind" },
            } },
        });
        assert_eq!(schemas(run, &before), (before.clone(), 0));
    }
}
