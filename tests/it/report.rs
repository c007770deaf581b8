//! The page for a change, the gate of a fork, the snapshots that wait, and the chain from
//! page to crate.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::diff::{committed, git};
use crate::workspace::{Scratch, root, xtask};

const DOCUMENT: &str = "specs/density/openapi.yaml";
const CHAIN: &str = "generated/density/PROVENANCE.json";
const FIELD: &str =
    "        name:\n          type: string\n          description: The text of the label.\n";

/// A field came, one has another type, and words changed.
fn edited() -> Scratch {
    let scratch = committed();
    let color = "        color:\n          type: string\n          description: The color.\n          \
                 x-evidence: {source: page, reference: test}\n";
    scratch.replace(DOCUMENT, FIELD, &format!("{color}{}", FIELD.replace("string", "integer")));
    let words = "summary: Renames a label or moves it to a group.";
    scratch.replace(DOCUMENT, words, "summary: Gives a label another name.");
    let said = xtask(scratch.path(), &["generate"]);
    assert_eq!(said.code, 0, "{}", said.err);
    scratch
}

fn report(scratch: &Scratch, format: &str) -> String {
    let file = scratch.path().join("target/page").to_string_lossy().into_owned();
    let said =
        xtask(scratch.path(), &["report", "density", "--format", format, "--out", file.as_str()]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    fs::read_to_string(file).expect("a page")
}

#[test]
fn a_report_has_the_wire_the_crates_and_the_outline() {
    let scratch = edited();
    let page = report(&scratch, "html");
    for part in ["nobody has approved", "SpaceLabel.name", "Option&lt;i64&gt;", "additive"] {
        assert!(page.contains(part), "there is no {part}");
    }
    for elsewhere in ["<script", "<link", "<img", "@import", "url("] {
        assert!(!page.contains(elsewhere), "there is {elsewhere}");
    }
    assert_eq!(page, report(&scratch, "html"), "a second run differs");
    assert!(report(&scratch, "markdown").contains("SpaceLabel"), "the Markdown lacks the type");
    let said = scratch.refuses(&["report", "density", "--base", "nowhere"]);
    assert_eq!(said.code, 2, "{}", said.err);
}

#[test]
fn a_vendor_that_was_not_there_before_is_new() {
    let scratch = Scratch::new();
    git(scratch.path(), &["init", "--quiet", "--initial-branch=main"]);
    git(scratch.path(), &["commit", "--quiet", "--allow-empty", "--message=nothing"]);
    let said = xtask(scratch.path(), &["ci"]);
    assert!(said.out.contains("diff density: new since HEAD"), "{} {}", said.out, said.err);
    let said = xtask(scratch.path(), &["report"]);
    assert_eq!((said.code, said.out.as_str()), (0, "density: new since HEAD\n"), "{}", said.err);
}

#[test]
fn a_fork_fails_on_what_breaks_until_it_is_approved() {
    let scratch = edited();
    let file = scratch.path().join("changes.md").to_string_lossy().into_owned();
    let arguments = ["ci", "--base", "HEAD", "--report", file.as_str()];
    let said = xtask(scratch.path(), &arguments);
    assert_eq!(said.code, 1, "{}", said.err);
    let report = fs::read_to_string(&file).expect("a report");
    assert!(report.contains("SpaceLabel"), "{report}");

    let json = xtask(scratch.path(), &["diff", "density", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let changes = value["changes"].as_array().expect("changes");
    let approved =
        |print: &str| format!("[[approved]]\nfingerprint = \"{print}\"\nreason = \"A test.\"\n");
    let grave = changes.iter().filter(|change| change["level"] == "breaking");
    let prints: Vec<&str> = grave.filter_map(|change| change["fingerprint"].as_str()).collect();
    assert!(!prints.is_empty(), "{}", json.out);
    assert!(prints.iter().all(|print| said.err.contains(print)), "{}", said.err);
    let text: String = prints.iter().map(|print| approved(print)).collect();
    scratch.write("specs/density/approved-changes.toml", &text);
    let said = xtask(scratch.path(), &arguments);
    assert!(prints.iter().all(|print| !said.err.contains(print)), "{}", said.err);
    scratch.write("specs/density/approved-changes.toml", &(text + &approved("000000000000")));
    let said = xtask(scratch.path(), &arguments);
    let stale = "000000000000 (A test.) approves a change that is not there";
    assert!(said.code == 1 && said.err.contains(stale), "{}", said.err);
}

#[test]
fn the_workflow_calls_what_there_is() {
    let text = fs::read_to_string(root().join("docs/ci/downstream.yml")).expect("the workflow");
    let place = xtask::problem::Place::file("downstream.yml");
    let workflow = xtask::document::parse(&place, &text).expect("YAML");
    let steps = workflow["jobs"]["check"]["steps"].as_array().expect("steps");
    let calls: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["run"].as_str()?.strip_prefix("cargo xtask "))
        .collect();
    assert_eq!(calls.len(), 2, "{calls:?}");
    for call in calls {
        let verb = call.split(' ').next().expect("a verb");
        let help = xtask(&root(), &[verb, "--help"]);
        assert_eq!(help.code, 0, "{}", help.err);
        for flag in call.split(' ').filter(|word| word.starts_with("--")) {
            assert!(help.out.contains(&format!("{flag} <")), "{verb} has no {flag}");
        }
    }
}

#[test]
fn what_waits_is_grouped_and_accepted_by_name_alone() {
    let scratch = edited();
    let head = "---\nsource: tests/it/surface.rs\n---\n";
    let line = |kind: &str| format!("{head}struct SpaceLabel {{ name: {kind} }}\n");
    let path = "tests/it/snapshots/density__spaces.snap";
    scratch.write(path, &line("Option<String>"));
    let new = line("Option<i64>").replacen("rs\n", "rs\nassertion_line: 17\n", 1);
    scratch.write(&format!("{path}.new"), &new);
    scratch.write("tests/it/snapshots/it__help__one.snap.new", &format!("{head}A text.\n"));
    let said = xtask(scratch.path(), &["review"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    insta::assert_snapshot!("review_says", said.out);

    let refused = scratch.refuses(&["review", "--accept", "nobody"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    let said = xtask(scratch.path(), &["review", "--accept", "density"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let accepted = fs::read_to_string(scratch.path().join(path)).expect("it");
    assert_eq!(accepted, line("Option<i64>"));
    assert!(scratch.path().join("tests/it/snapshots/it__help__one.snap.new").exists());
}

/// Each way to break the chain, and the link that is named for it.
#[test]
fn a_broken_link_is_named() {
    let scratch = Scratch::new();
    let digest = "\"digest\": \"54e7996e";
    for (file, old, new, link) in [
        (CHAIN, "\"typify\": \"0.", "\"typify\": \"9.", "PROVENANCE.json#/generators"),
        (CHAIN, "\"output\": \"", "\"output\": \"0", "PROVENANCE.json#/output"),
        (CHAIN, "{", "", "PROVENANCE.json\n  is no JSON: it was edited"),
        ("specs/density/inventory.json", digest, "\"digest\": \"00000000", "#/source"),
        (DOCUMENT, "openapi:", "# More.\nopenapi:", "PROVENANCE.json#/document"),
        ("generated/density/src/types.rs", "pub ", "pub  ", "src/types.rs\n"),
    ] {
        let before = fs::read(scratch.path().join(file)).expect("the file");
        scratch.replace(file, old, new);
        let said = scratch.refuses(&["verify"]);
        assert_eq!(said.code, 4, "{file}: {}", said.err);
        assert!(said.err.contains(link), "{link}: {}", said.err);
        fs::write(scratch.path().join(file), before).expect("the file");
    }
    assert_eq!(xtask(scratch.path(), &["verify"]).code, 0);
    let text = fs::read_to_string(scratch.path().join(CHAIN)).expect("the file");
    assert!(!text.contains(&*root().to_string_lossy()), "a path of this machine is in it");
}

const CHROMIUM: &str = "/usr/bin/chromium";

/// Renders a page without a screen, and answers the document that became of it.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn rendered(folder: &Path, page: &str) -> Option<String> {
    if !Path::new(CHROMIUM).exists() {
        println!("skipped: there is no {CHROMIUM}");
        return None;
    }
    let output = Command::new(CHROMIUM)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .args(["--window-size=800,900", "--dump-dom"])
        .arg(format!("file://{}", folder.join(page).display()))
        .output()
        .expect("chromium starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A frame as wide as a phone is told how wide the page in it is.
#[test]
fn a_page_fits_a_phone() {
    let page = report(&edited(), "html");
    let probe = "<script>addEventListener('load', () => parent.postMessage(\
                 document.documentElement.scrollWidth + ' wide', '*'));</script></body>";
    let folder = tempfile::tempdir().expect("a folder");
    let open = page.replace("<details", "<details open").replace("</body>", probe);
    fs::write(folder.path().join("page.html"), open).expect("a file");
    let frame = "<!doctype html><body><p id=told>nothing</p><script>addEventListener('message', \
                 event => told.textContent = event.data)</script>\
                 <iframe src=page.html style='width:375px;height:800px;border:0'></iframe>";
    fs::write(folder.path().join("frame.html"), frame).expect("a file");
    let Some(dom) = rendered(folder.path(), "frame.html") else { return };
    let told = dom.split_once("<p id=\"told\">").and_then(|(_, rest)| rest.split_once(" wide"));
    let width: u32 = told.and_then(|(width, _)| width.parse().ok()).expect("a width");
    // A scroll bar may take some of it.
    assert!((300..=375).contains(&width), "the page is {width} wide");
}
