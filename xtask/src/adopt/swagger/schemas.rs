//! Schemas: files, discriminators, and references to where they were.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::NAME;
use crate::adopt::Report;
use crate::adopt::grammar::{Kind, walk_mut};

/// Where parts were, and where they are.
const FOLDERS: [(&str, &str); 3] = [
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
];
/// Extensions in which a member of a union says how it is called there.
const VALUES: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

pub(super) fn run(document: &mut Value, is_swagger: bool, report: &mut Report) {
    let called = called(document);
    walk_mut(document, Kind::Document, &mut String::new(), &mut |kind, pointer, value| {
        let mut changed = false;
        if let Value::Object(object) = value {
            if is_swagger {
                changed |= moved(object);
            }
            if kind == Kind::Schema {
                changed |= schema(object);
                changed |= mapping(object, pointer, &called);
            }
        }
        if changed {
            report.rewrote(NAME, pointer);
        }
    });
}

fn moved(object: &mut Map<String, Value>) -> bool {
    let Some(Value::String(reference)) = object.get_mut("$ref") else { return false };
    let new = FOLDERS
        .iter()
        .find_map(|(old, new)| Some(format!("{new}{}", reference.strip_prefix(old)?)));
    let changed = new.is_some();
    if let Some(new) = new {
        *reference = new;
    }
    changed
}

fn schema(schema: &mut Map<String, Value>) -> bool {
    let mut changed = false;
    if schema.get("type").is_some_and(|kind| kind == "file") {
        schema.insert("type".into(), "string".into());
        schema.insert("format".into(), "binary".into());
        changed = true;
    }
    if let Some(Value::String(property)) = schema.get("discriminator") {
        let discriminator = json!({ "propertyName": property });
        schema.insert("discriminator".into(), discriminator);
        changed = true;
    }
    if let Some(nullable) = schema.remove("x-nullable") {
        if nullable == Value::Bool(true) {
            schema.insert("nullable".into(), nullable);
        }
        changed = true;
    }
    changed
}

/// What the members of each base class are called: by the pointer of the base,
/// the value and a reference to the member.
fn called(document: &Value) -> BTreeMap<String, Map<String, Value>> {
    let mut called: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (name, schema) in crate::document::components(document, "schemas") {
        let value = VALUES.iter().find_map(|key| schema.get(*key)?.as_str());
        let Some(value) = value else { continue };
        let member = format!("#/components/schemas/{}", crate::problem::escape(name));
        let bases = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for base in bases.filter_map(|base| base.get("$ref")?.as_str()) {
            let name = base.rsplit('/').next().unwrap_or_default();
            let names = called.entry(format!("/components/schemas/{name}")).or_default();
            names.insert(value.to_owned(), member.clone().into());
        }
    }
    called
}

fn mapping(
    schema: &mut Map<String, Value>,
    pointer: &str,
    called: &BTreeMap<String, Map<String, Value>>,
) -> bool {
    let Some(names) = called.get(pointer) else { return false };
    let Some(Value::Object(discriminator)) = schema.get_mut("discriminator") else { return false };
    let is_new = !discriminator.contains_key("mapping");
    if is_new {
        discriminator.insert("mapping".into(), names.clone().into());
    }
    is_new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_what_they_are_called() {
        let mut document = json!({ "components": { "schemas": {
            "Pet": { "discriminator": "kind", "properties": { "chip": { "type": "string", "x-nullable": true } } },
            "Cat": { "x-ms-discriminator-value": "cat", "allOf": [{ "$ref": "#/definitions/Pet" }] },
        } } });
        run(&mut document, true, &mut Report::default());
        let expected = json!({
            "Pet": {
                "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat" } },
                "properties": { "chip": { "type": "string", "nullable": true } },
            },
            "Cat": { "x-ms-discriminator-value": "cat", "allOf": [{ "$ref": "#/components/schemas/Pet" }] },
        });
        assert_eq!(format!("{:#}", document["components"]["schemas"]), format!("{expected:#}"));
    }
}
