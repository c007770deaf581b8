//! Reads null where a type of the run time stands.
//!
//! The generator takes such a type for the whole of a schema, and passes over
//! `nullable` beside it: the first null fails the whole response. An optional
//! field is an `Option` anyway; where a value must be there, its type becomes
//! one.

use serde_json::{Map, Value};

use super::patch_fields::required;
use super::schemas::{for_each, is_replaced, rust_type};
use crate::document::operations_mut;

pub(super) fn run(document: &mut Value) -> usize {
    let inner = for_each(document, |schema| {
        let required = required(schema);
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        let fields = properties.into_iter().flatten();
        let fields: usize =
            fields.filter(|(name, _)| required.contains(name)).map(|(_, field)| wrap(field)).sum();
        let values = ["items", "additionalProperties"];
        let values: usize =
            values.into_iter().filter_map(|key| Some(wrap(schema.get_mut(key)?))).sum();
        fields + values + parameters(schema).map(wrap).sum::<usize>()
    });
    let answers = operations_mut(document).flat_map(|(_, _, operation)| answers(operation));
    inner + answers.map(wrap).sum::<usize>()
}

/// What stands between the angle brackets of a type.
fn parameters(schema: &mut Map<String, Value>) -> impl Iterator<Item = &mut Value> {
    let parameters = schema.get_mut("x-rust-type").and_then(|kind| kind.get_mut("parameters"));
    parameters.and_then(Value::as_array_mut).into_iter().flatten()
}

/// The schemas of what an operation answers.
fn answers(operation: &mut Map<String, Value>) -> impl Iterator<Item = &mut Value> {
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    let contents = responses
        .into_iter()
        .flatten()
        .filter_map(|(_, response)| response.get_mut("content").and_then(Value::as_object_mut));
    contents.flatten().filter_map(|(_, content)| content.get_mut("schema"))
}

fn wrap(value: &mut Value) -> usize {
    let Some(schema) = value.as_object_mut() else { return 0 };
    if !is_replaced(schema) || schema.remove("nullable") != Some(Value::Bool(true)) {
        return 0;
    }
    let mut inner = schema.clone();
    inner.remove("description");
    *schema = rust_type(schema, "std", "std::option::Option", vec![inner.into()]);
    1
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::{check, schemas};
    use super::*;

    fn moment() -> Value {
        json!({ "type": "string", "x-rust-type": { "path": "floorkit_runtime::OffsetDateTime" } })
    }

    fn nullable() -> Value {
        let mut schema = moment();
        schema["nullable"] = true.into();
        schema
    }

    fn option() -> Value {
        json!({ "type": "string", "x-rust-type": {
            "crate": "std", "version": "*", "path": "std::option::Option",
            "parameters": [moment()],
        } })
    }

    #[test]
    fn what_must_be_there_may_be_null() {
        let object = |required: Value, item: Value| {
            json!({ "type": "object", "required": ["at", "day"], "properties": {
                "at": required,
                "gone": nullable(),
                "day": { "type": "string", "nullable": true },
                "all": { "type": "array", "items": item },
                "by_day": { "type": "object", "additionalProperties": item },
            } })
        };
        let (after, places) = schemas(run, &json!({ "Desk": object(nullable(), nullable()) }));
        assert_eq!(after["Desk"], object(option(), option()));
        assert_eq!(places, 3);
    }

    #[test]
    fn an_answer_may_be_null() {
        let document = |schema: Value| {
            json!({ "paths": { "/a": { "get": { "responses": { "200": {
                "content": { "application/json": { "schema": schema } },
            } } } } } })
        };
        check(run, document(nullable()), &document(option()), 1);
    }
}
