//! Makes plain text a `String`.
//!
//! The generator answers a text response with a stream of bytes, and refuses a
//! text request with any constraint. A text response is declared as a JSON
//! string instead; the run time, told by `x-wire`, quotes what arrives.

use serde_json::{Value, json};

use super::media_types::{JSON, content, is_success, note};
use crate::document::operations_mut;

/// The media type of plain text.
pub(super) const TEXT: &str = "text/plain";

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let request = operation.get_mut("requestBody").and_then(content);
        if let Some(body) = request.and_then(|content| content.get_mut(TEXT)) {
            let bare = json!({ "schema": { "type": "string" } });
            count += usize::from(*body != bare);
            *body = bare;
        }
        let mut answered = false;
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (_, response) in responses.into_iter().flatten().filter(|(key, _)| is_success(key)) {
            let Some(content) = content(response) else { continue };
            let text = content.keys().find(|media_type| is_text(media_type)).cloned();
            if let (1, Some(text)) = (content.len(), text) {
                content.remove(&text);
                content.insert(JSON.into(), json!({ "schema": { "type": "string" } }));
                answered = true;
                count += 1;
            }
        }
        if answered {
            note(operation, "response", TEXT);
        }
    }
    count
}

/// Whether a media type is plain text, whatever its character set.
fn is_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or(media_type);
    essence.trim().eq_ignore_ascii_case(TEXT)
}

#[cfg(test)]
mod tests {
    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn text_is_answered_as_a_string() {
        check(
            run,
            json!({ "paths": { "/version": { "get": { "responses": {
                "200": { "content": { "text/plain; charset=utf-8": { "schema": { "type": "string" } } } },
            } } } } }),
            &json!({ "paths": { "/version": { "get": {
                "responses": {
                    "200": { "content": { "application/json": { "schema": { "type": "string" } } } },
                },
                "x-wire": { "response": "text/plain" },
            } } } }),
            1,
        );
    }

    #[test]
    fn a_text_request_is_a_bare_string() {
        let body = |schema: Value| {
            json!({ "paths": { "/note": { "post": { "requestBody": { "content": {
                "text/plain": { "schema": schema },
            } } } } } })
        };
        check(
            run,
            body(json!({ "type": "string", "maxLength": 10 })),
            &body(json!({ "type": "string" })),
            1,
        );
    }
}
