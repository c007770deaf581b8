//! Where schemas are in a document, and which way each of them travels.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::schemas::{inner_schemas_mut, is_opaque};
use crate::document::{operations, operations_mut, schema_name, walk};

/// Which way the values of a schema travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Direction {
    /// In requests.
    pub(super) sent: bool,
    /// In responses.
    pub(super) received: bool,
}

/// The names of the schema components that responses reach.
pub fn received(document: &Value) -> BTreeSet<String> {
    let roots = operations(document).filter_map(|(_, _, operation)| operation.get("responses"));
    reachable(document, roots)
}

/// The names of the schema components that requests reach.
pub fn sent(document: &Value) -> BTreeSet<String> {
    let roots = operations(document).flat_map(|(_, _, operation)| {
        operation.get("requestBody").into_iter().chain(operation.get("parameters"))
    });
    reachable(document, roots)
}

/// Calls `visit` for each schema of a document, inner ones first, and adds up
/// its answers.
pub(super) fn for_each(
    document: &mut Value,
    mut visit: impl FnMut(&mut Map<String, Value>, Direction) -> usize,
) -> usize {
    let (sent, received) = (sent(document), received(document));
    let mut count = 0;
    for (name, schema) in crate::document::components_mut(document, "schemas") {
        let direction = Direction { sent: sent.contains(name), received: received.contains(name) };
        count += descend(schema, direction, &mut visit);
    }
    for (_, _, operation) in operations_mut(document) {
        for part in ["parameters", "requestBody", "responses"] {
            let received = part == "responses";
            let direction = Direction { sent: !received, received };
            if let Some(part) = operation.get_mut(part) {
                count += descend_to_schemas(part, direction, &mut visit);
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

/// The names of the schema components that some values reach.
pub fn reachable<'a>(
    document: &'a Value,
    roots: impl IntoIterator<Item = &'a Value>,
) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&Value> = roots.into_iter().collect();
    while let Some(value) = waiting.pop() {
        walk(value, &mut |_, value| {
            let reference = value.get("$ref").and_then(Value::as_str);
            let Some(name) = reference.and_then(schema_name) else { return };
            if reached.insert(name.to_owned()) {
                waiting.extend(component(document, name));
            }
        });
    }
    reached
}

fn component<'a>(document: &'a Value, name: &str) -> Option<&'a Value> {
    document.get("components")?.get("schemas")?.get(name)
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
