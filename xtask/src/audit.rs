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

mod comparison;
mod explained;
mod pairing;
mod silence;

pub use comparison::compare;
pub use difference::Difference;

use crate::document as documents;
use crate::inventory::{Inventory, NotUnderstood, document};
use crate::problem::{Place, Problem};
use crate::vendor::{self, SPECS, Vendor};
use difference::{Element, Kind};
use explained::{Elsewhere, Reasons};
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
    let mut problems = unusable(ident, &page);
    let differences = compare(&page, &spec).into_iter().filter(is_audited);
    let differences = differences.chain(not_understood(&page));
    let elsewhere = elsewhere(root, &reasons, &page, &mut problems);
    let judged =
        |difference| Finding { standing: standing(&difference, &reasons, &elsewhere), difference };
    let findings: Vec<Finding> = differences.map(judged).collect();
    problems.extend(without_use(ident, &reasons, &elsewhere, &findings));
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
    let inventory: Inventory = serde_json::from_str(&text)
        .map_err(|error| refuse(format!("is not an inventory: {error}")))?;
    match inventory.to_json() == text {
        true => Ok(inventory),
        false => Err(refuse("is not as `inventory` writes it; has it been edited?".to_owned())),
    }
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

/// An inventory that cannot stand for the vendor's page.
fn unusable(ident: &str, page: &Inventory) -> Vec<Problem> {
    let place = Place::file(path(ident));
    let fix = format!("read the whole page with `cargo xtask inventory {ident} <page>`");
    let reasons = [
        (page.operations.is_empty(), "no operation is in it"),
        (page.source.cut, "it was read from a copy that ends in the middle of an operation"),
    ];
    let found = reasons.into_iter().filter(|(is_so, _)| *is_so);
    found
        .map(|(_, reason)| Problem::fault("inventory", place.clone(), reason, fix.clone()))
        .collect()
}

/// What no reader made sense of may be anything, so it needs a reason as well.
fn not_understood(page: &Inventory) -> impl Iterator<Item = Difference> {
    page.not_understood.iter().map(|NotUnderstood { line, place, reason, .. }| {
        let at = if *line == 0 { place.clone() } else { format!("line {line}, in {place}") };
        Difference {
            operation: String::new(),
            place: format!("not understood: {at}"),
            aspect: String::new(),
            kind: Kind::Missing,
            element: Element::Fact,
            first: reason.clone(),
            second: String::new(),
            evidence: None,
            is_own_evidence: false,
            values: 0,
            is_received: false,
            is_unsaid: false,
        }
    })
}

/// Whether a difference between a page and a spec means anything.
///
/// A spec has words of its own. It may say more of a thing than a page does that
/// speaks of no such matter. What is received it may demand less of: that is how a
/// client survives.
fn is_audited(difference: &Difference) -> bool {
    let is_wording = matches!(
        difference.aspect.as_str(),
        "title" | "group" | "description" | "schema" | "only in a sample"
    );
    let says_more = difference.element == Element::Fact
        && difference.kind == Kind::Extra
        && difference.is_unsaid;
    let demands_less = difference.is_received
        && match difference.aspect.as_str() {
            "required" => difference.second == "false",
            "type" => allows_more(&difference.first, &difference.second),
            _ => false,
        };
    // That a text is a secret is our mark: it keeps it out of logs.
    let is_secret = difference.aspect == "format" && difference.second == "password";
    !(is_wording || says_more || demands_less || is_secret)
}

/// Whether the types on the right are those on the left, and null; or all there are.
fn allows_more(left: &str, right: &str) -> bool {
    if right == "any" {
        return true;
    }
    let right: Vec<&str> = right.split('|').collect();
    left.split('|').all(|name| right.contains(&name))
        && right.iter().all(|name| *name == "null" || left.split('|').any(|known| known == *name))
}

fn standing(difference: &Difference, reasons: &Reasons, elsewhere: &[Found]) -> Standing {
    if let Some(entry) = reasons.explained.iter().find(|entry| entry.explains(difference)) {
        return Standing::Reason(entry.reason.clone());
    }
    if let Some(found) = elsewhere.iter().find(|found| found.excuses(difference)) {
        return Standing::Elsewhere(found.vendor.clone());
    }
    match &difference.evidence {
        Some(evidence) if speaks_for(difference) => Standing::Evidence(evidence.clone()),
        _ => Standing::Unexplained,
    }
}

/// Whether the evidence of a difference, if there is any, is evidence for it.
///
/// What something stands on says that it is there, and with all that is inside. That
/// the page is wrong about it must be said of the very thing. Nothing that a value
/// stands on says whether it has to be there, or may still be used.
fn speaks_for(difference: &Difference) -> bool {
    match (difference.kind, difference.aspect.as_str()) {
        (Kind::Missing, _) | (_, "required" | "deprecated") => false,
        (Kind::Contradiction, _) => difference.is_own_evidence,
        (Kind::Extra, _) => true,
    }
}

/// An operation that another vendor folder has.
struct Found {
    /// The number of the entry that says so.
    entry: usize,
    operation: String,
    vendor: String,
}

impl Found {
    fn excuses(&self, difference: &Difference) -> bool {
        let is_whole = difference.kind == Kind::Missing && difference.element == Element::Operation;
        is_whole && self.operation == difference.operation
    }
}

/// The operations that `audit.toml` says are elsewhere, and are.
fn elsewhere(
    root: &Path,
    reasons: &Reasons,
    page: &Inventory,
    problems: &mut Vec<Problem>,
) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, entry) in reasons.elsewhere.iter().enumerate() {
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
        let vendor = entry.vendor.clone();
        found.extend(named.into_iter().map(|operation| Found {
            entry: number,
            operation,
            vendor: vendor.clone(),
        }));
    }
    found
}

/// Entries that no longer decide anything: the first that fits a difference decides.
fn without_use(
    ident: &str,
    reasons: &Reasons,
    elsewhere: &[Found],
    findings: &[Finding],
) -> Vec<Problem> {
    let stale = |what: String| {
        let fix = "take the entry out, or correct it";
        Problem::fault("audit-reasons", explained::place(ident), what, fix)
    };
    let mut deciding = vec![false; reasons.explained.len()];
    let mut finding = vec![false; reasons.elsewhere.len()];
    for Finding { difference, .. } in findings {
        let entry = reasons.explained.iter().position(|entry| entry.explains(difference));
        let found = elsewhere.iter().find(|found| found.excuses(difference));
        match (entry, found) {
            (Some(entry), _) => deciding[entry] = true,
            (None, Some(found)) => finding[found.entry] = true,
            (None, None) => {}
        }
    }
    let unused = reasons.explained.iter().zip(deciding).filter(|(_, decides)| !decides);
    let explained = unused.map(|(entry, _)| {
        stale(format!("nothing is `{}` any more, so nothing needs its reason", entry.at))
    });
    let unused = reasons.elsewhere.iter().zip(finding).filter(|(_, decides)| !decides);
    let elsewhere = unused.map(|(entry, _)| {
        let Elsewhere { operations, vendor } = entry;
        stale(format!("no operation that this spec lacks is `{operations}` and in specs/{vendor}"))
    });
    explained.chain(elsewhere).collect()
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
