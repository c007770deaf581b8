//! Writes out what is merged of several schemas.
//!
//! The generator drops properties that two members of `allOf` describe, makes a
//! type without values where one member is closed, and overflows its stack
//! where a schema is merged of itself. `allOf` of one reference stays, where it
//! says that a use may be null.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::merge::{Merge, is_combined, is_constraint, is_open};
use super::{put_back, referred, take_components};
use crate::adopt::Report;
use crate::adopt::grammar::{Kind, push, walk_mut};
use crate::document::schema_name;
use crate::problem::escape;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let schemas = take_components(document);
    let mut flatten =
        Flatten { before: schemas, depth: 0, after: Map::new(), state: HashMap::new(), report };
    let names: Vec<String> = flatten.before.keys().cloned().collect();
    for name in &names {
        flatten.component(name);
    }
    // Inner ones are done with the outer one.
    let mut done = String::from(" ");
    walk_mut(document, Kind::Document, &mut String::new(), &mut |kind, pointer, value| {
        if kind == Kind::Schema && !pointer.starts_with(&done) {
            flatten.schema(value, &mut pointer.to_owned());
            done = format!("{pointer}/");
        }
    });
    let after = flatten.after;
    put_back(document, after);
}

/// Real inheritance is below ten levels deep; what is deeper could overflow a stack.
const DEEPEST: usize = 100;

struct Flatten<'a> {
    before: Map<String, Value>,
    /// How many components are being flattened for one another.
    depth: usize,
    after: Map<String, Value>,
    state: HashMap<String, State>,
    report: &'a mut Report,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Begun,
    Done,
}

impl Flatten<'_> {
    /// Flattens a component, after those that it is merged of. `false` if it is
    /// one of those itself, or too far from the first of them.
    fn component(&mut self, name: &str) -> bool {
        match self.state.get(name) {
            Some(state) => return *state == State::Done,
            None if self.depth == DEEPEST => return false,
            None => self.state.insert(name.to_owned(), State::Begun),
        };
        self.depth += 1;
        let schema = self.before.get(name).cloned();
        let is_there = schema.is_some();
        if let Some(mut schema) = schema {
            let mut pointer = format!("/components/schemas/{}", escape(name));
            self.schema(&mut schema, &mut pointer);
            self.after.insert(name.to_owned(), schema);
            self.state.insert(name.to_owned(), State::Done);
        }
        self.depth -= 1;
        is_there
    }

    fn schema(&mut self, value: &mut Value, pointer: &mut String) {
        let Value::Object(schema) = value else { return };
        // A use of what is around it is no cycle; only a component can be.
        if !is_component(pointer) && is_use(schema) {
            tidy_use(schema);
            return;
        }
        self.without_cycles(schema, pointer);
        self.inner(schema, pointer);
        if !is_combined(schema) {
            return;
        }
        if is_use(schema) {
            tidy_use(schema);
            return;
        }
        let is_union = ["oneOf", "anyOf"].iter().filter(|key| schema.contains_key(**key)).count();
        let union_alone = is_union == 1 && !schema.contains_key("allOf") && {
            let mut rest = schema.clone();
            rest.retain(|key, _| key != "oneOf" && key != "anyOf" && key != "type");
            is_open(&rest)
        };
        if union_alone {
            // The members say of which type they are.
            schema.remove("type");
            return;
        }
        *schema = self.merged(schema, pointer);
        self.report.rewrote("flatten", pointer.as_str());
    }

    /// Drops members that lead back to what is being flattened, and sees to it
    /// that the others are flattened.
    fn without_cycles(&mut self, schema: &mut Map<String, Value>, pointer: &str) {
        for key in ["allOf", "oneOf", "anyOf"] {
            let Some(members) = schema.get(key).and_then(Value::as_array).cloned() else {
                continue;
            };
            let kept: Vec<Value> = members
                .iter()
                .filter(|member| match referred(member).map(ToOwned::to_owned) {
                    // `unions` writes out one that leads back.
                    Some(name) => {
                        let is_done = self.component(&name);
                        is_done || key != "allOf" || !self.before.contains_key(&name)
                    }
                    None => true,
                })
                .cloned()
                .collect();
            if kept.len() == members.len() {
                continue;
            }
            let why = "it leads back to the schema that it is in, or too far away";
            self.report.lost(format!("{pointer}/{key}"), "a member", why);
            if kept.is_empty() {
                schema.remove(key);
            } else {
                // What the member would have described is kept as it comes.
                let mut kept = kept;
                kept.push(json!({ "type": "object", "additionalProperties": {} }));
                schema.insert(key.into(), kept.into());
            }
        }
        if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(schema_name) {
            let name = name.to_owned();
            if is_component(pointer) && self.before.contains_key(&name) && !self.component(&name) {
                self.report.lost(
                    pointer,
                    "a reference",
                    "it leads back to itself, or too far away",
                );
                schema.clear();
            }
        }
    }

    fn inner(&mut self, schema: &mut Map<String, Value>, pointer: &mut String) {
        let length = pointer.len();
        for (key, value) in schema.iter_mut() {
            push(pointer, key);
            match Kind::Schema.inside(key) {
                Kind::Schema => self.schema(value, pointer),
                Kind::Schemas => {
                    let within = pointer.len();
                    match value {
                        Value::Object(properties) => {
                            for (name, property) in properties {
                                push(pointer, name);
                                self.schema(property, pointer);
                                pointer.truncate(within);
                            }
                        }
                        Value::Array(members) => {
                            for (index, member) in members.iter_mut().enumerate() {
                                push(pointer, &index.to_string());
                                self.schema(member, pointer);
                                pointer.truncate(within);
                            }
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
            pointer.truncate(length);
        }
    }

    fn merged(&mut self, schema: &Map<String, Value>, pointer: &str) -> Map<String, Value> {
        let mut own = schema.clone();
        own.retain(|key, _| !matches!(key.as_str(), "allOf" | "oneOf" | "anyOf"));
        let all = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let mut parts: Vec<Map<String, Value>> =
            all.filter_map(|member| member.as_object().cloned()).collect();
        let discriminator = own.remove("discriminator");
        parts.push(own.clone());
        for key in ["oneOf", "anyOf"] {
            if let Some(members) = schema.get(key) {
                let mut union = Map::from_iter([(key.to_owned(), members.clone())]);
                union
                    .extend(discriminator.clone().map(|value| ("discriminator".to_owned(), value)));
                parts.push(union);
            }
        }
        let nullable_parts = parts.iter().filter(|part| !is_open(part) && !is_constraint(part));
        let all_null = nullable_parts.clone().count() > 0
            && nullable_parts.clone().all(|part| super::is_set(part, "nullable"));
        let mut merge = Merge {
            schemas: &self.after,
            before: &self.before,
            pointer,
            report: &mut *self.report,
        };
        let mut whole = Map::new();
        for part in &parts {
            whole = merge.both(&whole, part, 0);
        }
        // A reference that nothing was merged with is still one.
        if whole.contains_key("$ref") && whole.len() > 1 {
            let reference = whole.remove("$ref").unwrap_or_default();
            whole.insert("allOf".into(), vec![json!({ "$ref": reference })].into());
        }
        for key in ["title", "description", "deprecated", "readOnly", "writeOnly", "example"] {
            if let Some(value) = own.get(key) {
                whole.insert(key.into(), value.clone());
            }
        }
        if super::is_set(&own, "nullable") || all_null {
            whole.insert("nullable".into(), true.into());
        } else {
            whole.remove("nullable");
        }
        if let Some(discriminator) = discriminator.filter(|_| !schema.contains_key("oneOf")) {
            whole.insert("discriminator".into(), discriminator);
        } else if schema.contains_key("allOf") {
            // That of a parent is not for its children.
            whole.remove("discriminator");
        }
        whole
    }
}

/// Whether a schema is a component, and in no other schema.
fn is_component(pointer: &str) -> bool {
    pointer.matches('/').count() == 3
}

/// Whether a schema is one reference and what is said of its use.
fn is_use(schema: &Map<String, Value>) -> bool {
    let Some([sole]) = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) else {
        return false;
    };
    let mut rest = schema.clone();
    rest.remove("allOf");
    rest.remove("type");
    sole.get("$ref").is_some() && is_open(&rest)
}

fn tidy_use(schema: &mut Map<String, Value>) {
    schema.remove("type");
    schema.remove("discriminator");
    if schema.len() == 1
        && let Some(sole) =
            schema.get("allOf").and_then(|all| all.get(0)).and_then(Value::as_object)
    {
        *schema = sole.clone();
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::schemas;
    use super::*;

    fn to(name: &str) -> Value {
        super::super::reference(name)
    }

    #[test]
    fn a_merged_object_is_written_out() {
        let before = json!({
            "Child": { "allOf": [to("Parent"), { "type": "object", "required": ["b"], "properties": {
                "b": { "type": "integer" }, "kind": { "type": "string", "enum": ["child"] },
            }, "additionalProperties": false }], "description": "A child." },
            "Parent": { "type": "object", "required": ["a"], "properties": {
                "a": { "type": "string" }, "kind": { "type": "string" },
            } },
            "Use": { "type": "object", "properties": {
                "child": { "allOf": [to("Child")], "nullable": true }, "plain": { "allOf": [to("Child")] },
            } },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        Child: {"description":"A child.","properties":{"a":{"type":"string"},"b":{"type":"integer"},"kind":{"enum":["child"],"type":"string"}},"required":["a","b"],"type":"object"}
        Parent: {"properties":{"a":{"type":"string"},"kind":{"type":"string"}},"required":["a"],"type":"object"}
        Use: {"properties":{"child":{"allOf":[{"$ref":"#/components/schemas/Child"}],"nullable":true},"plain":{"$ref":"#/components/schemas/Child"}},"type":"object"}
        "##);
    }

    #[test]
    fn what_conflicts_is_open_and_reported() {
        let before = json!({ "A": { "allOf": [
            { "type": "object", "properties": { "at": { "type": "string", "format": "date" }, "n": { "type": "integer" } } },
            { "type": "object", "properties": { "at": { "type": "string", "format": "date-time" }, "n": { "type": "string" } } },
        ] } });
        assert_snapshot!(schemas(run, &before), @r#"
        A: {"properties":{"at":{"type":"string"},"n":{}},"type":"object"}
        lost #/components/schemas/A/properties/at: two formats: they are given to one value; any is taken
        lost #/components/schemas/A/properties/n: two types: they are given to one value; any is taken
        "#);
    }

    #[test]
    fn a_schema_is_not_merged_of_itself() {
        let before = json!({
            "A": { "allOf": [to("B"), { "type": "object", "properties": { "a": {} } }] },
            "B": { "allOf": [to("A"), { "type": "object", "properties": { "b": {} } }] },
            "C": to("C"),
            "Node": { "type": "object", "properties": { "parent": { "allOf": [to("Node")], "nullable": true } } },
            "Tree": { "oneOf": [to("Tree"), { "type": "string" }] },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        A: {"additionalProperties":{},"properties":{"a":{},"b":{}},"type":"object"}
        B: {"additionalProperties":{},"properties":{"b":{}},"type":"object"}
        C: {}
        Node: {"properties":{"parent":{"allOf":[{"$ref":"#/components/schemas/Node"}],"nullable":true}},"type":"object"}
        Tree: {"oneOf":[{"$ref":"#/components/schemas/Tree"},{"type":"string"}]}
        lost #/components/schemas/B/allOf: a member: it leads back to the schema that it is in, or too far away
        lost #/components/schemas/C: a reference: it leads back to itself, or too far away
        "##);
    }

    #[test]
    fn properties_beside_a_union_are_in_each_member() {
        let before = json!({
            "A": { "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } },
            "Either": { "type": "object", "properties": { "x": {}, "y": {} }, "anyOf": [{ "required": ["x"] }, { "required": ["y"] }] },
            "Pair": { "type": "object", "properties": { "id": { "type": "string" } }, "oneOf": [to("A"), { "type": "object", "title": "Other", "properties": { "b": {} } }] },
        });
        assert_snapshot!(schemas(run, &before), @r#"
        A: {"properties":{"a":{"type":"string"}},"required":["a"],"type":"object"}
        Either: {"properties":{"x":{},"y":{}},"type":"object"}
        Pair: {"oneOf":[{"properties":{"a":{"type":"string"},"id":{"type":"string"}},"required":["a"],"title":"A","type":"object"},{"properties":{"b":{},"id":{"type":"string"}},"title":"Other","type":"object"}]}
        "#);
    }
}
