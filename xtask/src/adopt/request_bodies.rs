//! Gives each request one body that can be sent.
//!
//! Of several media types JSON comes first, then forms, then bytes. What another
//! one says in the same words is left out; what it says otherwise becomes an
//! operation of its own beside the first, and so does the call without a body
//! where the vendor says that it may be left out and no empty one can stand for
//! that. What is neither JSON, nor a form, nor text is bytes.

use serde_json::{Map, Value, json};

use super::Report;
use super::media::{self, Class, JSON};
use super::operation_ids::{derived, taken};
use super::operation_parts::{Beside, add_beside, followed, for_each_operation};
use crate::problem::escape;

const NAME: &str = "request_bodies";

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let mut ids = taken(document);
    let mut added = Vec::new();
    for_each_operation(document, |pointer, operation, document| {
        let Some(body) = operation.remove("requestBody") else { return };
        let at = format!("{pointer}/requestBody");
        let Value::Object(body) = body else {
            return report.lost(at, "the body", "it is no map");
        };
        let id =
            operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut bodies = bodies(document, &at, &body, report).into_iter();
        let Some((first, schema)) = bodies.next() else {
            return report.lost(at, "the body", "no media type is given for it");
        };
        let mut beside = |word: String, operation: Map<String, Value>| {
            let mut operation = operation;
            let id = derived(&mut ids, &id, &word);
            operation.insert("operationId".into(), id.into());
            added.push(Beside { pointer: pointer.to_owned(), word, operation });
        };
        for (media_type, schema) in bodies {
            let word = format!("as_{}", media::word(&media_type, &first));
            let mut other = operation.clone();
            other.insert("requestBody".into(), body_of(&body, &media_type, &schema));
            report.rewrote(NAME, format!("{at}/content/{}", escape(&media_type)));
            beside(word, other);
        }
        if may_be_absent(pointer, &body) && !may_be_empty(document, &first, &schema) {
            report.rewrote(NAME, format!("{at}/required"));
            beside("without_body".into(), operation.clone());
        }
        if body.get("required") != Some(&Value::Bool(true)) {
            report.rewrote(NAME, format!("{at}/required"));
        }
        operation.insert("requestBody".into(), body_of(&body, &first, &schema));
    });
    add_beside(document, added);
}

/// Whether a call without a body is one that the vendor means. Those who say nothing
/// mostly forgot to, but where a method comes without a body as a rule.
fn may_be_absent(pointer: &str, body: &Map<String, Value>) -> bool {
    let method = pointer.rsplit('/').next().unwrap_or_default();
    match body.get("required") {
        Some(required) => required == &Value::Bool(false),
        None => matches!(method, "delete" | "get" | "head" | "options"),
    }
}

/// The body with one media type.
fn body_of(body: &Map<String, Value>, media_type: &str, content: &Value) -> Value {
    let mut one = Map::new();
    one.extend(body.get("description").map(|text| ("description".to_owned(), text.clone())));
    one.insert("required".into(), true.into());
    one.insert("content".into(), json!({ media_type: content }));
    one.into()
}

/// Every body that a request may have, the one to prefer first, each with what
/// stands under its media type.
fn bodies(
    document: &Value,
    at: &str,
    body: &Map<String, Value>,
    report: &mut Report,
) -> Vec<(String, Value)> {
    let content = body.get("content").and_then(Value::as_object);
    let mut all: Vec<(String, Value)> = Vec::new();
    for (written, content) in content.into_iter().flatten() {
        let at = format!("{at}/content/{}", escape(written));
        let schema = content.get("schema").unwrap_or(&Value::Null);
        let media_type = media::mended(written, followed(document, schema));
        if media_type != *written {
            report.rewrote(NAME, &at);
        }
        let content = mended(&at, &media_type, content, report);
        all.push((media_type, content));
    }
    all.sort_by_key(|(media_type, _)| {
        (media::class(media_type), media::essence(media_type) != JSON, media_type.clone())
    });
    let mut kept: Vec<(String, Value)> = Vec::new();
    for (media_type, content) in all {
        let is_said =
            kept.iter().any(|(other, known)| says_the_same(other, known, &media_type, &content));
        if is_said {
            report.rewrote(NAME, format!("{at}/content/{}", escape(&media_type)));
        } else {
            kept.push((media_type, content));
        }
    }
    for (media_type, _) in kept.iter().filter(|(name, _)| media::class(name) == Class::Bytes) {
        let written =
            body.get("content").and_then(|content| content.get(media_type)?.get("schema"));
        let is_typed =
            |schema: &Value| schema.get("$ref").is_some() || schema.get("properties").is_some();
        let is_lost = written
            .is_some_and(|schema| is_typed(schema) && !media::is_bytes(followed(document, schema)));
        if is_lost {
            let at = format!("{at}/content/{}", escape(media_type));
            report.lost(at, "the type of the body", format!("`{media_type}` is sent as bytes"));
        }
    }
    kept
}

/// Whether one media type can send all that another one can.
fn says_the_same(media_type: &str, content: &Value, other: &str, other_content: &Value) -> bool {
    let (class, other_class) = (media::class(media_type), media::class(other));
    let same = content.get("schema") == other_content.get("schema");
    let is_json = media::essence(media_type) == JSON;
    match (class, other_class) {
        // A patch in one language is none in another.
        (Class::Json, Class::Json) => {
            media_type == other
                || (same && (is_json || media::essence(media_type) == media::essence(other)))
        }
        (Class::Json, Class::Form | Class::Multipart) => is_json && same,
        // In XML the same is said as in JSON.
        (Class::Json | Class::Form, Class::Bytes) => media::essence(other).ends_with("xml"),
        (Class::Json, Class::Text) => same,
        (Class::Bytes, Class::Bytes) => media::essence(media_type) == "*/*",
        _ => media_type == other,
    }
}

/// What stands under a media type, as the stages behind take it.
fn mended(at: &str, media_type: &str, content: &Value, report: &mut Report) -> Value {
    let mut content = content.as_object().cloned().unwrap_or_default();
    let schema = content.get("schema").filter(|schema| schema.is_object());
    let class = media::class(media_type);
    match (class, schema) {
        (Class::Bytes, _) => {
            content.insert("schema".into(), media::bytes());
            content.remove("encoding");
        }
        (Class::Text, schema) => {
            if schema.is_some_and(|schema| schema.get("$ref").is_some()) {
                report.rewrote(NAME, at);
            }
            content.insert("schema".into(), json!({ "type": "string" }));
        }
        (_, Some(_)) => {}
        (Class::Form | Class::Multipart, None) => {
            report.rewrote(NAME, at);
            content
                .insert("schema".into(), json!({ "type": "object", "additionalProperties": true }));
        }
        (Class::Json, None) => {
            report.rewrote(NAME, at);
            content.insert("schema".into(), json!({}));
        }
    }
    if class == Class::Json {
        content.remove("encoding");
    }
    content.into()
}

/// Whether an object without fields says as much as no body at all.
fn may_be_empty(document: &Value, media_type: &str, content: &Value) -> bool {
    let schema = content.get("schema").map_or(&Value::Null, |schema| followed(document, schema));
    let has =
        |key: &str| schema.get(key).and_then(Value::as_array).is_some_and(|all| !all.is_empty());
    let is_object = schema.get("type").is_some_and(|kind| kind == "object")
        || schema.get("properties").is_some();
    let is_written = matches!(media::class(media_type), Class::Json | Class::Form);
    is_written && is_object && !["required", "allOf", "oneOf", "anyOf"].iter().any(|key| has(key))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::operation_parts::testing;
    use super::*;

    fn check(body: &Value) -> (String, Vec<String>) {
        let schemas = json!({
            "Space": { "type": "object", "properties": { "name": { "type": "string" } } },
            "Strict": { "type": "object", "required": ["name"] },
        });
        let paths = json!({ "/a": { "post": { "operationId": "send_a", "requestBody": body } } });
        let (paths, _, lost) = testing::run(run, &paths, &schemas);
        let document = json!({ "paths": paths });
        let lines = crate::document::operations(&document).map(|(path, _, operation)| {
            let body = operation.get("requestBody").map_or("nothing".to_owned(), Value::to_string);
            format!("{path} {}: {body}", operation["operationId"].as_str().unwrap_or_default())
        });
        (lines.collect::<Vec<_>>().join("\n"), lost)
    }

    fn schema(name: &str) -> Value {
        json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } })
    }

    #[test]
    fn json_is_sent_where_the_rest_says_the_same() {
        let (said, lost) = check(&json!({ "content": {
            "application/*+json": schema("Space"), JSON: schema("Space"), "text/json": schema("Space"),
            "application/xml": schema("Space"), "application/x-www-form-urlencoded": schema("Space"),
        } }));
        assert_snapshot!(said, @r##"/a send_a: {"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Space"}}},"required":true}"##);
        assert!(lost.is_empty(), "{lost:?}");
        let (_, lost) = check(&json!({ "content": { "application/xml": schema("Space") } }));
        assert_eq!(lost.len(), 1, "{lost:?}");
    }

    #[test]
    fn what_is_said_otherwise_is_an_operation_of_its_own() {
        let (said, lost) = check(&json!({ "required": true, "content": {
            JSON: schema("Space"), "multipart/form-data": {}, "application/merge-patch+json": schema("Strict"),
            "image/png": { "schema": media::bytes() },
        } }));
        assert_snapshot!(said, @r##"
        /a send_a: {"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Space"}}},"required":true}
        /a#as_merge_patch send_a_as_merge_patch: {"content":{"application/merge-patch+json":{"schema":{"$ref":"#/components/schemas/Strict"}}},"required":true}
        /a#as_multipart send_a_as_multipart: {"content":{"multipart/form-data":{"schema":{"additionalProperties":true,"type":"object"}}},"required":true}
        /a#as_png send_a_as_png: {"content":{"image/png":{"schema":{"format":"binary","type":"string"}}},"required":true}
        "##);
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn a_body_that_may_be_left_out_can_be() {
        let (said, _) = check(&json!({ "required": false, "content": { JSON: schema("Strict") } }));
        assert_snapshot!(said, @r##"
        /a send_a: {"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Strict"}}},"required":true}
        /a#without_body send_a_without_body: nothing
        "##);
        let (said, _) = check(&json!({ "required": false, "content": { JSON: schema("Space") } }));
        assert_eq!(said.lines().count(), 1, "{said}");
    }

    #[test]
    fn a_body_without_a_media_type_is_none() {
        let (said, lost) = check(&json!({ "content": {} }));
        assert_snapshot!(said, @"/a send_a: nothing");
        assert_eq!(lost.len(), 1, "{lost:?}");
    }
}
