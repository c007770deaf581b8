//! Lays a crate out in a folder of its own, and has cargo check it.
//!
//! The folder is a workspace by itself: what it inherits is copied from this one,
//! with paths written out. It shares this workspace's target folder and lock, so
//! that dependencies are built once.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde::Deserialize;
use toml::{Table, Value};

use super::{Attempt, Worker, make};
use crate::lossless::{self, Example};
use crate::problem::{Place, Problem};
use crate::tree::Tree;

/// The adopted document beside the crate.
const DOCUMENT: &str = "openapi.json";
/// Tells a folder of ours from one of somebody else.
const HEADER: &str = "# Made by `cargo xtask try`: everything here is overwritten.";
/// How many lines of the compiler are shown.
const LINES: usize = 20;

/// What is to be tried.
#[derive(Clone, Debug)]
pub struct Request {
    /// The document.
    pub file: PathBuf,
    /// Where the crate goes; below the target folder if nothing is said.
    pub out: Option<PathBuf>,
    /// Whether cargo checks the crate, and every example is read and written.
    pub check: bool,
}

/// A crate in its folder, and what checking it said.
#[derive(Debug)]
pub struct Checked {
    /// The crate.
    pub attempt: Attempt,
    /// Where it is.
    pub folder: PathBuf,
    /// What cargo said, if it was asked.
    pub check: Option<Check>,
}

/// What cargo said of a crate.
#[derive(Debug, Default)]
pub struct Check {
    /// The first lines of what does not compile.
    pub errors: Vec<String>,
    /// Why the examples could not be tried, although the crate compiles.
    pub untried: Vec<String>,
    /// What became of the examples, unless the crate does not compile.
    pub examples: Option<Examples>,
}

/// What became of the examples of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Examples {
    /// How many were read and written again.
    pub tried: usize,
    /// How many have no type of their own: they stand beside a body that is no
    /// JSON, or in a schema that was taken out.
    pub untyped: usize,
    /// Those that did not come back as they were, although they fit their schema.
    pub lost: Vec<Failure>,
    /// Those that did not, and go against or beyond their own schema.
    pub contradictory: Vec<Failure>,
}

/// An example that did not come back as it was.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Failure {
    /// Where it stands, as a JSON pointer.
    pub at: String,
    /// What happened to it.
    pub why: String,
}

impl Checked {
    /// Whether there is nothing to mend: all operations, all types, all examples.
    pub fn is_whole(&self) -> bool {
        let check = self.check.as_ref();
        self.attempt.findings.is_empty()
            && check.is_none_or(|check| check.errors.is_empty() && check.untried.is_empty())
            && check
                .and_then(|check| check.examples.as_ref())
                .is_none_or(|examples| examples.lost.is_empty())
    }
}

/// Makes a crate of a document, lays it out, and checks it if that is asked for.
///
/// # Errors
///
/// What [`make`] refuses, and what keeps the folder from being written.
pub fn run(root: &Path, request: &Request, worker: &Worker) -> Result<Checked, Vec<Problem>> {
    let attempt = make(&request.file, None, DOCUMENT, worker)?;
    let folder = request
        .out
        .clone()
        .unwrap_or_else(|| target(root).join("try").join(&attempt.settings.ident));
    is_ours(&folder)?;
    let tree = tree(root, &attempt)?;
    let difference = tree.difference(&folder)?;
    tree.apply(&folder, &difference).map_err(|stopped| stopped.problems)?;
    let check = request.check.then(|| check(root, &folder, &attempt)).transpose()?;
    Ok(Checked { attempt, folder, check })
}

/// This workspace's target folder.
fn target(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Refuses a folder that holds something else.
fn is_ours(folder: &Path) -> Result<(), Vec<Problem>> {
    let is_empty = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    if is_empty || manifest.starts_with(HEADER) {
        return Ok(());
    }
    Err(vec![Problem::usage(
        "out",
        super::place_of(folder),
        "is no folder that this verb made, and would be overwritten",
        "name a folder that is not there yet",
    )])
}

/// The files of the folder.
fn tree(root: &Path, attempt: &Attempt) -> Result<Tree, Vec<Problem>> {
    let settings = &attempt.settings;
    let ours = format!("{}/{}/", crate::vendor::GENERATED, settings.ident);
    let theirs = format!("{}/{}/", crate::vendor::SPECS, settings.ident);
    let mut tree = Tree::default();
    for (path, text) in attempt.files() {
        let path = path.strip_prefix(&ours).or_else(|| path.strip_prefix(&theirs)).unwrap_or(path);
        tree.insert(path.to_owned(), text.to_owned());
    }
    tree.own("src".into());
    tree.own("lossless".into());
    tree.insert(DOCUMENT.into(), crate::normalize::to_text(&attempt.document));
    tree.insert("vendor.toml".into(), settings.text.clone());
    let has_examples = tree.get("src/examples.rs").is_some();
    let package = tree.get("Cargo.toml").unwrap_or_default();
    let manifest = manifest(root, package, has_examples)
        .map_err(|reason| vec![unusable_workspace(&reason)])?;
    tree.insert("Cargo.toml".into(), manifest);
    if let Ok(lock) = fs::read_to_string(root.join("Cargo.lock")) {
        tree.insert("Cargo.lock".into(), lock);
    }
    if has_examples {
        tree.insert("lossless/Cargo.toml".into(), LOSSLESS_MANIFEST.into());
        tree.insert("lossless/src/main.rs".into(), LOSSLESS_MAIN.into());
    }
    Ok(tree)
}

const LOSSLESS_MANIFEST: &str = "\
[package]
name = \"lossless\"
version.workspace = true
edition.workspace = true
publish.workspace = true
description = \"Reads each example with the generated types, and writes it again\"

[dependencies]
floorkit-runtime.workspace = true
serde.workspace = true
serde_json.workspace = true
";

const LOSSLESS_MAIN: &str = "\
//! Prints each example that does not come back as it was, as a line of JSON.

#![allow(warnings, reason = \"the types are generated, and only what examples need is used\")]

#[path = \"../../src/examples.rs\"]
mod examples;
#[path = \"../../src/types.rs\"]
mod types;

fn main() {
    for (at, why) in examples::failures(examples::EXAMPLES) {
        println!(\"{}\", serde_json::json!({ \"at\": at, \"why\": why }));
    }
    println!(\"{}\", examples::EXAMPLES.len());
}
";

/// The manifest of a package that is a workspace by itself.
fn manifest(root: &Path, package: &str, has_examples: bool) -> Result<String, String> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let manifest: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let inherited =
        manifest.get("workspace").and_then(Value::as_table).ok_or("has no workspace")?;
    let package: Table = package.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let root = root.canonicalize().map_err(|error| error.to_string())?;

    let members = if has_examples { vec!["lossless".into()] } else { Vec::<Value>::new() };
    let mut workspace = Table::new();
    workspace.insert("resolver".into(), "3".into());
    workspace.insert("members".into(), members.into());
    for key in ["package", "lints"] {
        workspace.extend(inherited.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    let known = inherited.get("dependencies").and_then(Value::as_table);
    // Without the rest, which would have to be resolved.
    const NEEDED: [&str; 5] =
        ["floorkit-runtime", "progenitor-client", "reqwest", "serde", "serde_json"];
    let dependencies: Table = known
        .into_iter()
        .flatten()
        .filter(|(name, _)| NEEDED.contains(&name.as_str()))
        .map(|(name, dependency)| (name.clone(), located(dependency, &root)))
        .collect();
    workspace.insert("dependencies".into(), dependencies.into());
    let mut whole = package;
    whole.insert("workspace".into(), workspace.into());
    whole.extend(manifest.get("profile").map(|profile| ("profile".to_owned(), profile.clone())));
    Ok(format!("{HEADER}\n\n{whole}"))
}

/// A dependency whose path is written out.
fn located(dependency: &Value, root: &Path) -> Value {
    let mut dependency = dependency.clone();
    if let Some(path) = dependency.get_mut("path") {
        let below = path.as_str().unwrap_or_default().to_owned();
        *path = root.join(below).to_string_lossy().into_owned().into();
    }
    dependency
}

fn unusable_workspace(reason: &str) -> Problem {
    Problem::usage("workspace", Place::file("Cargo.toml"), reason, "run from the workspace root")
}

/// Has cargo check the crate, and the examples read and written.
fn check(root: &Path, folder: &Path, attempt: &Attempt) -> Result<Check, Vec<Problem>> {
    let checked = cargo(root, folder, &["check", "--message-format=short", "--lib"])?;
    if !checked.status.success() {
        return Ok(Check { errors: errors(&checked), ..Check::default() });
    }
    let examples = lossless::examples(&attempt.document);
    if attempt.files().all(|(path, _)| !path.ends_with("/src/examples.rs")) {
        let untyped = examples.len();
        return Ok(Check {
            examples: Some(Examples { untyped, ..Examples::default() }),
            ..Check::default()
        });
    }
    let tried = cargo(root, folder, &["run", "--message-format=short", "--package", "lossless"])?;
    if !tried.status.success() {
        return Ok(Check { untried: errors(&tried), ..Check::default() });
    }
    Ok(Check { examples: Some(sorted(&tried, &examples)), ..Check::default() })
}

/// Runs cargo in the folder, without a network unless it needs one.
fn cargo(root: &Path, folder: &Path, arguments: &[&str]) -> Result<Output, Vec<Problem>> {
    let target = target(root);
    let target = target.canonicalize().unwrap_or(target);
    let run = |more: &[&str]| {
        Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(arguments)
            .arg("--quiet")
            .args(more)
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", &target)
            .output()
    };
    let output = run(&["--offline"]).and_then(|output| {
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() && said.contains("--offline") { run(&[]) } else { Ok(output) }
    });
    output.map_err(|error| {
        let reason = format!("cannot run cargo: {error}");
        vec![Problem::fault(
            "cargo",
            Place::file("Cargo.toml"),
            reason,
            "install cargo, or put it on the path",
        )]
    })
}

/// What the compiler refuses, each error on a line.
fn errors(output: &Output) -> Vec<String> {
    let said = String::from_utf8_lossy(&output.stderr);
    let mut lines: Vec<String> =
        said.lines().filter(|line| line.contains("error")).map(str::to_owned).collect();
    if lines.is_empty() {
        lines = said.lines().rev().take(LINES).map(str::to_owned).collect();
        lines.reverse();
    }
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines
}

/// What became of the examples, from what the program printed.
fn sorted(output: &Output, examples: &[Example]) -> Examples {
    let said = String::from_utf8_lossy(&output.stdout);
    let contradictions: BTreeMap<&str, &str> = examples
        .iter()
        .filter_map(|example| Some((&*example.pointer, example.contradiction.as_deref()?)))
        .collect();
    let tried = said.lines().next_back().and_then(|count| count.parse().ok()).unwrap_or_default();
    let mut sorted =
        Examples { tried, untyped: examples.len().saturating_sub(tried), ..Examples::default() };
    for failure in said.lines().filter_map(|line| serde_json::from_str::<Failure>(line).ok()) {
        match contradictions.get(&*failure.at) {
            Some(why) => {
                sorted.contradictory.push(Failure { why: (*why).to_owned(), ..failure });
            }
            None => sorted.lost.push(failure),
        }
    }
    sorted
}
