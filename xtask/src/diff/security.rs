//! Compares who may call.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::api::{Api, Node, Operation};
use super::shape::canonical;
use super::{At, Changes};

/// Scopes by the way in which a credential is sent.
type Alternative = BTreeMap<String, BTreeSet<String>>;

/// Adds what changed of the credentials that an operation asks for.
///
/// A credential is known by how it is sent, and not by the name of its scheme.
pub(super) fn compare(
    at: &At,
    (old_api, old): (&Api<'_>, &Operation<'_>),
    (new_api, new): (&Api<'_>, &Operation<'_>),
    changes: &mut Changes,
) {
    let pointer = &new.node.pointer;
    let (mut before, mut after) = (alternatives(old_api, old), alternatives(new_api, new));
    let is_free = |all: &[Alternative]| all.is_empty() || all.iter().any(BTreeMap::is_empty);
    match (is_free(&before), is_free(&after)) {
        (true, true) => return,
        (true, false) => {
            return changes.add("security-added", at, pointer, None, Some(names(&after)));
        }
        (false, true) => {
            return changes.add("security-removed", at, pointer, Some(names(&before)), None);
        }
        (false, false) => {}
    }
    let same = |one: &Alternative, other: &Alternative| one.keys().eq(other.keys());
    before.retain(|one| match after.iter().position(|other| same(one, other)) {
        Some(index) => {
            let other = after.remove(index);
            scopes(at, pointer, one, &other, changes);
            false
        }
        None => true,
    });
    if let ([one], [other]) = (before.as_slice(), after.as_slice()) {
        let (one, other) = (text(one), text(other));
        return changes.add("security-scheme-changed", at, pointer, Some(one), Some(other));
    }
    for one in before {
        changes.add("security-alternative-removed", at, pointer, Some(text(&one)), None);
    }
    for other in after {
        changes.add("security-alternative-added", at, pointer, None, Some(text(&other)));
    }
}

fn scopes(at: &At, pointer: &str, old: &Alternative, new: &Alternative, changes: &mut Changes) {
    for (way, before) in old {
        let Some(after) = new.get(way) else { continue };
        for scope in before.difference(after) {
            changes.add("security-scope-removed", at, pointer, Some(scope.clone()), None);
        }
        for scope in after.difference(before) {
            changes.add("security-scope-added", at, pointer, None, Some(scope.clone()));
        }
    }
}

/// What will do, each by itself.
fn alternatives(api: &Api<'_>, operation: &Operation<'_>) -> Vec<Alternative> {
    let root = api.root();
    let said = operation.node.get("security").or_else(|| root.get("security"));
    let list = said.as_ref().and_then(|said| said.value.as_array()).into_iter().flatten();
    let all = list.filter_map(Value::as_object).map(|parts| {
        let parts = parts.iter().map(|(name, scopes)| {
            let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
            (way(&root, name), scopes.map(str::to_owned).collect())
        });
        parts.collect()
    });
    all.collect()
}

/// How the credential of a scheme is sent.
fn way(root: &Node<'_>, name: &str) -> String {
    let scheme = root.value.pointer("/components/securitySchemes").and_then(|all| all.get(name));
    let Some(scheme) = scheme else { return name.to_owned() };
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "http" => format!("{} in the header authorization", text("scheme").to_ascii_lowercase()),
        "apiKey" => {
            let name = match text("in") {
                "header" => text("name").to_ascii_lowercase(),
                _ => text("name").to_owned(),
            };
            format!("a key in the {} {name}", text("in"))
        }
        "oauth2" => "a token of OAuth 2.0".to_owned(),
        "openIdConnect" => "a token of OpenID Connect".to_owned(),
        _ => canonical(scheme),
    }
}

fn text(alternative: &Alternative) -> String {
    alternative.keys().cloned().collect::<Vec<_>>().join(" and ")
}

fn names(alternatives: &[Alternative]) -> String {
    alternatives.iter().map(text).collect::<Vec<_>>().join(" or ")
}
