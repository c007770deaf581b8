//! Responses: in 2.0 the schema stands beside the media types.

use serde_json::{Map, Value, json};

use super::NAME;
use super::parameters::header;
use crate::adopt::Report;

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

pub(super) fn run(response: &mut Value, produces: &[String], pointer: &str, report: &mut Report) {
    let Value::Object(response) = response else { return };
    let headers = response.get_mut("headers").and_then(Value::as_object_mut);
    for (_, value) in headers.into_iter().flatten() {
        if header(value) {
            report.rewrote(NAME, pointer);
        }
    }
    let examples =
        if response.contains_key("content") { None } else { response.remove("examples") };
    let schema = response.remove("schema").or_else(|| is_shown(examples.as_ref()?));
    let Some(schema) = schema else { return };
    if response.contains_key("content") || response.contains_key("$ref") {
        return;
    }
    report.rewrote(NAME, pointer);
    let content: Map<String, Value> = media_types(produces, &schema)
        .into_iter()
        .map(|name| {
            let mut content = json!({ "schema": schema });
            if let Some(example) = examples.as_ref().and_then(|examples| examples.get(name)) {
                content["example"] = example.clone();
            }
            (name.to_owned(), content)
        })
        .collect();
    response.insert("content".into(), content.into());
}

/// The schema of a body that only an example tells of: any JSON.
fn is_shown(examples: &Value) -> Option<Value> {
    examples.get(JSON).map(|_| json!({}))
}

/// In what a body comes. Without a word about it, or with a word that cannot be
/// meant of such a schema, it is JSON.
fn media_types<'a>(produces: &'a [String], schema: &Value) -> Vec<&'a str> {
    let kind = schema.get("type").and_then(Value::as_str);
    let is_file = kind == Some("file");
    let has_parts = !matches!(kind, Some("file" | "string"));
    let is_text =
        |name: &str| ["json", "xml", "yaml", "csv", "text"].iter().any(|word| name.contains(word));
    let fits = |name: &&str| {
        let is_meant = if has_parts { is_text(name) } else { !is_file || !name.ends_with("json") };
        is_meant && !name.contains('*')
    };
    let named: Vec<&str> = produces.iter().map(String::as_str).filter(fits).collect();
    match named.as_slice() {
        [] if is_file => vec![BYTES],
        [] => vec![JSON],
        _ => named,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_no_json_and_a_wildcard_is() {
        let produces =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (file, object) = (json!({ "type": "file" }), json!({ "$ref": "#/definitions/A" }));
        assert_eq!(media_types(&produces(&[JSON, "application/pdf"]), &file), ["application/pdf"]);
        assert_eq!(media_types(&produces(&[JSON]), &file), [BYTES]);
        assert_eq!(media_types(&produces(&["*/*"]), &object), [JSON]);
        assert_eq!(media_types(&produces(&["image/png"]), &object), [JSON]);
    }

    #[test]
    fn an_example_without_a_schema_is_any_json() {
        let mut response = json!({ "description": "Desks.", "examples": { JSON: [{ "id": 1 }] } });
        run(&mut response, &[], "", &mut Report::default());
        let content = json!({ JSON: { "schema": {}, "example": [{ "id": 1 }] } });
        assert_eq!(response, json!({ "description": "Desks.", "content": content }));
    }

    #[test]
    fn headers_get_a_schema() {
        let mut response =
            json!({ "headers": { "X-Left": { "type": "integer", "description": "Left." } } });
        run(&mut response, &[], "", &mut Report::default());
        let header = json!({ "description": "Left.", "schema": { "type": "integer" } });
        assert_eq!(response, json!({ "headers": { "X-Left": header } }));
    }
}
