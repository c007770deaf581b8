//! Finds what the generator would refuse, panic on, or get wrong in silence.
//!
//! The rules run on the normalized document, so that what a pass has rewritten
//! is no problem any more; only [`evidence`] is for the document as written. Each rule is a function from the document to its
//! problems; what each one knows of the generator stands beside it.

use serde_json::Value;

use crate::problem::{Place, Problem};

mod bodies;
mod evidence;
mod names;
mod operations;
mod parameters;
mod schemas;

pub use evidence::evidence;

/// A rule: from a place and a document to problems.
type Rule = fn(&Place, &Value) -> Vec<Problem>;

const RULES: [Rule; 15] = [
    operations::methods,
    operations::paths,
    operations::success_types,
    bodies::media_types,
    bodies::forms,
    bodies::missing_schemas,
    parameters::kinds,
    parameters::names,
    names::operation_names,
    names::type_names,
    names::inline_types,
    schemas::enums,
    schemas::kinds,
    schemas::properties,
    schemas::unions,
];

/// Every problem that the generator would have with a normalized document.
pub fn run(place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems: Vec<Problem> = RULES.iter().flat_map(|rule| rule(place, document)).collect();
    problems.sort();
    problems.dedup();
    problems
}

#[cfg(test)]
mod testing {
    //! What the tests of rules share.

    use serde_json::{Value, json};

    use crate::problem::{Place, Problem};

    /// What a rule says of a document with these paths and schemas.
    pub(crate) fn problems(rule: super::Rule, paths: &Value, schemas: &Value) -> String {
        let document = json!({ "paths": paths, "components": { "schemas": schemas } });
        let problems = rule(&Place::file("specs/acme/openapi.yaml"), &document);
        problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
    }
}
