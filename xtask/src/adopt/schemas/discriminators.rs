//! Writes out which value of a discriminator means which schema.
//!
//! What is not mapped goes by the name of its component, so that it must be
//! said before anything is renamed or merged.

use serde_json::{Map, Value, json};

use super::each_schema;
use crate::adopt::Report;
use crate::document::{components, schema_name};

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let names: std::collections::HashSet<String> =
        components(document, "schemas").map(|(name, _)| name.clone()).collect();
    each_schema(document, &mut |pointer, schema| {
        let Some(discriminator) = schema.get("discriminator") else { return };
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
            schema.remove("discriminator");
            report.rewrote("discriminators", pointer);
            return;
        };
        let mut mapping = Map::new();
        let given = discriminator.get("mapping").and_then(Value::as_object);
        for (value, target) in given.into_iter().flatten() {
            match target.as_str().and_then(|target| component(target, &names)) {
                Some(name) => {
                    mapping.insert(value.clone(), format!("#/components/schemas/{name}").into());
                }
                None => {
                    let why = "there is no such schema; such a value is read as it comes";
                    report.lost(
                        format!("{pointer}/discriminator"),
                        format!("the value `{value}`"),
                        why,
                    );
                }
            }
        }
        let mapped: Vec<Value> = mapping.values().cloned().collect();
        let members = ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(*key)?.as_array());
        for target in members.flatten().filter_map(|member| member.get("$ref")) {
            if !mapped.contains(target)
                && let Some(name) = target.as_str().and_then(schema_name)
            {
                mapping.insert(name.to_owned(), target.clone());
            }
        }
        let written = json!({ "propertyName": property, "mapping": mapping });
        if *discriminator != written {
            report.rewrote("discriminators", pointer);
        }
        schema.insert("discriminator".into(), written);
    });
}

/// A mapping names a component, or refers to one.
fn component<'a>(target: &'a str, names: &std::collections::HashSet<String>) -> Option<&'a str> {
    let name = schema_name(target).unwrap_or(target);
    let name = name.rsplit('/').next().unwrap_or(name);
    names.contains(name).then_some(name)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::schemas;
    use super::*;

    #[test]
    fn each_member_has_its_value() {
        let member = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let before = json!({
            "Cat": {},
            "dog": {},
            "Pet": { "oneOf": [member("Cat"), member("dog")], "discriminator": {
                "propertyName": "kind", "mapping": { "cat": "Cat", "cow": "Cow" },
            } },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        Cat: {}
        Pet: {"discriminator":{"mapping":{"cat":"#/components/schemas/Cat","dog":"#/components/schemas/dog"},"propertyName":"kind"},"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/dog"}]}
        dog: {}
        lost #/components/schemas/Pet/discriminator: the value `cow`: there is no such schema; such a value is read as it comes
        "##);
    }
}
