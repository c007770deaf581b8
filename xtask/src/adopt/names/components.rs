//! Calls each schema component as its type will be called.
//!
//! Two components of one type name would be taken for one another. References,
//! and those of discriminators, follow.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::words;
use crate::adopt::Report;
use crate::adopt::grammar::{Kind, walk_mut};
use crate::adopt::schemas::{put_back, take_components};
use crate::document::schema_name;
use crate::problem::escape;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let schemas = take_components(document);
    let names = names(schemas.keys());
    let mut renamed = Map::new();
    for (before, schema) in schemas {
        let after = names.get(&before).cloned().unwrap_or_else(|| before.clone());
        if after != before {
            report.rewrote("components", format!("/components/schemas/{}", escape(&before)));
        }
        renamed.insert(after, schema);
    }
    put_back(document, renamed);
    walk_mut(
        document,
        Kind::Document,
        &mut String::new(),
        &mut |kind, _, value| match (kind, value) {
            (Kind::Schema, Value::Object(schema)) => {
                if let Some(Value::String(target)) = schema.get_mut("$ref") {
                    rename(target, &names);
                }
            }
            (Kind::MappedName, Value::String(target)) => rename(target, &names),
            _ => {}
        },
    );
}

/// A name for each: those that are names already keep them.
fn names<'a>(before: impl Iterator<Item = &'a String> + Clone) -> HashMap<String, String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut names = HashMap::new();
    let is_name = |name: &String| words::type_name(name, "Schema") == **name;
    for name in before.clone().filter(|name| is_name(name)) {
        taken.insert(name.clone());
        names.insert(name.clone(), name.clone());
    }
    for name in before.filter(|name| !is_name(name)) {
        let given = words::free(&words::type_name(name, "Schema"), |name| taken.contains(name));
        taken.insert(given.clone());
        names.insert(name.clone(), given);
    }
    names
}

fn rename(target: &mut String, names: &HashMap<String, String>) {
    let name = schema_name(target).map(|name| name.replace("~1", "/").replace("~0", "~"));
    if let Some(name) = name.and_then(|name| names.get(&name)) {
        *target = format!("#/components/schemas/{name}");
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::adopt::schemas::testing::schemas;

    #[test]
    fn two_components_do_not_become_one_type() {
        let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let before = json!({
            "SpaceId": { "type": "string" },
            "space_id": { "type": "integer" },
            "../x": { "items": to("..~1x") },
            "Page<User>": { "properties": { "a": to("space_id"), "$ref": to("SpaceId") } },
            "🙂": { "oneOf": [to("Page<User>")], "discriminator": { "propertyName": "a", "mapping": { "b": "#/components/schemas/Page<User>" } } },
            "self": {},
        });
        assert_snapshot!(schemas(run, &before), @r##"
        PageUser: {"properties":{"$ref":{"$ref":"#/components/schemas/SpaceId"},"a":{"$ref":"#/components/schemas/SpaceIdValue"}}}
        Schema: {"discriminator":{"mapping":{"b":"#/components/schemas/PageUser"},"propertyName":"a"},"oneOf":[{"$ref":"#/components/schemas/PageUser"}]}
        SchemaSelf: {}
        SpaceId: {"type":"string"}
        SpaceIdValue: {"type":"integer"}
        X: {"items":{"$ref":"#/components/schemas/X"}}
        "##);
    }
}
