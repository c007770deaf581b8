//! What the specs have of the vendors' pages, and what the vendors changed.

use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use xtask::audit::difference::Element;
use xtask::audit::{self, table};
use xtask::inventory;

use crate::workspace::{Scratch, root, xtask};

/// Copies of the vendors' pages, which are not part of this repository.
const PAGES: &str = "../shared/vendors";

/// Each inventory in this repository, and the page that it was read from.
const READ: [(&str, &str); 10] = [
    ("density/inventory.json", "pages/density-reference.txt"),
    ("density/history/a.json", "pages/history/density-reference-version-A_docs-slash_tag-v3.txt"),
    (
        "density/history/b.json",
        "pages/history/density-reference-version-B_docs-slash_metrics-tag_no-data-status.txt",
    ),
    (
        "density/history/c.json",
        "pages/history/density-reference-version-C_docs_with-data-status_redoc-layout.txt",
    ),
    (
        "density/history/c2.json",
        "pages/history/density-reference-version-C2_docs_with-data-status_compact-layout.txt",
    ),
    ("kadence/inventory.json", "kadence-openapi-1.2.0.yml"),
    ("kadence/history/1.1.0.json", "pages/kadence-reference-1.1.0.txt"),
    ("mapiq/inventory.json", "pages/mapiq-migrate-v1-v2.txt"),
    ("mapiq_v1/inventory.json", "pages/mapiq-migrate-v1-v2.txt"),
    ("maptician/inventory.json", "pages/maptician-overview.txt"),
];

#[test]
fn every_spec_has_what_its_page_has() {
    let said = xtask(&root(), &["audit"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
}

/// The guide of Mapiq is the page of both versions, and names the address of tokens.
#[test]
fn no_operation_of_a_page_is_left_out() {
    for (ident, on_page, in_spec) in [
        ("density", 36, 36),
        ("kadence", 27, 27),
        ("mapiq", 20, 9),
        ("mapiq_v1", 20, 10),
        ("maptician", 42, 42),
    ] {
        let audit = audit::run(&root(), ident).expect("what the audit reads is in order");
        let resources = table::resources(&audit);
        let counts =
            resources.iter().filter_map(|resource| resource.counts.get(&Element::Operation));
        let sum = counts.fold((0, 0), |sum, counts| (sum.0 + counts.page, sum.1 + counts.missing));
        assert_eq!((sum.0, sum.0 - sum.1), (on_page, in_spec), "{ident}");
    }
}

#[test]
fn the_inventories_are_what_the_pages_say() {
    if !root().join(PAGES).exists() {
        println!("skipped: the vendors' pages are not beside this repository");
        return;
    }
    for (path, page) in READ {
        let committed = std::fs::read_to_string(root().join("specs").join(path)).expect("a file");
        let mut read = inventory::load(&root().join(PAGES).join(page), None).expect("a page");
        // No page says when it was saved.
        let known: inventory::Inventory = serde_json::from_str(&committed).expect("facts");
        read.source.date = known.source.date;
        assert!(read.to_json() == committed, "read {page} into specs/{path} again");
    }
}

/// What changed between two inventories below `specs/`.
fn changes(old: &str, new: &str) -> String {
    let path = |path: &str| specs(path).to_string_lossy().into_owned();
    let said = xtask(&root(), &["audit", "--changes", &path(old), &path(new)]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    said.out
}

fn specs(path: &str) -> PathBuf {
    Path::new(&root()).join("specs").join(path)
}

#[test]
fn what_density_changed_from_its_oldest_page_to_the_next() {
    assert_snapshot!(changes("density/history/a.json", "density/history/b.json"), @r#"
    changed POST /v3/analytics/occupancy
      changed group: v3 -> Metrics
      added request field time_resolution enum "10minute"
    2 changes
    "#);
}

#[test]
fn what_density_changed_when_data_status_came() {
    assert_snapshot!(changes("density/history/b.json", "density/history/c.json"), @"
    added POST /v3/analytics/data-status
    1 change
    ");
}

#[test]
fn what_density_changed_up_to_its_present_page() {
    assert_snapshot!(changes("density/history/a.json", "density/inventory.json"), @r#"
    added POST /v3/analytics/data-status
    added POST /v3/analytics/metrics
    changed POST /v3/analytics/occupancy
      changed group: v3 -> Metrics
      added request field operating_hours
      added request field time_resolution enum "10minute"
    changed POST /v3/analytics/occupancy/current
      changed group: v3 -> Live
      changed description
      changed response 200 field {} type: boolean -> object
    changed POST /v3/analytics/presence
      changed group: v3 -> Live
      changed description
      added deprecated: true
    11 changes
    "#);
    assert_snapshot!(changes("density/history/b.json", "density/inventory.json"), @"
    added POST /v3/analytics/data-status
    added POST /v3/analytics/metrics
    added POST /v3/analytics/sessions/raw
    changed POST /v3/analytics/occupancy
      added request field operating_hours
    changed POST /v3/analytics/time-used
      added request field operating_hours
    5 changes
    ");
    assert_snapshot!(changes("density/history/c.json", "density/inventory.json"), @"
    added POST /v3/analytics/metrics
    changed POST /v3/analytics/occupancy
      added request field operating_hours
    2 changes
    ");
}

#[test]
fn two_layouts_of_one_page_are_one_page() {
    assert_snapshot!(changes("density/history/c2.json", "density/history/c.json"), @"
    0 changes
    28 further matters that only one of the two pages speaks of
    ");
    assert_snapshot!(changes("density/history/c2.json", "density/inventory.json"), @"
    added POST /v3/analytics/metrics
    added POST /v3/analytics/sessions/raw
    changed POST /v3/analytics/data-status
      removed response 200 field {} schema: FloorHealthDataV3
    changed POST /v3/analytics/occupancy
      added request field operating_hours
      removed response 200 field {} schema: OccupancyDatum
    changed POST /v3/analytics/time-used
      added request field operating_hours
      removed response 200 field {} schema: TimeUsedDatum
    7 changes
    44 further matters that only one of the two pages speaks of
    ");
}

#[test]
fn what_kadence_changed_from_1_1_0_to_1_2_0() {
    assert_snapshot!(changes("kadence/history/1.1.0.json", "kadence/inventory.json"));
}

#[test]
fn a_spec_that_lags_behind_its_page_is_refused() {
    let scratch = Scratch::new();
    scratch.replace(
        "specs/density/openapi.yaml",
        "hour_of_day, minute, 10minute]",
        "hour_of_day, minute]",
    );
    let said = scratch.refuses(&["audit"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("the page has it, the spec has not"), "{}", said.err);
}

#[test]
fn a_page_that_is_none_writes_nothing() {
    let scratch = Scratch::new();
    scratch.write("page.txt", "Once upon a time.\n");
    let page = scratch.path().join("page.txt");
    let said = scratch.refuses(&["inventory", "density", &page.to_string_lossy()]);
    assert_eq!(said.code, 1);
    assert_snapshot!(said.err.replace(&*scratch.path().to_string_lossy(), "…"), @"
    error[page]: …/page.txt
      is of no kind that has a reader; looked for
      redoc-html: HTML
      openapi: `openapi` at its top
      redoc-text: lines like `Responses` and `query Parameters`
      redoc-compact: samples below the line `Download OpenAPI specification`
      migration-table: endpoints in pairs, the second of a newer version
      endpoint-list: lines like `GET /desks`
      fix: name its kind with --kind, or save the page in another form

    1 problem
    ");
}
