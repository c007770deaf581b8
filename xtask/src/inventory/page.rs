//! Reads a vendor's page, whatever kind of page it is.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Inventory, document};
use crate::document as loaded;
use crate::problem::{Place, Problem};

mod facts;
mod lines;
mod sample;

mod align;
mod body;
mod endpoint;
mod nodes;
mod rows;

mod endpoint_list;
mod migration_table;
mod redoc_compact;
mod redoc_html;
mod redoc_text;

/// A kind of page, each with a reader of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An OpenAPI file, in JSON or YAML.
    #[default]
    Openapi,
    /// A ReDoc page that was saved as HTML, with the document in it.
    RedocHtml,
    /// A ReDoc page that was saved as text, with its headings.
    RedocText,
    /// A ReDoc page of which only descriptions and samples are left.
    RedocCompact,
    /// An article that compares the endpoints of two versions.
    MigrationTable,
    /// An article that lists endpoints, and says a few words on each.
    EndpointList,
}

/// In the order in which pages are held against them.
const KINDS: [Kind; 6] = [
    Kind::RedocHtml,
    Kind::Openapi,
    Kind::RedocText,
    Kind::RedocCompact,
    Kind::MigrationTable,
    Kind::EndpointList,
];

/// Reads a page of the named kind, or of the kind that it looks like.
///
/// # Errors
///
/// A problem that names the page, if it is of no kind that has a reader, or not
/// of the kind that was named.
pub fn read(place: &Place, text: &str, kind: Option<Kind>) -> Result<Inventory, Problem> {
    let fault = |reason: String, fix: &str| Problem::fault("page", place.clone(), reason, fix);
    if text.trim().is_empty() {
        return Err(fault("is empty".to_owned(), "save the page again"));
    }
    if text.contains('\0') {
        let fix = "save the page as text, as HTML, or as an OpenAPI file";
        return Err(fault("is no text: it has a zero byte".to_owned(), fix));
    }
    let found = KINDS.into_iter().find(|kind| kind.recognize(text));
    let kind = match (kind, found) {
        (Some(kind), _) if !kind.recognize(text) => {
            let looks = found.map_or_else(String::new, |found| {
                format!("; it looks like --kind {}", found.name())
            });
            let reason =
                format!("is not of the kind {}: it has no {}{looks}", kind.name(), kind.sign());
            return Err(fault(reason, "name its kind with --kind, or save the page again"));
        }
        (Some(kind), _) | (None, Some(kind)) => kind,
        (None, None) => {
            let signs: Vec<String> =
                KINDS.iter().map(|kind| format!("{}: {}", kind.name(), kind.sign())).collect();
            let reason =
                format!("is of no kind that has a reader; looked for\n{}", signs.join("\n"));
            return Err(fault(
                reason,
                "name its kind with --kind, or save the page in another form",
            ));
        }
    };
    let mut inventory = kind.read(place, text)?;
    inventory.source.kind = kind;
    inventory.source.digest =
        Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    inventory.sort();
    Ok(inventory)
}

impl Kind {
    /// What `--kind` calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Openapi => "openapi",
            Self::RedocHtml => "redoc-html",
            Self::RedocText => "redoc-text",
            Self::RedocCompact => "redoc-compact",
            Self::MigrationTable => "migration-table",
            Self::EndpointList => "endpoint-list",
        }
    }

    /// What a page of this kind is recognized by.
    fn sign(self) -> &'static str {
        match self {
            Self::Openapi => "`openapi` at its top",
            Self::RedocHtml => "HTML",
            Self::RedocText => "lines like `Responses` and `query Parameters`",
            Self::RedocCompact => "samples below the line `Download OpenAPI specification`",
            Self::MigrationTable => "endpoints in pairs, the second of a newer version",
            Self::EndpointList => "lines like `GET /desks`",
        }
    }

    fn recognize(self, text: &str) -> bool {
        match self {
            Self::Openapi => is_openapi(text),
            Self::RedocHtml => redoc_html::recognize(text),
            Self::RedocText => redoc_text::recognize(text),
            Self::RedocCompact => redoc_compact::recognize(text),
            Self::MigrationTable => migration_table::recognize(text),
            Self::EndpointList => endpoint_list::recognize(text),
        }
    }

    fn read(self, place: &Place, text: &str) -> Result<Inventory, Problem> {
        match self {
            Self::Openapi => Ok(document::read(&loaded::parse(place, text)?)),
            Self::RedocHtml => Ok(document::read(&redoc_html::document(place, text)?)),
            Self::RedocText => Ok(redoc_text::read(text)),
            Self::RedocCompact => Ok(redoc_compact::read(text)),
            Self::MigrationTable => Ok(migration_table::read(text)),
            Self::EndpointList => Ok(endpoint_list::read(text)),
        }
    }
}

/// Whether a file says that it is an OpenAPI document, be it well formed or not.
fn is_openapi(text: &str) -> bool {
    let is_key = |line: &str| {
        let key = line.trim_start_matches(['{', ' ', '\u{feff}', '"', '\'']);
        let rest = ["openapi", "swagger"].iter().find_map(|name| key.strip_prefix(name));
        rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
    };
    let is_at_top =
        |line: &&str| !line.starts_with([' ', '\t']) || text.trim_start().starts_with('{');
    text.lines().filter(is_at_top).any(is_key)
        || serde_json::from_str::<Value>(text)
            .is_ok_and(|value| value.get("openapi").or(value.get("swagger")).is_some())
}

#[cfg(test)]
mod tests;
