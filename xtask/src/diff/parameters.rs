//! Compares parameters.

use super::api::{Node, Operation, is_redundant, object};
use super::schemas::Schemas;
use super::{At, operations};

/// Adds what changed of the parameters of an operation.
pub(super) fn compare<'a>(
    schemas: &mut Schemas<'a, '_>,
    at: &At,
    old: &Operation<'a>,
    new: &Operation<'a>,
) {
    let only = |one: &'_ Operation<'a>, other: &'_ Operation<'a>| -> Vec<(String, String)> {
        let mut keys: Vec<(String, String)> = one.parameters.keys().cloned().collect();
        keys.retain(|key| !other.parameters.contains_key(key));
        keys
    };
    let all = &new.parameters;
    let mut come = only(new, old);
    for key in only(old, new) {
        let Some(before) = old.parameters.get(&key) else { continue };
        let moved = come.iter().position(|other| same_name(&key, other));
        let at = at.within(&label(&key));
        match moved.map(|index| come.remove(index)) {
            Some(other) => {
                let Some(after) = all.get(&other) else { continue };
                let places = (Some(key.0.clone()), Some(other.0.clone()));
                schemas.changes.add("parameter-moved", &at, &after.pointer, places.0, places.1);
                one(schemas, &at, before, after);
            }
            None => {
                let rule = match is_redundant(&key.0, &key.1) {
                    true => "redundant-header-removed",
                    false => "parameter-removed",
                };
                schemas.changes.add(rule, &at, &before.pointer, None, None);
            }
        }
    }
    for key in come {
        let Some(after) = all.get(&key) else { continue };
        let rule = match after.flag("required") {
            _ if is_redundant(&key.0, &key.1) => "redundant-header-added",
            true => "required-parameter-added",
            false => "parameter-added",
        };
        schemas.changes.add(rule, &at.within(&label(&key)), &after.pointer, None, None);
    }
    for (key, before) in &old.parameters {
        if let Some(after) = all.get(key).filter(|_| !is_redundant(&key.0, &key.1)) {
            one(schemas, &at.within(&label(key)), before, after);
        }
    }
}

/// Whether a parameter has the same name in another place.
fn same_name(one: &(String, String), other: &(String, String)) -> bool {
    one.0 != other.0 && one.1.eq_ignore_ascii_case(&other.1)
}

/// What people call a parameter; that of a path by its position, since its name may change.
fn label((place, name): &(String, String)) -> String {
    format!("{place} {name}")
}

fn one<'a>(schemas: &mut Schemas<'a, '_>, at: &At, old: &Node<'a>, new: &Node<'a>) {
    let is_required = |node: &Node<'_>| node.flag("required") || node.text("in") == Some("path");
    let flags = [
        (is_required(old), is_required(new), "parameter-required", "parameter-optional"),
        (
            old.flag("deprecated"),
            new.flag("deprecated"),
            "parameter-deprecated",
            "parameter-undeprecated",
        ),
        (
            old.flag("allowEmptyValue"),
            new.flag("allowEmptyValue"),
            "empty-value-allowed",
            "empty-value-refused",
        ),
    ];
    for (before, after, on, off) in flags {
        if before != after {
            schemas.changes.add(if after { on } else { off }, at, &new.pointer, None, None);
        }
    }
    let (before, after) = (style(old), style(new));
    // How a single value is joined does not matter.
    let has_several = [old, new].iter().any(|node| holds_several(schemas, node));
    if before != after && has_several {
        schemas.changes.add("parameter-style-changed", at, &new.pointer, Some(before), Some(after));
    }
    operations::words(at, old, new, schemas.changes);
    if let (Some(old), Some(new)) = (schema(old), schema(new)) {
        schemas.compare(at, &old, &new);
    }
}

/// The schema, also one of a media type.
fn schema<'a>(parameter: &Node<'a>) -> Option<Node<'a>> {
    parameter.get("schema").or_else(|| {
        let (media_type, content) = object(parameter.value, "content")?.iter().next()?;
        parameter.child(&["content", media_type], content).get("schema")
    })
}

fn holds_several<'a>(schemas: &Schemas<'a, '_>, parameter: &Node<'a>) -> bool {
    let Some(schema) = schema(parameter) else { return false };
    [schemas.old, schemas.new].iter().any(|api| {
        let shape = super::shape::Shape::of(api, &schema);
        shape.types.contains("array") || shape.types.contains("object")
    })
}

/// How several values are joined, with what is so by default.
fn style(parameter: &Node<'_>) -> String {
    let default = match parameter.text("in") {
        Some("query" | "cookie") => "form",
        _ => "simple",
    };
    if let Some(content) = object(parameter.value, "content") {
        return content.keys().next().cloned().unwrap_or_default();
    }
    let style = parameter.text("style").unwrap_or(default);
    let explode = parameter.value.get("explode").and_then(serde_json::Value::as_bool);
    match explode.unwrap_or(style == "form") {
        true => format!("{style}, one by one"),
        false => format!("{style}, joined"),
    }
}
