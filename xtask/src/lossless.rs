//! Proves that the generated types lose nothing: every example of a document is
//! read with its type and written again.
//!
//! The examples are found in the document as it is written, with where they
//! stand; their types are those of the normalized document. The generated crate
//! gets a module for its tests with both.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use heck::ToPascalCase;
use quote::ToTokens;
use serde_json::{Map, Value, json};
use syn::{Fields, Item};

use crate::decorate::Parts;
use crate::document::{components, operations, resolved, schema_name};
use crate::names::rename;
use crate::normalize::DELIMITED;
use crate::problem::escape;

mod fits;

#[cfg(test)]
mod harness;

/// The type that is written and never read.
const SENT_ONLY: &str = "floorkit_runtime::QueryMap";
/// What reads, writes and compares.
const HARNESS: &str = include_str!("lossless/harness.rs");

/// An example, and the value that the generated code would read it as a part of.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Where it stands, as a JSON pointer.
    pub pointer: String,
    /// What it is, in as many lists and maps as its schema is inside of.
    value: Value,
    /// Whose type reads it.
    target: Target,
    /// Whose type reads it where the first has none: a field of that schema.
    other: Option<Target>,
    /// How it goes against or beyond its own schema, if it does.
    pub contradiction: Option<String>,
}

/// Whose type reads an example.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    /// A schema component, by name.
    Component(String),
    /// A property of one, by its name on the wire.
    Property(String, String),
    /// A parameter of an operation: its id, and the parameter's name and place.
    Parameter(String, String, String),
    /// The JSON that an operation sends, by its id.
    Request(String),
    /// The JSON that an operation receives, by its id and a status.
    Response(String, String),
}

/// Finds every example of a document that JSON is expected to be like.
pub fn examples(document: &Value) -> Vec<Example> {
    let fields = fields_of(document);
    let mut found = Found { document, fields, seen: BTreeSet::new(), examples: Vec::new() };
    for (name, schema) in components(document, "schemas") {
        let pointer = format!("/components/schemas/{}", escape(name));
        found.schema(&pointer, schema, schema, &Target::Component(name.clone()), &[]);
        for (wire, property) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let pointer = format!("{pointer}/properties/{}", escape(wire));
            let target = Target::Property(name.clone(), wire.clone());
            found.schema(&pointer, property, property, &target, &[]);
        }
    }
    for (path, method, operation) in operations(document) {
        let item = format!("/paths/{}", escape(path));
        let shared = document.pointer(&item).and_then(|item| item.get("parameters"));
        found.operation(&item, shared, &format!("{item}/{method}"), operation);
    }
    found.examples
}

/// A field of each component that is one's schema.
fn fields_of(document: &Value) -> BTreeMap<&str, Target> {
    let mut fields = BTreeMap::new();
    for (name, schema) in components(document, "schemas") {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (wire, property) in properties.into_iter().flatten() {
            if let Some(of) = property.get("$ref").and_then(Value::as_str).and_then(schema_name) {
                fields.insert(of, Target::Property(name.clone(), wire.clone()));
            }
        }
    }
    fields
}

/// The module of a generated crate that holds the examples; nothing if there are none.
pub fn module(
    examples: &[Example],
    parts: &Parts,
    normalized: &Value,
    header: &str,
) -> Option<String> {
    let types = Types::new(parts, normalized);
    let mut table = String::new();
    for example in examples {
        let other = || types.of(example.other.as_ref()?);
        let Some(kind) = types.of(&example.target).or_else(other) else { continue };
        let json = example.value.to_string();
        // Writing to a `String` cannot fail.
        let _ = writeln!(table, "    ({:?}, again::<{kind}>, {json:?}),", example.pointer);
    }
    if table.is_empty() {
        return None;
    }
    // Without its own tests.
    let harness = HARNESS.split("\n#[cfg(test)]\n").next().unwrap_or(HARNESS);
    let (docs, harness) = harness.split_once("\n\n").unwrap_or(("", harness));
    Some(format!(
        "// {header}\n\n{docs}\n\n{harness}\n/// All of them.\npub(crate) static EXAMPLES: &[Example] = &[\n{table}];\n\n\
         #[test]\nfn every_example_comes_back_as_it_was() {{\n    assert_eq!(failures(EXAMPLES), []);\n}}\n"
    ))
}

/// How a schema inside another one is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    List,
    Map,
}

struct Found<'a> {
    document: &'a Value,
    /// A field of each component.
    fields: BTreeMap<&'a str, Target>,
    seen: BTreeSet<String>,
    examples: Vec<Example>,
}

impl<'a> Found<'a> {
    fn operation(
        &mut self,
        item: &str,
        shared: Option<&'a Value>,
        at: &str,
        operation: &'a Map<String, Value>,
    ) {
        let Some(id) = operation.get("operationId").and_then(Value::as_str) else { return };
        let own = operation.get("parameters");
        for (at, list) in [(item, shared), (at, own)] {
            let list = list.and_then(Value::as_array).into_iter().flatten();
            for (index, parameter) in list.enumerate() {
                let (at, parameter) = self.followed(format!("{at}/parameters/{index}"), parameter);
                let text =
                    |key: &str| parameter.get(key).and_then(Value::as_str).map(str::to_owned);
                if let (Some(name), Some(place)) = (text("name"), text("in")) {
                    self.described(&at, parameter, &Target::Parameter(id.to_owned(), name, place));
                }
            }
        }
        if let Some(body) = operation.get("requestBody") {
            let (at, body) = self.followed(format!("{at}/requestBody"), body);
            self.content(&at, body, &Target::Request(id.to_owned()));
        }
        let responses = operation.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            let (at, response) = self.followed(format!("{at}/responses/{status}"), response);
            self.content(&at, response, &Target::Response(id.to_owned(), status.clone()));
        }
    }

    /// What a reference leads to, and where that is.
    fn followed(&self, at: String, value: &'a Value) -> (String, &'a Value) {
        let target = value.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|target| target.strip_prefix('#'));
        match target.and_then(|target| Some((target, self.document.pointer(target)?))) {
            Some((target, value)) => (target.to_owned(), value),
            None => (at, value),
        }
    }

    fn content(&mut self, at: &str, body: &'a Value, target: &Target) {
        let content = body.get("content").and_then(Value::as_object);
        for (media_type, entry) in content.into_iter().flatten().filter(|(key, _)| is_json(key)) {
            self.described(&format!("{at}/content/{}", escape(media_type)), entry, target);
        }
    }

    /// A parameter, or a body in one media type: it has a schema and examples.
    fn described(&mut self, at: &str, entry: &'a Value, target: &Target) {
        let Some(schema) = entry.get("schema") else { return };
        let target = match schema.get("$ref").and_then(Value::as_str).and_then(schema_name) {
            Some(name) => &Target::Component(name.to_owned()),
            None => target,
        };
        self.values(at, entry, schema, target, &[]);
        self.schema(&format!("{at}/schema"), schema, schema, target, &[]);
    }

    /// The examples of a schema, and of what is inside it and has no name.
    fn schema(
        &mut self,
        at: &str,
        schema: &'a Value,
        root: &'a Value,
        target: &Target,
        around: &[Around],
    ) {
        if schema.get("$ref").is_none() {
            self.values(at, schema, root, target, around);
        }
        for (key, kind) in [("items", Around::List), ("additionalProperties", Around::Map)] {
            if let Some(inner) = schema.get(key).filter(|inner| inner.is_object()) {
                let around = [around, &[kind]].concat();
                self.schema(&format!("{at}/{key}"), inner, root, target, &around);
            }
        }
    }

    fn values(
        &mut self,
        at: &str,
        of: &'a Value,
        root: &'a Value,
        target: &Target,
        around: &[Around],
    ) {
        if let Some(value) = of.get("example") {
            self.add(format!("{at}/example"), value, root, target, around);
        }
        match of.get("examples") {
            Some(Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.add(format!("{at}/examples/{index}"), value, root, target, around);
                }
            }
            Some(Value::Object(entries)) => {
                for (name, entry) in entries {
                    let at = format!("{at}/examples/{}", escape(name));
                    let (at, entry) = self.followed(at, entry);
                    if let Some(value) = entry.get("value") {
                        self.add(format!("{at}/value"), value, root, target, around);
                    }
                }
            }
            _ => {}
        }
    }

    fn add(
        &mut self,
        pointer: String,
        value: &Value,
        schema: &Value,
        target: &Target,
        around: &[Around],
    ) {
        let said = |value: &Value| fits::contradiction(self.document, schema, value);
        let mut readings = readings(value, around).into_iter();
        let read = readings.clone().find(|value| said(value).is_none());
        let is_one = |one: &Value| said(&wrapped(one.clone(), around)).is_none();
        // Some show several where one is meant.
        if let (None, Value::Array(values)) = (&read, value)
            && !values.is_empty()
            && values.iter().all(is_one)
        {
            for (index, value) in values.iter().enumerate() {
                self.add(format!("{pointer}/{index}"), value, schema, target, around);
            }
            return;
        }
        let value = read.or_else(|| readings.next()).unwrap_or_default();
        let contradiction = said(&value);
        if self.seen.insert(pointer.clone()) {
            let other = match target {
                Target::Component(name) => self.fields.get(&**name).cloned(),
                _ => None,
            };
            let target = target.clone();
            self.examples.push(Example { pointer, value, target, other, contradiction });
        }
    }
}

/// What an example may mean, as part of what its schema is inside of: as it is
/// written first.
fn readings(value: &Value, around: &[Around]) -> Vec<Value> {
    let mut all = vec![wrapped(value.clone(), around)];
    // Some write JSON as a text.
    let told = value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    all.extend(told.map(|told| wrapped(told, around)));
    // Some show one of the values of a list, or a list beside what its values are.
    all.push(wrapped(json!([value]), around));
    if let [outer @ .., Around::List] = around {
        all.push(wrapped(value.clone(), outer));
    }
    all
}

/// A value inside of as many lists and maps as its schema is.
fn wrapped(value: Value, around: &[Around]) -> Value {
    around.iter().rev().fold(value, |value, around| match around {
        Around::List => json!([value]),
        Around::Map => json!({ "key": value }),
    })
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || essence.to_ascii_lowercase().ends_with("+json")
}

/// The types of a generated crate, as another module of it writes them.
struct Types<'a> {
    normalized: &'a Value,
    operations: BTreeMap<&'a str, &'a Map<String, Value>>,
    /// The fields of each type by their names on the wire; an enum has none.
    fields: BTreeMap<String, BTreeMap<String, String>>,
}

impl<'a> Types<'a> {
    fn new(parts: &Parts, normalized: &'a Value) -> Self {
        let operations = operations(normalized).filter_map(|(_, _, operation)| {
            Some((operation.get("operationId")?.as_str()?, operation))
        });
        let fields = parts.types.iter().filter_map(|item| match item {
            Item::Struct(item) => Some((item.ident.to_string(), fields(&item.fields))),
            Item::Enum(item) => Some((item.ident.to_string(), BTreeMap::new())),
            _ => None,
        });
        let mut types =
            Self { normalized, operations: operations.collect(), fields: fields.collect() };
        let known: BTreeSet<String> = types.fields.keys().cloned().collect();
        for kind in types.fields.values_mut().flat_map(BTreeMap::values_mut) {
            *kind = seen_from_outside(kind, &known);
        }
        types
    }

    fn of(&self, target: &Target) -> Option<String> {
        match target {
            Target::Component(name) => self.component(name),
            Target::Property(name, wire) => {
                self.fields.get(&name.to_pascal_case())?.get(wire).cloned()
            }
            Target::Parameter(id, name, place) => {
                let parameters = self.operations.get(&**id)?.get("parameters")?.as_array()?;
                let is_it = |one: &&Value| {
                    one.get("name").is_some_and(|is| is == name)
                        && one.get("in").is_some_and(|is| is == place)
                };
                self.schema(parameters.iter().find(is_it)?.get("schema")?)
            }
            Target::Request(id) => self.body(self.operations.get(&**id)?.get("requestBody")?),
            Target::Response(id, status) => {
                self.body(self.operations.get(&**id)?.get("responses")?.get(status)?)
            }
        }
    }

    fn body(&self, body: &Value) -> Option<String> {
        let content = resolved(self.normalized, body).get("content")?.as_object()?;
        self.schema(content.get("application/json")?.get("schema")?)
    }

    fn component(&self, name: &str) -> Option<String> {
        let schema = self.normalized.pointer(&format!("/components/schemas/{}", escape(name)))?;
        let ident = name.to_pascal_case();
        match schema.get("x-rust-type") {
            None if self.fields.contains_key(&ident) => Some(format!("crate::types::{ident}")),
            _ => self.schema(schema),
        }
    }

    /// The type of a schema without a name.
    fn schema(&self, schema: &Value) -> Option<String> {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(schema_name) {
            return self.component(name);
        }
        let kind = self.not_null(schema)?;
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        Some(if nullable { format!("::std::option::Option<{kind}>") } else { kind })
    }

    fn not_null(&self, schema: &Value) -> Option<String> {
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        if let Some(rust) = schema.get("x-rust-type") {
            let parameters = rust.get("parameters").and_then(Value::as_array).into_iter().flatten();
            let parameters: Option<Vec<String>> = parameters.map(|one| self.schema(one)).collect();
            let path =
                rust.get("path").and_then(Value::as_str).filter(|path| *path != SENT_ONLY)?;
            return Some(match parameters?.as_slice() {
                // It is only written; its values are read one by one.
                [values, _] if path == DELIMITED => format!("::std::vec::Vec<{values}>"),
                [] => format!("::{path}"),
                some => format!("::{path}<{}>", some.join(", ")),
            });
        }
        if ["enum", "allOf", "anyOf", "oneOf", "not"].iter().any(|key| schema.get(key).is_some()) {
            return None;
        }
        Some(match (text("type"), text("format")) {
            (None, _) => "::serde_json::Value".into(),
            (Some("string"), None) => "::std::string::String".into(),
            (Some("boolean"), _) => "bool".into(),
            (Some("integer"), None | Some("int64")) => "i64".into(),
            (Some("integer"), Some("int32")) => "i32".into(),
            (Some("number"), None | Some("double")) => "f64".into(),
            (Some("array"), _) => {
                let items = schema
                    .get("items")
                    .map_or(Some("::serde_json::Value".into()), |items| self.schema(items));
                format!("::std::vec::Vec<{}>", items?)
            }
            (Some("object"), _) if schema.get("properties").is_none() => {
                let values = schema.get("additionalProperties").filter(|values| values.is_object());
                match values.map(|values| self.schema(values)) {
                    Some(values) => {
                        format!("::std::collections::BTreeMap<::std::string::String, {}>", values?)
                    }
                    None => "::serde_json::Map<::std::string::String, ::serde_json::Value>".into(),
                }
            }
            _ => return None,
        })
    }
}

/// The fields of a struct by their names on the wire.
fn fields(fields: &Fields) -> BTreeMap<String, String> {
    let fields = fields.iter().filter_map(|field| {
        let name = field.ident.as_ref()?.to_string();
        let wire = rename(&field.attrs).unwrap_or_else(|| name.trim_start_matches("r#").to_owned());
        Some((wire, field.ty.to_token_stream().to_string()))
    });
    fields.collect()
}

/// A type in the words of another module: types of its own are looked up in `types`.
fn seen_from_outside(kind: &str, known: &BTreeSet<String>) -> String {
    let tokens = kind.split(' ');
    let mut before = "";
    let words = tokens.map(|word| {
        let is_own = known.contains(word) && before != "::";
        before = word;
        if is_own { format!("crate::types::{word}") } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}
