//! Names that would meet in Rust.

use std::collections::BTreeMap;

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::Value;

use crate::document::schemas::for_each_schema;
use crate::document::{components, operations};
use crate::problem::{Place, Problem};

/// What the operations table has by these names.
const TAKEN: [&str; 2] = ["operations", "vendor"];

/// An operation is called by its id: as it is, or nothing would find it in the
/// operations table.
pub(super) fn operation_names(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        let Some(id) = operation.get("operationId").and_then(Value::as_str) else { continue };
        let is_name = id == id.to_snake_case() && syn::parse_str::<syn::Ident>(id).is_ok();
        if !is_name || TAKEN.contains(&id) || id.ends_with("_window") {
            problems.push(Problem::fault(
                "operation-name",
                place.at(["paths", path, method, "operationId"]),
                format!("`{id}` cannot be the name of a method and of its entry in the table"),
                "name it in snake case, a verb first, such as `list_spaces`",
            ));
        }
    }
    problems
}

/// A component is called by its name: two that the generator would call the
/// same would be taken for one another.
pub(super) fn type_names(place: &Place, document: &Value) -> Vec<Problem> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, _) in components(document, "schemas") {
        let rust = name.to_pascal_case();
        let place = place.at(["components", "schemas", name.as_str()]);
        if let Some(other) = seen.insert(rust.clone(), name) {
            problems.push(Problem::fault(
                "type-name",
                place,
                format!("`{name}` and `{other}` would both become the type `{rust}`"),
                "rename one of them",
            ));
        } else if rust != *name || syn::parse_str::<syn::Ident>(name).is_err() {
            problems.push(Problem::fault(
                "type-name",
                place,
                format!("`{name}` cannot be the name of a type"),
                "name it in Pascal case, such as `SpaceId`",
            ));
        }
    }
    problems
}

/// An object, enum or union without a name of its own is named after its place:
/// it changes its name when it moves, and may take another type's.
pub(super) fn inline_types(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for_each_schema(document, &mut |pointer, schema| {
        let tokens = pointer.strip_prefix("/components/schemas/");
        let has_name = tokens.is_some_and(|tokens| !tokens.contains('/'));
        if !has_name && is_type(schema) {
            problems.push(Problem::fault(
                "inline-type",
                place.pointer(pointer),
                "this type has no name of its own; the generator would name it after its place",
                "move it to components/schemas under a name that a person would give",
            ));
        }
    });
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
    fn an_operation_is_named_as_its_method_is() {
        let named = |id: &str| json!({ "get": { "operationId": id } });
        let bad = ["getUser", "", "3d", "loop", "operations", "a_window"];
        let paths = bad.iter().map(|id| (format!("/{id}"), named(id))).collect();
        let said = problems(operation_names, &Value::Object(paths), &json!({}));
        assert_eq!(said.matches("error[operation-name]").count(), bad.len(), "{said}");
        assert_eq!(problems(operation_names, &json!({ "/a": named("get_user") }), &json!({})), "");
    }

    #[test]
    fn two_schemas_do_not_become_one_type() {
        let schemas = json!({ "space_id": {}, "SpaceId": {}, "loop": {}, "Page<User>": {} });
        assert_snapshot!(problems(type_names, &json!({}), &schemas), @"
        error[type-name]: specs/acme/openapi.yaml#/components/schemas/Page<User>
          `Page<User>` cannot be the name of a type
          fix: name it in Pascal case, such as `SpaceId`
        error[type-name]: specs/acme/openapi.yaml#/components/schemas/loop
          `loop` cannot be the name of a type
          fix: name it in Pascal case, such as `SpaceId`
        error[type-name]: specs/acme/openapi.yaml#/components/schemas/space_id
          `space_id` and `SpaceId` would both become the type `SpaceId`
          fix: rename one of them
        ");
    }

    #[test]
    fn a_type_has_a_name_of_its_own() {
        let schemas = json!({
            "Space": { "type": "object", "properties": {
                "enum": { "type": "string", "example": { "properties": { "a": {} } } },
                "kind": { "type": "string", "enum": ["room"] },
                "names": { "type": "array", "items": { "type": "string" } },
                "place": { "type": "object", "properties": { "floor": { "type": "string" } } },
                "properties": { "type": "object" },
                "x-kind": { "type": "string", "enum": ["desk"] },
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
        error[inline-type]: specs/acme/openapi.yaml#/components/schemas/Space/properties/x-kind
          this type has no name of its own; the generator would name it after its place
          fix: move it to components/schemas under a name that a person would give
        ");
    }
}
