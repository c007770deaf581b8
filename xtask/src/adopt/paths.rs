//! Makes each path one that a request can be sent to.
//!
//! A path starts with a slash and its braces pair up; a placeholder is a plain
//! name that occurs once. What follows `#` is not on the wire, and tells apart
//! operations that share a path: nothing is lost where two paths are the same.
//! Operations that answer at another address than the rest are reported.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::Report;
use crate::document::{METHODS, placeholders};
use crate::problem::escape;

const NAME: &str = "paths";
const DECLARED: &str = "path_parameters";

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let servers = document.get("servers").cloned().unwrap_or(Value::Null);
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let written = std::mem::take(paths);
    for (path, item) in written {
        let pointer = format!("/paths/{}", escape(&path));
        let Value::Object(mut item) = item else {
            report.lost(pointer, format!("the path `{path}`"), "it is no path of OpenAPI");
            continue;
        };
        if path.starts_with("x-") {
            report.rewrote(NAME, pointer);
            continue;
        }
        other_servers(&servers, &pointer, &mut item, report);
        let tidy = tidy(&path, &mut item);
        if tidy != path {
            report.rewrote(NAME, &pointer);
        }
        add(paths, tidy, item);
    }
}

/// Adds a path; operations that are there already go under a name of their own.
fn add(paths: &mut Map<String, Value>, path: String, item: Map<String, Value>) {
    let Some(Value::Object(known)) = paths.get_mut(&path) else {
        paths.insert(path, item.into());
        return;
    };
    let mut second = Map::new();
    for (key, value) in item {
        if known.contains_key(&key) && METHODS.contains(&key.as_str()) {
            second.insert(key, value);
        } else {
            known.entry(key).or_insert(value);
        }
    }
    if !second.is_empty() {
        add(paths, format!("{path}#other"), second);
    }
}

/// The run time calls one address; where an operation has one of its own, the
/// caller must know.
fn other_servers(
    servers: &Value,
    pointer: &str,
    item: &mut Map<String, Value>,
    report: &mut Report,
) {
    let first = |servers: &Value| servers.get(0)?.get("url")?.as_str().map(str::to_owned);
    let usual = first(servers);
    let mut check = |pointer: String, own: Option<Value>| {
        let own = own.as_ref().and_then(first);
        if let Some(own) = own.filter(|own| usual.as_ref() != Some(own)) {
            report.lost(
                pointer,
                format!("the address `{own}`"),
                "a client has one address for all operations; make one for this address",
            );
        }
    };
    check(format!("{pointer}/servers"), item.remove("servers"));
    for method in METHODS {
        if let Some(Value::Object(operation)) = item.get_mut(method) {
            check(format!("{pointer}/{method}/servers"), operation.remove("servers"));
        }
    }
}

/// The path as the generator takes it; the parameters of its operations follow.
fn tidy(path: &str, item: &mut Map<String, Value>) -> String {
    let path = path.trim();
    let path = path
        .split_once("://")
        .map_or(path, |(_, rest)| rest.find('/').map_or("/", |start| &rest[start..]));
    let declared = declared(item);
    let mut seen = BTreeSet::new();
    let mut tidied = String::new();
    for segment in pieces(path, &declared) {
        tidied.push_str(&match segment {
            Piece::Text(text) => encoded(&text),
            Piece::Placeholder(written) => placeholder(&written, &tidied, item, &mut seen),
        });
    }
    while tidied.contains("//") {
        tidied = tidied.replace("//", "/");
    }
    if tidied.starts_with('/') { tidied } else { format!("/{tidied}") }
}

/// Text as it stands in the path of a request: the HTTP client would write it
/// so, and the table of operations must say the same.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            0..=b' ' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'}' | 0x7f.. => {
                encoded.push_str(&format!("%{byte:02X}"));
            }
            byte => encoded.push(char::from(byte)),
        }
    }
    encoded
}

/// A part of a path.
enum Piece {
    Text(String),
    Placeholder(String),
}

/// Cuts a path at its placeholders, `{name}` or, if it is declared, `:name`.
fn pieces(path: &str, declared: &BTreeSet<String>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        colons(before, declared, &mut pieces);
        match after.split_once('}').filter(|(name, _)| !name.contains('{')) {
            Some((name, after)) => {
                pieces.push(Piece::Placeholder(name.into()));
                rest = after;
            }
            None => {
                pieces.push(Piece::Text("{".into()));
                rest = after;
            }
        }
    }
    colons(rest, declared, &mut pieces);
    pieces
}

/// Everywhere else a colon at the start of a segment means a placeholder.
fn colons(text: &str, declared: &BTreeSet<String>, pieces: &mut Vec<Piece>) {
    for (index, segment) in text.split('/').enumerate() {
        if index > 0 {
            pieces.push(Piece::Text("/".into()));
        }
        match segment.strip_prefix(':').filter(|_| index > 0) {
            Some(name) if declared.contains(name) => pieces.push(Piece::Placeholder(name.into())),
            Some(rest) => pieces.push(Piece::Text(format!("%3A{rest}"))),
            None => pieces.push(Piece::Text(segment.into())),
        }
    }
}

/// A placeholder under a plain name that the path does not have yet.
fn placeholder(
    written: &str,
    before: &str,
    item: &mut Map<String, Value>,
    seen: &mut BTreeSet<String>,
) -> String {
    // A template of more than one level, such as `{?page,size}`, is a query.
    if written.starts_with(['?', '&', '#']) {
        return String::new();
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_plain = !written.is_empty() && written.chars().all(plain);
    let core = written.split(['=', ':']).find(|part| !part.is_empty()).unwrap_or_default();
    let name = if is_plain { written.to_owned() } else { core.to_snake_case() };
    let name = if name.is_empty() { "value".to_owned() } else { name };
    let word = before.rsplit('/').map(ToSnakeCase::to_snake_case).find(|word| !word.is_empty());
    let of_its_place = word.map(|word| format!("{word}_{name}"));
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let is_again = seen.contains(&name);
    let free = std::iter::once(name.clone()).chain(of_its_place).chain(numbered);
    let free = free.into_iter().find(|name| !seen.contains(name)).unwrap_or(name);
    let mut style = String::new();
    for parameter in parameters(item, written) {
        if is_again {
            continue;
        }
        style = prefix(parameter, written);
        parameter["name"] = free.clone().into();
    }
    seen.insert(free.clone());
    format!("{style}{{{free}}}")
}

/// What a style writes before a value, which the path can say as well.
fn prefix(parameter: &mut Value, name: &str) -> String {
    let style = parameter.get("style").and_then(Value::as_str).unwrap_or_default();
    let prefix = match style {
        "label" => ".".to_owned(),
        "matrix" => format!(";{name}="),
        _ => return String::new(),
    };
    parameter["style"] = json!("simple");
    prefix
}

fn parameters<'a>(
    item: &'a mut Map<String, Value>,
    name: &'a str,
) -> impl Iterator<Item = &'a mut Value> {
    let operations = item.iter_mut().filter(|(key, _)| METHODS.contains(&key.as_str()));
    let lists = operations.filter_map(|(_, value)| value.get_mut("parameters")?.as_array_mut());
    lists.flatten().filter(move |one| {
        one.get("in").is_some_and(|place| place == "path")
            && one.get("name").is_some_and(|own| own == name)
    })
}

/// The names of the path parameters of an item.
fn declared(item: &Map<String, Value>) -> BTreeSet<String> {
    let operations = item.iter().filter(|(key, _)| METHODS.contains(&key.as_str()));
    let lists = operations.filter_map(|(_, value)| value.get("parameters")?.as_array());
    let in_path = lists.flatten().filter(|one| one.get("in").is_some_and(|place| place == "path"));
    in_path.filter_map(|one| Some(one.get("name")?.as_str()?.to_owned())).collect()
}

/// Declares each placeholder of a path in each operation, once, and drops what
/// the path lacks.
pub(super) fn declare(document: &mut Value, report: &mut Report) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths {
        let names: BTreeSet<&str> = placeholders(path).into_iter().collect();
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(method) else { continue };
            let pointer = format!("/paths/{}/{method}/parameters", escape(path));
            declare_in(&names, &pointer, operation, report);
        }
    }
}

fn declare_in(
    names: &BTreeSet<&str>,
    pointer: &str,
    operation: &mut Map<String, Value>,
    report: &mut Report,
) {
    let mut parameters = match operation.remove("parameters") {
        Some(Value::Array(parameters)) => parameters,
        _ => Vec::new(),
    };
    let is_path = |one: &Value| one.get("in").is_some_and(|place| place == "path");
    let name = |one: &Value| one.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut found: BTreeSet<String> = BTreeSet::new();
    parameters.retain_mut(|one| {
        if !is_path(one) {
            return true;
        }
        let Some(name) = name(one) else { return false };
        if !names.contains(name.as_str()) {
            let what = format!("the path parameter `{name}`");
            report.lost(pointer, what, "the path has no place for it");
            return false;
        }
        if one.get("required") != Some(&Value::Bool(true)) {
            report.rewrote(DECLARED, pointer);
            one["required"] = true.into();
        }
        found.insert(name)
    });
    for name in names.iter().filter(|name| !found.contains(**name)) {
        report.rewrote(DECLARED, pointer);
        let schema = json!({ "type": "string" });
        parameters.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
    }
    if !parameters.is_empty() {
        operation.insert("parameters".into(), parameters.into());
    }
}

#[cfg(test)]
mod tests {
    use super::super::operation_parts::testing;
    use super::*;

    fn paths_of(paths: &Value) -> (Value, Vec<String>) {
        let both = |document: &mut Value, report: &mut Report| {
            run(document, report);
            declare(document, report);
        };
        let (paths, _, lost) = testing::run(both, paths, &json!({}));
        (paths, lost)
    }

    fn tidied(path: &str, declared: &[&str]) -> String {
        let parameters: Vec<Value> =
            declared.iter().map(|name| json!({ "name": name, "in": "path" })).collect();
        let (paths, _) = paths_of(&json!({ path: { "get": { "parameters": parameters } } }));
        paths.as_object().into_iter().flatten().map(|(path, _)| path.as_str()).collect()
    }

    #[test]
    fn a_path_starts_with_a_slash_and_its_braces_pair_up() {
        assert_eq!(tidied("spaces/{id}", &[]), "/spaces/{id}");
        assert_eq!(tidied("https://acme.example/spaces", &[]), "/spaces");
        assert_eq!(tidied("/a}/{b", &[]), "/a%7D/%7Bb");
        assert_eq!(tidied("/a/{}", &[]), "/a/{value}");
        assert_eq!(tidied("/a b//\u{e9}", &[]), "/a%20b/%C3%A9");
        assert_eq!(tidied("/files/{path+}{?page,size}", &["path+"]), "/files/{path}");
        assert_eq!(tidied("/v1/{name=spaces/*}:move", &[]), "/v1/{name}:move");
        assert_eq!(tidied("/a/:id/:find", &["id"]), "/a/{id}/%3Afind");
        assert_eq!(tidied("/a/{id}/b/{id}", &["id"]), "/a/{id}/b/{b_id}");
    }

    #[test]
    fn a_style_is_written_into_the_path() {
        let parameters = json!([
            { "name": "x", "in": "path", "style": "matrix" },
            { "name": "y", "in": "path", "style": "label" },
        ]);
        let (paths, _) =
            paths_of(&json!({ "/a/{x}/{y}": { "get": { "parameters": parameters } } }));
        let parameters = &paths["/a/;x={x}/.{y}"]["get"]["parameters"];
        assert_eq!(parameters[0]["style"], "simple");
        assert_eq!(
            parameters[1],
            json!({ "name": "y", "in": "path", "required": true, "style": "simple" })
        );
    }

    #[test]
    fn two_ways_to_write_a_path_keep_all_their_operations() {
        let (paths, lost) = paths_of(&json!({
            "/a": { "get": { "operationId": "one" } },
            "a": { "get": { "operationId": "two" }, "put": { "operationId": "three" } },
            "x-groups": {},
        }));
        assert_eq!(
            paths,
            json!({
                "/a": { "get": { "operationId": "one" }, "put": { "operationId": "three" } },
                "/a#other": { "get": { "operationId": "two" } },
            })
        );
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn placeholders_are_declared_and_other_addresses_reported() {
        let (paths, lost) = paths_of(&json!({ "/a/{id}": {
            "servers": [{ "url": "https://files.acme.example" }],
            "get": { "parameters": [{ "name": "no", "in": "path" }] },
        } }));
        let id =
            json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
        assert_eq!(paths, json!({ "/a/{id}": { "get": { "parameters": [id] } } }));
        assert_eq!(
            lost,
            [
                "#/paths/~1a~1{id}/servers: the address `https://files.acme.example`: a client has one address for all operations; make one for this address",
                "#/paths/~1a~1{id}/get/parameters: the path parameter `no`: the path has no place for it",
            ]
        );
    }
}
