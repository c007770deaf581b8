//! Flattens a schema into fields, each by its path.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::{Facts, Field, NotUnderstood};
use super::{dangling, evidence, follow, is_true, not_understood, reference};

/// The JSON types.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
/// The keywords that limit a value.
pub(crate) const LIMITS: [&str; 13] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// The fields of one body, as far as its schemas have been laid over each other.
pub(super) struct Fields<'a> {
    document: &'a Value,
    found: BTreeMap<String, Facts>,
    not_understood: Vec<NotUnderstood>,
    /// The references that are being followed, to stop where one leads back.
    followed: Vec<&'a str>,
}

/// Where a schema stands.
#[derive(Clone, Copy)]
struct At<'p> {
    /// The path of the field.
    path: &'p str,
    /// The pointer of the schema.
    pointer: &'p str,
    /// What it stands on, or else the schemas around it.
    evidence: Option<&'p str>,
    /// Whether that is said of this very value.
    is_own: bool,
    /// Whether this is one of several members of a union, none of which must fit.
    is_choice: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        Self { document, found: BTreeMap::new(), not_understood: Vec::new(), followed: Vec::new() }
    }

    /// Adds the schema of a whole body.
    pub(super) fn add(&mut self, pointer: &str, schema: &'a Value, evidence: Option<&str>) {
        self.schema(At { path: "", pointer, evidence, is_own: false, is_choice: false }, schema);
    }

    pub(super) fn finish(self) -> (Vec<Field>, Vec<NotUnderstood>) {
        let fields = self.found.into_iter().map(|(path, facts)| Field { path, facts });
        (fields.collect(), self.not_understood)
    }

    fn schema(&mut self, at: At<'_>, schema: &'a Value) {
        let Some(node) = schema.as_object() else {
            // `true` says nothing; so does no schema.
            if !matches!(schema, Value::Bool(true) | Value::Null) {
                self.not_understood.push(not_understood(at.pointer, dangling(schema)));
            }
            self.found.entry(at.path.to_owned()).or_default();
            return;
        };
        let own = evidence(node);
        let at = match own.as_deref() {
            Some(own) => At { evidence: Some(own), is_own: true, ..at },
            None => at,
        };
        self.facts(at, node);
        if let Some(reference) = reference(schema) {
            self.referenced(at, reference, schema);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            self.members(at, keyword, node);
        }
        self.inside(at, node);
    }

    fn referenced(&mut self, at: At<'_>, reference: &'a str, schema: &'a Value) {
        let target = follow(self.document, reference);
        if self.followed.contains(&reference) {
            // It leads back to where it came from: what it is, not what is inside.
            if let Some(target) = target.and_then(Value::as_object) {
                self.facts(at, target);
            }
            return;
        }
        match target {
            Some(target) => {
                self.followed.push(reference);
                self.schema(At { pointer: reference.trim_start_matches('#'), ..at }, target);
                self.followed.pop();
            }
            None => self.not_understood.push(not_understood(at.pointer, dangling(schema))),
        }
    }

    /// The members of a combination, laid over each other.
    fn members(&mut self, at: At<'_>, keyword: &str, node: &'a Map<String, Value>) {
        let members = node.get(keyword).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let is_null = |member: &Value| member.get("type") == Some(&Value::from("null"));
        let real = members.iter().filter(|member| !is_null(member)).count();
        let is_choice = at.is_choice || (keyword != "allOf" && real > 1);
        for (index, member) in members.iter().enumerate() {
            let pointer = format!("{}/{keyword}/{index}", at.pointer);
            self.schema(At { pointer: &pointer, is_choice, ..at }, member);
        }
    }

    /// What is inside an object, a map or a list.
    fn inside(&mut self, at: At<'_>, node: &'a Map<String, Value>) {
        let properties = node.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let separator = if at.path.is_empty() { "" } else { "." };
            let path = format!("{}{separator}{name}", at.path);
            let pointer = format!("{}/properties/{}", at.pointer, crate::problem::escape(name));
            self.schema(
                At { path: &path, pointer: &pointer, is_own: false, is_choice: false, ..at },
                property,
            );
            if !at.is_choice && is_required(node, name) {
                self.found.entry(path).or_default().required = true;
            }
        }
        for (keyword, mark) in [("items", "[]"), ("additionalProperties", "{}")] {
            if let Some(inner) = node.get(keyword).filter(|inner| inner.is_object()) {
                let path = format!("{}{mark}", at.path);
                let pointer = format!("{}/{keyword}", at.pointer);
                self.schema(
                    At { path: &path, pointer: &pointer, is_own: false, is_choice: false, ..at },
                    inner,
                );
            }
        }
        for keyword in ["prefixItems", "patternProperties", "not", "if"] {
            if node.contains_key(keyword) {
                let reason = format!("no inventory has a place for `{keyword}`");
                self.not_understood.push(not_understood(at.pointer, reason));
            }
        }
    }

    /// What a schema says of the value itself.
    fn facts(&mut self, at: At<'_>, node: &Map<String, Value>) {
        let (types, unknown) = types(node);
        for name in unknown {
            let reason = format!("`{name}` is no JSON type");
            self.not_understood.push(not_understood(at.pointer, reason));
        }
        let facts = self.found.entry(at.path.to_owned()).or_default();
        facts.types.extend(
            types.into_iter().filter(|name| !facts.types.contains(name)).collect::<Vec<_>>(),
        );
        if let Some(format) = node.get("format").and_then(Value::as_str) {
            facts.format.get_or_insert_with(|| format.to_owned());
        }
        facts.deprecated |= is_true(node, "deprecated");
        for value in values(node) {
            if !facts.values.contains(value) {
                facts.values.push(value.clone());
            }
        }
        if let Some(default) = node.get("default") {
            facts.default.get_or_insert_with(|| default.clone());
        }
        let limits = LIMITS.iter().filter_map(|limit| Some((*limit, node.get(*limit)?)));
        for (limit, value) in limits.filter(|(_, value)| **value != Value::Bool(false)) {
            facts.limits.entry(limit).or_insert_with(|| value.clone());
        }
        // The nearest counts: what is said of a value where it is used, then what its
        // own schema says, then what is said of the whole.
        if let Some(evidence) = at.evidence.filter(|_| !facts.is_own_evidence) {
            facts.evidence = Some(evidence.to_owned());
            facts.is_own_evidence = at.is_own;
        }
    }
}

/// The types that a schema names or shows, and the names that are no types.
fn types(node: &Map<String, Value>) -> (Vec<String>, Vec<String>) {
    let named: Vec<&str> = match node.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let (mut types, unknown): (Vec<_>, Vec<_>) = named
        .iter()
        .map(|name| (*name).to_owned())
        .partition(|name| TYPES.contains(&name.as_str()));
    let shows = |keyword: &str| node.get(keyword).is_some_and(Value::is_object);
    if named.is_empty() {
        types.extend(values(node).map(|value| kind(value).to_owned()));
        if shows("properties") || shows("additionalProperties") {
            types.push("object".to_owned());
        }
        if shows("items") {
            types.push("array".to_owned());
        }
    }
    let lists_null = node.get("enum").and_then(Value::as_array);
    if is_true(node, "nullable") || lists_null.is_some_and(|values| values.contains(&Value::Null)) {
        types.push("null".to_owned());
    }
    types.sort();
    types.dedup();
    (types, unknown)
}

/// The values that a schema lists, without null.
fn values(node: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let listed = node.get("enum").and_then(Value::as_array).into_iter().flatten();
    listed.chain(node.get("const")).filter(|value| !value.is_null())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_required(node: &Map<String, Value>, name: &str) -> bool {
    let required = node.get("required").and_then(Value::as_array);
    required.is_some_and(|names| names.iter().any(|required| required == name))
}
