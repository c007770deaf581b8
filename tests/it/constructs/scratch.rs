//! A workspace for crates that are made of the corpus.
//!
//! It shares the target folder and the lock of this workspace, so that nothing but the
//! crates themselves is built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use toml::Table;
use xtask::attempt::Attempt;

use super::corpus;
use super::table::Construct;
use crate::workspace::root;

/// What both kinds of crates need; the same that a crate of `cargo xtask try` needs, so
/// that all share one build of it.
const DEPENDENCIES: [&str; 5] =
    ["floorkit-runtime", "progenitor-client", "reqwest", "serde", "serde_json"];

/// A workspace in a folder of its own.
pub(super) struct Workspace(PathBuf);

impl Workspace {
    /// An empty one.
    pub(super) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("a folder of ours");
        }
        let workspace = Self(folder);
        workspace.write("Cargo.toml", &manifest());
        let lock = fs::read_to_string(root().join("Cargo.lock")).expect("a lock");
        workspace.write("Cargo.lock", &lock);
        workspace
    }

    /// Adds a crate of what the bare generator wrote.
    pub(super) fn bare(&self, name: &str, text: &str) {
        self.write(&format!("{name}/Cargo.toml"), &package(name, ""));
        self.write(&format!("{name}/src/lib.rs"), &format!("//! Made bare.\n\n{text}"));
    }

    /// Adds what the pipeline made of a document, and the tests that stand beside it, as a
    /// module of the crate `adopted`.
    pub(super) fn adopted(&self, construct: &Construct, attempt: &Attempt) {
        let module = construct.module();
        let generated = format!("generated/{}/src/", attempt.settings.ident);
        for (path, text) in attempt.files() {
            if let Some(file) = path.strip_prefix(&generated) {
                let file = if file == "lib.rs" { "mod.rs" } else { file };
                // What is the root of a crate otherwise is a module here.
                let text = text.replace("crate::", &format!("crate::{module}::raw::"));
                self.write(&format!("adopted/src/{module}/raw/{file}"), &text);
            } else if path.ends_with("/PROVENANCE.json") {
                self.write(&format!("adopted/src/{module}/PROVENANCE.json"), text);
            }
        }
        let behavior = corpus().join(format!("{}.rs", module.replace('_', "-")));
        let behavior = fs::read_to_string(&behavior).unwrap_or_default();
        self.write(&format!("adopted/src/{module}/behavior.rs"), &behavior);
        self.write(&format!("adopted/src/{module}.rs"), "mod behavior;\npub mod raw;\n");
    }

    /// The errors of each crate, by their codes.
    pub(super) fn check(&self) -> BTreeMap<String, Vec<String>> {
        let output = self.cargo(&[
            "check",
            "--quiet",
            "--workspace",
            "--keep-going",
            "--message-format=json",
        ]);
        let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            let name = message.pointer("/target/name").and_then(Value::as_str);
            let code = message.pointer("/message/code/code").and_then(Value::as_str);
            if let (Some(name), Some(code)) = (name, code.filter(|code| code.starts_with('E'))) {
                codes.entry(name.to_owned()).or_default().push(code.to_owned());
            }
        }
        codes
    }

    /// Runs the tests of the crate `adopted`: the modules of which one passed.
    pub(super) fn test(&self, modules: impl Iterator<Item = String>) -> BTreeSet<String> {
        let tokio = "tokio = { workspace = true, features = [\"rt\"] }\nurl.workspace = true\n";
        self.write("adopted/Cargo.toml", &package("adopted", tokio));
        let mut text = fs::read_to_string(corpus().join("lib.rs")).expect("the root");
        modules.for_each(|module| text.push_str(&format!("mod {module};\n")));
        self.write("adopted/src/lib.rs", &text);
        let server = fs::read_to_string(root().join("tests/it/canned.rs")).expect("the server");
        self.write("adopted/src/canned.rs", &server);
        let output = self.cargo(&["test", "--package", "adopted", "--lib"]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        let passed = said.lines().filter(|line| line.ends_with("... ok"));
        passed
            .filter_map(|line| {
                Some(line.strip_prefix("test ")?.split_once("::behavior::")?.0.to_owned())
            })
            .collect()
    }

    fn cargo(&self, arguments: &[&str]) -> Output {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
        Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", target)
            .output()
            .expect("cargo runs")
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, text).expect("the file can be written");
    }
}

/// The manifest of the workspace, with the versions and features of this one.
fn manifest() -> String {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let manifest: Table = text.parse().expect("TOML");
    let known = manifest["workspace"]["dependencies"].as_table().expect("dependencies");
    let needed = DEPENDENCIES.iter().chain(&["tokio", "url"]);
    let dependencies: Table = needed
        .map(|name| {
            let mut dependency = known[*name].clone();
            if let Some(path) = dependency.get_mut("path") {
                let below = root().join(path.as_str().expect("a path"));
                *path = below.to_string_lossy().into_owned().into();
            }
            ((*name).to_owned(), dependency)
        })
        .collect();
    let workspace: Table = [
        ("resolver".to_owned(), "3".into()),
        ("members".to_owned(), vec!["*"].into()),
        ("dependencies".to_owned(), dependencies.into()),
    ]
    .into_iter()
    .collect();
    let whole: Table = [
        ("workspace".to_owned(), workspace.into()),
        ("profile".to_owned(), manifest["profile"].clone()),
    ]
    .into_iter()
    .collect();
    whole.to_string()
}

fn package(name: &str, more: &str) -> String {
    let dependencies: String =
        DEPENDENCIES.iter().map(|name| format!("{name}.workspace = true\n")).collect();
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}{more}"
    )
}
