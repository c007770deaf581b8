//! Finds what the generator would refuse, panic on, or get wrong in silence.
//!
//! Most rules run on the normalized document, so that what a pass has rewritten
//! is no problem any more; a few are for the document as it is written. Each
//! rule is a function from the document to its problems; what each one knows of
//! the generator stands beside it.

use serde_json::Value;

use crate::problem::{Place, Problem};

mod bodies;
pub(crate) mod evidence;
mod extensions;
mod names;
mod operations;
mod parameters;
mod schemas;

/// A rule: from a place and a document to problems.
type Rule = fn(&Place, &Value) -> Vec<Problem>;

const WRITTEN: [Rule; 4] =
    [evidence::evidence, extensions::extensions, parameters::placeholders, schemas::field_names];

const RULES: [Rule; 19] = [
    operations::paths,
    operations::success_types,
    bodies::media_types,
    bodies::answers,
    bodies::forms,
    bodies::missing_schemas,
    bodies::optional,
    extensions::references,
    parameters::kinds,
    parameters::names,
    names::operation_names,
    names::type_names,
    names::inline_types,
    schemas::enums,
    schemas::kinds,
    schemas::merges,
    schemas::nullable_components,
    schemas::properties,
    schemas::unions,
];

/// Every problem of a document as it is written.
pub fn written(place: &Place, document: &Value) -> Vec<Problem> {
    all(&WRITTEN, place, document)
}

/// Every problem that the generator would have with a normalized document.
pub fn run(place: &Place, document: &Value) -> Vec<Problem> {
    all(&RULES, place, document)
}

fn all(rules: &[Rule], place: &Place, document: &Value) -> Vec<Problem> {
    let mut problems: Vec<Problem> = rules.iter().flat_map(|rule| rule(place, document)).collect();
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
