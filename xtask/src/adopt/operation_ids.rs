//! Names every operation in the way of a Rust method.
//!
//! What the vendor named keeps its name, in snake case. What has no name gets
//! one from its method and path (`list_tasks`, `get_task`), with as many words
//! of the path as it takes to tell it from the others: a new path renames none
//! but those that it would meet.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::{Map, Value};

use super::Report;
use super::operation_parts::{for_each_operation, wire_path};

const NAME: &str = "operation_ids";

/// What the generated modules, or every Rust module, have already by these
/// names or by the type that is made of one.
const TAKEN: [&str; 47] = [
    "api_version",
    "as_mut",
    "as_ref",
    "baseurl",
    "box",
    "builder",
    "byte_stream",
    "client",
    "client_hooks",
    "client_info",
    "clone",
    "copy",
    "debug",
    "default",
    "drop",
    "eq",
    "err",
    "error",
    "exec",
    "from",
    "from_parts",
    "future",
    "hash",
    "inner",
    "into",
    "new",
    "none",
    "ok",
    "operation_info",
    "operations",
    "option",
    "ord",
    "post",
    "pre",
    "request_builder_ext",
    "response_value",
    "result",
    "self_",
    "send",
    "sized",
    "some",
    "string",
    "sync",
    "try_from",
    "try_into",
    "vec",
    "vendor",
];

/// Words at the end of a path that say what is done, in a POST above all.
const VERBS: [&str; 42] = [
    "accept",
    "activate",
    "add",
    "approve",
    "archive",
    "assign",
    "attach",
    "authorize",
    "cancel",
    "check",
    "clone",
    "close",
    "complete",
    "confirm",
    "connect",
    "copy",
    "deactivate",
    "detach",
    "disable",
    "disconnect",
    "enable",
    "export",
    "import",
    "invite",
    "lock",
    "merge",
    "move",
    "pause",
    "publish",
    "refresh",
    "reject",
    "remove",
    "reset",
    "restore",
    "resume",
    "revoke",
    "rotate",
    "search",
    "start",
    "stop",
    "unlock",
    "verify",
];

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let mut waiting = Vec::new();
    for_each_operation(document, |pointer, operation, _| {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        waiting.push(Waiting::new(pointer, id, operation));
    });
    let names = names(waiting);
    for_each_operation(document, |pointer, operation, _| {
        let Some(name) = names.get(pointer) else { return };
        if operation.get("operationId").is_none_or(|id| id != name) {
            report.rewrote(NAME, format!("{pointer}/operationId"));
            operation.insert("operationId".into(), name.as_str().into());
        }
    });
}

/// A name for an operation made of another, as `get_report_as_csv` is.
pub(super) fn derived(taken: &mut BTreeSet<String>, id: &str, suffix: &str) -> String {
    let first = format!("{id}_{suffix}");
    let numbered = (2..).map(|number| format!("{first}_{number}"));
    let mut names = std::iter::once(first.clone()).chain(numbered);
    let free = names.find(|name| taken.insert(name.to_pascal_case()));
    free.unwrap_or(first)
}

/// The types that the names of a document's operations become.
pub(super) fn taken(document: &Value) -> BTreeSet<String> {
    let operations = crate::document::operations(document);
    let ids = operations.filter_map(|(_, _, operation)| operation.get("operationId")?.as_str());
    ids.map(ToPascalCase::to_pascal_case).collect()
}

/// An operation that waits for its name, and the names it may have, the best
/// one first.
struct Waiting {
    pointer: String,
    candidates: Vec<String>,
}

impl Waiting {
    fn new(pointer: &str, id: &str, operation: &Map<String, Value>) -> Self {
        let (path, method) = pointer.rsplit_once('/').unwrap_or((pointer, ""));
        let route = Route::new(&wire_path(path));
        let own = snake(id);
        let made = route.names(method, operation);
        let mut candidates: Vec<String> = Vec::new();
        if own.is_empty() {
            candidates.extend(made);
        } else {
            candidates.push(own.clone());
            candidates.extend(route.qualified(&own));
            candidates.push(format!("{own}_by_{method}"));
            candidates.push(format!("{own}_by_{method}_of_{}", route.all.join("_")));
        }
        let candidates = candidates.iter().map(|name| snake(name)).filter(|name| is_free(name));
        Self { pointer: pointer.to_owned(), candidates: candidates.collect() }
    }
}

/// Text as the name of a method, or nothing.
fn snake(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let name = words.to_snake_case();
    let name =
        if name.starts_with(|c: char| c.is_numeric()) { format!("call_{name}") } else { name };
    // Some letters have no lower case that lasts.
    let again = name.to_snake_case();
    if again == again.to_snake_case() { again } else { String::new() }
}

fn is_free(name: &str) -> bool {
    let is_name = syn::parse_str::<syn::Ident>(name).is_ok();
    is_name && !TAKEN.contains(&name) && !name.ends_with("_window")
}

/// Gives each operation the first of its candidates that no other one asks for.
fn names(mut waiting: Vec<Waiting>) -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for level in 0.. {
        let mut asked: BTreeMap<String, usize> = BTreeMap::new();
        for name in waiting.iter().filter_map(|one| one.candidates.get(level)) {
            *asked.entry(name.to_pascal_case()).or_default() += 1;
        }
        if asked.is_empty() {
            break;
        }
        waiting.retain(|one| {
            let Some(name) = one.candidates.get(level) else { return true };
            let kind = name.to_pascal_case();
            let is_alone = asked.get(&kind) == Some(&1) && !taken.contains(&kind);
            if is_alone {
                named.insert(one.pointer.clone(), name.clone());
            }
            !is_alone
        });
        taken.extend(named.values().map(|name| name.to_pascal_case()));
    }
    // Where no words are left to tell them apart.
    for one in waiting {
        let name = one.candidates.first().cloned().unwrap_or_else(|| "call_operation".into());
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut free = std::iter::once(name.clone()).chain(numbered);
        let free = free.find(|name| taken.insert(name.to_pascal_case()));
        named.insert(one.pointer, free.unwrap_or(name));
    }
    named
}

/// The words of a path.
struct Route {
    /// What stands between the slashes, without placeholders; whether one
    /// follows.
    resources: Vec<(String, bool)>,
    /// Every word, placeholders among them.
    all: Vec<String>,
}

impl Route {
    fn new(path: &str) -> Self {
        // What is percent-encoded is no word.
        let path = unescaped(path);
        let (path, action) = path.split_once('#').unwrap_or((&path, ""));
        let mut resources: Vec<(String, bool)> = Vec::new();
        let mut all = Vec::new();
        for segment in path.split('/').chain(action.split('&')) {
            let fixed: String = segment
                .split('{')
                .map(|part| part.split_once('}').map_or(part, |(_, after)| after))
                .collect();
            let fixed = fixed.to_snake_case();
            all.push(segment.to_snake_case());
            if segment.contains('{') {
                resources.iter_mut().last().into_iter().for_each(|last| last.1 = true);
            }
            let is_version = fixed
                .strip_prefix('v')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if !fixed.is_empty() && !is_version && fixed != "api" {
                resources.push((fixed, segment.contains('{')));
            }
        }
        all.retain(|word| !word.is_empty());
        Self { resources, all }
    }

    /// Names for an operation without one, the shortest first.
    fn names(&self, method: &str, operation: &Map<String, Value>) -> Vec<String> {
        let Some(((last, is_one), parents)) = self.resources.split_last() else {
            let root = format!("{}_root", if method == "post" { "create" } else { method });
            return vec![root, format!("{method}_{}", self.all.join("_"))];
        };
        let one = singular(last);
        let is_plural = one != *last || answers_list(operation);
        let (verb, noun) = match method {
            "post" if VERBS.contains(&last.split('_').next().unwrap_or_default()) => {
                (last.as_str(), String::new())
            }
            "get" if is_plural && !is_one => ("list", last.clone()),
            "get" => ("get", if *is_one { one } else { last.clone() }),
            "post" => ("create", one),
            "put" => ("replace", one),
            "patch" => ("update", one),
            "delete" if is_plural && !is_one => ("delete", last.clone()),
            "delete" => ("delete", one),
            other => (other, one),
        };
        let parents: Vec<String> = parents
            .iter()
            .map(|(word, is_one)| if *is_one { singular(word) } else { word.clone() })
            .collect();
        let least = usize::from(noun.is_empty()).min(parents.len());
        let mut names: Vec<String> = (least..=parents.len())
            .map(|count| {
                let context = parents[parents.len() - count..].join("_");
                format!("{verb}_{context}_{noun}")
            })
            .collect();
        let all = self.all.join("_");
        names.push(format!("{verb}_{all}"));
        names.push(format!("{method}_{all}"));
        names
    }

    /// A vendor's name with words of the path that it lacks.
    fn qualified(&self, id: &str) -> Vec<String> {
        let known: BTreeSet<&str> = id.split('_').collect();
        let words =
            self.all.iter().filter(|word| word.split('_').any(|part| !known.contains(part)));
        let words: Vec<&str> = words.map(String::as_str).collect();
        let mut names: Vec<String> =
            words.iter().rev().map(|word| format!("{id}_of_{word}")).collect();
        names.push(format!("{id}_of_{}", words.join("_")));
        names
    }
}

/// A path without percent-encoded characters.
fn unescaped(path: &str) -> String {
    let mut parts = path.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "_" + part.get(2..).unwrap_or_default())
}

/// Whether the answer is a list.
fn answers_list(operation: &Map<String, Value>) -> bool {
    let responses = operation.get("responses").and_then(Value::as_object);
    let mut schemas = responses.into_iter().flatten().filter_map(|(status, answer)| {
        let content = answer.get("content")?.as_object()?.values().next()?;
        status.starts_with('2').then(|| content.get("schema"))?
    });
    schemas.any(|schema| schema.get("type").is_some_and(|kind| kind == "array"))
}

/// One of what a word names several of.
fn singular(word: &str) -> String {
    let kept = ["ss", "us", "is", "news", "series"];
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1 && *stem != "ser") {
        return format!("{stem}y");
    }
    if ["sses", "xes", "ches", "shes", "zes"].iter().any(|end| word.ends_with(end)) {
        return word[..word.len() - 2].to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if !kept.iter().any(|end| word.ends_with(end)) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::operation_parts::testing;
    use super::*;

    fn ids(paths: &Value) -> String {
        let (paths, _, lost) = testing::run(run, paths, &json!({}));
        assert!(lost.is_empty(), "{lost:?}");
        let document = json!({ "paths": paths });
        let lines = crate::document::operations(&document).map(|(path, method, operation)| {
            format!("{} {method} {path}", operation["operationId"].as_str().unwrap_or("none"))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_has_no_name_is_named_after_its_route() {
        assert_snapshot!(ids(&json!({
            "/": { "get": {} },
            "/v1/spaces": { "get": {}, "post": {}, "delete": {} },
            "/v1/spaces/{id}": { "get": {}, "put": {}, "patch": {}, "delete": {}, "head": {} },
            "/v1/spaces/{id}/close": { "post": {} },
            "/v1/spaces/{id}/photo": { "get": {} },
            "/v1/spaces/{id}/labels": { "get": {} },
            "/v1/floors/{id}/labels": { "get": {} },
            "/v1/categories/{id}": { "get": {} },
            "/v1/%3Afind": { "get": {} },
        })), @"
        get_root get /
        get_find get /v1/%3Afind
        get_category get /v1/categories/{id}
        list_floor_labels get /v1/floors/{id}/labels
        delete_spaces delete /v1/spaces
        list_spaces get /v1/spaces
        create_space post /v1/spaces
        delete_space delete /v1/spaces/{id}
        get_space get /v1/spaces/{id}
        head_space head /v1/spaces/{id}
        update_space patch /v1/spaces/{id}
        replace_space put /v1/spaces/{id}
        close_space post /v1/spaces/{id}/close
        list_space_labels get /v1/spaces/{id}/labels
        get_photo get /v1/spaces/{id}/photo
        ");
    }

    #[test]
    fn a_vendors_names_are_told_apart_by_words() {
        let named = |id: &str| json!({ "get": { "operationId": id } });
        assert_snapshot!(ids(&json!({
            "/a": named("getUser"),
            "/v2/b": named("get_user"),
            "/c": named("new"),
            "/d": named("loop"),
            "/e": named("3d-models"),
            "/f": named("spaces/list-all"),
            "/g": named("a1"),
            "/h": named("a_1"),
            "/i": named("見る"),
            "/j": named("post"),
        })), @"
        get_user_of_a get /a
        new_of_c get /c
        loop_of_d get /d
        call_3d_models get /e
        spaces_list_all get /f
        a1_of_g get /g
        a_1_of_h get /h
        見る get /i
        post_of_j get /j
        get_user_of_b get /v2/b
        ");
    }

    #[test]
    fn names_without_end_are_numbered_at_last() {
        let same = json!({ "get": { "operationId": "read" } });
        let said = ids(&json!({ "/a": same, "/a#other": same, "/a#other#other": same }));
        assert_eq!(said.lines().count(), 3, "{said}");
        assert_eq!(said.lines().collect::<BTreeSet<_>>().len(), 3, "{said}");
    }
}
