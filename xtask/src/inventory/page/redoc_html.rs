//! Finds the document in a ReDoc page that was saved as HTML.
//!
//! It may be anywhere in a script: in ReDoc's state, in a variable, under a key
//! of some other data, or in a text that the page parses. So every object that
//! a script holds is searched.

use std::str::Chars;

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
/// A problem, if the page only links to its document, or ends within it.
pub(super) fn document(place: &Place, text: &str) -> Result<Value, Problem> {
    let mut is_cut = false;
    for script in scripts(text) {
        match in_script(script) {
            Found::Document(document) => return Ok(document),
            Found::Cut => is_cut = true,
            Found::Nothing => {}
        }
    }
    let (reason, fix) = if is_cut {
        ("is cut: it ends within the data of a script", "save the whole page again")
    } else {
        (
            "is HTML without an OpenAPI document in it: no script holds an object with \
             `openapi` and `paths`",
            "save the file behind the page's link \"Download\", or the page as text",
        )
    };
    Err(Problem::fault("page", place.clone(), reason, fix))
}

/// What a script has of a document.
enum Found {
    Document(Value),
    /// Data that goes on after the end of the file.
    Cut,
    Nothing,
}

/// What is in the script tags of a page, or all of it if there are none.
fn scripts(text: &str) -> Vec<&str> {
    // Lengths stay as they are.
    let lower = text.to_ascii_lowercase();
    let mut scripts = Vec::new();
    let mut at = 0;
    while let Some(tag) = lower[at..].find("<script").map(|tag| at + tag) {
        let Some(start) = lower[tag..].find('>').map(|end| tag + end + 1) else { break };
        let end = lower[start..].find("</script").map_or(text.len(), |end| start + end);
        scripts.push(&text[start..end]);
        at = end;
    }
    if scripts.is_empty() { vec![text] } else { scripts }
}

fn in_script(script: &str) -> Found {
    let texts = script.match_indices("JSON.parse(").filter_map(|(at, mark)| {
        let argument = script[at + mark.len()..].trim_start();
        argument.starts_with(['"', '\'', '`']).then(|| literal(argument))
    });
    let mut is_cut = false;
    for text in texts {
        match text.map(|text| in_data(&text)) {
            Some(Found::Document(document)) => return Found::Document(document),
            Some(Found::Nothing) => {}
            Some(Found::Cut) | None => is_cut = true,
        }
    }
    match in_data(script) {
        Found::Nothing if is_cut => Found::Cut,
        found => found,
    }
}

/// Searches the objects that a text holds between whatever else is there.
fn in_data(text: &str) -> Found {
    let has_undefined = text.contains(UNDEFINED);
    let mut failures = 0;
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        at = open + 1;
        // The blocks of a program begin in another way.
        if !text[at..].trim_start().starts_with('"') {
            continue;
        }
        match object(&text[open..], has_undefined) {
            Ok((value, length)) => {
                if let Some(document) = openapi(&value) {
                    return Found::Document(document.clone());
                }
                at = open + length;
            }
            Err(error) if error.is_eof() => return Found::Cut,
            Err(_) if failures == MOST_FAILURES => break,
            Err(_) => failures += 1,
        }
    }
    Found::Nothing
}

/// A script with more of what looks like data and is none holds no document.
const MOST_FAILURES: usize = 500;

/// What a program says for `null`.
const UNDEFINED: &str = "undefined";

/// The object that a text begins with, and its length.
fn object(text: &str, has_undefined: bool) -> serde_json::Result<(Value, usize)> {
    let parse = |text: &str| {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        let value = values.next().unwrap_or(Ok(Value::Null))?;
        Ok((value, values.byte_offset()))
    };
    parse(text).or_else(|error: serde_json::Error| {
        if error.is_eof() || !has_undefined {
            return Err(error);
        }
        let (defined, length) = without_undefined(text);
        parse(&defined).map(|(value, _)| (value, length))
    })
}

/// The object with `null` where a program says `undefined`, and its length as it
/// was.
fn without_undefined(text: &str) -> (String, usize) {
    let mut defined = String::new();
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    let mut skipped = 0;
    for (at, char) in text.char_indices() {
        if at < skipped {
            continue;
        }
        if !is_text && text[at..].starts_with(UNDEFINED) {
            defined.push_str("null");
            skipped = at + UNDEFINED.len();
            continue;
        }
        defined.push(char);
        match char {
            '"' if !is_escaped => is_text = !is_text,
            '{' | '[' if !is_text => depth += 1,
            '}' | ']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_escaped = is_text && char == '\\' && !is_escaped;
        if depth == 0 {
            return (defined, at + 1);
        }
    }
    (defined, text.len())
}

/// The text that a program's literal stands for; none if it does not end.
fn literal(text: &str) -> Option<String> {
    let mut chars = text.chars();
    let quote = chars.next()?;
    let mut read = String::new();
    loop {
        match chars.next()? {
            char if char == quote => return Some(read),
            '\\' => match chars.next()? {
                'n' => read.push('\n'),
                't' => read.push('\t'),
                'r' => read.push('\r'),
                'b' => read.push('\u{8}'),
                'f' => read.push('\u{c}'),
                'u' => read.push(code(&mut chars, 4)?),
                'x' => read.push(code(&mut chars, 2)?),
                '\n' => {}
                other => read.push(other),
            },
            char => read.push(char),
        }
    }
}

/// The character that some hexadecimal digits stand for. Half of a pair, which
/// stands for none, is in descriptions only.
fn code(chars: &mut Chars<'_>, digits: usize) -> Option<char> {
    let digits: String = chars.by_ref().take(digits).collect();
    let number = u32::from_str_radix(&digits, 16).ok()?;
    Some(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// The document in a value, under whatever keys.
fn openapi(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(entries) => {
            let version = entries.get("openapi").or(entries.get("swagger"));
            let is_document = version.is_some_and(Value::is_string)
                && entries.get("paths").is_some_and(Value::is_object);
            if is_document { Some(value) } else { entries.values().find_map(openapi) }
        }
        Value::Array(items) => items.iter().find_map(openapi),
        _ => None,
    }
}
