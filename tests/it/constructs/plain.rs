//! The bare generator, in a process of its own: some documents end it.

use std::any::Any;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::process::{Command, Stdio};

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::corpus;
use super::table::Construct;

/// Comes before the answer: the test harness prints around it.
const MARK: &str = "answer: ";

/// What became of a document.
#[derive(Debug, Deserialize, Serialize)]
pub(super) enum Outcome {
    Refuses(String),
    Panics(String),
    Aborts(String),
    Writes(String),
}

/// Gives a document to the generator as it is, or with another version on top.
pub(super) fn run(construct: &Construct) -> Outcome {
    let text = fs::read_to_string(corpus().join(&construct.document)).expect("a document");
    let text = match &construct.plain.version {
        Some(version) => text.replacen("openapi: 3.1.0", &format!("openapi: {version}"), 1),
        None => text,
    };
    let mut child = Command::new(std::env::current_exe().expect("a running program"))
        .args(["--exact", "constructs::plain::the_child", "--nocapture", "--include-ignored"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child");
    child.stdin.take().expect("its input").write_all(text.as_bytes()).expect("a reader");
    let output = child.wait_with_output().expect("an end");
    let said = String::from_utf8_lossy(&output.stdout);
    match said.lines().find_map(|line| line.split_once(MARK)) {
        Some((_, answer)) => serde_json::from_str(answer).expect("an outcome"),
        None => Outcome::Aborts(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

#[test]
#[ignore = "waits for a document: other tests start it"]
fn the_child() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).expect("a document");
    panic::set_hook(Box::new(|_| {}));
    let answer = serde_json::to_string(&outcome(&text)).expect("JSON");
    writeln!(io::stdout(), "{MARK}{answer}").expect("a reader");
}

fn outcome(text: &str) -> Outcome {
    let document: Value = serde_saphyr::from_str(text).expect("YAML");
    let spec: OpenAPI = match serde_json::from_value(document) {
        Ok(spec) => spec,
        Err(error) => return Outcome::Refuses(error.to_string()),
    };
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let run = AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&spec));
    match panic::catch_unwind(run) {
        Ok(Ok(tokens)) => Outcome::Writes(tokens.to_string()),
        Ok(Err(error)) => Outcome::Refuses(error.to_string()),
        Err(payload) => Outcome::Panics(words(payload.as_ref())),
    }
}

fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref().cloned()).unwrap_or_default()
}
