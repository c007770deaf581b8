//! Tries a document: makes a complete raw crate of whatever it is.
//!
//! The document is adopted, and what settings it cannot say are derived from
//! it. The generator runs in a child process; what makes it fail is found and
//! taken out, so that the rest still becomes a crate. Nothing is taken out in
//! silence: each [`Finding`] says what and why.

use std::fmt;
use std::fs;
use std::path::Path;
use std::time::Instant;

use serde_json::Value;

use crate::adopt::{self, Report};
use crate::document;
use crate::problem::{Place, Problem};
use crate::provenance;

mod bisect;
mod child;
mod scratch;
mod settings;
mod told;

pub use child::{VERB, Worker, serve};
pub use scratch::{Check, Checked, Examples, Failure, Request, run};
pub use settings::{Settings, derive, ident_of};
pub use told::{tell, tell_what_it_took};

use bisect::Culprit;
use child::{Answer, Crate, Refusal, Task};

/// How often something may be taken out before the document is given up.
const ROUNDS: usize = 64;

/// How many times as long as one run of the generator the search for what makes it
/// fail may take.
const SEARCH: u32 = 3;

/// A document that became a crate, and what it took.
#[derive(Debug)]
pub struct Attempt {
    /// The derived settings.
    pub settings: Settings,
    /// The document that the crate is made of.
    pub document: Value,
    /// What adopting the document did.
    pub adopted: Report,
    /// What was taken out of the adopted document.
    pub findings: Vec<Finding>,
    /// The number of operations of the adopted document.
    pub operations: usize,
    made: Crate,
}

/// Something that the pipeline or the generator could not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where it is in the adopted document, as a JSON pointer.
    pub pointer: String,
    /// What was taken out.
    pub taken: Taken,
    /// Why.
    pub reason: String,
}

/// What was taken out of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// An operation: there is no method for it.
    Operation {
        /// Its method and path.
        route: String,
        /// Its id.
        id: String,
    },
    /// What a schema says: its type takes any value.
    Schema,
}

impl Attempt {
    /// The number of operations that the crate has.
    pub fn made(&self) -> usize {
        self.made.operations
    }

    /// The number of types that the crate has.
    pub fn types(&self) -> usize {
        self.made.types
    }

    /// How often each pass of normalization changed something.
    pub fn applied(&self) -> impl Iterator<Item = (&str, usize)> {
        self.made.applied.iter().map(|(pass, places)| (pass.as_str(), *places))
    }

    /// The files of the vendor, by their paths below a workspace root.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.made.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

impl Finding {
    /// The same, where nothing is made in the end.
    fn problem(&self, place: &Place) -> Problem {
        Problem::fault(
            "try",
            place.pointer(&self.pointer),
            self.reason.clone(),
            "this was taken out, and the rest still fails",
        )
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.taken {
            Taken::Operation { route, id } => write!(formatter, "{route} ({id}) has no method")?,
            Taken::Schema => write!(formatter, "#{} takes any value", self.pointer)?,
        }
        write!(formatter, ": {}", self.reason)
    }
}

/// Adopts a file and makes a crate of it.
///
/// `ident` is the vendor's folder, if it is chosen already; `beside` is the name
/// that the document gets there.
///
/// # Errors
///
/// What keeps the file from being read, and what is wrong where nothing smaller
/// than the document is to blame.
pub fn make(
    file: &Path,
    ident: Option<&str>,
    beside: &str,
    worker: &Worker,
) -> Result<Attempt, Vec<Problem>> {
    let (document, adopted) = read(file)?;
    make_adopted(document, adopted, &place_of(file), ident, beside, worker)
}

/// Makes a crate of a document that has been adopted.
fn make_adopted(
    mut document: Value,
    adopted: Report,
    place: &Place,
    ident: Option<&str>,
    beside: &str,
    worker: &Worker,
) -> Result<Attempt, Vec<Problem>> {
    let settings = settings::derive(&mut document, ident, beside);
    let operations = document::operations(&document).count();
    let mut findings = Vec::new();
    for _ in 0..ROUNDS {
        let task = Task::whole(&settings.ident, &settings.text, &document);
        let found = match worker.run(&task) {
            Answer::Made(mut made) => {
                let path = format!("generated/{}/{}", settings.ident, provenance::FILE);
                made.files.insert(path, provenance::of_attempt(&settings.ident, &document));
                return Ok(Attempt { settings, document, adopted, findings, operations, made });
            }
            Answer::Refused(refusals) => refused(place, &mut document, refusals),
            Answer::Failed(reason) => {
                failed(place, &mut document, reason, worker).map(|one| vec![one])
            }
        };
        match found {
            Ok(found) => findings.extend(found),
            Err(last) => {
                let before = findings.iter().map(|finding| finding.problem(place));
                return Err(before.chain(last).collect());
            }
        }
    }
    Err(vec![Problem::fault(
        "try",
        place.clone(),
        format!("{ROUNDS} times something was taken out, and it still fails"),
        "adopt a smaller document first; the findings are in the pipeline",
    )])
}

/// A file that need not be below the workspace root.
fn place_of(file: &Path) -> Place {
    Place::file(file.display().to_string())
}

fn read(file: &Path) -> Result<(Value, Report), Vec<Problem>> {
    fs::metadata(file).map_err(|error| {
        let reason = format!("cannot read the document: {error}");
        vec![Problem::usage("file", place_of(file), reason, "name a file that can be read")]
    })?;
    adopt::read(file)
}

/// Takes out what the stages before the generator refuse.
fn refused(
    place: &Place,
    document: &mut Value,
    refusals: Vec<Refusal>,
) -> Result<Vec<Finding>, Vec<Problem>> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut unplaced = Vec::new();
    for Refusal { pointer, reason } in refusals {
        let holds = |finding: &Finding| {
            pointer
                .strip_prefix(&finding.pointer)
                .is_some_and(|rest| matches!(rest.chars().next(), None | Some('/')))
        };
        if findings.iter().any(holds) {
            continue;
        }
        match taken_around(document, &pointer) {
            Some((pointer, taken)) => findings.push(Finding { pointer, taken, reason }),
            None => unplaced.push(Problem::fault(
                "try",
                place.pointer(&pointer),
                reason,
                "this is for `adopt` to rewrite",
            )),
        }
    }
    if findings.is_empty() { Err(unplaced) } else { Ok(findings) }
}

/// Takes out the least that stands at a pointer or around it: a schema that can
/// still be opened, or else an operation.
fn taken_around(document: &mut Value, pointer: &str) -> Option<(String, Taken)> {
    if let Some(schema) = schemas_around(pointer).find(|schema| bisect::open(document, schema)) {
        return Some((schema.to_owned(), Taken::Schema));
    }
    let culprit = operation_around(document, pointer)?;
    Some((culprit.pointer(), taken(document, &culprit)?))
}

/// The pointers of the schemas that a pointer is inside of, the innermost first.
/// Members of a union are not among them: they cannot be told apart once open.
fn schemas_around(pointer: &str) -> impl Iterator<Item = &str> {
    let tokens: Vec<&str> = pointer.split('/').collect();
    let mut ends = Vec::new();
    let mut end = 0;
    let mut is_name = false;
    for (index, token) in tokens.iter().enumerate() {
        end += token.len() + usize::from(index > 0);
        let before = |back: usize| index.checked_sub(back).and_then(|at| tokens.get(at)).copied();
        let is_component =
            index == 3 && before(2) == Some("components") && before(1) == Some("schemas");
        let is_schema = is_component
            || is_name
            || (matches!(*token, "schema" | "items" | "additionalProperties"));
        if is_schema {
            ends.push(end);
        }
        is_name = *token == "properties" && !is_schema;
    }
    ends.into_iter().rev().map(|end| &pointer[..end])
}

/// The operation that a pointer is inside of, or one that shares what it is inside of.
fn operation_around(document: &Value, pointer: &str) -> Option<Culprit> {
    let mut tokens =
        pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
    let (kind, path, method) = (tokens.next()?, tokens.next()?, tokens.next().unwrap_or_default());
    if kind != "paths" {
        return None;
    }
    let methods = document::operations(document).filter(|(at, _, _)| *at == path);
    let mut methods = methods.map(|(_, method, _)| method.to_owned());
    let method = if document::METHODS.contains(&&*method) { Some(method) } else { methods.next() };
    Some(Culprit::Operation(path, method?))
}

/// Takes out what makes the generator fail.
fn failed(
    place: &Place,
    document: &mut Value,
    reason: String,
    worker: &Worker,
) -> Result<Finding, Vec<Problem>> {
    let mut fails = |part: &Value| matches!(worker.run(&Task::part(part)), Answer::Failed(_));
    let until = Instant::now() + SEARCH * worker.time;
    let culprit = bisect::culprit(document, until, &mut fails);
    match taken(document, &culprit) {
        Some(taken) => Ok(Finding { pointer: culprit.pointer(), taken, reason }),
        None => Err(vec![Problem::fault(
            "generator",
            place.pointer(&culprit.pointer()),
            reason,
            "no part of it was found to blame; if it took too long, allow more with --time-limit",
        )]),
    }
}

/// Takes a culprit out; nothing if there is nothing left to take.
fn taken(document: &mut Value, culprit: &Culprit) -> Option<Taken> {
    let before = document.pointer(&culprit.pointer())?.clone();
    match culprit {
        Culprit::Schema(_) => bisect::open(document, &culprit.pointer()).then_some(Taken::Schema),
        Culprit::Operation(path, method) => {
            bisect::remove(document, path, method);
            let id = before.get("operationId").and_then(Value::as_str).unwrap_or("without an id");
            let route = format!("{} {path}", method.to_ascii_uppercase());
            Some(Taken::Operation { route, id: id.to_owned() })
        }
        Culprit::Whole => None,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::child::testing::worker;
    use super::*;

    /// A document of a few operations, each of which answers with a schema.
    fn document(answers: &[(&str, &str)], schemas: &Value) -> Value {
        let operation = |(path, name): &(&str, &str)| {
            let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
            let operation = json!({
                "operationId": path.trim_start_matches('/'),
                "tags": ["Desks"],
                "summary": "Answers.",
                "x-evidence": { "source": "vendor-file", "reference": "its document" },
                "responses": { "200": {
                    "description": "An answer.",
                    "content": { "application/json": { "schema": schema } },
                } },
            });
            ((*path).to_owned(), json!({ "get": operation }))
        };
        let paths: serde_json::Map<String, Value> = answers.iter().map(operation).collect();
        json!({
            "openapi": "3.0.3",
            "info": { "title": "Acme Desks API", "version": "1" },
            "servers": [{ "url": "https://api.acme.example" }],
            "paths": paths,
            "components": { "schemas": schemas },
        })
    }

    fn made(document: Value) -> Attempt {
        let place = Place::file("openapi.json");
        make_adopted(document, Report::default(), &place, None, "openapi.json", &worker())
            .expect("a crate")
    }

    fn desk() -> Value {
        json!({ "type": "object", "properties": { "name": { "type": "string", "example": "A1" } } })
    }

    fn findings(attempt: &Attempt) -> String {
        attempt.findings.iter().map(|finding| format!("{finding}\n")).collect()
    }

    #[test]
    fn a_document_becomes_a_crate() {
        let attempt = made(document(&[("/get_desk", "Desk")], &json!({ "Desk": desk() })));
        assert_eq!((attempt.operations, attempt.made(), attempt.types()), (1, 1, 1));
        assert_eq!(findings(&attempt), "");
        let paths: Vec<&str> = attempt.files().map(|(path, _)| path).collect();
        assert!(paths.contains(&"generated/acme_desks/src/examples.rs"), "{paths:?}");
        assert!(paths.contains(&"specs/acme_desks/names.lock"), "{paths:?}");
    }

    /// Two schemas that are written out into each other for ever.
    fn endless() -> Value {
        let member = |name: &str| {
            let other = json!({ "$ref": format!("#/components/schemas/{name}") });
            json!({ "allOf": [other, { "type": "object", "properties": { "a": { "type": "string" } } }] })
        };
        json!({ "Desk": desk(), "Left": member("Right"), "Right": member("Left") })
    }

    #[test]
    fn what_is_refused_is_opened_and_the_rest_is_made() {
        let attempt = made(document(&[("/get_desk", "Desk"), ("/get_left", "Left")], &endless()));
        assert_eq!((attempt.operations, attempt.made()), (2, 2));
        assert_snapshot!(findings(&attempt), @"
        #/components/schemas/Left takes any value: [schema] this schema is made of itself, and the generator would overflow its stack
        #/components/schemas/Right takes any value: [schema] this schema is made of itself, and the generator would overflow its stack
        ");
    }

    #[test]
    fn what_aborts_the_generator_is_found_and_opened() {
        let mut document = document(&[("/get_desk", "Desk"), ("/get_left", "Left")], &endless());
        let place = Place::file("openapi.json");
        let finding =
            failed(&place, &mut document, "aborted".into(), &worker()).expect("a culprit");
        assert_eq!(finding.pointer, "/components/schemas/Left");
        assert_eq!(document["components"]["schemas"]["Left"], json!({}));
    }

    #[test]
    fn a_file_that_is_not_there_is_a_usage_problem() {
        let problems = make(Path::new("gone.yaml"), None, "openapi.json", &worker())
            .expect_err("no such file");
        assert_snapshot!(problems[0], @"
        error[file]: gone.yaml
          cannot read the document: No such file or directory (os error 2)
          fix: name a file that can be read
        ");
    }

    #[test]
    fn the_least_around_a_pointer_is_taken_out() {
        let around = |pointer| schemas_around(pointer).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            around("/components/schemas/properties/properties/items/oneOf/1/allOf"),
            ["/components/schemas/properties/properties/items", "/components/schemas/properties",]
        );
        assert_eq!(
            around("/paths/~1a/get/responses/200/content/j/schema/items/enum"),
            [
                "/paths/~1a/get/responses/200/content/j/schema/items",
                "/paths/~1a/get/responses/200/content/j/schema",
            ]
        );
        assert_eq!(around("/components/parameters/schemas"), [""; 0]);

        let operation = json!({ "requestBody": { "schema": { "items": {} } } });
        let mut document = json!({ "paths": { "/a~b/{id}": { "get": operation, "put": {} } } });
        let mut taken =
            |pointer: &str| taken_around(&mut document, pointer).map(|(pointer, _)| pointer);
        let get = "/paths/~1a~0b~1{id}/get";
        let body = format!("{get}/requestBody/schema");
        assert_eq!(taken(&format!("{body}/items/type")), Some(body.clone()));
        assert_eq!(taken(&format!("{body}/items/type")), Some(get.to_owned()));
        assert_eq!(
            taken("/paths/~1a~0b~1{id}/parameters/0").as_deref(),
            Some("/paths/~1a~0b~1{id}/put")
        );
        assert_eq!(taken("/paths/~1a~0b~1{id}/parameters/0"), None);
        assert_eq!(taken("/components/parameters/Page"), None);
        assert_eq!(taken(""), None);
    }
}
