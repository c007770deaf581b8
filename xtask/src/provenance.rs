//! What a generated crate was made from, and with what: `PROVENANCE.json`.
//!
//! The chain goes from the vendor's page (by its digest, in the inventory) over the
//! document and the passes to the digest of the files that were made. `verify` makes all
//! of it again, so a link that was changed by hand shows.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::audit;
use crate::digest;
use crate::inventory;
use crate::pipeline::Prepared;
use crate::problem::{Place, Problem};
use crate::tree::{Difference, Tree};
use crate::vendor::{SourceKind, Vendor};

/// The name of the file in the crate's folder.
pub const FILE: &str = "PROVENANCE.json";

/// The versions that the pipeline was built with, one lock file for all.
const LOCK: &str = include_str!("../bin/Cargo.lock");

/// What a crate was made from, and with what.
#[derive(Debug, Serialize)]
struct Provenance<'a> {
    vendor: &'a str,
    source: Source<'a>,
    document: Document,
    /// How often each pass rewrote something.
    passes: serde_json::Map<String, Value>,
    generators: serde_json::Map<String, Value>,
    /// The SHA-256 of the digests and names of all other files of the crate.
    output: String,
}

/// The vendor's page or file.
#[derive(Debug, Serialize)]
struct Source<'a> {
    page: &'a str,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    read: Option<inventory::Source>,
}

/// The document in the vendor's folder.
#[derive(Debug, Serialize)]
struct Document {
    path: String,
    kind: SourceKind,
    digest: String,
}

/// Where the file of a vendor is, below the workspace root.
pub fn path(vendor: &Vendor) -> String {
    format!("{}/{FILE}", vendor.generated_folder())
}

/// The file for a crate whose other files are in a tree.
///
/// # Errors
///
/// That the document cannot be read again.
pub fn text(root: &Path, prepared: &Prepared, tree: &Tree) -> Result<String, Vec<Problem>> {
    let vendor = &prepared.vendor;
    let path = vendor.document_path();
    let bytes = fs::read(root.join(&path)).map_err(|error| {
        let reason = format!("cannot be read: {error}");
        let fix = "check the file and its permissions";
        vec![Problem::fault("provenance", Place::file(&*path), reason, fix)]
    })?;
    let counts = prepared.applied.iter().filter(|applied| applied.places > 0);
    let provenance = Provenance {
        vendor: &vendor.ident,
        source: Source {
            page: &vendor.document.source,
            // A vendor whose page was never read has no inventory.
            read: audit::load(root, &vendor.ident).ok().map(|inventory| inventory.source),
        },
        document: Document { path, kind: vendor.document.kind, digest: digest::of(&bytes) },
        passes: counts.map(|it| (it.pass.to_owned(), it.places.into())).collect(),
        generators: generators(),
        output: output(vendor, tree),
    };
    let text = serde_json::to_string_pretty(&provenance).map_err(|error| {
        let place = Place::file(self::path(vendor));
        vec![Problem::fault("provenance", place, error.to_string(), "correct the settings")]
    })?;
    Ok(text + "\n")
}

/// The file for a crate of a document that is no vendor's yet.
pub fn of_attempt(ident: &str, document: &Value) -> String {
    let digest = digest::of(document.to_string());
    let provenance = serde_json::json!({
        "vendor": ident,
        "document": { "digest": digest },
        "generators": generators(),
    });
    format!("{provenance:#}\n")
}

/// The links of the chain, each with what it means that it broke.
const LINKS: [(&str, &str); 5] = [
    ("/source", "the inventory or the settings tell of another page than the crate was made from"),
    ("/document", "the document is not the one that the crate was made from"),
    ("/passes", "the passes rewrite other places than when the crate was made"),
    ("/generators", "the crate was made by another version of the generators"),
    ("/output", "the files are not those that were made then, or the digest was edited"),
];

/// Which links broke, of each file that is not what is made now.
pub fn broken(root: &Path, tree: &Tree, difference: &Difference) -> Vec<Problem> {
    let files = difference.stale.iter().filter(|path| path.ends_with(&format!("/{FILE}")));
    let problem = |path: &str, pointer: &str, reason: &str| {
        let fix = "run `cargo xtask generate`, look at the difference, and commit it";
        Problem::stale("provenance", Place::file(path).pointer(pointer), reason, fix)
    };
    files
        .flat_map(|path| {
            let text = fs::read_to_string(root.join(path)).unwrap_or_default();
            let texts = [text.as_str(), tree.get(path).unwrap_or_default()];
            let [Ok(old), Ok(new)] = texts.map(serde_json::from_str::<Value>) else {
                return vec![problem(path, "", "is no JSON: it was edited")];
            };
            let links = LINKS.iter().filter(|(at, _)| old.pointer(at) != new.pointer(at));
            links.map(|(at, reason)| problem(path, at, reason)).collect()
        })
        .collect()
}

fn generators() -> serde_json::Map<String, Value> {
    let names = ["progenitor", "typify", "xtask"];
    names.into_iter().filter_map(|name| Some((name.to_owned(), locked(name)?.into()))).collect()
}

/// The version of a package in the lock file.
fn locked(name: &str) -> Option<&'static str> {
    let (_, after) = LOCK.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    after.split('"').next()
}

fn output(vendor: &Vendor, tree: &Tree) -> String {
    let folder = format!("{}/", vendor.generated_folder());
    let files = tree.files().filter_map(|(path, text)| Some((path.strip_prefix(&folder)?, text)));
    let files = files.filter(|(path, _)| *path != FILE);
    let list = files.map(|(path, text)| format!("{} {path}\n", digest::of(text)));
    digest::of(list.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generators_are_known() {
        let known = generators();
        assert_eq!(known.len(), 3, "{known:?}");
        assert!(known.values().all(|version| version.as_str().is_some_and(|it| it.contains('.'))));
    }
}
