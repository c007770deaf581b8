//! Repeats the fields of forms that are lists.
//!
//! The generator writes a form as a map of texts: a list in it compiles, and fails
//! each call at run time. Such a body is sent as `floorkit_runtime::Form`, which
//! has the name once for each value.

use serde_json::{Map, Value};

use super::form_bodies::FORM;
use super::media_types::content;
use super::schemas::{is_replaced, runtime_type};
use crate::document::{operations_mut, resolved};

pub(super) fn run(document: &mut Value) -> usize {
    let schemas = document.get("components").map(|components| components["schemas"].clone());
    let of = serde_json::json!({ "components": { "schemas": schemas } });
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let form = operation.get_mut("requestBody").and_then(content);
        let form = form.and_then(|content| content.get_mut(FORM)?.get_mut("schema"));
        let Some(Value::Object(schema)) = form else { continue };
        if !is_replaced(schema) && has_lists(&of, schema) {
            let fields = std::mem::take(schema);
            *schema = runtime_type(
                &Map::from_iter([("type".to_owned(), "object".into())]),
                "Form",
                vec![fields.into()],
            );
            count += 1;
        }
    }
    count
}

/// Whether a form has lists, and nothing that even they cannot say.
fn has_lists(document: &Value, schema: &Map<String, Value>) -> bool {
    let form = resolved_map(document, schema);
    let properties = form.and_then(|form| form.get("properties")?.as_object());
    let kinds = properties.into_iter().flatten().map(|(_, property)| {
        let property = resolved(document, property);
        let kind = |schema: &Value| schema.get("type").and_then(Value::as_str).map(str::to_owned);
        let items = property.get("items").and_then(|items| kind(resolved(document, items)));
        (kind(property), items)
    });
    let mut has_lists = false;
    for (kind, items) in kinds {
        let is_nested = |kind: &Option<String>| {
            kind.as_deref().is_some_and(|kind| matches!(kind, "array" | "object"))
        };
        match kind.as_deref() {
            Some("object") => return false,
            Some("array") if is_nested(&items) => return false,
            Some("array") => has_lists = true,
            _ => {}
        }
    }
    has_lists
}

fn resolved_map<'a>(
    document: &'a Value,
    schema: &'a Map<String, Value>,
) -> Option<&'a Map<String, Value>> {
    match schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer)?.as_object(),
        None => Some(schema),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn a_form_with_lists_is_sent_as_one() {
        let document = |schema: Value| {
            let body = |schema: &Value| json!({ "requestBody": { "content": { FORM: { "schema": schema } } } });
            json!({
                "paths": {
                    "/flat": { "post": body(&json!({ "$ref": "#/components/schemas/Flat" })) },
                    "/lists": { "post": body(&schema) },
                    "/odd": { "post": body(&json!({ "$ref": "#/components/schemas/Odd" })) },
                },
                "components": { "schemas": {
                    "Flat": { "type": "object", "properties": { "a": { "type": "string" } } },
                    "Ids": { "type": "array", "items": { "type": "integer" } },
                    "Lists": { "type": "object", "properties": { "ids": { "$ref": "#/components/schemas/Ids" } } },
                    "Odd": { "type": "object", "properties": { "a": { "type": "array", "items": { "type": "object" } } } },
                } },
            })
        };
        let fields = json!({ "$ref": "#/components/schemas/Lists" });
        let form = json!({ "type": "object", "x-rust-type": {
            "crate": "floorkit-runtime", "version": "*", "path": "floorkit_runtime::Form",
            "parameters": [fields],
        } });
        check(run, document(fields), &document(form), 1);
    }
}
