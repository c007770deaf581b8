//! Reads `specs/<vendor>/audit.toml`: why a spec differs from the page.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::difference::{Difference, Kind};
use crate::problem::{Place, Problem};
use crate::vendor::SPECS;

/// The reasons on record.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reasons {
    /// Differences that are meant.
    #[serde(default)]
    pub(super) explained: Vec<Explained>,
    /// Operations of the page that another vendor folder has.
    #[serde(default)]
    pub(super) elsewhere: Vec<Elsewhere>,
}

/// Differences that are meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Explained {
    /// Their name, in which `*` stands for any text.
    pub(super) at: String,
    /// Which side says it.
    pub(super) kind: Kind,
    /// Why.
    pub(super) reason: String,
}

/// Operations of the page that another vendor folder has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Elsewhere {
    /// `METHOD /path`, in which `*` stands for any text.
    pub(super) operations: String,
    /// The folder under `specs/` whose document has them.
    pub(super) vendor: String,
}

impl Explained {
    pub(super) fn explains(&self, difference: &Difference) -> bool {
        self.kind == difference.kind && matches(&self.at, &difference.key())
    }
}

/// Where the reasons of a vendor are.
pub(super) fn place(ident: &str) -> Place {
    Place::file(format!("{SPECS}/{ident}/audit.toml"))
}

/// Reads the reasons; a vendor without the file has none.
pub(super) fn load(root: &Path, ident: &str) -> Result<Reasons, Problem> {
    let place = place(ident);
    let refuse = |reason: String| {
        let fix = "correct the line; CONTRIBUTING.md explains each key";
        Problem::fault("audit-reasons", place.clone(), reason, fix)
    };
    let path = root.join(place.to_string());
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Reasons::default()),
        Err(error) => return Err(refuse(format!("cannot read the reasons: {error}"))),
    };
    let reasons: Reasons =
        toml::from_str(&text).map_err(|error| refuse(error.to_string().trim_end().to_owned()))?;
    for Explained { at, reason, .. } in &reasons.explained {
        if reason.trim().is_empty() {
            return Err(refuse(format!("`{at}` is explained by nothing")));
        }
        if at.chars().all(|letter| letter == '*' || letter.is_whitespace()) {
            return Err(refuse(format!("`{at}` would explain everything")));
        }
    }
    Ok(reasons)
}

/// Whether a pattern, in which `*` stands for any text, is a whole text.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text) in [
            ("GET /a > query page", "GET /a > query page"),
            ("* > header Accept", "GET /a > header Accept"),
            ("GET /a > *", "GET /a > query page"),
            ("*", ""),
            ("*a*b", "xaxab"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("GET /a", "GET /a > x"),
            ("*Accept", "Accepts"),
            ("a*a", "a"),
            ("", "a"),
            ("a*b*", "ac"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
