//! Names that would meet in Rust.

use std::collections::BTreeMap;

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::Value;

use crate::document::{components, operations, walk};
use crate::problem::{Place, Problem};

/// Two operations of one method name do not compile.
pub(super) fn operation_names(place: &Place, document: &Value) -> Vec<Problem> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        let Some(id) = operation.get("operationId").and_then(Value::as_str) else { continue };
        let rust = id.to_snake_case();
        if let Some(other) = seen.insert(rust.clone(), id) {
            problems.push(Problem::fault(
                "operation-name",
                place.at(["paths", path, method, "operationId"]),
                format!("`{id}` and `{other}` would both become the method `{rust}`"),
                "rename one of them",
            ));
        }
    }
    problems
}

/// Two components of one type name: the generator would not compile, or would
/// take one for the other.
pub(super) fn type_names(place: &Place, document: &Value) -> Vec<Problem> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, _) in components(document, "schemas") {
        let rust = name.to_pascal_case();
        if let Some(other) = seen.insert(rust.clone(), name) {
            problems.push(Problem::fault(
                "type-name",
                place.at(["components", "schemas", name.as_str()]),
                format!("`{name}` and `{other}` would both become the type `{rust}`"),
                "rename one of them",
            ));
        }
    }
    for (path, method, operation) in operations(document) {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        for suffix in ["Body", "Response"] {
            let derived = format!("{}{suffix}", id.to_pascal_case());
            if let Some(component) = seen.get(&derived) {
                problems.push(Problem::fault(
                    "type-name",
                    place.at(["components", "schemas", *component]),
                    format!(
                        "the generator keeps the name `{derived}` for {} {path}, and would take this type for it",
                        method.to_ascii_uppercase()
                    ),
                    "rename the component",
                ));
            }
        }
    }
    problems
}

/// An object, enum or union without a name of its own is named after its place:
/// it changes its name when it moves, and may take another type's.
pub(super) fn inline_types(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut visit = |root: Place, value: &Value| {
        walk(value, &mut |pointer, schema| {
            // The component itself, and values that only look like schemas.
            let named =
                pointer.is_empty() || pointer.contains("/x-") || pointer.ends_with("/properties");
            if !named && is_type(schema) {
                problems.push(Problem::fault(
                    "inline-type",
                    root.pointer(pointer),
                    "this type has no name of its own; the generator would name it after its place",
                    "move it to components/schemas under a name that a person would give",
                ));
            }
        });
    };
    for (name, schema) in components(document, "schemas") {
        visit(place.at(["components", "schemas", name.as_str()]), schema);
    }
    for (path, method, operation) in operations(document) {
        for part in ["parameters", "requestBody", "responses"] {
            if let Some(value) = operation.get(part) {
                visit(place.at(["paths", path, method, part]), value);
            }
        }
    }
    problems
}

fn is_type(schema: &Value) -> bool {
    if schema.get("x-rust-type").is_some() {
        return false;
    }
    let non_empty = |key: &str| match schema.get(key) {
        Some(Value::Array(values)) => !values.is_empty(),
        Some(Value::Object(values)) => !values.is_empty(),
        _ => false,
    };
    let combined =
        |key: &str| schema.get(key).and_then(Value::as_array).is_some_and(|all| all.len() > 1);
    non_empty("properties")
        || schema.get("enum").is_some_and(Value::is_array)
        || combined("oneOf")
        || combined("anyOf")
        || combined("allOf")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::testing::problems;
    use super::*;

    #[test]
    fn two_operations_do_not_share_a_method() {
        let paths = json!({
            "/a": { "get": { "operationId": "getUser" } },
            "/b": { "get": { "operationId": "get_user" } },
        });
        assert_snapshot!(problems(operation_names, &paths, &json!({})), @"
        error[operation-name]: specs/acme/openapi.yaml#/paths/~1b/get/operationId
          `get_user` and `getUser` would both become the method `get_user`
          fix: rename one of them
        ");
    }

    #[test]
    fn two_schemas_do_not_become_one_type() {
        let paths = json!({ "/a": { "get": { "operationId": "do_it" } } });
        let schemas = json!({ "space_id": {}, "SpaceId": {}, "DoItResponse": {} });
        assert_snapshot!(problems(type_names, &paths, &schemas), @"
        error[type-name]: specs/acme/openapi.yaml#/components/schemas/space_id
          `space_id` and `SpaceId` would both become the type `SpaceId`
          fix: rename one of them
        error[type-name]: specs/acme/openapi.yaml#/components/schemas/DoItResponse
          the generator keeps the name `DoItResponse` for GET /a, and would take this type for it
          fix: rename the component
        ");
    }

    #[test]
    fn a_type_has_a_name_of_its_own() {
        let schemas = json!({
            "Space": { "type": "object", "properties": {
                "enum": { "type": "string" },
                "kind": { "type": "string", "enum": ["room"] },
                "names": { "type": "array", "items": { "type": "string" } },
                "place": { "type": "object", "properties": { "floor": { "type": "string" } } },
                "properties": { "type": "object" },
                "parent": { "allOf": [{ "$ref": "#/components/schemas/Space" }] },
            } },
        });
        assert_snapshot!(problems(inline_types, &json!({}), &schemas), @"
        error[inline-type]: specs/acme/openapi.yaml#/components/schemas/Space/properties/kind
          this type has no name of its own; the generator would name it after its place
          fix: move it to components/schemas under a name that a person would give
        error[inline-type]: specs/acme/openapi.yaml#/components/schemas/Space/properties/place
          this type has no name of its own; the generator would name it after its place
          fix: move it to components/schemas under a name that a person would give
        ");
    }
}
