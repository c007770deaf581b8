//! Any document becomes a crate in a scratch folder, and a vendor.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use xtask::attempt::{self, Checked, Request, Worker};
use xtask::new_vendor;

use crate::workspace::{Scratch, root, xtask};

/// A document with one operation, and an example that contradicts its schema.
const DOORS: &str = r##"
openapi: 3.0.3
info: {title: Blue Doors API, version: "1"}
servers: [{url: "https://api.doors.example"}]
security: [{token: []}]
paths:
  /doors:
    get:
      operationId: list_doors
      tags: [Doors]
      summary: Lists doors.
      x-evidence: {source: vendor-file, reference: its document}
      responses:
        "200":
          description: The doors.
          content: {application/json: {schema: {$ref: "#/components/schemas/DoorList"}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    DoorList:
      type: object
      properties: {items: {type: array, items: {$ref: "#/components/schemas/Door"}}}
    Door:
      type: object
      example: {name: North, width: 0.9, opened: "2025-06-16T10:00:00+02:00", state: ajar, more: null}
      properties:
        name: {type: string, example: North}
        width: {type: number, example: wide}
        opened: {type: string, format: date-time}
        state: {$ref: "#/components/schemas/DoorState"}
    DoorState: {type: string, enum: [open, closed]}
"##;

/// This test program as the child of `try`.
pub(crate) fn worker() -> Worker {
    let arguments = ["--exact", "attempt::the_child", "--nocapture", "--include-ignored"];
    let program = std::env::current_exe().expect("a running program");
    Worker::new(program, arguments.map(OsString::from))
}

#[test]
#[ignore = "waits for a task: other tests start it"]
fn the_child() {
    attempt::serve(io::stdin(), &mut io::stdout()).expect("a task");
}

/// A folder with a document in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(document: &str) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder for temporary files"));
        fs::write(folder.document(), document).expect("the file can be written");
        folder
    }

    fn document(&self) -> PathBuf {
        self.0.path().join("doors.yaml")
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    fn tried(&self, check: bool) -> Checked {
        let request = Request { file: self.document(), out: Some(self.out()), check };
        attempt::run(&root(), &request, &worker()).expect("a crate")
    }
}

fn told(checked: &Checked, folder: &Path) -> String {
    let mut out = Vec::new();
    attempt::tell(&mut out, checked).expect("told");
    let text = String::from_utf8(out).expect("text");
    text.replace(&*folder.to_string_lossy(), "<out>")
}

#[test]
fn a_document_becomes_a_crate_that_compiles_and_loses_nothing() {
    let folder = Folder::new(DOORS);
    let checked = folder.tried(true);
    assert!(checked.is_whole(), "{}", told(&checked, &folder.out()));
    let told = told(&checked, &folder.out());
    let told = told.split("it compiles").nth(1).expect("it compiles");
    assert_snapshot!(told.trim_start(), @"
    2 of 3 examples came back as they were

    examples that go against or beyond their own schema:
      #/components/schemas/Door/properties/width/example: the schema has number, the example \"wide\"
    ");
}

#[test]
fn a_second_run_overwrites_its_own_folder_and_no_other() {
    let folder = Folder::new(DOORS);
    folder.tried(false);
    fs::write(folder.out().join("src/old.rs"), "").expect("written");
    folder.tried(false);
    assert!(!folder.out().join("src/old.rs").exists());

    fs::write(folder.out().join("Cargo.toml"), "[package]\n").expect("written");
    let request = Request { file: folder.document(), out: Some(folder.out()), check: false };
    let problems = attempt::run(&root(), &request, &worker()).expect_err("somebody else's");
    assert!(problems[0].reason().contains("would be overwritten"), "{problems:?}");
}

#[test]
fn what_is_no_document_is_told_in_one_message() {
    for text in ["", "a: b", "[1]", "openapi: [", "\u{0}"] {
        let folder = Folder::new(text);
        let said = xtask(&root(), &["try", &folder.document().to_string_lossy()]);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{text:?}");
        assert!(said.err.contains("doors.yaml") && said.err.contains("fix: "), "{}", said.err);
    }
    let said = xtask(&root(), &["try", "gone.yaml"]);
    assert_eq!(said.code, 2, "{}", said.err);
}

/// A copy of a vendor's specs that is a workspace.
fn workspace() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("Cargo.toml", &fs::read_to_string(root().join("Cargo.toml")).expect("a file"));
    scratch
}

#[test]
fn a_new_vendor_is_current_and_agrees_with_its_inventory() {
    let (scratch, folder) = (workspace(), Folder::new(DOORS));
    let added = new_vendor::run(scratch.path(), "blue_doors", &folder.document(), &worker())
        .expect("a vendor");
    let files: Vec<&String> = added.difference.missing.iter().collect();
    assert_snapshot!(files.iter().map(|file| format!("{file}\n")).collect::<String>(), @"
    crates/blue-doors/Cargo.toml
    crates/blue-doors/README.md
    crates/blue-doors/src/client.rs
    crates/blue-doors/src/lib.rs
    generated/blue_doors/Cargo.toml
    generated/blue_doors/PROVENANCE.json
    generated/blue_doors/README.md
    generated/blue_doors/src/builder.rs
    generated/blue_doors/src/client.rs
    generated/blue_doors/src/examples.rs
    generated/blue_doors/src/lib.rs
    generated/blue_doors/src/operations.rs
    generated/blue_doors/src/types.rs
    specs/blue_doors/NOTES.md
    specs/blue_doors/inventory.json
    specs/blue_doors/names.lock
    specs/blue_doors/normalized.json
    specs/blue_doors/openapi.yaml
    specs/blue_doors/vendor.toml
    ");
    assert_eq!(added.difference.stale, ["Cargo.toml", "docs/pages.md"]);
    for arguments in [["verify"].as_slice(), &["audit", "blue_doors"], &["lint", "blue_doors"]] {
        let said = xtask(scratch.path(), arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
    }
}

#[test]
fn a_vendor_that_cannot_be_added_changes_nothing() {
    let (scratch, folder) = (workspace(), Folder::new(DOORS));
    let broken = Folder::new("openapi: [");
    let before = scratch.files();
    for (ident, document) in [
        ("density", folder.document()),
        ("dens", folder.document()),
        ("../doors", folder.document()),
        ("Doors", folder.document()),
        ("blue_doors", broken.document()),
        ("blue_doors", folder.document().join("gone")),
    ] {
        new_vendor::run(scratch.path(), ident, &document, &worker()).expect_err(ident);
    }
    scratch.write("Cargo.toml", "[workspace]\n");
    let problems = new_vendor::run(scratch.path(), "blue_doors", &folder.document(), &worker())
        .expect_err("no list of members");
    assert!(problems[0].to_string().contains("by hand:\n  floorkit-blue-doors = "), "{problems:?}");
    scratch.write("Cargo.toml", &fs::read_to_string(root().join("Cargo.toml")).expect("a file"));
    assert!(before == scratch.files(), "a refused vendor changed files");
}
