//! Operations as a whole.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::operations;
use crate::problem::{Place, Problem};

/// A path is refused unless it starts with a slash and its braces pair up.
pub(super) fn paths(place: &Place, document: &Value) -> Vec<Problem> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths
        .filter_map(|(path, _)| {
            Some(Problem::fault(
                "path",
                place.at(["paths", path]),
                path_fault(path)?,
                "write the path as `/spaces/{space_id}`",
            ))
        })
        .collect()
}

/// Two success types in one operation are a panic.
pub(super) fn success_types(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        let responses = operation.get("responses").and_then(Value::as_object);
        let types: BTreeSet<String> = responses
            .into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(_, response)| answer_type(response))
            .collect();
        if types.len() > 1 {
            problems.push(Problem::fault(
                "success-types",
                place.at(["paths", path, method, "responses"]),
                "the generator panics on an operation with more than one type of success",
                "give all 2xx responses one schema, a `oneOf` of named components if they differ",
            ));
        }
    }
    problems
}

/// What the generator makes of an answer: a type, bytes or nothing.
fn answer_type(response: &Value) -> String {
    let content = response.get("content").and_then(Value::as_object);
    let json = content.and_then(|content| content.get("application/json")?.get("schema"));
    match (json, content) {
        (Some(schema), _) => schema.to_string(),
        (None, Some(content)) if !content.is_empty() => "bytes".to_owned(),
        (None, _) => String::new(),
    }
}

fn path_fault(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') {
        return Some("the generator refuses a path that does not start with `/`");
    }
    let mut open = false;
    for character in path.chars() {
        match (character, open) {
            ('{', false) => open = true,
            ('}', true) => open = false,
            ('{' | '}', _) | ('/', true) => {
                return Some("the generator refuses a path whose braces do not pair up");
            }
            _ => {}
        }
    }
    let empty = path.contains("{}");
    (open || empty).then_some("the generator refuses a path whose braces do not pair up")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::testing::problems;
    use super::*;

    #[test]
    fn a_path_has_a_slash_and_pairs_its_braces() {
        let bad =
            json!({ "a": {}, "/a/{id": {}, "/a/{}": {}, "/a/{b/{c}}": {}, "/fine/{id}/x": {} });
        let said = problems(super::paths, &bad, &json!({}));
        assert_eq!(said.matches("error[path]").count(), 4, "{said}");
        assert!(!said.contains("fine"), "{said}");
    }

    #[test]
    fn an_operation_has_one_type_of_success() {
        let body = |name: &str| json!({ "content": { "application/json": { "schema": { "$ref": name } } } });
        let file = |media_type: &str| json!({ "content": { media_type: { "schema": { "format": "binary" } } } });
        let mut with_words = body("#/a");
        with_words["content"]["application/json"]["example"] = 1.into();
        let paths = json!({
            "/bytes": { "get": { "responses": { "200": file("image/png"), "2XX": file("text/csv") } } },
            "/nothing": { "get": { "responses": { "200": {}, "204": {} } } },
            "/range": { "get": { "responses": { "200": body("#/a"), "2XX": with_words } } },
            "/two": { "get": { "responses": { "200": body("#/a"), "201": body("#/b") } } },
            "/or-nothing": { "get": { "responses": { "200": body("#/a"), "204": {} } } },
            "/one": { "get": { "responses": { "200": body("#/a"), "201": body("#/a"), "4XX": body("#/b") } } },
        });
        assert_snapshot!(problems(success_types, &paths, &json!({})), @"
        error[success-types]: specs/acme/openapi.yaml#/paths/~1or-nothing/get/responses
          the generator panics on an operation with more than one type of success
          fix: give all 2xx responses one schema, a `oneOf` of named components if they differ
        error[success-types]: specs/acme/openapi.yaml#/paths/~1two/get/responses
          the generator panics on an operation with more than one type of success
          fix: give all 2xx responses one schema, a `oneOf` of named components if they differ
        ");
    }
}
