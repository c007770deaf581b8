//! Gives each operation one type of success.
//!
//! Where the statuses of success carry different types, the answer is one of
//! them; where some carry nothing, it may be absent. JSON is read before bytes.
//! An operation of which no success is told may answer anything. Redirects are
//! followed, so what they carry is never seen.

use heck::ToPascalCase;
use serde_json::{Map, Value, json};

use super::Report;
use super::media::{self, Class, JSON};
use super::operation_ids::{derived, taken};
use super::operation_parts::{
    Beside, add_beside, add_schema, followed, for_each_operation, is_type,
};
use crate::problem::escape;

const NAME: &str = "responses";

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let mut ids = taken(document);
    let mut added = Vec::new();
    for_each_operation(document, |pointer, operation, document| {
        let at = format!("{pointer}/responses");
        callbacks(pointer, operation, report);
        let written = match operation.remove("responses") {
            Some(Value::Object(written)) => written,
            _ => Map::new(),
        };
        let id =
            operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut answers = statuses(&at, written, report);
        let has_body = !pointer.ends_with("/head");
        for (status, answer) in &mut answers {
            contents(document, &format!("{at}/{status}"), status, answer, has_body, report);
        }
        let events = events(&mut answers);
        success(document, &at, &id, &mut answers, report);
        operation.insert("responses".into(), answers.clone().into());
        if let Some((status, media_type, content)) = events {
            let mut other = operation.clone();
            let word = format!("as_{}", media::word(&media_type, JSON));
            let id = derived(&mut ids, &id, &word);
            other.insert("operationId".into(), id.into());
            answers.retain(|status, _| !status.starts_with('2'));
            answers
                .insert(status, json!({ "description": "", "content": { media_type: content } }));
            other.insert("responses".into(), answers.into());
            report.rewrote(NAME, &at);
            added.push(Beside { pointer: pointer.to_owned(), word, operation: other });
        }
    });
    add_beside(document, added);
}

/// What the vendor calls is no part of a client.
fn callbacks(pointer: &str, operation: &mut Map<String, Value>, report: &mut Report) {
    let callbacks = operation.remove("callbacks");
    for (name, _) in callbacks.as_ref().and_then(Value::as_object).into_iter().flatten() {
        let at = format!("{pointer}/callbacks/{}", escape(name));
        report.lost(at, format!("the callback `{name}`"), "a client calls, and is not called");
    }
}

/// The answers by status, without those that never reach the caller.
fn statuses(at: &str, written: Map<String, Value>, report: &mut Report) -> Map<String, Value> {
    let mut answers = Map::new();
    for (status, answer) in written {
        let at = format!("{at}/{}", escape(&status));
        let known = match status.to_ascii_uppercase().as_str() {
            "DEFAULT" => Some("default".to_owned()),
            upper if is_status(upper) => Some(upper.to_owned()),
            _ => None,
        };
        let Value::Object(mut answer) = answer else { continue };
        answer.remove("links");
        if !answer.get("description").is_some_and(Value::is_string) {
            answer.insert("description".into(), "".into());
        }
        match known {
            None if status.starts_with("x-") => report.rewrote(NAME, at),
            None => report.lost(at, format!("the answer `{status}`"), "it is no status"),
            Some(status) if status == "101" => {
                report.lost(
                    at,
                    "the answer 101",
                    "a connection that changes its protocol is left to other crates",
                );
            }
            Some(status) if status.starts_with('1') => report.rewrote(NAME, at),
            Some(status) => {
                answers.insert(status, answer.into());
            }
        }
    }
    answers
}

fn is_status(status: &str) -> bool {
    let bytes = status.as_bytes();
    matches!(bytes, [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X', b'X'])
}

/// Leaves an answer one kind of JSON, or else nothing but bytes or text.
fn contents(
    document: &Value,
    at: &str,
    status: &str,
    answer: &mut Value,
    has_body: bool,
    report: &mut Report,
) {
    let Some(content) = answer.get_mut("content") else { return };
    let written = match content.take() {
        Value::Object(content) => content,
        _ => Map::new(),
    };
    let none = !has_body || status.starts_with('3') || matches!(status, "204" | "205");
    let is_success = status.starts_with('2') || status == "default";
    let mut all: Vec<(String, Value)> = Vec::new();
    for (name, body) in written.into_iter().filter(|_| !none) {
        let schema = body.get("schema").filter(|schema| schema.is_object()).cloned();
        let target = schema.as_ref().map_or(&Value::Null, |schema| followed(document, schema));
        let media_type = media::mended(&name, target);
        let schema = match (media::class(&media_type), schema) {
            (Class::Json, schema) => schema.unwrap_or_else(|| json!({})),
            (Class::Text, _) => json!({ "type": "string" }),
            (_, schema) => {
                let is_typed = schema
                    .as_ref()
                    .is_some_and(|schema| !media::is_bytes(followed(document, schema)));
                if is_typed && is_success {
                    report.rewrote(NAME, format!("{at}/content/{}", escape(&name)));
                }
                media::bytes()
            }
        };
        let mut kept = body.as_object().cloned().unwrap_or_default();
        kept.remove("encoding");
        kept.insert("schema".into(), schema);
        if !all.iter().any(|(known, _)| *known == media_type) {
            all.push((media_type, kept.into()));
        }
    }
    all.sort_by_key(|(media_type, _)| {
        (media::class(media_type), media::essence(media_type) != JSON)
    });
    let Some((first, _)) = all.first() else {
        answer.as_object_mut().map(|answer| answer.remove("content"));
        return;
    };
    let class = media::class(first);
    let mut kept = Map::new();
    for (media_type, body) in all {
        let own = media::class(&media_type);
        let is_first = kept.is_empty();
        let is_stream = class == Class::Json && media::essence(&media_type) == "text/event-stream";
        // Any of several kinds of bytes may come; of JSON or text, one.
        let is_bytes = !matches!(class, Class::Json | Class::Text)
            && !matches!(own, Class::Json | Class::Text);
        if is_first || is_bytes || is_stream {
            kept.insert(media_type, body);
        } else {
            report.rewrote(NAME, format!("{at}/content/{}", escape(&media_type)));
        }
    }
    answer["content"] = kept.into();
}

/// Takes a stream of events from beside JSON.
fn events(answers: &mut Map<String, Value>) -> Option<(String, String, Value)> {
    for (status, answer) in answers.iter_mut().filter(|(status, _)| status.starts_with('2')) {
        let content = answer.get_mut("content").and_then(Value::as_object_mut);
        let Some(content) = content.filter(|content| content.len() > 1) else { continue };
        let stream =
            content.keys().find(|name| media::essence(name) == "text/event-stream").cloned();
        let has_json = content.keys().any(|name| media::class(name) == Class::Json);
        if let (Some(stream), true) = (stream, has_json) {
            let body = content.remove(&stream)?;
            return Some((status.clone(), stream, body));
        }
    }
    None
}

/// What the generator makes of an answer.
#[derive(Clone, Debug, PartialEq)]
enum Made {
    Nothing,
    Bytes,
    Text,
    Typed(Value),
}

fn made(answer: &Value) -> Made {
    let content = answer.get("content").and_then(Value::as_object);
    let Some((media_type, body)) = content.and_then(|content| content.iter().next()) else {
        return Made::Nothing;
    };
    match media::class(media_type) {
        Class::Json => Made::Typed(body.get("schema").cloned().unwrap_or_else(|| json!({}))),
        Class::Text => Made::Text,
        _ => Made::Bytes,
    }
}

/// Makes all answers of success one.
fn success(
    document: &mut Value,
    at: &str,
    id: &str,
    answers: &mut Map<String, Value>,
    report: &mut Report,
) {
    let is_success = |status: &String| status.starts_with('2');
    if !answers.keys().any(is_success) {
        let anything = match answers.contains_key("default") {
            // Alone, it is the success.
            true => answers.remove("default").unwrap_or_default(),
            false => {
                report.lost(at, "what a success answers", "no success is told; it may be anything");
                json!({ "description": "", "content": { JSON: { "schema": {} } } })
            }
        };
        answers.insert("2XX".into(), anything);
    }
    let mut kinds: Vec<Made> = Vec::new();
    for kind in
        answers.iter().filter(|(status, _)| is_success(status)).map(|(_, answer)| made(answer))
    {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if kinds.len() < 2 {
        return name_once(document, id, answers);
    }
    report.rewrote(NAME, at);
    let media_type =
        answers.iter().filter(|(status, _)| is_success(status)).find_map(|(_, answer)| {
            let names = answer.get("content")?.as_object()?.keys();
            names.into_iter().find(|name| media::class(name) == Class::Json).cloned()
        });
    let typed: Vec<Value> = kinds
        .iter()
        .filter_map(|kind| match kind {
            Made::Typed(schema) => Some(schema.clone()),
            _ => None,
        })
        .collect();
    let media_type = media_type.unwrap_or_else(|| JSON.to_owned());
    let is_typed = kinds.iter().any(|kind| matches!(kind, Made::Typed(_)));
    let has = |kind: Made| kinds.contains(&kind);
    let content = if has(Made::Bytes) {
        if is_typed || has(Made::Text) {
            report.lost(at, "the types of answers", "some are bytes; the media type tells which");
            json!({ "*/*": { "schema": media::bytes() } })
        } else {
            byte_types(answers)
        }
    } else if has(Made::Text) && is_typed {
        report.lost(at, "the types of answers", "some are text and some are not");
        json!({ media_type: { "schema": {} } })
    } else if has(Made::Text) {
        // An empty text is as good as none.
        json!({ "text/plain": { "schema": { "type": "string" } } })
    } else {
        let schema = one_of(document, id, typed, has(Made::Nothing));
        json!({ media_type: { "schema": schema } })
    };
    for (_, answer) in answers.iter_mut().filter(|(status, _)| is_success(status)) {
        answer["content"] = content.clone();
    }
    // A status that has no body cannot be read as one.
    for status in ["204", "205"] {
        if let Some(empty) = answers.remove(status) {
            answers.entry("2XX").or_insert_with(|| {
                let mut empty = empty;
                empty["content"] = content.clone();
                empty
            });
        }
    }
}

/// Gives a type that several answers of success share one name, or each of them
/// would get its own.
fn name_once(document: &mut Value, id: &str, answers: &mut Map<String, Value>) {
    let mut schemas: Vec<&mut Value> = answers
        .iter_mut()
        .filter(|(status, _)| status.starts_with('2'))
        .filter_map(|(_, answer)| {
            answer.get_mut("content")?.as_object_mut()?.values_mut().next()?.get_mut("schema")
        })
        .collect();
    if schemas.len() > 1 && schemas.iter().all(|schema| is_type(schema)) {
        let base = id.to_pascal_case();
        let names = [format!("{base}Response"), format!("{base}Answer")];
        let named = add_schema(document, names, schemas[0].clone());
        schemas.iter_mut().for_each(|schema| **schema = named.clone());
    }
}

/// Every media type that bytes may come as.
fn byte_types(answers: &Map<String, Value>) -> Value {
    let successes = answers.iter().filter(|(status, _)| status.starts_with('2'));
    let contents = successes.filter_map(|(_, answer)| answer.get("content")?.as_object());
    let names = contents.flat_map(Map::keys);
    names.map(|name| (name.clone(), json!({ "schema": media::bytes() }))).collect()
}

/// The schema of an answer that is one of several, or may be absent.
fn one_of(document: &mut Value, id: &str, mut typed: Vec<Value>, or_nothing: bool) -> Value {
    let base = id.to_pascal_case();
    // What may be anything may be all of them.
    if typed.iter().any(|schema| schema.as_object().is_some_and(Map::is_empty)) {
        return json!({});
    }
    let schema = if typed.len() > 1 {
        let names = [format!("{base}Answer"), format!("{base}AnswerOfStatus")];
        add_schema(document, names, json!({ "oneOf": typed }))
    } else {
        typed.pop().unwrap_or_else(|| json!({}))
    };
    if !or_nothing {
        return schema;
    }
    match schema {
        Value::Object(mut schema) if !schema.contains_key("$ref") => {
            schema.insert("nullable".into(), true.into());
            schema.into()
        }
        schema => json!({ "nullable": true, "allOf": [schema] }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::operation_parts::testing;
    use super::*;

    fn check(responses: &Value) -> (Value, Value, Vec<String>) {
        let paths = json!({ "/a": { "get": { "operationId": "get_a", "responses": responses } } });
        testing::run(run, &paths, &json!({}))
    }

    fn answer(name: &str) -> Value {
        json!({ "description": "", "content": { JSON: { "schema": reference(name) } } })
    }

    fn reference(name: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn one(schema: &Value) -> Value {
        json!({ "description": "", "content": { JSON: { "schema": schema } } })
    }

    #[test]
    fn different_types_of_success_are_one_union() {
        let (paths, schemas, lost) =
            check(&json!({ "200": answer("A"), "201": answer("B"), "404": answer("C") }));
        let union = one(&reference("GetAAnswer"));
        assert_eq!(
            paths["/a"]["get"]["responses"],
            json!({ "200": union, "201": union, "404": answer("C") })
        );
        assert_eq!(schemas, json!({ "GetAAnswer": { "oneOf": [reference("A"), reference("B")] } }));
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn an_equal_type_of_several_answers_gets_one_name() {
        let object = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
        let (paths, schemas, _) = check(&json!({ "200": one(&object), "202": one(&object) }));
        let named = one(&reference("GetAResponse"));
        assert_eq!(paths["/a"]["get"]["responses"], json!({ "200": named, "202": named }));
        assert_eq!(schemas, json!({ "GetAResponse": object }));
    }

    #[test]
    fn where_some_carry_nothing_the_answer_may_be_absent() {
        let (paths, ..) =
            check(&json!({ "200": answer("A"), "204": { "description": "Nothing." } }));
        let or_nothing = json!({ "nullable": true, "allOf": [reference("A")] });
        assert_eq!(
            paths["/a"]["get"]["responses"],
            json!({
                "200": one(&or_nothing),
                "2XX": { "description": "Nothing.", "content": { JSON: { "schema": or_nothing } } },
            })
        );
    }

    #[test]
    fn of_text_bytes_and_nothing_one_is_left() {
        let content = |content: Value| json!({ "description": "", "content": content });
        let text = content(json!({ "text/plain": { "schema": { "type": "string" } } }));
        let file = |name: &str| content(json!({ name: { "schema": media::bytes() } }));
        let nothing = json!({ "description": "" });
        let (paths, ..) = check(&json!({ "200": text, "202": nothing }));
        assert_eq!(paths["/a"]["get"]["responses"]["202"], text);
        let (paths, ..) = check(&json!({ "200": file("image/png"), "202": nothing }));
        assert_eq!(paths["/a"]["get"]["responses"]["202"], file("image/png"));
        let (paths, _, lost) = check(&json!({ "200": file("image/png"), "202": answer("A") }));
        assert_eq!(paths["/a"]["get"]["responses"]["202"], file("*/*"));
        assert_eq!(lost.len(), 1, "{lost:?}");
        let (paths, _, lost) = check(&json!({ "200": text, "202": answer("A") }));
        assert_eq!(paths["/a"]["get"]["responses"]["200"], one(&json!({})));
        assert_eq!(lost.len(), 1, "{lost:?}");
    }

    #[test]
    fn events_beside_json_are_an_operation_of_their_own() {
        let mut answers = answer("A");
        answers["content"]["text/event-stream"] = json!({ "schema": reference("A") });
        let (paths, ..) = check(&json!({ "200": answers, "default": answer("C") }));
        assert_eq!(
            paths["/a"]["get"]["responses"],
            json!({ "200": answer("A"), "default": answer("C") })
        );
        let stream = &paths["/a#as_events"]["get"];
        assert_eq!(stream["operationId"], "get_a_as_events");
        assert_eq!(
            stream["responses"]["200"]["content"],
            json!({ "text/event-stream": { "schema": media::bytes() } })
        );
    }

    #[test]
    fn an_answer_is_of_one_kind() {
        let file = json!({ "schema": media::bytes() });
        let (paths, _, lost) = check(&json!({
            "200": { "content": { "text/csv": {}, "text/json": {}, "application/xml": { "schema": reference("A") } } },
            "302": { "content": { "text/html": file } },
            "2x0": {},
            "4xx": { "content": { "text/html": {} } },
            "101": {},
            "x-more": {},
        }));
        assert_eq!(
            paths["/a"]["get"]["responses"],
            json!({
                "200": one(&json!({})),
                "302": { "description": "" },
                "4XX": { "description": "", "content": { "text/html": file } },
            })
        );
        assert_eq!(lost.len(), 2, "{lost:?}");
        let (paths, ..) = check(
            &json!({ "200": { "description": "", "content": { "image/png": {}, "image/webp": {} } } }),
        );
        assert_eq!(
            paths["/a"]["get"]["responses"]["200"]["content"],
            json!({ "image/png": file, "image/webp": file })
        );
    }

    #[test]
    fn an_operation_without_a_success_may_answer_anything() {
        let (paths, _, lost) = check(&json!({ "404": { "description": "" } }));
        assert_eq!(
            paths["/a"]["get"]["responses"],
            json!({ "2XX": one(&json!({})), "404": { "description": "" } })
        );
        assert_eq!(lost.len(), 1, "{lost:?}");
        let (paths, ..) = check(&json!({ "default": answer("A") }));
        assert_eq!(paths["/a"]["get"]["responses"], json!({ "2XX": answer("A") }));
    }
}
