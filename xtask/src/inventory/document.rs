//! Reads the facts out of an OpenAPI document: a vendor's, faults included, or
//! one of ours.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    Body, Facts, Field, Inventory, NotUnderstood, Operation, Parameter, Response, digest_of_text,
};
use crate::document::operations;
use crate::problem::escape;

mod fields;

use fields::Fields;
pub(crate) use fields::LIMITS;

/// Reads a document. Its kind, digest and cut are for the caller to fill in.
pub fn read(document: &Value) -> Inventory {
    let mut reader = Reader { document, not_understood: Vec::new() };
    let info = |key: &str| Some(document.get("info")?.get(key)?.as_str()?.to_owned());
    let servers = document.get("servers").and_then(Value::as_array);
    let url = |server: &Value| Some(server.get("url")?.as_str()?.to_owned());
    let mut inventory = Inventory {
        servers: servers.into_iter().flatten().filter_map(url).collect(),
        operations: operations(document)
            .map(|(path, method, operation)| reader.operation(path, method, operation))
            .collect(),
        ..Inventory::default()
    };
    for key in ["webhooks", "x-webhooks"] {
        let calls = document.get(key).and_then(Value::as_object);
        if calls.is_some_and(|calls| !calls.is_empty()) {
            let reason = "no inventory has a place for what the vendor calls".to_owned();
            reader.not_understood(&format!("/{key}"), reason);
        }
    }
    inventory.source.title = info("title");
    inventory.source.version = info("version");
    inventory.not_understood = reader.not_understood;
    inventory.sort();
    inventory
}

/// What is carried from one part of a document to the next.
struct Reader<'a> {
    document: &'a Value,
    not_understood: Vec<NotUnderstood>,
}

/// A part of a document, and what is said to stand on if it is shared.
type Resolved<'a> = (&'a Map<String, Value>, Option<String>);

impl<'a> Reader<'a> {
    fn operation(&mut self, path: &str, method: &str, node: &'a Map<String, Value>) -> Operation {
        let pointer = format!("/paths/{}/{method}", escape(path));
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let mut operation = Operation {
            method: Some(method.to_uppercase()),
            path: Some(path.to_owned()),
            title: text("summary").map(str::to_owned),
            group: node.get("tags").and_then(|tags| Some(tags.get(0)?.as_str()?.to_owned())),
            description: text("description").and_then(digest_of_text),
            deprecated: is_true(node, "deprecated"),
            security: self.security(node),
            parameters: self.parameters(path, &pointer, node),
            evidence: evidence(node),
            ..Operation::default()
        };
        operation.request = node.get("requestBody").and_then(|body| {
            let pointer = format!("{pointer}/requestBody");
            let (node, shared) = self.resolve(&pointer, body)?;
            let evidence = evidence(node).or(shared);
            let body = self.body(&pointer, node, evidence.as_deref());
            Some(Body { required: is_true(node, "required"), evidence, ..body })
        });
        let responses = node.get("responses").and_then(Value::as_object);
        operation.responses = responses
            .into_iter()
            .flatten()
            .filter(|(status, _)| !status.starts_with("x-"))
            .filter_map(|(status, node)| self.response(&pointer, status, node))
            .collect();
        operation
    }

    fn security(&self, operation: &Map<String, Value>) -> Vec<String> {
        let global = self.document.get("security");
        let schemes = operation.get("security").or(global).and_then(Value::as_array);
        let alternatives = schemes.into_iter().flatten().filter_map(Value::as_object);
        let named = alternatives.map(|all| match all.len() {
            0 => "none".to_owned(),
            _ => all.keys().cloned().collect::<Vec<_>>().join(" and "),
        });
        named.collect()
    }

    /// The parameters of an operation, and those of its path.
    fn parameters(
        &mut self,
        path: &str,
        pointer: &str,
        operation: &'a Map<String, Value>,
    ) -> Vec<Parameter> {
        let item = self.document.get("paths").and_then(|paths| paths.get(path));
        let shared = item.and_then(|item| item.get("parameters")).and_then(Value::as_array);
        let own = operation.get("parameters").and_then(Value::as_array);
        let mut found: BTreeMap<(String, String), (bool, Parameter)> = BTreeMap::new();
        let shared = shared.into_iter().flatten().map(|node| (false, node));
        let own = own.into_iter().flatten().map(|node| (true, node));
        for (index, (is_own, node)) in shared.chain(own).enumerate() {
            let pointer = format!("{pointer}/parameters/{index}");
            for parameter in self.parameter(&pointer, node) {
                let key = (parameter.place.clone(), parameter.name.clone());
                match found.get(&key) {
                    Some((true, first)) if is_own => {
                        let reason = format!("a second {} parameter `{}`", first.place, first.name);
                        self.not_understood(&pointer, reason);
                    }
                    _ => drop(found.insert(key, (is_own, parameter))),
                }
            }
        }
        found.into_values().map(|(_, parameter)| parameter).collect()
    }

    /// A parameter, and those that the properties of an object are.
    fn parameter(&mut self, pointer: &str, node: &'a Value) -> Vec<Parameter> {
        let Some((node, shared)) = self.resolve(pointer, node) else { return Vec::new() };
        let text = |key: &str| Some(node.get(key)?.as_str()?.to_owned());
        let (Some(place), Some(name)) = (text("in"), text("name")) else {
            self.not_understood(pointer, "a parameter without `name` or `in`".to_owned());
            return Vec::new();
        };
        let evidence = evidence(node).or(shared);
        let content = node.get("content").and_then(Value::as_object);
        let content = content.and_then(|content| content.values().next()?.get("schema"));
        let schema = node.get("schema").or(content);
        let mut facts = Facts::default();
        let mut inner = Vec::new();
        for field in self.fields(&format!("{pointer}/schema"), schema, evidence.as_deref()) {
            match field.path.as_str() {
                "" => facts = field.facts,
                // What each of several values can be is said of the parameter.
                "[]" => facts.take_in(field.facts),
                path if path.starts_with(['[', '{']) => {}
                path => inner.push(Parameter {
                    place: place.clone(),
                    name: format!("{name}[{path}]"),
                    facts: field.facts,
                }),
            }
        }
        facts.required = is_true(node, "required");
        facts.deprecated |= is_true(node, "deprecated");
        facts.is_own_evidence |= evidence.is_some();
        facts.evidence = evidence.or(facts.evidence);
        inner.push(Parameter { place, name, facts });
        inner
    }

    fn response(&mut self, pointer: &str, status: &str, node: &'a Value) -> Option<Response> {
        let pointer = format!("{pointer}/responses/{status}");
        let (node, shared) = self.resolve(&pointer, node)?;
        let evidence = evidence(node).or(shared);
        for name in node.get("headers").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            self.not_understood(
                &pointer,
                format!("no inventory has a place for the header `{name}`"),
            );
        }
        let body = self.body(&pointer, node, evidence.as_deref());
        Some(Response { status: Some(status.to_owned()), body, evidence })
    }

    /// The media types of a body, and the fields of the first JSON one.
    fn body(
        &mut self,
        pointer: &str,
        node: &'a Map<String, Value>,
        evidence: Option<&str>,
    ) -> Body {
        let content = node.get("content").and_then(Value::as_object);
        let Some(content) = content else { return Body::default() };
        let chosen = content.iter().find(|(media_type, _)| is_json(media_type));
        let Some((media_type, node)) = chosen.or_else(|| content.iter().next()) else {
            return Body::default();
        };
        let pointer = format!("{pointer}/content/{}/schema", escape(media_type));
        let fields = self.fields(&pointer, node.get("schema"), evidence);
        Body { media_types: content.keys().cloned().collect(), fields, ..Body::default() }
    }

    fn fields(
        &mut self,
        pointer: &str,
        schema: Option<&'a Value>,
        evidence: Option<&str>,
    ) -> Vec<Field> {
        let Some(schema) = schema.filter(|schema| !schema.is_null()) else { return Vec::new() };
        let mut fields = Fields::new(self.document);
        fields.add(pointer, schema, evidence);
        let (fields, not_understood) = fields.finish();
        self.not_understood.extend(not_understood);
        fields
    }

    /// What a node is, or what it refers to.
    fn resolve(&mut self, pointer: &str, node: &'a Value) -> Option<Resolved<'a>> {
        let target = match reference(node) {
            None => Some(node),
            Some(reference) => follow(self.document, reference),
        };
        let Some(target) = target.and_then(Value::as_object) else {
            self.not_understood(pointer, dangling(node));
            return None;
        };
        Some((target, node.as_object().and_then(evidence)))
    }

    fn not_understood(&mut self, pointer: &str, reason: String) {
        self.not_understood.push(not_understood(pointer, reason));
    }
}

fn not_understood(pointer: &str, reason: String) -> NotUnderstood {
    NotUnderstood { line: 0, place: pointer.to_owned(), reason, text: String::new() }
}

/// The target of a `$ref`.
fn reference(node: &Value) -> Option<&str> {
    node.get("$ref")?.as_str()
}

/// The node that a reference within the document leads to.
fn follow<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    document.pointer(reference.strip_prefix('#')?)
}

fn dangling(node: &Value) -> String {
    match reference(node) {
        Some(reference) => format!("`{reference}` leads nowhere in this document"),
        None => "is not an object".to_owned(),
    }
}

/// What our specs say that something stands on.
fn evidence(node: &Map<String, Value>) -> Option<String> {
    let text = |key: &str| node.get("x-evidence")?.get(key)?.as_str();
    Some(format!("{}: {}", text("source")?, text("reference").unwrap_or("no reference")))
}

fn is_true(node: &Map<String, Value>, key: &str) -> bool {
    node.get(key) == Some(&Value::Bool(true))
}

/// Whether a media type is JSON of some kind.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

#[cfg(test)]
mod tests;
