//! Finds what a reference leads to.
//!
//! By pointer, by anchor, by `$id`, by the bare name of a model: vendors write
//! all of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Spot, reference};
use crate::adopt::load::{joined, percent_decoded};
use crate::document::walk;

/// A reference may lead to a reference; a longer chain than this is a cycle.
const LONGEST_CHAIN: usize = 64;

/// Knows all files and the names that are given in them.
pub(super) struct Resolver<'a> {
    files: &'a BTreeMap<String, Value>,
    /// By file and name.
    anchors: BTreeMap<(&'a str, &'a str), String>,
    ids: BTreeMap<&'a str, Spot>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(files: &'a BTreeMap<String, Value>) -> Self {
        let mut resolver = Self { files, anchors: BTreeMap::new(), ids: BTreeMap::new() };
        for (file, value) in files {
            walk(value, &mut |pointer, value| resolver.note(file, pointer, value));
        }
        resolver
    }

    fn note(&mut self, file: &'a str, pointer: &str, value: &'a Value) {
        let Value::Object(object) = value else { return };
        for key in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = object.get(key).and_then(Value::as_str) {
                self.anchors.entry((file, name)).or_insert_with(|| pointer.to_owned());
            }
        }
        if let Some(id) = object.get("$id").and_then(Value::as_str) {
            let spot = Spot { file: file.to_owned(), pointer: pointer.to_owned() };
            self.ids.entry(id.trim_end_matches('#')).or_insert(spot);
        }
    }

    pub(super) fn value(&self, spot: &Spot) -> Option<&'a Value> {
        self.files.get(&spot.file)?.pointer(&spot.pointer)
    }

    /// What a reference leads to in the end; nothing if that is nowhere.
    ///
    /// A reference to a component is not followed any further: it has a name.
    pub(super) fn follow(&self, from: &Spot, reference_text: &str) -> Option<Spot> {
        let mut spot = self.step(from, reference_text)?;
        let mut seen = BTreeSet::from([from.clone()]);
        for _ in 0..LONGEST_CHAIN {
            let named = spot.pointer.split('/').count() == 4
                && spot.pointer.starts_with("/components/schemas/");
            let next = self.value(&spot).filter(|_| !named).and_then(reference);
            let Some(next) = next else { return Some(spot) };
            if !seen.insert(spot.clone()) {
                return None;
            }
            spot = self.step(&spot, next)?;
        }
        None
    }

    fn step(&self, from: &Spot, reference: &str) -> Option<Spot> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let fragment = percent_decoded(fragment);
        if path.is_empty() {
            return self.inside(from, &fragment);
        }
        let file = joined(&from.file, &percent_decoded(path));
        if let Some(file) = file.filter(|file| self.files.contains_key(file)) {
            return self.inside(&Spot { file, pointer: String::new() }, &fragment);
        }
        if let Some(start) = self.by_id(path) {
            let spot = Spot { pointer: format!("{}{fragment}", start.pointer), ..start };
            return self.value(&spot).is_some().then_some(spot);
        }
        // Swagger 1 referred to models by their bare names, and some still do.
        ["/definitions/", "/components/schemas/"].iter().find_map(|folder| {
            let spot = Spot { file: from.file.clone(), pointer: format!("{folder}{path}") };
            self.value(&spot).is_some().then_some(spot)
        })
    }

    /// A pointer or an anchor in the file of `from`. A pointer may count from a
    /// schema around it, as in a schema that was once a file of its own.
    fn inside(&self, from: &Spot, fragment: &str) -> Option<Spot> {
        let at = |pointer: String| {
            let spot = Spot { file: from.file.clone(), pointer };
            self.value(&spot).is_some().then_some(spot)
        };
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return at(self.anchors.get(&(from.file.as_str(), fragment))?.clone());
        }
        if let Some(spot) = at(fragment.to_owned()) {
            return Some(spot);
        }
        let mut around = from.pointer.as_str();
        while let Some((outer, _)) = around.rsplit_once('/') {
            if let Some(spot) = at(format!("{outer}{fragment}")) {
                return Some(spot);
            }
            around = outer;
        }
        None
    }

    fn by_id(&self, path: &str) -> Option<Spot> {
        let exact = self.ids.get(path);
        let ending = format!("/{path}");
        exact
            .or_else(|| self.ids.iter().find(|(id, _)| id.ends_with(&ending)).map(|(_, spot)| spot))
            .cloned()
    }
}
