//! Holds what a vendor's page says against what the spec says, both ways.
//!
//! What is on the page has to be in the spec, and what the spec has beyond the
//! page, or against it, has to say what it rests on. Anything else needs a reason
//! in `specs/<vendor>/audit.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

pub mod changes;
pub mod difference;
pub mod table;

mod explained;
mod pairing;
mod silence;

pub use difference::{Difference, compare};

use crate::document as documents;
use crate::inventory::{Inventory, document};
use crate::problem::{Place, Problem};
use crate::vendor::{self, SPECS, Vendor};
use difference::{Element, Kind};
use explained::Reasons;
use pairing::Paired;

/// What an audit of one vendor found.
#[derive(Debug)]
pub struct Audit {
    /// The vendor.
    pub vendor: Vendor,
    /// What the page says.
    pub page: Inventory,
    /// What the spec says.
    pub spec: Inventory,
    /// Where the two differ.
    pub findings: Vec<Finding>,
    /// Reasons that no longer explain anything, and the like.
    pub problems: Vec<Problem>,
}

/// A difference, and what becomes of it.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The difference: the page is the first side, the spec the second.
    #[serde(flatten)]
    pub difference: Difference,
    /// What excuses it.
    pub standing: Standing,
}

/// What excuses a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The spec says what it rests on.
    Evidence(String),
    /// `audit.toml` says why.
    Reason(String),
    /// The spec of another vendor folder has the operation.
    Elsewhere(String),
    /// Nothing.
    Unexplained,
}

/// Audits one vendor.
///
/// # Errors
///
/// Every problem in what has to be read first: the settings, the document, the
/// inventory, the reasons.
pub fn run(root: &Path, ident: &str) -> Result<Audit, Vec<Problem>> {
    let vendor = vendor::load(root, ident)?;
    let written = documents::load(root, &vendor)?;
    let spec = document::read(&written);
    let page = load(root, ident).map_err(|problem| vec![problem])?;
    let reasons = explained::load(root, ident).map_err(|problem| vec![problem])?;
    let differences = compare(&page, &spec).into_iter().filter(is_audited);
    let mut problems = Vec::new();
    let elsewhere = elsewhere(root, ident, &reasons, &page, &mut problems);
    let findings: Vec<Finding> = differences
        .map(|difference| Finding {
            standing: standing(&difference, &reasons, &elsewhere),
            difference,
        })
        .collect();
    problems.extend(without_use(ident, &reasons, &findings));
    Ok(Audit { vendor, page, spec, findings, problems })
}

/// Reads a vendor's inventory.
///
/// # Errors
///
/// A problem if there is none, or it is not what `inventory` writes.
pub fn load(root: &Path, ident: &str) -> Result<Inventory, Problem> {
    let path = path(ident);
    let place = Place::file(&path);
    let fix = format!("read the vendor's page with `cargo xtask inventory {ident} <page>`");
    let refuse = |reason: String| Problem::fault("inventory", place.clone(), reason, fix.clone());
    let text = fs::read_to_string(root.join(&path))
        .map_err(|error| refuse(format!("cannot read what the vendor's page says: {error}")))?;
    serde_json::from_str(&text).map_err(|error| refuse(format!("is not an inventory: {error}")))
}

/// Where a vendor's inventory is, below the workspace root.
pub fn path(ident: &str) -> String {
    format!("{SPECS}/{ident}/inventory.json")
}

impl Audit {
    /// The differences that nothing excuses, and the reasons that excuse nothing.
    pub fn problems(&self) -> Vec<Problem> {
        // The same thing in many operations is one thing to mend.
        let mut groups: BTreeMap<(Kind, String), Vec<&str>> = BTreeMap::new();
        for Finding { difference, standing } in &self.findings {
            if *standing == Standing::Unexplained {
                let group = groups.entry((difference.kind, difference.what())).or_default();
                group.push(&difference.operation);
            }
        }
        let unexplained = groups.iter().map(|((kind, what), at)| self.problem(*kind, what, at));
        unexplained.chain(self.problems.clone()).collect()
    }

    fn problem(&self, kind: Kind, what: &str, operations: &[&str]) -> Problem {
        let ident = &self.vendor.ident;
        let place = Place::file(self.vendor.document_path());
        let (who, fix) = match kind {
            Kind::Missing => (
                "the page has it, the spec has not",
                format!("add it to the document, or give the reason in specs/{ident}/audit.toml"),
            ),
            Kind::Extra => (
                "the spec has it, the page has not",
                "give it an `x-evidence`, or take it out of the document".to_owned(),
            ),
            Kind::Contradiction => (
                "the page says one thing, the spec another",
                format!(
                    "correct the document, give it an `x-evidence`, or give the reason in \
                     specs/{ident}/audit.toml"
                ),
            ),
        };
        let within = match operations {
            // What is said of the whole document is in no operation.
            [""] => String::new(),
            operations => format!("\nin {}", operations.join("\n   ")),
        };
        let reason = format!("{who}: {what}{within}");
        Problem::fault("audit", place, reason, fix)
    }
}

/// Whether a difference between a page and a spec means anything.
///
/// A spec has words of its own. It may say more of a thing than the page does. What
/// is received it may demand less of: that is how a client survives.
fn is_audited(difference: &Difference) -> bool {
    let is_wording =
        matches!(difference.aspect.as_str(), "title" | "group" | "description" | "schema");
    let says_more = difference.element == Element::Fact && difference.kind == Kind::Extra;
    let demands_less = difference.is_received
        && match difference.aspect.as_str() {
            "required" => difference.second == "false",
            "type" => allows_more(&difference.first, &difference.second),
            _ => false,
        };
    !(is_wording || says_more || demands_less)
}

/// Whether the types on the right are those on the left, and null.
fn allows_more(left: &str, right: &str) -> bool {
    let right: Vec<&str> = right.split('|').collect();
    left.split('|').all(|name| right.contains(&name))
        && right.iter().all(|name| *name == "null" || left.split('|').any(|known| known == *name))
}

fn standing(difference: &Difference, reasons: &Reasons, elsewhere: &[Found]) -> Standing {
    if let Some(entry) = reasons.explained.iter().find(|entry| entry.explains(difference)) {
        return Standing::Reason(entry.reason.clone());
    }
    let is_whole = difference.kind == Kind::Missing && difference.element == Element::Operation;
    let found = elsewhere.iter().find(|found| found.operation == difference.operation);
    match (&difference.evidence, found) {
        (_, Some(found)) if is_whole => Standing::Elsewhere(found.vendor.clone()),
        (Some(evidence), _) if difference.kind != Kind::Missing => {
            Standing::Evidence(evidence.clone())
        }
        _ => Standing::Unexplained,
    }
}

/// An operation that another vendor folder has.
struct Found {
    operation: String,
    vendor: String,
}

/// The operations that `audit.toml` says are elsewhere, and are.
fn elsewhere(
    root: &Path,
    ident: &str,
    reasons: &Reasons,
    page: &Inventory,
    problems: &mut Vec<Problem>,
) -> Vec<Found> {
    let mut found = Vec::new();
    for entry in &reasons.elsewhere {
        let other = vendor::load(root, &entry.vendor)
            .and_then(|vendor| documents::load(root, &vendor))
            .map(|document| document::read(&document));
        let other = match other {
            Ok(other) => other,
            Err(others) => {
                problems.extend(others);
                continue;
            }
        };
        let pairs = pairing::pair(page, &other).into_iter();
        let shared = pairs.filter_map(|paired| match paired {
            Paired::Both { first, .. } => Some(first.name()),
            Paired::First(_) | Paired::Second(_) => None,
        });
        let named: Vec<String> =
            shared.filter(|name| explained::matches(&entry.operations, name)).collect();
        if named.is_empty() {
            problems.push(Problem::fault(
                "audit-reasons",
                explained::place(ident),
                format!(
                    "no operation of the page is `{}` and in specs/{}",
                    entry.operations, entry.vendor
                ),
                "correct the entry, or take it out",
            ));
        }
        let vendor = entry.vendor.clone();
        found
            .extend(named.into_iter().map(|operation| Found { operation, vendor: vendor.clone() }));
    }
    found
}

/// Reasons that no longer explain anything.
fn without_use(ident: &str, reasons: &Reasons, findings: &[Finding]) -> Vec<Problem> {
    let used = |entry: &&explained::Explained| {
        !findings.iter().any(|finding| entry.explains(&finding.difference))
    };
    let unused = reasons.explained.iter().filter(used);
    unused
        .map(|entry| {
            Problem::fault(
                "audit-reasons",
                explained::place(ident),
                format!("nothing is `{}` any more, so nothing needs its reason", entry.at),
                "take the entry out, or correct its `at` or `kind`",
            )
        })
        .collect()
}

/// The audit as JSON.
pub fn to_json(audits: &[Audit]) -> Value {
    let one = |audit: &Audit| {
        serde_json::json!({
            "vendor": audit.vendor.ident,
            "page": audit.page.source,
            "resources": table::resources(audit),
            "findings": audit.findings,
        })
    };
    Value::Array(audits.iter().map(one).collect())
}

#[cfg(test)]
mod tests;
