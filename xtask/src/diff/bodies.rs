//! Compares request bodies and responses.

use std::collections::{BTreeMap, BTreeSet};

use super::api::{Node, Operation};
use super::schemas::Schemas;
use super::{At, operations};

/// Adds what changed of the request body.
pub(super) fn request<'a>(
    schemas: &mut Schemas<'a, '_>,
    at: &At,
    old: &Operation<'a>,
    new: &Operation<'a>,
) {
    let at = at.within("body");
    let (rule, node) = match (&old.body, &new.body) {
        (None, None) => return,
        (None, Some(new)) if new.flag("required") => ("required-request-body-added", new),
        (None, Some(new)) => ("request-body-added", new),
        (Some(old), None) => ("request-body-removed", old),
        (Some(old), Some(new)) => {
            match (old.flag("required"), new.flag("required")) {
                (false, true) => {
                    schemas.changes.add("request-body-required", &at, &new.pointer, None, None);
                }
                (true, false) => {
                    schemas.changes.add("request-body-optional", &at, &new.pointer, None, None);
                }
                _ => {}
            }
            operations::words(&at, old, new, schemas.changes);
            return content(schemas, &at, old, new);
        }
    };
    schemas.changes.add(rule, &at, &node.pointer, None, None);
}

/// Adds what changed of the responses.
pub(super) fn responses<'a>(
    schemas: &mut Schemas<'a, '_>,
    at: &At,
    old: &Operation<'a>,
    new: &Operation<'a>,
) {
    let statuses: BTreeSet<&String> = old.responses.keys().chain(new.responses.keys()).collect();
    for status in statuses {
        let at = at.within(status);
        let is_success = status.starts_with(['2', '3']);
        let (rule, node) = match (old.responses.get(status), new.responses.get(status)) {
            (Some(old), Some(new)) => {
                response(schemas, &at, old, new);
                continue;
            }
            (None, Some(new)) if is_success => ("success-status-added", new),
            (None, Some(new)) => ("error-status-added", new),
            (Some(old), None) if is_success => ("success-status-removed", old),
            (Some(old), None) => ("error-status-removed", old),
            (None, None) => continue,
        };
        schemas.changes.add(rule, &at, &node.pointer, None, None);
    }
}

fn response<'a>(schemas: &mut Schemas<'a, '_>, at: &At, old: &Node<'a>, new: &Node<'a>) {
    operations::words(at, old, new, schemas.changes);
    headers(schemas, at, old, new);
    let has_body = |node: &Node<'_>| !node.entries("content").is_empty();
    match (has_body(old), has_body(new)) {
        (false, true) => {
            schemas.changes.add("response-body-added", at, &new.pointer, None, None);
        }
        (true, false) => {
            schemas.changes.add("response-body-removed", at, &new.pointer, None, None);
        }
        _ => content(schemas, at, old, new),
    }
}

fn headers<'a>(schemas: &mut Schemas<'a, '_>, at: &At, old: &Node<'a>, new: &Node<'a>) {
    let (before, after) = (by_lower(old), by_lower(new));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        let at = at.within(&format!("header {name}"));
        let one = before.get(name).map(|node| schemas.old.resolved(node));
        let other = after.get(name).map(|node| schemas.new.resolved(node));
        let (rule, node) = match (one, other) {
            (Some(old), None) if old.flag("required") => ("response-header-removed", old),
            (Some(old), None) => ("optional-response-header-removed", old),
            (None, Some(new)) => ("response-header-added", new),
            (Some(old), Some(new)) => {
                match (old.flag("required"), new.flag("required")) {
                    (false, true) => {
                        schemas.changes.add(
                            "response-header-required",
                            &at,
                            &new.pointer,
                            None,
                            None,
                        );
                    }
                    (true, false) => {
                        schemas.changes.add(
                            "response-header-optional",
                            &at,
                            &new.pointer,
                            None,
                            None,
                        );
                    }
                    _ => {}
                }
                operations::words(&at, &old, &new, schemas.changes);
                if let (Some(old), Some(new)) = (old.get("schema"), new.get("schema")) {
                    schemas.compare(&at, &old, &new);
                }
                continue;
            }
            (None, None) => continue,
        };
        schemas.changes.add(rule, &at, &node.pointer, None, None);
    }
}

/// The headers by their names, whose case does not matter.
fn by_lower<'a>(response: &Node<'a>) -> BTreeMap<String, Node<'a>> {
    let headers = response.entries("headers").into_iter();
    headers.map(|(name, node)| (name.to_ascii_lowercase(), node)).collect()
}

/// Compares the schemas of each media type; what is the same but for its parameters is
/// the same.
fn content<'a>(schemas: &mut Schemas<'a, '_>, at: &At, old: &Node<'a>, new: &Node<'a>) {
    let (before, after) = (by_media_type(old), by_media_type(new));
    let media_types: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for media_type in media_types {
        let within = at.within(media_type);
        match (before.get(media_type), after.get(media_type)) {
            (Some(old), Some(new)) => {
                operations::words(&within, old, new, schemas.changes);
                let empty = &serde_json::Value::Bool(true);
                let schema = |node: &Node<'a>| {
                    node.get("schema").unwrap_or_else(|| node.child(&["schema"], empty))
                };
                schemas.compare(&within, &schema(old), &schema(new));
            }
            (Some(old), None) => {
                let name = Some(media_type.clone());
                schemas.changes.add("media-type-removed", at, &old.pointer, name, None);
            }
            (None, Some(new)) => {
                let name = Some(media_type.clone());
                schemas.changes.add("media-type-added", at, &new.pointer, None, name);
            }
            (None, None) => {}
        }
    }
}

fn by_media_type<'a>(owner: &Node<'a>) -> BTreeMap<String, Node<'a>> {
    let content = owner.entries("content").into_iter();
    content
        .map(|(media_type, node)| {
            let name = media_type.split(';').next().unwrap_or(media_type);
            (name.trim().to_ascii_lowercase(), node)
        })
        .collect()
}
