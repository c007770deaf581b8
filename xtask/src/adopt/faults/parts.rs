//! Operations and their parts.

use openapiv3::{Operation, Parameter, RequestBody, Response, SecurityScheme};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::Mending;
use crate::adopt::grammar::Kind;

/// What each key holds.
const KEYS: [(&str, &str); 17] = [
    ("allowEmptyValue", "flag"),
    ("allowReserved", "flag"),
    ("contentType", "text"),
    ("deprecated", "flag"),
    ("description", "text"),
    ("explode", "flag"),
    ("externalDocs", "map"),
    ("externalValue", "text"),
    ("in", "text"),
    ("name", "text"),
    ("operationId", "text"),
    ("requestBody", "map"),
    ("required", "flag"),
    ("schema", "map"),
    ("style", "text"),
    ("summary", "text"),
    ("tags", "texts"),
];

/// Mends one part; tells whether it can stay.
pub(super) fn mend(mending: &mut Mending<'_>, part: &mut Value, kind: Kind) -> bool {
    let Value::Object(object) = part else { return true };
    if kind.is_plural() || kind == Kind::Mapping || kind == Kind::Components {
        return true;
    }
    keys(mending, object);
    match kind {
        Kind::Operation => operation(mending, object),
        Kind::Parameter => return parameter(mending, part),
        Kind::RequestBody => return body(mending, part),
        Kind::Response => response(mending, part),
        Kind::Header => header(object),
        Kind::SecurityScheme => return scheme(mending, part),
        Kind::Discriminator => return discriminator(mending, object),
        _ => {}
    }
    true
}

/// Whether a value says which schemes an operation asks for.
pub(super) fn is_security(value: &Value) -> bool {
    let is_list =
        |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    let is_choice =
        |value: &Value| value.as_object().is_some_and(|choice| choice.values().all(is_list));
    value.as_array().is_some_and(|list| list.iter().all(is_choice))
}

/// Writes what a key holds as it should be, or leaves it out.
pub(super) fn held(value: &Value, holds: &'static str) -> Option<Value> {
    let text = |value: &Value| match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string().into()),
        _ => None,
    };
    match (holds, value) {
        ("text", value) => text(value),
        ("texts", Value::Array(list)) => Some(list.iter().filter_map(text).collect()),
        ("texts", Value::String(_)) => Some(json!([value])),
        ("flag", Value::Bool(_)) | ("map", Value::Object(_)) | ("list", Value::Array(_)) => {
            Some(value.clone())
        }
        ("flag", Value::String(text)) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true.into()),
            "false" | "no" | "0" => Some(false.into()),
            _ => None,
        },
        ("number", Value::Number(_)) => Some(value.clone()),
        ("number", Value::String(text)) => {
            serde_json::from_str::<serde_json::Number>(text.trim()).ok().map(Value::Number)
        }
        ("count", value) => {
            let count = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
            count.map(Value::from)
        }
        _ => None,
    }
}

/// Replaces what a key holds; what cannot be understood goes.
pub(super) fn key(
    mending: &mut Mending<'_>,
    object: &mut Map<String, Value>,
    key: &str,
    holds: &'static str,
) {
    let Some(value) = object.get(key) else { return };
    match held(value, holds) {
        Some(mended) if mended == *value => {}
        Some(mended) => {
            object.insert(key.to_owned(), mended);
            mending.rewrote();
        }
        None => {
            let is_null = value.is_null();
            object.remove(key);
            if !is_null {
                let pointer = format!("{}/{key}", mending.at);
                mending.report.lost(pointer, format!("`{key}`"), format!("it must be a {holds}"));
            }
        }
    }
}

fn keys(mending: &mut Mending<'_>, object: &mut Map<String, Value>) {
    for (name, holds) in KEYS {
        key(mending, object, name, holds);
    }
    if object
        .get("externalDocs")
        .is_some_and(|docs| docs.get("url").is_none_or(|url| !url.is_string()))
    {
        object.remove("externalDocs");
    }
}

fn operation(mending: &mut Mending<'_>, operation: &mut Map<String, Value>) {
    operation.entry("responses").or_insert_with(|| json!({}));
    if operation.get("security").is_some_and(|security| !is_security(security)) {
        operation.remove("security");
        let pointer = format!("{}/security", mending.at);
        mending.report.lost(pointer, "`security`", "it must be a list of names of schemes");
    }
    let mut rest = operation.clone();
    rest.retain(|key, _| !matches!(key.as_str(), "parameters" | "requestBody" | "responses"));
    rest.insert("responses".into(), json!({}));
    if !reads::<Operation>(&rest.into()) {
        let kept = [
            "deprecated",
            "description",
            "operationId",
            "parameters",
            "requestBody",
            "responses",
            "security",
            "summary",
            "tags",
        ];
        operation.retain(|key, _| kept.contains(&key.as_str()));
        mending.report.lost(
            mending.at.as_str(),
            "what is said beside the call",
            "it cannot be read",
        );
    }
}

fn parameter(mending: &mut Mending<'_>, parameter: &mut Value) -> bool {
    let Value::Object(object) = parameter else { return false };
    if let Some(Value::String(place)) = object.get_mut("in") {
        place.make_ascii_lowercase();
    }
    let place = object.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
    let styles: &[&str] = match place.as_str() {
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        "path" => &["matrix", "label", "simple"],
        "cookie" => &["form"],
        _ => &[],
    };
    if styles.is_empty() || !object.contains_key("name") {
        return mending.lost("a parameter needs a `name` and a place in `in`");
    }
    let style = object.get("style").and_then(Value::as_str);
    if style.is_some_and(|style| !styles.contains(&style)) {
        object.remove("style");
        mending.rewrote();
    }
    value_of(object);
    if reads::<Parameter>(parameter) {
        return true;
    }
    // What is needed may be right, and something beside it wrong.
    if let Value::Object(object) = parameter {
        let needed =
            ["content", "description", "explode", "in", "name", "required", "schema", "style"];
        object.retain(|key, _| needed.contains(&key.as_str()));
    }
    reads::<Parameter>(parameter) || mending.lost("this parameter cannot be read")
}

/// What holds a value says it by a schema or by one media type, not by both.
fn value_of(object: &mut Map<String, Value>) {
    if object.contains_key("schema") {
        object.remove("content");
    } else if object.get("content").and_then(Value::as_object).is_none_or(|map| map.len() != 1) {
        object.remove("content");
        object.insert("schema".into(), json!({ "type": "string" }));
    }
}

fn body(mending: &mut Mending<'_>, body: &mut Value) -> bool {
    let Value::Object(object) = body else { return false };
    if let Some(schema) = object.remove("schema") {
        object
            .entry("content")
            .or_insert_with(|| json!({ "application/json": { "schema": schema } }));
        mending.rewrote();
    }
    if !object.contains_key("content") {
        return mending.lost("a body needs `content`");
    }
    reads::<RequestBody>(body) || {
        body.as_object_mut().into_iter().for_each(plain_content);
        reads::<RequestBody>(body) || mending.lost("this body cannot be read")
    }
}

fn response(mending: &mut Mending<'_>, response: &mut Value) {
    let Value::Object(object) = response else { return };
    object.entry("description").or_insert_with(|| "".into());
    if !reads::<Response>(response) {
        if let Value::Object(object) = response {
            object.remove("links");
            plain_content(object);
        }
        mending.rewrote();
    }
    if !reads::<Response>(response) {
        *response = json!({ "description": "" });
        mending.lost("this response cannot be read");
    }
}

fn header(header: &mut Map<String, Value>) {
    value_of(header);
    header.remove("style");
    header.remove("in");
    header.remove("name");
}

/// Leaves of each media type what is in the types.
fn plain_content(object: &mut Map<String, Value>) {
    let contents = object.get_mut("content").and_then(Value::as_object_mut);
    for content in contents.into_iter().flatten().filter_map(|(_, content)| content.as_object_mut())
    {
        content.retain(|key, _| matches!(key.as_str(), "example" | "schema"));
    }
}

fn scheme(mending: &mut Mending<'_>, scheme: &mut Value) -> bool {
    let flows = scheme.get_mut("flows").and_then(Value::as_object_mut);
    for flow in flows.into_iter().flatten().filter_map(|(_, flow)| flow.as_object_mut()) {
        // A scheme is of use without its addresses.
        for key in ["authorizationUrl", "tokenUrl"] {
            if !flow.get(key).is_some_and(Value::is_string) {
                flow.insert(key.into(), "".into());
            }
        }
        let scopes = match flow.remove("scopes") {
            Some(Value::Object(scopes)) => {
                let text = |value: Value| held(&value, "text").unwrap_or_else(|| "".into());
                scopes.into_iter().map(|(scope, words)| (scope, text(words))).collect()
            }
            Some(Value::Array(scopes)) => {
                let named = scopes.iter().filter_map(Value::as_str);
                named.map(|scope| (scope.to_owned(), "".into())).collect()
            }
            _ => Map::new(),
        };
        flow.insert("scopes".into(), scopes.into());
    }
    reads::<SecurityScheme>(scheme) || mending.lost("this way of identifying cannot be read")
}

fn discriminator(mending: &mut Mending<'_>, discriminator: &mut Map<String, Value>) -> bool {
    let is_named = discriminator.get("propertyName").is_some_and(Value::is_string);
    is_named || mending.lost("it names no property")
}

/// Whether the generator's parser takes a part. Schemas are mended on their own.
fn reads<T: DeserializeOwned>(part: &Value) -> bool {
    if part.get("$ref").is_some() {
        return true;
    }
    let mut part = part.clone();
    without_schemas(&mut part);
    T::deserialize(part).is_ok()
}

fn without_schemas(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|key, _| key != "example");
            for (key, value) in object {
                match key.as_str() {
                    "schema" => *value = json!({}),
                    "value" => *value = Value::Null,
                    _ => without_schemas(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(without_schemas),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, document};
    use super::*;

    #[test]
    fn an_operation_is_mended_in_its_parts() {
        check(
            document(
                &json!({ "/a": { "post": {
                    "summary": 3, "description": null, "tags": "A", "deprecated": "true", "security": { "key": [] },
                    "parameters": [
                        { "name": "a", "in": "Query", "required": "yes", "style": "simple" },
                        { "name": "b", "in": "nowhere" },
                        { "name": "c", "in": "header", "schema": { "type": "string" }, "content": { "a/b": {} } },
                    ],
                    "requestBody": { "schema": { "type": "string" } },
                } } }),
                &json!({}),
            ),
            &document(
                &json!({ "/a": { "post": {
                    "summary": "3", "tags": ["A"], "deprecated": true,
                    "parameters": [
                        { "name": "a", "in": "query", "required": true, "schema": { "type": "string" } },
                        { "name": "c", "in": "header", "schema": { "type": "string" } },
                    ],
                    "requestBody": { "content": { "application/json": { "schema": { "type": "string" } } } },
                    "responses": {},
                } } }),
                &json!({}),
            ),
            &[
                "#/paths/~1a/post/parameters/1: `1`: a parameter needs a `name` and a place in `in`",
                "#/paths/~1a/post/security: `security`: it must be a list of names of schemes",
            ],
        );
    }

    #[test]
    fn a_response_and_a_scheme_are_mended() {
        check(
            document(
                &json!({ "/a": { "get": { "responses": {
                    "200": { "content": { "application/json": null }, "headers": { "A": { "style": "form" } } },
                    "400": { "description": "No.", "content": { "a/b": { "examples": ["x"] } } },
                } } } }),
                &json!({ "securitySchemes": {
                    "a": { "type": "oauth2", "flows": { "implicit": { "scopes": ["read"] } } },
                    "b": { "type": "mutualTLS" },
                } }),
            ),
            &document(
                &json!({ "/a": { "get": { "responses": {
                    "200": { "description": "", "content": { "application/json": {} }, "headers": { "A": { "schema": { "type": "string" } } } },
                    "400": { "description": "No.", "content": { "a/b": { "examples": { "1": { "value": "x" } } } } },
                } } } }),
                &json!({ "securitySchemes": {
                    "a": { "type": "oauth2", "flows": { "implicit": { "authorizationUrl": "", "tokenUrl": "", "scopes": { "read": "" } } } },
                } }),
            ),
            &["#/components/securitySchemes/b: `b`: this way of identifying cannot be read"],
        );
    }
}
