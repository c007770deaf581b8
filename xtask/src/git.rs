//! Asks git about revisions. The working tree and its index stay as they are.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// Runs git in a folder, with an index of its own if one is named; what it prints, or
/// what it says is wrong.
pub(crate) fn run<S: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
    index: Option<&Path>,
) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    let output = command.output().map_err(|error| format!("git cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().next().unwrap_or_default().to_owned())
}
