//! Lets callers add query parameters whose names nobody has written down.
//!
//! The generator panics on a map in the query, and OpenAPI writes a map of
//! texts there as so many parameters. `floorkit_runtime::QueryMap` is written
//! just so; the name of the parameter is not on the wire. With `minProperties`
//! it is `NonEmptyQueryMap`, which a caller cannot leave empty: this pass reads
//! the limit before `constraints` drops it.

use serde_json::{Map, Value};

use super::schemas::{is_replaced, runtime_type};
use crate::document::operations_mut;

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten().filter(|one| is_spread(one)) {
            let schema = parameter.get_mut("schema").and_then(Value::as_object_mut);
            if let Some(schema) = schema.filter(|schema| is_map_of_texts(schema)) {
                let name = if may_be_empty(schema) { "QueryMap" } else { "NonEmptyQueryMap" };
                *schema = runtime_type(schema, name, Vec::new());
                count += 1;
            }
        }
    }
    count
}

/// Whether a map would be written as so many parameters, which is the default.
fn is_spread(parameter: &Value) -> bool {
    let has = |key: &str, value: Value| parameter.get(key).is_none_or(|own| *own == value);
    parameter.get("in").is_some_and(|place| place == "query")
        && has("style", "form".into())
        && has("explode", true.into())
}

fn is_map_of_texts(schema: &Map<String, Value>) -> bool {
    let values = schema.get("additionalProperties").and_then(|values| values.get("type"));
    let is_map = schema.get("type").is_some_and(|kind| kind == "object");
    is_map
        && !is_replaced(schema)
        && !schema.contains_key("properties")
        && values.is_some_and(|kind| kind == "string")
}

fn may_be_empty(schema: &Map<String, Value>) -> bool {
    schema.get("minProperties").and_then(Value::as_u64).is_none_or(|least| least == 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn a_map_of_texts_is_spread() {
        let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        let numbers = json!({ "type": "object", "additionalProperties": { "type": "number" } });
        let document = |filters: Value| {
            json!({ "paths": { "/a": { "get": { "parameters": [
                { "name": "filters", "in": "query", "explode": true, "schema": filters },
                { "name": "deep", "in": "query", "style": "deepObject", "schema": texts },
                { "name": "joined", "in": "query", "explode": false, "schema": texts },
                { "name": "numbers", "in": "query", "schema": numbers },
                { "name": "header", "in": "header", "schema": texts },
            ] } } } })
        };
        let spread = json!({ "type": "object", "x-rust-type": {
            "crate": "floorkit-runtime", "version": "*", "path": "floorkit_runtime::QueryMap",
        } });
        check(run, document(texts.clone()), &document(spread), 1);
    }

    #[test]
    fn a_map_that_must_not_be_empty_cannot_be() {
        let document = |filters: Value| {
            json!({ "paths": { "/a": { "delete": { "parameters": [
                { "name": "filters", "in": "query", "required": true, "schema": filters },
            ] } } } })
        };
        for (least, path) in [
            (0, "floorkit_runtime::QueryMap"),
            (1, "floorkit_runtime::NonEmptyQueryMap"),
            (2, "floorkit_runtime::NonEmptyQueryMap"),
        ] {
            let texts = json!({
                "type": "object", "minProperties": least, "additionalProperties": { "type": "string" },
            });
            let spread = json!({ "type": "object", "x-rust-type": {
                "crate": "floorkit-runtime", "version": "*", "path": path,
            } });
            check(run, document(texts), &document(spread), 1);
        }
    }
}
