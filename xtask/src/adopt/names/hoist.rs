//! Gives inline objects, enums and unions names of their own.
//!
//! The generator would name them after their place, and take one that it has
//! named so before for another of that name. A type in a property is called
//! after both, an item after one of its list, a body after its operation.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::iter;

use serde_json::{Map, Value, json};

use super::words;
use crate::adopt::Report;
use crate::adopt::grammar::{Kind, walk, walk_mut};
use crate::adopt::schemas::{put_back, reference, take_components, texts};
use crate::document::operations;
use crate::problem::escape;

/// A name that says more than this says nothing.
const LONGEST: usize = 96;

/// What is said of a use, and not of what is used.
const OF_THE_USE: [&str; 3] = ["deprecated", "readOnly", "writeOnly"];

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let places = Places::of(document);
    let schemas = take_components(document);
    let taken = schemas.keys().cloned().collect();
    let mut hoist =
        Hoist { made: Map::new(), taken, known: HashMap::new(), tried: HashMap::new(), report };
    let mut named = Map::new();
    for (name, mut schema) in schemas {
        hoist.inner(&mut schema, &name);
        named.insert(name, schema);
    }
    // What is inside of a schema is done with it.
    let mut done = String::from(" ");
    walk_mut(document, Kind::Document, &mut String::new(), &mut |kind, pointer, value| {
        if kind == Kind::Schema && !pointer.starts_with(&done) {
            if may_hold_types(value) {
                hoist.schema(value, &places.name(pointer), false);
            }
            done = format!("{pointer}/");
        }
    });
    named.extend(hoist.made);
    put_back(document, named);
}

/// What names are made of outside of schemas.
struct Places {
    operations: HashMap<String, String>,
    parameters: HashMap<String, String>,
}

impl Places {
    fn of(document: &Value) -> Self {
        let operations = operations(document).filter_map(|(path, method, operation)| {
            let id = operation.get("operationId")?.as_str()?;
            Some((format!("/paths/{}/{method}", escape(path)), id.to_owned()))
        });
        let mut parameters = HashMap::new();
        walk(document, Kind::Document, &mut String::new(), &mut |kind, pointer, value| {
            if kind == Kind::Parameter
                && let Some(name) = value.get("name").and_then(Value::as_str)
            {
                parameters.insert(pointer.to_owned(), name.to_owned());
            }
        });
        Self { operations: operations.collect(), parameters }
    }

    /// A name for the schema at a pointer.
    fn name(&self, pointer: &str) -> String {
        let tokens: Vec<String> = pointer
            .split('/')
            .skip(1)
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
            .collect();
        let (mut name, rest) = match tokens.as_slice() {
            [paths, path, rest @ ..] if paths == "paths" => self.in_path(path, rest, &tokens),
            [_, kind, name, ..] if kind == "requestBodies" => {
                let is_said = name.ends_with("Request") || name.ends_with("Body");
                (if is_said { name.clone() } else { format!("{name} Request") }, 3)
            }
            [_, _, name, ..] => (name.clone(), 3),
            _ => (String::new(), tokens.len()),
        };
        let parameter = iter::successors(Some(pointer), |at| Some(at.rsplit_once('/')?.0))
            .find_map(|at| self.parameters.get(at));
        let mut tokens = tokens.iter().skip(rest);
        while let Some(token) = tokens.next() {
            match token.as_str() {
                "requestBody" => name.push_str(" Request"),
                "responses" => {
                    name.push_str(tokens.next().map_or(" Response", |status| of_status(status)));
                }
                "headers" | "callbacks" => {
                    name.push(' ');
                    name.push_str(tokens.next().map_or("", |name| name.as_str()));
                }
                _ => {}
            }
        }
        let has_name = pointer.starts_with("/components/parameters/");
        if let Some(parameter) = parameter.filter(|_| !has_name) {
            name = format!("{name} {parameter}");
        }
        words::type_name(&name, "Schema")
    }

    fn in_path(&self, path: &str, rest: &[String], tokens: &[String]) -> (String, usize) {
        let id = rest
            .first()
            .and_then(|method| self.operations.get(&format!("/paths/{}/{method}", escape(path))));
        match id {
            Some(id) => (id.clone(), 3),
            None => {
                let fixed = path.split('/').rfind(|part| !part.contains('{') && !part.is_empty());
                let is_operation =
                    crate::document::METHODS.contains(&tokens[2.min(tokens.len() - 1)].as_str());
                (fixed.unwrap_or_default().to_owned(), if is_operation { 3 } else { 2 })
            }
        }
    }
}

/// What an answer of a status is called. Successes are called the same, so that
/// equal ones stay one type.
fn of_status(status: &str) -> &'static str {
    match status {
        "400" => " BadRequest",
        "401" => " Unauthorized",
        "403" => " Forbidden",
        "404" => " NotFound",
        "409" => " Conflict",
        "422" => " Unprocessable",
        "429" => " TooManyRequests",
        "default" => " Error",
        status if status.starts_with('4') || status.starts_with('5') => " Error",
        status if status.starts_with('3') => " Redirect",
        _ => " Response",
    }
}

struct Hoist<'a> {
    /// The components made so far.
    made: Map<String, Value>,
    taken: HashSet<String>,
    /// A name as it was proposed, and a digest of what was named so.
    known: HashMap<(String, u64), String>,
    /// How many names of one beginning were tried.
    tried: HashMap<String, u64>,
    report: &'a mut Report,
}

impl Hoist<'_> {
    /// Names what is inside a schema, and the schema itself if it is a type.
    fn schema(&mut self, value: &mut Value, proposed: &str, is_member: bool) {
        let Value::Object(schema) = value else { return };
        let is_map = is_member && schema.get("type").is_some_and(|kind| kind == "object");
        if !is_type(schema) && !is_map {
            self.inner(value, proposed);
            return;
        }
        let mut of_use: Map<String, Value> =
            OF_THE_USE.iter().filter_map(|key| schema.remove_entry(*key)).collect();
        let is_nullable = schema.remove("nullable") == Some(Value::Bool(true));
        let proposed = words::pascal(&proposed[..proposed.len().min(LONGEST)]);
        self.inner(value, &proposed);
        // What is inside has its names by now, so that equal ones look equal.
        let mut digest = DefaultHasher::new();
        value.to_string().hash(&mut digest);
        let key = (proposed.clone(), digest.finish());
        let name = match self.known.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = self.free(&proposed, value);
                self.taken.insert(name.clone());
                self.known.insert(key, name.clone());
                self.made.insert(name.clone(), value.take());
                name
            }
        };
        self.report.rewrote("hoist", format!("/components/schemas/{name}"));
        let Value::Object(to) = reference(&name) else { return };
        if is_nullable {
            of_use.insert("nullable".into(), true.into());
            of_use.insert("allOf".into(), json!([to]));
        } else {
            of_use.extend(to);
        }
        *value = Value::Object(of_use);
    }

    fn inner(&mut self, value: &mut Value, name: &str) {
        let Value::Object(schema) = value else { return };
        for (key, inner) in schema.iter_mut() {
            match key.as_str() {
                "properties" => {
                    let properties = inner.as_object_mut().into_iter().flatten();
                    for (property, schema) in
                        properties.filter(|(_, schema)| may_hold_types(schema))
                    {
                        let proposed = words::pascal(&format!("{name} {}", worded(property)));
                        self.schema(schema, &proposed, false);
                    }
                }
                "items" | "additionalProperties" => {
                    self.schema(inner, &words::singular(name), false);
                }
                "allOf" | "anyOf" | "oneOf" => {
                    for member in inner.as_array_mut().into_iter().flatten() {
                        let proposed = member_name(name, member);
                        self.schema(member, &proposed, true);
                    }
                }
                _ => {}
            }
        }
    }

    /// A name that is not taken; a word for what it is before any other.
    fn free(&mut self, proposed: &str, schema: &Value) -> String {
        if !self.taken.contains(proposed) {
            return proposed.to_owned();
        }
        let kind = match schema {
            _ if schema.get("enum").is_some() => "Value",
            _ if schema.get("oneOf").is_some() || schema.get("anyOf").is_some() => "Choice",
            _ => "Details",
        };
        let worded = words::pascal(&format!("{proposed} {kind}"));
        // One after another, so that many of one name are not tried again and again.
        let tried = self.tried.entry(worded.clone()).or_default();
        loop {
            *tried += 1;
            let name = if *tried == 1 { worded.clone() } else { format!("{worded}{tried}") };
            if !self.taken.contains(&name) {
                return name;
            }
        }
    }
}

/// Whether there may be something to name in a schema, or the schema itself:
/// most are scalars and references.
fn may_hold_types(schema: &Value) -> bool {
    const KEYS: [&str; 7] =
        ["additionalProperties", "allOf", "anyOf", "enum", "items", "oneOf", "properties"];
    KEYS.iter().any(|key| schema.get(key).is_some())
}

/// The generator makes a type of it: what `lint` asks for, and unions of one.
fn is_type(schema: &Map<String, Value>) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.is_some_and(|properties| !properties.is_empty())
        || ["enum", "oneOf", "anyOf"].iter().any(|key| schema.contains_key(*key))
        || schema.get("allOf").and_then(Value::as_array).is_some_and(|all| all.len() > 1)
}

/// A member of a union goes by its title, its tag, or what it must have.
fn member_name(union: &str, member: &Value) -> String {
    let title = member.get("title").and_then(Value::as_str).map(words::pascal);
    if let Some(title) = title.filter(|title| !title.is_empty() && title.len() < 40) {
        return match title.strip_prefix(union) {
            Some(rest) if !rest.is_empty() => title,
            _ => words::pascal(&format!("{union} {title}")),
        };
    }
    let suffix = tag(member)
        .or_else(|| {
            let required = texts(member.as_object()?, "required");
            Some(format!("With {}", required.first()?))
        })
        .unwrap_or_else(|| {
            let kind = member.get("type").and_then(Value::as_str);
            let word = match kind {
                Some("array") => "List",
                Some("object") if member.get("properties").is_none() => "Map",
                Some("object") => "Object",
                _ if member.get("enum").is_some() => "Value",
                _ => "Choice",
            };
            word.to_owned()
        });
    words::pascal(&format!("{union} {suffix}"))
}

/// The only value that a required property of a member may have.
fn tag(member: &Value) -> Option<String> {
    let required = texts(member.as_object()?, "required");
    required.iter().find_map(|name| {
        let values = member.get("properties")?.get(*name)?.get("enum")?.as_array()?;
        match values.as_slice() {
            [Value::String(value)] => {
                Some(value.clone()).filter(|value| !words::pascal(value).is_empty())
            }
            _ => None,
        }
    })
}

/// A property of symbols alone still needs a word.
fn worded(property: &str) -> &str {
    if property.chars().any(|c| c.is_ascii_alphanumeric()) { property } else { "Property" }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::adopt::schemas::testing::schemas;

    #[test]
    fn a_type_in_a_schema_is_named_after_its_place() {
        let text = json!({ "type": "string" });
        let before = json!({
            "Space": { "type": "object", "properties": {
                "address": { "type": "object", "nullable": true, "properties": { "kind": { "type": "string", "enum": ["home"] } } },
                "labels": { "type": "array", "items": { "type": "object", "properties": { "a": text } } },
                "by_day": { "type": "object", "additionalProperties": { "type": "object", "properties": { "b": text } } },
                "owner": { "readOnly": true, "oneOf": [text, { "type": "object", "required": ["id"], "properties": { "id": text } }, { "type": "object" }] },
                "🙂": { "type": "string", "enum": ["a"] },
            } },
            "SpaceAddress": text,
        });
        assert_snapshot!(schemas(run, &before), @r##"
        Space: {"properties":{"address":{"allOf":[{"$ref":"#/components/schemas/SpaceAddressDetails"}],"nullable":true},"by_day":{"additionalProperties":{"$ref":"#/components/schemas/SpaceByDayItem"},"type":"object"},"labels":{"items":{"$ref":"#/components/schemas/SpaceLabel"},"type":"array"},"owner":{"$ref":"#/components/schemas/SpaceOwner","readOnly":true},"🙂":{"$ref":"#/components/schemas/SpaceProperty"}},"type":"object"}
        SpaceAddress: {"type":"string"}
        SpaceAddressDetails: {"properties":{"kind":{"$ref":"#/components/schemas/SpaceAddressKind"}},"type":"object"}
        SpaceAddressKind: {"enum":["home"],"type":"string"}
        SpaceByDayItem: {"properties":{"b":{"type":"string"}},"type":"object"}
        SpaceLabel: {"properties":{"a":{"type":"string"}},"type":"object"}
        SpaceOwner: {"oneOf":[{"type":"string"},{"$ref":"#/components/schemas/SpaceOwnerWithId"},{"$ref":"#/components/schemas/SpaceOwnerMap"}]}
        SpaceOwnerMap: {"type":"object"}
        SpaceOwnerWithId: {"properties":{"id":{"type":"string"}},"required":["id"],"type":"object"}
        SpaceProperty: {"enum":["a"],"type":"string"}
        "##);
    }

    #[test]
    fn a_body_is_named_after_its_operation() {
        let body = |name: &str| json!({ "content": { "application/json": { "schema": { "type": "array", "items": { "type": "object", "properties": { name: {} } } } } } });
        let mut document = json!({
            "paths": { "/spaces/{id}": {
                "parameters": [{ "name": "id", "in": "path", "schema": { "type": "string", "enum": ["a"] } }],
                "post": {
                    "operationId": "create_spaces",
                    "parameters": [{ "name": "sort[by]", "in": "query", "schema": { "type": "string", "enum": ["asc"] } }],
                    "requestBody": body("a"),
                    "responses": { "200": body("b"), "201": body("b"), "404": body("c") },
                },
            } },
            "components": { "parameters": { "Order": { "name": "order", "in": "query", "schema": { "type": "string", "enum": ["x"] } } } },
        });
        run(&mut document, &mut Report::default());
        let schemas = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
        let said: Vec<String> =
            schemas.iter().map(|(name, schema)| format!("{name}: {schema}")).collect();
        assert_snapshot!(said.join("\n"), @r#"
        CreateSpacesNotFoundItem: {"properties":{"c":{}},"type":"object"}
        CreateSpacesRequestItem: {"properties":{"a":{}},"type":"object"}
        CreateSpacesResponseItem: {"properties":{"b":{}},"type":"object"}
        CreateSpacesSortBy: {"enum":["asc"],"type":"string"}
        Order: {"enum":["x"],"type":"string"}
        SpacesId: {"enum":["a"],"type":"string"}
        "#);
    }
}
