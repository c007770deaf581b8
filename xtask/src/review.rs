//! Snapshots that wait for a person: by vendor and class, with what caused each.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diff;
use crate::problem::{Place, Problem};
use crate::tree::slashed;
use crate::vendor;

pub mod lines;

use lines::{LineChange, tally};

/// Where snapshots are.
const FOLDERS: [&str; 3] = ["crates", "tests", "xtask"];
const PENDING: &str = ".snap.new";

/// A snapshot that waits.
#[derive(Debug)]
pub struct Pending {
    /// The file, below the root.
    pub path: PathBuf,
    /// The vendor that it is about, or what it is about instead.
    pub owner: String,
    /// What it shows.
    pub class: &'static str,
    /// What changed in it.
    pub changes: Vec<LineChange>,
    /// What caused that, as far as the changes since the last commit tell.
    pub causes: Vec<String>,
}

/// What no vendor owns.
const SHARED: &str = "shared";

/// Finds what waits.
///
/// # Errors
///
/// What cannot be read.
pub fn pending(root: &Path) -> Result<Vec<Pending>, Vec<Problem>> {
    let idents = vendor::idents(root).map_err(|problem| vec![problem])?;
    let mut paths = Vec::new();
    for folder in FOLDERS {
        find(&root.join(folder), &mut paths);
    }
    paths.sort();
    let mut known: BTreeMap<String, Vec<diff::Change>> = BTreeMap::new();
    let mut found = Vec::new();
    for path in paths {
        let below = path.strip_prefix(root).unwrap_or(&path).to_owned();
        let read = |path: &Path| {
            fs::read_to_string(path).map_err(|error| {
                let place = Place::file(slashed(path.strip_prefix(root).unwrap_or(path)));
                let reason = format!("cannot be read: {error}");
                vec![Problem::fault("review", place, reason, "check the file")]
            })
        };
        let new = read(&path)?;
        let accepted = accepted_path(&path);
        let old = if accepted.exists() { read(&accepted)? } else { String::new() };
        let owner = owner(&slashed(&below), &idents);
        let changes = lines::compare(&outline(&old), &outline(&new));
        let wire = known.entry(owner.clone()).or_insert_with(|| {
            let sides = (format!("HEAD:{owner}"), owner.clone());
            let compared =
                idents.contains(&owner).then(|| diff::compare(root, (&sides.0, &sides.1), None));
            compared.and_then(Result::ok).map(|it| it.changes).unwrap_or_default()
        });
        let causes = causes(&changes, wire);
        found.push(Pending { class: class(&slashed(&below)), path: below, owner, changes, causes });
    }
    found.sort_by(|a, b| (&a.owner, a.class, &a.path).cmp(&(&b.owner, b.class, &b.path)));
    Ok(found)
}

/// Accepts what waits for one owner, and answers which files that were.
///
/// # Errors
///
/// If nothing waits under that name, or a file cannot be written.
pub fn accept(root: &Path, pending: &[Pending], owner: &str) -> Result<Vec<String>, Vec<Problem>> {
    let chosen: Vec<&Pending> = pending.iter().filter(|one| one.owner == owner).collect();
    if chosen.is_empty() {
        let owners: std::collections::BTreeSet<&str> =
            pending.iter().map(|one| one.owner.as_str()).collect();
        let owners: Vec<&str> = owners.into_iter().collect();
        let fix = match owners.as_slice() {
            [] => "no snapshot waits at all".to_owned(),
            owners => format!("name one of: {}", owners.join(", ")),
        };
        let reason = "no snapshot waits under this name";
        return Err(vec![Problem::usage("review", Place::file(owner), reason, fix)]);
    }
    let mut accepted = Vec::new();
    for one in chosen {
        let from = root.join(&one.path);
        let to = accepted_path(&from);
        let done = fs::read_to_string(&from).and_then(|text| {
            // Where in the test it was is true for a moment only.
            let kept = text.lines().filter(|line| !line.starts_with("assertion_line: "));
            let kept: String = kept.map(|line| format!("{line}\n")).collect();
            fs::write(&from, kept)?;
            fs::rename(&from, &to)
        });
        done.map_err(|error| {
            let reason = format!("cannot be accepted: {error}");
            vec![Problem::fault(
                "review",
                Place::file(slashed(&one.path)),
                reason,
                "check the file",
            )]
        })?;
        accepted.push(slashed(to.strip_prefix(root).unwrap_or(&to)));
    }
    Ok(accepted)
}

/// What waits, as text.
pub fn text(pending: &[Pending]) -> String {
    if pending.is_empty() {
        return "no snapshot waits\n".to_owned();
    }
    let mut text = String::new();
    let mut heading = ("", "");
    for one in pending {
        if heading != (one.owner.as_str(), one.class) {
            heading = (one.owner.as_str(), one.class);
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{}, {}", one.owner, one.class);
        }
        let _ = writeln!(text, "  {}: {}", slashed(&one.path), tally(&one.changes));
        for change in &one.changes {
            let _ = writeln!(text, "    {}", change.class.name());
            for (mark, line) in [("-", &change.old), ("+", &change.new)] {
                if let Some(line) = line {
                    let _ = writeln!(text, "      {mark} {line}");
                }
            }
        }
        for cause in &one.causes {
            let _ = writeln!(text, "    because {cause}");
        }
    }
    text
}

fn find(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && name != "target" {
            find(&entry.path(), paths);
        } else if kind.is_file() && name.to_string_lossy().ends_with(PENDING) {
            paths.push(entry.path());
        }
    }
}

fn accepted_path(path: &Path) -> PathBuf {
    path.with_extension("")
}

/// A snapshot without its head, as an outline of one tag.
fn outline(text: &str) -> BTreeMap<String, String> {
    let body = text.strip_prefix("---\n").and_then(|rest| Some(rest.split_once("\n---\n")?.1));
    BTreeMap::from([(String::new(), body.unwrap_or(text).to_owned())])
}

/// The longest name of a vendor that a path has as a word.
fn owner(path: &str, idents: &[String]) -> String {
    let words: Vec<&str> = path.split(['/', '.']).flat_map(|part| part.split("__")).collect();
    let named = |ident: &&String| {
        words.iter().any(|word| word == ident || *word == ident.replace('_', "-"))
    };
    let found = idents.iter().filter(named).max_by_key(|ident| ident.len());
    found.cloned().unwrap_or_else(|| SHARED.to_owned())
}

fn class(path: &str) -> &'static str {
    let has = |word: &str| {
        path.split('/').any(|part| part == word || part.contains(&format!("{word}__")))
    };
    match () {
        () if has("wire") => "wire",
        () if has("help") => "help",
        () if path.rsplit('/').next().is_some_and(|name| name.starts_with("it__")) => "messages",
        () if path.starts_with("tests/it/snapshots/") => "surface",
        () => "other",
    }
}

fn causes(changes: &[LineChange], wire: &[diff::Change]) -> Vec<String> {
    let lines = changes.iter().flat_map(|change| change.old.iter().chain(&change.new));
    let lines: Vec<&String> = lines.collect();
    // An operation by its id, or a component by its name.
    let names = |change: &&diff::Change| {
        let component = change.place.strip_prefix("schema ").and_then(|it| it.split(' ').next());
        let mut named = change.operation_id.as_deref().into_iter().chain(component);
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        named.any(|word| {
            lines.iter().any(|line| line.split(|c| !is_part(c)).any(|other| other == word))
        })
    };
    let told = wire.iter().filter(names);
    told.map(|change| format!("{} {}: {}", change.level, change.place, change.sentence)).collect()
}
