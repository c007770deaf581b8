//! Makes a base a union of its children.
//!
//! Where a schema has a discriminator and no members, others are merged of it,
//! and a value of it is one of theirs. The generator knows nothing of that: the
//! fields of the child are lost. What refers to the base gets the union, told by
//! the discriminator; the fields of the base go by a name of their own, and the
//! children are merged of that. A base of very many children stays one object.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{COMBINATORS, put_back, reference, take_components};
use crate::adopt::Report;
use crate::adopt::grammar::{Kind, walk_mut};
use crate::adopt::names::words;
use crate::document::schema_name;
use crate::problem::escape;

/// A union of more members takes long to compile and to decode.
const MOST: usize = 60;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let mut schemas = take_components(document);
    let children = children(&schemas);
    let descendants: BTreeMap<String, BTreeSet<String>> = schemas
        .iter()
        .filter(|(_, schema)| is_base(schema))
        .map(|(name, _)| (name.clone(), descendants(name, &children)))
        .filter(|(_, found)| (2..=MOST).contains(&found.len()))
        .collect();
    let mut taken: BTreeSet<String> = schemas.keys().cloned().collect();
    let mut bases: BTreeMap<String, String> = BTreeMap::new();
    for name in descendants.keys() {
        let base = words::free(&format!("{name}Base"), |name| taken.contains(name));
        taken.insert(base.clone());
        bases.insert(name.clone(), base);
    }
    for (name, base) in &bases {
        let Some(Value::Object(mut fields)) = schemas.remove(name) else { continue };
        let discriminator = fields.remove("discriminator").unwrap_or_default();
        let members = descendants.get(name).into_iter().flatten();
        schemas.insert(name.clone(), union(name, &fields, &discriminator, members, &bases));
        schemas.insert(base.clone(), fields.into());
        report.rewrote("children", format!("/components/schemas/{}", escape(name)));
    }
    for schema in schemas.values_mut() {
        merge_of_fields(schema, &bases);
    }
    put_back(document, schemas);
    walk_mut(document, Kind::Document, &mut String::new(), &mut |kind, _, schema| {
        // Alone it stands for the union, with a description or null beside it.
        let is_merged = schema.get("properties").is_some()
            || schema.get("allOf").and_then(Value::as_array).is_some_and(|all| all.len() > 1);
        if kind == Kind::Schema && is_merged {
            merge_of_fields(schema, &bases);
        }
    });
}

fn is_base(schema: &Value) -> bool {
    let tag = schema.get("discriminator").and_then(|found| found.get("propertyName"));
    let is_union = COMBINATORS[1..].iter().any(|key| schema.get(*key).is_some());
    tag.is_some_and(Value::is_string) && !is_union
}

/// What is merged of each schema, directly.
fn children(schemas: &Map<String, Value>) -> BTreeMap<&str, Vec<&str>> {
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in schemas {
        for member in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Some(of) = member.get("$ref").and_then(Value::as_str).and_then(schema_name) {
                children.entry(of).or_default().push(name);
            }
        }
    }
    children
}

fn descendants(name: &str, children: &BTreeMap<&str, Vec<&str>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![name];
    while let Some(of) = waiting.pop() {
        let new = children.get(of).into_iter().flatten().copied();
        waiting.extend(new.filter(|child| *child != name && found.insert((*child).to_owned())));
    }
    found
}

/// The union of a base: its descendants, and the base itself where a value says so.
fn union<'a>(
    name: &str,
    fields: &Map<String, Value>,
    discriminator: &Value,
    members: impl Iterator<Item = &'a String> + Clone,
    bases: &BTreeMap<String, String>,
) -> Value {
    let own = |name: &str| bases.get(name).map_or(name, String::as_str).to_owned();
    let given = discriminator.get("mapping").and_then(Value::as_object);
    let mut mapping: BTreeMap<&str, String> = BTreeMap::new();
    for (value, to) in given.into_iter().flatten() {
        let to = to.as_str().unwrap_or_default();
        mapping.insert(value, own(schema_name(to).unwrap_or(to)));
    }
    let mut listed: Vec<String> = Vec::new();
    for member in members {
        let concrete = own(member);
        if !mapping.values().any(|to| *to == concrete) {
            mapping.insert(member, concrete.clone());
        }
        listed.push(concrete);
    }
    let itself = own(name);
    if mapping.values().any(|to| *to == itself) {
        listed.push(itself);
    }
    let to = |name: &String| format!("#/components/schemas/{name}");
    let mapping: BTreeMap<&str, String> =
        mapping.iter().map(|(value, name)| (*value, to(name))).collect();
    let members: Vec<Value> = listed.iter().map(|name| reference(name)).collect();
    let tag = discriminator.get("propertyName");
    let mut union =
        json!({ "oneOf": members, "discriminator": { "propertyName": tag, "mapping": mapping } });
    for key in ["description", "deprecated", "nullable", "example"] {
        if let Some(value) = fields.get(key) {
            union[key] = value.clone();
        }
    }
    union
}

/// Merges a schema of the fields of a base, instead of the union.
fn merge_of_fields(schema: &mut Value, bases: &BTreeMap<String, String>) {
    let members = schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten();
    for member in members {
        let of = member.get("$ref").and_then(Value::as_str).and_then(schema_name);
        if let Some(base) = of.and_then(|name| bases.get(name)) {
            *member = reference(base);
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::schemas;
    use super::*;

    #[test]
    fn a_base_is_a_union_of_all_that_is_merged_of_it() {
        let tag = |mapping: Value| json!({ "propertyName": "kind", "mapping": mapping });
        let before = json!({
            "Hall": { "allOf": [reference("Room")] },
            "Lone": { "properties": {}, "discriminator": tag(json!({})) },
            "OnlyChild": { "allOf": [reference("Lone")] },
            "Owner": { "properties": {
                "one": { "allOf": [reference("Place")], "nullable": true },
                "more": { "allOf": [reference("Place"), { "required": ["kind"] }] },
            } },
            "Place": { "properties": { "kind": {} }, "description": "A place.", "discriminator": tag(json!({ "place": "Place", "room": "Room" })) },
            "Room": { "allOf": [reference("Place"), { "properties": { "door": {} } }] },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        Hall: {"allOf":[{"$ref":"#/components/schemas/Room"}]}
        Lone: {"discriminator":{"mapping":{},"propertyName":"kind"},"properties":{}}
        OnlyChild: {"allOf":[{"$ref":"#/components/schemas/Lone"}]}
        Owner: {"properties":{"more":{"allOf":[{"$ref":"#/components/schemas/PlaceBase"},{"required":["kind"]}]},"one":{"allOf":[{"$ref":"#/components/schemas/Place"}],"nullable":true}}}
        Place: {"description":"A place.","discriminator":{"mapping":{"Hall":"#/components/schemas/Hall","place":"#/components/schemas/PlaceBase","room":"#/components/schemas/Room"},"propertyName":"kind"},"oneOf":[{"$ref":"#/components/schemas/Hall"},{"$ref":"#/components/schemas/Room"},{"$ref":"#/components/schemas/PlaceBase"}]}
        PlaceBase: {"description":"A place.","properties":{"kind":{}}}
        Room: {"allOf":[{"$ref":"#/components/schemas/PlaceBase"},{"properties":{"door":{}}}]}
        "##);
    }

    #[test]
    fn a_base_between_keeps_its_place() {
        let tag = json!({ "propertyName": "kind" });
        let before = json!({
            "A": { "discriminator": tag }, "B": { "allOf": [reference("A")], "discriminator": tag },
            "C": { "allOf": [reference("B")] }, "D": { "allOf": [reference("B")] },
        });
        let after = schemas(run, &before);
        assert!(
            after.contains(
                r##"A: {"discriminator":{"mapping":{"B":"#/components/schemas/BBase","C":"##
            ),
            "{after}"
        );
        assert!(
            after.contains(r##"BBase: {"allOf":[{"$ref":"#/components/schemas/ABase"}]}"##),
            "{after}"
        );
        assert!(
            after.contains(r##"C: {"allOf":[{"$ref":"#/components/schemas/BBase"}]}"##),
            "{after}"
        );
    }
}
