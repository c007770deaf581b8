//! What changed between two specs, and what that does to the crates.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value;

use crate::workspace::{Scratch, root, xtask};

/// Runs git in a scratch copy, with no settings of the machine.
pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder);
    command.args(["-c", "user.name=tests", "-c", "user.email=tests@floorkit.example"]);
    let output = command.args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A scratch copy whose state is committed.
pub(crate) fn committed() -> Scratch {
    let scratch = Scratch::new();
    git(scratch.path(), &["init", "--quiet", "--initial-branch=main"]);
    git(scratch.path(), &["add", "."]);
    git(scratch.path(), &["commit", "--quiet", "--message=specs"]);
    scratch
}

/// The levels and rules of what was found, without their places.
fn summary(json: &str) -> String {
    let value: Value = serde_json::from_str(json).expect("JSON");
    let changes = value["changes"].as_array().expect("changes");
    let mut lines = std::collections::BTreeMap::new();
    for change in changes {
        let text = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
        *lines.entry((text("level"), text("rule"), text("direction"))).or_insert(0) += 1;
    }
    let mut summary = String::new();
    for ((level, rule, direction), count) in lines {
        writeln!(summary, "{count:>3} {level} {rule} {direction}").expect("a string");
    }
    summary
}

fn between(old: &str, new: &str) -> String {
    let said = xtask(&root(), &["diff", old, new, "--format", "json", "--fail-on", "none"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    summary(&said.out)
}

/// What the vendor's changelog would have said: six operations, the filters of a user's
/// bookings, fields and media types that were added, types that were mended, and a header
/// that is no longer listed.
#[test]
fn kadence_broke_nothing_from_1_1_0_to_1_2_0() {
    assert_snapshot!(between("specs/kadence/history/1.1.0.json", "specs/kadence/inventory.json"));
}

#[test]
fn density_changed_from_page_to_page() {
    let pages = ["history/a.json", "history/b.json", "history/c.json", "inventory.json"];
    let mut told = String::new();
    for pair in pages.windows(2) {
        let [old, new] = pair else { continue };
        let path = |page: &str| format!("specs/density/{page}");
        writeln!(told, "{old} -> {new}\n{}", between(&path(old), &path(new))).expect("a string");
    }
    assert_snapshot!(told);
}

/// A typical edit, what is found, and what the next version of the generated crate is.
const EDITS: [(&str, &str, &str, &str); 8] = [
    // A field that is received.
    (
        "        name:\n          type: string\n          description: The text of the label.\n",
        "        color:\n          type: string\n          description: The color of the label.\n          x-evidence: {source: page, reference: test}\n        name:\n          type: string\n          description: The text of the label.\n",
        "additive property-added",
        "floorkit-density-raw: minor",
    ),
    // One that is gone.
    (
        "        name:\n          type: string\n          description: The text of the label.\n        group:",
        "        group:",
        "warning property-removed",
        "floorkit-density-raw: major",
    ),
    // Another type.
    (
        "        name:\n          type: string\n          description: The text of the label.\n",
        "        name:\n          type: integer\n          description: The text of the label.\n",
        "breaking type-changed",
        "floorkit-density-raw: major",
    ),
    // A value more.
    (
        "enum: [oa, entry, waffle]",
        "enum: [oa, entry, waffle, radar]",
        "warning enum-value-added",
        "floorkit-density-raw: minor",
    ),
    // An optional parameter.
    (
        "      parameters:\n        - name: label_id\n          in: path\n          required: true\n          description: The label to change.\n",
        "      parameters:\n        - name: dry_run\n          in: query\n          description: Whether to change nothing.\n          schema: {type: boolean}\n          x-evidence: {source: page, reference: test}\n        - name: label_id\n          in: path\n          required: true\n          description: The label to change.\n",
        "additive parameter-added",
        "floorkit-density-raw: minor",
    ),
    // A deprecation.
    (
        "      operationId: update_label\n",
        "      operationId: update_label\n      deprecated: true\n      x-deprecation: Use nothing.\n",
        "harmless operation-deprecated",
        "floorkit-density-raw: minor",
    ),
    // Words.
    (
        "summary: Renames a label or moves it to a group.",
        "summary: Gives a label another name, or moves it to a group.",
        "docs description-changed",
        "floorkit-density-raw: patch",
    ),
    // A limit of the vendor's.
    ("", "", "breaking rate-limit-lowered", "floorkit-density-raw: minor"),
];

#[test]
fn an_edit_has_a_verdict() {
    let scratch = committed();
    let (document, settings) = ("specs/density/openapi.yaml", "specs/density/vendor.toml");
    let mut wrong = String::new();
    for (old, new, rule, verdict) in EDITS {
        if old.is_empty() {
            scratch.replace(settings, "requests_per_second = 15", "requests_per_second = 10");
        } else {
            scratch.replace(document, old, new);
        }
        let json = xtask(scratch.path(), &["diff", "density", "--format", "json"]);
        let said = xtask(scratch.path(), &["diff", "density"]);
        assert_eq!(said.err, "", "{rule}");
        let fails = u8::from(summary(&json.out).contains("breaking "));
        if !summary(&json.out).contains(rule) || !said.out.contains(verdict) || said.code != fails {
            writeln!(wrong, "{rule}, {verdict}: {} {}", said.code, said.out).expect("a string");
        }
        git(scratch.path(), &["checkout", "--quiet", "."]);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_changed_type_is_shown_with_its_cause() {
    let scratch = committed();
    let (old, new, ..) = EDITS[2];
    scratch.replace("specs/density/openapi.yaml", old, new);
    let said = xtask(scratch.path(), &["diff", "HEAD:density", "density"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    assert_snapshot!(said.out);
}

#[test]
fn what_is_approved_passes_and_what_never_came_fails() {
    let scratch = committed();
    let (old, new, ..) = EDITS[2];
    scratch.replace("specs/density/openapi.yaml", old, new);
    let json = xtask(scratch.path(), &["diff", "density", "--format", "json"]).out;
    let value: Value = serde_json::from_str(&json).expect("JSON");
    let mut approvals = String::new();
    for change in value["changes"].as_array().expect("changes") {
        let print = change["fingerprint"].as_str().expect("a fingerprint");
        write!(approvals, "[[approved]]\nfingerprint = \"{print}\"\nreason = \"announced\"\n")
            .expect("a string");
    }
    let file = "specs/density/approved-changes.toml";
    scratch.write(file, &approvals);
    let said = xtask(scratch.path(), &["diff", "density"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(said.out.contains("approved: announced"), "{}", said.out);

    scratch.replace("specs/density/openapi.yaml", new, old);
    let said = xtask(scratch.path(), &["diff", "density"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("(announced) approves a change that is not there"), "{}", said.err);

    for (text, why) in [
        ("[[approved]]\nfingerprint = \"00\"\nreason = \" \"\n", "00 has no reason"),
        ("[[approved]]\nfinger = \"00\"\n", "unknown field `finger`"),
        ("[[", "TOML"),
    ] {
        scratch.write(file, text);
        let said = scratch.refuses(&["diff", "density"]);
        assert!(
            said.code == 1 && said.err.contains(why) && said.err.contains(file),
            "{}",
            said.err
        );
    }
}

#[test]
fn every_format_is_what_it_says() {
    let scratch = committed();
    let (old, new, ..) = EDITS[2];
    scratch.replace("specs/density/openapi.yaml", old, &new.replace("The text", "<b>|&\"text"));
    let told = |format: &str| {
        let said = xtask(scratch.path(), &["diff", "density", "--format", format]);
        assert_eq!((said.code, said.err.as_str()), (1, ""), "{format}");
        said.out
    };
    let sarif: Value = serde_json::from_str(&told("sarif")).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(results.iter().all(|result| rules.iter().any(|rule| rule["id"] == result["ruleId"])));
    let junit = told("junit");
    assert!(junit.contains("<failure type=\"type-changed\"") && junit.ends_with("</testsuite>\n"));
    let open = junit.matches("<testcase").count();
    assert_eq!(open, junit.matches("</testcase>").count());
    let markdown = told("markdown");
    assert!(markdown.contains("| `floorkit-density-raw` | **major** |"), "{markdown}");
}

#[test]
fn a_version_and_a_note_are_written_when_asked_for() {
    let scratch = committed();
    let manifest = "[workspace.package]\nversion = \"0.1.0\"\n\n[workspace.dependencies]\na = { path = \"a\", version = \"0.1.0\" }\nb = \"0.1.0\"\n";
    scratch.write("Cargo.toml", manifest);
    scratch.write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n### Added\n\n- Before.\n");
    let (old, new, ..) = EDITS[2];
    scratch.replace("specs/density/openapi.yaml", old, new);
    let said = xtask(scratch.path(), &["diff", "density", "--write"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    let raised = std::fs::read_to_string(scratch.path().join("Cargo.toml")).expect("a file");
    // The version of another's crate stays what it is.
    let expected = manifest.replace("version = \"0.1.0\"", "version = \"0.2.0\"");
    assert_eq!(raised, expected);
    let changelog = std::fs::read_to_string(scratch.path().join("CHANGELOG.md")).expect("a file");
    assert_snapshot!(changelog);
}

#[test]
fn what_cannot_be_compared_is_told() {
    let scratch = committed();
    scratch.write("broken.yaml", "openapi: [\n");
    scratch.write("empty.json", "");
    for (arguments, code, why) in [
        (["diff", "dencity", "density"], 2, "is neither a file nor a vendor"),
        (["diff", "nowhere:density", "density"], 2, "is no revision that git knows"),
        (["diff", "HEAD:acme", "density"], 2, "is not in that revision"),
        (["diff", "HEAD:no/such.yaml", "density"], 2, "is not in that revision"),
        (["diff", "broken.yaml", "density"], 1, "broken.yaml"),
        (["diff", "empty.json", "density"], 1, "empty.json"),
        (["diff", "--upload-pack=x:density", "density"], 2, "unexpected argument"),
    ] {
        let said = scratch.refuses(&arguments);
        assert!(
            said.code == code && said.err.contains(why),
            "{arguments:?}: {} {}",
            said.code,
            said.err
        );
    }
}
