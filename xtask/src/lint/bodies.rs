//! Bodies of requests and responses.

use serde_json::{Map, Value};

use crate::document::{operations, resolved};
use crate::problem::{Place, Problem};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const REQUESTS: [&str; 5] =
    [JSON, FORM, "application/octet-stream", "text/plain", "text/x-markdown"];

/// The generator takes one media type per request, of five.
pub(super) fn media_types(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        let Some(content) = operation.get("requestBody").and_then(content) else { continue };
        let place = place.at(["paths", path, method, "requestBody", "content"]);
        if content.len() > 1 {
            let all: Vec<&str> = content.keys().map(String::as_str).collect();
            problems.push(Problem::fault(
                "media-type",
                place.clone(),
                format!("the generator panics on more than one media type ({})", all.join(", ")),
                "keep the one that the client is to send",
            ));
        }
        for media_type in content.keys().filter(|name| !REQUESTS.contains(&name.as_str())) {
            problems.push(Problem::fault(
                "media-type",
                place.at([media_type.as_str()]),
                format!("the generator cannot send `{media_type}`"),
                format!("use one of: {}; any other can be sent as bytes, `{{type: string, format: binary}}`", REQUESTS.join(", ")),
            ));
        }
    }
    problems
}

/// The generator sends every body, whether it is required or not.
pub(super) fn optional(place: &Place, document: &Value) -> Vec<Problem> {
    operations(document)
        .filter(|(_, _, operation)| {
            let body = operation.get("requestBody");
            body.is_some_and(|body| body.get("required") != Some(&Value::Bool(true)))
        })
        .map(|(path, method, _)| {
            Problem::fault(
                "optional-body",
                place.at(["paths", path, method, "requestBody"]),
                "the body may be left out, and the generator always sends it",
                "write `required: true`, and make the fields optional",
            )
        })
        .collect()
}

/// A form is flat: an array or an object in it compiles and fails at run time.
pub(super) fn forms(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        let form = operation.get("requestBody").and_then(content).and_then(|all| all.get(FORM));
        let Some(schema) = form.and_then(|form| form.get("schema")) else { continue };
        let place = place.at(["paths", path, method, "requestBody", "content", FORM]);
        let schema = resolved(document, schema);
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let kind = resolved(document, property).get("type").and_then(Value::as_str);
            if matches!(kind, Some("array" | "object")) {
                problems.push(Problem::fault(
                    "form",
                    place.at(["schema", "properties", name]),
                    format!("the form's field `{name}` is neither a scalar nor a list of scalars, and every call would be refused at run time"),
                    "make it a string, and say in its description how the vendor joins the parts",
                ));
            }
        }
    }
    problems
}

/// An answer that is not JSON is a stream of bytes, whatever its schema says;
/// and of two kinds of JSON only one would be read.
pub(super) fn answers(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
        for (status, content) in responses.filter_map(|(key, body)| Some((key, content(body)?))) {
            let place = place.at(["paths", path, method, "responses", status, "content"]);
            for (media_type, body) in content.iter().filter(|(name, _)| *name != JSON) {
                let (reason, fix) = if content.contains_key(JSON) {
                    ("another kind of JSON is read here already", "keep the one to ask for")
                } else if is_binary(document, body) {
                    continue;
                } else {
                    let reason = "the generator makes a stream of bytes of it, not a type";
                    (reason, "write the schema `{type: string, format: binary}`")
                };
                problems.push(Problem::fault("answer", place.at([&**media_type]), reason, fix));
            }
        }
    }
    problems
}

fn is_binary(document: &Value, body: &Value) -> bool {
    let schema = body.get("schema").map(|schema| resolved(document, schema));
    let format = schema.and_then(|schema| schema.get("format"));
    format.is_some_and(|format| format == "binary")
}

/// A body without a schema is refused, and a JSON response without one a panic.
pub(super) fn missing_schemas(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        let place = place.at(["paths", path, method]);
        let request = operation.get("requestBody").map(|body| (place.at(["requestBody"]), body));
        let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
        let responses =
            responses.map(|(status, body)| (place.at(["responses", status.as_str()]), body));
        for (place, body) in request.into_iter().chain(responses) {
            for (media_type, value) in content(body).into_iter().flatten() {
                let typed = REQUESTS[..2].contains(&media_type.as_str());
                if typed && value.get("schema").is_none() {
                    problems.push(Problem::fault(
                        "missing-schema",
                        place.at(["content", media_type.as_str()]),
                        "the generator fails on a body without a schema",
                        "describe the body; `schema: {}` stands for any JSON",
                    ));
                }
            }
        }
    }
    problems
}

fn content(body: &Value) -> Option<&Map<String, Value>> {
    body.get("content")?.as_object()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::testing::problems;
    use super::*;

    fn request(content: &Value) -> Value {
        json!({ "/a": { "post": { "requestBody": { "content": content } } } })
    }

    #[test]
    fn a_request_has_one_media_type_that_can_be_sent() {
        let paths = request(&json!({ "application/json": {}, "multipart/form-data": {} }));
        assert_snapshot!(problems(media_types, &paths, &json!({})), @"
        error[media-type]: specs/acme/openapi.yaml#/paths/~1a/post/requestBody/content
          the generator panics on more than one media type (application/json, multipart/form-data)
          fix: keep the one that the client is to send
        error[media-type]: specs/acme/openapi.yaml#/paths/~1a/post/requestBody/content/multipart~1form-data
          the generator cannot send `multipart/form-data`
          fix: use one of: application/json, application/x-www-form-urlencoded, application/octet-stream, text/plain, text/x-markdown; any other can be sent as bytes, `{type: string, format: binary}`
        ");
    }

    #[test]
    fn an_answer_is_of_one_kind_of_json_or_bytes() {
        let file = json!({ "schema": { "type": "string", "format": "binary" } });
        let paths = json!({ "/a": { "get": { "responses": {
            "200": { "content": { JSON: {}, "application/ld+json": {} } },
            "201": { "content": { "image/png": file, "text/csv": { "schema": { "type": "string" } } } },
        } } } });
        assert_snapshot!(problems(answers, &paths, &json!({})), @"
        error[answer]: specs/acme/openapi.yaml#/paths/~1a/get/responses/200/content/application~1ld+json
          another kind of JSON is read here already
          fix: keep the one to ask for
        error[answer]: specs/acme/openapi.yaml#/paths/~1a/get/responses/201/content/text~1csv
          the generator makes a stream of bytes of it, not a type
          fix: write the schema `{type: string, format: binary}`
        ");
    }

    #[test]
    fn a_body_is_required() {
        let paths = request(&json!({ JSON: { "schema": {} } }));
        assert_snapshot!(problems(optional, &paths, &json!({})), @"
        error[optional-body]: specs/acme/openapi.yaml#/paths/~1a/post/requestBody
          the body may be left out, and the generator always sends it
          fix: write `required: true`, and make the fields optional
        ");
    }

    #[test]
    fn a_form_is_flat() {
        let paths =
            request(&json!({ FORM: { "schema": { "$ref": "#/components/schemas/Form" } } }));
        let schemas = json!({ "Form": { "properties": {
            "scopes": { "type": "array" }, "grant_type": { "type": "string" },
        } } });
        assert_snapshot!(problems(forms, &paths, &schemas), @"
        error[form]: specs/acme/openapi.yaml#/paths/~1a/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties/scopes
          the form's field `scopes` is neither a scalar nor a list of scalars, and every call would be refused at run time
          fix: make it a string, and say in its description how the vendor joins the parts
        ");
    }

    #[test]
    fn a_body_has_a_schema() {
        let paths = json!({ "/a": { "post": {
            "requestBody": { "content": { JSON: {} } },
            "responses": { "200": { "content": { JSON: {} } }, "201": { "content": { JSON: { "schema": {} } } } },
        } } });
        assert_snapshot!(problems(missing_schemas, &paths, &json!({})), @"
        error[missing-schema]: specs/acme/openapi.yaml#/paths/~1a/post/requestBody/content/application~1json
          the generator fails on a body without a schema
          fix: describe the body; `schema: {}` stands for any JSON
        error[missing-schema]: specs/acme/openapi.yaml#/paths/~1a/post/responses/200/content/application~1json
          the generator fails on a body without a schema
          fix: describe the body; `schema: {}` stands for any JSON
        ");
    }
}
