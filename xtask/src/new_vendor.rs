//! Adds a vendor: its spec, its raw crate, and a crate to write by hand on top.
//!
//! Everything is made aside, on a copy of the specs, and held against the same
//! checks as what is there. Only then is it put in place, all at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::attempt::{self, Attempt, Worker};
use crate::problem::{Place, Problem};
use crate::tree::{Difference, Tree, slashed};
use crate::vendor::{GENERATED, SPECS};
use crate::{audit, coverage, document, inventory, pipeline, provenance, vendor};

mod ergonomic;
mod manifest;
pub(crate) mod yaml;

/// The adopted document in the vendor's folder.
const DOCUMENT: &str = "openapi.yaml";
/// The crates that are written by hand.
const CRATES: &str = "crates";
/// What may name no vendor.
const SHARED: [&str; 3] = ["crates/runtime/src", "xtask/bin/src", "xtask/src"];

/// A vendor that was added.
#[derive(Debug)]
pub struct Added {
    /// The document, and what it took to make a crate of it.
    pub attempt: Attempt,
    /// What was written.
    pub difference: Difference,
}

/// Adds a vendor whose document is a file.
///
/// # Errors
///
/// Everything that keeps it from being added; nothing is written then.
pub fn run(root: &Path, ident: &str, file: &Path, worker: &Worker) -> Result<Added, Vec<Problem>> {
    let known = vendor::idents(root).map_err(|problem| vec![problem])?;
    let problems = unusable(root, ident, &known);
    if !problems.is_empty() {
        return Err(problems);
    }
    let attempt = attempt::make(file, Some(ident), DOCUMENT, worker)?;
    let mut tree = files(root, ident, &attempt)?;
    tree.extend(checked_aside(root, ident, &tree)?);
    let difference = tree.difference(root)?;
    tree.apply(root, &difference).map_err(|stopped| stopped.problems)?;
    Ok(Added { attempt, difference })
}

/// Why a vendor cannot have this name.
fn unusable(root: &Path, ident: &str, known: &[String]) -> Vec<Problem> {
    let refuse = |reason: String, fix: &str| {
        vec![Problem::usage("ident", Place::file(format!("{SPECS}/{ident}")), reason, fix)]
    };
    let is_word = ident.starts_with(|c: char| c.is_ascii_lowercase())
        && ident.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !ident.ends_with('_')
        && !ident.contains("__");
    if !is_word {
        return refuse(
            format!("`{ident}` cannot be a part of the names of folders and packages"),
            "use lower-case letters, digits and single underscores",
        );
    }
    let taken = [SPECS, GENERATED].map(|folder| format!("{folder}/{ident}"));
    let taken = taken.into_iter().chain([crate_folder(ident)]);
    if let Some(folder) = taken.into_iter().find(|folder| root.join(folder).exists()) {
        return refuse(format!("there is a folder {folder} already"), "choose another name");
    }
    let near = |other: &&String| other.contains(ident) || ident.contains(other.as_str());
    if let Some(other) = known.iter().find(near) {
        return refuse(
            format!("`{ident}` and the vendor `{other}` could not be told apart by their names"),
            "choose a name that is no part of another one",
        );
    }
    match SHARED.iter().find_map(|folder| mention(root, Path::new(folder), ident)) {
        Some(path) => refuse(
            format!("shared code may name no vendor, and {path} has the word `{ident}` in it"),
            "choose a longer name, such as the vendor's with `_api` behind it",
        ),
        None => Vec::new(),
    }
}

/// A file below a folder that has a word in it.
fn mention(root: &Path, folder: &Path, word: &str) -> Option<String> {
    let mut entries: Vec<_> =
        fs::read_dir(root.join(folder)).ok()?.filter_map(Result::ok).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    entries.iter().find_map(|entry| {
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            return mention(root, &path, word);
        }
        let bytes = fs::read(entry.path()).ok()?;
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        text.contains(word).then(|| slashed(&path))
    })
}

fn crate_folder(ident: &str) -> String {
    format!("{CRATES}/{}", ident.replace('_', "-"))
}

/// All files but those that need the others to be in place.
fn files(root: &Path, ident: &str, attempt: &Attempt) -> Result<Tree, Vec<Problem>> {
    let mut tree = Tree::default();
    for (path, text) in attempt.files() {
        tree.insert(path.to_owned(), text.to_owned());
    }
    let folder = format!("{SPECS}/{ident}");
    tree.insert(format!("{folder}/vendor.toml"), attempt.settings.text.clone());
    tree.insert(format!("{folder}/{DOCUMENT}"), written(&attempt.document));
    tree.insert(format!("{folder}/NOTES.md"), notes(ident, attempt));
    let ergonomic = ergonomic::files(ident, attempt);
    let crates = crate_folder(ident);
    tree.extend(
        ergonomic.into_iter().map(|(path, text)| (format!("{crates}/{path}"), text)).collect(),
    );
    let text = fs::read_to_string(root.join("Cargo.toml")).map_err(|error| {
        let reason = format!("cannot be read: {error}");
        vec![Problem::usage(
            "workspace",
            Place::file("Cargo.toml"),
            reason,
            "run from the workspace root",
        )]
    })?;
    tree.insert("Cargo.toml".into(), manifest::with(&text, ident).map_err(|one| vec![one])?);
    Ok(tree)
}

/// The document as YAML, or as JSON, which is YAML too, if that would change it.
fn written(document: &Value) -> String {
    let text = format!(
        "# Adopted from the vendor's own document by `cargo xtask new-vendor`. From here on it is\n\
         # written by hand: CONTRIBUTING.md tells how.\n{}",
        yaml::text(document)
    );
    match document::parse(&Place::file(DOCUMENT), &text) {
        Ok(read) if read == *document => text,
        _ => crate::normalize::to_text(document),
    }
}

fn notes(ident: &str, attempt: &Attempt) -> String {
    let list = |items: Vec<String>| match items.is_empty() {
        true => "Nothing.\n".to_owned(),
        false => items.iter().map(|item| format!("- {}\n", item.replace('\n', " "))).collect(),
    };
    let lost = attempt.adopted.losses().iter().map(ToString::to_string).collect();
    let findings = attempt.findings.iter().map(ToString::to_string).collect();
    format!(
        "# {}\n\n`{DOCUMENT}` was adopted from the vendor's own document, and `inventory.json` was read from\n\
         it. `cargo xtask inventory {ident} <page>` reads the vendor's page instead; then `cargo xtask\n\
         audit {ident}` says where the two differ.\n\n## To look at in `vendor.toml`\n\n{}\n\
         ## What adopting the document gave up\n\n{}\n## What was taken out\n\n{}",
        attempt.settings.name,
        list(attempt.settings.guesses.clone()),
        list(lost),
        list(findings),
    )
}

/// The inventory and the coverage, made on a copy of the specs with the new one.
fn checked_aside(
    root: &Path,
    ident: &str,
    tree: &Tree,
) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    let failed = |error: std::io::Error| {
        let reason = format!("cannot copy the specs: {error}");
        vec![Problem::fault("disk", Place::file(SPECS), reason, "make room for a copy of them")]
    };
    let aside = tempfile::tempdir().map_err(failed)?;
    copy(&root.join(SPECS), &aside.path().join(SPECS)).map_err(failed)?;
    let difference = tree.difference(aside.path())?;
    tree.apply(aside.path(), &difference).map_err(|stopped| stopped.problems)?;

    let document = aside.path().join(SPECS).join(ident).join(DOCUMENT);
    let read = inventory::load(&document, None).map_err(|problem| vec![problem])?;
    let mut made = BTreeMap::from([(audit::path(ident), read.to_json())]);
    let mut inventory = Tree::default();
    inventory.extend(made.clone());
    let difference = inventory.difference(aside.path())?;
    inventory.apply(aside.path(), &difference).map_err(|stopped| stopped.problems)?;

    let problems = audit::run(aside.path(), ident)?.problems();
    if !problems.is_empty() {
        return Err(problems);
    }
    let prepared = pipeline::prepare(aside.path(), ident)?;
    made.insert(
        provenance::path(&prepared.vendor),
        provenance::text(aside.path(), &prepared, tree)?,
    );
    made.insert(coverage::PATH.to_owned(), coverage::page(aside.path())?);
    Ok(made)
}

pub(crate) fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
