//! Tries a document: makes a complete raw crate of whatever it is.
//!
//! The document is adopted, and what settings it cannot say are derived from
//! it. The generator runs in a child process; what makes it fail is found and
//! taken out, so that the rest still becomes a crate. Nothing is taken out in
//! silence: each [`Finding`] says what and why.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::adopt::{self, Report};
use crate::document;
use crate::problem::{Place, Problem};

mod bisect;
mod child;
mod scratch;
mod settings;
mod told;

pub use child::{VERB, Worker, serve};
pub use scratch::{Check, Checked, Examples, Failure, Request, run};
pub use settings::{Settings, ident_of};
pub use told::tell;

use bisect::Culprit;
use child::{Answer, Crate, Refusal, Task};

/// How often something may be taken out before the document is given up.
const ROUNDS: usize = 64;

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
    Schema(String),
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

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.taken {
            Taken::Operation { route, id } => write!(formatter, "{route} ({id}) has no method")?,
            Taken::Schema(name) => write!(formatter, "{name} takes any value")?,
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
    let (mut document, adopted) = adopt::run(read(file)?);
    let settings = settings::derive(&mut document, ident, beside);
    let place = place_of(file);
    let operations = document::operations(&document).count();
    let mut findings = Vec::new();
    for _ in 0..ROUNDS {
        let task = Task {
            ident: &settings.ident,
            settings: &settings.text,
            document: Cow::Borrowed(&document),
            only_generate: false,
        };
        let found = match worker.run(&task) {
            Answer::Made(made) => {
                return Ok(Attempt { settings, document, adopted, findings, operations, made });
            }
            Answer::Refused(refusals) => refused(&place, &mut document, refusals)?,
            Answer::Failed(reason) => vec![failed(&place, &mut document, reason, worker)?],
        };
        findings.extend(found);
    }
    Err(vec![Problem::fault(
        "try",
        place,
        format!("{ROUNDS} times something was taken out, and it still fails"),
        "adopt a smaller document first; the findings are in the pipeline",
    )])
}

/// A file that need not be below the workspace root.
fn place_of(file: &Path) -> Place {
    Place::file(file.display().to_string())
}

fn read(file: &Path) -> Result<Value, Vec<Problem>> {
    let place = place_of(file);
    let bytes = fs::read(file).map_err(|error| {
        let reason = format!("cannot read the document: {error}");
        vec![Problem::usage("file", place.clone(), reason, "name a file that can be read")]
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let reason = format!("is no UTF-8 text: the byte at offset {offset} is none");
        vec![Problem::fault("document", place.clone(), reason, "save the document as UTF-8")]
    })?;
    document::parse(&place, &text).map_err(|problem| vec![problem])
}

/// Takes out what the stages before the generator refuse.
fn refused(
    place: &Place,
    document: &mut Value,
    refusals: Vec<Refusal>,
) -> Result<Vec<Finding>, Vec<Problem>> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut unplaced = Vec::new();
    for refusal in refusals {
        let known = |finding: &Finding| refusal.pointer.starts_with(&finding.pointer);
        if findings.iter().any(known) {
            continue;
        }
        let culprit = culprit_at(document, &refusal.pointer);
        match taken(document, &culprit) {
            Some(taken) => {
                findings.push(Finding { pointer: culprit.pointer(), taken, reason: refusal.reason })
            }
            None => unplaced.push(Problem::fault(
                "try",
                place.pointer(&refusal.pointer),
                refusal.reason,
                "this is for `adopt` to rewrite",
            )),
        }
    }
    if findings.is_empty() { Err(unplaced) } else { Ok(findings) }
}

/// What stands at a pointer, or around it.
fn culprit_at(document: &Value, pointer: &str) -> Culprit {
    let mut tokens =
        pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
    let mut next = || tokens.next().unwrap_or_default();
    match (&*next(), next(), next()) {
        ("components", kind, name) if kind == "schemas" => Culprit::Schema(name),
        ("paths", path, method) if document::METHODS.contains(&&*method) => {
            Culprit::Operation(path, method)
        }
        // What all operations of a path share: they go one after the other.
        ("paths", path, _) => {
            let mut operations = document::operations(document).filter(|(at, _, _)| *at == path);
            match operations.next() {
                Some((_, method, _)) => Culprit::Operation(path.clone(), method.to_owned()),
                None => Culprit::Whole,
            }
        }
        _ => Culprit::Whole,
    }
}

/// Takes out what makes the generator fail.
fn failed(
    place: &Place,
    document: &mut Value,
    reason: String,
    worker: &Worker,
) -> Result<Finding, Vec<Problem>> {
    let mut fails = |part: &Value| {
        let document = Cow::Borrowed(part);
        let task = Task { ident: "", settings: "", document, only_generate: true };
        matches!(worker.run(&task), Answer::Failed(_))
    };
    let culprit = bisect::culprit(document, &mut fails);
    match taken(document, &culprit) {
        Some(taken) => Ok(Finding { pointer: culprit.pointer(), taken, reason }),
        None => Err(vec![Problem::fault(
            "generator",
            place.pointer(&culprit.pointer()),
            reason,
            "no part of the document is to blame alone; this is a fault of the pipeline",
        )]),
    }
}

/// Takes a culprit out; nothing if there is nothing left to take.
fn taken(document: &mut Value, culprit: &Culprit) -> Option<Taken> {
    let before = document.pointer(&culprit.pointer())?.clone();
    match culprit {
        Culprit::Schema(name) => {
            bisect::open(document, name);
            let after = document.pointer(&culprit.pointer());
            (after != Some(&before)).then(|| Taken::Schema(name.clone()))
        }
        Culprit::Operation(path, method) => {
            bisect::remove(document, path, method);
            let id = before.get("operationId").and_then(Value::as_str).unwrap_or("without an id");
            let route = format!("{} {path}", method.to_ascii_uppercase());
            Some(Taken::Operation { route, id: id.to_owned() })
        }
        Culprit::Whole => None,
    }
}
