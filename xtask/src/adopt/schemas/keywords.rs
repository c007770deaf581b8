//! Drops what no type can say: what a value is not, and what holds only if
//! something else does.
//!
//! A vendor's extensions mean nothing here, and one may have the name of ours.

use serde_json::{Map, Value, json};

use super::{COMBINATORS, each_schema};
use crate::adopt::Report;
use crate::adopt::names::enum_names::NAMES;

/// Keywords that narrow what a schema takes. Without them it takes more.
const CONDITIONS: [&str; 13] = [
    "contains",
    "contentSchema",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "not",
    "patternProperties",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    each_schema(document, &mut |pointer, schema| {
        for keyword in CONDITIONS {
            if schema.remove(keyword).is_some() {
                let why = "no type can say it; values that it forbids are taken too";
                report.lost(format!("{pointer}/{keyword}"), format!("`{keyword}`"), why);
            }
        }
        if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
            // What the vendor adds one day must not fail.
            schema.remove("additionalProperties");
            report.rewrote("keywords", pointer);
        }
        // `externalDocs` and `xml` say nothing about JSON.
        schema.retain(|key, _| {
            (!key.starts_with("x-") || key == NAMES) && key != "externalDocs" && key != "xml"
        });
        for key in COMBINATORS {
            match schema.get_mut(key) {
                Some(Value::Array(members)) if !members.is_empty() => {
                    members.iter_mut().for_each(|member| open(member, pointer, report));
                }
                Some(_) => {
                    schema.remove(key);
                    report.rewrote("keywords", pointer);
                }
                None => {}
            }
        }
        without_odd_parts(schema, pointer, report);
    });
}

/// What must be a map of schemas, a schema or a flag, and is something else.
fn without_odd_parts(schema: &mut Map<String, Value>, pointer: &str, report: &mut Report) {
    let mut remove = |schema: &mut Map<String, Value>, key: &str| {
        schema.remove(key);
        report.lost(format!("{pointer}/{key}"), format!("`{key}`"), "it is not what it must be");
    };
    for (key, fits) in [
        ("properties", Value::is_object as fn(&Value) -> bool),
        ("required", Value::is_array),
        ("enum", Value::is_array),
        ("nullable", Value::is_boolean),
        ("format", Value::is_string),
        ("description", Value::is_string),
        ("title", Value::is_string),
        ("discriminator", Value::is_object),
        ("readOnly", Value::is_boolean),
        ("writeOnly", Value::is_boolean),
        ("deprecated", Value::is_boolean),
        ("uniqueItems", Value::is_boolean),
    ] {
        if schema.get(key).is_some_and(|value| !fits(value)) {
            remove(schema, key);
        }
    }
    if schema.get("additionalProperties").is_some_and(|all| !all.is_boolean() && !all.is_object()) {
        remove(schema, "additionalProperties");
    }
    if let Some(items) = schema.get_mut("items") {
        open(items, pointer, report);
    }
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flatten().for_each(|(_, property)| open(property, pointer, report));
}

/// A schema that is no map takes any value, or none.
fn open(schema: &mut Value, pointer: &str, report: &mut Report) {
    if !schema.is_object() {
        if schema != &Value::Bool(true) {
            report.lost(pointer, format!("`{schema}` in place of a schema"), "any value is taken");
        }
        *schema = json!({});
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::schemas;
    use super::*;

    #[test]
    fn conditions_and_extensions_go_and_are_reported() {
        let before = json!({
            "A": { "type": "object", "x-id": "no", "not": { "required": ["a"] }, "oneOf": [], "additionalProperties": false,
                   "properties": { "x-a": true, "b": false, "not": { "type": "string" } } },
        });
        assert_snapshot!(schemas(run, &before), @r#"
        A: {"properties":{"b":{},"not":{"type":"string"},"x-a":{}},"type":"object"}
        lost #/components/schemas/A/not: `not`: no type can say it; values that it forbids are taken too
        lost #/components/schemas/A: `false` in place of a schema: any value is taken
        "#);
    }
}
