//! Merges two schemas into one that takes what both describe.

use serde_json::{Map, Value, json};

use super::{COMBINATORS, is_set, referred, referred_by, target, texts};
use crate::adopt::Report;

/// Properties that are merged below one another; deeper ones become open values.
const DEEPEST: usize = 3;

/// More members than this, of unions that are multiplied, are not written out.
const MOST_MEMBERS: usize = 64;

/// What says nothing about which values are taken.
const ANNOTATIONS: [&str; 9] = [
    "default",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// Merges schemas; what conflicts becomes an open value and is reported.
pub(super) struct Merge<'a> {
    /// The components that are flattened already.
    pub(super) schemas: &'a Map<String, Value>,
    /// All components as they were.
    pub(super) before: &'a Map<String, Value>,
    /// Where the merged schema is.
    pub(super) pointer: &'a str,
    pub(super) report: &'a mut Report,
}

/// Whether a schema says nothing about which values it takes.
pub(super) fn is_open(schema: &Map<String, Value>) -> bool {
    schema.keys().all(|key| ANNOTATIONS.contains(&key.as_str()) || key == "nullable")
}

/// Whether a schema only says which of the properties beside it must be there.
pub(super) fn is_constraint(schema: &Map<String, Value>) -> bool {
    let says = |key: &str| ANNOTATIONS.contains(&key) || key == "nullable" || key == "required";
    let is_plain = |schema: &Map<String, Value>| {
        let properties = schema.get("properties").and_then(Value::as_object);
        let open = |property: &Value| property.as_object().is_some_and(is_open);
        properties.is_none_or(|properties| properties.values().all(open))
            && schema.get("type").is_none_or(|kind| kind == "object")
            && schema.get("additionalProperties").is_none_or(Value::is_boolean)
    };
    let odd = |key: &String| {
        !says(key) && !matches!(key.as_str(), "type" | "properties" | "additionalProperties")
    };
    !schema.keys().any(odd) && is_plain(schema) && schema.contains_key("required")
}

impl Merge<'_> {
    /// What a value of both schemas is.
    pub(super) fn both(
        &mut self,
        earlier: &Map<String, Value>,
        later: &Map<String, Value>,
        depth: usize,
    ) -> Map<String, Value> {
        if is_open(earlier) || is_open(later) {
            let (open, said) = if is_open(later) { (later, earlier) } else { (earlier, later) };
            let mut merged = said.clone();
            for (key, value) in open.iter().filter(|(key, _)| *key != "nullable") {
                merged.entry(key.clone()).or_insert_with(|| value.clone());
            }
            return merged;
        }
        let (earlier, later) = (self.written_out(earlier), self.written_out(later));
        if earlier.contains_key("allOf") || later.contains_key("allOf") {
            return self.conflict("two shapes");
        }
        for (union, other) in [(&later, &earlier), (&earlier, &later)] {
            if let Some(key) = union_key(union) {
                return self.distributed(union, key, other, depth);
            }
        }
        let mut merged = match (kind(&earlier), kind(&later)) {
            (Some("object"), Some("object")) => self.objects(&earlier, &later, depth),
            (Some("array"), Some("array")) => self.arrays(&earlier, &later, depth),
            (Some(this), Some(that)) if this == that => self.scalars(&earlier, &later),
            (Some("integer"), Some("number")) | (None, Some(_)) => later.clone(),
            (Some("number"), Some("integer")) | (Some(_), None) => earlier.clone(),
            _ => return self.conflict("two types"),
        };
        for key in ANNOTATIONS {
            if let Some(value) = later.get(key).or_else(|| earlier.get(key)) {
                merged.insert(key.into(), value.clone());
            }
        }
        if is_set(&earlier, "nullable") && is_set(&later, "nullable") {
            merged.insert("nullable".into(), true.into());
        } else {
            merged.remove("nullable");
        }
        merged
    }

    /// What a reference leads to, or the schema itself.
    fn written_out(&self, schema: &Map<String, Value>) -> Map<String, Value> {
        if referred_by(schema).is_none() {
            return schema.clone();
        }
        match self.target(&Value::Object(schema.clone())) {
            Value::Object(target) if referred_by(target).is_none() => target.clone(),
            _ => Map::new(),
        }
    }

    fn target<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let (_, reached) = target(self.schemas, schema);
        // A property may lead to what is not flattened yet.
        target(self.before, reached).1
    }

    fn conflict(&mut self, what: &str) -> Map<String, Value> {
        self.report.lost(self.pointer, what, "they are given to one value; any is taken");
        Map::new()
    }

    /// A union of what each member is together with the other schema.
    fn distributed(
        &mut self,
        union: &Map<String, Value>,
        key: &str,
        other: &Map<String, Value>,
        depth: usize,
    ) -> Map<String, Value> {
        let members = union.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let members: Vec<&Map<String, Value>> =
            members.iter().filter_map(Value::as_object).collect();
        let mut rest = union.clone();
        rest.retain(|name, _| name != key && name != "discriminator");
        let other = if is_open(&rest) { other.clone() } else { self.both(other, &rest, depth) };
        let written: Vec<Map<String, Value>> =
            members.iter().map(|member| self.written_out(member)).collect();
        if written.iter().all(is_constraint) {
            // "One of these must be there" is for the vendor to judge.
            return other;
        }
        let factor =
            union_key(&other).and_then(|key| other.get(key)?.as_array()).map_or(1, Vec::len);
        if members.len() * factor > MOST_MEMBERS || depth > DEEPEST {
            return self.conflict("a union of unions, with too many members");
        }
        let merged = members.iter().zip(written).map(|(member, mut written)| {
            let name = referred_by(member).map(ToOwned::to_owned);
            tag(&mut written, union, member);
            let mut merged = self.both(&other, &written, depth + 1);
            for key in ["title", "description"] {
                merged.remove(key);
            }
            // A hint for those who will name it.
            let title = name.map(Value::from).or_else(|| written.get("title").cloned());
            merged.extend(title.map(|title| ("title".to_owned(), title)));
            Value::Object(merged)
        });
        let mut whole = Map::new();
        whole.insert("oneOf".into(), merged.collect());
        for key in ["description", "deprecated", "nullable", "readOnly", "writeOnly"] {
            if let Some(value) = union.get(key).or_else(|| other.get(key)) {
                whole.insert(key.into(), value.clone());
            }
        }
        whole
    }

    fn objects(
        &mut self,
        earlier: &Map<String, Value>,
        later: &Map<String, Value>,
        depth: usize,
    ) -> Map<String, Value> {
        let empty = Map::new();
        let properties = |schema: &Map<String, Value>| {
            schema.get("properties").and_then(Value::as_object).unwrap_or(&empty).clone()
        };
        let mut merged = properties(earlier);
        for (name, property) in properties(later) {
            let property = match merged.get(&name) {
                Some(before) => self.property(&name, before, &property, depth),
                None => property,
            };
            merged.insert(name, property);
        }
        let mut required = texts(earlier, "required");
        required.extend(texts(later, "required"));
        required.sort_unstable();
        required.dedup();
        let mut whole = json!({ "type": "object" });
        if !merged.is_empty() {
            whole["properties"] = merged.into();
        }
        if !required.is_empty() {
            whole["required"] = json!(required);
        }
        // A closed member would admit nothing of the others.
        let rest = |schema: &Map<String, Value>| {
            schema.get("additionalProperties").filter(|rest| *rest != &Value::Bool(false)).cloned()
        };
        match (rest(earlier), rest(later)) {
            (Some(this), Some(that)) if this == that => whole["additionalProperties"] = this,
            (Some(Value::Bool(_)), Some(schema)) | (Some(schema), Some(Value::Bool(_))) => {
                whole["additionalProperties"] = schema;
            }
            (Some(_), Some(_)) => whole["additionalProperties"] = json!({}),
            (Some(rest), None) | (None, Some(rest)) => whole["additionalProperties"] = rest,
            (None, None) => {}
        }
        whole.as_object().cloned().unwrap_or_default()
    }

    fn property(&mut self, name: &str, before: &Value, after: &Value, depth: usize) -> Value {
        if bare(before) == bare(after) || referred(after).is_some() && self.extends(after, before) {
            return after.clone();
        }
        let (Some(earlier), Some(later)) = (before.as_object(), after.as_object()) else {
            return after.clone();
        };
        if depth >= DEEPEST {
            return Value::Object(self.conflict(&format!("two shapes of `{name}`")));
        }
        let pointer = format!("{}/properties/{}", self.pointer, crate::problem::escape(name));
        let mut inner = Merge { pointer: &pointer, report: &mut *self.report, ..*self };
        Value::Object(inner.both(earlier, later, depth + 1))
    }

    /// Whether an object has all that another one has, so that it can stand for it.
    fn extends(&self, this: &Value, that: &Value) -> bool {
        let properties = |schema| self.target(schema).get("properties").and_then(Value::as_object);
        match (properties(this), properties(that)) {
            (Some(this), Some(that)) => that.keys().all(|name| this.contains_key(name)),
            _ => false,
        }
    }

    fn arrays(
        &mut self,
        earlier: &Map<String, Value>,
        later: &Map<String, Value>,
        depth: usize,
    ) -> Map<String, Value> {
        let items = |schema: &Map<String, Value>| schema.get("items").cloned();
        let merged = match (items(earlier), items(later)) {
            (Some(before), Some(after)) => Some(self.property("items", &before, &after, depth)),
            (items, None) | (None, items) => items,
        };
        let mut whole = later.clone();
        whole.extend(merged.map(|items| ("items".to_owned(), items)));
        whole
    }

    fn scalars(
        &mut self,
        earlier: &Map<String, Value>,
        later: &Map<String, Value>,
    ) -> Map<String, Value> {
        let mut whole = later.clone();
        let values =
            |schema: &Map<String, Value>| schema.get("enum").and_then(Value::as_array).cloned();
        match (values(earlier), values(later)) {
            (Some(before), Some(after)) => {
                let both: Vec<Value> =
                    after.iter().filter(|value| before.contains(value)).cloned().collect();
                if both.is_empty() {
                    self.conflict("two lists of values without one in common");
                    whole.remove("enum");
                } else {
                    whole.insert("enum".into(), both.into());
                }
            }
            (Some(values), None) => {
                whole.insert("enum".into(), values.into());
            }
            (None, _) => {}
        }
        match (earlier.get("format"), later.get("format")) {
            (Some(before), Some(after)) if before != after => {
                self.conflict("two formats");
                whole.remove("format");
            }
            (Some(format), None) => {
                whole.insert("format".into(), format.clone());
            }
            _ => {}
        }
        whole
    }
}

/// Notes in a member, which is about to lose its name, the values by which the
/// union tells it from the others.
fn tag(
    member: &mut Map<String, Value>,
    union: &Map<String, Value>,
    reference: &Map<String, Value>,
) {
    let Some(target) = reference.get("$ref") else { return };
    let Some(discriminator) = union.get("discriminator") else { return };
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
    let mapping = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let values: Vec<&String> =
        mapping.filter(|(_, name)| *name == target).map(|(value, _)| value).collect();
    if values.is_empty() || kind(member) != Some("object") {
        return;
    }
    let properties = member.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.insert(property.to_owned(), json!({ "type": "string", "enum": values }));
    }
    let required = member.entry("required").or_insert_with(|| json!([]));
    if let Some(required) = required.as_array_mut()
        && !required.iter().any(|name| name == property)
    {
        required.push(property.into());
    }
}

fn union_key(schema: &Map<String, Value>) -> Option<&'static str> {
    ["oneOf", "anyOf"].into_iter().find(|key| schema.contains_key(*key))
}

fn kind(schema: &Map<String, Value>) -> Option<&str> {
    match schema.get("type").and_then(Value::as_str) {
        // `required` alone speaks of an object.
        None if schema.contains_key("required") || schema.contains_key("properties") => {
            Some("object")
        }
        kind => kind,
    }
}

/// A schema without what says nothing about its values.
fn bare(schema: &Value) -> Value {
    let mut bare = schema.clone();
    if let Some(bare) = bare.as_object_mut() {
        bare.retain(|key, _| !ANNOTATIONS.contains(&key.as_str()));
        if let Some([sole]) = bare.get("allOf").and_then(Value::as_array).map(Vec::as_slice)
            && bare.len() == 1
        {
            return sole.clone();
        }
    }
    bare
}

/// Whether a schema is a combination of others.
pub(super) fn is_combined(schema: &Map<String, Value>) -> bool {
    COMBINATORS.iter().any(|key| schema.contains_key(*key))
}
