//! Writes shared parameters, bodies and answers out where they are used.
//!
//! An operation can then be read, and changed, on its own. The types inside get
//! a name first, so that what was shared stays one type. Parameters of a whole
//! path become parameters of each of its operations. Each says where it is from.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use serde_json::{Map, Value, json};

use super::Report;
use super::parameters::is_tabs;
use crate::document::METHODS;
use crate::document::schemas::is_opaque;
use crate::problem::escape;

const NAME: &str = "operation_parts";

/// Kinds of components, and a word for each that tells a type's name apart.
const KINDS: [(&str, &str); 3] =
    [("parameters", "Parameter"), ("requestBodies", "Body"), ("responses", "Response")];

/// How many references may lead from one to the next.
const HOPS: usize = 32;

pub(super) fn run(document: &mut Value, report: &mut Report) {
    strip_all(document);
    name_types(document, report);
    let shared = take_shared(document);
    for_each_item(document, |path, item, _| {
        let common = item.remove("parameters");
        let common = parameters(&shared, path, common, report);
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(method) else { continue };
            let pointer = format!("{path}/{method}");
            write_out(&shared, &pointer, operation, &common, report);
            let reference = format!("{} {}", method.to_ascii_uppercase(), wire_path(path));
            let evidence = json!({ "source": "vendor-file", "reference": reference });
            operation.insert("x-evidence".into(), evidence);
        }
    });
}

/// The path that a pointer leads to.
pub(super) fn wire_path(pointer: &str) -> String {
    let path = pointer.strip_prefix("/paths/").unwrap_or(pointer);
    path.replace("~1", "/").replace("~0", "~")
}

/// Takes away what the stages behind do not take: extensions, for what a vendor
/// means by them nobody here knows, and headers of answers, which are not typed.
fn strip_all(document: &mut Value) {
    if let Some(paths) = document.get_mut("paths") {
        strip(paths);
    }
    if let Some(security) = document.get_mut("security") {
        rename_keys(security);
    }
    let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) else {
        return;
    };
    let unused = ["callbacks", "examples", "headers", "links"];
    components.retain(|kind, _| !kind.starts_with("x-") && !unused.contains(&kind.as_str()));
    for (kind, parts) in components.iter_mut().filter(|(kind, _)| *kind != "schemas") {
        if kind == "securitySchemes" {
            rename_keys(parts);
        }
        parts.as_object_mut().into_iter().flatten().for_each(|(_, part)| strip(part));
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|key, value| {
                (!key.starts_with("x-") || is_tabs(key, value)) && key != "headers"
            });
            for (key, value) in object.iter_mut().filter(|(key, _)| !is_opaque(key)) {
                match key.as_str() {
                    "schema" => {}
                    "security" => rename_keys(value),
                    _ => strip(value),
                }
            }
        }
        Value::Array(array) => array.iter_mut().for_each(strip),
        _ => {}
    }
}

/// A name like that of an extension is kept, in another case.
fn rename_keys(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let named = std::mem::take(object).into_iter();
            object.extend(named.map(|(name, value)| match name.strip_prefix("x-") {
                Some(rest) => (format!("X-{rest}"), value),
                None => (name, value),
            }));
        }
        Value::Array(list) => list.iter_mut().for_each(rename_keys),
        _ => {}
    }
}

/// Calls `visit` for each path item that is a map, with its pointer and the
/// rest of the document, in which `paths` is empty meanwhile.
pub(super) fn for_each_item(
    document: &mut Value,
    mut visit: impl FnMut(&str, &mut Map<String, Value>, &mut Value),
) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let Some(mut paths) = paths.map(std::mem::take) else { return };
    for (path, item) in &mut paths {
        if let Value::Object(item) = item {
            visit(&format!("/paths/{}", escape(path)), item, document);
        }
    }
    document["paths"] = paths.into();
}

/// Calls `visit` for each operation, likewise.
pub(super) fn for_each_operation(
    document: &mut Value,
    mut visit: impl FnMut(&str, &mut Map<String, Value>, &mut Value),
) {
    for_each_item(document, |path, item, document| {
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                visit(&format!("{path}/{method}"), operation, document);
            }
        }
    });
}

/// An operation that stands beside another, under a path that is the same on
/// the wire: what follows `#` is not sent.
#[derive(Debug)]
pub(super) struct Beside {
    /// The pointer of the other one.
    pub(super) pointer: String,
    /// A word that tells them apart.
    pub(super) word: String,
    /// The operation itself, with an id of its own.
    pub(super) operation: Map<String, Value>,
}

/// Adds operations beside others.
pub(super) fn add_beside(document: &mut Value, added: Vec<Beside>) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for Beside { pointer, word, operation } in added {
        let (path, method) = pointer.rsplit_once('/').unwrap_or((&pointer, ""));
        let path =
            path.strip_prefix("/paths/").unwrap_or(path).replace("~1", "/").replace("~0", "~");
        let mark = if path.contains('#') { '&' } else { '#' };
        let first = format!("{path}{mark}{word}");
        let numbered = (2..).map(|number| format!("{first}_{number}"));
        let mut keys = std::iter::once(first.clone()).chain(numbered);
        let is_free = |key: &String| paths.get(key).is_none_or(|item| item.get(method).is_none());
        let key = keys.find(is_free).unwrap_or(first);
        let item = paths.entry(key).or_insert_with(|| json!({}));
        item[method] = operation.into();
    }
}

/// What a reference leads to in the end, or the value itself.
pub(super) fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    for _ in 0..HOPS {
        let target = value.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|target| document.pointer(target.strip_prefix('#')?));
        match target {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

/// Adds a schema under the first name that is free, or has it already, and
/// answers a reference to it.
pub(super) fn add_schema<'a>(
    document: &mut Value,
    names: impl IntoIterator<Item = String> + 'a,
    schema: Value,
) -> Value {
    if !document.get("components").is_some_and(Value::is_object) {
        document["components"] = json!({});
    }
    if !document["components"].get("schemas").is_some_and(Value::is_object) {
        document["components"]["schemas"] = json!({});
    }
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return schema };
    let mut last = String::from("Schema");
    let mut names = names.into_iter().filter(|name| !name.is_empty());
    let mut number = 1;
    loop {
        let name = match names.next() {
            Some(name) => {
                last.clone_from(&name);
                name
            }
            None => {
                number += 1;
                format!("{last}{number}")
            }
        };
        match schemas.get(&name) {
            Some(other) if *other != schema => {}
            Some(_) => return reference(&name),
            None => {
                schemas.insert(name.clone(), schema);
                return reference(&name);
            }
        }
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", escape(name)) })
}

/// Whether a schema is a type of its own: it gets a name sooner or later.
pub(super) fn is_type(schema: &Value) -> bool {
    ["properties", "enum", "oneOf", "anyOf", "allOf"].iter().any(|key| schema.get(key).is_some())
}

/// Moves the types inside shared parts to named components.
fn name_types(document: &mut Value, report: &mut Report) {
    for (kind, word) in KINDS {
        let pointer = format!("/components/{kind}");
        let taken = document.pointer_mut(&pointer).and_then(Value::as_object_mut);
        let Some(mut parts) = taken.map(std::mem::take) else { continue };
        for (name, part) in &mut parts {
            let base = name.to_pascal_case();
            let names = [base.clone(), format!("{base}{word}"), format!("Shared{base}{word}")];
            for schema in schemas_of(part) {
                let schema = innermost(schema);
                if is_type(schema) {
                    report.rewrote(NAME, format!("{pointer}/{}", escape(name)));
                    *schema = add_schema(document, names.clone(), schema.take());
                }
            }
        }
        if let Some(place) = document.pointer_mut(&pointer) {
            *place = parts.into();
        }
    }
}

/// The schemas of a parameter, a body or an answer.
fn schemas_of(part: &mut Value) -> Vec<&mut Value> {
    let Value::Object(part) = part else { return Vec::new() };
    let mut found = Vec::new();
    for (key, value) in part {
        match key.as_str() {
            "schema" => found.push(value),
            "content" => {
                let content = value.as_object_mut().into_iter().flatten();
                found.extend(content.filter_map(|(_, body)| body.get_mut("schema")));
            }
            _ => {}
        }
    }
    found
}

/// The schema of the items of a list, however deep.
fn innermost(schema: &mut Value) -> &mut Value {
    if schema.get("items").is_some_and(Value::is_object) && !is_type(schema) {
        innermost(&mut schema["items"])
    } else {
        schema
    }
}

/// A document of nothing but the shared parts, which leave the other.
fn take_shared(document: &mut Value) -> Value {
    let mut shared = BTreeMap::new();
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        for (kind, _) in KINDS {
            shared.extend(components.remove(kind).map(|parts| (kind, parts)));
        }
    }
    json!({ "components": shared })
}

fn write_out(
    shared: &Value,
    pointer: &str,
    operation: &mut Map<String, Value>,
    common: &[Value],
    report: &mut Report,
) {
    let own = operation.remove("parameters");
    let mut all = parameters(shared, &format!("{pointer}/parameters"), own, report);
    for parameter in common {
        if !all.iter().any(|own| identity(own) == identity(parameter)) {
            all.push(parameter.clone());
        }
    }
    if !all.is_empty() {
        operation.insert("parameters".into(), all.into());
    }
    if let Some(body) = operation.remove("requestBody") {
        let body = part(shared, &format!("{pointer}/requestBody"), body, report);
        operation.extend(body.map(|body| ("requestBody".to_owned(), body)));
    }
    let responses = operation.remove("responses");
    let responses = match responses {
        Some(Value::Object(responses)) => responses,
        _ => Map::new(),
    };
    let answers = responses.into_iter().filter_map(|(status, answer)| {
        let at = format!("{pointer}/responses/{}", escape(&status));
        if status.starts_with("x-") {
            return Some((status, answer));
        }
        Some((status, part(shared, &at, answer, report)?))
    });
    let answers: Map<String, Value> = answers.collect();
    operation.insert("responses".into(), answers.into());
}

/// The parameters of a list, each written out, the last of each name and place.
fn parameters(
    shared: &Value,
    pointer: &str,
    list: Option<Value>,
    report: &mut Report,
) -> Vec<Value> {
    let Some(Value::Array(list)) = list else { return Vec::new() };
    let mut written: Vec<Value> = Vec::new();
    for (index, parameter) in list.into_iter().enumerate() {
        let at = format!("{pointer}/{index}");
        let Some(parameter) = part(shared, &at, parameter, report) else { continue };
        match written.iter_mut().find(|other| identity(other) == identity(&parameter)) {
            Some(other) => {
                report.rewrote(NAME, at);
                *other = parameter;
            }
            None => written.push(parameter),
        }
    }
    written
}

fn identity(parameter: &Value) -> (Option<&str>, Option<&str>) {
    let text = |key: &str| parameter.get(key).and_then(Value::as_str);
    (text("name"), text("in"))
}

/// A part without a reference, if there is anything.
fn part(shared: &Value, pointer: &str, value: Value, report: &mut Report) -> Option<Value> {
    let found = followed(shared, &value);
    if !found.is_object() || found.get("$ref").is_some() {
        report.lost(pointer, "a part of the operation", "it refers to nothing in this document");
        return None;
    }
    if value.get("$ref").is_none() {
        return Some(value);
    }
    report.rewrote(NAME, pointer);
    Some(found.clone())
}

#[cfg(test)]
pub(super) mod testing {
    //! What the tests of passes over operations share.

    use serde_json::{Value, json};

    use super::super::Report;

    /// Runs a pass over a document with these paths and schemas; answers what
    /// it leaves of them, and what was lost.
    pub(in super::super) fn run(
        pass: fn(&mut Value, &mut Report),
        paths: &Value,
        schemas: &Value,
    ) -> (Value, Value, Vec<String>) {
        let mut document = json!({
            "openapi": "3.0.3",
            "paths": paths,
            "components": { "schemas": schemas },
        });
        let mut report = Report::default();
        pass(&mut document, &mut report);
        let lost = report.losses().iter().map(ToString::to_string).collect();
        (document["paths"].take(), document["components"]["schemas"].take(), lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_parts_are_written_out_and_their_types_stay_one() {
        let page = json!({ "name": "page", "in": "query", "schema": { "type": "integer" } });
        let sort = json!({ "type": "string", "enum": ["up", "down"] });
        let fault = json!({ "type": "object", "properties": { "code": { "type": "integer" } } });
        let mut document = json!({
            "paths": { "/a": {
                "parameters": [{ "$ref": "#/components/parameters/page" }, { "$ref": "#/components/parameters/sort" }],
                "get": {
                    "x-internal": true,
                    "security": [{ "x-key": [] }],
                    "parameters": [{ "name": "page", "in": "query", "schema": { "type": "string" } }],
                    "responses": { "400": { "$ref": "#/components/responses/Refused" }, "404": { "$ref": "#/components/responses/None" } },
                },
            } },
            "components": {
                "parameters": { "page": page, "sort": { "name": "sort", "in": "query", "schema": sort } },
                "responses": { "Refused": { "description": "", "x-more": 1, "headers": { "x-left": { "schema": { "type": "integer" } } }, "content": { "application/json": { "schema": fault } } } },
                "schemas": { "Refused": {} },
            },
        });
        let mut report = Report::default();
        run(&mut document, &mut report);
        assert_eq!(
            document,
            json!({
                "paths": { "/a": { "get": {
                    "parameters": [
                        { "name": "page", "in": "query", "schema": { "type": "string" } },
                        { "name": "sort", "in": "query", "schema": { "$ref": "#/components/schemas/Sort" } },
                    ],
                    "responses": { "400": {
                        "description": "",
                        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/RefusedResponse" } } },
                    } },
                    "security": [{ "X-key": [] }],
                    "x-evidence": { "source": "vendor-file", "reference": "GET /a" },
                } } },
                "components": { "schemas": { "Refused": {}, "RefusedResponse": fault, "Sort": sort } },
            })
        );
        let lost: Vec<String> = report.losses().iter().map(ToString::to_string).collect();
        assert_eq!(
            lost,
            [
                "#/paths/~1a/get/responses/404: a part of the operation: it refers to nothing in this document"
            ]
        );
    }
}
