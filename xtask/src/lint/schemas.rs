//! Schemas that become types.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::{Map, Value};

use crate::document::cycles::cyclic;
use crate::document::schemas::for_each_schema;
use crate::document::{components, schema_name};
use crate::problem::{Place, Problem};

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// An enum with a value that is no text, twice the same, or the same as another
/// in Rust: refused, or a panic.
pub(super) fn enums(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    each(document, &mut |pointer, schema| {
        let Some(values) = schema.get("enum").and_then(Value::as_array) else { return };
        if schema.get("type").is_some_and(|kind| kind != "string") {
            problems.push(Problem::fault(
                "enum",
                place.pointer(pointer).at(["enum"]),
                "the generator makes an opaque type without values of an enum that is no text",
                "drop `enum`, and name the values in the description",
            ));
            return;
        }
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (index, value) in values.iter().enumerate() {
            let place = || place.pointer(pointer).at(["enum", &index.to_string()]);
            let Some(text) = value.as_str() else {
                problems.push(Problem::fault(
                    "enum",
                    place(),
                    format!("the value `{value}` is no text, which the generator refuses"),
                    "write it as text; for null, remove it and add `nullable: true`",
                ));
                continue;
            };
            // The generator has names of its own for these two.
            let rust = match text {
                "+1" => "Plus1".to_owned(),
                "-1" => "Minus1".to_owned(),
                text => text.to_pascal_case(),
            };
            if let Some(other) = seen.insert(rust.clone(), text) {
                problems.push(Problem::fault(
                    "enum",
                    place(),
                    format!("`{text}` and `{other}` would both become the variant `{rust}`, and the generator panics"),
                    "keep one of them; an open enum still reads the other",
                ));
            }
        }
    });
    problems
}

/// Keywords that panic, or change the meaning in silence.
pub(super) fn kinds(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    each(document, &mut |pointer, schema| {
        for (reason, fix) in kind_faults(schema) {
            problems.push(Problem::fault("schema", place.pointer(pointer), reason, fix));
        }
    });
    for name in self_containing(document) {
        problems.push(Problem::fault(
            "schema",
            place.at(["components", "schemas", name.as_str()]),
            "this schema is made of itself, and the generator would overflow its stack",
            "break the cycle; a property may refer back, a combination may not",
        ));
    }
    problems
}

/// A component that is nullable and a combination gets two types of one name.
pub(super) fn nullable_components(place: &Place, document: &Value) -> Vec<Problem> {
    components(document, "schemas")
        .filter(|(_, schema)| {
            let has = |key: &str| schema.get(key).is_some_and(Value::is_array);
            schema.get("nullable") == Some(&Value::Bool(true))
                && ["allOf", "anyOf", "oneOf"].into_iter().any(has)
        })
        .map(|(name, _)| {
            Problem::fault(
                "nullable-component",
                place.at(["components", "schemas", name.as_str()]),
                "the generator gives a nullable combination two types of one name",
                "make the uses nullable: `nullable: true` beside `allOf` of one reference",
            )
        })
        .collect()
}

/// Members of `allOf` that describe one property in two ways: it disappears, or
/// the whole becomes a type without values.
pub(super) fn merges(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    each(document, &mut |pointer, schema| {
        let members = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let mut seen: BTreeMap<&str, &Value> = BTreeMap::new();
        for member in members.map(|member| target(document, member)) {
            let closed = member.get("additionalProperties") == Some(&Value::Bool(false));
            let properties = member.get("properties").and_then(Value::as_object);
            let differs = properties.into_iter().flatten().find(|(name, property)| {
                seen.insert(name, property).is_some_and(|before| before != *property)
            });
            let reason = match differs {
                Some((name, _)) => {
                    format!("two members describe `{name}` differently, and the generator drops it")
                }
                None if closed => "a closed member admits nothing of the others".to_owned(),
                None => continue,
            };
            problems.push(Problem::fault(
                "all-of",
                place.pointer(pointer).at(["allOf"]),
                reason,
                "write the object out, with each property once",
            ));
        }
    });
    problems
}

/// A field that is required and not there, or that the generator has already.
pub(super) fn properties(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    each(document, &mut |pointer, schema| {
        let properties = schema.get("properties").and_then(Value::as_object);
        // Without properties of its own, `required` may speak of those beside it.
        let Some(properties) = properties else { return };
        let declared = |name: &&str| properties.contains_key(*name);
        let has_more = schema.get("additionalProperties").is_some_and(Value::is_object);
        if has_more && properties.contains_key("extra") {
            problems.push(Problem::fault(
                "property",
                place.pointer(pointer).at(["properties", "extra"]),
                "the generator gives the field of the other properties this name too",
                "make additionalProperties `true`",
            ));
        }
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in required.filter_map(Value::as_str).filter(|name| !declared(name)) {
            problems.push(Problem::fault(
                "property",
                place.pointer(pointer).at(["required"]),
                format!(
                    "`{name}` is required and not declared; it would become a field of any JSON"
                ),
                "declare it under `properties`, or correct the name",
            ));
        }
    });
    problems
}

/// Two properties of one field name do not compile.
pub(super) fn field_names(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    each(document, &mut |pointer, schema| {
        let properties = schema.get("properties").and_then(Value::as_object);
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, property) in properties.into_iter().flatten() {
            let given = property.get("x-name").and_then(Value::as_str);
            let rust = given.map_or_else(|| name.to_snake_case(), ToOwned::to_owned);
            if let Some(other) = seen.insert(rust.clone(), name) {
                problems.push(Problem::fault(
                    "property",
                    place.pointer(pointer).at(["properties", name.as_str()]),
                    format!("`{name}` and `{other}` would both become the field `{rust}`"),
                    "give one of them another name, with `x-name`",
                ));
            }
        }
    });
    problems
}

/// A union is tried member by member, so each member must be recognizable: a
/// member that accepts what belongs to a later one loses data in silence.
pub(super) fn unions(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    each(document, &mut |pointer, schema| {
        let Some(members) = schema.get("oneOf").and_then(Value::as_array) else { return };
        let mut shapes: Vec<Shape<'_>> =
            members.iter().map(|member| shape(document, member)).collect();
        // A last member that takes anything is for what nobody knows.
        if shapes.len() > 2 && shapes.last().is_some_and(|last| matches!(last.kind, Kind::Anything))
        {
            shapes.pop();
        }
        for (index, earlier) in shapes.iter().enumerate() {
            if let Some(later) = shapes[index + 1..].iter().find(|later| earlier.accepts(later)) {
                problems.push(Problem::fault(
                    "union",
                    place.pointer(pointer).at(["oneOf", &index.to_string()]),
                    format!("this member also accepts {}, which comes after it and would never be read", later.name),
                    "put the member with a required property first, and a map of objects before an object of scalars",
                ));
            }
        }
    });
    problems
}

/// Calls `visit` for each schema that is not replaced by a type of ours.
fn each<'a>(document: &'a Value, visit: &mut impl FnMut(&str, &'a Map<String, Value>)) {
    for_each_schema(document, &mut |pointer, schema| match schema {
        Value::Object(schema) if !schema.contains_key("x-rust-type") => {
            visit(pointer, schema);
        }
        _ => {}
    });
}

fn kind_faults(schema: &Map<String, Value>) -> Vec<(String, &'static str)> {
    let mut faults = Vec::new();
    let kind = schema.get("type").and_then(Value::as_str);
    if let Some(kind) = kind.filter(|kind| !TYPES.contains(kind)) {
        let fix = "use one of the six types of JSON Schema; a date is a string with a format";
        faults.push((format!("the generator panics on the type `{kind}`"), fix));
    }
    let combinators = ["allOf", "anyOf", "oneOf"];
    let combined: Vec<&str> = combinators
        .into_iter()
        .filter(|key| schema.get(*key).is_some_and(Value::is_array))
        .collect();
    for key in &combined {
        if schema.get(*key).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            faults.push((format!("the generator panics on an empty `{key}`"), "remove it"));
        }
    }
    if combined.contains(&"anyOf") {
        let fix = "use `oneOf` with the most specific member first, or one object with optional properties";
        faults
            .push(("the generator makes one struct of `anyOf` that cannot be decoded".into(), fix));
    }
    if combined.len() > 1 {
        faults.push((
            format!("the generator panics on {} together", combined.join(" and ")),
            "keep one of them",
        ));
    }
    if schema.get("not").is_some_and(Value::is_object) {
        faults.push((
            "the generator panics on `not`, or makes an empty type of it".into(),
            "remove it",
        ));
    }
    if schema.get("discriminator").is_some_and(Value::is_object) {
        let fix = "remove it, and give each member a required property that the others lack";
        faults.push(("the generator ignores `discriminator`".into(), fix));
    }
    let is_nullable = schema.get("nullable") == Some(&Value::Bool(true));
    if is_nullable && kind.is_none() && combined.is_empty() && !schema.contains_key("$ref") {
        faults.push((
            "the generator takes `nullable` without a type for a list".into(),
            "add the type",
        ));
    }
    faults
}

/// The components that are a combination of themselves.
fn self_containing(document: &Value) -> Vec<String> {
    let parents: BTreeMap<&str, Vec<&str>> = components(document, "schemas")
        .map(|(name, schema)| {
            let members = ["allOf", "anyOf", "oneOf"]
                .into_iter()
                .filter_map(|key| schema.get(key)?.as_array())
                .flatten()
                .chain([schema]);
            let members = members.filter_map(|member| schema_name(member.get("$ref")?.as_str()?));
            (name.as_str(), members.collect())
        })
        .collect();
    cyclic(&parents).into_iter().map(ToOwned::to_owned).collect()
}

/// What a decoder can tell a member of a union by.
struct Shape<'a> {
    name: String,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Object {
        required: BTreeSet<&'a str>,
        properties: Vec<(&'a str, bool)>,
        tags: BTreeMap<&'a str, BTreeSet<&'a str>>,
    },
    MapOfObjects,
    MapOfAnything,
    Other(&'a str),
    Anything,
}

fn shape<'a>(document: &'a Value, member: &'a Value) -> Shape<'a> {
    let reference = member.get("$ref").and_then(Value::as_str);
    let name =
        reference.and_then(schema_name).map_or("a later member".into(), |name| format!("`{name}`"));
    Shape { name, kind: kind(document, member) }
}

fn kind<'a>(document: &'a Value, schema: &'a Value) -> Kind<'a> {
    let schema = target(document, schema);
    if schema.get("properties").is_some() {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let required: BTreeSet<&str> = required.filter_map(Value::as_str).collect();
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let tags = properties
            .clone()
            .filter(|(name, _)| required.contains(name.as_str()))
            .filter_map(|(name, schema)| Some((name.as_str(), tag(document, schema)?)));
        return Kind::Object {
            tags: tags.collect(),
            properties: properties
                .map(|(name, schema)| (name.as_str(), is_object(document, schema)))
                .collect(),
            required,
        };
    }
    // A typed map has been replaced; its second parameter is its value.
    let replaced = schema.pointer("/x-rust-type/parameters/1");
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => match replaced.or_else(|| schema.get("additionalProperties")) {
            Some(value) if is_object(document, value) => Kind::MapOfObjects,
            _ => Kind::MapOfAnything,
        },
        Some(other) => Kind::Other(other),
        None => Kind::Anything,
    }
}

/// The values of a property that has no others, by which an object is known.
fn tag<'a>(document: &'a Value, schema: &'a Value) -> Option<BTreeSet<&'a str>> {
    let schema = target(document, schema);
    if schema.get("x-tag") != Some(&Value::Bool(true)) {
        return None;
    }
    Some(schema.get("enum")?.as_array()?.iter().filter_map(Value::as_str).collect())
}

fn is_object(document: &Value, schema: &Value) -> bool {
    // A union that contains itself is an object if its other members are.
    let mut seen = BTreeSet::new();
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        let reference = schema.get("$ref").and_then(Value::as_str);
        if reference.is_some_and(|reference| !seen.insert(reference)) {
            continue;
        }
        let schema = target(document, schema);
        match schema.get("oneOf").and_then(Value::as_array) {
            Some(members) => waiting.extend(members),
            None if schema.get("type").is_some_and(|kind| kind == "object") => {}
            None => return false,
        }
    }
    true
}

/// What a reference, or `allOf` of one, leads to.
fn target<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let sole = match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([sole]) => sole,
        _ => schema,
    };
    let reference = sole.get("$ref").and_then(Value::as_str);
    let pointer = reference.and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(sole)
}

impl Shape<'_> {
    /// Whether a value of `later` may be decoded as this one.
    fn accepts(&self, later: &Self) -> bool {
        match (&self.kind, &later.kind) {
            (Kind::Anything, _) => true,
            (Kind::Other("number"), Kind::Other("integer")) => true,
            (Kind::Other(this), Kind::Other(that)) => this == that,
            (Kind::Other(_), _) | (_, Kind::Other(_)) => false,
            (_, Kind::Anything) => true,
            (Kind::Object { tags, .. }, Kind::Object { tags: others, .. })
                if tags.iter().any(|(name, values)| {
                    others.get(name).is_some_and(|others| others.is_disjoint(values))
                }) =>
            {
                false
            }
            // What is required here is there only if the later one has it too.
            (Kind::Object { required, .. }, Kind::Object { properties, .. }) => {
                required.iter().all(|name| properties.iter().any(|(property, _)| property == name))
            }
            (Kind::Object { required, .. }, _) => required.is_empty(),
            // A map of objects refuses the first scalar that it meets.
            (Kind::MapOfObjects, Kind::Object { properties, .. }) => {
                properties.iter().all(|(_, is_object)| *is_object)
            }
            (Kind::MapOfObjects, Kind::MapOfObjects | Kind::MapOfAnything) => true,
            (Kind::MapOfAnything, _) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::testing::problems;
    use super::*;

    #[test]
    fn enum_values_are_texts_that_differ_in_rust() {
        let schemas = json!({
            "Order": { "type": "string", "enum": ["asc", "ASC", null] },
            "Level": { "type": "integer", "enum": [1, 2] },
        });
        assert_snapshot!(problems(enums, &json!({}), &schemas), @"
        error[enum]: specs/acme/openapi.yaml#/components/schemas/Level/enum
          the generator makes an opaque type without values of an enum that is no text
          fix: drop `enum`, and name the values in the description
        error[enum]: specs/acme/openapi.yaml#/components/schemas/Order/enum/1
          `ASC` and `asc` would both become the variant `Asc`, and the generator panics
          fix: keep one of them; an open enum still reads the other
        error[enum]: specs/acme/openapi.yaml#/components/schemas/Order/enum/2
          the value `null` is no text, which the generator refuses
          fix: write it as text; for null, remove it and add `nullable: true`
        ");
    }

    #[test]
    fn a_tag_tells_members_apart_and_a_last_one_may_take_anything() {
        let pet = |tag: &str, marked: bool| {
            let kind = json!({ "type": "string", "enum": [tag], "x-tag": marked });
            json!({ "type": "object", "required": ["kind"], "properties": { "kind": kind } })
        };
        let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let document = |marked: bool| {
            json!({
                "Cat": pet("cat", marked),
                "Dog": pet("dog", marked),
                "Pet": { "oneOf": [to("Cat"), to("Dog"), to("Unknown")] },
                "Unknown": {},
            })
        };
        assert_eq!(problems(unions, &json!({}), &document(true)), "");
        assert_snapshot!(problems(unions, &json!({}), &document(false)), @"
        error[union]: specs/acme/openapi.yaml#/components/schemas/Pet/oneOf/0
          this member also accepts `Dog`, which comes after it and would never be read
          fix: put the member with a required property first, and a map of objects before an object of scalars
        ");
    }

    #[test]
    fn keywords_that_the_generator_gets_wrong_are_named() {
        let schemas = json!({
            "Any": { "anyOf": [{}, {}] },
            "Cycle": { "allOf": [{ "$ref": "#/components/schemas/Inner" }] },
            "Empty": { "oneOf": [] },
            "File": { "type": "file" },
            "Inner": { "allOf": [{ "$ref": "#/components/schemas/Cycle" }] },
            "Not": { "not": { "type": "string" } },
            "Null": { "properties": { "a": { "nullable": true } } },
        });
        let said = problems(kinds, &json!({}), &schemas);
        let places: Vec<&str> = said.lines().filter(|line| line.starts_with("error")).collect();
        assert_snapshot!(places.join("\n"), @"
        error[schema]: specs/acme/openapi.yaml#/components/schemas/Any
        error[schema]: specs/acme/openapi.yaml#/components/schemas/Empty
        error[schema]: specs/acme/openapi.yaml#/components/schemas/File
        error[schema]: specs/acme/openapi.yaml#/components/schemas/Not
        error[schema]: specs/acme/openapi.yaml#/components/schemas/Null/properties/a
        error[schema]: specs/acme/openapi.yaml#/components/schemas/Cycle
        error[schema]: specs/acme/openapi.yaml#/components/schemas/Inner
        ");
    }

    #[test]
    fn a_nullable_combination_is_named() {
        let schemas = json!({ "Thing": { "nullable": true, "oneOf": [{}, {}] }, "Text": { "nullable": true, "type": "string" } });
        assert_snapshot!(problems(nullable_components, &json!({}), &schemas), @"
        error[nullable-component]: specs/acme/openapi.yaml#/components/schemas/Thing
          the generator gives a nullable combination two types of one name
          fix: make the uses nullable: `nullable: true` beside `allOf` of one reference
        ");
    }

    #[test]
    fn members_of_a_merge_agree() {
        let object = |kind: &str| json!({ "properties": { "at": { "type": kind }, "of": { "type": "string" } } });
        let schemas = json!({
            "Base": object("string"),
            "Fine": { "allOf": [{ "$ref": "#/components/schemas/Base" }, { "required": ["at"] }] },
            "Torn": { "allOf": [{ "$ref": "#/components/schemas/Base" }, object("integer")] },
        });
        assert_snapshot!(problems(merges, &json!({}), &schemas), @"
        error[all-of]: specs/acme/openapi.yaml#/components/schemas/Torn/allOf
          two members describe `at` differently, and the generator drops it
          fix: write the object out, with each property once
        ");
    }

    #[test]
    fn a_union_that_contains_itself_is_named_and_followed_once() {
        let reference = json!({ "$ref": "#/components/schemas/Loop" });
        let map = json!({ "type": "object", "additionalProperties": reference });
        let schemas = json!({
            "Loop": { "oneOf": [reference, map] },
            "Either": { "oneOf": [map, { "type": "number" }, { "type": "integer" }] },
        });
        let said = [kinds, unions].map(|rule| problems(rule, &json!({}), &schemas)).concat();
        assert!(
            said.contains("error[schema]: specs/acme/openapi.yaml#/components/schemas/Loop"),
            "{said}"
        );
        assert!(
            said.contains(
                "error[union]: specs/acme/openapi.yaml#/components/schemas/Either/oneOf/1"
            ),
            "{said}"
        );
    }

    #[test]
    fn required_fields_exist() {
        let schemas = json!({ "Thing": {
            "required": ["gone"], "properties": { "properties": { "type": "object" } },
        } });
        assert_snapshot!(problems(properties, &json!({}), &schemas), @"
        error[property]: specs/acme/openapi.yaml#/components/schemas/Thing/required
          `gone` is required and not declared; it would become a field of any JSON
          fix: declare it under `properties`, or correct the name
        ");
    }

    #[test]
    fn fields_differ_in_rust() {
        let schemas = json!({ "Thing": { "properties": {
            "fooBar": {}, "foo_bar": {},
            "@id": { "x-name": "iri" }, "@type": { "x-name": "id" }, "id": {}, "type": {},
        } } });
        assert_snapshot!(problems(field_names, &json!({}), &schemas), @"
        error[property]: specs/acme/openapi.yaml#/components/schemas/Thing/properties/foo_bar
          `foo_bar` and `fooBar` would both become the field `foo_bar`
          fix: give one of them another name, with `x-name`
        error[property]: specs/acme/openapi.yaml#/components/schemas/Thing/properties/id
          `id` and `@type` would both become the field `id`
          fix: give one of them another name, with `x-name`
        ");
    }

    #[test]
    fn the_members_of_a_union_are_told_apart() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let datum = json!({ "type": "object", "properties": { "count": { "type": "number" } } });
        let map = json!({ "type": "object", "additionalProperties": reference("Datum") });
        let list = json!({ "type": "object", "required": ["items"], "properties": { "items": { "type": "array" } } });
        let union = |members: &[&str]| json!({ "oneOf": members.iter().map(|name| reference(name)).collect::<Vec<_>>() });
        let schemas = json!({
            "Datum": datum, "ByTime": map, "List": list, "Rows": { "type": "array" },
            "Fine": union(&["List", "ByTime", "Datum"]),
            "AlsoFine": union(&["Rows", "List", "ByTime"]),
            "Swallows": union(&["Datum", "ByTime"]),
            "SwallowsList": union(&["ByTime", "List", "Datum", "ByTime"]),
        });
        assert_snapshot!(problems(unions, &json!({}), &schemas), @"
        error[union]: specs/acme/openapi.yaml#/components/schemas/Swallows/oneOf/0
          this member also accepts `ByTime`, which comes after it and would never be read
          fix: put the member with a required property first, and a map of objects before an object of scalars
        error[union]: specs/acme/openapi.yaml#/components/schemas/SwallowsList/oneOf/0
          this member also accepts `ByTime`, which comes after it and would never be read
          fix: put the member with a required property first, and a map of objects before an object of scalars
        error[union]: specs/acme/openapi.yaml#/components/schemas/SwallowsList/oneOf/2
          this member also accepts `ByTime`, which comes after it and would never be read
          fix: put the member with a required property first, and a map of objects before an object of scalars
        ");
    }
}
