//! The stages in order, for one vendor.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::thread;

use serde_json::Value;

use crate::lossless::{self, Example};
use crate::normalize::{self, Applied};
use crate::operations::{self, Operation};
use crate::problem::{Place, Problem};
use crate::tree::Tree;
use crate::vendor::{self, Vendor};
use crate::{decorate, document, generate, lint, names, outline, provenance, render};

/// The generator recurses with the depth of a document.
const STACK: usize = 256 * 1024 * 1024;

/// A document that the generator takes, and what was done to it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The vendor's settings.
    pub vendor: Vendor,
    /// The normalized document.
    pub document: Value,
    /// How often each pass changed something.
    pub applied: Vec<Applied>,
    /// What the run time must know of each operation.
    pub table: Vec<Operation>,
    /// The examples of the document as it was written.
    pub examples: Vec<Example>,
}

/// Everything that is made of one vendor's spec.
#[derive(Clone, Debug)]
pub struct Made {
    /// The files, and the folder that is to hold nothing else.
    pub tree: Tree,
    /// The outline by tag.
    pub outline: BTreeMap<String, String>,
    /// The number of operations.
    pub operations: usize,
    /// The number of types.
    pub types: usize,
}

/// Reads, normalizes and lints one vendor's spec.
///
/// # Errors
///
/// Every problem of the stage that found any.
pub fn prepare(root: &Path, ident: &str) -> Result<Prepared, Vec<Problem>> {
    let vendor = vendor::load(root, ident)?;
    let written = document::load(root, &vendor)?;
    prepare_document(vendor, written)
}

/// Normalizes and lints a document that has been read and checked.
///
/// # Errors
///
/// Every problem found.
pub fn prepare_document(vendor: Vendor, written: Value) -> Result<Prepared, Vec<Problem>> {
    let place = Place::file(vendor.document_path());
    let mut problems = lint::written(&place, &written);
    problems.extend(vendor::check_servers(&place, &written, &vendor));
    let examples = lossless::examples(&written);
    let (document, applied) = normalize::run(written);
    problems.extend(lint::run(&place, &document));
    problems.extend(operations::check(&place, &document, &vendor));
    if !problems.is_empty() {
        return Err(problems);
    }
    let table = operations::table(&document, vendor.credentials.api_key_header.as_deref());
    Ok(Prepared { vendor, document, applied, table, examples })
}

/// Runs all stages for one vendor; nothing is written.
///
/// # Errors
///
/// Every problem of the stage that found any.
pub fn run(root: &Path, ident: &str) -> Result<Made, Vec<Problem>> {
    let prepared = prepare(root, ident)?;
    let locked = locked_names(root, &prepared.vendor)?;
    let mut made = on_a_large_stack(|| make(&prepared, &locked))?;
    let provenance = provenance::text(root, &prepared, &made.tree)?;
    made.tree.insert(provenance::path(&prepared.vendor), provenance);
    Ok(made)
}

fn make(prepared: &Prepared, locked: &names::Names) -> Result<Made, Vec<Problem>> {
    let place = Place::file(prepared.vendor.document_path());
    finish(prepared, generate::run(&place, &prepared.document)?, locked)
}

/// Makes the files of a vendor of what the generator wrote.
///
/// # Errors
///
/// Every name that differs from the lock.
pub fn finish(
    prepared: &Prepared,
    file: syn::File,
    locked: &names::Names,
) -> Result<Made, Vec<Problem>> {
    let Prepared { vendor, document, table, examples, applied: _ } = prepared;
    let parts = decorate::run(file, document, table, locked);
    let given = names::of(&parts, document, table);
    let problems = names::check(&Place::file(names::path(vendor)), locked, &given);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut tree = Tree::default();
    tree.own(vendor.generated_folder());
    let examples = lossless::module(examples, &parts, document, &render::header(vendor));
    let operations = operations::module(table, vendor);
    tree.insert(names::path(vendor), names::to_text(&given));
    tree.insert(format!("{}/normalized.json", vendor.folder()), normalize::to_text(document));
    let outline = outline::run(&parts, table);
    let types = parts.types.iter().filter(|item| is_type(item)).count();
    tree.extend(render::run(parts, operations, examples, document, vendor));
    Ok(Made { tree, outline, operations: table.len(), types })
}

fn is_type(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Struct(_) | syn::Item::Enum(_))
}

fn locked_names(root: &Path, vendor: &Vendor) -> Result<names::Names, Vec<Problem>> {
    let path = names::path(vendor);
    let place = Place::file(&path);
    match fs::read_to_string(root.join(&path)) {
        Ok(text) => names::parse(&place, &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(names::Names::default()),
        Err(error) => Err(vec![Problem::fault(
            "names-lock",
            place,
            format!("cannot be read: {error}"),
            "check the file and its permissions",
        )]),
    }
}

/// Runs something that recurses with the depth of a document.
///
/// # Errors
///
/// Its own, and a problem if it panics.
pub fn on_a_large_stack<T: Send>(
    work: impl FnOnce() -> Result<T, Vec<Problem>> + Send,
) -> Result<T, Vec<Problem>> {
    let fault = |reason: String| {
        vec![Problem::fault(
            "pipeline",
            Place::file("xtask"),
            reason,
            "report this as a fault of the pipeline",
        )]
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match thread.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(fault("a stage panicked; its message is above".into())),
            Err(error) => Err(fault(format!("cannot start a thread: {error}"))),
        }
    })
}
