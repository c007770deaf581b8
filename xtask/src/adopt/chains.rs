//! Refuses documents whose schemas lead through one another without end in sight.
//!
//! A schema that is merged of a thousand others, one of the next, has the fields
//! of all, and so has each of them: what is written grows with the square of the
//! chain. No document that people write comes near.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::schemas::LONGEST_CHAIN;
use crate::document::schema_name;
use crate::problem::{Place, Problem};

/// The longest chain of schemas that are merged of the next.
const LONGEST_SUM: usize = 256;

/// The first schema that begins too long a chain.
pub(super) fn check(place: &Place, document: &Value) -> Vec<Problem> {
    let places = [&["components", "schemas"][..], &["definitions"]];
    let found = places.iter().find_map(|tokens| {
        let schemas = tokens.iter().try_fold(document, |value, token| value.get(*token))?;
        Some((place.at(tokens.iter().copied()), schemas.as_object()?))
    });
    let Some((place, schemas)) = found else { return Vec::new() };
    let references = longest(schemas, |schema| referred(schema).into_iter().collect());
    let sums = longest(schemas, |schema| {
        let members = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        members.chain([schema]).filter_map(referred).collect()
    });
    let told = |(name, length): (&str, usize), limit: usize, what: &str| {
        (length > limit).then(|| {
            Problem::fault(
                "chain",
                place.at([name]),
                format!(
                    "begins a chain of {length} schemas, each {what} the next; the most is {limit}"
                ),
                "write out what the chain ends in, where it begins",
            )
        })
    };
    let references = references.and_then(|found| told(found, LONGEST_CHAIN, "a reference to"));
    let sums = || sums.and_then(|found| told(found, LONGEST_SUM, "merged of"));
    references.or_else(sums).into_iter().collect()
}

fn referred(schema: &Value) -> Option<&str> {
    let reference = schema.get("$ref")?.as_str()?;
    schema_name(reference).or_else(|| reference.strip_prefix("#/definitions/"))
}

/// The name that begins the longest chain, and how many schemas it leads through;
/// what leads back into a chain ends it. Without recursion, in time in proportion
/// to the schemas.
fn longest<'a>(
    schemas: &'a Map<String, Value>,
    leads: impl Fn(&'a Value) -> Vec<&'a str>,
) -> Option<(&'a str, usize)> {
    let mut lengths: BTreeMap<&str, usize> = BTreeMap::new();
    for (start, schema) in schemas {
        if lengths.contains_key(start.as_str()) {
            continue;
        }
        // Zero until it is known.
        lengths.insert(start, 0);
        let mut path = vec![(start.as_str(), leads(schema), 0)];
        while let Some((name, to, length)) = path.last_mut() {
            let Some(next) = to.pop() else {
                let (name, length) = (*name, *length);
                lengths.insert(name, length);
                path.pop();
                if let Some((_, _, before)) = path.last_mut() {
                    *before = (*before).max(length + 1);
                }
                continue;
            };
            match (lengths.get(next), schemas.get_key_value(next)) {
                (Some(known), _) => *length = (*length).max(known + 1),
                (None, Some((next, schema))) => {
                    lengths.insert(next, 0);
                    path.push((next, leads(schema), 0));
                }
                (None, None) => {}
            }
        }
    }
    lengths.into_iter().max_by_key(|(_, length)| *length)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(links: usize, link: impl Fn(&Value) -> Value) -> String {
        let reference = |n: usize| json!({ "$ref": format!("#/components/schemas/A{n:06}") });
        let mut schemas: Map<String, Value> =
            (0..links).map(|n| (format!("A{n:06}"), link(&reference(n + 1)))).collect();
        schemas.insert(format!("A{links:06}"), json!({ "type": "object" }));
        schemas
            .insert("Cycle".into(), json!({ "allOf": [{ "$ref": "#/components/schemas/Cycle" }] }));
        let document = json!({ "components": { "schemas": schemas } });
        let problems = check(&Place::file("a.json"), &document);
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_chain_that_no_one_writes_is_refused() {
        let merged = |next: &Value| json!({ "allOf": [next, { "properties": {} }] });
        assert_eq!(said(LONGEST_CHAIN, Value::clone), "");
        assert_eq!(said(LONGEST_SUM, merged), "");
        assert!(said(20_000, Value::clone).contains("chain of 20000 schemas, each a reference to"));
        insta::assert_snapshot!(said(5_000, merged), @"
        error[chain]: a.json#/components/schemas/A000000
          begins a chain of 5000 schemas, each merged of the next; the most is 256
          fix: write out what the chain ends in, where it begins
        ");
    }
}
