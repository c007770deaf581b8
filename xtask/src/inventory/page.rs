//! Reads a vendor's page, whatever kind of page it is.

use serde::{Deserialize, Serialize};

use super::{Inventory, document};
use crate::document as loaded;
use crate::problem::{Place, Problem};

/// A kind of page, each with a reader of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An OpenAPI file, in JSON or YAML.
    #[default]
    Openapi,
}

/// Reads a page of the named kind, or of the kind that it looks like.
///
/// # Errors
///
/// A problem that names the page, if it is of no kind that has a reader, or not
/// of the kind that was named.
pub fn read(place: &Place, text: &str, kind: Option<Kind>) -> Result<Inventory, Problem> {
    let _ = kind;
    let value = loaded::parse(place, text)?;
    Ok(document::read(&value))
}
