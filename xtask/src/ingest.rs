//! Takes in what a vendor has published: a page or a file.
//!
//! The new facts become the inventory, the old ones go into `history/`. What the spec
//! lacks then is written down as an overlay of additions, or put into the document when
//! asked for. Nothing that people wrote is touched otherwise.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::audit::{self, Audit, Standing};
use crate::diff::{self, Change};
use crate::document;
use crate::inventory::{self, Inventory, page};
use crate::new_vendor;
use crate::problem::{Place, Problem};
use crate::tree::{Difference, Tree};
use crate::vendor::{self, SPECS, Vendor};

mod insert;
mod named;
mod proposal;

use proposal::Proposal;

/// The additions that are proposed, in a vendor's folder.
const PROPOSED: &str = "proposed.yaml";

/// What is to be taken in.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The vendor.
    pub ident: &'a str,
    /// The page or file.
    pub file: &'a Path,
    /// The kind of page, if it is not to be recognized.
    pub kind: Option<page::Kind>,
    /// The day on which it was saved.
    pub date: Option<&'a str>,
    /// Whether to put the additions into the document.
    pub apply: bool,
}

/// What was taken in.
#[derive(Debug)]
pub struct Ingested {
    /// What was read.
    pub inventory: Inventory,
    /// What changed since the facts that were there before.
    pub changes: Vec<Change>,
    /// Where the spec is behind, in words.
    pub behind: Vec<String>,
    /// What was proposed, in words.
    pub proposed: Vec<String>,
    /// What a person has to do, in words.
    pub by_hand: Vec<String>,
    /// The files that were written.
    pub difference: Difference,
}

/// Takes a page or a file in.
///
/// # Errors
///
/// What keeps it from being read or understood, or the additions from being put into the
/// document; nothing is written then.
pub fn run(root: &Path, request: &Request<'_>) -> Result<Ingested, Vec<Problem>> {
    let ident = request.ident;
    let vendor = vendor::load(root, ident)?;
    let inventory = read(request)?;
    let path = audit::path(ident);
    let old = match root.join(&path).exists() {
        true => Some(audit::load(root, ident).map_err(|problem| vec![problem])?),
        false => None,
    };
    let mut tree = Tree::default();
    tree.insert(path, inventory.to_json());
    if let Some(old) = old.as_ref().filter(|old| old.source.digest != inventory.source.digest) {
        tree.insert(history(root, ident, old), old.to_json());
    }
    let audit = audited(root, ident, &tree)?;
    let written = document::load(root, &vendor)?;
    let proposal = Proposal::of(&audit, &written);
    put(root, &vendor, request, &proposal, &written, &mut tree)?;

    let difference = tree.difference(root)?;
    tree.apply(root, &difference).map_err(|stopped| stopped.problems)?;
    if request.apply || proposal.additions.is_empty() {
        discard(root, ident)?;
    }
    let changes = old.map(|old| diff::facts::compare(&old, &inventory)).unwrap_or_default();
    let behind = unexplained(&audit).collect();
    Ok(Ingested {
        inventory,
        changes,
        behind,
        proposed: proposal.what(),
        by_hand: proposal.by_hand,
        difference,
    })
}

/// Where a vendor's proposal is, below the workspace root.
pub fn proposed(ident: &str) -> String {
    format!("{SPECS}/{ident}/{PROPOSED}")
}

fn read(request: &Request<'_>) -> Result<Inventory, Vec<Problem>> {
    let one = |problem| vec![problem];
    let mut inventory = inventory::load(request.file, request.kind).map_err(one)?;
    if inventory.source.cut {
        return Err(one(inventory::cut(request.file)));
    }
    if let Some(date) = request.date {
        if !is_date(date) {
            let place = Place::file(date);
            let fix = "write it as 2026-07-19";
            return Err(one(Problem::usage("date", place, "is no date", fix)));
        }
        inventory.source.date = Some(date.to_owned());
    }
    Ok(inventory)
}

/// Whether a text is a day as ISO 8601 writes it.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |text: &str, length: usize| {
        let is_plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    number(year, 4).is_some()
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
}

/// Where the facts that were there before go: under their version, their date, or their
/// digest, whichever is known and free.
fn history(root: &Path, ident: &str, old: &Inventory) -> String {
    let source = &old.source;
    let digest: String = source.digest.chars().take(12).collect();
    let plain = |name: &&String| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c))
    };
    let names = [source.version.as_ref(), source.date.as_ref(), Some(&digest)];
    let paths = names
        .into_iter()
        .flatten()
        .filter(plain)
        .map(|name| format!("{SPECS}/{ident}/history/{}.json", name.trim_start_matches('.')));
    let text = old.to_json();
    let is_free = |path: &String| match fs::read_to_string(root.join(path)) {
        Ok(there) => there == text,
        Err(_) => true,
    };
    let mut paths = paths.filter(is_free);
    paths.next().unwrap_or_else(|| format!("{SPECS}/{ident}/history/{digest}.json"))
}

/// The audit as it will be once the inventory is in place.
fn audited(root: &Path, ident: &str, tree: &Tree) -> Result<Audit, Vec<Problem>> {
    let failed = |error: std::io::Error| {
        let reason = format!("cannot copy the specs: {error}");
        vec![Problem::fault("disk", Place::file(SPECS), reason, "make room for a copy of them")]
    };
    let aside = tempfile::tempdir().map_err(failed)?;
    new_vendor::copy(&root.join(SPECS), &aside.path().join(SPECS)).map_err(failed)?;
    let difference = tree.difference(aside.path())?;
    tree.apply(aside.path(), &difference).map_err(|stopped| stopped.problems)?;
    audit::run(aside.path(), ident)
}

/// Puts the additions into the document, or beside it.
fn put(
    root: &Path,
    vendor: &Vendor,
    request: &Request<'_>,
    proposal: &Proposal,
    written: &serde_json::Value,
    tree: &mut Tree,
) -> Result<(), Vec<Problem>> {
    if proposal.additions.is_empty() {
        return Ok(());
    }
    if !request.apply {
        tree.insert(proposed(request.ident), proposal.overlay());
        return Ok(());
    }
    let path = vendor.document_path();
    let text = fs::read_to_string(root.join(&path)).map_err(|error| {
        let reason = format!("cannot be read: {error}");
        let fix = "check the file and its permissions";
        vec![Problem::fault("ingest", Place::file(&*path), reason, fix)]
    })?;
    let place = Place::file(&*path);
    let text = insert::all(&place, &text, &proposal.additions, written)?;
    tree.insert(path, text);
    Ok(())
}

/// Removes a proposal that was put into the document or has nothing to say any more.
fn discard(root: &Path, ident: &str) -> Result<(), Vec<Problem>> {
    let path = proposed(ident);
    match fs::remove_file(root.join(&path)) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => {
            let reason = format!("cannot be removed: {error}");
            let fix = "remove it: what it proposes is in the document";
            Err(vec![Problem::fault("ingest", Place::file(path), reason, fix)])
        }
    }
}

/// What the page says and the spec does not, or otherwise, and nothing explains.
fn unexplained(audit: &Audit) -> impl Iterator<Item = String> {
    let findings = audit.findings.iter().filter(|it| it.standing == Standing::Unexplained);
    let lines: BTreeSet<String> = findings
        .map(|it| format!("{}: {}", it.difference.operation, it.difference.what()))
        .collect();
    lines.into_iter()
}
