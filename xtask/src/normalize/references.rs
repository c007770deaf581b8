//! Writes shared parameters, bodies and responses out where they are used.
//!
//! Later passes then see one shape of operation. Schemas stay shared: a schema
//! component is a Rust type. `document` has made sure that nothing contains
//! itself.

use serde_json::{Map, Value};

use crate::document::operations_mut;
use crate::document::schemas::is_opaque;

const KINDS: [&str; 4] = ["parameters", "requestBodies", "responses", "headers"];

/// A reference may lead to a reference; a longer chain than this is a cycle.
const LONGEST_CHAIN: usize = 8;

pub(super) fn run(document: &mut Value) -> usize {
    let shared: Map<String, Value> = KINDS
        .iter()
        .filter_map(|kind| {
            let components = document.get_mut("components")?.as_object_mut()?.remove(*kind)?;
            Some(((*kind).to_owned(), components))
        })
        .collect();
    let shared = Value::Object(shared);
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        for part in ["parameters", "requestBody", "responses"] {
            count += operation.get_mut(part).map_or(0, |part| write_out(part, &shared));
        }
    }
    let items = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for (_, item) in items {
        count += item.get_mut("parameters").map_or(0, |part| write_out(part, &shared));
    }
    count
}

fn write_out(value: &mut Value, shared: &Value) -> usize {
    let mut count = 0;
    for _ in 0..LONGEST_CHAIN {
        let reference = value.get("$ref").and_then(Value::as_str);
        let target = reference
            .and_then(|reference| reference.strip_prefix("#/components"))
            .and_then(|pointer| shared.pointer(pointer));
        let Some(target) = target else { break };
        *value = target.clone();
        count += 1;
    }
    match value {
        Value::Object(object) => {
            let inner = object.iter_mut().filter(|(key, _)| *key != "schema" && !is_opaque(key));
            count + inner.map(|(_, value)| write_out(value, shared)).sum::<usize>()
        }
        Value::Array(array) => {
            count + array.iter_mut().map(|value| write_out(value, shared)).sum::<usize>()
        }
        _ => count,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn what_an_example_says_is_no_reference() {
        let example = json!({ "$ref": "#/components/headers/H" });
        let header = json!({ "content": { "text/plain": { "example": example } } });
        check(
            run,
            json!({
                "paths": { "/a": { "get": { "responses": { "200": { "headers": { "h": example } } } } } },
                "components": { "headers": { "H": header } },
            }),
            &json!({
                "paths": { "/a": { "get": { "responses": { "200": { "headers": { "h": header } } } } } },
                "components": {},
            }),
            1,
        );
    }

    #[test]
    fn a_shared_response_is_written_out_and_a_schema_stays() {
        let schema = json!({ "$ref": "#/components/schemas/Fault" });
        check(
            run,
            json!({
                "paths": { "/a": { "get": { "responses": {
                    "400": { "$ref": "#/components/responses/Refused" },
                } } } },
                "components": {
                    "responses": {
                        "Refused": { "$ref": "#/components/responses/Fault" },
                        "Fault": { "content": { "application/json": { "schema": schema } } },
                    },
                    "schemas": { "Fault": {} },
                },
            }),
            &json!({
                "paths": { "/a": { "get": { "responses": {
                    "400": { "content": { "application/json": { "schema": schema } } },
                } } } },
                "components": { "schemas": { "Fault": {} } },
            }),
            2,
        );
    }
}
