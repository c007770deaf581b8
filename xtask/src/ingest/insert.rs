//! Puts additions into a document that people wrote, and leaves every line of theirs as
//! it is.
//!
//! The place of an addition is found by indentation. What comes out is read again and
//! has to be the old document with the additions and nothing else.

use serde_json::Value;

use super::proposal::Addition;
use crate::document;
use crate::new_vendor::yaml;
use crate::problem::{Place, Problem};

/// The document's text with all additions.
pub(super) fn all(
    place: &Place,
    text: &str,
    additions: &[Addition],
    before: &Value,
) -> Result<String, Vec<Problem>> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut expected = before.clone();
    let mut problems = Vec::new();
    for addition in additions {
        let put = one(&mut lines, addition).and_then(|()| add(&mut expected, addition));
        if put.is_none() {
            let reason = format!("there is no line below which this could go: {}", addition.what);
            let fix = "add it by hand: without --apply, `ingest` writes it into proposed.yaml";
            problems.push(Problem::fault(
                "ingest",
                place.at(addition.target.iter().map(String::as_str)),
                reason,
                fix,
            ));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    match document::parse(place, &text) {
        Ok(read) if read == expected => Ok(text),
        _ => {
            let reason = "with the additions it would say something else than it should";
            let fix = "add what proposed.yaml has by hand";
            Err(vec![Problem::fault("ingest", place.clone(), reason, fix)])
        }
    }
}

/// Adds to the document as a value.
fn add(document: &mut Value, addition: &Addition) -> Option<()> {
    let target = addition.target.iter().try_fold(document, |value, step| match value {
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        other => other.get_mut(step),
    })?;
    match (&addition.key, target) {
        (Some(key), Value::Object(object)) => {
            object.insert(key.clone(), addition.value.clone());
        }
        (None, Value::Array(items)) => items.push(addition.value.clone()),
        _ => return None,
    }
    Some(())
}

/// Lines that belong together, and how far what is in them is indented.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// The line of the key.
    head: Option<usize>,
    start: usize,
    end: usize,
}

fn one(lines: &mut Vec<String>, addition: &Addition) -> Option<()> {
    let mut block = Block { head: None, start: 0, end: lines.len() };
    for step in &addition.target {
        block = inner(lines, block, step)?;
    }
    match indent_of(lines, block) {
        Some(indent) => {
            let end = (block.start..block.end).rev().find(|line| is_content(&lines[*line]))? + 1;
            lines.splice(end..end, rendered(addition, indent));
        }
        // A list that is written in one line.
        None => {
            let line = lines.get_mut(block.head?)?;
            let item = match (&addition.key, &addition.value) {
                (None, value @ (Value::String(_) | Value::Number(_) | Value::Bool(_))) => {
                    value.to_string()
                }
                _ => return None,
            };
            let close = line.rfind(']')?;
            let comma = if line.get(..close)?.trim_end().ends_with('[') { "" } else { ", " };
            line.insert_str(close, &format!("{comma}{item}"));
        }
    }
    Some(())
}

/// The block of a key or of an item of a list.
fn inner(lines: &[String], block: Block, step: &str) -> Option<Block> {
    let indent = indent_of(lines, block)?;
    let mut nth = 0;
    let mut found = None;
    for number in block.start..block.end {
        let line = lines.get(number)?;
        let Some(text) =
            line.get(indent..).filter(|_| is_content(line) && indentation(line) == indent)
        else {
            continue;
        };
        if found.is_some() {
            return found.map(|head| Block { head: Some(head), start: head + 1, end: number });
        }
        if text == "-" || text.starts_with("- ") {
            if step.parse() == Ok(nth) {
                found = Some(number);
            }
            nth += 1;
        } else if key(text).is_some_and(|key| key == step) {
            found = Some(number);
        }
    }
    found.map(|head| Block { head: Some(head), start: head + 1, end: block.end })
}

/// The key of a line `key: …`, without its quotes.
fn key(text: &str) -> Option<String> {
    for quote in ['\'', '"'] {
        if let Some(rest) = text.strip_prefix(quote) {
            let (key, after) = rest.split_once(quote)?;
            return after.starts_with(':').then(|| key.to_owned());
        }
    }
    let end = text
        .find(": ")
        .or_else(|| text.trim_end().ends_with(':').then(|| text.trim_end().len() - 1))?;
    text.get(..end).map(str::to_owned)
}

/// How far the first line of a block is indented; none if there is none.
fn indent_of(lines: &[String], block: Block) -> Option<usize> {
    let first = lines.get(block.start..block.end)?.iter().find(|line| is_content(line))?;
    let own = block.head.and_then(|head| lines.get(head)).map(|line| indentation(line));
    let indent = indentation(first);
    own.is_none_or(|own| indent > own || indent == own && first.trim_start().starts_with("- "))
        .then_some(indent)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_content(line: &str) -> bool {
    let text = line.trim_start();
    !text.is_empty() && !text.starts_with('#')
}

fn rendered(addition: &Addition, indent: usize) -> Vec<String> {
    let space = " ".repeat(indent);
    let indented = |text: String| text.lines().map(|line| format!("{space}{line}")).collect();
    match &addition.key {
        Some(key) => indented(yaml::text(&serde_json::json!({ key: addition.value }))),
        // An item is what stands below a key, less that key and one step.
        None => {
            let list = yaml::text(&serde_json::json!({ "list": [addition.value] }));
            let items = list.lines().skip(1);
            let items: Vec<&str> =
                items.map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
            indented(items.join("\n"))
        }
    }
}
