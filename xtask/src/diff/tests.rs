//! Pairs of documents, and what is found between them.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

/// A schema before and after.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemaPair {
    name: String,
    before: Value,
    after: Value,
    sent: Vec<String>,
    received: Vec<String>,
}

/// What is merged into the document of the tests before and after.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentPair {
    name: String,
    #[serde(default)]
    before: Value,
    #[serde(default)]
    after: Value,
    found: Vec<String>,
}

fn read<T: for<'de> Deserialize<'de>>(yaml: &str) -> Vec<T> {
    serde_saphyr::from_str(yaml).unwrap()
}

fn schema_pairs() -> Vec<SchemaPair> {
    read(include_str!("tests/schemas.yaml"))
}

fn document_pairs() -> Vec<DocumentPair> {
    read(include_str!("tests/documents.yaml"))
}

/// Animals and things, and nothing to be sent or received yet.
fn components() -> Value {
    let named = |kind: &str| json!({ "type": "object", "properties": { "kind": { "type": "string" }, kind: {} } });
    json!({
        "schemas": {
            "Kept": { "type": "object", "properties": { "id": { "type": "string" } } },
            "Cat": named("meows"),
            "Dog": named("barks"),
        },
        "securitySchemes": {
            "token": { "type": "http", "scheme": "bearer" },
            "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
            "login": { "type": "oauth2", "flows": {} },
        },
    })
}

fn content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

/// A document in which a schema is sent, or received.
fn with_schema(schema: &Value, is_sent: bool) -> Value {
    let body = json!({ "type": "object", "properties": { "value": schema } });
    let operation = match is_sent {
        true => json!({ "requestBody": { "content": content(&body) }, "responses": {} }),
        false => json!({ "responses": { "200": { "content": content(&body) } } }),
    };
    json!({ "paths": { "/things": { "post": operation } }, "components": components() })
}

fn base() -> Value {
    let kept = json!({ "$ref": "#/components/schemas/Kept" });
    json!({
        "info": { "title": "Things", "version": "1" },
        "servers": [{ "url": "https://a.example" }],
        "paths": { "/things": {
            "get": { "operationId": "list_things", "responses": { "204": { "description": "none" } } },
            "post": {
                "operationId": "create_thing",
                "requestBody": { "required": true, "content": content(&kept) },
                "responses": { "200": { "description": "one", "content": content(&kept) } },
            },
        } },
        "components": components(),
    })
}

/// Merges as JSON Merge Patch does.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        if !patch.is_null() {
            *target = patch.clone();
        }
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let target = target.as_object_mut().unwrap();
    for (key, value) in patch {
        match value {
            Value::Null => drop(target.remove(key)),
            value => merge(target.entry(key.clone()).or_insert(Value::Null), value),
        }
    }
}

fn found(changes: &[Change]) -> Vec<String> {
    let mut found: Vec<String> =
        changes.iter().map(|change| format!("{} {}", change.level, change.rule)).collect();
    found.sort();
    found
}

/// Each pair of documents: what it is called, before, after, and what is to be found.
fn all_pairs() -> Vec<(String, Value, Value, Vec<String>)> {
    let mut pairs = Vec::new();
    for pair in schema_pairs() {
        for (is_sent, expected) in [(true, &pair.sent), (false, &pair.received)] {
            let document = |schema| with_schema(schema, is_sent);
            let name = format!("{}, {}", pair.name, if is_sent { "sent" } else { "received" });
            pairs.push((name, document(&pair.before), document(&pair.after), expected.clone()));
        }
    }
    for pair in document_pairs() {
        let document = |patch: &Value| {
            let mut document = base();
            merge(&mut document, patch);
            document
        };
        pairs.push((pair.name, document(&pair.before), document(&pair.after), pair.found));
    }
    pairs
}

#[test]
fn each_pair_is_judged_as_it_should_be() {
    let pairs = all_pairs();
    assert!(pairs.len() >= 150, "{}", pairs.len());
    let mut wrong = String::new();
    for (name, before, after, mut expected) in pairs {
        expected.sort();
        let found = found(&run(&before, &after));
        if found != expected {
            wrong += &format!("{name}: {found:?}, not {expected:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_document_does_not_differ_from_itself() {
    for (name, before, after, _) in all_pairs() {
        assert_eq!(run(&before, &before), [], "{name}");
        assert_eq!(run(&after, &after), [], "{name}");
    }
}

/// What narrows what is sent narrows what is received when it is taken back, and so on:
/// what breaks callers in one direction breaks them in the other one, mirrored.
#[test]
fn rules_mirror() {
    // Words, and what generated code is ready for.
    let lenient = ["warning", "docs"];
    for pair in schema_pairs() {
        let run = |before, after, is_sent| {
            run(&with_schema(before, is_sent), &with_schema(after, is_sent))
        };
        let sent = run(&pair.before, &pair.after, true);
        let received = run(&pair.after, &pair.before, false);
        let breaks =
            |changes: &[Change]| changes.iter().filter(|c| c.level == Level::Breaking).count();
        let is_lenient = received.iter().chain(&sent).any(|change| {
            lenient.contains(&change.level.as_str())
                || change.rule.starts_with("property-")
                || change.rule.starts_with("required-property")
                || change.rule.starts_with("default-")
                || change.rule.starts_with("additional-")
        });
        if !is_lenient {
            assert_eq!(breaks(&sent), breaks(&received), "{}", pair.name);
        }
    }
}

#[test]
fn every_rule_is_tried() {
    let elsewhere = ["rate-limit-", "range-"];
    let tried: BTreeSet<String> = all_pairs()
        .into_iter()
        .flat_map(|(_, _, _, found)| found)
        .filter_map(|found| Some(found.split_once(' ')?.1.to_owned()))
        .collect();
    let missing: Vec<&str> = rules::RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !tried.contains(*id) && !elsewhere.iter().any(|part| id.starts_with(part)))
        .collect();
    assert_eq!(missing, [] as [&str; 0]);
}

/// Reverses every object and every list whose order means nothing.
fn shuffled(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .rev()
            .map(|(key, value)| {
                let value = match value {
                    Value::Array(items) if ["tags", "prefixItems"].contains(&key.as_str()) => {
                        items.iter().map(shuffled).collect()
                    }
                    Value::Array(items) => items.iter().rev().map(shuffled).collect(),
                    other => shuffled(other),
                };
                (key.clone(), value)
            })
            .collect(),
        other => other.clone(),
    }
}

#[test]
fn order_changes_neither_what_is_found_nor_its_fingerprint() {
    for (name, before, after, _) in all_pairs() {
        assert_eq!(run(&before, &shuffled(&before)), [], "{name}");
        let prints = |changes: Vec<Change>| -> BTreeSet<String> {
            changes.into_iter().map(|change| change.fingerprint).collect()
        };
        let straight = prints(run(&before, &after));
        assert_eq!(straight, prints(run(&shuffled(&before), &shuffled(&after))), "{name}");
    }
}

#[test]
fn a_component_tells_which_operations_it_reaches() {
    let mut after = base();
    merge(&mut after, &json!({ "components": { "schemas": { "Kept": { "required": ["id"] } } } }));
    let changes = run(&base(), &after);
    let affects: Vec<_> =
        changes.iter().map(|change| (change.place.as_str(), change.affects.clone())).collect();
    let operations = vec!["POST /things".to_owned()];
    assert_eq!(affects, [("schema Kept .id", operations.clone()), ("schema Kept .id", operations)]);
}

#[test]
fn limits_of_a_vendor_are_compared() {
    let table = |text: &str| text.parse::<toml::Table>().unwrap();
    let before = table(
        "[rate_limit]\nrequests_per_second = 15\nburst = 100\n\
         [[windows]]\noperations = [\"get_metrics\"]\n\
         [[windows.limits]]\nresolution = \"day\"\nmax = \"31d\"\n\
         [[windows.limits]]\nresolution = \"hour\"\nmax = \"7d\"\n\
         [[windows.limits]]\nresolution = \"year\"\nmax = \"365d\"\n",
    );
    let after = table(
        "[rate_limit]\nrequests_per_second = 10\nburst = 200\n\
         [[windows]]\noperations = [\"get_metrics\"]\n\
         [[windows.limits]]\nresolution = \"day\"\nmax = \"48h\"\n\
         [[windows.limits]]\nresolution = \"hour\"\nmax = \"8d\"\n\
         [[windows.limits]]\nresolution = \"week\"\nmax = \"365d\"\n",
    );
    let rules = |old: &toml::Table, new: &toml::Table| {
        let mut changes = Changes::default();
        limits::compare(old, new, &mut changes);
        found(&changes.finish())
    };
    assert_eq!(
        rules(&before, &after),
        [
            "additive range-lengthened",
            "additive range-limit-removed",
            "additive rate-limit-raised",
            "breaking range-limit-added",
            "breaking range-shortened",
            "breaking rate-limit-lowered",
        ]
    );
    let none = toml::Table::new();
    assert_eq!(rules(&none, &after).iter().filter(|it| it.contains("rate-limit-added")).count(), 2);
    assert_eq!(
        rules(&before, &none).iter().filter(|it| it.contains("rate-limit-removed")).count(),
        2
    );
}
