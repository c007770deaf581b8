//! Makes forms flat, as the generator writes them.
//!
//! A form is names and texts. A field that is an object becomes one field for
//! each of its own where the vendor writes brackets (`card[number]`), and a text
//! of JSON where nothing says how. What has no fixed names goes into the further
//! fields of the form, by the names that the wire has. A list repeats its field,
//! where the vendor writes brackets with empty ones (`tags[]`), unless it is said
//! to be joined: then it is one text.

use heck::ToPascalCase;
use serde_json::{Map, Value, json};

use super::Report;
use super::media::FORM;
use super::operation_parts::{add_schema, followed, for_each_operation};
use crate::problem::escape;

const NAME: &str = "request_forms";

/// How deep brackets go, and how many fields a form may have.
const DEPTH: usize = 4;
const MOST: usize = 400;

pub(super) fn run(document: &mut Value, report: &mut Report) {
    for_each_operation(document, |pointer, operation, document| {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let base = id.to_pascal_case();
        let form = operation
            .get_mut("requestBody")
            .and_then(|body| body.get_mut("content")?.get_mut(FORM));
        let Some(form) = form.and_then(Value::as_object_mut) else { return };
        let encoding = form.remove("encoding").unwrap_or(Value::Null);
        let Some(schema) = form.get("schema").cloned() else { return };
        let fields = fields_of(document, &schema, DEPTH);
        let is_flat = |(name, field): &(String, Value)| {
            !is_nested(document, field) || repeats(document, &encoding, name, field)
        };
        if fields.iter().all(is_flat) {
            return;
        }
        let at = format!("{pointer}/requestBody/content/{}/schema", escape(FORM));
        report.rewrote(NAME, &at);
        let flat = Flat::new(document, &encoding, &at, report).form(&schema, fields);
        let names = [format!("{base}Form"), format!("{base}FormBody")];
        let named = add_schema(document, names, flat);
        form.insert("schema".into(), named);
    });
}

/// The fields of an object, those that it is merged from among them.
fn fields_of(document: &Value, schema: &Value, depth: usize) -> Vec<(String, Value)> {
    let schema = followed(document, schema);
    let mut fields: Vec<(String, Value)> = Vec::new();
    if depth == 0 {
        return fields;
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for member in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
            fields.extend(fields_of(document, member, depth - 1));
        }
    }
    let own = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    fields.extend(own.map(|(name, field)| (name.clone(), field.clone())));
    fields
}

/// Whether a value is more than one text.
fn is_nested(document: &Value, schema: &Value) -> bool {
    let schema = followed(document, schema);
    let kind = schema.get("type").and_then(Value::as_str);
    let members = ["allOf", "anyOf", "oneOf"].iter().filter_map(|key| schema.get(key)?.as_array());
    matches!(kind, Some("array" | "object"))
        || ["items", "properties", "additionalProperties"]
            .iter()
            .any(|key| schema.get(key).is_some_and(Value::is_object))
        || members.flatten().any(|member| {
            let kind = followed(document, member).get("type").and_then(Value::as_str);
            matches!(kind, Some("array" | "object"))
        })
}

/// Whether a field is a list whose form has its name once for each value.
fn repeats(document: &Value, encoding: &Value, name: &str, field: &Value) -> bool {
    let encoding = encoding.get(name);
    let said = |key: &str| encoding.and_then(|encoding| encoding.get(key));
    is_list(document, field)
        && said("explode") != Some(&Value::Bool(false))
        && said("style").is_none_or(|style| style != "deepObject")
}

/// Whether a value is a list of scalars.
fn is_list(document: &Value, field: &Value) -> bool {
    let field = followed(document, field);
    let items = field.get("items").map_or(&Value::Null, |items| followed(document, items));
    field.get("type").is_some_and(|kind| kind == "array") && !is_nested(document, items)
}

/// A form that is being made flat.
struct Flat<'a> {
    document: &'a Value,
    encoding: &'a Value,
    at: &'a str,
    report: &'a mut Report,
    properties: Map<String, Value>,
    is_open: bool,
}

impl<'a> Flat<'a> {
    fn new(document: &'a Value, encoding: &'a Value, at: &'a str, report: &'a mut Report) -> Self {
        Self { document, encoding, at, report, properties: Map::new(), is_open: false }
    }

    fn form(mut self, schema: &Value, fields: Vec<(String, Value)>) -> Value {
        let schema = followed(self.document, schema);
        for (name, field) in fields {
            let style = self.encoding.get(&name).and_then(|encoding| encoding.get("style"));
            if !is_nested(self.document, &field)
                || repeats(self.document, self.encoding, &name, &field)
            {
                self.properties.insert(name, field);
            } else if style.is_some_and(|style| style == "deepObject") {
                self.brackets(&name, &field, DEPTH);
            } else {
                self.text(&name, &field);
            }
        }
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let required: Vec<&Value> = required
            .filter(|name| name.as_str().is_some_and(|name| self.properties.contains_key(name)))
            .collect();
        let mut form = json!({ "type": "object", "required": required });
        if required.is_empty() {
            form = json!({ "type": "object" });
        }
        if let Some(description) = schema.get("description") {
            form["description"] = description.clone();
        }
        form["properties"] = self.properties.into();
        if self.is_open {
            form["additionalProperties"] = json!({ "type": "string" });
        }
        form
    }

    /// A field in brackets for each field of an object.
    fn brackets(&mut self, name: &str, field: &Value, depth: usize) {
        // Those who write brackets write a list so.
        if is_list(self.document, field) {
            self.properties.insert(format!("{name}[]"), field.clone());
            return;
        }
        let fields = fields_of(self.document, field, depth);
        if fields.is_empty() || depth == 0 || self.properties.len() > MOST {
            self.further(name);
            return;
        }
        let field = followed(self.document, field);
        if ["additionalProperties", "items"]
            .iter()
            .any(|key| field.get(key).is_some_and(Value::is_object))
        {
            self.further(name);
        }
        for (inner, field) in fields {
            let name = format!("{name}[{inner}]");
            if is_nested(self.document, &field) {
                self.brackets(&name, &field, depth - 1);
            } else {
                self.properties.insert(name, field);
            }
        }
    }

    /// Names that nobody can list.
    fn further(&mut self, name: &str) {
        self.is_open = true;
        self.report.lost(
            self.at,
            format!("the type of `{name}`"),
            "its names are not listed; it goes into the further fields of the form, as `name[key]`",
        );
    }

    /// A value as one text.
    fn text(&mut self, name: &str, field: &Value) {
        let field = followed(self.document, field);
        // One that is not joined repeats its field.
        let form = match is_list(self.document, field) {
            true => "Several values are joined by commas.",
            false => "The text of JSON.",
        };
        let words = field.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = format!("{}\n\n{form}", words.trim_end());
        let text = json!({ "type": "string", "description": description.trim_start() });
        self.properties.insert(name.to_owned(), text);
    }
}

#[cfg(test)]
mod tests {
    use super::super::operation_parts::testing;
    use super::*;

    fn check(form: &Value) -> (Value, Vec<String>) {
        let body = json!({ "required": true, "content": { FORM: form } });
        let paths = json!({ "/a": { "post": { "operationId": "pay", "requestBody": body } } });
        let (paths, mut schemas, lost) = testing::run(run, &paths, &json!({}));
        let named = paths["/a"]["post"]["requestBody"]["content"][FORM].clone();
        assert_eq!(named, json!({ "schema": { "$ref": "#/components/schemas/PayForm" } }));
        (schemas["PayForm"].take(), lost)
    }

    #[test]
    fn an_object_is_written_in_brackets_or_as_json() {
        let text = json!({ "type": "string" });
        let card = json!({ "type": "object", "properties": {
            "number": text, "owner": { "type": "object", "properties": { "name": text } },
            "marks": { "type": "array", "items": text },
        } });
        let map = json!({ "type": "object", "additionalProperties": text });
        let (form, lost) = check(&json!({
            "encoding": { "card": { "style": "deepObject" }, "notes": { "style": "deepObject" }, "tags": { "explode": false } },
            "schema": { "type": "object", "required": ["amount", "card"], "properties": {
                "amount": { "type": "integer" }, "card": card, "notes": map, "shape": card,
                "tags": { "type": "array", "items": text }, "ids": { "type": "array", "items": text },
            } },
        }));
        assert_eq!(
            form,
            json!({
                "type": "object",
                "required": ["amount"],
                "additionalProperties": text,
                "properties": {
                    "amount": { "type": "integer" },
                    "card[marks][]": { "type": "array", "items": text },
                    "card[number]": text,
                    "card[owner][name]": text,
                    "ids": { "type": "array", "items": text },
                    "shape": { "type": "string", "description": "The text of JSON." },
                    "tags": { "type": "string", "description": "Several values are joined by commas." },
                },
            })
        );
        assert_eq!(lost.len(), 1, "{lost:?}");
    }
}
