//! Where schemas are in a document, and which way each of them travels.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::schemas::{inner_schemas_mut, is_opaque};
use crate::document::{components, components_mut, operations, operations_mut, schema_name};

/// Which way the values of a schema travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Direction {
    /// In requests.
    pub(super) sent: bool,
    /// In responses.
    pub(super) received: bool,
}

/// The names of the schema components that responses reach, and of those that no
/// operation reaches: what an event carries is received too.
pub fn received(document: &Value) -> BTreeSet<String> {
    let called = reachable(document, document.get("paths"));
    let responses = operations(document).filter_map(|(_, _, operation)| operation.get("responses"));
    let others: Vec<(&String, &Value)> =
        components(document, "schemas").filter(|(name, _)| !called.contains(*name)).collect();
    let contents = others.iter().map(|(_, schema)| *schema);
    let mut received = reachable(document, responses.chain(contents));
    received.extend(others.into_iter().map(|(name, _)| name.clone()));
    received
}

/// The names of the schema components that requests reach.
pub fn sent(document: &Value) -> BTreeSet<String> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let shared = paths.filter_map(|(_, item)| item.get("parameters"));
    let own = operations(document).flat_map(|(_, _, operation)| {
        operation.get("requestBody").into_iter().chain(operation.get("parameters"))
    });
    reachable(document, own.chain(shared))
}

/// Calls `visit` for each schema of a document, inner ones first, and adds up
/// its answers.
pub(super) fn for_each(
    document: &mut Value,
    mut visit: impl FnMut(&mut Map<String, Value>) -> usize,
) -> usize {
    everywhere(document, |_| Direction::default(), &mut |schema, _| visit(schema))
}

/// The same, with which way the values of each schema travel.
pub(super) fn for_each_directed(
    document: &mut Value,
    mut visit: impl FnMut(&mut Map<String, Value>, Direction) -> usize,
) -> usize {
    let (sent, received) = (sent(document), received(document));
    let direction =
        |name: &str| Direction { sent: sent.contains(name), received: received.contains(name) };
    everywhere(document, direction, &mut visit)
}

fn everywhere(
    document: &mut Value,
    direction: impl Fn(&str) -> Direction,
    visit: &mut impl FnMut(&mut Map<String, Value>, Direction) -> usize,
) -> usize {
    let mut count = 0;
    for (name, schema) in components_mut(document, "schemas") {
        count += descend(schema, direction(name), visit);
    }
    for (_, _, operation) in operations_mut(document) {
        for part in ["parameters", "requestBody", "responses"] {
            let received = part == "responses";
            let direction = Direction { sent: !received, received };
            if let Some(part) = operation.get_mut(part) {
                count += descend_to_schemas(part, direction, visit);
            }
        }
    }
    count
}

const OPEN_ENUM: &str = "floorkit_runtime::OpenEnum";

/// A schema that the generator replaces by `floorkit_runtime::<name><parameters>`.
///
/// It keeps the JSON `type`, which the generator needs to see beside `nullable`.
pub(super) fn runtime_type(
    schema: &Map<String, Value>,
    name: &str,
    parameters: Vec<Value>,
) -> Map<String, Value> {
    rust_type(schema, "floorkit-runtime", &format!("floorkit_runtime::{name}"), parameters)
}

/// A schema that the generator replaces by a type of another crate.
pub(super) fn rust_type(
    schema: &Map<String, Value>,
    crate_name: &str,
    path: &str,
    parameters: Vec<Value>,
) -> Map<String, Value> {
    let mut replaced: Map<String, Value> = ["type", "nullable", "description", "deprecated"]
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), schema.get(*key)?.clone())))
        .collect();
    let mut extension = json!({ "crate": crate_name, "version": "*", "path": path });
    if !parameters.is_empty() {
        extension["parameters"] = parameters.into();
    }
    replaced.insert("x-rust-type".into(), extension);
    replaced
}

/// Whether a schema is already replaced by a type of ours.
pub(super) fn is_replaced(schema: &Map<String, Value>) -> bool {
    schema.contains_key("x-rust-type")
}

/// A nullable reference is written `nullable` beside `allOf` of one; once that
/// one is replaced, it takes the place of the whole.
pub(super) fn lift(schema: &mut Map<String, Value>) {
    let inner = match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([Value::Object(inner)]) if is_replaced(inner) => inner.clone(),
        _ => return,
    };
    schema.remove("allOf");
    for (key, value) in inner {
        schema.entry(key).or_insert(value);
    }
}

/// The names of the schema components that some values reach, by shared
/// parameters, bodies and responses too.
pub fn reachable<'a>(
    document: &'a Value,
    roots: impl IntoIterator<Item = &'a Value>,
) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut others = BTreeSet::new();
    let mut waiting: Vec<&Value> = roots.into_iter().collect();
    while let Some(value) = waiting.pop() {
        references(value, &mut |reference| {
            let is_new = match schema_name(reference) {
                Some(name) => !reached.contains(name) && reached.insert(name.to_owned()),
                None => others.insert(reference),
            };
            if is_new {
                let pointer = reference.strip_prefix('#');
                waiting.extend(pointer.and_then(|pointer| document.pointer(pointer)));
            }
        });
    }
    reached
}

/// Calls `visit` for each reference below a value.
fn references<'a>(value: &'a Value, visit: &mut impl FnMut(&'a str)) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                visit(reference);
            }
            object.values().for_each(|value| references(value, visit));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, visit)),
        _ => {}
    }
}

/// Finds the schemas in a part of an operation: each value under a key `schema`.
fn descend_to_schemas(
    value: &mut Value,
    direction: Direction,
    visit: &mut impl FnMut(&mut Map<String, Value>, Direction) -> usize,
) -> usize {
    match value {
        Value::Object(object) => object
            .iter_mut()
            .filter(|(key, _)| !is_opaque(key))
            .map(|(key, value)| match key.as_str() {
                "schema" => descend(value, direction, visit),
                _ => descend_to_schemas(value, direction, visit),
            })
            .sum(),
        Value::Array(array) => {
            array.iter_mut().map(|value| descend_to_schemas(value, direction, visit)).sum()
        }
        _ => 0,
    }
}

fn descend(
    schema: &mut Value,
    direction: Direction,
    visit: &mut impl FnMut(&mut Map<String, Value>, Direction) -> usize,
) -> usize {
    let Value::Object(schema) = schema else { return 0 };
    // An opened enum has the closed one for its parameter.
    if schema.get("x-rust-type").is_some_and(|kind| kind["path"] == OPEN_ENUM) {
        return 0;
    }
    let inner = inner_schemas_mut(schema).into_iter();
    let count = inner.map(|inner| descend(inner, direction, visit)).sum();
    // What is replaced is settled; what is inside may not be.
    if is_replaced(schema) { count } else { count + visit(schema, direction) }
}

#[cfg(test)]
pub(super) mod testing {
    //! What the tests of passes share.

    use serde_json::{Value, json};

    /// Runs a pass over `before` and compares what it leaves with `after`.
    #[track_caller]
    pub(crate) fn check(run: fn(&mut Value) -> usize, before: Value, after: &Value, places: usize) {
        let mut document = before;
        let count = run(&mut document);
        assert_eq!(format!("{document:#}"), format!("{after:#}"));
        assert_eq!(count, places, "the number of places changed");
        let again = run(&mut document);
        assert_eq!((again, &document), (0, after), "a second run changes nothing");
    }

    /// A document in which a request sends `Sent`, a response carries
    /// `Received`, and both carry `Both`.
    pub(crate) fn document(schemas: &Value) -> Value {
        let body = |name: &str| {
            let reference = format!("#/components/schemas/{name}");
            json!({ "content": { "application/json": { "schema": { "$ref": reference } } } })
        };
        json!({
            "paths": {
                "/sent": { "post": { "requestBody": body("Sent"), "responses": { "200": body("Received") } } },
                "/both": { "put": { "requestBody": body("Both"), "responses": { "200": body("Both") } } },
            },
            "components": { "schemas": schemas },
        })
    }

    /// The schema component `name` of a document.
    pub(crate) fn schemas(run: fn(&mut Value) -> usize, schemas: &Value) -> (Value, usize) {
        let mut document = document(schemas);
        let places = run(&mut document);
        let before = document.clone();
        assert_eq!(run(&mut document), 0, "a second run changes nothing");
        assert_eq!(document, before, "a second run changes nothing");
        (document["components"]["schemas"].take(), places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_event_carries_is_received() {
        let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let mut document = testing::document(&json!({
            "Both": {}, "Received": {}, "Sent": {}, "Shared": {}, "Team": {},
            "PushPayload": { "properties": { "by": to("Sent"), "team": to("Team") } },
        }));
        document["components"]["parameters"] = json!({ "P": { "schema": to("Shared") } });
        document["paths"]["/sent"]["parameters"] = json!([{ "$ref": "#/components/parameters/P" }]);
        let names = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(names(received(&document)), "Both PushPayload Received Sent Team");
        assert_eq!(names(sent(&document)), "Both Sent Shared");
    }
}
