//! Reads a document and checks what every later stage relies on.
//!
//! After this stage a document is known to have the shape of OpenAPI 3.0. Its
//! references all lead to components, and to the right kind of them; none leads
//! back to itself. Its operations all have an id of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

pub(crate) mod cycles;
pub mod schemas;
mod shape;

use crate::problem::{Place, Problem, escape};
use crate::vendor::Vendor;

/// The keys of a path item that are operations, in the order of the specification.
pub const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Reads the vendor's document.
///
/// # Errors
///
/// Every problem found in the file.
pub fn load(root: &Path, vendor: &Vendor) -> Result<Value, Vec<Problem>> {
    let path = vendor.document_path();
    let place = Place::file(&path);
    let bytes = fs::read(root.join(&path)).map_err(|error| {
        vec![Problem::fault(
            "document",
            place.clone(),
            format!("cannot read the document: {error}"),
            "put the document there, or correct [document] path in vendor.toml",
        )]
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let reason = format!("is no UTF-8 text: the byte at offset {offset} is none");
        vec![Problem::fault("document", place.clone(), reason, "save the document as UTF-8")]
    })?;
    let document = parse(&place, &text).map_err(|problem| vec![problem])?;
    let problems = check(&place, &document);
    if problems.is_empty() { Ok(document) } else { Err(problems) }
}

/// Reads JSON (by the file's extension) or YAML.
///
/// # Errors
///
/// The syntax error, with its line and column.
pub fn parse(place: &Place, text: &str) -> Result<Value, Problem> {
    let fault = |reason: &str| {
        // Advice for those who call the parser.
        let reason = reason.replace(", set DuplicateKeyPolicy in Options if acceptable", "");
        Problem::fault("syntax", place.clone(), reason.trim_end(), "correct the line")
    };
    if place.to_string().ends_with(".json") {
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| fault(&error.to_string()))?;
    }
    // JSON is YAML, and this parser refuses a key that is given twice.
    // `no` and `on` are texts, as in YAML 1.2.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| fault(&error.to_string()))
}

/// Checks what every later stage relies on.
pub fn check(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = version(place, document);
    if problems.is_empty() {
        problems.extend(shape::check(place, document));
        problems.extend(references(place, document));
        problems.extend(operation_ids(place, document));
        problems.extend(paths(place, document));
    }
    problems
}

/// Every operation of a document: its path, its method, and the operation.
pub fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Map<String, Value>)> {
    let paths = document.get("paths").and_then(Value::as_object);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        let entries = item.as_object().into_iter().flatten();
        entries.filter(|(method, _)| METHODS.contains(&method.as_str())).filter_map(
            move |(method, operation)| {
                Some((path.as_str(), method.as_str(), operation.as_object()?))
            },
        )
    })
}

/// Every operation of a document, to be changed in place.
pub fn operations_mut(
    document: &mut Value,
) -> impl Iterator<Item = (&str, &str, &mut Map<String, Value>)> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        let entries = item.as_object_mut().into_iter().flatten();
        entries.filter(|(method, _)| METHODS.contains(&method.as_str())).filter_map(
            move |(method, operation)| {
                Some((path.as_str(), method.as_str(), operation.as_object_mut()?))
            },
        )
    })
}

/// A path without the names of its parameters, which are not on the wire.
pub fn nameless(path: &str) -> String {
    let mut text = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        text.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    text + rest
}

/// The components of one kind (`schemas`, `responses`…) by name.
pub fn components<'a>(
    document: &'a Value,
    kind: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    document
        .get("components")
        .and_then(|components| components.get(kind))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// The components of one kind, to be changed in place.
pub fn components_mut<'a>(
    document: &'a mut Value,
    kind: &str,
) -> impl Iterator<Item = (&'a String, &'a mut Value)> + use<'a> {
    document
        .get_mut("components")
        .and_then(|components| components.get_mut(kind))
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
}

/// The name of a schema component, from a reference to it.
pub fn schema_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}

/// The schema that a reference leads to, or the schema itself.
pub fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|reference| reference.strip_prefix('#'));
    target.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

/// Calls `visit` for each value below `value`, itself included, with its pointer.
pub fn walk<'a>(value: &'a Value, visit: &mut impl FnMut(&str, &'a Value)) {
    walk_from(value, &mut String::new(), visit);
}

fn walk_from<'a>(value: &'a Value, pointer: &mut String, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(pointer, value);
    let length = pointer.len();
    let mut descend = |token: &str, child: &'a Value, pointer: &mut String| {
        pointer.push('/');
        pointer.push_str(token);
        walk_from(child, pointer, visit);
        pointer.truncate(length);
    };
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(key, child)| descend(&escape(key), child, pointer));
        }
        Value::Array(array) => {
            array
                .iter()
                .enumerate()
                .for_each(|(index, child)| descend(&index.to_string(), child, pointer));
        }
        _ => {}
    }
}

fn version(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => {}
        Some(version) => problems.push(Problem::fault(
            "version",
            place.at(["openapi"]),
            format!("OpenAPI {version} is not read yet; the generator takes 3.0"),
            "write the document as 3.0.3",
        )),
        None => problems.push(Problem::fault(
            "version",
            place.clone(),
            "this is not an OpenAPI 3 document: the text `openapi` is missing at its top",
            "add `openapi: 3.0.3`, or name the right file in vendor.toml",
        )),
    }
    if !document.get("paths").is_some_and(Value::is_object) {
        problems.push(Problem::fault(
            "paths",
            place.at(["paths"]),
            "the document has no paths",
            "add `paths`, one entry per path of the API",
        ));
    }
    problems
}

fn references(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    schemas::for_each_schema(document, &mut |pointer, schema| {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            problems.extend(reference_fault(place, pointer, document, target, "schemas"));
        }
    });
    for (pointer, target) in other_references(document) {
        let kind = kind_at(&pointer);
        problems.extend(reference_fault(place, &pointer, document, &target, kind));
    }
    problems.extend(self_containing(place, document));
    problems
}

/// A reference leads to a component of the kind that its place asks for. One
/// that leads deeper would be taken for the component of its last name.
fn reference_fault(
    place: &Place,
    pointer: &str,
    document: &Value,
    target: &str,
    kind: &str,
) -> Option<Problem> {
    let name = target
        .strip_prefix("#/components/")
        .and_then(|rest| rest.strip_prefix(kind)?.strip_prefix('/'));
    let Some(name) = name.filter(|name| !name.contains('/')) else {
        return Some(Problem::fault(
            "reference",
            place.pointer(pointer),
            format!(
                "refers to `{target}`, and only a component of its kind can be referred to here"
            ),
            format!("refer to `#/components/{kind}/<name>`"),
        ));
    };
    let found = document.get("components").and_then(|components| components.get(kind)?.get(name));
    found.is_none().then(|| {
        Problem::fault(
            "dangling-reference",
            place.pointer(pointer),
            format!("refers to `{target}`, which is not in this document"),
            suggestion(document, target),
        )
    })
}

/// The references of parameters, bodies, responses and headers.
fn other_references(document: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    schemas::for_each_node(document, &mut |pointer, node| {
        if let Some(target) = node.get("$ref").and_then(Value::as_str) {
            found.push((pointer.to_owned(), target.to_owned()));
        }
    });
    found
}

/// The kind of component that stands at a pointer.
fn kind_at(pointer: &str) -> &'static str {
    const KINDS: [(&str, &str); 6] = [
        ("requestBodies", "requestBodies"),
        ("requestBody", "requestBodies"),
        ("securitySchemes", "securitySchemes"),
        ("headers", "headers"),
        ("parameters", "parameters"),
        ("responses", "responses"),
    ];
    let last = pointer.rsplit('/').find_map(|token| KINDS.iter().find(|(name, _)| *name == token));
    last.map_or("schemas", |(_, kind)| kind)
}

/// Components other than schemas that contain themselves: they cannot be
/// written out. A schema may.
fn self_containing(place: &Place, document: &Value) -> Vec<Problem> {
    let references = other_references(document);
    let mut leads: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (pointer, target) in &references {
        let is_component = pointer.starts_with("/components/");
        let end = pointer.match_indices('/').nth(3).map_or(pointer.len(), |(end, _)| end);
        if is_component && let Some(target) = target.strip_prefix('#') {
            leads.entry(&pointer[..end]).or_default().push(target);
        }
    }
    let cyclic = cycles::cyclic(&leads).into_iter();
    cyclic
        .map(|component| {
            Problem::fault(
                "reference",
                place.pointer(component),
                "this component contains itself, and cannot be written out where it is used",
                "remove the reference that leads back",
            )
        })
        .collect()
}

/// Two paths that differ in how they write their placeholders alone.
fn paths(place: &Place, document: &Value) -> Vec<Problem> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    let written = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    for (path, _) in written.filter(|(path, _)| !path.starts_with("x-")) {
        if let Some(other) = seen.insert(braced(path), path) {
            problems.push(Problem::fault(
                "path",
                place.at(["paths", path]),
                format!("is the same path as `{other}`"),
                "put the operations of both under one of them",
            ));
        }
    }
    // A document of nothing but webhooks has the types of what they carry.
    let is_empty = operations(document).next().is_none();
    if is_empty && components(document, "schemas").next().is_none() {
        problems.push(Problem::fault(
            "paths",
            place.at(["paths"]),
            "the document has neither operations nor schemas",
            "describe at least one operation",
        ));
    }
    problems
}

/// Writes `/users/:id` as `/users/{id}`.
pub fn braced(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.strip_prefix(':') {
        Some(name) if !name.is_empty() => format!("{{{name}}}"),
        _ => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The names between the braces of a path or of an address.
pub fn placeholders(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// Names the components whose names are nearest to a dangling reference.
fn suggestion(document: &Value, target: &str) -> String {
    let (folder, name) = target.rsplit_once('/').unwrap_or(("", target));
    let siblings = folder
        .strip_prefix('#')
        .and_then(|folder| document.pointer(folder))
        .and_then(Value::as_object);
    let nearest = siblings
        .into_iter()
        .flat_map(Map::keys)
        .map(|sibling| (strsim::levenshtein(sibling, name), sibling))
        .min();
    match nearest {
        Some((distance, sibling)) if distance <= 3 => {
            format!("add it, or refer to `{folder}/{sibling}`")
        }
        _ => "add it, or correct the reference".into(),
    }
}

fn operation_ids(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for (path, method, operation) in operations(document) {
        let place = place.at(["paths", path, method]);
        let Some(id) = operation.get("operationId").and_then(Value::as_str) else {
            problems.push(Problem::fault(
                "operation-id",
                place,
                "the operation has no operationId, and its method is named after it",
                "add an operationId such as `list_spaces`",
            ));
            continue;
        };
        if let Some((other_path, other_method)) = seen.insert(id, (path, method)) {
            problems.push(Problem::fault(
                "operation-id",
                place.at(["operationId"]),
                format!(
                    "`{id}` is also the id of {} {other_path}",
                    other_method.to_ascii_uppercase()
                ),
                "give each operation an id of its own",
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn place() -> Place {
        Place::file("specs/acme/openapi.yaml")
    }

    fn render(problems: &[Problem]) -> String {
        problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_yaml_syntax_error_names_its_line() {
        let problem =
            parse(&place(), "openapi: 3.0.3\npaths:\n  /a: [unclosed\n").expect_err("bad");
        assert_snapshot!(problem, @"
        error[syntax]: specs/acme/openapi.yaml
          error: line 3 column 7: unclosed bracket '['
           --> <input>:3:7
            |
          1 | openapi: 3.0.3
          2 | paths:
          3 |   /a: [unclosed
            |       ^ unclosed bracket '['
          fix: correct the line
        ");
    }

    #[test]
    fn a_json_syntax_error_names_its_line() {
        let problem = parse(&Place::file("specs/acme/openapi.json"), "{\n  \"openapi\": \n}")
            .expect_err("bad");
        assert_snapshot!(problem, @"
        error[syntax]: specs/acme/openapi.json
          expected value at line 3 column 1
          fix: correct the line
        ");
    }

    #[test]
    fn only_true_and_false_are_booleans() {
        let text = "enum: [no, on, y, off, NO]\nnullable: true\n";
        let read = parse(&place(), text).expect("YAML");
        assert_eq!(read, json!({ "enum": ["no", "on", "y", "off", "NO"], "nullable": true }));
    }

    #[test]
    fn a_key_given_twice_is_refused() {
        let problem = parse(&place(), "openapi: 3.0.3\npaths: {}\npaths: {}\n").expect_err("bad");
        assert_snapshot!(problem, @"
        error[syntax]: specs/acme/openapi.yaml
          error: line 3 column 1: duplicate mapping key: paths
           --> <input>:3:1
            |
          1 | openapi: 3.0.3
          2 | paths: {}
          3 | paths: {}
            | ^ duplicate mapping key: paths
          fix: correct the line
        ");
    }

    #[test]
    fn a_document_of_another_version_is_refused() {
        assert_snapshot!(render(&check(&place(), &json!({ "openapi": "3.1.0", "paths": {} }))), @"
        error[version]: specs/acme/openapi.yaml#/openapi
          OpenAPI 3.1.0 is not read yet; the generator takes 3.0
          fix: write the document as 3.0.3
        ");
    }

    #[test]
    fn something_else_is_refused() {
        assert_snapshot!(render(&check(&place(), &json!(["a", "list"]))), @"
        error[version]: specs/acme/openapi.yaml
          this is not an OpenAPI 3 document: the text `openapi` is missing at its top
          fix: add `openapi: 3.0.3`, or name the right file in vendor.toml
        error[paths]: specs/acme/openapi.yaml#/paths
          the document has no paths
          fix: add `paths`, one entry per path of the API
        ");
    }

    #[test]
    fn a_dangling_reference_names_the_nearest_component() {
        let document = json!({
            "openapi": "3.0.3",
            "paths": { "/spaces": { "get": { "operationId": "list_spaces", "responses": {
                "200": { "$ref": "#/components/responses/Spcaes" },
            } } } },
            "components": { "responses": { "Spaces": {}, "Users": {} } },
        });
        assert_snapshot!(render(&references(&place(), &document)), @"
        error[dangling-reference]: specs/acme/openapi.yaml#/paths/~1spaces/get/responses/200
          refers to `#/components/responses/Spcaes`, which is not in this document
          fix: add it, or refer to `#/components/responses/Spaces`
        ");
    }

    #[test]
    fn a_reference_leads_to_a_component_of_its_kind() {
        let document = json!({
            "paths": { "/a": { "get": { "operationId": "a", "responses": {
                "200": { "content": { "j": { "schema": { "$ref": "#/components/schemas/A/properties/b" } } } },
                "400": { "$ref": "#/components/schemas/A" },
            } } } },
            "components": { "schemas": { "A": { "properties": { "b": { "$ref": "other.yaml#/B" } } } } },
        });
        assert_snapshot!(render(&references(&place(), &document)), @"
        error[reference]: specs/acme/openapi.yaml#/components/schemas/A/properties/b
          refers to `other.yaml#/B`, and only a component of its kind can be referred to here
          fix: refer to `#/components/schemas/<name>`
        error[reference]: specs/acme/openapi.yaml#/paths/~1a/get/responses/200/content/j/schema
          refers to `#/components/schemas/A/properties/b`, and only a component of its kind can be referred to here
          fix: refer to `#/components/schemas/<name>`
        error[reference]: specs/acme/openapi.yaml#/paths/~1a/get/responses/400
          refers to `#/components/schemas/A`, and only a component of its kind can be referred to here
          fix: refer to `#/components/responses/<name>`
        ");
    }

    #[test]
    fn a_component_that_contains_itself_is_refused() {
        let header = |name: &str| json!({ "headers": { "x": { "$ref": format!("#/components/headers/{name}") } } });
        let document = json!({ "components": { "headers": { "A": header("B"), "B": header("A"), "C": header("A") } } });
        assert_snapshot!(render(&self_containing(&place(), &document)), @"
        error[reference]: specs/acme/openapi.yaml#/components/headers/A
          this component contains itself, and cannot be written out where it is used
          fix: remove the reference that leads back
        error[reference]: specs/acme/openapi.yaml#/components/headers/B
          this component contains itself, and cannot be written out where it is used
          fix: remove the reference that leads back
        ");
    }

    #[test]
    fn two_ways_to_write_one_path_are_refused() {
        let read = json!({ "get": { "operationId": "a" } });
        let document = json!({ "paths": { "/u/:id": read, "/u/{id}": read } });
        assert_snapshot!(render(&paths(&place(), &document)), @"
        error[path]: specs/acme/openapi.yaml#/paths/~1u~1{id}
          is the same path as `/u/:id`
          fix: put the operations of both under one of them
        ");
    }

    #[test]
    fn operations_need_an_id_of_their_own() {
        let document = json!({
            "openapi": "3.0.3",
            "paths": {
                "/a": { "get": { "operationId": "read" }, "post": {} },
                "/b": { "get": { "operationId": "read" } },
            },
        });
        assert_snapshot!(render(&operation_ids(&place(), &document)), @"
        error[operation-id]: specs/acme/openapi.yaml#/paths/~1a/post
          the operation has no operationId, and its method is named after it
          fix: add an operationId such as `list_spaces`
        error[operation-id]: specs/acme/openapi.yaml#/paths/~1b/get/operationId
          `read` is also the id of GET /a
          fix: give each operation an id of its own
        ");
    }
}
