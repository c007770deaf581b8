//! Keeps the types of what a vendor sends to its users' own servers.
//!
//! Webhooks and callbacks are no calls that a client makes, so their operations
//! go. What they carry becomes components, each under the name of its event.

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::Report;
use super::grammar::{Kind, walk_mut};
use crate::document::METHODS;

const NAME: &str = "payloads";

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let mut payloads = Vec::new();
    if let Value::Object(document) = document {
        for key in ["webhooks", "x-webhooks"] {
            if let Some(Value::Object(items)) = document.remove(key) {
                for (name, item) in items {
                    of_item(&name, &format!("/{key}"), &item, &mut payloads);
                }
            }
        }
    }
    of_callbacks(document, &mut payloads);
    without_links(document);
    if let Some(Value::Object(components)) = document.get_mut("components") {
        for key in ["callbacks", "links", "pathItems"] {
            components.remove(key);
        }
    }
    for Payload { name, pointer, schema } in payloads {
        report.rewrote(NAME, pointer);
        add(document, &name, schema);
    }
}

/// Which call may follow on an answer is no part of the call.
fn without_links(document: &mut Value) {
    walk_mut(document, Kind::Document, &mut String::new(), &mut |kind, _, value| {
        if let (Kind::Response, Value::Object(response)) = (kind, value) {
            response.remove("links");
        }
    });
}

/// What an event carries.
struct Payload {
    name: String,
    pointer: String,
    schema: Value,
}

fn of_callbacks(document: &mut Value, payloads: &mut Vec<Payload>) {
    let shared = document.pointer("/components/callbacks").cloned().unwrap_or_default();
    for (path, method, operation) in crate::document::operations_mut(document) {
        let Some(Value::Object(callbacks)) = operation.remove("callbacks") else { continue };
        for (name, callback) in callbacks {
            let pointer = format!("/paths/{}/{method}/callbacks", crate::problem::escape(path));
            let reference = callback.get("$ref").and_then(Value::as_str);
            let named =
                reference.and_then(|reference| reference.strip_prefix("#/components/callbacks/"));
            let callback = named.and_then(|name| shared.get(name)).unwrap_or(&callback);
            for item in callback.as_object().into_iter().flatten().map(|(_, item)| item) {
                of_item(&name, &pointer, item, payloads);
            }
        }
    }
}

fn of_item(name: &str, pointer: &str, item: &Value, payloads: &mut Vec<Payload>) {
    let pointer = format!("{pointer}/{}", crate::problem::escape(name));
    for method in METHODS {
        let Some(operation) = item.get(method) else { continue };
        let contents = operation.pointer("/requestBody/content").and_then(Value::as_object);
        let mut schemas =
            contents.into_iter().flatten().filter_map(|(_, content)| content.get("schema"));
        // A component has its name already.
        let Some(schema) = schemas.next().filter(|schema| schema.get("$ref").is_none()) else {
            continue;
        };
        let id = operation.get("operationId").and_then(Value::as_str);
        let words = format!("{} payload", id.unwrap_or(name));
        let name = words.to_upper_camel_case();
        payloads.push(Payload { name, pointer: pointer.clone(), schema: schema.clone() });
    }
}

/// Adds a component, unless there is one that says the same.
fn add(document: &mut Value, name: &str, schema: Value) {
    let Value::Object(document) = document else { return };
    let components = document.entry("components").or_insert_with(|| json!({}));
    let Value::Object(components) = components else { return };
    let schemas = components.entry("schemas").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(schemas) = schemas else { return };
    let others = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(others);
    if let Some(free) = names.find(|name| schemas.get(name).is_none_or(|known| *known == schema)) {
        schemas.insert(free, schema);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_event_carries_is_a_component() {
        let post = |id: Value, schema: Value| json!({ "post": { "operationId": id, "requestBody": { "content": { "application/json": { "schema": schema } } } } });
        let text = json!({ "type": "string" });
        let to = json!({ "$ref": "#/components/schemas/Known" });
        let mut document = json!({
            "paths": { "/a": { "get": {
                "callbacks": { "done": { "{url}": post(Value::Null, text.clone()) } },
                "responses": { "200": { "links": { "next": {} } } },
            } } },
            "webhooks": { "user-made": post(json!("userMade"), text.clone()), "known": post(Value::Null, to) },
            "components": { "pathItems": {}, "schemas": { "Known": {}, "DonePayload": {} } },
        });
        let mut report = Report::default();
        run(&mut document, &mut report);
        let expected = json!({
            "paths": { "/a": { "get": { "responses": { "200": {} } } } },
            "components": { "schemas": { "Known": {}, "DonePayload": {}, "DonePayload2": text, "UserMadePayload": text } },
        });
        assert_eq!(format!("{document:#}"), format!("{expected:#}"));
        assert_eq!(report.rewritten[NAME].places, 2);
    }
}
