//! Parameters.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::{Map, Value};

use crate::document::{braced, operations, resolved};
use crate::problem::{Place, Problem};

/// Names that a builder already has.
const TAKEN: [&str; 6] = ["body", "body_map", "client", "header_map", "new", "send"];

const SECRET: &str = "floorkit_runtime::SecretText";
const QUERY_MAPS: [&str; 2] = ["floorkit_runtime::NonEmptyQueryMap", "floorkit_runtime::QueryMap"];

/// Cookies, styles, `content` and objects are refused, panic or do not compile.
pub(super) fn kinds(place: &Place, document: &Value) -> Vec<Problem> {
    each(place, document)
        .filter_map(|(place, operation, parameter)| {
            let (reason, fix) = kind_fault(document, operation, parameter)?;
            // Its place in the list may have changed by now.
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
            Some(Problem::fault("parameter", place, format!("`{name}`: {reason}"), fix))
        })
        .collect()
}

/// Names that are equal in Rust, or that the builder already has, do not compile.
pub(super) fn names(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        let parameters = operation.get("parameters").and_then(Value::as_array);
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            let Some(name) = parameter.get("name").and_then(Value::as_str) else { continue };
            let place = place.at(["paths", path, method, "parameters", &index.to_string()]);
            let rust = name.to_snake_case();
            if TAKEN.contains(&rust.as_str()) {
                problems.push(Problem::fault(
                    "parameter-name",
                    place.clone(),
                    format!("the builder has a method `{rust}` of its own"),
                    "leave the parameter out; the crate on top can add it",
                ));
            }
            if let Some(other) = seen.insert(rust.clone(), name) {
                problems.push(Problem::fault(
                    "parameter-name",
                    place,
                    format!("`{name}` and `{other}` would both become `{rust}`"),
                    "leave one of them out; the crate on top can add it",
                ));
            }
        }
    }
    problems
}

/// A path parameter that the path lacks: its name is mistyped in one of them.
pub(super) fn placeholders(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        let braced = braced(path);
        let parameters =
            operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let declared = parameters.map(|parameter| resolved(document, parameter));
        let in_path = declared.filter(|p| p.get("in").is_some_and(|place| place == "path"));
        for name in in_path.filter_map(|parameter| parameter.get("name")?.as_str()) {
            if !braced.contains(&format!("{{{name}}}")) {
                problems.push(Problem::fault(
                    "path-parameter",
                    place.at(["paths", path, method, "parameters"]),
                    format!("the path has no placeholder `{{{name}}}`"),
                    "correct the name here or in the path",
                ));
            }
        }
    }
    problems
}

fn each<'a>(
    place: &'a Place,
    document: &'a Value,
) -> impl Iterator<Item = (Place, &'a Map<String, Value>, &'a Value)> + 'a {
    operations(document).flat_map(move |(path, method, operation)| {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        parameters.into_iter().flatten().enumerate().map(move |(index, parameter)| {
            let place = place.at(["paths", path, method, "parameters", &index.to_string()]);
            (place, operation, parameter)
        })
    })
}

fn kind_fault(
    document: &Value,
    operation: &Map<String, Value>,
    parameter: &Value,
) -> Option<(&'static str, &'static str)> {
    // A pass has asked which media type of a range the body is.
    let sent = operation.get("x-wire").and_then(|wire| wire.get("request")?.as_str());
    let of_a_range = sent.is_some_and(|media_type| media_type.contains('*'));
    let text = |key: &str| parameter.get(key).and_then(Value::as_str);
    let schema = parameter.get("schema").map(|schema| resolved(document, schema));
    let replaced = schema.and_then(|schema| schema.pointer("/x-rust-type/path"));
    let kind = schema.and_then(|schema| schema.get("type")).and_then(Value::as_str);
    let nullable = schema.and_then(|schema| schema.get("nullable")) == Some(&Value::Bool(true));
    match (text("in"), text("style"), kind) {
        (Some("cookie"), ..) => Some((
            "the generator refuses cookie parameters",
            "leave it out; the run time sends credentials",
        )),
        (_, Some(style), _) if !matches!(style, "form" | "simple") => Some((
            "the generator refuses this style of parameter",
            "expand it into scalar parameters, such as `filter[name]`",
        )),
        _ if schema.is_none() => {
            Some(("the generator refuses a parameter without a schema", "add a schema"))
        }
        (Some("query"), _, Some("object"))
            if replaced.and_then(Value::as_str).is_none_or(|path| !QUERY_MAPS.contains(&path)) =>
        {
            Some((
                "the generator panics on an object in the query",
                "expand it into scalar parameters, such as `filter[name]`; where nobody knows their names, write a map of texts",
            ))
        }
        (Some("path" | "header"), _, Some("array" | "object")) => Some((
            "the generated code would not compile: this value is no text",
            "write a list of scalars where the parameter is, and make an object a string",
        )),
        (Some("path" | "header"), ..) if replaced.is_some_and(|path| path == SECRET) => Some((
            "the generated code would not compile: a secret is not printed",
            "leave it out; the run time sends credentials",
        )),
        (Some("path" | "header"), ..) if nullable => Some((
            "the generated code would not compile: the value may be null",
            "remove `nullable`; a parameter is absent or has a value",
        )),
        (Some("header"), ..)
            if reserved_header(text("name").unwrap_or_default()) && !of_a_range =>
        {
            Some((
                "the run time sets this header from the operations table",
                "remove the parameter; media types and security say the same",
            ))
        }
        (Some("query"), _, Some("array"))
            if parameter.get("explode") == Some(&Value::Bool(false)) =>
        {
            Some((
                "the generator repeats the key for each value, whatever `explode` says",
                "write the list where the parameter is, and not in a component",
            ))
        }
        _ => None,
    }
}

fn reserved_header(name: &str) -> bool {
    matches!(name.to_ascii_lowercase().as_str(), "accept" | "authorization" | "content-type")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::testing::problems;
    use super::*;

    fn with(parameters: &Value) -> Value {
        json!({ "/a": { "get": { "parameters": parameters } } })
    }

    #[test]
    fn every_kind_that_cannot_be_sent_is_named() {
        let bad = json!([
            { "name": "c", "in": "cookie", "schema": {} },
            { "name": "d", "in": "query", "style": "deepObject", "schema": {} },
            { "name": "e", "in": "query" },
            { "name": "f", "in": "query", "schema": { "type": "object" } },
            { "name": "g", "in": "header", "schema": { "type": "array" } },
            { "name": "h", "in": "header", "schema": { "type": "string", "nullable": true } },
            { "name": "Accept", "in": "header", "schema": { "type": "string" } },
            { "name": "i", "in": "query", "explode": false, "schema": { "type": "array" } },
        ]);
        let said = problems(kinds, &with(&bad), &json!({}));
        assert_eq!(said.matches("error[parameter]").count(), 8, "{said}");
        let fine =
            json!([{ "name": "i", "in": "query", "style": "form", "schema": { "type": "array" } }]);
        assert_eq!(problems(kinds, &with(&fine), &json!({})), "");
    }

    #[test]
    fn the_media_type_of_a_body_is_asked_for_where_it_is_a_range() {
        let header =
            json!([{ "name": "Content-Type", "in": "header", "schema": { "type": "string" } }]);
        let put = |sent: &str| json!({ "/a": { "put": { "parameters": header, "x-wire": { "request": sent } } } });
        assert_eq!(problems(kinds, &put("image/*"), &json!({})), "");
        assert!(problems(kinds, &put("image/png"), &json!({})).contains("`Content-Type`"));
    }

    #[test]
    fn a_map_in_the_query_is_fine_once_it_is_spread() {
        let filters = |path: &str| {
            json!([{ "name": "filters", "in": "query", "schema": {
                "type": "object", "x-rust-type": { "path": path },
            } }])
        };
        for path in QUERY_MAPS {
            assert_eq!(problems(kinds, &with(&filters(path)), &json!({})), "");
        }
        let other = problems(kinds, &with(&filters("floorkit_runtime::Patch")), &json!({}));
        assert!(other.contains("panics on an object"), "{other}");
    }

    #[test]
    fn a_path_parameter_is_in_the_path() {
        let parameter = |name: &str| json!({ "name": name, "in": "path" });
        let paths = json!({ "/a/{space_id}/:part": { "get": {
            "parameters": [parameter("spaceid"), parameter("part")],
        } } });
        assert_snapshot!(problems(placeholders, &paths, &json!({})), @"
        error[path-parameter]: specs/acme/openapi.yaml#/paths/~1a~1{space_id}~1:part/get/parameters
          the path has no placeholder `{spaceid}`
          fix: correct the name here or in the path
        ");
    }

    #[test]
    fn names_are_different_in_rust_and_free() {
        let schema = json!({ "type": "string" });
        let bad = json!([
            { "name": "fooBar", "in": "query", "schema": schema },
            { "name": "foo_bar", "in": "query", "schema": schema },
            { "name": "send", "in": "query", "schema": schema },
        ]);
        assert_snapshot!(problems(names, &with(&bad), &json!({})), @"
        error[parameter-name]: specs/acme/openapi.yaml#/paths/~1a/get/parameters/1
          `foo_bar` and `fooBar` would both become `foo_bar`
          fix: leave one of them out; the crate on top can add it
        error[parameter-name]: specs/acme/openapi.yaml#/paths/~1a/get/parameters/2
          the builder has a method `send` of its own
          fix: leave the parameter out; the crate on top can add it
        ");
    }
}
