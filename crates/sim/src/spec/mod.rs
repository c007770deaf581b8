//! A vendor's OpenAPI document as the judge of requests and replies.
//!
//! The document is read as a plain value and compiled to JSON Schema
//! validators. Nothing here shares code with the pipeline that makes the
//! clients: two readings of one document catch each other's mistakes.

mod check;
mod form;
mod route;
mod translate;

pub(crate) use check::{Arguments, Sent, Violation};
pub(crate) use form::Form;
pub(crate) use route::NoRoute;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use jsonschema::ValidatorMap;
use serde_json::{Map, Value, json};

use route::Template;

const METHODS: [(&str, Method); 7] = [
    ("get", Method::GET),
    ("put", Method::PUT),
    ("post", Method::POST),
    ("delete", Method::DELETE),
    ("options", Method::OPTIONS),
    ("head", Method::HEAD),
    ("patch", Method::PATCH),
];

#[derive(Debug)]
pub(crate) struct Spec {
    operations: Vec<Operation>,
    validators: ValidatorMap,
    secrets: BTreeSet<String>,
}

#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    /// Whether the operation asks for a credential.
    pub(crate) secured: bool,
    method: Method,
    template: Template,
    parameters: Vec<Parameter>,
    /// The validator of each media type that a body may have.
    bodies: BTreeMap<String, String>,
    body_required: bool,
    /// Whether the body is a secret as a whole.
    body_is_secret: bool,
    /// The validators of a reply's bodies, by status and media type.
    replies: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Debug)]
struct Parameter {
    name: String,
    /// `path` or `query`; others are not checked.
    place: String,
    required: bool,
    kind: Kind,
    validator: String,
}

/// What the text of a parameter stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A text.
    Text,
    /// A number or a boolean, written as in JSON.
    Literal,
    /// A list, whose values come one by one or joined by commas.
    List { literal: bool, joined: bool },
    /// Parameters whose names nobody has written down.
    Open,
}

/// What a schema calls a secret.
const PASSWORD: &str = "password";
/// The secrets of OAuth, whose endpoints no document has.
const CREDENTIALS: [&str; 2] = ["client_secret", "password"];

impl Spec {
    /// Compiles a document; the error says what is wrong and where.
    pub(crate) fn parse(yaml: &str) -> Result<Self, String> {
        // `no` and `on` are texts, as in YAML 1.2.
        let options = serde_saphyr::options! { strict_booleans: true };
        let document: Value = serde_saphyr::from_str_with_options(yaml, options)
            .map_err(|error| error.to_string())?;
        let mut reader = Reader { document: &document, schemas: Map::new() };
        let operations = reader.operations()?;
        for (name, schema) in members(&document, "/components/schemas") {
            reader.schemas.insert(name.clone(), translate::schema(schema));
        }
        let validators = translate::options()
            .build_map(&json!({ "$defs": reader.schemas }))
            .map_err(|error| format!("{}: {error}", error.instance_path()))?;
        let mut secrets = secrets(&document);
        secrets.extend(CREDENTIALS.map(str::to_owned));
        Ok(Self { operations, validators, secrets })
    }

    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }
}

/// Collects operations, and their schemas under names of their own.
struct Reader<'a> {
    document: &'a Value,
    schemas: Map<String, Value>,
}

impl<'a> Reader<'a> {
    fn operations(&mut self) -> Result<Vec<Operation>, String> {
        let mut operations = Vec::new();
        for (path, item) in members(self.document, "/paths") {
            for (name, method) in METHODS {
                if let Some(operation) = item.get(name) {
                    operations.push(self.operation(path, item, method, operation)?);
                }
            }
        }
        Ok(operations)
    }

    fn operation(
        &mut self,
        path: &str,
        item: &'a Value,
        method: Method,
        operation: &'a Value,
    ) -> Result<Operation, String> {
        let id = text(operation, "operationId")
            .ok_or_else(|| format!("{method} {path} has no operationId"))?
            .to_owned();
        let body = operation.get("requestBody").map(|body| self.resolve(body)).transpose()?;
        Ok(Operation {
            secured: self.is_secured(operation),
            method,
            template: Template::parse(path),
            parameters: self.parameters(&id, item, operation)?,
            bodies: body.map(|body| self.media_types(&id, "body", body)).unwrap_or_default(),
            body_required: body.is_some_and(|body| body["required"] == true),
            body_is_secret: body.map_or(Ok(false), |body| self.is_secret(body))?,
            replies: self.replies(&id, operation)?,
            id,
        })
    }

    fn is_secret(&self, body: &'a Value) -> Result<bool, String> {
        for (_, value) in members(body, "/content") {
            let schema = value.get("schema").map(|schema| self.resolve(schema)).transpose()?;
            if schema.and_then(|schema| text(schema, "format")) == Some(PASSWORD) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether an operation asks for all that calls of the document ask for as a rule. One
    /// that takes a key alone, where others take a token as well, is how a token is had.
    fn is_secured(&self, operation: &Value) -> bool {
        let usual = self.document.get("security").and_then(Value::as_array);
        let asked = operation.get("security").and_then(Value::as_array).or(usual);
        let covers = |one: &Value, other: &Value| {
            other
                .as_object()
                .is_some_and(|schemes| schemes.keys().all(|scheme| one.get(scheme).is_some()))
        };
        asked.is_some_and(|asked| {
            asked
                .iter()
                .any(|one| usual.is_none_or(|usual| usual.iter().any(|other| covers(one, other))))
        })
    }

    fn parameters(
        &mut self,
        id: &str,
        item: &'a Value,
        operation: &'a Value,
    ) -> Result<Vec<Parameter>, String> {
        let lists = [item, operation].into_iter().filter_map(|owner| owner.get("parameters"));
        let mut parameters = Vec::new();
        for parameter in lists.filter_map(Value::as_array).flatten() {
            let parameter = self.resolve(parameter)?;
            let name = text(parameter, "name").unwrap_or_default().to_owned();
            let place = text(parameter, "in").unwrap_or_default().to_owned();
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            let validator = format!("{id}.{place}.{name}");
            let kind = self.kind(parameter, self.resolve(schema)?)?;
            let required = parameter["required"] == true;
            self.schemas.insert(validator.clone(), translate::schema(schema));
            parameters.push(Parameter { name, place, required, kind, validator });
        }
        Ok(parameters)
    }

    fn kind(&self, parameter: &Value, schema: &'a Value) -> Result<Kind, String> {
        let is_literal =
            |schema| matches!(text(schema, "type"), Some("integer" | "number" | "boolean"));
        Ok(match text(schema, "type") {
            Some("object") => Kind::Open,
            Some("array") => {
                let items = schema.get("items").map(|items| self.resolve(items)).transpose()?;
                let joined = parameter.get("explode") == Some(&Value::Bool(false));
                Kind::List { literal: items.is_some_and(is_literal), joined }
            }
            _ if is_literal(schema) => Kind::Literal,
            _ => Kind::Text,
        })
    }

    fn replies(
        &mut self,
        id: &str,
        operation: &'a Value,
    ) -> Result<BTreeMap<String, BTreeMap<String, String>>, String> {
        let mut replies = BTreeMap::new();
        for (status, reply) in members(operation, "/responses") {
            let reply = self.resolve(reply)?;
            replies.insert(status.clone(), self.media_types(id, status, reply));
        }
        Ok(replies)
    }

    fn media_types(&mut self, id: &str, role: &str, owner: &Value) -> BTreeMap<String, String> {
        let mut media_types = BTreeMap::new();
        for (number, (media_type, value)) in members(owner, "/content").enumerate() {
            let name = format!("{id}.{role}.{number}");
            let schema = value.get("schema").map_or(Value::Bool(true), translate::schema);
            self.schemas.insert(name.clone(), schema);
            media_types.insert(media_type.clone(), name);
        }
        media_types
    }

    /// Follows `$ref`, if there is one; a chain longer than any sane one is an
    /// error.
    fn resolve(&self, mut value: &'a Value) -> Result<&'a Value, String> {
        for _ in 0..16 {
            let Some(reference) = text(value, "$ref") else {
                return Ok(value);
            };
            value = reference
                .strip_prefix('#')
                .and_then(|pointer| self.document.pointer(pointer))
                .ok_or_else(|| format!("$ref {reference:?} leads nowhere"))?;
        }
        Err("a $ref leads to itself".to_owned())
    }
}

/// The names of all properties that the document calls passwords.
fn secrets(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, schema) in members(value, "/properties") {
        if text(schema, "format") == Some(PASSWORD) {
            found.insert(name.clone());
        }
    }
    let children: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(entries) => entries.values().collect(),
        _ => Vec::new(),
    };
    found.extend(children.into_iter().flat_map(secrets));
    found
}

fn members<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}
