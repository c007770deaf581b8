//! Holds requests and replies against the document.

use std::collections::BTreeMap;

use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use super::{Form, Kind, Operation, Parameter, Spec};
use crate::reply::{Content, Reply};

/// What a request says, before it is held against the document.
#[derive(Debug, Default)]
pub(crate) struct Sent<'a> {
    pub(crate) path: BTreeMap<String, String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) media_type: Option<&'a str>,
    pub(crate) bytes: Vec<u8>,
    /// The body, if it is a form with files.
    pub(crate) form: Option<Form>,
}

/// What a valid request says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) path: BTreeMap<String, String>,
    /// In the order of the query; a name may come several times.
    pub(crate) query: Vec<(String, String)>,
    /// Null when the operation takes no body, or none was sent; of a form with files, its
    /// texts and the names of its files.
    pub(crate) body: Value,
    /// The body as it was sent.
    pub(crate) bytes: Vec<u8>,
    /// The parts of a form with files.
    pub(crate) form: Form,
}

/// How a request breaks the document's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Violation {
    MediaType(String),
    Content(String),
}

const REDACTED: &str = "[redacted]";

impl Spec {
    /// Reads a body, for a log: JSON as it is, a form as an object of strings,
    /// secret fields, or all of a body that is secret, made unreadable.
    pub(crate) fn readable_body(
        &self,
        operation: Option<&Operation>,
        media_type: Option<&str>,
        bytes: &[u8],
    ) -> Option<Value> {
        if operation.is_some_and(|operation| operation.body_is_secret) {
            return Some(REDACTED.into());
        }
        let mut body = parse_body(media_type?, bytes).ok()?;
        self.redact(&mut body);
        Some(body)
    }

    /// Holds a request against its operation.
    pub(crate) fn check_request(
        &self,
        operation: &Operation,
        sent: Sent<'_>,
    ) -> Result<Arguments, Violation> {
        self.check_parameters(operation, &sent.path, &sent.query).map_err(Violation::Content)?;
        let body = self.check_body(operation, &sent)?;
        let Sent { path, query, bytes, form, .. } = sent;
        Ok(Arguments { path, query, body, bytes, form: form.unwrap_or_default() })
    }

    /// Holds a reply against its operation. Statuses that the operation does
    /// not list are not judged.
    pub(crate) fn check_reply(&self, operation: &Operation, reply: &Reply) -> Result<(), String> {
        let code = reply.status.as_str();
        let class = format!("{}XX", &code[..1]);
        let listed = operation.replies.get(code).or_else(|| operation.replies.get(&class));
        let Some(media_types) = listed else {
            return Ok(());
        };
        let (media_type, value) = match &reply.content {
            Content::Json(value) => ("application/json", value.clone()),
            Content::JsonAs(media_type, value) => (*media_type, value.clone()),
            Content::Text(text) => ("text/plain", Value::from(text.as_str())),
            Content::Html(_) => ("text/html", Value::Null),
            Content::Bytes(media_type, _) => (*media_type, Value::from("")),
            Content::Empty if media_types.is_empty() => return Ok(()),
            Content::Empty => return Err(format!("{}: no body", operation.id)),
        };
        let Some(validator) = fitting(media_types, media_type) else {
            return Err(format!("{}: {} has no {media_type}", operation.id, reply.status));
        };
        self.judge(validator, &value).map_err(|problem| format!("{}{problem}", operation.id))
    }

    fn check_parameters(
        &self,
        operation: &Operation,
        path: &BTreeMap<String, String>,
        query: &[(String, String)],
    ) -> Result<(), String> {
        if let Some(name) = operation.unknown(query) {
            return Err(format!("query parameter {name:?}: is not one of this operation"));
        }
        for parameter in &operation.parameters {
            let texts: Vec<&str> = match parameter.place.as_str() {
                "path" => path.get(&parameter.name).map(String::as_str).into_iter().collect(),
                "query" if parameter.kind == Kind::Open => continue,
                "query" => {
                    let named = query.iter().filter(|(name, _)| *name == parameter.name);
                    named.map(|(_, text)| text.as_str()).collect()
                }
                _ => continue,
            };
            let problem = match parameter.read(&texts) {
                Some(value) => self.judge(&parameter.validator, &value),
                None if parameter.required => Err("is required".to_owned()),
                None => Ok(()),
            };
            problem.map_err(|problem| {
                format!("{} parameter {:?}: {problem}", parameter.place, parameter.name)
            })?;
        }
        Ok(())
    }

    fn check_body(&self, operation: &Operation, sent: &Sent<'_>) -> Result<Value, Violation> {
        if sent.bytes.is_empty() {
            return match operation.body_required {
                true => Err(Violation::Content("a body is required".to_owned())),
                false => Ok(Value::Null),
            };
        }
        if operation.bodies.is_empty() {
            return Err(Violation::Content("this operation takes no body".to_owned()));
        }
        let media_type = sent.media_type.unwrap_or_default();
        let Some(validator) = fitting(&operation.bodies, media_type) else {
            let known: Vec<_> = operation.bodies.keys().map(String::as_str).collect();
            let problem = format!("content type {media_type:?} is not {}", known.join(" or "));
            return Err(Violation::MediaType(problem));
        };
        let body = match &sent.form {
            Some(form) => Ok(form.to_json()),
            None => parse_body(media_type, &sent.bytes),
        };
        let body = body.map_err(Violation::Content)?;
        self.judge(validator, &body).map_err(Violation::Content)?;
        Ok(body)
    }

    fn judge(&self, validator: &str, value: &Value) -> Result<(), String> {
        let Some(validator) = self.validators.get(&format!("#/$defs/{validator}")) else {
            return Err(format!("no validator {validator:?}"));
        };
        let problems: Vec<String> = validator.iter_errors(value).map(|e| describe(&e)).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems.join("; ")) }
    }

    fn redact(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact(item)),
            Value::Object(entries) => {
                for (name, entry) in entries {
                    if self.secrets.contains(name) {
                        *entry = REDACTED.into();
                    }
                    self.redact(entry);
                }
            }
            _ => {}
        }
    }
}

/// The pointer and the rule; never the value, which may be a secret.
fn describe(error: &ValidationError<'_>) -> String {
    let path = error.instance_path().as_str();
    if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
        let names = unexpected.iter().map(|name| format!("{path}/{name}: is not a known field"));
        return names.collect::<Vec<_>>().join("; ");
    }
    match path {
        // The value itself, of which the caller knows the name.
        "" => error.masked().to_string(),
        path => format!("{path}: {}", error.masked()),
    }
}

/// The validator of a media type, or of a range such as `image/*` that it is in.
fn fitting<'a>(media_types: &'a BTreeMap<String, String>, media_type: &str) -> Option<&'a String> {
    let range = media_type.split_once('/').map(|(group, _)| format!("{group}/*"));
    media_types
        .get(media_type)
        .or_else(|| media_types.get(range?.as_str()))
        .or_else(|| media_types.get("*/*"))
}

/// A body as a value; of a file nothing but that it is there.
fn parse_body(media_type: &str, bytes: &[u8]) -> Result<Value, String> {
    if media_type == "application/x-www-form-urlencoded" {
        let fields = url::form_urlencoded::parse(bytes).into_owned();
        return Ok(fields.map(|(name, text)| (name, Value::from(text))).collect());
    }
    if media_type.ends_with("json") {
        return serde_json::from_slice(bytes)
            .map_err(|error| format!("the body is no JSON: {error}"));
    }
    Ok(Value::from(""))
}

impl Operation {
    /// The name of a query parameter that is none of this operation, where it lists them
    /// all.
    fn unknown<'q>(&self, query: &'q [(String, String)]) -> Option<&'q str> {
        let listed = || self.parameters.iter().filter(|parameter| parameter.place == "query");
        if listed().any(|parameter| parameter.kind == Kind::Open) {
            return None;
        }
        let known = |name: &str| listed().any(|parameter| parameter.name == name);
        query.iter().map(|(name, _)| name.as_str()).find(|name| !known(name))
    }
}

impl Parameter {
    /// The value that texts stand for; none if there are none. A text that is not of its
    /// type stays a text, and the schema complains.
    fn read(&self, texts: &[&str]) -> Option<Value> {
        let scalar = |text: &&str| match self.kind {
            Kind::Literal | Kind::List { literal: true, .. } => {
                serde_json::from_str(text).unwrap_or_else(|_| (*text).into())
            }
            _ => (*text).into(),
        };
        match self.kind {
            Kind::List { joined: true, .. } => {
                let text = texts.first()?;
                Some(text.split(',').map(|text| scalar(&text)).collect())
            }
            Kind::List { .. } if texts.is_empty() => None,
            Kind::List { .. } => Some(texts.iter().map(scalar).collect()),
            _ => texts.first().map(scalar),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const DOCUMENT: &str = "
paths:
  /things/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: integer } }
    post:
      operationId: change_thing
      parameters:
        - { name: mode, in: query, schema: { type: string, enum: [a, b] } }
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: '#/components/schemas/Change' } }
      responses:
        '200':
          content:
            application/json: { schema: { $ref: '#/components/schemas/Thing' } }
components:
  schemas:
    Change:
      type: object
      required: [name]
      properties:
        name: { type: string }
        secret: { type: string, format: password }
        deep: { type: array, items: { $ref: '#/components/schemas/Thing' } }
    Thing:
      type: object
      properties: { n: { type: integer } }
";

    fn check(
        path: &str,
        query: &[(&str, &str)],
        media_type: &str,
        body: &str,
    ) -> Result<Value, Violation> {
        let spec = Spec::parse(DOCUMENT).unwrap();
        let (operation, path) = spec.find(&axum::http::Method::POST, path).unwrap();
        let query: Vec<_> =
            query.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let bytes = body.as_bytes().to_vec();
        let sent = Sent { path, query, media_type: Some(media_type), bytes, form: None };
        Ok(spec.check_request(operation, sent)?.body)
    }

    fn problem(path: &str, query: &[(&str, &str)], body: &str) -> String {
        match check(path, query, "application/json", body) {
            Err(Violation::Content(problem)) => problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_good_request_passes() {
        let body = check("/things/7", &[("mode", "a")], "application/json", r#"{"name":"x"}"#);
        assert_eq!(body, Ok(json!({ "name": "x" })));
    }

    #[test]
    fn problems_name_their_place() {
        let good = r#"{"name":"x"}"#;
        assert!(problem("/things/x", &[], good).starts_with("path parameter \"id\": "));
        assert!(
            problem("/things/1", &[("mode", "c")], good).starts_with("query parameter \"mode\"")
        );
        assert!(problem("/things/1", &[("x", "c")], good).contains("is not one of this operation"));
        assert!(problem("/things/1", &[], "{}").contains("\"name\" is a required property"));
        let deep = r#"{"name":"x","deep":[{"n":1},{"n":"s","m":1}]}"#;
        let deep = problem("/things/1", &[], deep);
        assert!(
            deep.contains("/deep/1/n: ") && deep.contains("/deep/1/m: is not a known"),
            "{deep}"
        );
        assert_eq!(problem("/things/1", &[], ""), "a body is required");
    }

    #[test]
    fn a_problem_never_quotes_the_value() {
        let problem = problem("/things/1", &[], r#"{"name":"x","secret":["hunter2"]}"#);
        assert!(problem.contains("/secret") && !problem.contains("hunter2"), "{problem}");
    }

    #[test]
    fn another_media_type_is_its_own_problem() {
        let found = check("/things/1", &[], "text/plain", "x");
        assert!(matches!(found, Err(Violation::MediaType(_))), "{found:?}");
    }

    #[test]
    fn a_logged_body_has_no_secret() {
        let spec = Spec::parse(DOCUMENT).unwrap();
        let body = br#"{"name":"x","secret":"hunter2"}"#;
        let body = spec.readable_body(None, Some("application/json"), body).unwrap();
        assert_eq!(body, json!({ "name": "x", "secret": "[redacted]" }));
    }

    #[test]
    fn a_reply_is_held_against_its_schema() {
        let spec = Spec::parse(DOCUMENT).unwrap();
        let operation = &spec.operations()[0];
        assert_eq!(spec.check_reply(operation, &Reply::json(json!({ "n": 1 }))), Ok(()));
        assert!(spec.check_reply(operation, &Reply::json(json!({ "x": 1 }))).is_err());
        assert!(spec.check_reply(operation, &Reply::text("n")).is_err());
    }
}
