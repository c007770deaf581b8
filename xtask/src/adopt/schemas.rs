//! Passes over schemas: each one takes a kind of schema that the generator
//! refuses or gets wrong, and writes what it means in the keywords that remain.

use serde_json::{Map, Value};

use super::grammar::{Kind, walk_mut};

pub(super) mod bases;
pub(super) mod children;
pub(super) mod directions;
pub(super) mod discriminators;
pub(super) mod enums;
pub(super) mod flatten;
pub(super) mod keywords;
mod merge;
pub(super) mod nullable;
pub(super) mod required;
pub(super) mod shown;
pub(super) mod types;
pub(super) mod unions;

/// The keywords that make one schema of several.
pub(super) const COMBINATORS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// A chain of references longer than this leads back to itself.
pub(super) const LONGEST_CHAIN: usize = 32;

/// Calls `visit` for each schema that is a map, outer ones first, with its pointer.
pub(super) fn each_schema(
    document: &mut Value,
    visit: &mut dyn FnMut(&str, &mut Map<String, Value>),
) {
    walk_mut(document, Kind::Document, &mut String::new(), &mut |kind, pointer, value| {
        if kind == Kind::Schema
            && let Value::Object(schema) = value
        {
            visit(pointer, schema);
        }
    });
}

/// The schema components, taken out so that they can be looked up while the rest
/// of the document is changed. [`put_back`] must follow.
pub(super) fn take_components(document: &mut Value) -> Map<String, Value> {
    match document.pointer_mut("/components/schemas") {
        Some(Value::Object(schemas)) => std::mem::take(schemas),
        _ => Map::new(),
    }
}

/// Puts the schema components back.
pub(super) fn put_back(document: &mut Value, schemas: Map<String, Value>) {
    if let Some(Value::Object(place)) = document.pointer_mut("/components/schemas") {
        *place = schemas;
    } else if !schemas.is_empty() {
        // Where there were none, the first ones may have been made.
        let Some(document) = document.as_object_mut() else { return };
        let components = document.entry("components").or_insert(Value::Null);
        if !components.is_object() {
            *components = Map::new().into();
        }
        components["schemas"] = schemas.into();
    }
}

/// A reference to a schema component.
pub(super) fn reference(name: &str) -> Value {
    serde_json::json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The name of the component that a schema refers to, alone or as `allOf` of one.
pub(super) fn referred(schema: &Value) -> Option<&str> {
    referred_by(schema.as_object()?)
}

/// The same, of the map that a schema is.
pub(super) fn referred_by(schema: &Map<String, Value>) -> Option<&str> {
    let sole = match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([sole]) => sole.get("$ref"),
        _ => schema.get("$ref"),
    };
    crate::document::schema_name(sole?.as_str()?)
}

/// The name of the last component that a chain of references leads to, and the
/// schema there; the schema itself if it is no reference.
pub(super) fn target<'a>(
    schemas: &'a Map<String, Value>,
    schema: &'a Value,
) -> (Option<&'a str>, &'a Value) {
    let mut reached = (None, schema);
    for _ in 0..LONGEST_CHAIN {
        let Some(name) = referred(reached.1) else { break };
        let Some(next) = schemas.get(name) else { break };
        reached = (Some(name), next);
    }
    reached
}

/// Whether a flag of a schema is set.
pub(super) fn is_set(schema: &Map<String, Value>, flag: &str) -> bool {
    schema.get(flag) == Some(&Value::Bool(true))
}

/// A list of texts, such as `required`.
pub(super) fn texts<'a>(schema: &'a Map<String, Value>, key: &str) -> Vec<&'a str> {
    let list = schema.get(key).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

/// Appends a paragraph to the description of a schema.
pub(super) fn describe(schema: &mut Map<String, Value>, said: &str) {
    let description = match schema.get("description").and_then(Value::as_str) {
        Some(text) if !text.trim().is_empty() => format!("{text}\n\n{said}"),
        _ => said.to_owned(),
    };
    schema.insert("description".into(), description.into());
}

#[cfg(test)]
pub(super) mod testing {
    //! What the tests of these passes share.

    use serde_json::{Value, json};

    use crate::adopt::Report;

    /// The schemas that a pass leaves, one line each, and what it reports.
    pub(crate) fn schemas(run: fn(&mut Value, &mut Report), schemas: &Value) -> String {
        let mut document = json!({ "components": { "schemas": schemas } });
        let mut report = Report::default();
        run(&mut document, &mut report);
        let after = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
        let mut lines: Vec<String> =
            after.iter().map(|(name, schema)| format!("{name}: {schema}")).collect();
        lines.extend(report.losses().iter().map(|lost| format!("lost {lost}")));
        lines.join("\n")
    }
}
