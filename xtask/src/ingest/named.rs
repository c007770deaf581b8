//! Gives the types of an addition names.

use serde_json::{Value, json};

use super::proposal::{Addition, Place};
use crate::adopt;

/// An addition whose types all have names: what has none goes to the components, as it
/// does when a vendor's own document is adopted.
pub(super) fn run(
    (target, key, value): Place,
    document: &Value,
    before: &[Addition],
) -> Vec<Place> {
    let components = ["components".to_owned(), "schemas".to_owned()];
    let original = value.clone();
    let (first, last) = (target.first().map(String::as_str), target.last().map(String::as_str));
    let fragment = match (first, last, &key) {
        (Some("paths"), _, Some(path)) if target.len() == 1 => json!({ "paths": { path: value } }),
        (Some("paths"), _, Some(method)) if target.len() == 2 => {
            json!({ "paths": { &target[1]: { method: value } } })
        }
        (Some("components"), Some("properties"), Some(name)) if has_inner_types(&value) => {
            let owner = target.get(2).cloned().unwrap_or_default();
            let owner_schema = json!({ "type": "object", "properties": { name: value } });
            let user = json!({ "get": { "operationId": "use", "responses": { "200": {
                "description": "", "content": { "application/json": {
                    "schema": { "$ref": format!("#/components/schemas/{owner}") } } } } } } });
            json!({ "paths": { "/use": user }, "components": { "schemas": { owner: owner_schema } } })
        }
        (Some("paths"), _, None | Some(_)) if is_parameter(&target, key.as_deref()) => {
            // It gets the name that it would have had in its operation.
            let (path, method) = (&target[1], &target[2]);
            let id = document
                .get("paths")
                .and_then(|paths| paths.get(path)?.get(method)?.get("operationId"));
            let parameters = match &value {
                Value::Array(_) => value.clone(),
                one => json!([one]),
            };
            let user = json!({ "operationId": id, "parameters": parameters, "responses": {} });
            json!({ "paths": { path: { method: user } } })
        }
        _ => return vec![(target, key, value)],
    };
    let mut whole = json!({ "openapi": "3.0.3", "info": { "title": "", "version": "1" } });
    if let (Some(whole), Value::Object(fragment)) = (whole.as_object_mut(), fragment) {
        whole.extend(fragment);
    }
    let (mut adopted, _) = adopt::run(whole);
    rename_taken(&mut adopted, document, before);
    let mut places = Vec::new();
    let schemas = adopted.pointer("/components/schemas").and_then(Value::as_object).cloned();
    let mut schemas = schemas.unwrap_or_default();
    let value = match target.as_slice() {
        [paths, path, method, ..] if paths == "paths" => adopted
            .pointer_mut("/paths")
            .and_then(|paths| {
                Some(paths.get_mut(path)?.get_mut(method)?.get_mut("parameters")?.take())
            })
            .and_then(|list| match key {
                Some(_) => Some(list),
                None => list.as_array()?.first().cloned(),
            }),
        [_] => adopted
            .pointer_mut("/paths")
            .and_then(|paths| Some(paths.get_mut(key.as_ref()?)?.take())),
        [_, path] => adopted
            .pointer_mut("/paths")
            .and_then(|paths| Some(paths.get_mut(path)?.get_mut(key.as_ref()?)?.take())),
        [_, _, owner, ..] => schemas.remove(owner).and_then(|mut owner| {
            Some(owner.get_mut("properties")?.get_mut(key.as_ref()?)?.take())
        }),
        [] => None,
    };
    let Some(mut value) = value else { return Vec::new() };
    keep_evidence(&original, &mut value);
    for (name, schema) in schemas {
        places.push((components.to_vec(), Some(name), schema));
    }
    places.push((target, key, value));
    places
}

/// Whether an addition is a parameter of an operation, or its first ones.
fn is_parameter(target: &[String], key: Option<&str>) -> bool {
    match target {
        [_, _, _] => key == Some("parameters"),
        [_, _, _, list] => list == "parameters" && key.is_none(),
        _ => false,
    }
}

/// Lets operations rest on what they rested on before they were adopted.
fn keep_evidence(original: &Value, adopted: &mut Value) {
    if let Some(evidence) = original.get("x-evidence") {
        adopted["x-evidence"] = evidence.clone();
    }
    if let (Value::Array(original), Value::Array(adopted)) = (original, &mut *adopted) {
        original.iter().zip(adopted).for_each(|(one, other)| keep_evidence(one, other));
        return;
    }
    for (method, operation) in original.as_object().into_iter().flatten() {
        if let (Some(evidence), Some(adopted)) =
            (operation.get("x-evidence"), adopted.get_mut(method))
        {
            adopted["x-evidence"] = evidence.clone();
        }
    }
}

/// Whether a schema has types within that need a name.
fn has_inner_types(value: &Value) -> bool {
    let is_type = |value: &Value| value.get("enum").is_some() || value.get("properties").is_some();
    is_type(value) || value.get("items").is_some_and(has_inner_types)
}

/// Gives components another name where the document or another addition has that name for
/// something else.
fn rename_taken(adopted: &mut Value, document: &Value, before: &[Addition]) {
    let names: Vec<String> = adopted
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .map(|schemas| schemas.keys().cloned().collect())
        .unwrap_or_default();
    let known = document.pointer("/components/schemas");
    let is_taken = |name: &str| {
        known.is_some_and(|known| known.get(name).is_some())
            || before.iter().any(|it| it.key.as_deref() == Some(name) && it.target.len() == 2)
    };
    for name in names.iter().filter(|name| is_taken(name)) {
        let free = (2..).map(|number| format!("{name}{number}"));
        let Some(free) = free.take(1_000).find(|free| !is_taken(free) && !names.contains(free))
        else {
            continue;
        };
        let schemas = adopted.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
        if let Some(schemas) = schemas
            && let Some(schema) = schemas.remove(name)
        {
            schemas.insert(free.clone(), schema);
        }
        redirect(
            adopted,
            &format!("#/components/schemas/{name}"),
            &format!("#/components/schemas/{free}"),
        );
    }
}

/// Lets every reference to one component lead to another.
fn redirect(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if key == "$ref" && text == from => to.clone_into(text),
                    value => redirect(value, from, to),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, from, to)),
        _ => {}
    }
}
