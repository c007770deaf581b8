//! Names JSON by the one media type that the generator knows.
//!
//! A `+json` type would be read as bytes in a response and refused in a
//! request. What the wire carries is noted in `x-wire`, and the run time sends
//! and accepts that.

use serde_json::{Map, Value};

use crate::document::operations_mut;

/// The media type that the generator treats as JSON.
pub(super) const JSON: &str = "application/json";

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let request = operation.get_mut("requestBody").and_then(content).and_then(rename);
        if let Some(wire) = request {
            note(operation, "request", &wire);
            count += 1;
        }
        let (mut answered, mut refused, mut has_answer) = (None, None, false);
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let Some(content) = content(response) else { continue };
            has_answer |= is_success(status);
            if let Some(wire) = rename(content) {
                count += 1;
                match is_success(status) {
                    true => answered = Some(wire),
                    false => refused = Some(wire),
                }
            }
        }
        // Where success is empty, what is asked for is what a refusal may say.
        if let Some(wire) = answered.or(refused.filter(|_| !has_answer)) {
            note(operation, "response", &wire);
        }
    }
    count
}

/// Notes what the wire carries in place of what the generator is told.
pub(super) fn note(operation: &mut Map<String, Value>, side: &str, media_type: &str) {
    let wire = operation.entry("x-wire").or_insert(Value::Null);
    if !wire.is_object() {
        *wire = Value::Object(Map::new());
    }
    wire[side] = media_type.into();
}

/// Whether a response's key stands for success.
pub(super) fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The media types of a body.
pub(super) fn content(body: &mut Value) -> Option<&mut Map<String, Value>> {
    body.get_mut("content")?.as_object_mut()
}

fn rename(content: &mut Map<String, Value>) -> Option<String> {
    if content.contains_key(JSON) {
        return None;
    }
    let wire = content.keys().find(|media_type| is_json(media_type))?.clone();
    let body = content.remove(&wire)?;
    content.insert(JSON.into(), body);
    Some(wire)
}

/// Whether a media type is JSON, by whatever name.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or(media_type).trim().to_ascii_lowercase();
    essence == JSON || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn json_by_another_name_is_renamed_and_noted() {
        check(
            run,
            json!({ "paths": { "/a": { "patch": {
                "requestBody": { "content": { "application/merge-patch+json": { "schema": {} } } },
                "responses": {
                    "200": { "content": { "application/json; charset=utf-8": {} } },
                    "400": { "content": { "application/problem+json": {} } },
                },
            } } } }),
            &json!({ "paths": { "/a": { "patch": {
                "requestBody": { "content": { "application/json": { "schema": {} } } },
                "responses": {
                    "200": { "content": { "application/json": {} } },
                    "400": { "content": { "application/json": {} } },
                },
                "x-wire": {
                    "request": "application/merge-patch+json",
                    "response": "application/json; charset=utf-8",
                },
            } } } }),
            3,
        );
    }

    #[test]
    fn a_refusal_is_asked_for_where_success_is_empty() {
        check(
            run,
            json!({ "paths": { "/a": { "get": { "responses": {
                "204": {}, "404": { "content": { "application/ld+json": {} } },
            } } } } }),
            &json!({ "paths": { "/a": { "get": {
                "responses": { "204": {}, "404": { "content": { "application/json": {} } } },
                "x-wire": { "response": "application/ld+json" },
            } } } }),
            1,
        );
    }
}
