//! Bodies: in 2.0 they are parameters.

use serde_json::{Map, Value, json};

use super::parameters::{style, take_schema};
use crate::adopt::Report;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The body that parameters make; nothing if there are none.
pub(super) fn of(
    parameters: &[&Value],
    consumes: &[String],
    pointer: &str,
    report: &mut Report,
) -> Option<Value> {
    let is_whole = |parameter: &&&Value| parameter.get("in").is_some_and(|place| place == "body");
    // An operation's own one comes after that of its path.
    let whole = parameters.iter().rfind(is_whole);
    let fields: Vec<&Value> = parameters.iter().filter(|one| !is_whole(one)).copied().collect();
    match whole {
        Some(body) => {
            if !fields.is_empty() {
                report.lost(pointer, "form fields", "the operation has a body beside them");
            }
            Some(whole_body(body, consumes))
        }
        None if fields.is_empty() => None,
        None => Some(form(&fields, consumes)),
    }
}

fn whole_body(parameter: &Value, consumes: &[String]) -> Value {
    let mut body = Map::new();
    for key in ["description", "required"] {
        if let Some(value) = parameter.get(key) {
            body.insert(key.to_owned(), value.clone());
        }
    }
    let schema = match parameter.get("schema") {
        Some(schema) => schema.clone(),
        None => Value::Object(take_schema(&mut parameter.as_object().cloned().unwrap_or_default())),
    };
    let is_form = |name: &&String| *name == FORM || *name == MULTIPART;
    let named: Vec<&str> = consumes
        .iter()
        .filter(|name| !is_form(name) && *name != "*/*")
        .map(String::as_str)
        .collect();
    let media_types = if named.is_empty() { vec![JSON] } else { named };
    let content: Map<String, Value> = media_types
        .into_iter()
        .map(|name| (name.to_owned(), json!({ "schema": schema })))
        .collect();
    body.insert("content".to_owned(), content.into());
    Value::Object(body)
}

fn form(fields: &[&Value], consumes: &[String]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut encoding = Map::new();
    let mut has_file = false;
    for field in fields {
        let Value::Object(field) = field else { continue };
        let Some(name) = field.get("name").and_then(Value::as_str) else { continue };
        has_file |= field.get("type").is_some_and(|kind| kind == "file");
        let mut rest = field.clone();
        let format = rest.remove("collectionFormat");
        let mut schema = match rest.remove("schema") {
            Some(Value::Object(schema)) => schema,
            _ => take_schema(&mut rest),
        };
        if let Some(words) = field.get("description") {
            schema.insert("description".to_owned(), words.clone());
        }
        if schema.get("type").is_some_and(|kind| kind == "array") {
            let (style, explode) = style(field, format.as_ref().and_then(Value::as_str));
            encoding.insert(name.to_owned(), json!({ "style": style, "explode": explode }));
        }
        if field.get("required") == Some(&Value::Bool(true)) {
            required.push(Value::from(name));
        }
        properties.insert(name.to_owned(), schema.into());
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = required.clone().into();
    }
    let listed = |name: &str| consumes.iter().any(|listed| listed == name);
    let media_type =
        if has_file || (listed(MULTIPART) && !listed(FORM)) { MULTIPART } else { FORM };
    let mut content = json!({ "schema": schema });
    if !encoding.is_empty() && media_type == FORM {
        content["encoding"] = encoding.into();
    }
    json!({ "content": { media_type: content }, "required": !required.is_empty() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parameters: &[Value], consumes: &[&str], expected: &Value) {
        let parameters: Vec<&Value> = parameters.iter().collect();
        let consumes: Vec<String> = consumes.iter().map(|name| (*name).to_owned()).collect();
        let body = of(&parameters, &consumes, "", &mut Report::default()).unwrap_or_default();
        assert_eq!(format!("{body:#}"), format!("{expected:#}"));
    }

    #[test]
    fn a_body_comes_in_what_the_operation_consumes() {
        let body = json!({ "name": "b", "in": "body", "description": "B.", "required": true, "schema": { "type": "string" } });
        let content = json!({ "schema": { "type": "string" } });
        check(
            std::slice::from_ref(&body),
            &["application/xml", "application/json", FORM],
            &json!({ "description": "B.", "required": true, "content": { "application/json": content, "application/xml": content } }),
        );
        check(
            &[body],
            &["*/*"],
            &json!({ "description": "B.", "required": true, "content": { "application/json": content } }),
        );
        check(&[], &[], &Value::Null);
    }

    #[test]
    fn form_fields_are_one_object() {
        let fields = [
            json!({ "name": "a", "in": "formData", "type": "string", "required": true, "description": "A." }),
            json!({ "name": "b", "in": "formData", "type": "array", "items": { "type": "integer" }, "collectionFormat": "multi" }),
        ];
        let properties = json!({
            "a": { "type": "string", "description": "A." },
            "b": { "type": "array", "items": { "type": "integer" } },
        });
        let schema = json!({ "type": "object", "properties": properties, "required": ["a"] });
        check(
            &fields,
            &[],
            &json!({ "required": true, "content": { FORM: {
            "schema": schema, "encoding": { "b": { "style": "form", "explode": true } },
        } } }),
        );
        check(
            &fields,
            &[MULTIPART],
            &json!({ "required": true, "content": { MULTIPART: { "schema": schema } } }),
        );
        let file = [json!({ "name": "f", "in": "formData", "type": "file" })];
        check(
            &file,
            &[FORM],
            &json!({ "required": false, "content": { MULTIPART: { "schema": {
            "type": "object", "properties": { "f": { "type": "string", "format": "binary" } },
        } } } }),
        );
    }
}
