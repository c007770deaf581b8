//! Rules of the house that a program can check.

use std::fs;
use std::path::PathBuf;

use crate::workspace::{files, root};

const HAND_WRITTEN: [&str; 3] = ["crates", "tests", "xtask"];
const LONGEST_SNAPSHOT: usize = 120;
const WIDEST_SNAPSHOT: usize = 140;
const LONGEST_FILE: usize = 600;

fn hand_written(extension: &str) -> Vec<(PathBuf, String)> {
    HAND_WRITTEN
        .iter()
        .flat_map(|folder| files(&root().join(folder)))
        .filter(|(path, _)| path.extension().is_some_and(|found| found == extension))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text")))
        .collect()
}

#[test]
fn every_module_says_what_it_is_for() {
    for (path, text) in hand_written("rs") {
        // The README of a crate may be its documentation.
        let is_told = text.starts_with("//!") || text.starts_with("#![doc = include_str!(");
        assert!(is_told, "{} does not begin with `//!`", path.display());
    }
}

#[test]
fn files_can_be_read_in_one_sitting() {
    for (path, text) in hand_written("rs") {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().lines().count();
        assert!(code <= LONGEST_FILE, "{}: {code} lines", path.display());
    }
}

#[test]
fn snapshots_fit_on_a_screen_or_three() {
    for (path, text) in hand_written("snap") {
        let (lines, columns) = (text.lines().count(), text.lines().map(str::len).max());
        assert!(lines <= LONGEST_SNAPSHOT, "{}: {lines} lines", path.display());
        assert!(columns <= Some(WIDEST_SNAPSHOT), "{}: {columns:?} columns", path.display());
    }
}

#[test]
fn every_example_compiles() {
    let fence = ["```ign", "ore"].concat();
    for (path, text) in hand_written("rs").into_iter().chain(hand_written("md")) {
        assert!(!text.contains(&fence), "{} has an example that nothing compiles", path.display());
    }
}

#[test]
fn every_member_takes_the_workspace_lints() {
    for (path, text) in hand_written("toml") {
        // The thin binary is a workspace of its own.
        if path.ends_with("Cargo.toml") && !path.ends_with("bin/Cargo.toml") {
            assert!(text.contains("[lints]\nworkspace = true"), "{}", path.display());
        }
    }
}

#[test]
fn every_spec_is_complete() {
    for ident in xtask::vendor::idents(&root()).expect("specs") {
        let folder = root().join("specs").join(ident);
        for file in ["NOTES.md", "names.lock", "normalized.json", "vendor.toml"] {
            assert!(folder.join(file).exists(), "{}/{file} is missing", folder.display());
        }
    }
}

#[test]
fn the_readme_names_the_verbs() {
    let readme = fs::read_to_string(root().join("README.md")).expect("a README");
    for command in ["cargo xtask generate", "cargo test --workspace"] {
        assert!(readme.contains(command), "README.md does not name `{command}`");
    }
}
