//! Makes each union one that a decoder can take apart without losing anything.
//!
//! The generator tries one member after another and ignores discriminators, so
//! that a member that takes less than it is given loses data in silence. Here
//! every union becomes a list of named members. Each is told from those after
//! it by its type, by the value of a tag, or by a property that they lack. What
//! cannot be told apart becomes one object with the fields of all, and where
//! objects are among the members, a last one takes what nobody knows.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use serde_json::{Map, Value, json};

use super::{is_set, put_back, reference, take_components, target, texts};
use crate::adopt::Report;
use crate::adopt::names::words;
use crate::problem::escape;

/// A union of more objects that no tag tells apart is read as one object.
const MOST_UNTAGGED: usize = 60;

const UNKNOWN: &str = "Unknown";

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    let schemas = take_components(document);
    let written: HashMap<String, Map<String, Value>> = schemas
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), schema.as_object()?.clone())))
        .filter(|(_, schema)| schema.contains_key("oneOf") || schema.contains_key("anyOf"))
        .collect();
    let waiting = schemas.keys().filter(|name| written.contains_key(*name)).cloned().collect();
    let mut unions = Unions {
        schemas,
        written,
        tags: BTreeMap::new(),
        untagged: BTreeSet::new(),
        unknown: None,
        waiting,
        report,
    };
    while let Some(name) = unions.waiting.pop_front() {
        unions.settle(&name);
        if unions.waiting.is_empty()
            && let Some(name) = unions.ambiguous()
        {
            unions.tags.remove(&name);
            unions.untagged.insert(name.clone());
            unions.waiting.push_back(name);
        }
    }
    unions.write_tags();
    let mut schemas = unions.schemas;
    for schema in schemas.values_mut().filter_map(Value::as_object_mut) {
        schema.remove("discriminator");
    }
    put_back(document, schemas);
}

/// The values of a property by which an object is known.
type Tags = BTreeMap<String, BTreeSet<String>>;

struct Unions<'a> {
    schemas: Map<String, Value>,
    /// The unions as they were, so that one in another can be written out.
    written: HashMap<String, Map<String, Value>>,
    /// Union by union, the tags of its members.
    tags: BTreeMap<String, BTreeMap<String, Tags>>,
    /// Those whose members are not told apart by tags after all.
    untagged: BTreeSet<String>,
    /// The name of the component that any value is.
    unknown: Option<String>,
    waiting: VecDeque<String>,
    report: &'a mut Report,
}

/// What the members of a union are, those of unions inside it among them.
#[derive(Default)]
struct Members {
    all: Vec<Value>,
    seen: BTreeSet<String>,
    nullable: bool,
    tags: BTreeMap<String, Tags>,
}

/// An object among the members.
#[derive(Clone, Debug)]
struct Object {
    name: String,
    tags: Tags,
    required: BTreeSet<String>,
    /// Names, and whether the value is an object.
    properties: BTreeMap<String, bool>,
    /// A map, and whether its values are objects.
    map: Option<bool>,
}

impl Unions<'_> {
    fn settle(&mut self, name: &str) {
        let Some(before) = self.written.get(name).cloned() else { return };
        let mut members = Members::default();
        self.expand(name, &mut members);
        let pointer = format!("/components/schemas/{}", escape(name));
        let slots = self.slots(name, &members, &pointer);
        let mut after = match slots {
            None => {
                let why = "a member takes any value, and so does the union";
                self.report.lost(&pointer, "the members of a union", why);
                Map::new()
            }
            Some(slots) if slots.len() == 1 => sole(slots, name, &mut self.schemas),
            Some(slots) if slots.is_empty() => Map::new(),
            Some(slots) => Map::from_iter([("oneOf".to_owned(), slots.into())]),
        };
        for key in ["description", "deprecated", "readOnly", "writeOnly"] {
            if let Some(value) = before.get(key) {
                after.insert(key.into(), value.clone());
            }
        }
        if (members.nullable || is_set(&before, "nullable")) && says_type(&after) {
            after.insert("nullable".into(), true.into());
        }
        self.schemas.insert(name.to_owned(), after.into());
        self.report.rewrote("unions", pointer);
    }

    fn expand(&self, name: &str, members: &mut Members) {
        if !members.seen.insert(name.to_owned()) {
            return;
        }
        let Some(union) = self.written.get(name) else { return };
        members.nullable |= is_set(union, "nullable");
        let listed = ["oneOf", "anyOf"].iter().filter_map(|key| union.get(*key)?.as_array());
        for member in listed.flatten() {
            members.nullable |= member.as_object().is_some_and(|member| is_set(member, "nullable"));
            match target(&self.schemas, member) {
                (Some(name), _) if self.written.contains_key(name) => self.expand(name, members),
                (Some(name), schema) => {
                    members.nullable |=
                        schema.as_object().is_some_and(|schema| is_set(schema, "nullable"));
                    if members.seen.insert(name.to_owned()) {
                        members.all.push(reference(name));
                    }
                }
                (None, schema) => {
                    let mut schema = schema.clone();
                    schema.as_object_mut().map(|schema| schema.remove("nullable"));
                    if !members.all.contains(&schema) {
                        members.all.push(schema);
                    }
                }
            }
        }
        let Some(discriminator) = union.get("discriminator") else { return };
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
            return;
        };
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        for (value, to) in mapping.into_iter().flatten() {
            if let (Some(member), _) = target(&self.schemas, &json!({ "$ref": to })) {
                let tags = members.tags.entry(member.to_owned()).or_default();
                tags.entry(property.to_owned()).or_default().insert(value.clone());
            }
        }
    }

    /// The members by their types, at most one of each but objects; `None` if
    /// one of them takes any value.
    fn slots(&mut self, name: &str, members: &Members, pointer: &str) -> Option<Vec<Value>> {
        let mut by_type: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for member in &members.all {
            let schema = target(&self.schemas, member).1;
            let kind = match schema.get("type").and_then(Value::as_str)? {
                "integer" => "number",
                "array" => "array",
                "boolean" => "boolean",
                "number" => "number",
                "object" => "object",
                "string" => "string",
                _ => return None,
            };
            by_type.entry(kind).or_default().push(member.clone());
        }
        let mut take = |kind: &str| by_type.remove(kind).unwrap_or_default();
        let (objects, arrays, strings) = (take("object"), take("array"), take("string"));
        let (numbers, booleans) = (take("number"), take("boolean"));
        let others = [&arrays, &strings, &numbers, &booleans].iter().any(|list| !list.is_empty());
        let mut slots = self.objects(name, &objects, members, others, pointer);
        slots.extend(self.arrays(name, arrays, pointer));
        slots.extend(self.strings(strings));
        slots.extend(self.numbers(numbers));
        slots.extend(booleans.into_iter().take(1));
        if slots.len() > 1 {
            slots.iter_mut().for_each(|slot| self.named(name, slot));
        }
        if !objects.is_empty() && slots.len() > 1 {
            let unknown = self.unknown();
            slots.push(reference(&unknown));
        }
        Some(slots)
    }

    /// Objects in an order in which none takes what belongs to a later one.
    fn objects(
        &mut self,
        name: &str,
        members: &[Value],
        all: &Members,
        others: bool,
        pointer: &str,
    ) -> Vec<Value> {
        if members.len() < 2 {
            return members.to_vec();
        }
        let mut objects: Vec<Object> =
            members.iter().filter_map(|member| self.object(member, &all.tags)).collect();
        if objects.len() < members.len() || self.untagged.contains(name) {
            // One of them has no name, or goes by other tags elsewhere.
            return self.one_object(name, members, others, pointer);
        }
        self.imply_tags(&mut objects);
        let Some(ordered) = ordered(&objects) else {
            return self.one_object(name, members, others, pointer);
        };
        let tags = objects.iter().map(|object| (object.name.clone(), object.tags.clone()));
        self.tags.insert(name.to_owned(), tags.collect());
        ordered.into_iter().map(|index| reference(&objects[index].name)).collect()
    }

    fn object(&self, member: &Value, tags: &BTreeMap<String, Tags>) -> Option<Object> {
        let (name, schema) = target(&self.schemas, member);
        let name = name?.to_owned();
        let schema = schema.as_object()?;
        let mut tags = tags.get(&name).cloned().unwrap_or_default();
        for (property, values) in &mut tags {
            let known = self.values(schema, property);
            // A member that lists its own values knows better than its name.
            if values.len() == 1 && !known.is_empty() && known.is_disjoint(values) {
                *values = known;
            }
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        let is_map = properties.is_none_or(Map::is_empty);
        let of_objects = |schema: &Value| {
            target(&self.schemas, schema).1.get("type").is_some_and(|kind| kind == "object")
        };
        let mut properties: BTreeMap<String, bool> = properties
            .into_iter()
            .flatten()
            .map(|(name, property)| (name.clone(), of_objects(property)))
            .collect();
        let mut required: BTreeSet<String> = texts(schema, "required")
            .into_iter()
            .filter(|name| properties.contains_key(*name))
            .map(ToOwned::to_owned)
            .collect();
        for property in tags.keys() {
            properties.insert(property.clone(), false);
            required.insert(property.clone());
        }
        let map = (is_map && tags.is_empty())
            .then(|| schema.get("additionalProperties").is_some_and(of_objects));
        Some(Object { name, tags, required, properties, map })
    }

    /// The values that a property of an object is known to have.
    fn values(&self, schema: &Map<String, Value>, property: &str) -> BTreeSet<String> {
        let property = schema.get("properties").and_then(|all| all.get(property));
        let values = property.and_then(|schema| target(&self.schemas, schema).1.get("enum"));
        let values = values.and_then(Value::as_array).into_iter().flatten();
        values.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
    }

    /// A property that each object has, with one value, and no two the same.
    fn imply_tags(&self, objects: &mut [Object]) {
        if objects.iter().all(|object| !object.tags.is_empty()) {
            return;
        }
        let sole_value = |object: &Object, property: &str| -> Option<String> {
            let schema = self.schemas.get(&object.name)?.as_object()?;
            let mut values = self.values(schema, property);
            values.pop_first().filter(|_| values.is_empty())
        };
        let Some(first) = objects.first() else { return };
        let tag = first.properties.keys().find(|property| {
            let mut seen = BTreeSet::new();
            objects
                .iter()
                .all(|object| sole_value(object, property).is_some_and(|value| seen.insert(value)))
        });
        let Some(tag) = tag.cloned() else { return };
        for object in objects {
            if let Some(value) = sole_value(object, &tag) {
                object.tags.insert(tag.clone(), BTreeSet::from([value]));
                object.required.insert(tag.clone());
            }
        }
    }

    /// One object with the properties of all, none of them required that one
    /// of the members lacks.
    fn one_object(
        &mut self,
        name: &str,
        members: &[Value],
        others: bool,
        pointer: &str,
    ) -> Vec<Value> {
        let mut properties: Map<String, Value> = Map::new();
        let mut required: Option<BTreeSet<&str>> = None;
        for member in members {
            let Value::Object(schema) = target(&self.schemas, member).1 else { continue };
            let own = schema.get("properties").and_then(Value::as_object);
            for (name, property) in own.into_iter().flatten() {
                let property = match properties.get(name) {
                    Some(before) => common(before, property),
                    None => property.clone(),
                };
                properties.insert(name.clone(), property);
            }
            let own: BTreeSet<&str> = texts(schema, "required").into_iter().collect();
            required = Some(match required {
                Some(required) => required.intersection(&own).copied().collect(),
                None => own,
            });
        }
        let required: Vec<&str> = required.into_iter().flatten().collect();
        let mut object = json!({ "type": "object", "additionalProperties": {} });
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        if !properties.is_empty() {
            object["properties"] = properties.into();
        }
        let listed: Vec<&str> = members.iter().filter_map(super::referred).collect();
        self.report.lost(
            pointer,
            format!("which of its members a value is ({})", listed.join(", ")),
            "nothing tells them apart; they are read as one object that has the fields of all",
        );
        if !others {
            return vec![object];
        }
        let name = words::free(&format!("{name}Object"), |name| self.schemas.contains_key(name));
        self.schemas.insert(name.clone(), object);
        vec![reference(&name)]
    }

    /// Lists of different items become one, whose items are a union.
    fn arrays(&mut self, name: &str, arrays: Vec<Value>, pointer: &str) -> Option<Value> {
        if arrays.len() < 2 {
            return arrays.into_iter().next();
        }
        let items = |array: &Value| target(&self.schemas, array).1.get("items").cloned();
        let mut all: Vec<Value> = Vec::new();
        for item in arrays.iter().map(|array| items(array).unwrap_or_else(|| json!({}))) {
            if !all.contains(&item) {
                all.push(item);
            }
        }
        if all.len() == 1 {
            return arrays.into_iter().next();
        }
        if name.ends_with("ItemItem") {
            self.report.lost(pointer, "the items of lists in lists", "they are of several types");
            return Some(json!({ "type": "array", "items": {} }));
        }
        let item = words::free(&format!("{name}Item"), |name| self.schemas.contains_key(name));
        let union = Map::from_iter([("oneOf".to_owned(), all.into())]);
        self.schemas.insert(item.clone(), union.clone().into());
        self.written.insert(item.clone(), union);
        self.waiting.push_back(item.clone());
        Some(json!({ "type": "array", "items": reference(&item) }))
    }

    /// Texts of several kinds: the values that are known, or any text.
    fn strings(&mut self, strings: Vec<Value>) -> Option<Value> {
        if strings.len() < 2 {
            return strings.into_iter().next();
        }
        let mut values: Vec<Value> = Vec::new();
        let mut any_text = false;
        for schema in strings.iter().map(|member| target(&self.schemas, member).1) {
            match schema.get("enum").and_then(Value::as_array) {
                Some(own) => values.extend(own.iter().cloned()),
                None => any_text = true,
            }
        }
        if values.is_empty() {
            return Some(json!({ "type": "string" }));
        }
        let mut seen = BTreeSet::new();
        values.retain(|value| seen.insert(value.to_string()));
        let mut merged = json!({ "type": "string", "enum": values });
        if any_text {
            // Whatever else comes is a value too.
            merged["x-open"] = true.into();
        }
        Some(merged)
    }

    /// An enum that is one member of several needs a name.
    fn named(&mut self, union: &str, slot: &mut Value) {
        if slot.get("enum").is_some() {
            let name =
                words::free(&format!("{union}Value"), |name| self.schemas.contains_key(name));
            self.schemas.insert(name.clone(), std::mem::replace(slot, reference(&name)));
        }
    }

    fn numbers(&self, numbers: Vec<Value>) -> Option<Value> {
        if numbers.len() < 2 {
            return numbers.into_iter().next();
        }
        let is_whole = |member: &Value| {
            target(&self.schemas, member).1.get("type").is_some_and(|kind| kind == "integer")
        };
        let kind = if numbers.iter().all(is_whole) { "integer" } else { "number" };
        Some(json!({ "type": kind }))
    }

    fn unknown(&mut self) -> String {
        if let Some(name) = &self.unknown {
            return name.clone();
        }
        let name = words::free(UNKNOWN, |name| self.schemas.contains_key(name));
        let description = "A value that is none of those that the vendor describes.";
        self.schemas.insert(name.clone(), json!({ "description": description }));
        self.unknown = Some(name.clone());
        name
    }

    /// The tags of components in all unions that they are members of.
    fn all_tags(&self) -> BTreeMap<String, Tags> {
        let mut all: BTreeMap<String, Tags> = BTreeMap::new();
        for (name, tags) in self.tags.values().flatten() {
            let known = all.entry(name.clone()).or_default();
            for (property, values) in tags {
                known.entry(property.clone()).or_default().extend(values.iter().cloned());
            }
        }
        all
    }

    /// A union of members that share a tag, because one of them has a further
    /// one in another union.
    fn ambiguous(&self) -> Option<String> {
        let all = self.all_tags();
        let is_ambiguous = |members: &BTreeMap<String, Tags>| {
            let mut seen = BTreeSet::new();
            members.iter().any(|(name, tags)| {
                let known = all.get(name).into_iter().flatten();
                let mut known = known.filter(|(property, _)| tags.contains_key(*property));
                known.any(|(property, values)| {
                    values.iter().any(|value| !seen.insert((property, value)))
                })
            })
        };
        let claimed = |members: &BTreeMap<String, Tags>| {
            let mut seen = BTreeSet::new();
            members
                .values()
                .flatten()
                .all(|(property, values)| values.iter().all(|value| seen.insert((property, value))))
        };
        let mut unions = self.tags.iter().filter(|(_, members)| claimed(members));
        unions.find(|(_, members)| is_ambiguous(members)).map(|(name, _)| name.clone())
    }

    /// Closes the properties by which objects are known.
    fn write_tags(&mut self) {
        for (name, tags) in self.all_tags() {
            for (property, values) in tags {
                let values: Vec<String> = values.into_iter().collect();
                let tag = self.tag_component(&name, &property, &values);
                let Some(Value::Object(schema)) = self.schemas.get_mut(&name) else { continue };
                let properties = schema.entry("properties").or_insert_with(|| json!({}));
                let Some(properties) = properties.as_object_mut() else { continue };
                let description =
                    properties.get(&property).and_then(|before| before.get("description")).cloned();
                let mut use_of = reference(&tag);
                if let Some(description) = description {
                    use_of["description"] = description;
                }
                properties.insert(property.clone(), use_of);
                let required = schema.entry("required").or_insert_with(|| json!([]));
                if let Some(required) = required.as_array_mut()
                    && !required.iter().any(|name| *name == property)
                {
                    required.push(property.into());
                }
            }
        }
    }

    fn tag_component(&mut self, name: &str, property: &str, values: &[String]) -> String {
        let tag = words::type_name(&format!("{name} {property}"), "Tag");
        let component = json!({
            "type": "string", "enum": values, "x-tag": true,
            "description": format!("Says that an object is a `{name}`."),
        });
        let is_own = self.schemas.get(&tag).is_some_and(|schema| {
            let own = schema.get("enum").and_then(Value::as_array);
            own.is_some_and(|own| own.iter().all(|value| values.iter().any(|tag| value == tag)))
        });
        let tag =
            if is_own { tag } else { words::free(&tag, |name| self.schemas.contains_key(name)) };
        self.schemas.insert(tag.clone(), component);
        tag
    }
}

/// An order in which no object takes a value of a later one.
fn ordered(objects: &[Object]) -> Option<Vec<usize>> {
    let mut remaining: Vec<usize> = (0..objects.len()).collect();
    if all_tagged(objects) {
        return Some(remaining);
    }
    if objects.len() > MOST_UNTAGGED {
        return None;
    }
    let mut order = Vec::new();
    while !remaining.is_empty() {
        let fits = |candidate: &usize| {
            remaining
                .iter()
                .all(|later| later == candidate || !accepts(&objects[*candidate], &objects[*later]))
        };
        let next = remaining.iter().position(fits)?;
        order.push(remaining.remove(next));
    }
    Some(order)
}

/// Whether one property tells all objects apart.
fn all_tagged(objects: &[Object]) -> bool {
    let Some(first) = objects.first() else { return true };
    first.tags.keys().any(|property| {
        let mut seen = BTreeSet::new();
        objects.iter().all(|object| {
            let values = object.tags.get(property);
            values.is_some_and(|values| values.iter().all(|value| seen.insert(value)))
        })
    })
}

/// Whether a value of `later` may be decoded as `earlier`: what `lint` asks too.
fn accepts(earlier: &Object, later: &Object) -> bool {
    let differs = |(property, values): (&String, &BTreeSet<String>)| {
        later.tags.get(property).is_some_and(|other| other.is_disjoint(values))
    };
    if earlier.tags.iter().any(differs) {
        return false;
    }
    match (earlier.map, later.map) {
        (None, None) => earlier.required.iter().all(|name| later.properties.contains_key(name)),
        (None, Some(_)) => earlier.required.is_empty(),
        (Some(true), None) => later.properties.values().all(|is_object| *is_object),
        _ => true,
    }
}

/// What two properties of one name are in one object.
fn common(before: &Value, after: &Value) -> Value {
    let bare = |schema: &Value| {
        let mut schema = schema.clone();
        schema.as_object_mut().map(|schema| schema.remove("description"));
        schema
    };
    if bare(before) == bare(after) { before.clone() } else { json!({}) }
}

/// A union of one is that one; what has no name of its own becomes the union.
fn sole(slots: Vec<Value>, name: &str, schemas: &mut Map<String, Value>) -> Map<String, Value> {
    let Some(Value::Object(slot)) = slots.into_iter().next() else { return Map::new() };
    match super::referred_by(&slot) {
        Some(target) if target == name || !schemas.contains_key(target) => Map::new(),
        _ => slot,
    }
}

/// Whether `nullable` has a type to stand beside.
fn says_type(schema: &Map<String, Value>) -> bool {
    ["type", "oneOf", "$ref"].iter().any(|key| schema.contains_key(*key))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::schemas;
    use super::*;

    fn object(required: &[&str], properties: &Value) -> Value {
        json!({ "type": "object", "required": required, "properties": properties })
    }

    #[test]
    fn a_discriminator_becomes_a_tag_of_each_member() {
        let text = json!({ "type": "string" });
        let before = json!({
            "Cat": object(&[], &json!({ "kind": { "type": "string", "description": "Which pet." }, "lives": text })),
            "Dog": object(&[], &json!({ "kind": text })),
            "Pet": { "oneOf": [reference("Cat"), reference("Dog")], "discriminator": {
                "propertyName": "kind",
                "mapping": { "cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog", "hound": "#/components/schemas/Dog" },
            } },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        Cat: {"properties":{"kind":{"$ref":"#/components/schemas/CatKind","description":"Which pet."},"lives":{"type":"string"}},"required":["kind"],"type":"object"}
        CatKind: {"description":"Says that an object is a `Cat`.","enum":["cat"],"type":"string","x-tag":true}
        Dog: {"properties":{"kind":{"$ref":"#/components/schemas/DogKind"}},"required":["kind"],"type":"object"}
        DogKind: {"description":"Says that an object is a `Dog`.","enum":["dog","hound"],"type":"string","x-tag":true}
        Pet: {"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"},{"$ref":"#/components/schemas/Unknown"}]}
        Unknown: {"description":"A value that is none of those that the vendor describes."}
        "##);
    }

    #[test]
    fn a_tag_that_means_another_object_elsewhere_tells_nothing() {
        let pet = |cat: &str, dog: &str| {
            json!({ "oneOf": [reference("Cat"), reference("Dog")], "discriminator": {
                "propertyName": "kind",
                "mapping": { cat: "#/components/schemas/Cat", dog: "#/components/schemas/Dog" },
            } })
        };
        let before = json!({
            "Cat": object(&[], &json!({ "lives": {} })),
            "Dog": object(&[], &json!({ "tail": {} })),
            "Other": pet("first", "second"),
            "Pet": pet("second", "third"),
        });
        assert_snapshot!(schemas(run, &before), @r##"
        Cat: {"properties":{"kind":{"$ref":"#/components/schemas/CatKind"},"lives":{}},"required":["kind"],"type":"object"}
        CatKind: {"description":"Says that an object is a `Cat`.","enum":["second"],"type":"string","x-tag":true}
        Dog: {"properties":{"kind":{"$ref":"#/components/schemas/DogKind"},"tail":{}},"required":["kind"],"type":"object"}
        DogKind: {"description":"Says that an object is a `Dog`.","enum":["third"],"type":"string","x-tag":true}
        Other: {"additionalProperties":{},"properties":{"lives":{},"tail":{}},"type":"object"}
        Pet: {"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"},{"$ref":"#/components/schemas/Unknown"}]}
        Unknown: {"description":"A value that is none of those that the vendor describes."}
        lost #/components/schemas/Other: which of its members a value is (Cat, Dog): nothing tells them apart; they are read as one object that has the fields of all
        "##);
    }

    #[test]
    fn the_most_specific_object_comes_first() {
        let text = json!({ "type": "string" });
        let before = json!({
            "A": object(&["id"], &json!({ "id": text })),
            "B": object(&["id", "name"], &json!({ "id": text, "name": text })),
            "Either": { "anyOf": [reference("A"), reference("B")] },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        A: {"properties":{"id":{"type":"string"}},"required":["id"],"type":"object"}
        B: {"properties":{"id":{"type":"string"},"name":{"type":"string"}},"required":["id","name"],"type":"object"}
        Either: {"oneOf":[{"$ref":"#/components/schemas/B"},{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/Unknown"}]}
        Unknown: {"description":"A value that is none of those that the vendor describes."}
        "##);
    }

    #[test]
    fn objects_that_nothing_tells_apart_are_one() {
        let text = json!({ "type": "string" });
        let before = json!({
            "A": object(&[], &json!({ "a": text, "id": text })),
            "B": object(&[], &json!({ "b": text, "id": { "type": "integer" } })),
            "Either": { "oneOf": [reference("A"), reference("B")] },
            "OrText": { "oneOf": [reference("A"), reference("B"), text] },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        A: {"properties":{"a":{"type":"string"},"id":{"type":"string"}},"required":[],"type":"object"}
        B: {"properties":{"b":{"type":"string"},"id":{"type":"integer"}},"required":[],"type":"object"}
        Either: {"additionalProperties":{},"properties":{"a":{"type":"string"},"b":{"type":"string"},"id":{}},"type":"object"}
        OrText: {"oneOf":[{"$ref":"#/components/schemas/OrTextObject"},{"type":"string"},{"$ref":"#/components/schemas/Unknown"}]}
        OrTextObject: {"additionalProperties":{},"properties":{"a":{"type":"string"},"b":{"type":"string"},"id":{}},"type":"object"}
        Unknown: {"description":"A value that is none of those that the vendor describes."}
        lost #/components/schemas/Either: which of its members a value is (A, B): nothing tells them apart; they are read as one object that has the fields of all
        lost #/components/schemas/OrText: which of its members a value is (A, B): nothing tells them apart; they are read as one object that has the fields of all
        "##);
    }

    #[test]
    fn a_union_in_a_union_is_written_out() {
        let before = json!({
            "A": object(&["a"], &json!({ "a": {} })),
            "Inner": { "oneOf": [reference("A"), reference("Outer")], "nullable": true },
            "Outer": { "oneOf": [reference("Inner"), { "type": "integer" }, { "type": "number" }] },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        A: {"properties":{"a":{}},"required":["a"],"type":"object"}
        Inner: {"nullable":true,"oneOf":[{"$ref":"#/components/schemas/A"},{"type":"number"},{"$ref":"#/components/schemas/Unknown"}]}
        Outer: {"nullable":true,"oneOf":[{"$ref":"#/components/schemas/A"},{"type":"number"},{"$ref":"#/components/schemas/Unknown"}]}
        Unknown: {"description":"A value that is none of those that the vendor describes."}
        "##);
    }

    #[test]
    fn texts_and_values_are_an_open_enum() {
        let before = json!({
            "Model": { "anyOf": [{ "type": "string" }, reference("Known")] },
            "Known": { "type": "string", "enum": ["large", "small"] },
            "Input": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }, { "type": "array", "items": { "type": "integer" } }] },
            "Open": { "anyOf": [{ "type": "string" }, {}] },
        });
        assert_snapshot!(schemas(run, &before), @r##"
        Input: {"oneOf":[{"items":{"$ref":"#/components/schemas/InputItem"},"type":"array"},{"type":"string"}]}
        InputItem: {"oneOf":[{"type":"string"},{"type":"integer"}]}
        Known: {"enum":["large","small"],"type":"string"}
        Model: {"enum":["large","small"],"type":"string","x-open":true}
        Open: {}
        lost #/components/schemas/Open: the members of a union: a member takes any value, and so does the union
        "##);
    }
}
