//! Reads an article that lists endpoints: under a heading per group, a line per
//! operation, and under it items of prose.
//!
//! Such articles begin with a table of contents, which names the operations
//! again: in one line, or in a line each. It adds those that only it names.

use super::Kind;
use super::endpoint::{method, of_line, path};
use super::lines::{Line, ends_within_sentence, lines, paragraphs};
use crate::inventory::{Inventory, NotUnderstood, Operation, digest_of_text};

/// Whether a page has lines that are a method and a path.
pub(super) fn recognize(text: &str) -> bool {
    lines(text).iter().any(|line| endpoint(line).is_some())
}

/// Reads the page.
pub(super) fn read(text: &str) -> Inventory {
    let lines = lines(text);
    let mut inventory = Inventory::default();
    inventory.source.kind = Kind::EndpointList;
    let mut group: Option<String> = None;
    let mut contents: Vec<Operation> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let run = run(&lines, at);
        let named = table_of_contents(&lines[at..at + run]);
        if let Some((method, path)) = endpoint(line) {
            let operation = Operation {
                method: Some(method),
                path: Some(path),
                group: group.clone(),
                description: description(&lines[at + 1..]),
                ..Operation::default()
            };
            add(&mut inventory, line, operation);
        } else if line.item().is_some() {
            // Prose, which may name operations.
        } else if named.len() > 1 {
            contents.extend(named);
            at += run - 1;
        } else if is_heading(&lines, at) {
            group = Some(line.text.clone());
        } else if let Some(reason) = almost_an_endpoint(&line.text) {
            note(&mut inventory, line, group.as_deref(), reason);
        }
        at += 1;
    }
    let is_listed = |operation: &Operation, inventory: &Inventory| {
        inventory.operations.iter().any(|known| is_same(known, operation))
    };
    let lacks_last = contents.last().is_some_and(|last| !is_listed(last, &inventory));
    inventory.source.cut = lacks_last || ends_within_sentence(&lines);
    for operation in contents {
        if !is_listed(&operation, &inventory) {
            inventory.operations.push(operation);
        }
    }
    inventory
}

/// How many lines from here on may be one that was wrapped.
fn run(lines: &[Line], start: usize) -> usize {
    let is_wrapped = |at: &usize| {
        let line = &lines[*at];
        let is_other = line.item().is_some() || endpoint(line).is_some() || is_heading(lines, *at);
        !line.is_blank() && !is_other
    };
    1 + (start + 1..lines.len()).take_while(is_wrapped).count()
}

/// The endpoint that a line is, as a whole.
fn endpoint(line: &Line) -> Option<(String, String)> {
    let is_capital = line.text.starts_with(|char: char| char.is_ascii_uppercase());
    of_line(&line.text).filter(|_| is_capital && line.text.contains(' '))
}

/// The digest of the items under an endpoint.
fn description(lines: &[Line]) -> Option<String> {
    let mut end = 0;
    for (at, line) in lines.iter().enumerate() {
        let is_continued = at > 0 && !lines[at - 1].is_blank() && at == end;
        let is_other = endpoint(line).is_some() || is_heading(lines, at);
        if line.item().is_some() || (is_continued && !line.is_blank() && !is_other) {
            end = at + 1;
        } else if !line.is_blank() {
            break;
        }
    }
    let texts: Vec<String> = paragraphs(&lines[..end]).into_iter().map(|one| one.text).collect();
    digest_of_text(&texts.join(" "))
}

/// Adds an operation. Where a table of contents has a line for each, one of the
/// two says nothing more.
fn add(inventory: &mut Inventory, line: &Line, operation: Operation) {
    let known = inventory.operations.iter_mut().find(|known| is_same(known, &operation));
    match known {
        None => inventory.operations.push(operation),
        Some(known) if known.description.is_none() => *known = operation,
        Some(_) if operation.description.is_none() => {}
        Some(known) => {
            let group = known.group.clone();
            note(inventory, line, group.as_deref(), "an operation that was listed already");
        }
    }
}

fn is_same(one: &Operation, other: &Operation) -> bool {
    (&one.method, &one.path) == (&other.method, &other.path)
}

/// The operations that lines name, with the words before each as its group.
fn table_of_contents(lines: &[Line]) -> Vec<Operation> {
    let words: Vec<&str> = lines.iter().flat_map(|line| line.text.split_whitespace()).collect();
    let mut operations: Vec<Operation> = Vec::new();
    let mut before: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let is_method = word.chars().all(|char| char.is_ascii_uppercase());
        let found = method(word).filter(|_| is_method);
        match found.zip(words.get(at + 1).and_then(|word| path(word))) {
            Some((method, path)) => {
                let last = operations.last().and_then(|last| last.group.clone());
                let group = if before.is_empty() { last } else { Some(before.join(" ")) };
                before.clear();
                operations.push(Operation {
                    method: Some(method.to_owned()),
                    path: Some(path),
                    group,
                    ..Operation::default()
                });
                at += 2;
            }
            None => {
                before.push(word);
                at += 1;
            }
        }
    }
    operations
}

const LONGEST_HEADING: usize = 60;

/// Whether a line heads the endpoint that comes next.
fn is_heading(lines: &[Line], at: usize) -> bool {
    let text = lines[at].text.as_str();
    let next = lines[at + 1..].iter().find(|line| !line.is_blank());
    lines[at].item().is_none()
        && !text.is_empty()
        && text.chars().count() <= LONGEST_HEADING
        && !text.ends_with(['.', ',', ';', ':'])
        && next.is_some_and(|next| endpoint(next).is_some())
        && endpoint(&lines[at]).is_none()
        && almost_an_endpoint(text).is_none()
}

/// What keeps a line from being an endpoint, if it looks like one.
fn almost_an_endpoint(line: &str) -> Option<&'static str> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let is_capital = word.len() > 2 && word.chars().all(|char| char.is_ascii_uppercase());
    let has_path = rest.trim_start().starts_with('/');
    match (is_capital, method(word), has_path) {
        (true, Some(_), true) => Some("more than a method and a path"),
        (true, Some(_), false) if !rest.contains(' ') => Some("a method without a path"),
        (true, None, true) => Some("a path after what is no method"),
        _ if line.starts_with('/') && !line.contains(' ') && line.len() > 1 => {
            Some("a path without a method")
        }
        _ => None,
    }
}

fn note(inventory: &mut Inventory, line: &Line, group: Option<&str>, reason: &str) {
    inventory.not_understood.push(NotUnderstood {
        line: line.number,
        place: group.unwrap_or_default().to_owned(),
        reason: reason.to_owned(),
        text: line.text.clone(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let inventory = read(text);
        let mut shown: Vec<String> = inventory
            .operations
            .iter()
            .map(|operation| {
                let group = operation.group.as_deref().unwrap_or("-");
                let described = if operation.description.is_some() { " described" } else { "" };
                format!("{group}: {}{described}", operation.name())
            })
            .collect();
        shown.extend(
            inventory.not_understood.iter().map(|note| format!("{}: {}", note.line, note.reason)),
        );
        assert_eq!(shown, expect);
    }

    #[test]
    fn the_table_of_contents_doubles_nothing_and_loses_nothing() {
        check(
            "Contents\n\nIntro Desks GET /desks/ POST /desks\nRooms GET /rooms\n\nDesks\n\n\
             GET /desks/\n\n  • All desks.\n\nPOST /desks\n\n  - Adds one,\nand returns it.\n\n\
             Yes\nNo\n  • About",
            &["Desks: GET /desks/ described", "Desks: POST /desks described", "Rooms: GET /rooms"],
        );
    }

    #[test]
    fn contents_with_a_line_each() {
        check(
            "Desks\nGET /desks\nRooms\nGET /rooms\nDesks\nGET /desks\n* All.\nRooms\nGET /rooms\n* All.\n",
            &["Desks: GET /desks described", "Rooms: GET /rooms described"],
        );
    }

    #[test]
    fn what_is_almost_an_endpoint_is_said() {
        check(
            "Desks\n\nGET /desks\n\n  • All.\n\nFETCH /desks\n\nGET\n\nGET /desks by floor\n\n/desks\n\nGET /desks\n\n  • Again.",
            &[
                "Desks: GET /desks described",
                "7: a path after what is no method",
                "9: a method without a path",
                "11: more than a method and a path",
                "13: a path without a method",
                "15: an operation that was listed already",
            ],
        );
    }
}
