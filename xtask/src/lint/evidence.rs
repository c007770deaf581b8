//! Marks of evidence in the document that people write.

use serde_json::Value;

use crate::document::{operations, walk};
use crate::problem::{Place, Problem};

/// How a fact can be known.
pub(crate) const SOURCES: [&str; 5] =
    ["page", "vendor-file", "vendor-code", "third-party", "inferred"];

/// Every operation says how it is known, and every mark says so in full.
pub(super) fn evidence(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, method, operation) in operations(document) {
        if !operation.contains_key("x-evidence") {
            problems.push(Problem::fault(
                "evidence",
                place.at(["paths", path, method]),
                "the operation does not say how it is known",
                "add x-evidence with `source` and `reference`",
            ));
        }
    }
    walk(document, &mut |pointer, value| {
        let is_property = pointer.ends_with("/properties");
        if let (Some(mark), false) = (value.get("x-evidence"), is_property) {
            let place = place.pointer(pointer).at(["x-evidence"]);
            problems.extend(mark_fault(mark).map(|reason| {
                Problem::fault(
                    "evidence",
                    place,
                    reason,
                    format!("write a `reference`, and a `source` of: {}", SOURCES.join(", ")),
                )
            }));
        }
    });
    problems
}

fn mark_fault(mark: &Value) -> Option<String> {
    let source = mark.get("source").and_then(Value::as_str);
    let reference = mark.get("reference").and_then(Value::as_str).unwrap_or_default();
    match source {
        None => Some("the mark has no `source`".into()),
        Some(source) if !SOURCES.contains(&source) => {
            Some(format!("`{source}` is no kind of source"))
        }
        Some(_) if reference.trim().is_empty() => Some("the mark has no `reference`".into()),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::testing::problems;
    use super::*;

    #[test]
    fn an_operation_says_how_it_is_known() {
        let paths = json!({ "/a": {
            "get": {},
            "put": { "x-evidence": { "source": "page" } },
            "post": { "x-evidence": { "source": "hearsay", "reference": "a friend" } },
            "patch": { "x-evidence": { "source": "page", "reference": "Update" } },
        } });
        assert_snapshot!(problems(evidence, &paths, &json!({})), @"
        error[evidence]: specs/acme/openapi.yaml#/paths/~1a/get
          the operation does not say how it is known
          fix: add x-evidence with `source` and `reference`
        error[evidence]: specs/acme/openapi.yaml#/paths/~1a/post/x-evidence
          `hearsay` is no kind of source
          fix: write a `reference`, and a `source` of: page, vendor-file, vendor-code, third-party, inferred
        error[evidence]: specs/acme/openapi.yaml#/paths/~1a/put/x-evidence
          the mark has no `reference`
          fix: write a `reference`, and a `source` of: page, vendor-file, vendor-code, third-party, inferred
        ");
    }
}
