//! Extensions: what a document says beyond OpenAPI.

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::{Map, Value};

use crate::document::schemas::{for_each_node, for_each_schema};
use crate::normalize::sent;
use crate::problem::{Place, Problem};

const REFERENCE: &str = "floorkit_runtime::Reference";

/// Every extension that a document may use, and what it holds.
const KNOWN: [(&str, Check, &str); 13] = [
    ("x-accepts", accepts, "a list of JSON types, beside the `type` string, integer or number"),
    ("x-delimiter", |value, _| value == "tab", "`tab`, beside `explode: false`"),
    ("x-deprecation", |value, _| value.is_string(), "a text: what to use instead"),
    ("x-evidence", |value, _| value.is_object(), "a map with `source` and `reference`"),
    ("x-id", |value, _| value == &Value::Bool(true), "`true`"),
    ("x-idempotent", |value, _| value.is_boolean(), "`true` or `false`"),
    ("x-key", |value, _| value.get("$ref").is_some(), "a reference to the id that the keys are"),
    ("x-name", |value, _| value.as_str().is_some_and(is_field_name), "a name in snake case"),
    ("x-names", names, "a map from values of `enum` to names like `TenMinutes`"),
    ("x-open", opens, "`true`, beside the values of `enum`"),
    ("x-reference", refers, "a reference to the id that the text ends with, beside `type: string`"),
    ("x-tag", opens, "`true`, beside the values of `enum`"),
    ("x-zone", |value, _| value == "optional", "`optional`"),
];

/// A vendor that writes references takes ids: a reference is only received.
pub(super) fn references(place: &Place, document: &Value) -> Vec<Problem> {
    let sent = sent(document);
    let mut problems = Vec::new();
    for_each_schema(document, &mut |pointer, schema| {
        let path = schema.pointer("/x-rust-type/path");
        let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
        let is_sent = match tokens[..] {
            ["components", "schemas", name, ..] => sent.contains(name),
            ["paths", _, _, part, ..] => part != "responses",
            _ => false,
        };
        if is_sent && path.is_some_and(|path| path == REFERENCE) {
            problems.push(Problem::fault(
                "reference-sent",
                place.pointer(pointer),
                "a component with `x-reference` is sent here, and it is only read",
                "refer to the id, or to a text component of its own",
            ));
        }
    });
    problems
}

/// Whether a value fits, given what stands beside it.
type Check = fn(&Value, &Map<String, Value>) -> bool;

/// A misspelt extension would be ignored, and with it what it says: whether a
/// call may be repeated, or that a text is an id.
pub(super) fn extensions(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut visit = |pointer: &str, node: &Map<String, Value>| {
        for (key, value) in node.iter().filter(|(key, _)| key.starts_with("x-")) {
            let place = place.pointer(pointer).at([key.as_str()]);
            problems.extend(fault(place, key, value, node));
        }
    };
    for_each_schema(document, &mut |pointer, schema| {
        if let Value::Object(schema) = schema {
            visit(pointer, schema);
        }
    });
    for_each_node(document, &mut visit);
    problems
}

fn fault(place: Place, key: &str, value: &Value, node: &Map<String, Value>) -> Option<Problem> {
    let (reason, fix) = match KNOWN.iter().find(|(known, ..)| *known == key) {
        Some((_, check, _)) if check(value, node) => return None,
        Some((.., expected)) => {
            (format!("`{key}` cannot be `{value}`"), format!("write {expected}"))
        }
        None => {
            let known: Vec<&str> = KNOWN.iter().map(|(known, ..)| *known).collect();
            (format!("`{key}` means nothing here"), format!("use one of: {}", known.join(", ")))
        }
    };
    Some(Problem::fault("extension", place, reason, fix))
}

fn is_field_name(name: &str) -> bool {
    name == name.to_snake_case() && syn::parse_str::<syn::Ident>(name).is_ok()
}

fn refers(value: &Value, node: &Map<String, Value>) -> bool {
    value.get("$ref").is_some() && node.get("type").is_some_and(|kind| kind == "string")
}

fn opens(value: &Value, node: &Map<String, Value>) -> bool {
    value == &Value::Bool(true) && node.get("enum").is_some_and(Value::is_array)
}

fn names(value: &Value, node: &Map<String, Value>) -> bool {
    let values = node.get("enum").and_then(Value::as_array);
    let is_variant =
        |name: &str| name == name.to_pascal_case() && syn::parse_str::<syn::Ident>(name).is_ok();
    let is_named = |(wire, name): (&String, &Value)| {
        values.is_some_and(|values| values.iter().any(|value| value == wire))
            && name.as_str().is_some_and(is_variant)
    };
    value.as_object().is_some_and(|names| names.iter().all(is_named))
}

fn accepts(value: &Value, node: &Map<String, Value>) -> bool {
    let types = value.as_array().filter(|types| types.len() > 1);
    let are_types = types.is_some_and(|types| types.iter().all(Value::is_string));
    let kind = node.get("type").and_then(Value::as_str);
    are_types && matches!(kind, Some("string" | "integer" | "number"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::testing::problems;
    use super::*;

    #[test]
    fn an_extension_is_spelt_right_and_holds_what_it_should() {
        let paths = json!({ "/a": {
            "get": { "x-idempotnt": true, "responses": { "200": { "x-wire": "text" } } },
            "put": { "x-idempotent": "yes" },
            "post": { "x-idempotent": true, "x-deprecation": "use put" },
        } });
        let schemas = json!({ "A": {
            "x-id": true,
            "properties": {
                "@type": { "x-name": "type" },
                "@id": { "x-name": "iri" },
                "x-kind": { "type": "boolean", "x-accepts": ["string", "boolean"] },
                "b": { "type": "string", "x-open": true, "x-zone": "utc", "example": { "x-any": 1 } },
            },
        } });
        assert_snapshot!(problems(extensions, &paths, &schemas), @r#"
        error[extension]: specs/acme/openapi.yaml#/components/schemas/A/properties/@type/x-name
          `x-name` cannot be `"type"`
          fix: write a name in snake case
        error[extension]: specs/acme/openapi.yaml#/components/schemas/A/properties/b/x-open
          `x-open` cannot be `true`
          fix: write `true`, beside the values of `enum`
        error[extension]: specs/acme/openapi.yaml#/components/schemas/A/properties/b/x-zone
          `x-zone` cannot be `"utc"`
          fix: write `optional`
        error[extension]: specs/acme/openapi.yaml#/components/schemas/A/properties/x-kind/x-accepts
          `x-accepts` cannot be `["string","boolean"]`
          fix: write a list of JSON types, beside the `type` string, integer or number
        error[extension]: specs/acme/openapi.yaml#/paths/~1a/get/x-idempotnt
          `x-idempotnt` means nothing here
          fix: use one of: x-accepts, x-delimiter, x-deprecation, x-evidence, x-id, x-idempotent, x-key, x-name, x-names, x-open, x-reference, x-tag, x-zone
        error[extension]: specs/acme/openapi.yaml#/paths/~1a/get/responses/200/x-wire
          `x-wire` means nothing here
          fix: use one of: x-accepts, x-delimiter, x-deprecation, x-evidence, x-id, x-idempotent, x-key, x-name, x-names, x-open, x-reference, x-tag, x-zone
        error[extension]: specs/acme/openapi.yaml#/paths/~1a/put/x-idempotent
          `x-idempotent` cannot be `"yes"`
          fix: write `true` or `false`
        "#);
    }

    #[test]
    fn a_reference_is_not_sent() {
        let body = |name: &str| json!({ "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } } });
        let reference = json!({ "type": "string", "x-rust-type": { "path": REFERENCE } });
        let paths = json!({ "/a": { "post": {
            "parameters": [{ "name": "owner", "in": "query", "schema": reference }],
            "requestBody": body("Sent"),
            "responses": { "200": body("Received") },
        } } });
        let object = json!({ "properties": { "owner": reference } });
        let schemas = json!({ "Sent": object, "Received": object });
        assert_snapshot!(problems(references, &paths, &schemas), @"
        error[reference-sent]: specs/acme/openapi.yaml#/components/schemas/Sent/properties/owner
          a component with `x-reference` is sent here, and it is only read
          fix: refer to the id, or to a text component of its own
        error[reference-sent]: specs/acme/openapi.yaml#/paths/~1a/post/parameters/0/schema
          a component with `x-reference` is sent here, and it is only read
          fix: refer to the id, or to a text component of its own
        ");
    }
}
