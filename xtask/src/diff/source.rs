//! The two sides of a comparison: files, vendors, revisions of either, or inventories.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::adopt;
use crate::document;
use crate::git;
use crate::inventory::{self, Inventory};
use crate::pipeline;
use crate::problem::{Place, Problem};
use crate::vendor::{self, GENERATED, SPECS, Vendor};

use super::surface::Surface;

/// One side.
#[derive(Debug)]
pub struct Source {
    /// What it was called.
    pub name: String,
    /// What it says.
    pub content: Content,
    /// The vendor whose folder it is, if it is one.
    pub vendor: Option<Box<Vendor>>,
    /// The files of the crate that was made of it, where they are kept.
    pub generated: Vec<(String, String)>,
}

/// What a side says.
#[derive(Debug)]
pub enum Content {
    /// An OpenAPI document; of a vendor, with its settings.
    Document {
        /// The document, of which only Swagger 2.0 was rewritten.
        document: Value,
        /// `vendor.toml`.
        settings: toml::Table,
    },
    /// The facts of a page.
    Facts(Inventory),
}

impl Source {
    /// What the crate that is made of it shows.
    pub fn surface(&self) -> Surface {
        let files = self.generated.iter();
        Surface::of(files.map(|(module, text)| (module.as_str(), text.as_str())))
    }
}

impl Content {
    /// The facts of either.
    pub fn facts(&self) -> Cow<'_, Inventory> {
        match self {
            Self::Facts(facts) => Cow::Borrowed(facts),
            Self::Document { document, .. } => Cow::Owned(inventory::document::read(document)),
        }
    }
}

/// Reads one side: `acme`, `HEAD~1:acme`, a path, or `HEAD~1:` and a path.
///
/// # Errors
///
/// Why there is no such thing, or why it cannot be read.
pub fn read(root: &Path, name: &str) -> Result<Source, Vec<Problem>> {
    if root.join(name).is_file() {
        return file(name, &root.join(name));
    }
    let known = vendor::idents(root).map_err(|problem| vec![problem])?;
    if known.iter().any(|ident| ident == name) {
        return of_vendor(&Tree { root, revision: None }, name, name);
    }
    match name.split_once(':') {
        Some((revision, rest)) if !rest.is_empty() => {
            let tree = Tree { root, revision: Some(revision) };
            tree.check()?;
            match rest.contains(['/', '.']) {
                true => of_text(name, rest, &tree.text(rest)?),
                false => of_vendor(&tree, rest, name),
            }
        }
        _ => Err(vec![Problem::usage(
            "diff",
            Place::file(name),
            "is neither a file nor a vendor",
            format!("name a file, one of {}, or REVISION:VENDOR", known.join(", ")),
        )]),
    }
}

/// Whether a vendor was there at a revision.
///
/// # Errors
///
/// That there is no such revision.
pub fn was_there(root: &Path, revision: &str, ident: &str) -> Result<bool, Vec<Problem>> {
    let tree = Tree { root, revision: Some(revision) };
    tree.check()?;
    Ok(tree.text(&format!("{SPECS}/{ident}/vendor.toml")).is_ok())
}

/// The working tree, or a revision of it.
struct Tree<'a> {
    root: &'a Path,
    revision: Option<&'a str>,
}

impl Tree<'_> {
    /// Whether there is such a revision.
    fn check(&self) -> Result<(), Vec<Problem>> {
        let Some(revision) = self.revision else { return Ok(()) };
        let name = format!("{revision}^{{commit}}");
        match self.git(&["rev-parse", "--verify", "--quiet", &name]) {
            Ok(_) => Ok(()),
            Err(why) => Err(vec![Problem::usage(
                "diff",
                Place::file(revision),
                format!("is no revision that git knows{why}"),
                "name a commit, a branch or a tag",
            )]),
        }
    }

    fn text(&self, path: &str) -> Result<String, Vec<Problem>> {
        let problem = |reason: String| {
            let place = match self.revision {
                Some(revision) => Place::file(format!("{revision}:{path}")),
                None => Place::file(path),
            };
            vec![Problem::usage("diff", place, reason, "name something that is there")]
        };
        match self.revision {
            None => fs::read_to_string(self.root.join(path))
                .map_err(|error| problem(format!("cannot be read: {error}"))),
            Some(revision) => {
                let bytes = self
                    .git(&["show", &format!("{revision}:./{path}")])
                    .map_err(|why| problem(format!("is not in that revision{why}")))?;
                String::from_utf8(bytes).map_err(|_| problem("is no UTF-8 text".to_owned()))
            }
        }
    }

    fn git(&self, arguments: &[&str]) -> Result<Vec<u8>, String> {
        git::run(self.root, arguments, None).map_err(|said| match said.as_str() {
            "" => said,
            said => format!(": {said}"),
        })
    }
}

fn of_vendor(tree: &Tree<'_>, ident: &str, name: &str) -> Result<Source, Vec<Problem>> {
    let settings = tree.text(&format!("{SPECS}/{ident}/vendor.toml"))?;
    let vendor = vendor::parse(ident, &settings)?;
    let path = vendor.document_path();
    let place = Place::file(path.as_str());
    let document = document::parse(&place, &tree.text(&path)?).map_err(|problem| vec![problem])?;
    let settings = settings.parse().map_err(|error: toml::de::Error| {
        let fix = "correct the line";
        vec![Problem::fault("settings", vendor.settings_place(), error.to_string(), fix)]
    })?;
    Ok(Source {
        name: name.to_owned(),
        generated: generated(tree, ident),
        content: Content::Document { document, settings },
        vendor: Some(Box::new(vendor)),
    })
}

/// The modules that a crate shows: of a revision as they were committed; of the working
/// tree as the spec makes them now, and if it makes none, as they are.
fn generated(tree: &Tree<'_>, ident: &str) -> Vec<(String, String)> {
    let made = match tree.revision {
        None => pipeline::run(tree.root, ident).ok(),
        Some(_) => None,
    };
    let files = ["client", "builder", "types", "operations"].into_iter();
    let files = files.filter_map(|file| {
        let path = format!("{GENERATED}/{ident}/src/{file}.rs");
        let text = match &made {
            Some(made) => made.tree.get(&path).map(str::to_owned),
            None => tree.text(&path).ok(),
        };
        Some((file.to_owned(), text?))
    });
    files.collect()
}

/// A file in the working tree: a document, or an inventory or a page.
fn file(name: &str, path: &Path) -> Result<Source, Vec<Problem>> {
    let mut report = adopt::Report::default();
    let read = adopt::read_as_it_is(path, &mut report);
    let content = match read {
        Ok(document) => Content::Document { document, settings: toml::Table::new() },
        Err(problems) => match inventory::load_either(path) {
            Ok(facts) => Content::Facts(facts),
            // What stands against a document is told: that is what most files are.
            Err(_) => return Err(problems),
        },
    };
    Ok(Source { name: name.to_owned(), content, vendor: None, generated: Vec::new() })
}

/// A file of a revision, which may refer to no other.
fn of_text(name: &str, path: &str, text: &str) -> Result<Source, Vec<Problem>> {
    let folder = tempfile::tempdir().map_err(|error| {
        let reason = format!("no folder can be made for it: {error}");
        vec![Problem::fault(
            "diff",
            Place::file(name),
            reason,
            "free some room in the temporary folder",
        )]
    })?;
    let file_name = PathBuf::from(path);
    let copy = folder.path().join(file_name.file_name().unwrap_or_default());
    fs::write(&copy, text).map_err(|error| {
        let reason = format!("cannot be written to the temporary folder: {error}");
        vec![Problem::fault(
            "diff",
            Place::file(name),
            reason,
            "free some room in the temporary folder",
        )]
    })?;
    file(name, &copy)
}
