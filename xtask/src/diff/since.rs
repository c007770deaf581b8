//! What has changed in a vendor's folder since a revision, with all that a report shows.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::html::Beside;
use super::render::Comparison;
use crate::audit::{self, table};
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
    let mut option = std::ffi::OsString::from("--prefix=");
    option.push(&prefix);
    let commit = format!("{revision}^{{commit}}");
    let steps: [Vec<std::ffi::OsString>; 2] = [
        vec!["read-tree".into(), commit.into()],
        vec!["checkout-index".into(), "--all".into(), "--quiet".into(), option],
    ];
    let index = folder.path().join(".index");
    for step in steps {
        let output = Command::new("git")
            .arg("-C")
            .arg(root)
            .args(step)
            .env("GIT_INDEX_FILE", &index)
            .output()
            .map_err(|error| failed(format!("git cannot be started: {error}")))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(failed(said.lines().next().unwrap_or("git says nothing").to_owned()));
        }
    }
    Ok(folder)
}
