//! The simulators against schemathesis, a tester of documents that nobody here wrote.

use std::{collections::BTreeSet, process::Command};

use serde::Deserialize;

use super::{
    Simulated,
    tool::{self, Tool},
};

/// Where schemathesis is.
const SCHEMATHESIS: &str = "FLOORKIT_SCHEMATHESIS";
const REPORT: &str = "report.json";

/// Findings that are none, by the tester's code for what it checks.
pub(crate) struct Explained {
    pub(crate) check: &'static str,
    /// Method and path; `*` for any.
    pub(crate) operations: &'static [&'static str],
    pub(crate) reason: &'static str,
}

/// What holds for every vendor.
pub(crate) const OF_ALL: &[Explained] = &[Explained {
    check: "ST103",
    operations: &["*"],
    reason: "The documents have the errors for which there is evidence. A simulator \
             refuses what is wrong by 400, 404 and 409 all the same; what it says of \
             success is held against the document in debug builds, by itself.",
}];

#[derive(Deserialize)]
struct Report {
    complete: bool,
    failures: Vec<Failure>,
    errors: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Failure {
    code: String,
    title: String,
    operations: Vec<String>,
}

/// Nothing is found that has no explanation, and nothing is explained that is not found.
///
/// # Errors
///
/// Why there is no tester.
pub(crate) async fn check<S: Simulated>() -> Result<(), String> {
    let path = tool::path(SCHEMATHESIS)?;
    let (simulator, _, _) = S::start().await;
    let (base_url, headers) = S::door(&simulator).ok_or("skipped: its door is not known")?;
    let mut command = Command::new(path);
    command.args(["run", "openapi.json", "--url", &base_url]);
    command.args(["--phases", "examples,coverage", "--seed", "7", "--no-shrink"]);
    command.args(["--continue-on-failure", "--suppress-health-check", "all"]);
    command.args(["--warnings", "off", "--report", "json", "--report-json-path", REPORT]);
    for header in headers {
        command.args(["--header", &header]);
    }
    let mut tester = Tool::start(&mut command, tool::folder(S::FOLDER));
    tester.ended().await;
    let report = tester.read(REPORT).expect("a report");
    let report: Report = serde_json::from_str(&report).expect("a report in JSON");
    let log = tester.log();
    assert!(report.complete && report.errors.is_empty(), "{}: {log}", S::FOLDER);
    let unexplained: Vec<_> = found(&report)
        .filter(|(code, _, operation)| !is_explained(OF_ALL, code, operation))
        .filter(|(code, _, operation)| !is_explained(S::EXPLAINED, code, operation))
        .map(|(code, title, operation)| format!("{code} {operation}: {title}"))
        .collect();
    assert!(unexplained.is_empty(), "{}:\n{}\n{log}", S::FOLDER, unexplained.join("\n"));
    let found: BTreeSet<_> = found(&report).map(|(code, _, operation)| (code, operation)).collect();
    let idle: Vec<_> = S::EXPLAINED
        .iter()
        .flat_map(|one| one.operations.iter().map(|operation| (one.check, *operation)))
        .filter(|one| !found.contains(one))
        .collect();
    assert!(idle.is_empty(), "{}: explained and not found: {idle:?}", S::FOLDER);
    Ok(())
}

fn found(report: &Report) -> impl Iterator<Item = (&str, &str, &str)> {
    report.failures.iter().flat_map(|failure| {
        let operations = failure.operations.iter();
        operations.map(|operation| (&*failure.code, &*failure.title, &**operation))
    })
}

fn is_explained(explained: &[Explained], code: &str, operation: &str) -> bool {
    let mut explained = explained.iter().filter(|one| one.check == code);
    explained.any(|one| one.operations.iter().any(|of| *of == "*" || *of == operation))
}
