//! Joins lists that are one text on the wire.
//!
//! The generator repeats the key for each value of a list, whatever `style` and
//! `explode` say, and writes code that does not compile for a list in a header or
//! a path. `floorkit_runtime::Delimited` takes the values and is one text. The
//! commas of a list in the query are written by the run time, which finds the
//! name of the parameter in the operations table.

use serde_json::{Map, Value, json};

use super::schemas::{is_replaced, runtime_type};
use crate::document::operations_mut;

/// The path of the type.
pub(crate) const DELIMITED: &str = "floorkit_runtime::Delimited";
/// The path of the delimiter that the run time writes.
pub(crate) const COMMAS: &str = "floorkit_runtime::Commas";

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten().filter_map(Value::as_object_mut) {
            let Some(delimiter) = delimiter(parameter) else { continue };
            let schema = parameter.get_mut("schema").and_then(Value::as_object_mut);
            let Some(schema) = schema.filter(|schema| is_list(schema)) else { continue };
            let items = schema.get("items").cloned().unwrap_or_else(|| json!({ "type": "string" }));
            let path = format!("floorkit_runtime::{delimiter}");
            let marker = json!({ "type": "string", "x-rust-type": {
                "crate": "floorkit-runtime", "version": "*", "path": path,
            } });
            schema.insert("type".into(), "string".into());
            schema.remove("nullable");
            *schema = runtime_type(schema, "Delimited", vec![items, marker]);
            for key in ["style", "explode", "x-delimiter"] {
                parameter.remove(key);
            }
            count += 1;
        }
    }
    count
}

/// The name of what stands between the values, if they are in one text.
fn delimiter(parameter: &Map<String, Value>) -> Option<&'static str> {
    let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
    let is_joined = parameter.get("explode") == Some(&Value::Bool(false));
    match (text("in"), text("style"), text("x-delimiter")) {
        ("path" | "header", ..) => Some("PlainCommas"),
        ("query", "pipeDelimited", _) => Some("Pipes"),
        ("query", "spaceDelimited", _) => Some("Spaces"),
        ("query", _, "tab") => Some("Tabs"),
        ("query", ..) if is_joined => Some("Commas"),
        _ => None,
    }
}

fn is_list(schema: &Map<String, Value>) -> bool {
    !is_replaced(schema) && schema.get("type").is_some_and(|kind| kind == "array")
}

#[cfg(test)]
mod tests {
    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn a_list_in_one_text_is_delimited() {
        let ids = json!({ "type": "array", "items": { "type": "integer" } });
        let all = |parameters: Value| json!({ "paths": { "/a": { "get": { "parameters": parameters } } } });
        let delimited = |name: &str| {
            let marker = json!({ "type": "string", "x-rust-type": {
                "crate": "floorkit-runtime", "version": "*", "path": format!("floorkit_runtime::{name}"),
            } });
            json!({ "type": "string", "x-rust-type": {
                "crate": "floorkit-runtime", "version": "*", "path": DELIMITED,
                "parameters": [{ "type": "integer" }, marker],
            } })
        };
        let before = all(json!([
            { "name": "a", "in": "query", "explode": false, "schema": ids },
            { "name": "b", "in": "query", "style": "pipeDelimited", "schema": ids },
            { "name": "c", "in": "query", "style": "spaceDelimited", "explode": false, "schema": ids },
            { "name": "d", "in": "query", "explode": false, "x-delimiter": "tab", "schema": ids },
            { "name": "e", "in": "header", "style": "simple", "schema": ids },
            { "name": "f", "in": "path", "schema": ids },
            { "name": "g", "in": "query", "schema": ids },
            { "name": "h", "in": "query", "explode": false, "schema": { "type": "string" } },
        ]));
        let after = all(json!([
            { "name": "a", "in": "query", "schema": delimited("Commas") },
            { "name": "b", "in": "query", "schema": delimited("Pipes") },
            { "name": "c", "in": "query", "schema": delimited("Spaces") },
            { "name": "d", "in": "query", "schema": delimited("Tabs") },
            { "name": "e", "in": "header", "schema": delimited("PlainCommas") },
            { "name": "f", "in": "path", "schema": delimited("PlainCommas") },
            { "name": "g", "in": "query", "schema": ids },
            { "name": "h", "in": "query", "explode": false, "schema": { "type": "string" } },
        ]));
        check(run, before, &after, 6);
    }
}
