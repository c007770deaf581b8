//! Says that a value may be null where it is used.
//!
//! The generator gives a nullable combination two types of one name. A use that
//! may be null is an `Option` whatever it is of.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{each_schema, is_set, put_back, referred, take_components};
use crate::adopt::Report;
use crate::problem::escape;

/// What says which values there are.
const SAID: [&str; 5] = ["$ref", "allOf", "anyOf", "oneOf", "type"];

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let mut schemas = take_components(document);
    let nullable = nullable(&schemas);
    for (name, schema) in &mut schemas {
        let Value::Object(schema) = schema else { continue };
        if schema.remove("nullable").is_some() {
            report.rewrote("nullable", format!("/components/schemas/{}", escape(name)));
        }
    }
    put_back(document, schemas);
    each_schema(document, &mut |pointer, schema| {
        // Where any value is taken, null is one, and needs no type to stand beside.
        if schema.contains_key("nullable") && !SAID.iter().any(|key| schema.contains_key(*key)) {
            schema.remove("nullable");
            report.rewrote("nullable", pointer);
        }
        let is_nullable = super::referred_by(schema).is_some_and(|name| nullable.contains(name));
        if is_nullable && !is_set(schema, "nullable") && is_use(pointer) {
            if let Some(reference) = schema.remove("$ref") {
                schema.insert("allOf".into(), json!([{ "$ref": reference }]));
            }
            schema.insert("nullable".into(), true.into());
        }
    });
}

/// Whether a value that is used here may be null: a member of a combination, or
/// what is sent in an address or a header, may not.
fn is_use(pointer: &str) -> bool {
    let in_components = pointer.starts_with("/components/schemas/");
    let is_component = in_components && pointer.matches('/').count() == 3;
    let is_member = ["/allOf/", "/oneOf/", "/anyOf/"]
        .iter()
        .any(|list| pointer.rsplit_once(list).is_some_and(|(_, index)| !index.contains('/')));
    let is_parameter = !in_components && pointer.contains("/parameters/");
    !is_component && !is_member && !is_parameter
}

/// The components that may be null, by themselves or by what they refer to.
fn nullable(schemas: &Map<String, Value>) -> BTreeSet<String> {
    let is_nullable = |schema: &Value| {
        let mut schema = schema;
        for _ in 0..super::LONGEST_CHAIN {
            if schema.get("nullable") == Some(&Value::Bool(true)) {
                return true;
            }
            let Some(next) = referred(schema).and_then(|name| schemas.get(name)) else { break };
            schema = next;
        }
        false
    };
    let names = schemas.iter().filter(|(_, schema)| is_nullable(schema));
    names.map(|(name, _)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::{reference, testing::schemas};
    use super::*;

    #[test]
    fn a_use_may_be_null_and_a_component_may_not() {
        let before = json!({
            "A": { "nullable": true, "oneOf": [reference("B"), { "type": "string" }] },
            "Alias": reference("A"),
            "B": { "type": "object", "properties": {
                "a": reference("A"), "alias": { "$ref": "#/components/schemas/Alias", "description": "It." },
                "all": { "type": "array", "items": reference("A") },
                "any": { "nullable": true, "description": "Any." },
            } },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        A: {"oneOf":[{"$ref":"#/components/schemas/B"},{"type":"string"}]}
        Alias: {"$ref":"#/components/schemas/A"}
        B: {"properties":{"a":{"allOf":[{"$ref":"#/components/schemas/A"}],"nullable":true},"alias":{"allOf":[{"$ref":"#/components/schemas/Alias"}],"description":"It.","nullable":true},"all":{"items":{"allOf":[{"$ref":"#/components/schemas/A"}],"nullable":true},"type":"array"},"any":{"description":"Any."}},"type":"object"}
        "##);
    }
}
