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
            let pointer = format!("/components/{kind}/{}", escape(name));
            if kind == "schemas" {
                descend(component, &pointer, visit);
            } else {
                find(component, &pointer, visit);
            }
        }
    }
    if let Some(paths) = document.get("paths") {
        find(paths, "/paths", visit);
    }
}

/// What stands directly inside a schema, with the pointer from there.
fn inner_schemas(schema: &Map<String, Value>) -> Vec<(String, &Value)> {
    let mut inner = Vec::new();
    for key in ONE {
        // `additionalProperties` may be a boolean.
        inner.extend(
            schema
                .get(key)
                .filter(|value| !value.is_boolean())
                .map(|value| (format!("/{key}"), value)),
        );
    }
    for key in SEVERAL {
        let members = schema.get(key).and_then(Value::as_array).into_iter().flatten();
        inner.extend(members.enumerate().map(|(index, value)| (format!("/{key}/{index}"), value)));
    }
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    inner.extend(properties.map(|(name, value)| (format!("/properties/{}", escape(name)), value)));
    let parameters = schema.get("x-rust-type").and_then(|kind| kind.get("parameters")?.as_array());
    let parameters = parameters.into_iter().flatten().enumerate();
    inner.extend(
        parameters.map(|(index, value)| (format!("/x-rust-type/parameters/{index}"), value)),
    );
    inner
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
        nodes(paths, "/paths", visit);
    }
    let components = document.get("components").and_then(Value::as_object).into_iter().flatten();
    let holds_nodes = |kind: &str| !matches!(kind, "examples" | "schemas");
    for (kind, component) in components.filter(|(kind, _)| holds_nodes(kind)) {
        nodes(component, &format!("/components/{}", escape(kind)), visit);
    }
}

fn nodes<'a>(
    value: &'a Value,
    pointer: &str,
    visit: &mut impl FnMut(&str, &'a Map<String, Value>),
) {
    match value {
        Value::Object(object) => {
            visit(pointer, object);
            for (key, value) in object.iter().filter(|(key, _)| !is_opaque(key) && *key != "schema")
            {
                nodes(value, &format!("{pointer}/{}", escape(key)), visit);
            }
        }
        Value::Array(array) => {
            for (index, value) in array.iter().enumerate() {
                nodes(value, &format!("{pointer}/{index}"), visit);
            }
        }
        _ => {}
    }
}

/// Finds the schemas of a part of an operation: what is under a key `schema`.
fn find<'a>(value: &'a Value, pointer: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter().filter(|(key, _)| !is_opaque(key)) {
                let pointer = format!("{pointer}/{}", escape(key));
                if key == "schema" {
                    descend(value, &pointer, visit);
                } else {
                    find(value, &pointer, visit);
                }
            }
        }
        Value::Array(array) => {
            for (index, value) in array.iter().enumerate() {
                find(value, &format!("{pointer}/{index}"), visit);
            }
        }
        _ => {}
    }
}

fn descend<'a>(schema: &'a Value, pointer: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(pointer, schema);
    let Value::Object(schema) = schema else { return };
    for (inner, schema) in inner_schemas(schema) {
        descend(schema, &format!("{pointer}{inner}"), visit);
    }
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
