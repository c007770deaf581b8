//! Parameters: what 2.0 says of the value beside the name is a schema in 3.0.

use serde_json::{Map, Value, json};

use super::NAME;
use crate::adopt::Report;

/// What a parameter of 2.0 says about its value.
const KEYWORDS: [&str; 18] = [
    "default",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "nullable",
    "pattern",
    "type",
    "uniqueItems",
    "x-nullable",
];

pub(super) fn run(parameter: &mut Value, pointer: &str, report: &mut Report) {
    let Value::Object(parameter) = parameter else { return };
    let is_older = parameter.contains_key("type") || parameter.contains_key("collectionFormat");
    if parameter.contains_key("$ref") || !is_older {
        return;
    }
    report.rewrote(NAME, pointer);
    let format = parameter.remove("collectionFormat");
    let format = format.as_ref().and_then(Value::as_str);
    let schema = take_schema(parameter);
    if schema.get("type").is_some_and(|kind| kind == "array") {
        let (style, explode) = style(parameter, format);
        if format == Some("tsv") {
            parameter.insert("x-delimiter".into(), "tab".into());
        }
        parameter.insert("style".into(), style.into());
        parameter.insert("explode".into(), explode.into());
    }
    if !parameter.contains_key("content") {
        parameter.entry("schema").or_insert(Value::Object(schema));
    }
}

/// Takes what is said about a value out of what holds it.
pub(super) fn take_schema(holder: &mut Map<String, Value>) -> Map<String, Value> {
    let mut schema: Map<String, Value> =
        KEYWORDS.iter().filter_map(|key| holder.remove_entry(*key)).collect();
    if let Some(items) = schema.get_mut("items") {
        nested(items);
    }
    if schema.get("type").is_some_and(|kind| kind == "file") {
        schema.insert("type".into(), "string".into());
        schema.insert("format".into(), "binary".into());
    }
    schema
}

/// How the values of a list are written into one text, or into several.
pub(super) fn style(place: &Map<String, Value>, format: Option<&str>) -> (&'static str, bool) {
    let is_query = !matches!(place.get("in").and_then(Value::as_str), Some("path" | "header"));
    match format {
        _ if !is_query => ("simple", false),
        Some("multi") => ("form", true),
        Some("ssv") => ("spaceDelimited", false),
        Some("pipes") => ("pipeDelimited", false),
        _ => ("form", false),
    }
}

/// Items of items have a collection format of their own, which 3.0 cannot say.
fn nested(items: &mut Value) {
    if let Value::Object(items) = items {
        items.remove("collectionFormat");
        if let Some(inner) = items.get_mut("items") {
            nested(inner);
        }
    }
}

/// A header of a response is half a parameter.
pub(super) fn header(header: &mut Value) -> bool {
    let Value::Object(object) = header else { return false };
    let is_older = object.contains_key("type")
        && !["schema", "content", "$ref"].iter().any(|key| object.contains_key(*key));
    if is_older {
        object.remove("collectionFormat");
        let schema = take_schema(object);
        object.insert("schema".into(), json!(schema));
    }
    is_older
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: Value, after: &Value) {
        let mut parameter = before;
        run(&mut parameter, "", &mut Report::default());
        assert_eq!(format!("{parameter:#}"), format!("{after:#}"));
    }

    #[test]
    fn a_value_gets_a_schema() {
        check(
            json!({ "name": "a", "in": "query", "type": "integer", "format": "int64", "default": 1, "description": "A." }),
            &json!({ "name": "a", "in": "query", "description": "A.", "schema": { "type": "integer", "format": "int64", "default": 1 } }),
        );
        let new = json!({ "name": "a", "in": "query", "schema": { "type": "string" } });
        check(new.clone(), &new);
    }

    #[test]
    fn a_list_gets_a_style() {
        let items = json!({ "type": "string" });
        for (place, format, style, explode) in [
            ("query", json!("csv"), "form", false),
            ("query", json!("multi"), "form", true),
            ("query", json!("pipes"), "pipeDelimited", false),
            ("query", json!("ssv"), "spaceDelimited", false),
            ("path", Value::Null, "simple", false),
        ] {
            check(
                json!({ "name": "a", "in": place, "type": "array", "items": items, "collectionFormat": format }),
                &json!({ "name": "a", "in": place, "style": style, "explode": explode, "schema": { "type": "array", "items": items } }),
            );
        }
        check(
            json!({ "name": "a", "in": "query", "type": "array", "items": items, "collectionFormat": "tsv" }),
            &json!({ "name": "a", "in": "query", "style": "form", "explode": false, "x-delimiter": "tab", "schema": { "type": "array", "items": items } }),
        );
    }
}
