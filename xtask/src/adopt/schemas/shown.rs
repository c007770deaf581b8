//! Reads what an example shows and its schema does not say.
//!
//! A schema that does not close its objects admits more than it lists, and the
//! vendor's own example may have more. The generator would drop that in silence;
//! such an object keeps its further fields. Where no example has any, what is
//! listed is taken for all that there is.
//!
//! An example is evidence for what comes, too: where it has a null, null is read;
//! what it leaves out of an answer is no longer required there; a number where a
//! text was promised, or the other way round, is read as either.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{COMBINATORS, put_back, reference, take_components, target, texts};
use crate::adopt::Report;
use crate::adopt::grammar::{Kind, walk};
use crate::normalize::received;
use crate::problem::escape;

/// How far examples and schemas are followed side by side.
const DEPTH: usize = 64;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let received = received(document);
    let mut schemas = take_components(document);
    let mut shown = Shown { schemas: &schemas, facts: BTreeMap::new() };
    walk(document, Kind::Document, &mut String::new(), &mut |kind, _, part| {
        if matches!(kind, Kind::Content | Kind::Parameter | Kind::Schema) {
            shown.examples(part.get("schema").unwrap_or(part), part);
        }
    });
    for (name, schema) in &schemas {
        let named = reference(name);
        walk(schema, Kind::Schema, &mut String::new(), &mut |kind, pointer, part| {
            if matches!(kind, Kind::Schema) {
                shown.examples(if pointer.is_empty() { &named } else { part }, part);
            }
        });
        let properties = schema.get("properties").and_then(Value::as_object);
        for (key, property) in properties.into_iter().flatten() {
            each_example(property, &mut |value| shown.field(name, key, property, value));
        }
    }
    let members = members(&schemas);
    for (name, mut facts) in shown.facts {
        // The members of a union are told apart by what is said of them now.
        if members.contains(&name) {
            facts = Facts { is_open: facts.is_open, ..Facts::default() };
        }
        if let Some(Value::Object(schema)) = schemas.get_mut(&name)
            && facts.apply(schema, received.contains(&name))
        {
            report.rewrote("shown", format!("/components/schemas/{}", escape(&name)));
        }
    }
    put_back(document, schemas);
}

struct Shown<'a> {
    schemas: &'a Map<String, Value>,
    /// What examples show of a component and it does not say.
    facts: BTreeMap<String, Facts>,
}

/// What examples show of an object.
#[derive(Default)]
struct Facts {
    /// There is more than it lists.
    is_open: bool,
    /// These are required, and are not always there.
    absent: BTreeSet<String>,
    /// These may be null.
    null: BTreeSet<String>,
    /// These also come as a JSON type of another name.
    also: BTreeMap<String, &'static str>,
}

impl Facts {
    /// Writes them down; tells whether there is anything new in them.
    fn apply(self, schema: &mut Map<String, Value>, is_received: bool) -> bool {
        let before = schema.clone();
        if self.is_open {
            schema.insert("additionalProperties".into(), json!({}));
        }
        if is_received && !self.absent.is_empty() {
            let required = texts(schema, "required").into_iter();
            let required: Vec<Value> =
                required.filter(|name| !self.absent.contains(*name)).map(Value::from).collect();
            if required.is_empty() {
                schema.remove("required");
            } else {
                schema.insert("required".into(), required.into());
            }
        }
        let Some(Value::Object(properties)) = schema.get_mut("properties") else {
            return *schema != before;
        };
        for name in &self.null {
            if let Some(Value::Object(property)) = properties.get_mut(name) {
                if let Some(reference) = property.remove("$ref") {
                    property.insert("allOf".into(), json!([{ "$ref": reference }]));
                }
                property.insert("nullable".into(), true.into());
            }
        }
        for (name, other) in self.also.iter().filter(|_| is_received) {
            if let Some(Value::Object(property)) = properties.get_mut(name) {
                let kind = property.get("type").cloned().unwrap_or_default();
                property.insert("x-accepts".into(), json!([kind, other]));
            }
        }
        *schema != before
    }
}

/// The components that are members of unions.
fn members(schemas: &Map<String, Value>) -> BTreeSet<String> {
    let mut members = BTreeSet::new();
    for schema in schemas.values() {
        walk(schema, Kind::Schema, &mut String::new(), &mut |_, _, part| {
            for key in COMBINATORS {
                let of_union = part.get(key).and_then(Value::as_array).into_iter().flatten();
                let names = of_union.filter_map(|member| target(schemas, member).0);
                members.extend(names.filter(|_| key != "allOf").map(str::to_owned));
            }
        });
    }
    members
}

/// Calls `visit` for each example of a schema, a parameter or a body.
fn each_example(of: &Value, visit: &mut dyn FnMut(&Value)) {
    of.get("example").into_iter().for_each(&mut *visit);
    match of.get("examples") {
        Some(Value::Array(values)) => values.iter().for_each(visit),
        Some(Value::Object(entries)) => {
            entries.values().filter_map(|entry| entry.get("value")).for_each(visit);
        }
        _ => {}
    }
}

impl Shown<'_> {
    fn examples(&mut self, schema: &Value, of: &Value) {
        each_example(of, &mut |value| self.compare(schema, value, DEPTH));
    }

    /// What a value shows of the field that it is of.
    fn field(&mut self, name: &str, key: &str, property: &Value, value: &Value) {
        let schema = target(self.schemas, property).1;
        let is_open = schema.get("type").is_none() && super::referred(property).is_none();
        let is_nullable =
            [property, schema].iter().any(|one| one.get("nullable") == Some(&Value::Bool(true)));
        if value.is_null() && !is_open && !is_nullable {
            self.facts.entry(name.to_owned()).or_default().null.insert(key.to_owned());
        }
        if let Some(other) = other_type(property, value) {
            self.facts.entry(name.to_owned()).or_default().also.insert(key.to_owned(), other);
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
        if let Some(name) = name.filter(|_| is_of_it) {
            let required = schema.as_object().map(|schema| texts(schema, "required"));
            let absent = required.into_iter().flatten().filter(|name| !object.contains_key(*name));
            let absent: Vec<String> = absent.map(str::to_owned).collect();
            if is_open && has_more || !absent.is_empty() {
                let facts = self.facts.entry(name.to_owned()).or_default();
                facts.is_open |= is_open && has_more;
                facts.absent.extend(absent);
            }
            for (key, value) in object {
                if let Some(property) = listed.and_then(|listed| listed.get(key)) {
                    self.field(name, key, property, value);
                }
            }
        }
        for (key, value) in object {
            let schema = listed.and_then(|listed| listed.get(key)).or(rest);
            if let Some(schema) = schema {
                self.compare(schema, value, depth);
            }
        }
    }
}

/// The JSON type of a scalar, if its schema is a plain one of another type that
/// can be told from it.
fn other_type(schema: &Value, value: &Value) -> Option<&'static str> {
    let format = schema.get("format").and_then(Value::as_str);
    let is_plain = matches!(format, None | Some("int32" | "int64" | "float" | "double"));
    if !is_plain || schema.get("enum").is_some() {
        return None;
    }
    match (schema.get("type").and_then(Value::as_str)?, value) {
        ("string", Value::Number(_)) => Some("number"),
        ("string", Value::Bool(_)) => Some("boolean"),
        ("integer", Value::String(text)) if text.parse::<i64>().is_ok() => Some("string"),
        ("number", Value::String(text)) if text.parse::<f64>().is_ok_and(f64::is_finite) => {
            Some("string")
        }
        _ => None,
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

    #[test]
    fn what_an_example_shows_is_read() {
        let text = json!({ "type": "string" });
        let before = json!({
            "Floor": { "type": "string", "enum": ["1"] },
            "Desk": {
                "type": "object", "required": ["id", "name", "seats"],
                "properties": {
                    "id": text, "name": text, "seats": { "type": "integer" }, "share": { "type": "number" },
                    "floor": { "$ref": "#/components/schemas/Floor" }, "day": { "type": "string", "format": "date" },
                    "code": { "type": "string", "example": 7 }, "words": { "type": "integer", "example": "two" },
                },
                "example": { "id": 1, "seats": "2", "share": "0.5", "floor": null, "day": 3 },
            },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        Desk: {"example":{"day":3,"floor":null,"id":1,"seats":"2","share":"0.5"},"properties":{"code":{"example":7,"type":"string","x-accepts":["string","number"]},"day":{"format":"date","type":"string"},"floor":{"allOf":[{"$ref":"#/components/schemas/Floor"}],"nullable":true},"id":{"type":"string","x-accepts":["string","number"]},"name":{"type":"string"},"seats":{"type":"integer","x-accepts":["integer","string"]},"share":{"type":"number","x-accepts":["number","string"]},"words":{"example":"two","type":"integer"}},"required":["id","seats"],"type":"object"}
        Floor: {"enum":["1"],"type":"string"}
        "##);
    }

    #[test]
    fn what_is_only_sent_stays_required() {
        let desk = json!({ "type": "object", "required": ["id", "name"], "properties": {
            "id": { "type": "string" }, "name": { "type": "string" },
        }, "example": { "id": 1 } });
        let sent = json!({ "content": { "application/json": { "schema": reference("Desk") } } });
        let mut document = json!({
            "paths": { "/desks": { "post": { "requestBody": sent, "responses": {} } } },
            "components": { "schemas": { "Desk": desk } },
        });
        let before = document.clone();
        run(&mut document, &mut Report::default());
        assert_eq!(document, before);
    }
}
