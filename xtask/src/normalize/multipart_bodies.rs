//! Sends forms with files in them.
//!
//! The generator refuses `multipart/form-data`. The body becomes bytes, which
//! the caller makes with `floorkit_runtime::Multipart`; the parts are told in
//! the description, and the schema that listed them becomes no type.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::binary_bodies::bytes;
use super::media_types::{content, note};
use super::schemas::reachable;
use crate::document::{components, operations, operations_mut, resolved};

const MULTIPART: &str = "multipart/form-data";

pub(super) fn run(document: &mut Value) -> usize {
    let forms: Vec<Value> = operations(document)
        .filter_map(|(_, _, operation)| schema_of(operation.get("requestBody")?).cloned())
        .collect();
    let listed = reachable(document, &forms);
    let before = document.clone();
    for (_, _, operation) in operations_mut(document) {
        let parts = operation.get("requestBody").and_then(schema_of);
        let Some(parts) = parts.map(|schema| describe(resolved(&before, schema))) else { continue };
        if let Some(content) = operation.get_mut("requestBody").and_then(content) {
            *content = bytes();
        }
        note(operation, "request", MULTIPART);
        let description = operation.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = format!("{description}\n\n{parts}").trim_start().to_owned();
        operation.insert("description".into(), description.into());
    }
    drop_unused(document, &listed);
    forms.len()
}

/// The schema of a form with files, if that is all that a body can be.
fn schema_of(body: &Value) -> Option<&Value> {
    let content = body.get("content")?.as_object().filter(|content| content.len() == 1)?;
    content.get(MULTIPART)?.get("schema")
}

fn describe(schema: &Value) -> String {
    let properties = schema.get("properties").and_then(Value::as_object);
    let part = |(name, part): (&String, &Value)| match part.get("format").and_then(Value::as_str) {
        Some("binary") => format!("`{name}` (a file)"),
        _ => format!("`{name}`"),
    };
    let parts: Vec<String> = properties.into_iter().flatten().map(part).collect();
    let parts = match parts[..] {
        [] => "The names of its parts are not known.".to_owned(),
        _ => format!("Its parts: {}.", parts.join(", ")),
    };
    format!("The body is a `floorkit_runtime::Multipart`. {parts}")
}

/// Drops the components among `listed` that nothing needs any more.
fn drop_unused(document: &mut Value, listed: &BTreeSet<String>) {
    let others = components(document, "schemas").filter(|(name, _)| !listed.contains(*name));
    let roots = document.get("paths").into_iter().chain(others.map(|(_, schema)| schema));
    let used = reachable(document, roots);
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    schemas.into_iter().for_each(|schemas: &mut Map<String, Value>| {
        schemas.retain(|name, _| used.contains(name) || !listed.contains(name));
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn a_form_with_files_is_sent_as_bytes() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let upload = json!({ "requestBody": {
            "content": { "multipart/form-data": { "schema": reference("Upload") } },
        } });
        let told = |description: &str| {
            json!({
                "description": description,
                "requestBody": { "content": bytes() },
                "x-wire": { "request": "multipart/form-data" },
            })
        };
        let mut with_words = upload.clone();
        with_words["description"] = "Replaces the plan.".into();
        let kind = json!({ "type": "string", "enum": ["a"] });
        let parts =
            "The body is a `floorkit_runtime::Multipart`. Its parts: `file` (a file), `kind`.";
        check(
            run,
            json!({
                "paths": { "/plan": { "put": with_words, "post": upload } },
                "components": { "schemas": {
                    "Kind": kind, "Other": kind, "Unused": reference("Kind"),
                    "Upload": { "type": "object", "properties": {
                        "file": { "type": "string", "format": "binary" },
                        "kind": reference("Kind"), "other": reference("Other"),
                    } },
                } },
            }),
            &json!({
                "paths": { "/plan": {
                    "put": told(&format!("Replaces the plan.\n\n{}", parts.replace("`kind`.", "`kind`, `other`."))),
                    "post": told(&parts.replace("`kind`.", "`kind`, `other`.")),
                } },
                "components": { "schemas": { "Kind": kind, "Unused": reference("Kind") } },
            }),
            2,
        );
    }

    #[test]
    fn parts_of_unknown_names_are_said_to_be_so() {
        let open = json!({ "type": "object", "additionalProperties": true });
        assert_eq!(
            describe(&open),
            "The body is a `floorkit_runtime::Multipart`. The names of its parts are not known."
        );
    }
}
