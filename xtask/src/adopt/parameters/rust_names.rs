//! Gives parameters that would meet in Rust a name of their own.
//!
//! `created` and `created<` are one name to the generator, and some names its
//! builders have themselves. In a path a parameter is renamed, for its name is
//! not on the wire; elsewhere `x-name` says what Rust calls it.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::Value;

use super::super::Report;
use crate::document::METHODS;
use crate::problem::escape;

const NAME: &str = "parameter_names";

/// Names that a builder has, and those of variables in it.
const TAKEN: [&str; 13] = [
    "body",
    "body_map",
    "client",
    "header_map",
    "info",
    "new",
    "query",
    "request",
    "response",
    "result",
    "self",
    "send",
    "url",
];

/// What symbols say, in words.
const SYMBOLS: [(&str, &str); 13] = [
    ("<=", "_at_most"),
    (">=", "_at_least"),
    ("!=", "_not"),
    ("<", "_less_than"),
    (">", "_greater_than"),
    ("!", "_not"),
    ("~", "_like"),
    ("*", "_any"),
    ("+", "_plus"),
    ("@", "_at"),
    ("$", "_dollar"),
    ("%", "_percent"),
    ("[]", "_list"),
];

pub(in super::super) fn run(document: &mut Value, report: &mut Report) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let written = std::mem::take(paths);
    for (path, mut item) in written {
        let pointer = format!("/paths/{}", escape(&path));
        let mut renamed = Vec::new();
        for method in METHODS {
            let parameters =
                item.get_mut(method).and_then(|operation| operation.get_mut("parameters"));
            let Some(parameters) = parameters.and_then(Value::as_array_mut) else { continue };
            let at = format!("{pointer}/{method}/parameters");
            for (from, to) in name_all(parameters, &at, report) {
                if !renamed.iter().any(|(known, _)| *known == from) {
                    renamed.push((from, to));
                }
            }
        }
        let mut new_path = path;
        for (from, to) in &renamed {
            new_path = new_path.replace(&format!("{{{from}}}"), &format!("{{{to}}}"));
            rename_in_path(&mut item, from, to);
        }
        paths.insert(new_path, item);
    }
}

/// Renames a path parameter in every operation of a path.
fn rename_in_path(item: &mut Value, from: &str, to: &str) {
    let operations = item.as_object_mut().into_iter().flatten();
    let operations = operations.filter(|(key, _)| METHODS.contains(&key.as_str()));
    let lists =
        operations.filter_map(|(_, operation)| operation.get_mut("parameters")?.as_array_mut());
    for parameter in lists.flatten() {
        if is_in_path(parameter) && parameter.get("name").is_some_and(|name| name == from) {
            parameter["name"] = to.into();
        }
    }
}

fn is_in_path(parameter: &Value) -> bool {
    parameter.get("in").is_some_and(|place| place == "path")
}

/// Names the parameters of one operation. Those of the path come last, for they
/// can be renamed freely; answers what they are to be called.
fn name_all(parameters: &mut [Value], at: &str, report: &mut Report) -> Vec<(String, String)> {
    let mut seen: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    let wire_names: BTreeSet<String> = parameters
        .iter()
        .filter(|one| !is_in_path(one))
        .map(|one| rust(text(one, "name")))
        .collect();
    let mut in_path = Vec::new();
    for (index, parameter) in parameters.iter_mut().enumerate() {
        let name = text(parameter, "name").to_owned();
        let own = rust(&name);
        if is_in_path(parameter) {
            in_path.push(name);
            continue;
        }
        let is_plain = !own.is_empty() && heck_agrees(&name, &own);
        if is_plain && seen.insert(own.clone()) {
            continue;
        }
        let place = text(parameter, "in").to_owned();
        let chosen = choose(&name, &place, &wire_names, &mut seen);
        report.rewrote(NAME, format!("{at}/{index}"));
        if let Some(parameter) = parameter.as_object_mut() {
            parameter.insert("x-name".into(), chosen.into());
        }
    }
    let mut renamed = Vec::new();
    for name in in_path {
        let own = rust(&name);
        if !own.is_empty() && seen.insert(own.clone()) {
            continue;
        }
        let chosen = choose(&name, "path", &wire_names, &mut seen);
        report.rewrote(NAME, at);
        renamed.push((name, chosen));
    }
    renamed
}

fn text<'a>(parameter: &'a Value, key: &str) -> &'a str {
    parameter.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// What the generator would call a parameter.
fn rust(name: &str) -> String {
    name.to_snake_case()
}

/// Whether the generator's own way to a name ends at the same.
fn heck_agrees(name: &str, own: &str) -> bool {
    !name.contains('\'')
        && !own.starts_with(|c: char| c.is_numeric())
        && !matches!(name, "+1" | "-1")
}

/// A name in Rust that is not there yet, made of words.
fn choose(
    name: &str,
    place: &str,
    wire_names: &BTreeSet<String>,
    seen: &mut BTreeSet<String>,
) -> String {
    let mut words = name.to_owned();
    for (symbol, word) in SYMBOLS {
        words = words.replace(symbol, &format!("{word}_"));
    }
    let words: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let words = words.to_snake_case();
    let words = if words.is_empty() { "value".to_owned() } else { words };
    let words =
        if words.starts_with(|c: char| c.is_numeric()) { format!("no_{words}") } else { words };
    let numbered = (2..).map(|number| format!("{words}_{place}_{number}"));
    let names = [words.clone(), format!("{words}_{place}"), format!("{words}_in_{place}")];
    let mut names = names.into_iter().chain(numbered);
    let free = names.find(|name| {
        let is_name = syn::parse_str::<syn::Ident>(name).is_ok();
        let is_new = !seen.contains(name) && !wire_names.contains(name);
        *name == name.to_snake_case() && is_name && is_new && seen.insert(name.clone())
    });
    free.unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::operation_parts::testing;
    use super::*;

    fn names(path: &str, parameters: &[(&str, &str)]) -> (String, Vec<String>) {
        let parameters: Vec<Value> =
            parameters.iter().map(|(place, name)| json!({ "in": place, "name": name })).collect();
        let paths = json!({ path: { "get": { "parameters": parameters } } });
        let (paths, ..) = testing::run(run, &paths, &json!({}));
        let (path, item) = paths.as_object().and_then(|paths| paths.iter().next()).expect("a path");
        let all = item["get"]["parameters"].as_array().into_iter().flatten();
        let all = all.map(|one| match one.get("x-name").and_then(Value::as_str) {
            Some(own) => format!("{} as {own}", text(one, "name")),
            None => text(one, "name").to_owned(),
        });
        (path.clone(), all.collect())
    }

    #[test]
    fn names_that_meet_are_told_apart_by_words() {
        let (_, names) = names(
            "/a",
            &[
                ("query", "created"),
                ("query", "created<"),
                ("query", "created>="),
                ("query", "fooBar"),
                ("query", "foo_bar"),
                ("header", "Foo-Bar"),
                ("query", "body"),
                ("query", "*"),
                ("query", "2fa"),
                ("query", "type"),
            ],
        );
        assert_eq!(
            names,
            [
                "created",
                "created< as created_less_than",
                "created>= as created_at_least",
                "fooBar",
                "foo_bar as foo_bar_query",
                "Foo-Bar as foo_bar_header",
                "body as body_query",
                "* as any",
                "2fa as no_2fa",
                "type",
            ]
        );
    }

    #[test]
    fn a_parameter_of_the_path_gives_way() {
        let (path, names) =
            names("/users/{id}/{send}", &[("path", "id"), ("path", "send"), ("query", "id")]);
        assert_eq!(
            (path.as_str(), names),
            (
                "/users/{id_path}/{send_path}",
                vec!["id_path".into(), "send_path".into(), "id".to_owned()]
            )
        );
    }
}
