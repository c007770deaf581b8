//! What has changed in a vendor's folder since a revision, with all that a report shows.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::html::Beside;
use super::render::Comparison;
use crate::audit::{self, table};
use crate::git;
use crate::pipeline;
use crate::problem::{Place, Problem};

/// Compares a vendor with what it was at a revision, and looks at outline and coverage
/// on both sides.
///
/// # Errors
///
/// Why either side cannot be read.
pub fn run(root: &Path, ident: &str, revision: &str) -> Result<(Comparison, Beside), Vec<Problem>> {
    let comparison = super::compare(root, (&format!("{revision}:{ident}"), ident), None)?;
    let before = checked_out(root, revision)?;
    let (old, new) = (state(before.path(), ident), state(root, ident));
    let coverage = old.coverage.zip(new.coverage);
    Ok((comparison, Beside { outline: lines(&old.outline, &new.outline), coverage }))
}

/// What one side has to show.
#[derive(Default)]
struct State {
    outline: BTreeMap<String, String>,
    coverage: Option<String>,
}

/// What cannot be made of a side is left out: what keeps it from being made is told by
/// other verbs.
fn state(root: &Path, ident: &str) -> State {
    let outline = pipeline::run(root, ident).map(|made| made.outline).unwrap_or_default();
    let coverage = audit::run(root, ident).ok().map(|audit| {
        let (mut page, mut missing) = (0, 0);
        for resource in table::resources(&audit) {
            for counts in resource.counts.values() {
                page += counts.page;
                missing += counts.missing;
            }
        }
        format!("{} of {page} facts", page.saturating_sub(missing))
    });
    State { outline, coverage }
}

/// The lines that went and came, by tag.
fn lines(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Vec<(String, Vec<String>)> {
    let mut tags: Vec<&String> = old.keys().chain(new.keys()).collect();
    tags.sort();
    tags.dedup();
    let found = tags.into_iter().map(|tag| {
        let side = |outlines: &BTreeMap<String, String>| -> Vec<String> {
            outlines.get(tag).into_iter().flat_map(|text| text.lines()).map(str::to_owned).collect()
        };
        let (before, after) = (side(old), side(new));
        let gone =
            before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {line}"));
        let come =
            after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}"));
        (tag.clone(), gone.chain(come).collect::<Vec<_>>())
    });
    found.filter(|(_, lines)| !lines.is_empty()).collect()
}

/// The files of a revision in a folder of their own; the working tree and its index stay
/// as they are.
fn checked_out(root: &Path, revision: &str) -> Result<tempfile::TempDir, Vec<Problem>> {
    let failed = |why: String| {
        let place = Place::file(revision);
        let fix = "name a commit, a branch or a tag, and make room in the temporary folder";
        vec![Problem::usage("diff", place, format!("cannot be laid out: {why}"), fix)]
    };
    let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
    let mut prefix = folder.path().as_os_str().to_owned();
    prefix.push("/");
    let mut option = OsString::from("--prefix=");
    option.push(&prefix);
    let commit = format!("{revision}^{{commit}}");
    let index = folder.path().join(".index");
    let read: [&OsStr; 2] = ["read-tree".as_ref(), commit.as_ref()];
    let write: [&OsStr; 4] =
        ["checkout-index".as_ref(), "--all".as_ref(), "--quiet".as_ref(), option.as_ref()];
    git::run(root, read, Some(&index)).map_err(failed)?;
    git::run(root, write, Some(&index)).map_err(failed)?;
    Ok(folder)
}
