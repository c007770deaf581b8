//! Whether a document has the shape that OpenAPI gives it.
//!
//! Checked node by node, so that every fault has its place and none hides
//! another, and on the document as it is written: a pass that meets the wrong
//! shape would drop it.

use openapiv3::{Info, Parameter, RequestBody, Response, SecurityScheme, Server, Tag};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::schemas::for_each_schema;
use super::{METHODS, components};
use crate::problem::{Place, Problem};

/// What a keyword of a schema holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    Texts,
    Flag,
    Schema,
    FlagOrSchema,
    Schemas,
    Named,
    List,
}

const KEYWORDS: [(&str, Holds); 21] = [
    ("$ref", Holds::Text),
    ("additionalProperties", Holds::FlagOrSchema),
    ("allOf", Holds::Schemas),
    ("anyOf", Holds::Schemas),
    ("deprecated", Holds::Flag),
    ("description", Holds::Text),
    ("enum", Holds::List),
    ("format", Holds::Text),
    ("items", Holds::Schema),
    ("not", Holds::Schema),
    ("nullable", Holds::Flag),
    ("oneOf", Holds::Schemas),
    ("pattern", Holds::Text),
    ("properties", Holds::Named),
    ("readOnly", Holds::Flag),
    ("required", Holds::Texts),
    ("title", Holds::Text),
    ("type", Holds::Text),
    ("writeOnly", Holds::Flag),
    ("x-key", Holds::Schema),
    ("x-reference", Holds::Schema),
];

/// Every node that is not what OpenAPI 3.0 has there.
pub(super) fn check(place: &Place, document: &Value) -> Vec<Problem> {
    let mut check = Check { place, problems: Vec::new() };
    check.node::<Info>(&["info"], document.get("info").unwrap_or(&Value::Null));
    check.list::<Server>(&["servers"], document.get("servers"));
    check.list::<Tag>(&["tags"], document.get("tags"));
    for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        check.path_item(path, item);
    }
    check.components(document);
    for_each_schema(document, &mut |pointer, schema| check.schema(pointer, schema));
    check.problems
}

struct Check<'a> {
    place: &'a Place,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn components(&mut self, document: &Value) {
        for (name, node) in components(document, "parameters") {
            self.node::<Parameter>(&["components", "parameters", name], node);
        }
        for (name, node) in components(document, "requestBodies") {
            self.node::<RequestBody>(&["components", "requestBodies", name], node);
        }
        for (name, node) in components(document, "responses") {
            self.node::<Response>(&["components", "responses", name], node);
        }
        for (name, node) in components(document, "securitySchemes") {
            self.node::<SecurityScheme>(&["components", "securitySchemes", name], node);
        }
    }

    fn path_item(&mut self, path: &str, item: &Value) {
        let Some(item) = self.object(&["paths", path], item) else { return };
        self.list::<Parameter>(&["paths", path, "parameters"], item.get("parameters"));
        for (key, operation) in item {
            let known = ["parameters", "summary", "description", "servers"];
            if METHODS.contains(&key.as_str()) {
                self.operation(path, key, operation);
            } else if !known.contains(&key.as_str()) && !key.starts_with("x-") {
                self.fault(
                    &["paths", path, key],
                    "is no method, and OpenAPI has nothing else of this name here".into(),
                );
            }
        }
    }

    fn operation(&mut self, path: &str, method: &str, operation: &Value) {
        let tokens = ["paths", path, method];
        let at = |key| [&tokens[..], &[key]].concat();
        let Some(operation) = self.object(&tokens, operation) else { return };
        self.list::<Parameter>(&at("parameters"), operation.get("parameters"));
        if let Some(body) = operation.get("requestBody") {
            self.node::<RequestBody>(&at("requestBody"), body);
        }
        let responses = operation.get("responses").unwrap_or(&Value::Null);
        for (status, response) in self.object(&at("responses"), responses).into_iter().flatten() {
            let tokens = [&at("responses")[..], &[status.as_str()]].concat();
            if is_status(status) {
                self.node::<Response>(&tokens, response);
            } else if !status.starts_with("x-") {
                self.fault(&tokens, "is no status: write `200`, `4XX` or `default`".into());
            }
        }
        // The parts are checked above, each at its own place.
        let mut rest = operation.clone();
        rest.retain(|key, _| !matches!(key.as_str(), "parameters" | "requestBody"));
        rest.insert("responses".into(), Value::Object(Map::new()));
        self.node::<openapiv3::Operation>(&tokens, &Value::Object(rest));
    }

    fn list<T: DeserializeOwned>(&mut self, tokens: &[&str], list: Option<&Value>) {
        match list {
            None => {}
            Some(Value::Array(nodes)) => {
                for (index, node) in nodes.iter().enumerate() {
                    let index = index.to_string();
                    self.node::<T>(&[tokens, &[index.as_str()]].concat(), node);
                }
            }
            Some(_) => self.fault(tokens, "must be a list".into()),
        }
    }

    /// One node that is no reference. Schemas inside are checked on their own.
    fn node<T: DeserializeOwned>(&mut self, tokens: &[&str], node: &Value) {
        if node.get("$ref").is_some_and(Value::is_string) {
            return;
        }
        let mut node = node.clone();
        without_schemas(&mut node);
        let read: Result<T, _> = serde_path_to_error::deserialize(&node);
        if let Err(error) = read {
            let path = error.path().to_string();
            let within = if path == "." { String::new() } else { format!("at `{path}`: ") };
            self.fault(tokens, format!("{within}{}", error.inner()));
        }
    }

    fn object<'v>(&mut self, tokens: &[&str], value: &'v Value) -> Option<&'v Map<String, Value>> {
        if !value.is_object() {
            self.fault(tokens, "must be a map".into());
        }
        value.as_object()
    }

    fn schema(&mut self, pointer: &str, schema: &Value) {
        let Some(schema) = schema.as_object() else {
            let place = self.place.pointer(pointer);
            self.problems.push(fault(place, "must be a schema, which is a map".into()));
            return;
        };
        for (keyword, holds) in KEYWORDS {
            if let Some(expected) = schema.get(keyword).and_then(|value| holds.refuses(value)) {
                let place = self.place.pointer(pointer).at([keyword]);
                self.problems.push(fault(place, format!("`{keyword}` must be {expected}")));
            }
        }
    }

    fn fault(&mut self, tokens: &[&str], reason: String) {
        self.problems.push(fault(self.place.at(tokens.iter().copied()), reason));
    }
}

impl Holds {
    /// What a keyword must be, if a value is not that.
    fn refuses(self, value: &Value) -> Option<&'static str> {
        let all = |value: &Value, holds: fn(&Value) -> bool| {
            value.as_array().is_some_and(|list| list.iter().all(holds))
        };
        let (fits, expected) = match self {
            Self::Text => (value.is_string(), "a text"),
            Self::Texts => (all(value, Value::is_string), "a list of texts"),
            Self::Flag => (value.is_boolean(), "`true` or `false`"),
            Self::Schema => (value.is_object(), "a schema"),
            Self::FlagOrSchema => {
                (value.is_boolean() || value.is_object(), "a schema, `true` or `false`")
            }
            Self::Schemas => (all(value, Value::is_object), "a list of schemas"),
            Self::Named => (value.is_object(), "a map of schemas"),
            Self::List => (value.is_array(), "a list"),
        };
        (!fits).then_some(expected)
    }
}

fn fault(place: Place, reason: String) -> Problem {
    Problem::fault("openapi", place, reason, "write it as OpenAPI 3.0 has it")
}

fn is_status(status: &str) -> bool {
    let bytes = status.as_bytes();
    status == "default"
        || matches!(bytes, [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X', b'X'])
}

/// Empties the schemas of a node.
fn without_schemas(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match key.as_str() {
                    "schema" | "examples" => *value = Value::Object(Map::new()),
                    "example" => *value = Value::Null,
                    _ => without_schemas(value),
                }
            }
        }
        Value::Array(array) => array.iter_mut().for_each(without_schemas),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn said(document: &Value) -> String {
        let problems = check(&Place::file("specs/acme/openapi.yaml"), document);
        problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_fault_has_its_own_place() {
        assert_snapshot!(said(&json!({
            "info": { "title": "Acme" },
            "paths": {
                "/a": { "get": {
                    "parameters": { "name": "q" },
                    "requestBody": { "contents": {} },
                    "responses": { "200": { "content": {} }, "2000": {} },
                    "tags": "Things",
                }, "fetch": {} },
                "/b": { "get": { "parameters": [{ "name": "q", "in": "nowhere", "schema": {} }], "responses": { "200": { "description": "" } } } },
                "/c": [],
            },
            "components": { "schemas": {
                "A": { "type": ["string"], "properties": { "b": 3, "c": { "required": "d", "nullable": "yes" } } },
            } },
        })), @r#"
        error[openapi]: specs/acme/openapi.yaml#/info
          missing field `version`
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/paths/~1a/fetch
          is no method, and OpenAPI has nothing else of this name here
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/paths/~1a/get/parameters
          must be a list
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/paths/~1a/get/responses/200
          missing field `description`
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/paths/~1a/get/responses/2000
          is no status: write `200`, `4XX` or `default`
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/paths/~1a/get
          at `tags`: invalid type: string "Things", expected a sequence
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/paths/~1b/get/parameters/0
          at `in`: unknown variant `nowhere`, expected one of `query`, `header`, `path`, `cookie`
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/paths/~1c
          must be a map
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/components/schemas/A/type
          `type` must be a text
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/components/schemas/A/properties/b
          must be a schema, which is a map
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/components/schemas/A/properties/c/nullable
          `nullable` must be `true` or `false`
          fix: write it as OpenAPI 3.0 has it
        error[openapi]: specs/acme/openapi.yaml#/components/schemas/A/properties/c/required
          `required` must be a list of texts
          fix: write it as OpenAPI 3.0 has it
        "#);
    }

    #[test]
    fn a_document_as_openapi_has_it_is_fine() {
        assert_eq!(
            said(&json!({
                "info": { "title": "Acme", "version": "1" },
                "paths": { "/a": {
                    "parameters": [{ "$ref": "#/components/parameters/P" }],
                    "get": { "operationId": "a", "x-idempotent": true, "responses": {
                        "200": { "description": "", "content": { "application/json": { "schema": {}, "example": 3 } } },
                        "201": { "description": "", "content": { "application/json": { "examples": { "one": { "value": 3 } } } } },
                        "4XX": { "$ref": "#/components/responses/R" },
                    } },
                } },
                "components": {
                    "parameters": { "P": { "name": "p", "in": "query", "schema": { "type": "string" } } },
                    "responses": { "R": { "description": "" } },
                },
            })),
            ""
        );
    }
}
