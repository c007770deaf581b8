//! `docs/coverage.md`: which operation is called how, and what each call is held against.

use std::{env, fmt::Write as _, fs};

use super::{
    Call, Reasons, Subject,
    tested::{Explained, OF_ALL},
    wire,
};
use crate::workspace::root;

const PATH: &str = "docs/coverage.md";
const UPDATE: &str = "FLOORKIT_UPDATE=1 cargo test -p floorkit-tests --test it calls::coverage";

const INTRODUCTION: &str = "\
# Coverage

<!-- Written by the tests, and held by them. -->

Each operation of each vendor that has a crate of its own, how it is called through that
crate, and what holds the call.

- *Simulator*: the call succeeds against `crates/sim` and reaches its operation
  (`tests/it/calls/simulated.rs`).
- *Request*: a snapshot of exactly what is sent. With it goes an answer of every shape
  that the document allows, and of more than it allows (`tests/it/calls/inject.rs`).
- *Mock*: Prism, which nobody here wrote, takes the request by the vendor's document as
  it is before any normalization (`cargo xtask conformance`).

The same command lets schemathesis loose on the simulators. What it finds and is meant
stands below each table: ST103 is a status that is not documented, ST108 an answer that
its schema does not have, ST202 a refusal of what the schema has.

Where a cell is not a yes it has the reason. What the documents have of the vendors'
pages is in [pages.md](pages.md).
";

/// The page, from the tables of all vendors.
pub(crate) fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    explained(&mut page, "What schemathesis finds in all simulators", OF_ALL);
    add::<super::density::Density>(&mut page);
    add::<super::kadence::Kadence>(&mut page);
    add::<super::mapiq::Mapiq>(&mut page);
    add::<super::mapiq_v1::MapiqV1>(&mut page);
    add::<super::maptician::Maptician>(&mut page);
    page
}

fn add<S: Subject>(page: &mut String) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(page, "\n## {}, `{}`\n", S::VENDOR.name(), S::FOLDER);
    let _ = writeln!(page, "| operation | call | simulator | request | mock |");
    let _ = writeln!(page, "| --- | --- | --- | --- | --- |");
    for operation in S::VENDOR.all_operations() {
        let id = operation.id();
        let row = match S::CALLS.iter().find(|call| call.operation == id) {
            Some(call) => called(call),
            None => format!("| {} | - | - | - |", reason(S::WITHOUT_CALL, id).unwrap_or("?")),
        };
        let _ = writeln!(page, "| `{id}` {row}");
    }
    let (all, called) = (S::VENDOR.all_operations().len(), S::CALLS.len());
    let _ = writeln!(page, "\n{called} of {all} operations are called.");
    explained(page, "What schemathesis finds in the simulator, and why it is meant", S::EXPLAINED);
}

fn explained(page: &mut String, title: &str, explained: &[Explained]) {
    if explained.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n{title}:\n\n| finding | operations | reason |\n| --- | --- | --- |");
    for Explained { check, operations, reason } in explained {
        let operations: Vec<_> = operations.iter().map(|of| format!("`{of}`")).collect();
        let _ = writeln!(page, "| {check} | {} | {reason} |", operations.join("<br>"));
    }
}

fn called<S: Subject>(call: &Call<S>) -> String {
    let id = call.operation;
    let is_kept = wire::folder(S::FOLDER).join(format!("{id}.snap")).exists();
    let request = match is_kept {
        true => format!("[yes](../tests/it/snapshots/wire/{}/{id}.snap)", S::FOLDER),
        false => "?".to_owned(),
    };
    let simulator = reason(S::NOT_SIMULATED, id).unwrap_or("yes");
    let mock = reason(S::NOT_MOCKED, id).unwrap_or("yes");
    let source = call.source.split_whitespace().collect::<Vec<_>>().join(" ");
    // A bar would end the cell.
    let source = source.replace('|', "\\|");
    format!("| `{source}` | {simulator} | {request} | {mock} |")
}

/// Why there is none, of an operation or of all (`*`).
pub(super) fn reason(reasons: Reasons, id: &str) -> Option<&'static str> {
    let mut reasons = reasons.iter();
    reasons.find(|(of, _)| *of == id || *of == "*").map(|(_, why)| *why)
}

#[test]
fn the_page_is_current() {
    let (path, page) = (root().join(PATH), page());
    if env::var_os("FLOORKIT_UPDATE").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let mut lines = page.lines().zip(found.lines().chain([""].into_iter().cycle()));
    let differs = lines.find(|(made, found)| made != found);
    assert!(found == page, "{PATH} is not what the tables say: {differs:?}; run `{UPDATE}`");
}

#[test]
fn no_cell_is_empty() {
    let page = page();
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let empty: Vec<_> = rows.filter(|row| row.contains("| ? |") || row.contains("|  |")).collect();
    assert!(empty.is_empty(), "{empty:#?}");
}
