//! Makes each parameter one that a request can carry.
//!
//! An object in the query becomes a parameter for each of its fields, as the
//! style says that they are written (`filter[name]`); where the fields are not
//! known, the caller writes names and values. In a header or a path a value is
//! a text. Cookies go into the header that carries them. Headers that the run
//! time sets are left to it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Report;
use super::operation_parts::{followed, for_each_operation};

mod objects;
pub(super) mod rust_names;

const NAME: &str = "parameters";

/// What stands between values, by style.
const SEPARATORS: [(&str, char); 2] = [("pipeDelimited", '|'), ("spaceDelimited", ' ')];

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let secrets = secret_headers(document);
    for_each_operation(document, |pointer, operation, document| {
        let Some(Value::Array(parameters)) = operation.remove("parameters") else { return };
        let at = format!("{pointer}/parameters");
        let mut kept = Vec::new();
        let mut cookies = Vec::new();
        for (index, parameter) in parameters.into_iter().enumerate() {
            let at = format!("{at}/{index}");
            let Value::Object(parameter) = parameter else { continue };
            let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
            match (text("in"), text("name")) {
                (_, "") => report.lost(at, "a parameter", "it has no name"),
                ("cookie", _) => cookies.push((at, parameter)),
                ("header", name) if is_set_by_run_time(&secrets, name) => report.rewrote(NAME, at),
                ("query", _) => kept.extend(query(document, &at, parameter, report)),
                ("header" | "path", _) => kept.push(plain(document, &at, parameter, report)),
                (place, name) => {
                    let what = format!("the parameter `{name}`");
                    report.lost(at, what, format!("`{place}` is no place for a parameter"));
                }
            }
        }
        kept.iter_mut().for_each(|parameter| examples_of_text(document, parameter));
        kept.extend(cookie_header(&cookies, report));
        let mut seen = BTreeSet::new();
        kept.retain(|one| {
            let text =
                |key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            seen.insert((text("in"), text("name")))
        });
        if !kept.is_empty() {
            let kept: Vec<Value> = kept.into_iter().map(Value::Object).collect();
            operation.insert("parameters".into(), kept.into());
        }
    });
}

/// Whether an extension is the one of ours that says that tabs are between values.
pub(super) fn is_tabs(key: &str, value: &Value) -> bool {
    key == "x-delimiter" && value == "tab"
}

/// The headers that carry credentials.
fn secret_headers(document: &Value) -> BTreeSet<String> {
    let schemes = crate::document::components(document, "securitySchemes");
    let headers =
        schemes.filter(|(_, scheme)| scheme.get("in").is_some_and(|place| place == "header"));
    headers
        .filter_map(|(_, scheme)| Some(scheme.get("name")?.as_str()?.to_ascii_lowercase()))
        .collect()
}

fn is_set_by_run_time(secrets: &BTreeSet<String>, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "accept" | "authorization" | "content-type") || secrets.contains(&name)
}

/// The parameters that one in the query becomes.
fn query(
    document: &Value,
    at: &str,
    mut parameter: Map<String, Value>,
    report: &mut Report,
) -> Vec<Map<String, Value>> {
    unwrap_content(at, &mut parameter, report);
    let text =
        |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let style = text("style");
    let schema = followed(document, &parameter["schema"]).clone();
    if let Some(objects) = objects::expand(document, &parameter, &style, &schema, at, report) {
        return objects;
    }
    let separator = SEPARATORS.iter().find(|(name, _)| *name == style).map(|(_, by)| *by);
    let is_joined = separator.is_some() || parameter.get("explode") == Some(&Value::Bool(false));
    if let Some(list) = list(document, &schema, is_joined) {
        if !has_scalars(document, list) {
            report.rewrote(NAME, at);
            report.lost(at, format!("the type of `{}`", text("name")), "a list of objects has no form in a query that all agree on; the caller writes names and values");
            return vec![objects::open(&parameter)];
        }
        let tabs = parameter.get("x-delimiter").map(|_| '\t');
        let by = is_joined.then(|| separator.or(tabs).unwrap_or(','));
        if is_joined {
            delimited(document, &mut parameter, list);
            parameter.insert("explode".into(), false.into());
            if separator.is_some() {
                parameter.insert("style".into(), style.into());
            } else if by == Some('\t') {
                parameter.insert("x-delimiter".into(), "tab".into());
            }
            report.rewrote(NAME, at);
        } else {
            tidy(&mut parameter);
        }
        examples_of_list(&mut parameter, list, by);
        return vec![parameter];
    }
    if is_open(&schema) {
        parameter.insert("schema".into(), json!({ "type": "string" }));
        report.rewrote(NAME, at);
    }
    tidy(&mut parameter);
    vec![parameter]
}

/// A parameter whose value is one text.
fn plain(
    document: &Value,
    at: &str,
    mut parameter: Map<String, Value>,
    report: &mut Report,
) -> Map<String, Value> {
    unwrap_content(at, &mut parameter, report);
    let schema = followed(document, &parameter["schema"]).clone();
    let is_union = ["oneOf", "anyOf", "allOf"].iter().any(|key| combines(&schema, key));
    let in_one = list(document, &schema, true).filter(|list| has_scalars(document, list));
    if let Some(list) = in_one {
        delimited(document, &mut parameter, list);
        examples_of_list(&mut parameter, list, Some(','));
        report.rewrote(NAME, at);
    } else if objects::is_object(document, &schema) {
        let form = if parameter.get("explode") == Some(&Value::Bool(true)) {
            "Written as `name=value`, joined by commas."
        } else {
            "Names and values in turn, joined by commas."
        };
        say(&mut parameter, form);
        parameter.insert("schema".into(), json!({ "type": "string" }));
        report.rewrote(NAME, at);
    } else if is_union || is_list(&schema) || is_open(&schema) {
        parameter.insert("schema".into(), json!({ "type": "string" }));
        report.rewrote(NAME, at);
    } else if schema.get("nullable").is_some()
        || schema.get("format").is_some_and(|format| format == "password")
    {
        let mut schema = schema;
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("nullable");
            schema.remove("format");
        }
        parameter.insert("schema".into(), schema);
        report.rewrote(NAME, at);
    }
    tidy(&mut parameter);
    parameter
}

/// Removes what says nothing any more, or what the place does not take.
fn tidy(parameter: &mut Map<String, Value>) {
    parameter.remove("style");
    parameter.remove("explode");
    parameter.remove("x-delimiter");
}

/// The list that a value is; one that is in one text may be the list of a union,
/// whose scalar is a list of one.
fn list<'a>(document: &'a Value, schema: &'a Value, is_joined: bool) -> Option<&'a Value> {
    if is_list(schema) {
        return Some(schema);
    }
    let members = ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(*key)?.as_array());
    let members = members.filter(|_| is_joined).flatten();
    members.map(|member| followed(document, member)).find(|member| is_list(member))
}

/// Whether the values of a list are no lists or objects themselves.
fn has_scalars(document: &Value, list: &Value) -> bool {
    let items = list.get("items").map_or(&Value::Null, |items| followed(document, items));
    !is_list(items) && !objects::is_object(document, items)
}

fn is_list(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "array") || schema.get("items").is_some()
}

/// Whether nothing is said of a value.
fn is_open(schema: &Value) -> bool {
    let says = ["type", "enum", "oneOf", "anyOf", "allOf", "properties", "items", "$ref"];
    !says.iter().any(|key| schema.get(key).is_some())
}

fn combines(schema: &Value, key: &str) -> bool {
    schema.get(key).and_then(Value::as_array).is_some_and(|members| !members.is_empty())
}

/// A parameter has a schema; in `content` it is a text in a format.
fn unwrap_content(at: &str, parameter: &mut Map<String, Value>, report: &mut Report) {
    if let Some(content) = parameter.remove("content") {
        let media_type = content.as_object().and_then(|content| content.keys().next());
        let media_type = media_type.map_or("application/json", String::as_str).to_owned();
        say(parameter, &format!("Written as `{media_type}`."));
        report.lost(
            at,
            "the type of a parameter",
            format!("it is sent as the text of `{media_type}`"),
        );
        parameter.insert("schema".into(), json!({ "type": "string" }));
    }
    if !parameter.get("schema").is_some_and(Value::is_object) {
        parameter.insert("schema".into(), json!({ "type": "string" }));
        report.rewrote(NAME, at);
    }
}

/// A list that is one text on the wire: what is joined, and by what, stays with it.
fn delimited(document: &Value, parameter: &mut Map<String, Value>, list: &Value) {
    tidy(parameter);
    let mut list = list.clone();
    list["type"] = "array".into();
    let items = list.get("items").map_or(&Value::Null, |items| followed(document, items));
    if is_open(items) {
        list["items"] = json!({ "type": "string" });
    }
    if let Some(items) = list.get_mut("items").and_then(Value::as_object_mut) {
        items.remove("nullable");
    }
    if let Some(list) = list.as_object_mut() {
        list.remove("nullable");
    }
    parameter.insert("schema".into(), list);
}

/// Reads the examples of a list that show how it is on the wire: its values with
/// what joins them, or one of them.
fn examples_of_list(parameter: &mut Map<String, Value>, list: &Value, by: Option<char>) {
    let kind = list.get("items").and_then(|items| items.get("type")).cloned();
    let is_text = kind.as_ref().is_none_or(|kind| kind == "string");
    for_each_example(parameter, |example| {
        let text = match &*example {
            Value::String(text) => text.clone(),
            value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
            _ => return,
        };
        // A list that is written as JSON is read as such later.
        if text.trim_start().starts_with('[') {
            return;
        }
        let value = |text: &str| match serde_json::from_str(text) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) if !is_text => value,
            _ => text.into(),
        };
        *example = match by {
            Some(by) => text.split(by).map(|text| value(text.trim())).collect(),
            None => json!([value(&text)]),
        };
    });
}

/// Writes the example of a text as the text that it is on the wire.
fn examples_of_text(document: &Value, parameter: &mut Map<String, Value>) {
    let schema = parameter.get("schema").map(|schema| followed(document, schema));
    if schema.is_some_and(|schema| schema.get("type").is_some_and(|kind| kind == "string")) {
        for_each_example(parameter, |example| {
            if example.is_number() || example.is_boolean() {
                *example = example.to_string().into();
            }
        });
    }
}

/// Each example of a parameter, that of its own schema among them.
fn for_each_example(parameter: &mut Map<String, Value>, visit: impl Fn(&mut Value)) {
    let of_schema = parameter.get_mut("schema").and_then(|schema| schema.get_mut("example"));
    of_schema.into_iter().for_each(&visit);
    parameter.get_mut("example").into_iter().for_each(&visit);
    let examples = parameter.get_mut("examples").and_then(Value::as_object_mut);
    let examples = examples.into_iter().flatten();
    examples.filter_map(|(_, example)| example.get_mut("value")).for_each(&visit);
}

/// Adds a sentence to the description.
fn say(parameter: &mut Map<String, Value>, sentence: &str) {
    let description = parameter.get("description").and_then(Value::as_str).unwrap_or_default();
    let description = format!("{}\n\n{sentence}", description.trim_end());
    parameter.insert("description".into(), description.trim_start().into());
}

/// One header for all cookies.
fn cookie_header(
    cookies: &[(String, Map<String, Value>)],
    report: &mut Report,
) -> Option<Map<String, Value>> {
    let mut names = Vec::new();
    let mut required = false;
    for (at, cookie) in cookies {
        report.rewrote(NAME, at);
        names.push(format!(
            "`{}=…`",
            cookie.get("name").and_then(Value::as_str).unwrap_or_default()
        ));
        required |= cookie.get("required") == Some(&Value::Bool(true));
    }
    let header = json!({
        "name": "Cookie",
        "in": "header",
        "required": required,
        "description": format!("Cookies, joined by `; `: {}.", names.join(", ")),
        "schema": { "type": "string" },
    });
    match header {
        Value::Object(header) if !names.is_empty() => Some(header),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::operation_parts::testing;
    use super::*;

    fn check(parameters: &Value, schemas: &Value) -> (Value, Vec<String>) {
        let paths = json!({ "/a": { "get": { "parameters": parameters } } });
        let (mut paths, _, lost) = testing::run(run, &paths, schemas);
        (paths["/a"]["get"]["parameters"].take(), lost)
    }

    #[test]
    fn a_value_in_a_header_or_a_path_is_a_text() {
        let list = json!({ "type": "array", "items": { "type": "string" } });
        let (parameters, lost) = check(
            &json!([
                { "name": "a", "in": "header", "schema": list, "description": "Ids." },
                { "name": "b", "in": "path", "schema": { "oneOf": [{ "type": "string" }, { "type": "integer" }] } },
                { "name": "c", "in": "header", "schema": { "type": "string", "nullable": true, "example": 7 }, "example": true },
                { "name": "d", "in": "header", "schema": { "type": "object", "properties": { "e": {} } } },
                { "name": "f", "in": "path", "style": "simple", "schema": { "type": "integer" } },
                { "name": "Accept", "in": "header", "schema": { "type": "string" } },
                { "name": "g", "in": "header", "content": { "application/json": { "schema": list } } },
            ]),
            &json!({}),
        );
        let text = json!({ "type": "string" });
        assert_eq!(
            parameters,
            json!([
                { "name": "a", "in": "header", "schema": list, "description": "Ids." },
                { "name": "b", "in": "path", "schema": text },
                { "name": "c", "in": "header", "schema": { "type": "string", "example": "7" }, "example": "true" },
                { "name": "d", "in": "header", "schema": text, "description": "Names and values in turn, joined by commas." },
                { "name": "f", "in": "path", "schema": { "type": "integer" } },
                { "name": "g", "in": "header", "schema": text, "description": "Written as `application/json`." },
            ])
        );
        assert_eq!(
            lost,
            [
                "#/paths/~1a/get/parameters/6: the type of a parameter: it is sent as the text of `application/json`"
            ]
        );
    }

    #[test]
    fn cookies_share_their_header() {
        let text = json!({ "type": "string" });
        let (parameters, _) = check(
            &json!([
                { "name": "session", "in": "cookie", "required": true, "schema": text },
                { "name": "theme", "in": "cookie", "schema": text },
            ]),
            &json!({}),
        );
        assert_eq!(
            parameters,
            json!([{
                "name": "Cookie", "in": "header", "required": true, "schema": text,
                "description": "Cookies, joined by `; `: `session=…`, `theme=…`.",
            }])
        );
    }

    #[test]
    fn a_list_in_the_query_repeats_its_name_or_is_delimited() {
        let list = json!({ "type": "array", "items": { "type": "string" } });
        let (parameters, lost) = check(
            &json!([
                { "name": "a", "in": "query", "schema": list, "explode": true, "style": "form" },
                { "name": "b", "in": "query", "schema": list, "explode": false, "example": "x, 1" },
                {
                    "name": "c", "in": "query", "schema": list, "style": "pipeDelimited",
                    "examples": { "two": { "value": "x|y" } },
                },
                { "name": "d", "in": "query", "schema": { "type": "array", "items": { "type": "object" } } },
                { "name": "e", "in": "query", "schema": {} },
            ]),
            &json!({}),
        );
        let text = json!({ "type": "string" });
        assert_eq!(
            parameters,
            json!([
                { "name": "a", "in": "query", "schema": list },
                { "name": "b", "in": "query", "schema": list, "explode": false, "example": ["x", "1"] },
                {
                    "name": "c", "in": "query", "schema": list, "style": "pipeDelimited", "explode": false,
                    "examples": { "two": { "value": ["x", "y"] } },
                },
                {
                    "name": "d", "in": "query", "schema": { "type": "object", "additionalProperties": text },
                    "description": "Names and values as they are on the wire; that of `d` is not written on its own.",
                },
                { "name": "e", "in": "query", "schema": text },
            ])
        );
        assert_eq!(lost.len(), 1, "{lost:?}");
    }
}
