//! Mends what is simply broken: values of the wrong type, missing parts, keys at
//! wrong places, references that lead nowhere, extensions that mean nothing here.
//!
//! What can be understood is written as it should be; what cannot is left out and
//! reported. Afterwards a document has the shape of OpenAPI 3.0.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

mod keys;
mod parts;
mod schemas;
mod top;

use super::Report;
use super::grammar::{Kind, push};
use super::names::enum_names::NAMES;
use super::parameters::is_tabs;
use crate::problem::escape;

const NAME: &str = "faults";

pub(super) fn run(document: &mut Value, report: &mut Report) {
    if !document.is_object() {
        report.lost("", "the document", "it is no map");
        *document = json!({});
    }
    // What is left out the first time may have been referred to.
    let mut before = usize::MAX;
    loop {
        let known = Known::of(document);
        if known.pointers.len() == before {
            return;
        }
        before = known.pointers.len();
        let mut mending = Mending { known, report: &mut *report, at: String::new() };
        mending.node(document, Kind::Document);
    }
}

/// What can be referred to.
struct Known {
    pointers: BTreeSet<String>,
    /// Components that are nothing but references in a circle.
    circles: BTreeSet<String>,
}

struct Mending<'a> {
    known: Known,
    report: &'a mut Report,
    at: String,
}

impl Known {
    fn of(document: &Value) -> Self {
        let mut pointers = BTreeSet::new();
        let mut leads = BTreeMap::new();
        let components = document.get("components").and_then(Value::as_object);
        for (kind, components) in components.into_iter().flatten() {
            for (name, component) in components.as_object().into_iter().flatten() {
                let pointer = format!("#/components/{kind}/{}", escape(name));
                if let Some(to) = component.get("$ref").and_then(Value::as_str) {
                    leads.insert(pointer.clone(), to.to_owned());
                }
                pointers.insert(pointer);
            }
        }
        Self { pointers, circles: endless(&leads) }
    }
}

/// Those whose chain of references never ends.
fn endless(leads: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut known: HashMap<&str, bool> = HashMap::new();
    for start in leads.keys() {
        let mut chain = Vec::new();
        let mut next = start.as_str();
        let is_endless = loop {
            if let Some(known) = known.get(next) {
                break *known;
            }
            let Some(to) = leads.get(next) else { break false };
            // A chain that comes by here again before its end is known has none.
            known.insert(next, true);
            chain.push(next);
            next = to;
        };
        known.extend(chain.into_iter().map(|link| (link, is_endless)));
    }
    leads.keys().filter(|name| known.get(name.as_str()) == Some(&true)).cloned().collect()
}

impl Mending<'_> {
    /// Mends a value and what is in it; tells whether it can stay.
    fn node(&mut self, value: &mut Value, kind: Kind) -> bool {
        if matches!(kind, Kind::Opaque | Kind::Other) {
            return true;
        }
        if !self.shape(value, kind) {
            return false;
        }
        if let Some(stays) = self.reference(value, kind) {
            return stays;
        }
        if let Value::Object(object) = value {
            self.rename(object, kind);
            self.without_strangers(object, kind);
        }
        self.children(value, kind);
        match value {
            Value::Object(object) if kind == Kind::Schema => schemas::mend(self, object),
            Value::Object(object) if kind == Kind::Document => top::mend(self, object),
            Value::Object(_) => return parts::mend(self, value, kind),
            _ => {}
        }
        true
    }

    fn children(&mut self, value: &mut Value, kind: Kind) {
        let length = self.at.len();
        match value {
            Value::Object(object) => object.retain(|key, value| {
                let is_ours = is_tabs(key, value) || key == NAMES && value.is_object();
                if key.starts_with("x-") && !is_ours && kind.inside(key) == Kind::Opaque {
                    self.report.rewrote(NAME, self.at.as_str());
                    return false;
                }
                // A map may be open to anything, or to nothing.
                if kind == Kind::Schema && key == "additionalProperties" && !value.is_object() {
                    *value = Value::Bool(value != &Value::Bool(false));
                    return true;
                }
                push(&mut self.at, key);
                let stays = self.node(value, kind.inside(key));
                self.at.truncate(length);
                stays
            }),
            Value::Array(list) => {
                let mut index = 0;
                list.retain_mut(|value| {
                    push(&mut self.at, &index.to_string());
                    index += 1;
                    let stays = self.node(value, kind.inside("0"));
                    self.at.truncate(length);
                    stays
                });
            }
            _ => {}
        }
    }

    /// Makes a value what its kind is: a map or a list.
    fn shape(&mut self, value: &mut Value, kind: Kind) -> bool {
        let key = self.at.rsplit('/').next().unwrap_or_default().to_owned();
        let is_list = matches!(key.as_str(), "allOf" | "anyOf" | "oneOf") && kind == Kind::Schemas
            || kind == Kind::Parameters && self.at != "/components/parameters";
        match (kind, &mut *value) {
            (Kind::Schema, value) => {
                schemas::shape(self, value);
                true
            }
            (Kind::MappedName, Value::String(_)) | (Kind::Document, _) => true,
            (Kind::Response | Kind::Content, Value::Null) => {
                *value = json!({});
                true
            }
            (_, Value::Null) => false,
            (Kind::Parameters, Value::Object(map)) if is_list => {
                let parameters = std::mem::take(map).into_iter().map(|(_, parameter)| parameter);
                *value = parameters.collect();
                self.rewrote()
            }
            (_, Value::Object(_)) if is_list => {
                *value = json!([value.take()]);
                self.rewrote()
            }
            (Kind::Examples, Value::Array(list)) => {
                let named = std::mem::take(list).into_iter().enumerate();
                *value = named
                    .map(|(index, one)| (format!("{}", index + 1), json!({ "value": one })))
                    .collect();
                self.rewrote()
            }
            (Kind::Example, value) if !value.is_object() => {
                *value = json!({ "value": value.take() });
                self.rewrote()
            }
            (_, Value::Array(_)) if is_list => true,
            (_, Value::Object(_)) if !is_list && kind != Kind::MappedName => true,
            _ => self.lost(if is_list { "it must be a list" } else { "it must be a map" }),
        }
    }

    /// Looks at a reference; tells whether it can stay, if it is one.
    fn reference(&mut self, value: &mut Value, kind: Kind) -> Option<bool> {
        if kind == Kind::MappedName {
            let name = value.as_str().unwrap_or_default();
            let is_known = !name.contains(['#', '/']) || self.known.pointers.contains(name);
            return Some(is_known || self.lost("it leads to nothing in this document"));
        }
        if kind.is_plural() {
            return None;
        }
        let reference = match value.get("$ref") {
            Some(Value::String(reference)) => reference.clone(),
            Some(_) if kind == Kind::Schema => {
                value.as_object_mut()?.remove("$ref");
                return None;
            }
            _ => return None,
        };
        let folder = format!("#/components/{}/", folder(kind)?);
        let is_right = reference.starts_with(&folder) && self.known.pointers.contains(&reference);
        if is_right && !self.known.circles.contains(&reference) {
            if kind == Kind::Schema
                && let Value::Object(object) = value
            {
                schemas::mend(self, object);
            }
            return Some(true);
        }
        let why = if self.known.circles.contains(&reference) {
            format!("`{reference}` leads back to itself")
        } else {
            format!("`{reference}` leads to nothing in this document")
        };
        self.report.lost(self.at.as_str(), "a reference", why);
        match kind {
            Kind::Schema => *value = json!({}),
            Kind::Response => *value = json!({ "description": "" }),
            _ => return Some(false),
        }
        Some(true)
    }

    /// Brings keys into the form in which they are looked for.
    fn rename(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        let right: fn(&str) -> Option<String> = match kind {
            Kind::PathItem => keys::of_path_item,
            Kind::Responses if !self.at.starts_with("/components/") => keys::status,
            _ => return,
        };
        let all_right = object.keys().all(|key| right(key).as_ref() == Some(key));
        if all_right {
            return;
        }
        for (key, value) in std::mem::take(object) {
            match right(&key) {
                Some(name) if !object.contains_key(&name) => {
                    if name != key {
                        self.rewrote();
                    }
                    object.insert(name, value);
                }
                _ if key.starts_with("x-") => {
                    self.rewrote();
                }
                _ => {
                    let pointer = format!("{}/{}", self.at, escape(&key));
                    self.report.lost(
                        pointer,
                        format!("`{key}`"),
                        "OpenAPI 3.0 has no such key here",
                    );
                }
            }
        }
    }

    /// Keys that a part does not have: what is below them would be taken for
    /// something.
    fn without_strangers(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        let Some(known) = keys::of_part(kind) else { return };
        object.retain(|key, _| {
            let stays = known.contains(&key.as_str()) || key.starts_with("x-");
            if !stays {
                let pointer = format!("{}/{}", self.at, escape(key));
                self.report.lost(pointer, format!("`{key}`"), "OpenAPI 3.0 has no such key here");
            }
            stays
        });
    }

    fn rewrote(&mut self) -> bool {
        self.report.rewrote(NAME, self.at.as_str());
        true
    }

    /// Gives up the value at hand.
    fn lost(&mut self, why: &str) -> bool {
        let what = self.at.rsplit('/').next().unwrap_or_default();
        let what = format!("`{}`", what.replace("~1", "/").replace("~0", "~"));
        self.report.lost(self.at.as_str(), what, why);
        false
    }
}

/// The components that a kind of part may be.
fn folder(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Schema => "schemas",
        Kind::Parameter => "parameters",
        Kind::RequestBody => "requestBodies",
        Kind::Response => "responses",
        Kind::Header => "headers",
        Kind::Example => "examples",
        Kind::SecurityScheme => "securitySchemes",
        Kind::PathItem => "pathItems",
        Kind::Link => "links",
        Kind::Callback => "callbacks",
        _ => return None,
    })
}

#[cfg(test)]
mod testing {
    //! What the tests of this pass share.

    use super::*;

    /// Mends a document, and holds it and what was lost against what is expected.
    #[track_caller]
    pub(super) fn check(before: Value, after: &Value, lost: &[&str]) {
        let mut document = before;
        let mut report = Report::default();
        run(&mut document, &mut report);
        assert_eq!(format!("{document:#}"), format!("{after:#}"));
        let said: Vec<String> = report.losses().iter().map(ToString::to_string).collect();
        assert_eq!(said, lost);
        let mut again = Report::default();
        run(&mut document, &mut again);
        assert_eq!(&document, after, "a second run changes nothing");
        assert_eq!(again, Report::default());
    }

    /// A document around paths and components.
    pub(super) fn document(paths: &Value, components: &Value) -> Value {
        json!({ "openapi": "3.0.3", "info": { "title": "A", "version": "1" }, "paths": paths, "components": components })
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{check, document};
    use super::*;

    #[test]
    fn references_that_lead_nowhere_are_cut() {
        let gone = json!({ "$ref": "#/components/schemas/Gone" });
        check(
            document(
                &json!({ "/a": { "get": {
                    "parameters": [{ "$ref": "#/components/parameters/Gone" }, { "$ref": "#/components/parameters/Broken" }],
                    "responses": { "200": { "$ref": "other.yaml#/Gone" } },
                } } }),
                &json!({
                    "parameters": { "Broken": { "in": "query" } },
                    "schemas": { "A": { "$ref": "#/components/schemas/A" }, "B": { "items": gone }, "C/D": { "$ref": "#/components/schemas/C~1D" } },
                }),
            ),
            &document(
                &json!({ "/a": { "get": { "parameters": [], "responses": { "200": { "description": "" } } } } }),
                &json!({ "parameters": {}, "schemas": { "A": {}, "B": { "items": {} }, "C/D": {} } }),
            ),
            &[
                "#/components/parameters/Broken: `Broken`: a parameter needs a `name` and a place in `in`",
                "#/components/schemas/A: a reference: `#/components/schemas/A` leads back to itself",
                "#/components/schemas/B/items: a reference: `#/components/schemas/Gone` leads to nothing in this document",
                "#/components/schemas/C~1D: a reference: `#/components/schemas/C~1D` leads back to itself",
                "#/paths/~1a/get/parameters/0: a reference: `#/components/parameters/Gone` leads to nothing in this document",
                "#/paths/~1a/get/responses/200: a reference: `other.yaml#/Gone` leads to nothing in this document",
                "#/paths/~1a/get/parameters/0: a reference: `#/components/parameters/Broken` leads to nothing in this document",
            ],
        );
    }

    #[test]
    fn keys_at_wrong_places_go() {
        check(
            document(
                &json!({ "/a": {
                    "GET": { "x-internal": 1, "responses": { "2xx": null, "Default": { "description": "" }, "ok": {}, "x-y": 1 } },
                    "fetch": {}, "x-z": 1, "post": null,
                }, "/b": [], "x-c": {} }),
                &json!({ "x-d": 1 }),
            ),
            &document(
                &json!({ "/a": { "get": { "responses": { "2XX": { "description": "" }, "default": { "description": "" } } } } }),
                &json!({}),
            ),
            &[
                "#/paths/~1a/fetch: `fetch`: OpenAPI 3.0 has no such key here",
                "#/paths/~1a/get/responses/ok: `ok`: OpenAPI 3.0 has no such key here",
                "#/paths/~1b: `/b`: it must be a map",
            ],
        );
    }
}
