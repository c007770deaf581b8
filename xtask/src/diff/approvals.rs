//! Changes that somebody has approved: `specs/<vendor>/approved-changes.toml`.

use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::Change;
use crate::problem::{Place, Problem};

/// The file in a vendor's folder.
pub const FILE: &str = "approved-changes.toml";

/// The changes that were approved.
#[derive(Clone, Debug, Default)]
pub struct Approvals {
    place: String,
    approved: Vec<Approval>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    approved: Vec<Approval>,
}

/// One of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approval {
    fingerprint: String,
    reason: String,
}

/// Reads the approvals; a file that is not there approves nothing.
///
/// # Errors
///
/// What is wrong with the file.
pub fn read(root: &Path, path: &str) -> Result<Approvals, Vec<Problem>> {
    let fault = |reason: String| {
        let fix = "write `[[approved]]`, then `fingerprint = \"…\"` and `reason = \"…\"`";
        Problem::fault("approvals", Place::file(path), reason, fix)
    };
    let text = match fs::read_to_string(root.join(path)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(vec![fault(format!("cannot be read: {error}"))]),
    };
    let document: Document = toml::from_str(&text)
        .map_err(|error| vec![fault(error.to_string().trim_end().to_owned())])?;
    let mute = document.approved.iter().filter(|approval| approval.reason.trim().is_empty());
    let problems: Vec<Problem> =
        mute.map(|approval| fault(format!("{} has no reason", approval.fingerprint))).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Approvals { place: path.to_owned(), approved: document.approved })
}

impl Approvals {
    /// Why a change was approved, if it was.
    pub fn reason(&self, change: &Change) -> Option<&str> {
        let mut approved = self.approved.iter();
        let found = approved.find(|approval| approval.fingerprint == change.fingerprint);
        found.map(|approval| approval.reason.as_str())
    }

    /// What was approved and did not happen.
    pub fn stale(&self, changes: &[Change]) -> Vec<Problem> {
        let happened = |approval: &&Approval| {
            !changes.iter().any(|change| change.fingerprint == approval.fingerprint)
        };
        let stale = self.approved.iter().filter(happened);
        stale
            .map(|approval| {
                Problem::fault(
                    "approvals",
                    Place::file(self.place.as_str()),
                    format!(
                        "{} ({}) approves a change that is not there",
                        approval.fingerprint, approval.reason
                    ),
                    "remove the entry: what it approved was released, or never came",
                )
            })
            .collect()
    }
}
