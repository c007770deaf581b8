//! Writes shared examples out where they are shown.
//!
//! One example may stand beside several bodies, of different types. Written out,
//! each is tried with the type of the body that it is shown beside.

use serde_json::Value;

use super::Report;
use crate::document::schemas::is_opaque;
use crate::problem::escape;

const NAME: &str = "shared_examples";
const SHARED: &str = "#/components/examples";

/// How many references may lead from one to the next.
const HOPS: usize = 32;

/// Parts of a document that examples stand beside.
const SHOWING: [&str; 4] =
    ["/paths", "/components/parameters", "/components/requestBodies", "/components/responses"];

pub(super) fn run(document: &mut Value, report: &mut Report) {
    let components = document.get_mut("components").and_then(Value::as_object_mut);
    let Some(shared) = components.and_then(|components| components.remove("examples")) else {
        return;
    };
    for pointer in SHOWING {
        if let Some(part) = document.pointer_mut(pointer) {
            write_out(&shared, part, pointer, report);
        }
    }
}

fn write_out(shared: &Value, value: &mut Value, pointer: &str, report: &mut Report) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                let pointer = format!("{pointer}/{}", escape(key));
                match inner {
                    Value::Object(shown) if key == "examples" => {
                        for example in shown.values_mut() {
                            if let Some(meant) = followed(shared, example) {
                                *example = meant.clone();
                                report.rewrote(NAME, &*pointer);
                            }
                        }
                    }
                    _ if key == "schema" || is_opaque(key) => {}
                    _ => write_out(shared, inner, &pointer, report),
                }
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter_mut().enumerate() {
                write_out(shared, inner, &format!("{pointer}/{index}"), report);
            }
        }
        _ => {}
    }
}

/// What a reference to a shared example leads to in the end.
fn followed<'a>(shared: &'a Value, example: &Value) -> Option<&'a Value> {
    let next = |value: &Value| -> Option<&'a Value> {
        shared.pointer(value.get("$ref")?.as_str()?.strip_prefix(SHARED)?)
    };
    let mut meant = next(example)?;
    for _ in 0..HOPS {
        match next(meant) {
            Some(other) => meant = other,
            None => break,
        }
    }
    Some(meant)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_shared_example_is_written_out_wherever_it_is_shown() {
        let body = |example: Value| {
            let examples = json!({ "one": example, "own": { "value": 2 } });
            json!({ "content": { "application/json": { "schema": {}, "examples": examples } } })
        };
        let desk =
            json!({ "value": { "examples": { "a": { "$ref": "#/components/examples/Desk" } } } });
        let before = json!({
            "paths": { "/desks": { "get": { "responses": {
                "200": body(json!({ "$ref": "#/components/examples/Alias" })),
            } } } },
            "components": {
                "examples": { "Desk": desk, "Alias": { "$ref": "#/components/examples/Desk" } },
                "responses": { "Desk": body(json!({ "$ref": "#/components/examples/Gone" })) },
            },
        });
        let mut document = before.clone();
        let mut report = Report::default();
        run(&mut document, &mut report);
        assert_eq!(
            document,
            json!({
                "paths": { "/desks": { "get": { "responses": { "200": body(desk) } } } },
                "components": { "responses": before["components"]["responses"] },
            })
        );
        let rewritten: Vec<_> = report.rewritten().collect();
        assert_eq!(rewritten.len(), 1);
        assert_eq!((rewritten[0].0, rewritten[0].1.places), (NAME, 1));
    }
}
