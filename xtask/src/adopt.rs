//! Turns what a vendor publishes into the dialect of the documents written here.
//!
//! A vendor's file may be of any version, in any taste, and broken in places.
//! Each pass is one idea in one file and total: what it cannot keep becomes an
//! open value and is reported, never dropped in silence. What comes out goes
//! through the same checks as a document of our own; those have the last word.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde_json::Value;

mod bundle;
mod chains;
mod faults;
#[cfg(test)]
mod fixed_point;
mod grammar;
pub mod load;
mod media;
mod names;
mod operation_ids;
mod operation_parts;
mod parameters;
mod paths;
mod payloads;
mod request_bodies;
mod request_forms;
mod responses;
mod schemas;
mod shared_examples;
mod swagger;
mod version_31;
mod version_32;

use crate::problem::{Place, Problem};
use crate::{document, lint, normalize};
use load::Files;

/// One rewrite of a vendor's document.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// The name of its file.
    pub name: &'static str,
    run: fn(&mut Value, &mut Report),
}

/// What was done to a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    rewritten: BTreeMap<&'static str, Rewritten>,
    lost: Vec<Lost>,
}

/// How often a pass rewrote something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The number of places.
    pub places: usize,
    /// The JSON pointer of the first one.
    pub first: String,
}

/// Something that the adopted document does not say any more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// Where it was, as a JSON pointer into the document as it was just then.
    pub pointer: String,
    /// What was given up.
    pub what: String,
    /// Why it could not be kept.
    pub why: String,
}

/// All passes, in the order in which they run.
///
/// First what makes any version OpenAPI 3.0 and mends what is broken; then
/// operations; then schemas; then names, when nothing new needs one any more.
pub const PASSES: &[Pass] = &[
    Pass { name: "swagger", run: swagger::run },
    Pass { name: "version_32", run: version_32::run },
    Pass { name: "version_31", run: version_31::run },
    Pass { name: "enum_names", run: names::enum_names::run },
    Pass { name: "payloads", run: payloads::run },
    Pass { name: "faults", run: faults::run },
    Pass { name: "shared_examples", run: shared_examples::run },
    Pass { name: "operation_parts", run: operation_parts::run },
    Pass { name: "paths", run: paths::run },
    Pass { name: "path_parameters", run: paths::declare },
    Pass { name: "operation_ids", run: operation_ids::run },
    Pass { name: "parameters", run: parameters::run },
    Pass { name: "parameter_names", run: parameters::rust_names::run },
    Pass { name: "request_bodies", run: request_bodies::run },
    Pass { name: "request_forms", run: request_forms::run },
    Pass { name: "responses", run: responses::run },
    Pass { name: "children", run: schemas::children::run },
    Pass { name: "discriminators", run: schemas::discriminators::run },
    Pass { name: "components", run: names::components::run },
    Pass { name: "keywords", run: schemas::keywords::run },
    Pass { name: "types", run: schemas::types::run },
    Pass { name: "enums", run: schemas::enums::run },
    Pass { name: "flatten", run: schemas::flatten::run },
    Pass { name: "bases", run: schemas::bases::run },
    Pass { name: "hoist", run: names::hoist::run },
    Pass { name: "required", run: schemas::required::run },
    Pass { name: "directions", run: schemas::directions::run },
    Pass { name: "unions", run: schemas::unions::run },
    Pass { name: "shown", run: schemas::shown::run },
    Pass { name: "nullable", run: schemas::nullable::run },
    Pass { name: "fields", run: names::fields::run },
    Pass { name: "variants", run: names::variants::run },
];

/// Reads a vendor's document, in one file or several, and adopts it.
///
/// # Errors
///
/// Why it cannot be read (see [`load::load`]), or that its schemas lead through one
/// another farther than any that people write.
pub fn read(path: &Path) -> Result<(Value, Report), Vec<Problem>> {
    let mut report = Report::default();
    let files = load::load(path, &mut report)?;
    let document = bundle::run(files, &mut report);
    let problems = chains::check(&Place::file(path.to_string_lossy()), &document);
    if problems.is_empty() { Ok(adopted(document, report)) } else { Err(problems) }
}

/// Reads a vendor's document, in one file or several, and changes nothing but that it is
/// in one piece and that Swagger 2.0 becomes OpenAPI 3.0.
///
/// # Errors
///
/// Why it cannot be read: see [`load::load`].
pub fn read_as_it_is(path: &Path, report: &mut Report) -> Result<Value, Vec<Problem>> {
    let files = load::load(path, report)?;
    let mut document = bundle::run(files, report);
    if document.get("swagger").is_some() {
        swagger::run(&mut document, report);
    }
    Ok(document)
}

/// Adopts a document that is in one piece. One of our own dialect stays as it is.
pub fn run(document: Value) -> (Value, Report) {
    let mut report = Report::default();
    let document = bundle::run(Files::one(document), &mut report);
    adopted(document, report)
}

fn adopted(mut document: Value, mut report: Report) -> (Value, Report) {
    if is_ours(&document) {
        return (document, report);
    }
    for pass in PASSES {
        (pass.run)(&mut document, &mut report);
    }
    (document, report)
}

/// Whether a document is of our own dialect already, as one is that was adopted
/// before: its extensions mean what ours do, and there is nothing to rewrite.
fn is_ours(document: &Value) -> bool {
    let place = Place::file("");
    let mut operations = document::operations(document);
    operations.all(|(_, _, operation)| operation.contains_key("x-evidence"))
        && document::check(&place, document).is_empty()
        && lint::written(&place, document).is_empty()
        && lint::run(&place, &normalize::run(document.clone()).0).is_empty()
}

impl Report {
    /// Notes that a pass rewrote the value at a JSON pointer.
    pub fn rewrote(&mut self, pass: &'static str, pointer: impl Into<String>) {
        match self.rewritten.get_mut(pass) {
            Some(rewritten) => rewritten.places += 1,
            None => {
                let rewritten = Rewritten { places: 1, first: pointer.into() };
                self.rewritten.insert(pass, rewritten);
            }
        }
    }

    /// Notes what was given up at a JSON pointer, and why.
    pub fn lost(
        &mut self,
        pointer: impl Into<String>,
        what: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.lost.push(Lost { pointer: pointer.into(), what: what.into(), why: why.into() });
    }

    /// How often each pass rewrote something, in the order in which they ran.
    pub fn rewritten(&self) -> impl Iterator<Item = (&'static str, &Rewritten)> {
        let names = [bundle::NAME].into_iter().chain(PASSES.iter().map(|pass| pass.name));
        names.filter_map(|name| Some((name, self.rewritten.get(name)?)))
    }

    /// Everything that was given up, in the order in which it was met.
    pub fn losses(&self) -> &[Lost] {
        &self.lost
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pointer, what, why } = self;
        write!(formatter, "#{pointer}: {what}: {why}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_places_and_keeps_every_loss() {
        let mut report = Report::default();
        report.rewrote("unions", "/components/schemas/A");
        report.rewrote("unions", "/components/schemas/B");
        report.lost("/components/schemas/C/not", "`not`", "no type can say it");
        let rewritten = Rewritten { places: 2, first: "/components/schemas/A".into() };
        assert_eq!(report.rewritten, BTreeMap::from([("unions", rewritten)]));
        let lost: Vec<String> = report.losses().iter().map(Lost::to_string).collect();
        assert_eq!(lost, ["#/components/schemas/C/not: `not`: no type can say it"]);
    }
}
