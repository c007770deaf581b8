//! Every construct that the bare generator mishandles: what it makes of a small document
//! with it, and how what the pipeline makes of the same document behaves.
//!
//! `tests/corpus` has the documents, a table of them, and beside each document tests of
//! the crate that is made of it. Those are compiled as one crate, in a workspace of its own.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use xtask::attempt::{self, Attempt};

use crate::attempt::worker;
use crate::workspace::{files, root};

mod page;
mod plain;
mod scratch;
mod table;

use plain::Outcome;
use scratch::Workspace;
use table::{Construct, Plain};

/// Where the documents are.
fn corpus() -> PathBuf {
    root().join("tests/corpus")
}

/// Does the same for each, on as many threads as there are processors.
fn for_each<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some((at, item)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            items.get(at).map(|item| (at, item))
        } {
            done.push((at, work(item)));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(take)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
}

/// All that is wrong at once.
#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn every_document_is_in_the_table_and_every_row_is_filled() {
    let constructs = table::read();
    let listed: BTreeSet<&str> = constructs.iter().map(|one| one.document.as_str()).collect();
    let folder = corpus();
    let is_document = |path: &PathBuf| {
        let is_part = path.parent() != Some(&*folder) && !path.ends_with("openapi.yaml");
        path.extension().is_some_and(|found| found == "yaml") && !is_part
    };
    let relative = |path: &PathBuf| -> String {
        path.strip_prefix(&folder).expect("below").to_string_lossy().into_owned()
    };
    let there: BTreeSet<String> =
        files(&folder).into_keys().filter(is_document).map(|path| relative(&path)).collect();
    assert_eq!(listed, there.iter().map(String::as_str).collect());
    let rows: BTreeSet<u32> = constructs.iter().map(|one| one.row).collect();
    let last = rows.last().copied().unwrap_or_default();
    let missing: Vec<u32> = (1..=last).filter(|row| !rows.contains(row)).collect();
    assert!(rows.len() >= 90 && missing.is_empty(), "rows without a document: {missing:?}");
}

#[test]
fn the_bare_generator_does_what_the_table_says() {
    let constructs = table::read();
    let outcomes = for_each(&constructs, plain::run);
    let pairs = constructs.iter().zip(&outcomes);
    none(
        &pairs
            .clone()
            .filter_map(|(one, outcome)| one.plain.fault(&one.document, outcome))
            .collect::<Vec<_>>(),
    );

    let workspace = Workspace::new("plain");
    let written = pairs.filter_map(|(construct, outcome)| match (&construct.plain, outcome) {
        (Plain { breaks: Some(code), .. }, Outcome::Writes(text)) => Some((construct, code, text)),
        _ => None,
    });
    let written: Vec<_> = written.collect();
    for (construct, _, text) in &written {
        workspace.bare(&construct.module(), text);
    }
    let codes = workspace.check();
    let faults = written.iter().filter_map(|(construct, code, _)| {
        let found = codes.get(&construct.module()).map_or(&[][..], Vec::as_slice);
        let is_told = found.iter().any(|found| found == *code);
        (!is_told).then(|| {
            format!("{}: {code} was expected, the compiler says {found:?}", construct.document)
        })
    });
    none(&faults.collect::<Vec<_>>());
}

#[test]
fn what_the_pipeline_makes_of_each_behaves() {
    let constructs = table::read();
    let constructs: Vec<&Construct> = table::by_document(&constructs);
    let worker = worker();
    let attempts = for_each(&constructs, |construct| {
        attempt::make(&corpus().join(&construct.document), None, "openapi.json", &worker)
    });
    let workspace = Workspace::new("adopted");
    let mut faults = Vec::new();
    for (construct, attempt) in constructs.iter().zip(attempts) {
        match attempt {
            Ok(attempt) => {
                faults.extend(untold(construct, &attempt));
                workspace.adopted(construct, &attempt);
            }
            Err(problems) => faults.push(format!("{}: {problems:?}", construct.document)),
        }
    }
    none(&faults);
    let passed = workspace.test(constructs.iter().map(|construct| construct.module()));
    let silent = constructs.iter().map(|construct| construct.module());
    let silent: Vec<String> = silent.filter(|module| !passed.contains(module)).collect();
    assert!(silent.is_empty(), "nothing was asserted of {silent:?}");
}

/// What was given up of a document, if the table does not say just that.
fn untold(construct: &Construct, attempt: &Attempt) -> Option<String> {
    let losses = attempt.adopted.losses().iter().map(ToString::to_string);
    let told: Vec<String> =
        losses.chain(attempt.findings.iter().map(ToString::to_string)).collect();
    let is_told = told == construct.told;
    (!is_told).then(|| format!("{}: given up, and not in the table: {told:#?}", construct.document))
}

/// A vendor's file as it is published, which is not part of this repository.
const PUBLISHED: &str = "../shared/vendors/kadence-openapi-1.2.0.yml";

#[test]
fn a_published_document_becomes_a_crate_as_it_is() {
    let file = root().join(PUBLISHED);
    if !file.exists() {
        println!("skipped: no vendor's file is beside this repository");
        return;
    }
    let attempt = attempt::make(&file, None, "openapi.json", &worker()).expect("a crate");
    let findings: Vec<String> = attempt.findings.iter().map(ToString::to_string).collect();
    assert_eq!(findings, [""; 0], "something was taken out");
    assert!(attempt.made() >= attempt.operations && attempt.made() > 0);
}

#[test]
fn the_page_says_what_the_table_says() {
    let (path, page) = (root().join(page::PATH), page::text(&table::read()));
    let current = fs::read_to_string(&path).unwrap_or_default();
    if current != page {
        let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("constructs.md");
        fs::write(&made, &page).expect("the page can be written");
        panic!("{} is not what the table makes; copy {} over it", page::PATH, made.display());
    }
}
