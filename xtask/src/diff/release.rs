//! Writes the version that a comparison asks for, and a note of what changed.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::impact::Bump;
use super::render::Comparison;
use super::rules::Level;
use crate::problem::{Place, Problem};
use crate::tree::Tree;

const MANIFEST: &str = "Cargo.toml";
const CHANGELOG: &str = "CHANGELOG.md";
const HEADING: &str = "## Unreleased\n";

/// Raises the version of the workspace, which all its crates share, and adds the changes
/// below `## Unreleased`. Both files are written, or neither.
///
/// # Errors
///
/// What cannot be read, understood or written.
pub fn write(root: &Path, comparison: &Comparison) -> Result<(), Vec<Problem>> {
    let Some(impact) = &comparison.impact else {
        let fix = "compare a vendor with a revision of itself";
        let reason = "no crate is made of these two, so there is no version to raise";
        return Err(vec![Problem::usage("write", Place::file(&*comparison.new), reason, fix)]);
    };
    let bump = impact.crates.iter().map(|verdict| verdict.bump).max().unwrap_or(Bump::None);
    if bump == Bump::None {
        return Ok(());
    }
    let manifest = raised(&read(root, MANIFEST)?, bump)?;
    let changelog = noted(&read(root, CHANGELOG)?, comparison, bump)?;
    let mut tree = Tree::default();
    tree.insert(MANIFEST.to_owned(), manifest);
    tree.insert(CHANGELOG.to_owned(), changelog);
    let difference = tree.difference(root)?;
    tree.apply(root, &difference).map_err(|stopped| stopped.problems)
}

fn read(root: &Path, path: &str) -> Result<String, Vec<Problem>> {
    fs::read_to_string(root.join(path)).map_err(|error| {
        let reason = format!("cannot be read: {error}");
        vec![Problem::fault(
            "write",
            Place::file(path),
            reason,
            "check the file and its permissions",
        )]
    })
}

/// The manifest with the next version, in the package and in every dependency on a member.
fn raised(manifest: &str, bump: Bump) -> Result<String, Vec<Problem>> {
    let fault = |reason: String| {
        let fix = "give `[workspace.package]` a version such as \"0.1.0\"";
        vec![Problem::fault("write", Place::file(MANIFEST), reason, fix)]
    };
    let table: toml::Table =
        manifest.parse().map_err(|error: toml::de::Error| fault(error.to_string()))?;
    let version = table.get("workspace").and_then(|it| it.get("package")?.get("version")?.as_str());
    let version = version.ok_or_else(|| fault("has no version of the workspace".to_owned()))?;
    let next = bump.after(version);
    let next =
        next.ok_or_else(|| fault(format!("{version:?} is no version that can be raised")))?;
    let old = format!("version = \"{version}\"");
    let new = format!("version = \"{next}\"");
    let lines = manifest.lines().map(|line| {
        let is_ours = line.trim() == old || line.contains("path = ") && line.contains(&old);
        if is_ours { line.replace(&old, &new) } else { line.to_owned() }
    });
    Ok(lines.map(|line| line + "\n").collect())
}

/// The changelog with a list of what callers notice.
fn noted(changelog: &str, comparison: &Comparison, bump: Bump) -> Result<String, Vec<Problem>> {
    let Some((before, after)) = changelog.split_once(HEADING) else {
        let reason = "has no heading `## Unreleased`";
        return Err(vec![Problem::fault(
            "write",
            Place::file(CHANGELOG),
            reason,
            "add the heading",
        )]);
    };
    let mut entry = format!("\n### {} ({bump})\n\n", comparison.new);
    for change in comparison.changes.iter().filter(|change| change.level < Level::Docs) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(entry, "- **{}** {}: {}.", change.level, change.place, change.sentence);
    }
    match after.starts_with(entry.trim_end()) {
        // Noted before.
        true => Ok(changelog.to_owned()),
        false => Ok(format!(
            "{before}{HEADING}{}\n{}",
            entry.trim_end().to_owned() + "\n",
            after.trim_start_matches('\n')
        )),
    }
}
