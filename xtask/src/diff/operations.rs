//! Compares operations, and what is about the whole document.

use std::collections::{BTreeMap, BTreeSet};

use super::api::{Api, Node, Operation};
use super::schemas::Schemas;
use super::{At, Changes, Direction, bodies, parameters, security};
use crate::document;

/// Adds everything that changed.
pub(super) fn compare<'a>(old: &Api<'a>, new: &Api<'a>, changes: &mut Changes) {
    whole(old, new, changes);
    let (pairs, gone, come) = paired(old, new);
    for operation in gone {
        let pointer = &operation.node.pointer;
        changes.add("operation-removed", &at(operation), pointer, None, None);
    }
    for operation in come {
        let pointer = &operation.node.pointer;
        changes.add("operation-added", &at(operation), pointer, None, None);
    }
    let mut schemas = Schemas::new(old, new, changes);
    for (one, other) in pairs {
        let at = at(other);
        said(&at, one, other, schemas.changes);
        security::compare(&at, (old, one), (new, other), schemas.changes);
        parameters::compare(&mut schemas, &at.facing(Direction::Request), one, other);
        bodies::request(&mut schemas, &at.facing(Direction::Request), one, other);
        bodies::responses(&mut schemas, &at.facing(Direction::Response), one, other);
    }
    schemas.finish();
}

fn at(operation: &Operation<'_>) -> At {
    let at = At::new(Direction::Api, &operation.resource, &operation.name);
    At { operation_id: operation.id.map(str::to_owned), ..at }
}

/// Operations of both documents, those that are gone, and those that have come.
type Pairing<'o, 'a> =
    (Vec<(&'o Operation<'a>, &'o Operation<'a>)>, Vec<&'o Operation<'a>>, Vec<&'o Operation<'a>>);

/// The same method and path is the same operation; failing that, the same id.
fn paired<'o, 'a>(old: &'o Api<'a>, new: &'o Api<'a>) -> Pairing<'o, 'a> {
    let mut pairs = Vec::new();
    let mut gone = Vec::new();
    for (key, operation) in &old.operations {
        match new.operations.get(key) {
            Some(other) => pairs.push((operation, other)),
            None => gone.push(operation),
        }
    }
    let mut come: BTreeMap<&String, &Operation<'a>> =
        new.operations.iter().filter(|(key, _)| !old.operations.contains_key(*key)).collect();
    gone.retain(|operation| {
        let mut candidates = come.iter();
        let moved =
            candidates.find(|(_, other)| operation.id.is_some() && other.id == operation.id);
        let Some(key) = moved.map(|(key, _)| *key) else { return true };
        pairs.extend(come.remove(key).map(|other| (*operation, other)));
        false
    });
    (pairs, gone, come.into_values().collect())
}

/// What is said of an operation itself.
fn said(at: &At, old: &Operation<'_>, new: &Operation<'_>, changes: &mut Changes) {
    let pointer = new.node.pointer.as_str();
    let text = |text: Option<&str>| text.map(str::to_owned);
    if document::nameless(&old.name) != document::nameless(&new.name) {
        let names = (Some(old.name.clone()), Some(new.name.clone()));
        changes.add("operation-moved", at, pointer, names.0, names.1);
    }
    if old.id != new.id {
        changes.add("operation-renamed", at, pointer, text(old.id), text(new.id));
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => changes.add("operation-deprecated", at, pointer, None, None),
        (true, false) => changes.add("operation-undeprecated", at, pointer, None, None),
        _ => {}
    }
    if old.tags != new.tags {
        let list =
            |tags: &BTreeSet<&str>| Some(tags.iter().copied().collect::<Vec<_>>().join(", "));
        changes.add("operation-regrouped", at, pointer, list(&old.tags), list(&new.tags));
    }
    words(at, &old.node, &new.node, changes);
}

/// Compares summaries and descriptions.
pub(super) fn words(at: &At, old: &Node<'_>, new: &Node<'_>, changes: &mut Changes) {
    if ["summary", "description"].iter().any(|key| old.text(key) != new.text(key)) {
        changes.add("description-changed", at, &new.pointer, None, None);
    }
    if ["example", "examples"].iter().any(|key| old.value.get(*key) != new.value.get(*key)) {
        changes.add("example-changed", at, &new.pointer, None, None);
    }
}

fn whole(old: &Api<'_>, new: &Api<'_>, changes: &mut Changes) {
    let at = At::new(Direction::Api, "API", "API");
    let (before, after) = (servers(&old.root()), servers(&new.root()));
    for server in before.difference(&after) {
        changes.add("server-removed", &at, "/servers", Some(server.clone()), None);
    }
    for server in after.difference(&before) {
        changes.add("server-added", &at, "/servers", None, Some(server.clone()));
    }
    if let (Some(old), Some(new)) = (old.root().get("info"), new.root().get("info")) {
        let version = |node: &Node<'_>| node.text("version").map(str::to_owned);
        if version(&old) != version(&new) {
            changes.add("version-changed", &at, "/info/version", version(&old), version(&new));
        }
        if old.text("title") != new.text("title") {
            changes.add("title-changed", &at, "/info/title", None, None);
        }
        words(&at, &old, &new, changes);
    }
}

/// The addresses, without a slash at the end.
fn servers(root: &Node<'_>) -> BTreeSet<String> {
    let list =
        root.value.get("servers").and_then(serde_json::Value::as_array).into_iter().flatten();
    let urls = list.filter_map(|server| server.get("url")?.as_str());
    urls.map(|url| url.trim_end_matches('/').to_owned()).collect()
}
