//! Keeps the fields that only an example shows.
//!
//! A schema that does not close its objects admits more than it lists, and the
//! vendor's own example may have more. The generator would drop that in silence;
//! such an object keeps its further fields. Where no example has any, what is
//! listed is taken for all that there is.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{COMBINATORS, put_back, reference, take_components, target, texts};
use crate::adopt::Report;
use crate::adopt::grammar::{Kind, walk};
use crate::problem::escape;

/// How far examples and schemas are followed side by side.
const DEPTH: usize = 64;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let mut schemas = take_components(document);
    let mut shown = Shown { schemas: &schemas, open: BTreeSet::new() };
    walk(document, Kind::Document, &mut String::new(), &mut |kind, _, part| {
        shown.examples(kind, part.get("schema").unwrap_or(part), part);
    });
    for (name, schema) in &schemas {
        let named = reference(name);
        walk(schema, Kind::Schema, &mut String::new(), &mut |kind, pointer, part| {
            shown.examples(kind, if pointer.is_empty() { &named } else { part }, part);
        });
    }
    for name in shown.open {
        if let Some(Value::Object(schema)) = schemas.get_mut(&name) {
            schema.insert("additionalProperties".into(), json!({}));
            report.rewrote("shown", format!("/components/schemas/{}", escape(&name)));
        }
    }
    put_back(document, schemas);
}

struct Shown<'a> {
    schemas: &'a Map<String, Value>,
    /// The components that examples show more of than they list.
    open: BTreeSet<String>,
}

impl Shown<'_> {
    /// The examples of a schema, a parameter or a body.
    fn examples(&mut self, kind: Kind, schema: &Value, of: &Value) {
        if !matches!(kind, Kind::Content | Kind::Parameter | Kind::Schema) {
            return;
        }
        if let Some(value) = of.get("example") {
            self.compare(schema, value, DEPTH);
        }
        match of.get("examples") {
            Some(Value::Array(values)) => {
                values.iter().for_each(|value| self.compare(schema, value, DEPTH));
            }
            Some(Value::Object(entries)) => {
                let values = entries.values().filter_map(|entry| entry.get("value"));
                values.for_each(|value| self.compare(schema, value, DEPTH));
            }
            _ => {}
        }
    }

    fn compare(&mut self, schema: &Value, value: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let schemas = self.schemas;
        let referring = schema;
        let (name, schema) = target(schemas, schema);
        if let Some(meant) = written_out(schema, value) {
            return self.compare(referring, &meant, depth);
        }
        let member = COMBINATORS.iter().find_map(|key| schema.get(*key)?.as_array());
        if let Some(members) = member {
            let mut members = members.iter();
            if let Some(member) = members.find(|member| is_like(target(schemas, member).1, value)) {
                self.compare(member, value, depth);
            }
            return;
        }
        match value {
            Value::Array(values) => {
                let Some(items) = schema.get("items") else { return };
                values.iter().for_each(|value| self.compare(items, value, depth));
            }
            Value::Object(object) => self.fields(name, schema, object, depth),
            _ => {}
        }
    }

    fn fields(
        &mut self,
        name: Option<&str>,
        schema: &Value,
        object: &Map<String, Value>,
        depth: usize,
    ) {
        let listed = schema.get("properties").and_then(Value::as_object);
        let rest = schema.get("additionalProperties");
        let is_listed = |key: &String| listed.is_some_and(|listed| listed.contains_key(key));
        // An example that has none of the fields is one of something else.
        let is_of_it = object.keys().any(is_listed);
        let has_more = object.iter().any(|(key, value)| !value.is_null() && !is_listed(key));
        let is_open = rest.is_none_or(|rest| *rest == Value::Bool(true));
        if is_open && is_of_it && has_more {
            self.open.extend(name.map(str::to_owned));
        }
        for (key, value) in object {
            let schema = listed.and_then(|listed| listed.get(key)).or(rest);
            if let Some(schema) = schema {
                self.compare(schema, value, depth);
            }
        }
    }
}

/// What a text means where no text is expected: some write JSON as a text.
fn written_out(schema: &Value, value: &Value) -> Option<Value> {
    let kind = schema.get("type").and_then(Value::as_str)?;
    let text = value.as_str().filter(|_| matches!(kind, "array" | "object"))?;
    serde_json::from_str(text).ok().filter(|meant: &Value| !meant.is_string())
}

/// Whether a value may be of a member of a union: by its type, and if it is an
/// object, by what is required and by its tags.
fn is_like(member: &Value, value: &Value) -> bool {
    let Some(member) = member.as_object() else { return false };
    let kind = member.get("type").and_then(Value::as_str);
    match value {
        Value::Object(object) => {
            let tag = |(key, value): (&String, &Value)| {
                let property = member.get("properties").and_then(|all| all.get(key));
                let values = property.and_then(|property| property.get("enum")?.as_array());
                values.is_none_or(|values| values.contains(value))
            };
            kind.is_none_or(|kind| kind == "object")
                && texts(member, "required").iter().all(|name| object.contains_key(*name))
                && object.iter().all(tag)
        }
        Value::Array(_) => kind.is_none_or(|kind| kind == "array"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::schemas;
    use super::*;

    #[test]
    fn an_object_keeps_what_its_example_has_and_it_does_not_list() {
        let desk = json!({ "type": "object", "properties": { "id": { "type": "integer" } } });
        let room =
            json!({ "type": "object", "required": ["seats"], "properties": { "seats": {} } });
        let (mut closed, mut admits) = (desk.clone(), desk.clone());
        closed["additionalProperties"] = json!(false);
        admits["additionalProperties"] = json!(true);
        let page = |of: &str, example: Value| {
            let items = json!({ "$ref": format!("#/components/schemas/{of}") });
            json!({ "type": "array", "items": items, "example": example })
        };
        let before = json!({
            "OwnTold": { "type": "object", "properties": { "id": {} }, "example": r#"{"id":1,"door":2}"# },
            "Own": { "type": "object", "properties": { "id": {} }, "example": { "id": 1, "door": 2 } },
            "Admits": admits,
            "AdmitsOnes": page("Admits", json!([{ "id": 1, "door": 2 }])),
            "Closed": closed, "Desk": desk, "Plain": desk, "Room": room, "Told": desk,
            "ToldOnes": page("Told", json!(r#"[{"id":1,"door":2}]"#)),
            "ClosedOnes": page("Closed", json!([{ "id": 1, "door": 2 }])),
            "Others": page("Plain", json!([{ "id": 1, "door": null }, { "door": 2 }])),
            "Places": { "oneOf": [{ "$ref": "#/components/schemas/Room" }, { "$ref": "#/components/schemas/Desk" }] },
            "Ones": page("Places", json!([{ "id": 1, "door": 2 }])),
        });
        let after = schemas(run, &before);
        let changed: Vec<&str> =
            after.lines().filter(|line| line.contains("\"additionalProperties\":{}")).collect();
        assert_snapshot!(changed.join("\n"), @r#"
        Admits: {"additionalProperties":{},"properties":{"id":{"type":"integer"}},"type":"object"}
        Desk: {"additionalProperties":{},"properties":{"id":{"type":"integer"}},"type":"object"}
        Own: {"additionalProperties":{},"example":{"door":2,"id":1},"properties":{"id":{}},"type":"object"}
        OwnTold: {"additionalProperties":{},"example":"{\"id\":1,\"door\":2}","properties":{"id":{}},"type":"object"}
        Told: {"additionalProperties":{},"properties":{"id":{"type":"integer"}},"type":"object"}
        "#);
    }
}
