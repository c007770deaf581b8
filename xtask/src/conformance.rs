//! Installs programs that nobody here wrote, and runs the tests that use them.
//!
//! The tests are in `tests/it/calls`: `mocked` starts Prism with each vendor's document and
//! makes every call against it; `tested` lets schemathesis loose on the simulators. Each
//! skips with a reason where no variable says where its program is.

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::problem::{Place, Problem};

/// Where the programs are installed, below the workspace root.
const FOLDER: &str = "target/conformance";
/// Pinned, so that a finding is one of ours and not of a new version.
const PRISM: (&str, &str) = ("@stoplight/prism-cli", "5.14.2");
const SCHEMATHESIS: (&str, &str) = ("schemathesis", "4.32.5");

/// Installs what is not there, and runs the tests.
///
/// # Errors
///
/// What could not be installed; or that a test failed, which has said why.
pub fn run(root: &Path, out: &mut dyn Write) -> Result<io::Result<()>, Vec<Problem>> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let folder = root.join(FOLDER);
    let installed = prism(&folder).and_then(|prism| Ok((prism, schemathesis(&folder)?)));
    let (prism, schemathesis) = installed.map_err(|problem| vec![problem])?;
    let mut tests = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    tests.args(["test", "--package", "floorkit-tests", "--test", "it", "--"]);
    tests.args(["a_mock_takes_every_request", "a_tester_finds_nothing_in_the_simulator"]);
    tests.env("FLOORKIT_PRISM", prism).env("FLOORKIT_SCHEMATHESIS", schemathesis);
    tests.env("RUST_BACKTRACE", "0").current_dir(&root);
    must(&mut tests, "read what the tests say above").map_err(|problem| vec![problem])?;
    Ok(writeln!(
        out,
        "Prism {} took every call, and schemathesis {} found nothing that is not explained",
        PRISM.1, SCHEMATHESIS.1
    ))
}

fn prism(folder: &Path) -> Result<PathBuf, Problem> {
    let folder = folder.join(format!("prism-{}", PRISM.1));
    let program = folder.join("node_modules/.bin/prism");
    if !program.exists() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--loglevel", "error", "--prefix"]);
        npm.arg(&folder).arg(format!("{}@{}", PRISM.0, PRISM.1));
        must(&mut npm, "install Node.js with npm, and let it reach the npm registry")?;
    }
    Ok(program)
}

fn schemathesis(folder: &Path) -> Result<PathBuf, Problem> {
    let folder = folder.join(format!("schemathesis-{}", SCHEMATHESIS.1));
    let program = folder.join("bin/schemathesis");
    if !program.exists() {
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(&folder);
        must(&mut venv, "install Python 3 with its module venv")?;
        let mut pip = Command::new(folder.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check"]);
        pip.arg(format!("{}=={}", SCHEMATHESIS.0, SCHEMATHESIS.1));
        must(&mut pip, "let pip reach PyPI")?;
    }
    Ok(program)
}

/// Runs a program that says itself what goes wrong.
fn must(command: &mut Command, fix: &str) -> Result<(), Problem> {
    let name = PathBuf::from(command.get_program()).display().to_string();
    let reason = match command.status() {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => match status.code() {
            Some(code) => format!("`{name}` ended with exit code {code}"),
            None => format!("`{name}` was stopped: {status}"),
        },
        Err(error) => format!("`{name}` cannot be started: {error}"),
    };
    Err(Problem::fault("conformance", Place::file(FOLDER), reason, fix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_missing_or_fails_is_named() {
        let problem = must(&mut Command::new("no-such-program"), "install it").unwrap_err();
        assert!(problem.reason().starts_with("`no-such-program` cannot be started"), "{problem}");
        let problem = must(Command::new("cargo").arg("--no-such-flag"), "-").unwrap_err();
        assert!(problem.reason().contains("`cargo` ended with exit code 1"), "{problem}");
    }
}
