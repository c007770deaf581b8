//! Finds what in a document makes the generator fail.
//!
//! Halves are left out until the smallest part that still fails is left: first
//! of the schemas alone, or else of the operations, and then of the schemas that
//! the one operation needs.

use std::collections::BTreeSet;
use std::time::Instant;

use serde_json::{Map, Value, json};

use crate::document::{components, operations};
use crate::normalize::reachable;
use crate::problem::escape;

/// How often the generator may be run to find one culprit.
const RUNS: usize = 120;

/// What to blame for a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Culprit {
    /// A schema component, by name.
    Schema(String),
    /// An operation, by path and method.
    Operation(String, String),
    /// No smaller part of the document.
    Whole,
}

impl Culprit {
    /// Where the culprit is, as a JSON pointer.
    pub(super) fn pointer(&self) -> String {
        match self {
            Self::Schema(name) => format!("/components/schemas/{}", escape(name)),
            Self::Operation(path, method) => format!("/paths/{}/{method}", escape(path)),
            Self::Whole => String::new(),
        }
    }
}

/// Finds what is to blame; `fails` runs the generator on a part of the document,
/// until a time at which it is asked no more.
pub(super) fn culprit(
    document: &Value,
    until: Instant,
    fails: &mut dyn FnMut(&Value) -> bool,
) -> Culprit {
    let mut runs = 0;
    let found = search(document, &mut |part| {
        runs += 1;
        runs <= RUNS && Instant::now() < until && fails(part)
    });
    // From then on, no answer was one.
    if runs > RUNS || Instant::now() >= until { Culprit::Whole } else { found }
}

fn search(document: &Value, mut fails: &mut dyn FnMut(&Value) -> bool) -> Culprit {
    let bare = with_operations(document, &[]);
    if fails(&bare) {
        return schema_alone(&bare, &mut fails).map_or(Culprit::Whole, Culprit::Schema);
    }
    let all: Vec<(String, String)> =
        operations(document).map(|(path, method, _)| (path.into(), method.into())).collect();
    let Some((path, method)) = guilty(all, |some| fails(&with_operations(document, some))) else {
        return Culprit::Whole;
    };
    let alone = with_operations(document, &[(path.clone(), method.clone())]);
    let schema = fails(&alone).then(|| cured_by(&alone, &mut fails)).flatten();
    schema.map_or(Culprit::Operation(path, method), Culprit::Schema)
}

/// The schema that fails with nothing but what it needs, and of those the
/// innermost.
fn schema_alone(document: &Value, fails: &mut impl FnMut(&Value) -> bool) -> Option<String> {
    let names: Vec<String> =
        components(document, "schemas").map(|(name, _)| name.clone()).collect();
    let mut culprit = guilty(names, |some| fails(&with_schemas(document, some)))?;
    loop {
        let needed = closure(document, std::slice::from_ref(&culprit));
        // What needs the culprit in turn is no part of it.
        let inner: Vec<String> = needed
            .into_iter()
            .filter(|name| !closure(document, std::slice::from_ref(name)).contains(&culprit))
            .collect();
        if inner.is_empty() || !fails(&with_schemas(document, &inner)) {
            return Some(culprit);
        }
        culprit = guilty(inner, |some| fails(&with_schemas(document, some)))?;
    }
}

/// The schema that has to be opened for a document to go through, if one is enough.
fn cured_by(document: &Value, fails: &mut impl FnMut(&Value) -> bool) -> Option<String> {
    let used = reachable(document, [&document["paths"]]);
    let names: Vec<String> = used.into_iter().collect();
    let mut opens = |some: &[String]| {
        let mut opened = document.clone();
        for name in some {
            open(&mut opened, &Culprit::Schema(name.clone()).pointer());
        }
        !fails(&opened)
    };
    if names.is_empty() || !opens(&names) {
        return None;
    }
    let name = guilty(names, &mut opens)?;
    opens(std::slice::from_ref(&name)).then_some(name)
}

/// An item without which something does not hold that holds for all of them.
fn guilty<T: Clone>(mut items: Vec<T>, mut holds: impl FnMut(&[T]) -> bool) -> Option<T> {
    while items.len() > 1 {
        let (left, right) = items.split_at(items.len() / 2);
        items = if holds(left) {
            left.to_vec()
        } else if holds(right) {
            right.to_vec()
        } else {
            // It takes some of both: the last of the shortest run from the start.
            let (mut too_short, mut enough) = (left.len(), items.len());
            while enough - too_short > 1 {
                let middle = usize::midpoint(too_short, enough);
                match holds(&items[..middle]) {
                    true => enough = middle,
                    false => too_short = middle,
                }
            }
            items.truncate(enough);
            return items.pop();
        };
    }
    items.pop()
}

/// A document with nothing but these operations.
fn with_operations(document: &Value, kept: &[(String, String)]) -> Value {
    let mut part = document.clone();
    let mut paths = Map::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let methods: BTreeSet<&str> =
            kept.iter().filter(|(at, _)| at == path).map(|(_, method)| &**method).collect();
        if let (false, Value::Object(item)) = (methods.is_empty(), item) {
            let mut item = item.clone();
            item.retain(|key, _| {
                !crate::document::METHODS.contains(&&**key) || methods.contains(&**key)
            });
            paths.insert(path.clone(), item.into());
        }
    }
    part["paths"] = paths.into();
    part
}

/// A document with nothing but these schemas and what they need.
fn with_schemas(document: &Value, kept: &[String]) -> Value {
    let needed = closure(document, kept);
    let mut part = document.clone();
    if let Some(schemas) = part.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.retain(|name, _| needed.contains(name));
    }
    part
}

fn closure(document: &Value, names: &[String]) -> BTreeSet<String> {
    let roots: Vec<Value> = names
        .iter()
        .map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }))
        .collect();
    reachable(document, roots.iter())
}

/// Replaces the schema at a pointer by one that admits anything; says whether that
/// is a change.
pub(super) fn open(document: &mut Value, pointer: &str) -> bool {
    let Some(schema) = document.pointer_mut(pointer).filter(|schema| schema.is_object()) else {
        return false;
    };
    let mut open = json!({});
    if let Some(description) = schema.get("description").filter(|text| text.is_string()) {
        open["description"] = description.clone();
    }
    let is_change = *schema != open;
    *schema = open;
    is_change
}

/// Removes an operation, and its path if it was the last one there.
pub(super) fn remove(document: &mut Value, path: &str, method: &str) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let Some(item) = paths.get_mut(path).and_then(Value::as_object_mut) else { return };
    item.remove(method);
    if !item.keys().any(|key| crate::document::METHODS.contains(&&**key)) {
        paths.remove(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of a hundred operations, each with an answer of its own.
    fn document() -> Value {
        let paths: Map<String, Value> = (0..100)
            .map(|index| {
                let schema = json!({ "$ref": format!("#/components/schemas/Outer{index}") });
                let content = json!({ "application/json": { "schema": schema } });
                let operation = json!({
                    "operationId": format!("get_{index}"),
                    "responses": { "200": { "description": "", "content": content } },
                });
                (format!("/{index}"), json!({ "parameters": [], "get": operation }))
            })
            .collect();
        let schemas: Map<String, Value> = (0..100)
            .flat_map(|index| {
                let inner = json!({ "$ref": format!("#/components/schemas/Inner{index}") });
                [
                    (format!("Outer{index}"), json!({ "properties": { "inner": inner } })),
                    (format!("Inner{index}"), json!({ "type": "string", "description": "In." })),
                ]
            })
            .collect();
        json!({ "openapi": "3.0.3", "paths": paths, "components": { "schemas": schemas } })
    }

    fn soon() -> Instant {
        Instant::now() + std::time::Duration::from_secs(600)
    }

    fn found(fails: impl Fn(&Value) -> bool) -> (Culprit, usize) {
        let mut runs = 0;
        let culprit = culprit(&document(), soon(), &mut |part| {
            runs += 1;
            fails(part)
        });
        (culprit, runs)
    }

    fn has_type(part: &Value, name: &str) -> bool {
        !part["components"]["schemas"][name]["type"].is_null()
    }

    #[test]
    fn a_schema_that_fails_alone_is_found() {
        let (culprit, runs) = found(|part| has_type(part, "Inner42"));
        assert_eq!(culprit, Culprit::Schema("Inner42".into()));
        assert!(runs < 25, "{runs}");
    }

    #[test]
    fn an_operation_is_found_and_keeps_what_it_shares_with_its_path() {
        let (culprit, runs) = found(|part| {
            assert!(
                part["paths"]
                    .as_object()
                    .unwrap()
                    .values()
                    .all(|item| item["parameters"].is_array())
            );
            !part["paths"]["/42"].is_null()
        });
        assert_eq!(culprit, Culprit::Operation("/42".into(), "get".into()));
        assert_eq!(culprit.pointer(), "/paths/~142/get");
        assert!(runs < 25, "{runs}");
    }

    #[test]
    fn a_schema_that_fails_only_where_it_is_used_is_found() {
        let (culprit, _) =
            found(|part| !part["paths"]["/42"].is_null() && has_type(part, "Inner42"));
        assert_eq!(culprit, Culprit::Schema("Inner42".into()));
    }

    #[test]
    fn of_two_that_fail_together_one_is_found() {
        let both = |part: &Value| !part["paths"]["/1"].is_null() && !part["paths"]["/42"].is_null();
        assert_eq!(found(both).0, Culprit::Operation("/42".into(), "get".into()));
    }

    #[test]
    fn what_fails_without_schemas_and_operations_is_the_whole() {
        assert_eq!(found(|_| true).0, Culprit::Schema("Inner0".into()));
        let nothing = json!({ "openapi": "3.0.3", "paths": {} });
        assert_eq!(culprit(&nothing, soon(), &mut |_| true), Culprit::Whole);
    }

    #[test]
    fn nothing_is_blamed_when_time_is_up() {
        let now = Instant::now();
        assert_eq!(culprit(&document(), now, &mut |_| true), Culprit::Whole);
    }

    #[test]
    fn what_is_to_blame_can_be_opened_or_removed() {
        let mut document = document();
        assert!(open(&mut document, "/components/schemas/Inner1"));
        assert!(!open(&mut document, "/components/schemas/Inner1"));
        assert!(!open(&mut document, "/components/schemas/None"));
        remove(&mut document, "/1", "get");
        remove(&mut document, "/none", "get");
        assert_eq!(document["components"]["schemas"]["Inner1"], json!({ "description": "In." }));
        assert_eq!(operations(&document).count(), 99);
        assert!(document["paths"]["/1"].is_null());
    }
}
