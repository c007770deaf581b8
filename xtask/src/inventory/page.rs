//! Reads a vendor's page, whatever kind of page it is.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Inventory, document};
use crate::digest;
use crate::document as loaded;
use crate::problem::{Place, Problem};
use lines::{Line, lines, without_half_line};

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
/// A problem that names the page, if it is of no kind that has a reader, or if no
/// operation is found in it.
pub fn read(place: &Place, text: &str, kind: Option<Kind>) -> Result<Inventory, Problem> {
    let fault = |reason: &str, fix: &str| Problem::fault("page", place.clone(), reason, fix);
    if text.trim().is_empty() {
        return Err(fault("is empty", "save the page again"));
    }
    if text.contains('\0') {
        let fix = "save the page as text, as HTML, or as an OpenAPI file";
        return Err(fault("is no text: it has a zero byte", fix));
    }
    let digest = digest::of(text);
    // Old systems end lines with a carriage return alone.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let found = KINDS.into_iter().find(|kind| kind.recognize(&text));
    let Some(chosen) = kind.or(found) else {
        let signs = KINDS.map(|kind| format!("{}: {}", kind.name(), kind.sign())).join("\n");
        let reason = format!("is of no kind that has a reader; looked for\n{signs}");
        return Err(fault(&reason, "name its kind with --kind, or save the page in another form"));
    };
    let mut inventory = chosen.read(place, &text)?;
    if inventory.operations.is_empty() {
        return Err(fault(&chosen.refusal(found), "name its kind with --kind, or save all of it"));
    }
    inventory.source.kind = chosen;
    inventory.source.digest = digest;
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

    /// What is wrong with a page in which this reader finds no operation.
    fn refusal(self, found: Option<Self>) -> String {
        let name = self.name();
        match found {
            Some(found) if found != self => format!(
                "has no operation that the reader of {name} finds; it looks like --kind {}",
                found.name()
            ),
            Some(_) => format!("looks like {name}, but no operation is found in it"),
            None => format!("has no operation that the reader of {name} finds"),
        }
    }

    fn read(self, place: &Place, text: &str) -> Result<Inventory, Problem> {
        match self {
            Self::Openapi => described(place, &loaded::parse(place, text)?),
            Self::RedocHtml => described(place, &redoc_html::document(place, text)?),
            Self::RedocText => Ok(whole(text, redoc_text::read)),
            Self::RedocCompact => Ok(whole(text, redoc_compact::read)),
            Self::MigrationTable => Ok(whole(text, migration_table::read)),
            Self::EndpointList => Ok(whole(text, endpoint_list::read)),
        }
    }
}

/// Reads a document, unless it is of a version whose words mean something else.
fn described(place: &Place, document: &Value) -> Result<Inventory, Problem> {
    if document.get("swagger").is_some() && document.get("openapi").is_none() {
        let reason = "is a document of Swagger 2.0, which keeps bodies and hosts in other places";
        return Err(Problem::fault("page", place.clone(), reason, "convert it to OpenAPI 3 first"));
    }
    Ok(document::read(document))
}

/// Reads a text. If it is cut, its last line may be half a fact: it is left out.
fn whole(text: &str, read: fn(&[Line], bool) -> Inventory) -> Inventory {
    let lines = lines(text);
    let inventory = read(&lines, false);
    if inventory.source.cut { read(without_half_line(&lines), true) } else { inventory }
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
