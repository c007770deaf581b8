//! Sends bytes of any kind.
//!
//! The generator sends bytes as `application/octet-stream` and refuses other
//! media types that are neither JSON, nor a form, nor text. `x-wire` says what
//! the wire carries, and the run time sends that. Of a range, such as `image/*`,
//! the caller says which: it becomes a parameter, in the header of that name.

use serde_json::{Map, Value, json};

use super::form_bodies::FORM;
use super::media_types::{JSON, content, note};
use super::text_bodies::TEXT;
use crate::document::{operations_mut, resolved};

/// The media type that the generator sends bytes as.
pub(super) const BYTES: &str = "application/octet-stream";

pub(super) fn run(document: &mut Value) -> usize {
    let schemas = json!({ "components": { "schemas": document.pointer("/components/schemas") } });
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let Some(content) = operation.get_mut("requestBody").and_then(content) else { continue };
        let media_type = match content.iter().next() {
            Some((media_type, body)) if content.len() == 1 && holds_bytes(&schemas, body) => {
                media_type.clone()
            }
            _ => continue,
        };
        if [JSON, FORM, TEXT, BYTES].contains(&media_type.as_str()) {
            continue;
        }
        *content = bytes();
        note(operation, "request", &media_type);
        if media_type.contains('*') {
            ask_for_one_of(&media_type, operation);
        }
        count += 1;
    }
    count
}

/// The content of a body of bytes.
pub(super) fn bytes() -> Map<String, Value> {
    let body = json!({ "schema": { "type": "string", "format": "binary" } });
    Map::from_iter([(BYTES.to_owned(), body)])
}

fn holds_bytes(document: &Value, body: &Value) -> bool {
    let schema = body.get("schema").map(|schema| resolved(document, schema));
    let has = |key: &str, value: &str| schema.is_some_and(|s| s.get(key) == Some(&value.into()));
    has("type", "string") && has("format", "binary")
}

fn ask_for_one_of(range: &str, operation: &mut Map<String, Value>) {
    let parameter = json!({
        "name": "Content-Type",
        "in": "header",
        "required": true,
        "description": format!("The media type of the body, one of `{range}`."),
        "schema": { "type": "string" },
    });
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    parameters.as_array_mut().into_iter().for_each(|all| all.push(parameter.clone()));
}

#[cfg(test)]
mod tests {
    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn bytes_are_sent_under_the_name_that_the_generator_knows() {
        let plan = json!({ "schema": { "$ref": "#/components/schemas/Plan" } });
        let document = |operation: Value| {
            json!({
                "paths": { "/plan": { "put": operation } },
                "components": { "schemas": { "Plan": { "type": "string", "format": "binary" } } },
            })
        };
        check(
            run,
            document(json!({ "requestBody": { "content": { "image/png": plan } } })),
            &document(json!({
                "requestBody": { "content": bytes() }, "x-wire": { "request": "image/png" },
            })),
            1,
        );
        let text = json!({ "schema": { "type": "string" } });
        let sent_as_text = document(json!({ "requestBody": { "content": { "text/csv": text } } }));
        check(run, sent_as_text.clone(), &sent_as_text, 0);
    }

    #[test]
    fn of_a_range_the_caller_says_which() {
        let body = json!({ "schema": { "type": "string", "format": "binary" } });
        check(
            run,
            json!({ "paths": { "/plan": { "put": {
                "requestBody": { "content": { "image/*": body } },
            } } } }),
            &json!({ "paths": { "/plan": { "put": {
                "requestBody": { "content": { "application/octet-stream": body } },
                "x-wire": { "request": "image/*" },
                "parameters": [{
                    "name": "Content-Type", "in": "header", "required": true,
                    "description": "The media type of the body, one of `image/*`.",
                    "schema": { "type": "string" },
                }],
            } } } }),
            1,
        );
    }
}
