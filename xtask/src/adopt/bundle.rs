//! Makes one document of several files, in which every reference leads to a
//! component.
//!
//! What a reference leads to in another file, or in the middle of this one,
//! becomes a component under the name that its place suggests; a path item, and
//! what has no component of its own, is written out where it is referred to. A
//! reference that leads nowhere stays for `faults` to mend.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

mod names;
mod resolve;

use super::Report;
use super::grammar::{Kind, kind_at, walk, walk_mut};
use super::load::Files;
use resolve::Resolver;

/// What the report calls this.
pub(super) const NAME: &str = "bundle";

/// What is written out may add at most this many values to a document.
const MOST_WRITTEN_OUT: usize = 2_000_000;

/// Puts all files into the first one.
pub(super) fn run(files: Files, report: &mut Report) -> Value {
    let mut plan = Plan::new(&files);
    plan.discover();
    let Plan { changes, homes, .. } = plan;
    if changes.is_empty() && homes.is_empty() {
        let Files { root, mut files } = files;
        return files.remove(&root).unwrap_or_default();
    }
    let mut writer =
        Writer { files: &files, changes: &changes, homes: &homes, left: MOST_WRITTEN_OUT, report };
    let components: Vec<(String, Value)> =
        homes.iter().map(|(spot, home)| (home.pointer.clone(), writer.content(spot))).collect();
    let mut document = writer.root();
    for (pointer, value) in components {
        report.rewrote(NAME, pointer.clone());
        insert(&mut document, &pointer, value);
    }
    document
}

/// A value in one of the files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    file: String,
    pointer: String,
}

/// Where a value goes that becomes a component.
struct Home {
    kind: Kind,
    /// Of the component in the bundled document.
    pointer: String,
}

/// What becomes of a reference.
enum Change {
    /// It leads elsewhere.
    To(String),
    /// It leads to a schema, where a body or a response is asked for.
    ToSchema(String),
    /// What it leads to stands in its place.
    WrittenOut(Spot, Kind),
}

/// What is to be done, found out before anything is changed.
struct Plan<'a> {
    resolver: Resolver<'a>,
    root: &'a str,
    document: &'a Value,
    changes: BTreeMap<Spot, Change>,
    homes: BTreeMap<Spot, Home>,
    taken: BTreeSet<String>,
    seen: BTreeSet<(Spot, Kind)>,
    waiting: Vec<(Spot, Kind)>,
}

impl<'a> Plan<'a> {
    fn new(files: &'a Files) -> Self {
        let document = files.files.get(&files.root).unwrap_or(&Value::Null);
        let mut taken = BTreeSet::new();
        walk(document, Kind::Document, &mut String::new(), &mut |_, pointer, _| {
            if pointer.split('/').count() <= 4 {
                taken.insert(pointer.to_owned());
            }
        });
        Self {
            resolver: Resolver::new(&files.files),
            root: &files.root,
            document,
            changes: BTreeMap::new(),
            homes: BTreeMap::new(),
            taken,
            seen: BTreeSet::new(),
            waiting: Vec::new(),
        }
    }

    fn discover(&mut self) {
        self.adopt_named_files();
        self.go_into(Spot { file: self.root.to_owned(), pointer: String::new() }, Kind::Document);
        while let Some((spot, kind)) = self.waiting.pop() {
            if let Some(value) = self.resolver.value(&spot) {
                self.references(&spot, kind, value);
            }
        }
    }

    /// A component that is nothing but a reference to a file gives it its name.
    fn adopt_named_files(&mut self) {
        let mut named = Vec::new();
        walk(self.document, Kind::Document, &mut String::new(), &mut |kind, pointer, value| {
            if let Some(reference) = reference(value).filter(|_| is_component(pointer, kind)) {
                named.push((kind, pointer.to_owned(), reference.to_owned()));
            }
        });
        for (kind, pointer, reference) in named {
            let from = Spot { file: self.root.to_owned(), pointer };
            let Some(target) = self.resolver.follow(&from, &reference) else { continue };
            if self.is_at_home(&target, kind) || self.homes.contains_key(&target) {
                continue;
            }
            self.homes.insert(target.clone(), Home { kind, pointer: from.pointer });
            self.go_into(target, kind);
        }
    }

    fn go_into(&mut self, spot: Spot, kind: Kind) {
        if self.seen.insert((spot.clone(), kind)) {
            self.waiting.push((spot, kind));
        }
    }

    fn references(&mut self, spot: &Spot, kind: Kind, value: &Value) {
        let mut found = Vec::new();
        walk(value, kind, &mut spot.pointer.clone(), &mut |kind, pointer, value| {
            let reference = match kind {
                Kind::MappedName => value.as_str().filter(|name| is_address(name)),
                _ => reference(value),
            };
            if let Some(reference) = reference {
                found.push((kind, pointer.to_owned(), reference.to_owned()));
            }
        });
        for (kind, pointer, reference) in found {
            self.decide(Spot { file: spot.file.clone(), pointer }, kind, &reference);
        }
    }

    fn decide(&mut self, from: Spot, kind: Kind, reference: &str) {
        let kind = if kind == Kind::MappedName { Kind::Schema } else { kind };
        let Some(target) = self.resolver.follow(&from, reference) else { return };
        let stands = if target.file == self.root { kind_at(&target.pointer) } else { kind };
        let takes_content = matches!(kind, Kind::RequestBody | Kind::Response);
        let (wanted, is_schema) = match stands {
            Kind::Schema if takes_content => (Kind::Schema, true),
            stands if stands == kind || matches!(stands, Kind::Opaque | Kind::Other) => {
                (kind, false)
            }
            // A part of another kind cannot be what is meant.
            _ => return,
        };
        if let Some(pointer) = self.home(&target, wanted) {
            let to = format!("#{pointer}");
            // A component that only leads on to its content becomes it.
            if self.homes.get(&target).is_some_and(|home| home.pointer == from.pointer)
                && from.file == self.root
            {
                return;
            }
            if is_schema {
                self.changes.insert(from, Change::ToSchema(to));
            } else if to != reference || from.file != self.root {
                self.changes.insert(from, Change::To(to));
            }
        } else {
            self.changes.insert(from, Change::WrittenOut(target.clone(), kind));
        }
        self.go_into(target, wanted);
    }

    /// The component that a value is or becomes; nothing if its kind has none.
    fn home(&mut self, target: &Spot, kind: Kind) -> Option<String> {
        if let Some(home) = self.homes.get(target) {
            return (home.kind == kind).then(|| home.pointer.clone());
        }
        if self.is_at_home(target, kind) {
            return Some(target.pointer.clone());
        }
        let folder = folder(self.document, kind)?;
        let name = names::of(&self.resolver, target, self.root);
        let pointer = names::free(&self.taken, folder, &name);
        self.taken.insert(pointer.clone());
        self.homes.insert(target.clone(), Home { kind, pointer: pointer.clone() });
        Some(pointer)
    }

    fn is_at_home(&self, target: &Spot, kind: Kind) -> bool {
        target.file == self.root
            && kind_at(&target.pointer) == kind
            && is_component(&target.pointer, kind)
    }
}

/// Does what is planned.
struct Writer<'a> {
    files: &'a Files,
    changes: &'a BTreeMap<Spot, Change>,
    homes: &'a BTreeMap<Spot, Home>,
    left: usize,
    report: &'a mut Report,
}

impl Writer<'_> {
    fn root(&mut self) -> Value {
        let spot = Spot { file: self.files.root.clone(), pointer: String::new() };
        self.write(&spot, Kind::Document, &mut Vec::new())
    }

    fn content(&mut self, spot: &Spot) -> Value {
        let kind = self.homes.get(spot).map_or(Kind::Other, |home| home.kind);
        self.write(spot, kind, &mut vec![spot.clone()])
    }

    /// A value as it stands in the bundled document. `within` are the values
    /// that are being written out around it.
    fn write(&mut self, spot: &Spot, kind: Kind, within: &mut Vec<Spot>) -> Value {
        let found = self.files.files.get(&spot.file).and_then(|file| file.pointer(&spot.pointer));
        let mut value = found.cloned().unwrap_or_default();
        let start = spot.pointer.clone();
        walk_mut(&mut value, kind, &mut spot.pointer.clone(), &mut |kind, pointer, value| {
            let here = Spot { file: spot.file.clone(), pointer: pointer.to_owned() };
            if let Some(home) = self.homes.get(&here).filter(|_| pointer != start) {
                *value = refers_to(&format!("#{}", home.pointer));
                return;
            }
            match self.changes.get(&here) {
                None => {}
                Some(Change::To(to)) if kind == Kind::MappedName => *value = to.as_str().into(),
                Some(Change::To(to)) => {
                    self.report.rewrote(NAME, pointer);
                    if let Some(object) = value.as_object_mut() {
                        object.insert("$ref".into(), to.as_str().into());
                    }
                }
                Some(Change::ToSchema(to)) => {
                    self.report.rewrote(NAME, pointer);
                    *value = serde_json::json!({
                        "description": "", "content": { "application/json": { "schema": refers_to(to) } },
                    });
                }
                Some(Change::WrittenOut(target, kind)) => {
                    self.report.rewrote(NAME, pointer);
                    let written = self.written_out(target, *kind, within, pointer);
                    merge(value, written);
                }
            }
        });
        value
    }

    fn written_out(
        &mut self,
        target: &Spot,
        kind: Kind,
        within: &mut Vec<Spot>,
        pointer: &str,
    ) -> Value {
        if within.contains(target) {
            self.report.lost(pointer, "a reference", "what it leads to contains itself");
            return Value::Null;
        }
        within.push(target.clone());
        let value = self.write(target, kind, within);
        within.pop();
        match self.left.checked_sub(size(&value)) {
            Some(left) => {
                self.left = left;
                value
            }
            None => {
                self.report.lost(
                    pointer,
                    "a reference",
                    "what it leads to is written out too often",
                );
                Value::Null
            }
        }
    }
}

/// Puts what a reference led to in its place; what stood beside it stays.
fn merge(value: &mut Value, written: Value) {
    let Value::Object(object) = value else { return };
    object.remove("$ref");
    match written {
        Value::Object(written) => {
            for (key, inner) in written {
                object.entry(key).or_insert(inner);
            }
        }
        written if object.is_empty() && !written.is_null() => *value = written,
        _ => {}
    }
}

fn insert(document: &mut Value, pointer: &str, value: Value) {
    let mut at = document;
    for token in pointer.split('/').skip(1) {
        let key = token.replace("~1", "/").replace("~0", "~");
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(object) = at else { return };
        at = object.entry(key).or_insert(Value::Null);
    }
    *at = value;
}

fn size(value: &Value) -> usize {
    match value {
        Value::Object(object) => 1 + object.values().map(size).sum::<usize>(),
        Value::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
        _ => 1,
    }
}

fn reference(value: &Value) -> Option<&str> {
    value.get("$ref").or_else(|| value.get("$dynamicRef"))?.as_str()
}

fn refers_to(to: &str) -> Value {
    serde_json::json!({ "$ref": to })
}

/// A name of a mapping is a reference if it does not look like a plain name.
fn is_address(name: &str) -> bool {
    name.contains(['#', '/']) || [".json", ".yaml", ".yml"].iter().any(|end| name.ends_with(end))
}

/// Whether a pointer into the first file leads to a component.
fn is_component(pointer: &str, kind: Kind) -> bool {
    let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
    match tokens[..] {
        ["components", _, _] => kind != Kind::PathItem,
        ["definitions" | "parameters" | "responses" | "securityDefinitions", _] => true,
        _ => false,
    }
}

/// Where the components of a kind are in this document; nothing if what is
/// referred to is to be written out.
fn folder(document: &Value, kind: Kind) -> Option<&'static str> {
    let is_swagger = document.get("swagger").is_some();
    match kind {
        Kind::Schema if is_swagger => Some("/definitions"),
        Kind::Parameter if is_swagger => Some("/parameters"),
        Kind::Response if is_swagger => Some("/responses"),
        _ if is_swagger => None,
        Kind::Schema => Some("/components/schemas"),
        Kind::Parameter => Some("/components/parameters"),
        Kind::Response => Some("/components/responses"),
        Kind::RequestBody => Some("/components/requestBodies"),
        Kind::Header => Some("/components/headers"),
        Kind::Example => Some("/components/examples"),
        Kind::SecurityScheme => Some("/components/securitySchemes"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bundled(files: &[(&str, Value)]) -> (Value, Vec<String>) {
        let root = files[0].0.to_owned();
        let files = files.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let mut report = Report::default();
        let document = run(Files { root, files }, &mut report);
        (document, report.losses().iter().map(ToString::to_string).collect())
    }

    fn check(files: &[(&str, Value)], expected: &Value) {
        let (document, lost) = bundled(files);
        assert_eq!(format!("{document:#}"), format!("{expected:#}"));
        assert!(lost.is_empty(), "{lost:?}");
        let (again, _) = bundled(&[("", document.clone())]);
        assert_eq!(again, document, "a second run changes nothing");
    }

    fn to(name: &str) -> Value {
        refers_to(&format!("#/components/schemas/{name}"))
    }

    #[test]
    fn files_become_components_under_their_own_names() {
        check(
            &[
                (
                    "api.yaml",
                    json!({
                        "openapi": "3.0.0",
                        "paths": { "/users": { "$ref": "paths/users.yaml" } },
                        "components": { "schemas": { "Person": { "$ref": "schemas/user.yaml" }, "Team": { "type": "object" } } },
                    }),
                ),
                (
                    "paths/users.yaml",
                    json!({ "get": { "responses": { "200": { "content": { "application/json": {
                    "schema": { "items": { "$ref": "../schemas/user.yaml" } },
                } } } } } }),
                ),
                (
                    "schemas/user.yaml",
                    json!({ "properties": {
                    "boss": { "$ref": "#" },
                    "team": { "$ref": "../api.yaml#/components/schemas/Team" },
                    "address": { "$ref": "common.yaml#/definitions/Address" },
                    "street": { "$ref": "common.yaml#/definitions/Address/properties/street" },
                } }),
                ),
                (
                    "schemas/common.yaml",
                    json!({ "definitions": { "Address": { "properties": { "street": { "type": "string" } } } } }),
                ),
            ],
            &json!({
                "openapi": "3.0.0",
                "paths": { "/users": { "get": { "responses": { "200": { "content": { "application/json": {
                    "schema": { "items": to("Person") },
                } } } } } } },
                "components": { "schemas": {
                    "Address": { "properties": { "street": to("AddressStreet") } },
                    "AddressStreet": { "type": "string" },
                    "Person": { "properties": {
                        "boss": to("Person"), "team": to("Team"), "address": to("Address"), "street": to("AddressStreet"),
                    } },
                    "Team": { "type": "object" },
                } },
            }),
        );
    }

    #[test]
    fn a_reference_into_the_middle_makes_a_component() {
        let content =
            |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
        check(
            &[(
                "",
                json!({
                    "openapi": "3.1.0",
                    "paths": { "/a": { "get": { "operationId": "list_a", "responses": {
                        "200": content(json!({ "type": "object" })),
                        "404": { "$ref": "#/components/schemas/Fault" },
                        "500": { "$ref": "#/paths/~1a/get/responses/404" },
                    } } } },
                    "components": { "schemas": {
                        "A": { "$ref": "#/paths/~1a/get/responses/200/content/application~1json/schema" },
                        "B": { "$defs": { "C": { "type": "string" } }, "items": { "$ref": "#/$defs/C" } },
                        "Fault": { "$anchor": "fault" },
                        "Of<A>": { "items": { "$ref": "#fault" } },
                        "D": { "$ref": "#/components/schemas/Of%3CA%3E" },
                    } },
                }),
            )],
            &json!({
                "openapi": "3.1.0",
                "paths": { "/a": { "get": { "operationId": "list_a", "responses": {
                    "200": content(to("A")),
                    "404": { "description": "", "content": { "application/json": { "schema": to("Fault") } } },
                    "500": { "description": "", "content": { "application/json": { "schema": to("Fault") } } },
                } } } },
                "components": { "schemas": {
                    "A": { "type": "object" },
                    "B": { "$defs": { "C": to("C") }, "items": to("C") },
                    "C": { "type": "string" },
                    "D": to("Of<A>"),
                    "Fault": { "$anchor": "fault" },
                    "Of<A>": { "items": to("Fault") },
                } },
            }),
        );
    }

    #[test]
    fn what_contains_itself_is_cut_and_told() {
        let (document, lost) = bundled(&[(
            "",
            json!({
                "openapi": "3.0.0",
                "paths": { "/a": { "$ref": "#/paths/~1b" }, "/b": { "$ref": "#/paths/~1a" }, "/c": { "get": {
                    "callbacks": { "done": { "url": { "$ref": "#/paths/~1c" } } },
                } } },
                "components": { "schemas": { "A": { "$ref": "gone.yaml" }, "B": { "$ref": "#/components/schemas/B" } } },
            }),
        )]);
        assert_eq!(document["paths"]["/a"], refers_to("#/paths/~1b"));
        assert_eq!(document["components"]["schemas"]["A"], refers_to("gone.yaml"));
        assert_eq!(
            lost,
            ["#/paths/~1c/get/callbacks/done/url: a reference: what it leads to contains itself"]
        );
    }
}
