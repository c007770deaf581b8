//! Names for what becomes a component, from where it stood.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;

use super::Spot;
use super::resolve::Resolver;
use crate::problem::escape;

/// Keys whose values have names of their own.
const FOLDERS: [&str; 9] = [
    "$defs",
    "definitions",
    "examples",
    "headers",
    "parameters",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
];
/// Keys that say nothing about what is below them.
const SILENT: [&str; 8] =
    ["allOf", "anyOf", "components", "content", "oneOf", "properties", "schema", "$defs"];

/// The name that a person would give to what stands at a place.
pub(super) fn of(resolver: &Resolver<'_>, spot: &Spot, root: &str) -> String {
    let tokens: Vec<String> = spot
        .pointer
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    // What stands in a folder of components begins a name.
    let start = (1..tokens.len())
        .rev()
        .find(|index| FOLDERS.contains(&tokens[index - 1].as_str()) && !is_number(&tokens[*index]));
    let start = start.filter(|_| tokens.first().is_none_or(|first| first != "paths"));
    if let [.., last] = tokens.as_slice()
        && start == Some(tokens.len() - 1)
    {
        return last.clone();
    }
    let name = match tokens.first().map(String::as_str) {
        Some("paths") if spot.file == root => in_operation(resolver, spot, &tokens),
        _ => {
            let before = if start.is_none() { stem(&spot.file) } else { String::new() };
            format!("{before} {}", words(&tokens[start.unwrap_or(0)..]))
        }
    };
    let name = name.to_upper_camel_case();
    if name.is_empty() { "Shared".to_owned() } else { name }
}

/// A pointer into a folder of components that is not taken yet.
pub(super) fn free(taken: &BTreeSet<String>, folder: &str, name: &str) -> String {
    let first = format!("{folder}/{}", escape(name));
    if !taken.contains(&first) {
        return first;
    }
    let others = (2..).map(|number| format!("{first}{number}"));
    others.into_iter().find(|pointer| !taken.contains(pointer)).unwrap_or(first)
}

/// A part of an operation is named after it.
fn in_operation(resolver: &Resolver<'_>, spot: &Spot, tokens: &[String]) -> String {
    let pointer: String = spot.pointer.split('/').take(4).collect::<Vec<_>>().join("/");
    let operation = resolver.value(&Spot { file: spot.file.clone(), pointer });
    let id = operation.and_then(|operation| operation.get("operationId")?.as_str());
    let own = resolver.value(spot).and_then(|value| value.get("name")?.as_str().map(str::to_owned));
    let before = match (id, tokens) {
        (Some(id), _) => id.to_owned(),
        (None, [_, path, method, ..]) => format!("{method} {path}"),
        _ => tokens.join(" "),
    };
    let part = match tokens.get(3).map(String::as_str) {
        Some("requestBody") => "body".to_owned(),
        Some("responses") => "response".to_owned(),
        Some("parameters") => own.unwrap_or_else(|| "parameter".to_owned()),
        _ => String::new(),
    };
    // Below a schema the keys tell again.
    let schema =
        tokens.iter().position(|token| token == "schema").map_or(tokens.len(), |at| at + 1);
    format!("{before} {part} {}", words(&tokens[schema..]))
}

fn words(tokens: &[String]) -> String {
    let told = tokens.iter().filter(|token| !SILENT.contains(&token.as_str()));
    let words = told.map(|token| match token.as_str() {
        "items" => "item",
        "additionalProperties" => "value",
        token => token,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn stem(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn is_number(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_digit())
}
