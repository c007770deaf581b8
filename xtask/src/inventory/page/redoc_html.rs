//! Finds the document in a ReDoc page that was saved as HTML.

use serde_json::Value;

use crate::problem::{Place, Problem};

/// Whether a page is HTML at all.
pub(super) fn recognize(text: &str) -> bool {
    let start: String =
        text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).chars().take(16).collect();
    let start = start.to_ascii_lowercase();
    let tags = ["<!doctype html", "<html", "<head", "<body", "<script", "<!--"];
    tags.iter().any(|tag| start.starts_with(tag)) || text.contains("__redoc_state")
}

/// The OpenAPI document that a page carries.
///
/// # Errors
///
/// A problem, if the page only links to its document.
pub(super) fn document(place: &Place, text: &str) -> Result<Value, Problem> {
    let values = ["__redoc_state", "Redoc.init("].iter().flat_map(|mark| after(text, mark));
    let scripts = after(text, "application/json\"").chain(after(text, "application/json'"));
    let found = values.chain(scripts).find_map(openapi);
    found.ok_or_else(|| {
        Problem::fault(
            "page",
            place.clone(),
            "is HTML without an OpenAPI document in it: neither `__redoc_state`, nor \
             `Redoc.init({…})`, nor a script of JSON holds one",
            "save the file behind the page's link \"Download\", or the page as text",
        )
    })
}

/// The JSON objects that follow a mark, each within a few characters of it.
fn after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = Value> + 'a {
    text.match_indices(mark).filter_map(move |(start, _)| {
        let rest = &text[start + mark.len()..];
        let open = rest.find('{').filter(|open| *open <= FARTHEST)?;
        serde_json::Deserializer::from_str(&rest[open..]).into_iter().next()?.ok()
    })
}

/// Between `__redoc_state` and its value, or a script's tag and its content.
const FARTHEST: usize = 80;

/// The document in a value: itself, or where ReDoc keeps it.
fn openapi(value: Value) -> Option<Value> {
    let is_document =
        |value: &Value| value.get("openapi").or(value.get("swagger")).is_some_and(Value::is_string);
    if is_document(&value) {
        return Some(value);
    }
    let places = ["/spec/data", "/spec", "/props/pageProps/spec"];
    places.iter().filter_map(|place| value.pointer(place)).find(|value| is_document(value)).cloned()
}
