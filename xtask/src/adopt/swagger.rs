//! Says with OpenAPI 3.0 what Swagger 2.0 says.
//!
//! Some documents of 3.0 still have parts that were left as they were in 2.0, so
//! the parts are looked at in every document. What a document of 2.0 says for
//! all operations is written to each of them.

use serde_json::{Map, Value, json};

mod bodies;
mod parameters;
mod responses;
mod schemas;
mod security;

use super::Report;
use super::version_31::VERSION;
use crate::document::METHODS;
use crate::problem::escape;

const NAME: &str = "swagger";

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let Value::Object(root) = document else { return };
    let is_swagger = root.remove("swagger").is_some();
    let shared = Shared::of(root, is_swagger);
    if is_swagger {
        upgrade(root, report);
    }
    if let Some(Value::Object(items)) = root.get_mut("paths") {
        for (path, item) in items {
            path_item(path, item, &shared, report);
        }
    }
    shared_parts(root, &shared, report);
    schemas::run(document, is_swagger, report);
}

/// What operations may refer to or rely on.
struct Shared {
    parameters: Map<String, Value>,
    responses: Map<String, Value>,
    consumes: Vec<String>,
    produces: Vec<String>,
    is_swagger: bool,
}

impl Shared {
    fn of(root: &Map<String, Value>, is_swagger: bool) -> Self {
        let components = root.get("components").and_then(Value::as_object);
        let holder = if is_swagger { Some(root) } else { components };
        let map = |key: &str| {
            let map = holder.and_then(|holder| holder.get(key)?.as_object());
            map.cloned().unwrap_or_default()
        };
        Self {
            parameters: map("parameters"),
            responses: map("responses"),
            consumes: texts(root.get("consumes")).unwrap_or_default(),
            produces: texts(root.get("produces")).unwrap_or_default(),
            is_swagger,
        }
    }

    /// A parameter, or what it refers to.
    fn parameter<'a>(&'a self, parameter: &'a Value) -> &'a Value {
        named(parameter, "parameters")
            .and_then(|name| self.parameters.get(name))
            .unwrap_or(parameter)
    }

    /// A response, or what it refers to: a document of 2.0 says elsewhere in
    /// which media type it comes.
    fn response<'a>(&'a self, response: &'a Value) -> &'a Value {
        let name = named(response, "responses").filter(|_| self.is_swagger);
        name.and_then(|name| self.responses.get(name)).unwrap_or(response)
    }
}

/// The name that a part refers to, in either version.
fn named<'a>(part: &'a Value, kind: &str) -> Option<&'a str> {
    let path = part.get("$ref")?.as_str()?.strip_prefix("#/")?;
    path.strip_prefix("components/").unwrap_or(path).strip_prefix(kind)?.strip_prefix('/')
}

/// What stands at the top of a document.
fn upgrade(root: &mut Map<String, Value>, report: &mut Report) {
    report.rewrote(NAME, "");
    root.insert("openapi".into(), VERSION.into());
    let servers = servers(root);
    if !servers.is_empty() {
        root.insert("servers".into(), servers.into());
    }
    let mut components = Map::new();
    let folders = [
        ("definitions", "schemas"),
        ("parameters", "parameters"),
        ("responses", "responses"),
        ("securityDefinitions", "securitySchemes"),
    ];
    for (old, new) in folders {
        if let Some(folder) = root.remove(old) {
            components.insert(new.into(), folder);
        }
    }
    if let Some(Value::Object(schemes)) = components.get_mut("securitySchemes") {
        schemes.values_mut().for_each(security::scheme);
    }
    root.insert("components".into(), components.into());
    for key in ["basePath", "consumes", "host", "produces", "schemes"] {
        root.remove(key);
    }
}

fn servers(root: &Map<String, Value>) -> Vec<Value> {
    let text = |key: &str| root.get(key).and_then(Value::as_str).unwrap_or_default();
    let path = text("basePath").trim_end_matches('/');
    let host = text("host");
    if host.is_empty() {
        return if path.is_empty() { Vec::new() } else { vec![json!({ "url": path })] };
    }
    let mut schemes = texts(root.get("schemes")).unwrap_or_default();
    schemes.retain(|scheme| scheme == "https" || scheme == "http");
    // The first one is the default.
    schemes.sort_by_key(|scheme| scheme != "https");
    if schemes.is_empty() {
        schemes.push("https".to_owned());
    }
    schemes.iter().map(|scheme| json!({ "url": format!("{scheme}://{host}{path}") })).collect()
}

fn path_item(path: &str, item: &mut Value, shared: &Shared, report: &mut Report) {
    let Value::Object(item) = item else { return };
    let pointer = format!("/paths/{}", escape(path));
    let common = match item.remove("parameters") {
        Some(Value::Array(parameters)) => parameters,
        Some(other) => {
            item.insert("parameters".into(), other);
            Vec::new()
        }
        None => Vec::new(),
    };
    let (in_body, mut others): (Vec<Value>, Vec<Value>) =
        common.into_iter().partition(|parameter| is_in_body(shared.parameter(parameter)));
    for parameter in &mut others {
        parameters::run(parameter, &pointer, report);
    }
    if !others.is_empty() {
        item.insert("parameters".into(), others.into());
    }
    for method in METHODS {
        if let Some(Value::Object(operation)) = item.get_mut(method) {
            self::operation(operation, &in_body, shared, &format!("{pointer}/{method}"), report);
        }
    }
}

fn operation(
    operation: &mut Map<String, Value>,
    common: &[Value],
    shared: &Shared,
    pointer: &str,
    report: &mut Report,
) {
    let consumes = texts(operation.remove("consumes").as_ref());
    let consumes = consumes.unwrap_or_else(|| shared.consumes.clone());
    let produces = texts(operation.remove("produces").as_ref());
    let produces = produces.unwrap_or_else(|| shared.produces.clone());
    operation.remove("schemes");
    let mut in_body: Vec<Value> = common.to_vec();
    if let Some(Value::Array(own)) = operation.get_mut("parameters") {
        let (body, mut others): (Vec<Value>, Vec<Value>) =
            std::mem::take(own).into_iter().partition(|one| is_in_body(shared.parameter(one)));
        for parameter in &mut others {
            parameters::run(parameter, pointer, report);
        }
        *own = others;
        in_body.extend(body);
    }
    let in_body: Vec<&Value> = in_body.iter().map(|one| shared.parameter(one)).collect();
    if let Some(body) = bodies::of(&in_body, &consumes, pointer, report) {
        if operation.contains_key("requestBody") {
            report.lost(pointer, "a parameter in the body", "the operation has a body of its own");
        } else {
            report.rewrote(NAME, pointer);
            operation.insert("requestBody".into(), body);
        }
    }
    for response in
        operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten()
    {
        let written = shared.response(response.1).clone();
        *response.1 = written;
        responses::run(response.1, &produces, pointer, report);
    }
}

/// Shared parts that are not written out above.
fn shared_parts(root: &mut Map<String, Value>, shared: &Shared, report: &mut Report) {
    let Some(Value::Object(components)) = root.get_mut("components") else { return };
    if let Some(Value::Object(parameters)) = components.get_mut("parameters") {
        parameters.retain(|_, parameter| !is_in_body(parameter));
        for (name, parameter) in parameters {
            let pointer = format!("/components/parameters/{}", escape(name));
            parameters::run(parameter, &pointer, report);
        }
    }
    if let Some(Value::Object(responses)) = components.get_mut("responses") {
        for (name, response) in responses {
            let pointer = format!("/components/responses/{}", escape(name));
            responses::run(response, &shared.produces, &pointer, report);
        }
    }
}

fn is_in_body(parameter: &Value) -> bool {
    matches!(parameter.get("in").and_then(Value::as_str), Some("body" | "formData" | "form"))
}

fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    let list = value?.as_array()?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(mut document: Value) -> Value {
        let mut report = Report::default();
        run(&mut document, &mut report);
        assert_eq!(report.losses(), []);
        let once = document.clone();
        run(&mut document, &mut Report::default());
        assert_eq!(document, once, "a second run changes nothing");
        document
    }

    #[test]
    fn the_top_of_a_document_is_said_as_in_3_0() {
        let document = converted(json!({
            "swagger": "2.0", "host": "api.acme.test", "basePath": "/v1/", "schemes": ["http", "https", "wss"],
            "consumes": ["application/json"], "securityDefinitions": { "basic": { "type": "basic" } },
            "definitions": { "A": { "items": { "$ref": "#/definitions/A" } } },
        }));
        let expected = json!({
            "openapi": "3.0.3",
            "servers": [{ "url": "https://api.acme.test/v1" }, { "url": "http://api.acme.test/v1" }],
            "components": {
                "schemas": { "A": { "items": { "$ref": "#/components/schemas/A" } } },
                "securitySchemes": { "basic": { "type": "http", "scheme": "basic" } },
            },
        });
        assert_eq!(format!("{document:#}"), format!("{expected:#}"));
    }

    #[test]
    fn an_operation_gets_what_was_said_for_all() {
        let to = json!({ "$ref": "#/components/schemas/Thing" });
        let body = json!({ "name": "thing", "in": "body", "required": true, "schema": { "$ref": "#/definitions/Thing" } });
        let document = converted(json!({
            "swagger": "2.0", "consumes": ["application/json"], "produces": ["application/json", "text/csv"],
            "parameters": { "Thing": body },
            "responses": { "Fault": { "description": "A fault.", "schema": { "$ref": "#/definitions/Thing" } } },
            "paths": { "/things": {
                "parameters": [{ "$ref": "#/parameters/Thing" }],
                "put": {
                    "parameters": [{ "name": "id", "in": "query", "type": "integer" }],
                    "responses": { "200": {
                        "description": "", "schema": { "$ref": "#/definitions/Thing" }, "examples": { "application/json": { "a": 1 } },
                    } },
                },
                "post": { "produces": ["image/png"], "responses": {
                    "200": { "description": "", "schema": { "type": "file" } }, "404": { "$ref": "#/responses/Fault" },
                } },
            } },
            "definitions": { "Thing": {} },
        }));
        let body = json!({ "required": true, "content": { "application/json": { "schema": to } } });
        let expected = json!({
            "put": {
                "parameters": [{ "name": "id", "in": "query", "schema": { "type": "integer" } }],
                "requestBody": body,
                "responses": { "200": { "description": "", "content": {
                    "application/json": { "schema": to, "example": { "a": 1 } }, "text/csv": { "schema": to },
                } } },
            },
            "post": {
                "requestBody": body,
                "responses": {
                    "200": { "description": "", "content": { "image/png": { "schema": { "type": "string", "format": "binary" } } } },
                    "404": { "description": "A fault.", "content": { "application/json": { "schema": to } } },
                },
            },
        });
        assert_eq!(format!("{:#}", document["paths"]["/things"]), format!("{expected:#}"));
    }
}
