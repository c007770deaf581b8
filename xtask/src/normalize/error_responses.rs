//! Gives each operation one error type.
//!
//! The generator panics on two error types, and a typed answer that does not
//! decode loses its status. So all 4xx become one `4XX` whose body is read
//! without ever failing (`floorkit_runtime::ErrorBody`), and 5xx and `default`
//! are left undeclared: those come from gateways as often as from the vendor,
//! and undeclared they keep status, headers and bytes.

use serde_json::{Map, Value, json};

use super::media_types::{JSON, is_success};
use super::schemas::{is_replaced, runtime_type};
use crate::document::operations_mut;

const REFUSED: &str = "4XX";

pub(super) fn run(document: &mut Value) -> usize {
    operations_mut(document)
        .filter_map(|(_, _, operation)| operation.get_mut("responses")?.as_object_mut())
        .map(one_error)
        .sum()
}

fn one_error(responses: &mut Map<String, Value>) -> usize {
    let before = responses.len();
    // Alone, `default` is the success.
    if !responses.keys().any(|status| is_success(status))
        && let Some(success) = responses.remove("default")
    {
        responses.insert("2XX".into(), success);
        return 1 + one_error(responses);
    }
    responses.retain(|status, _| !status.starts_with('5') && status != "default");
    let dropped = before - responses.len();
    let refused: Vec<String> =
        responses.keys().filter(|status| status.starts_with('4')).cloned().collect();
    if refused.is_empty() || (refused == [REFUSED] && is_settled(&responses[REFUSED])) {
        return dropped;
    }
    let answers: Vec<Value> =
        refused.iter().filter_map(|status| responses.remove(status)).collect();
    let body = ("type".to_owned(), Value::from("object"));
    let error = runtime_type(&Map::from_iter([body]), "ErrorBody", vec![shared_schema(&answers)]);
    responses.insert(
        REFUSED.into(),
        json!({ "description": "The request was refused.", "content": { JSON: { "schema": error } } }),
    );
    dropped + answers.len()
}

fn is_settled(answer: &Value) -> bool {
    let schema = answer.pointer("/content/application~1json/schema").and_then(Value::as_object);
    schema.is_some_and(is_replaced)
}

/// The schema that all answers share, or one that takes anything.
fn shared_schema(answers: &[Value]) -> Value {
    let mut schemas: Vec<&Value> = answers
        .iter()
        .filter_map(|answer| answer.get("content")?.get(JSON)?.get("schema"))
        .collect();
    schemas.dedup();
    match schemas[..] {
        [schema] => schema.clone(),
        _ => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::super::schemas::testing::check;
    use super::*;

    fn answer(name: &str) -> Value {
        let reference = format!("#/components/schemas/{name}");
        json!({ "content": { "application/json": { "schema": { "$ref": reference } } } })
    }

    fn error(parameter: &Value) -> Value {
        json!({
            "description": "The request was refused.",
            "content": { "application/json": { "schema": {
                "type": "object",
                "x-rust-type": {
                    "crate": "floorkit-runtime",
                    "version": "*",
                    "path": "floorkit_runtime::ErrorBody",
                    "parameters": [parameter],
                },
            } } },
        })
    }

    fn paths(responses: &Value) -> Value {
        json!({ "paths": { "/a": { "get": { "responses": responses } } } })
    }

    #[test]
    fn equal_errors_keep_their_type_and_server_errors_stay_open() {
        let fault = answer("Fault");
        let parameter = json!({ "$ref": "#/components/schemas/Fault" });
        check(
            run,
            paths(
                &json!({ "200": {}, "400": fault, "401": fault, "404": {}, "500": fault, "default": fault }),
            ),
            &paths(&json!({ "200": {}, "4XX": error(&parameter) })),
            5,
        );
    }

    #[test]
    fn different_errors_share_an_untyped_body() {
        check(
            run,
            paths(&json!({ "400": answer("Fault"), "422": answer("Invalid") })),
            &paths(&json!({ "4XX": error(&json!({})) })),
            2,
        );
    }

    #[test]
    fn an_error_that_is_declared_for_all_is_one_too() {
        let parameter = json!({ "$ref": "#/components/schemas/Fault" });
        check(
            run,
            paths(&json!({ "200": {}, "4XX": answer("Fault") })),
            &paths(&json!({ "200": {}, "4XX": error(&parameter) })),
            1,
        );
    }

    #[test]
    fn an_operation_with_nothing_but_a_default_answers_with_that() {
        check(
            run,
            paths(&json!({ "default": answer("Thing") })),
            &paths(&json!({ "2XX": answer("Thing") })),
            1,
        );
    }

    #[test]
    fn an_operation_without_errors_is_left_alone() {
        check(run, paths(&json!({ "200": {} })), &paths(&json!({ "200": {} })), 0);
    }
}
