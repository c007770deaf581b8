//! Says what OpenAPI 3.2 has and earlier versions do not.
//!
//! Most of a document of 3.2 is one of 3.1. Media types by reference are written
//! out, and a whole query that one parameter holds is names and values that the
//! caller writes. What an earlier version has no word for is told: methods beyond
//! the eight, the items of a sequence, and what a discriminator means by default.

use serde_json::{Map, Value, json};

use super::Report;
use super::grammar::{Kind, walk_mut};

const NAME: &str = "version_32";

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let components = document.get_mut("components").and_then(Value::as_object_mut);
    let media_types = components.and_then(|components| components.remove("mediaTypes"));
    let media_types = media_types.unwrap_or_default();
    walk_mut(document, Kind::Document, &mut String::new(), &mut |kind, pointer, value| {
        let Value::Object(part) = value else { return };
        match kind {
            Kind::PathItem => methods(part, pointer, report),
            Kind::Parameter => whole_query(part, pointer, report),
            Kind::Response => {
                if let Some(summary) = part.remove("summary") {
                    part.entry("description").or_insert(summary);
                }
            }
            Kind::Content => content(part, &media_types, pointer, report),
            Kind::Discriminator if part.remove("defaultMapping").is_some() => {
                let why = "what has no known tag is read as it comes";
                report.lost(pointer, "the default of a discriminator", why);
            }
            _ => {}
        }
    });
}

fn methods(item: &mut Map<String, Value>, pointer: &str, report: &mut Report) {
    let mut lost: Vec<String> = Vec::new();
    // A parameter of that name is no operation.
    if item.get("query").is_some_and(|query| query.get("responses").is_some()) {
        item.remove("query");
        lost.push("QUERY".to_owned());
    }
    if let Some(Value::Object(others)) = item.remove("additionalOperations") {
        lost.extend(others.into_iter().map(|(method, _)| method));
    }
    for method in lost {
        let why = "it is none of the eight methods that are carried";
        report.lost(pointer, format!("the operation `{method}`"), why);
    }
}

fn whole_query(parameter: &mut Map<String, Value>, pointer: &str, report: &mut Report) {
    if parameter.get("in").is_some_and(|place| place == "querystring") {
        parameter.insert("in".into(), "query".into());
        parameter.remove("content");
        let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        parameter.insert("schema".into(), texts);
        report.rewrote(NAME, pointer);
    }
}

fn content(
    content: &mut Map<String, Value>,
    media_types: &Value,
    pointer: &str,
    report: &mut Report,
) {
    let shared = content.get("$ref").and_then(Value::as_str);
    let shared = shared.and_then(|target| target.strip_prefix("#/components/mediaTypes/"));
    if let Some(Value::Object(written)) = shared.and_then(|name| media_types.get(name)) {
        *content = written.clone();
        report.rewrote(NAME, pointer);
    }
    if content.remove("itemSchema").is_some() && !content.contains_key("schema") {
        let why = "the sequence is read as it arrives, as bytes";
        report.lost(pointer, "the type of the items", why);
    }
    for key in ["itemEncoding", "prefixEncoding"] {
        content.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_earlier_versions_cannot_say_is_told() {
        let answers = json!({ "200": { "summary": "All.", "content": {
            "application/jsonl": { "itemSchema": {} },
            "application/json": { "$ref": "#/components/mediaTypes/Desks" },
        } } });
        let mut document = json!({
            "paths": { "/desks": {
                "additionalOperations": { "COPY": {} },
                "get": { "parameters": [{ "name": "q", "in": "querystring", "content": {} }], "responses": answers },
                "query": { "responses": {} },
            } },
            "components": { "mediaTypes": { "Desks": { "schema": { "type": "array" } } }, "schemas": {
                "Place": { "discriminator": { "propertyName": "kind", "defaultMapping": "Desk" } },
            } },
        });
        let mut report = Report::default();
        run(&mut document, &mut report);
        let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        assert_eq!(
            document["paths"]["/desks"],
            json!({ "get": {
                "parameters": [{ "name": "q", "in": "query", "schema": texts }],
                "responses": { "200": { "description": "All.", "content": {
                    "application/jsonl": {}, "application/json": { "schema": { "type": "array" } },
                } } },
            } })
        );
        let lost: Vec<String> = report.losses().iter().map(ToString::to_string).collect();
        assert_eq!(lost.len(), 4, "{lost:#?}");
        assert!(lost.iter().any(|lost| lost.contains("`COPY`: it is none of the eight")));
    }
}
