//! Holds requests and replies against the document.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde_json::Value;

use super::{Operation, Spec};
use crate::reply::{Content, Reply};

/// What a valid request says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) path: BTreeMap<String, String>,
    pub(crate) query: BTreeMap<String, String>,
    /// Null when the operation takes no body, or none was sent.
    pub(crate) body: Value,
}

/// How a request breaks the document's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Violation {
    MediaType(String),
    Content(String),
}

impl Spec {
    /// Reads a body, for a log: JSON as it is, a form as an object of strings,
    /// secret fields made unreadable.
    pub(crate) fn readable_body(&self, media_type: Option<&str>, bytes: &[u8]) -> Option<Value> {
        let mut body = parse_body(media_type?, bytes).ok()?;
        self.redact(&mut body);
        Some(body)
    }

    /// Holds a request against its operation.
    pub(crate) fn check_request(
        &self,
        operation: &Operation,
        path: BTreeMap<String, String>,
        query: &[(String, String)],
        media_type: Option<&str>,
        bytes: &[u8],
    ) -> Result<Arguments, Violation> {
        self.check_parameters(operation, &path, query).map_err(Violation::Content)?;
        let query = query.iter().cloned().collect();
        let body = self.check_body(operation, media_type, bytes)?;
        Ok(Arguments { path, query, body })
    }

    /// Holds a reply against its operation. Statuses that the operation does
    /// not list are not judged.
    pub(crate) fn check_reply(&self, operation: &Operation, reply: &Reply) -> Result<(), String> {
        let Some(media_types) = operation.replies.get(reply.status.as_str()) else {
            return Ok(());
        };
        let (media_type, value) = match &reply.content {
            Content::Json(value) => ("application/json", value.clone()),
            Content::Text(text) => ("text/plain", Value::from(text.as_str())),
            Content::Html(_) => ("text/html", Value::Null),
            Content::Empty if reply.status == StatusCode::NO_CONTENT => return Ok(()),
            Content::Empty => return Err(format!("{}: no body", operation.id)),
        };
        let Some(validator) = media_types.get(media_type) else {
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
        let known = |name: &str| {
            operation.parameters.iter().any(|known| known.place == "query" && known.name == name)
        };
        if let Some((name, _)) = query.iter().find(|(name, _)| !known(name)) {
            return Err(format!("query parameter {name:?}: is not one of this operation"));
        }
        for parameter in &operation.parameters {
            let text = match parameter.place.as_str() {
                "path" => path.get(&parameter.name),
                "query" => query.iter().find(|(n, _)| *n == parameter.name).map(|(_, text)| text),
                _ => continue,
            };
            let problem = match text {
                Some(text) => self.judge(&parameter.validator, &typed(&parameter.kind, text)),
                None if parameter.required => Err("is required".to_owned()),
                None => Ok(()),
            };
            problem.map_err(|problem| {
                format!("{} parameter {:?}: {problem}", parameter.place, parameter.name)
            })?;
        }
        Ok(())
    }

    fn check_body(
        &self,
        operation: &Operation,
        media_type: Option<&str>,
        bytes: &[u8],
    ) -> Result<Value, Violation> {
        if bytes.is_empty() {
            return match operation.body_required {
                true => Err(Violation::Content("a body is required".to_owned())),
                false => Ok(Value::Null),
            };
        }
        if operation.bodies.is_empty() {
            return Err(Violation::Content("this operation takes no body".to_owned()));
        }
        let media_type = media_type.unwrap_or_default();
        let Some(validator) = operation.bodies.get(media_type) else {
            let known: Vec<_> = operation.bodies.keys().map(String::as_str).collect();
            let problem = format!("content type {media_type:?} is not {}", known.join(" or "));
            return Err(Violation::MediaType(problem));
        };
        let body = parse_body(media_type, bytes).map_err(Violation::Content)?;
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
                        *entry = "[redacted]".into();
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
    format!("{path}: {}", error.masked())
}

fn parse_body(media_type: &str, bytes: &[u8]) -> Result<Value, String> {
    if media_type == "application/x-www-form-urlencoded" {
        let fields = url::form_urlencoded::parse(bytes).into_owned();
        return Ok(fields.map(|(name, text)| (name, Value::from(text))).collect());
    }
    serde_json::from_slice(bytes).map_err(|error| format!("the body is no JSON: {error}"))
}

/// A parameter's text as the JSON type that its schema names; text that is no
/// such thing stays text, and the schema complains.
fn typed(kind: &str, text: &str) -> Value {
    match kind {
        "integer" | "number" | "boolean" => {
            serde_json::from_str(text).unwrap_or_else(|_| text.into())
        }
        _ => text.into(),
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
        let arguments =
            spec.check_request(operation, path, &query, Some(media_type), body.as_bytes())?;
        Ok(arguments.body)
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
        let body = spec.readable_body(Some("application/json"), body).unwrap();
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
