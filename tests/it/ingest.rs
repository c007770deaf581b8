//! A vendor publishes a file: what becomes of the facts, and of the spec.

use std::fs;

use crate::workspace::{Scratch, root, xtask};

const DOCUMENT: &str = "specs/density/openapi.yaml";
const PROPOSED: &str = "specs/density/proposed.yaml";

/// A spec that lacks an operation, a parameter, a field and a value, and a file that has
/// them: our own document, as if the vendor had published it.
fn behind() -> Scratch {
    let scratch = Scratch::new();
    let file = fs::read_to_string(root().join(DOCUMENT)).expect("the document");
    scratch.write("published.yaml", &file);
    cut(&scratch, "  /v3/labels/{label_id}:\n", "  /v3/labels/groups:\n");
    cut(&scratch, "      parameters:\n        - name: counting_mode\n", "      responses:\n");
    scratch.replace(DOCUMENT, "enum: [oa, entry, waffle]", "enum: [oa, entry]");
    cut(
        &scratch,
        "        group:\n          description: The group of the label. It is read",
        "        spaces:\n          type: array\n          description: The spaces that carry",
    );
    // The names of what is gone.
    let lock = "specs/density/names.lock";
    let text = fs::read_to_string(scratch.path().join(lock)).expect("the lock");
    let gone = ["update_label ", "delete_label ", "\"waffle\"", "waffle"];
    let kept: String = text
        .lines()
        .filter(|line| !gone.iter().any(|word| line.contains(word)))
        .map(|line| format!("{line}\n"))
        .collect();
    scratch.write(lock, &kept);
    scratch
}

/// Takes the lines from one on to another out of the document.
fn cut(scratch: &Scratch, from: &str, to: &str) {
    let path = scratch.path().join(DOCUMENT);
    let text = fs::read_to_string(&path).expect("the document");
    let start = text.find(from).expect("where to begin");
    let end = start + text[start..].find(to).expect("where to end");
    fs::write(path, format!("{}{}", &text[..start], &text[end..])).expect("the document");
}

fn ingest(scratch: &Scratch, more: &[&str]) -> crate::workspace::Said {
    let file = scratch.path().join("published.yaml").display().to_string();
    let arguments = [&["ingest", "density", &file, "--date", "2026-07-19"], more].concat();
    xtask(scratch.path(), &arguments)
}

#[test]
fn what_the_spec_lacks_is_proposed_and_nothing_of_it_is_touched() {
    let scratch = behind();
    let before = fs::read_to_string(scratch.path().join(DOCUMENT)).expect("the document");
    let old =
        fs::read_to_string(scratch.path().join("specs/density/inventory.json")).expect("facts");
    let said = ingest(&scratch, &[]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    for what in
        ["PATCH /v3/labels/{label_id}: the operation", "query counting_mode", "field [].group"]
    {
        assert!(said.out.contains(what), "{what}: {}", said.out);
    }
    assert_eq!(before, fs::read_to_string(scratch.path().join(DOCUMENT)).expect("the document"));
    let overlay = fs::read_to_string(scratch.path().join(PROPOSED)).expect("a proposal");
    assert!(
        overlay.contains("overlay: 1.0.0") || overlay.contains("overlay: \"1.0.0\""),
        "{overlay}"
    );
    // No sentence of the file comes along.
    assert!(!overlay.contains("The group of the label"), "{overlay}");
    let history = scratch.path().join("specs/density/history");
    let kept = fs::read_dir(history).expect("a folder").filter_map(Result::ok);
    let kept = kept.filter(|entry| fs::read_to_string(entry.path()).is_ok_and(|text| text == old));
    assert_eq!(kept.count(), 1);

    let files = scratch.files();
    let again = ingest(&scratch, &[]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(files == scratch.files(), "a second run changed files");
}

#[test]
fn what_is_applied_fits_and_leaves_every_line_as_it_was() {
    let scratch = behind();
    let before = fs::read_to_string(scratch.path().join(DOCUMENT)).expect("the document");
    let said = ingest(&scratch, &["--apply"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let after = fs::read_to_string(scratch.path().join(DOCUMENT)).expect("the document");
    let mut lines = after.lines();
    for line in before.lines().filter(|line| !line.contains("enum: [oa, entry]")) {
        assert!(lines.any(|other| other == line), "gone or moved: {line}");
    }
    assert!(!scratch.path().join(PROPOSED).exists());
    let lint = xtask(scratch.path(), &["lint", "density"]);
    assert_eq!((lint.code, lint.err.as_str()), (0, ""));
    let again = ingest(&scratch, &["--apply"]);
    assert!(!again.out.contains("added to the document"), "{}", again.out);
}

#[test]
fn what_cannot_be_taken_in_changes_nothing() {
    let scratch = Scratch::new();
    scratch.write("empty.txt", "");
    scratch.write("binary.txt", "a\0b");
    scratch.write("novel.txt", "It was a dark and stormy night.\n");
    scratch.write("broken.yaml", "openapi: 3.0.0\npaths: [\n");
    let path = |name: &str| scratch.path().join(name).display().to_string();
    for (file, why) in [
        ("empty.txt", "is empty"),
        ("binary.txt", "zero byte"),
        ("novel.txt", "is of no kind that has a reader"),
        ("broken.yaml", "broken.yaml"),
        ("absent.txt", "absent.txt"),
    ] {
        let said = scratch.refuses(&["ingest", "density", &path(file)]);
        assert!(said.err.contains(why), "{file}: {}", said.err);
    }
    scratch.write("page.yaml", &fs::read_to_string(root().join(DOCUMENT)).expect("a document"));
    let said = scratch.refuses(&["ingest", "density", &path("page.yaml"), "--date", "yesterday"]);
    assert!(said.code == 2 && said.err.contains("is no date"), "{}", said.err);
    let said = scratch.refuses(&["ingest", "acme", &path("page.yaml")]);
    assert!(said.code == 2 && said.err.contains("no vendor"), "{}", said.err);
}
