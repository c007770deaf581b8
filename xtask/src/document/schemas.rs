//! Where schemas are in a document.
//!
//! Everything that looks at schemas goes through here, so that an example or a
//! property that happens to be named like a keyword is never taken for one.

use serde_json::{Map, Value};

use crate::problem::escape;

/// Keywords with one schema.
const ONE: [&str; 5] = ["items", "additionalProperties", "not", "x-key", "x-reference"];
/// Keywords with a list of schemas.
const SEVERAL: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// Calls `visit` for each schema of a document, outer ones first, with its
/// pointer. References are visited and not followed.
pub fn for_each_schema<'a>(document: &'a Value, visit: &mut impl FnMut(&str, &'a Value)) {
    let components = document.get("components").and_then(Value::as_object).into_iter().flatten();
    // An example may hold anything, a key `schema` too.
    for (kind, components) in components.filter(|(kind, _)| *kind != "examples") {
        for (name, component) in components.as_object().into_iter().flatten() {
            let mut pointer = format!("/components/{kind}/{}", escape(name));
            if kind == "schemas" {
                descend(component, &mut pointer, visit);
            } else {
                find(component, &mut pointer, visit);
            }
        }
    }
    if let Some(paths) = document.get("paths") {
        find(paths, &mut "/paths".to_owned(), visit);
    }
}

/// Calls `visit` for what stands directly inside a schema; the pointer is longer by
/// what leads there as long.
fn inner_schemas<'a>(
    schema: &'a Map<String, Value>,
    pointer: &mut String,
    visit: &mut impl FnMut(&mut String, &'a Value),
) {
    for key in ONE {
        // `additionalProperties` may be a boolean.
        if let Some(value) = schema.get(key).filter(|value| !value.is_boolean()) {
            inside(pointer, &[key], |pointer| visit(pointer, value));
        }
    }
    for key in SEVERAL {
        let members = schema.get(key).and_then(Value::as_array).into_iter().flatten();
        for (index, value) in members.enumerate() {
            inside(pointer, &[key, &index.to_string()], |pointer| visit(pointer, value));
        }
    }
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    for (name, value) in properties {
        inside(pointer, &["properties", &escape(name)], |pointer| visit(pointer, value));
    }
    let parameters = schema.get("x-rust-type").and_then(|kind| kind.get("parameters")?.as_array());
    for (index, value) in parameters.into_iter().flatten().enumerate() {
        let index = index.to_string();
        inside(pointer, &["x-rust-type", "parameters", &index], |pointer| visit(pointer, value));
    }
}

/// Does something with a pointer that is longer by a few tokens meanwhile.
fn inside(pointer: &mut String, tokens: &[&str], work: impl FnOnce(&mut String)) {
    let length = pointer.len();
    for token in tokens {
        pointer.push('/');
        pointer.push_str(token);
    }
    work(pointer);
    pointer.truncate(length);
}

/// The same, to be changed in place.
pub fn inner_schemas_mut(schema: &mut Map<String, Value>) -> Vec<&mut Value> {
    let mut inner = Vec::new();
    for (key, value) in schema {
        match key.as_str() {
            key if ONE.contains(&key) => inner.push(value),
            key if SEVERAL.contains(&key) => {
                inner.extend(value.as_array_mut().into_iter().flatten());
            }
            "properties" => {
                let properties = value.as_object_mut().into_iter().flatten();
                inner.extend(properties.map(|(_, value)| value));
            }
            "x-rust-type" => {
                let parameters = value.get_mut("parameters").and_then(Value::as_array_mut);
                inner.extend(parameters.into_iter().flatten());
            }
            _ => {}
        }
    }
    inner
}

/// Whether a key of an operation, a parameter or a body leads to no schema,
/// whatever is below it.
pub fn is_opaque(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default") || key.starts_with("x-")
}

/// Calls `visit` for each map of a document's paths and components that is no
/// schema and in none, with its pointer.
pub fn for_each_node<'a>(
    document: &'a Value,
    visit: &mut impl FnMut(&str, &'a Map<String, Value>),
) {
    if let Some(paths) = document.get("paths") {
        nodes(paths, &mut "/paths".to_owned(), visit);
    }
    let components = document.get("components").and_then(Value::as_object).into_iter().flatten();
    let holds_nodes = |kind: &str| !matches!(kind, "examples" | "schemas");
    for (kind, component) in components.filter(|(kind, _)| holds_nodes(kind)) {
        nodes(component, &mut format!("/components/{}", escape(kind)), visit);
    }
}

fn nodes<'a>(
    value: &'a Value,
    pointer: &mut String,
    visit: &mut impl FnMut(&str, &'a Map<String, Value>),
) {
    match value {
        Value::Object(object) => {
            visit(pointer, object);
            for (key, value) in object.iter().filter(|(key, _)| !is_opaque(key) && *key != "schema")
            {
                inside(pointer, &[&escape(key)], |pointer| nodes(value, pointer, visit));
            }
        }
        Value::Array(array) => {
            for (index, value) in array.iter().enumerate() {
                inside(pointer, &[&index.to_string()], |pointer| nodes(value, pointer, visit));
            }
        }
        _ => {}
    }
}

/// Finds the schemas of a part of an operation: what is under a key `schema`.
fn find<'a>(value: &'a Value, pointer: &mut String, visit: &mut impl FnMut(&str, &'a Value)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter().filter(|(key, _)| !is_opaque(key)) {
                inside(pointer, &[&escape(key)], |pointer| match key.as_str() {
                    "schema" => descend(value, pointer, visit),
                    _ => find(value, pointer, visit),
                });
            }
        }
        Value::Array(array) => {
            for (index, value) in array.iter().enumerate() {
                inside(pointer, &[&index.to_string()], |pointer| find(value, pointer, visit));
            }
        }
        _ => {}
    }
}

fn descend<'a>(schema: &'a Value, pointer: &mut String, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(pointer, schema);
    let Value::Object(schema) = schema else { return };
    inner_schemas(schema, pointer, &mut |pointer, schema| descend(schema, pointer, visit));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn schemas_are_found_and_what_only_looks_like_one_is_not() {
        let text = json!({ "type": "string" });
        let document = json!({
            "paths": { "/a": { "get": {
                "parameters": [{ "name": "schema", "schema": text, "example": { "schema": text } }],
                "responses": { "200": { "content": { "application/json": { "schema": { "items": text } } } } },
            } } },
            "components": {
                "responses": { "R": { "headers": { "H": { "schema": text } } } },
                "schemas": { "S": {
                    "properties": { "properties": { "allOf": [text] }, "x-key": text },
                    "additionalProperties": true,
                    "example": { "properties": { "no": text } },
                    "x-rust-type": { "parameters": [text] },
                } },
            },
        });
        let mut found = Vec::new();
        for_each_schema(&document, &mut |pointer, _| found.push(pointer.to_owned()));
        assert_eq!(
            found,
            [
                "/components/responses/R/headers/H/schema",
                "/components/schemas/S",
                "/components/schemas/S/properties/properties",
                "/components/schemas/S/properties/properties/allOf/0",
                "/components/schemas/S/properties/x-key",
                "/components/schemas/S/x-rust-type/parameters/0",
                "/paths/~1a/get/parameters/0/schema",
                "/paths/~1a/get/responses/200/content/application~1json/schema",
                "/paths/~1a/get/responses/200/content/application~1json/schema/items",
            ]
        );
    }
}
