//! Reads an article that lists endpoints: under a heading per group, a line per
//! operation, and under it items of prose.
//!
//! Such articles begin with a table of contents, which names the operations
//! again: in one line, or in a line each. It adds those that only it names.

use std::collections::{BTreeMap, BTreeSet};

use super::Kind;
use super::endpoint::{bare, method, named, of_item, path};
use super::lines::{Line, ends_within_sentence, lines, paragraphs};
use crate::inventory::{Inventory, NotUnderstood, Operation, digest_of_text};

/// Whether a page has lines that are a method and a path.
pub(super) fn recognize(text: &str) -> bool {
    lines(text).iter().any(|line| of_item(&line.text).is_some())
}

/// Reads the page.
pub(super) fn read(lines: &[Line], is_cut: bool) -> Inventory {
    let mut reader = Reader { lines, ..Reader::default() };
    while reader.at < lines.len() {
        reader.line();
    }
    reader.finish(is_cut)
}

#[derive(Default)]
struct Reader<'a> {
    lines: &'a [Line],
    at: usize,
    inventory: Inventory,
    /// Where in the inventory each operation is.
    known: BTreeMap<(Option<String>, Option<String>), usize>,
    group: Option<String>,
    contents: Vec<Operation>,
    /// The end of the lines of which it is known that they are no contents.
    plain: usize,
}

impl Reader<'_> {
    fn line(&mut self) {
        let line = &self.lines[self.at];
        self.at += 1;
        if let Some(operation) = of_item(&line.text) {
            let group = self.group.clone();
            let description = description(&self.lines[self.at..]);
            self.add(line, Operation { group, description, ..operation });
        } else if line.is_blank() || line.item().is_some() {
            // Prose, which may name operations.
        } else if self.table_of_contents() {
            // Its lines are taken.
        } else if is_heading(self.lines, self.at - 1) {
            self.group = Some(bare(&line.text).to_owned());
        } else if let Some(reason) = almost_an_endpoint(bare(&line.text)) {
            self.note(line, reason);
        }
    }

    /// Takes the lines of a table of contents, if it begins on the line before.
    fn table_of_contents(&mut self) -> bool {
        let start = self.at - 1;
        if start < self.plain {
            return false;
        }
        let end = start + run(self.lines, start);
        let named = table_of_contents(&self.lines[start..end]);
        if named.len() < 2 {
            self.plain = end;
            return false;
        }
        self.contents.extend(named);
        self.at = end;
        true
    }

    /// Adds an operation. Where a table of contents has a line for each, one of
    /// the two says nothing more.
    fn add(&mut self, line: &Line, operation: Operation) {
        let Some(at) = self.known.get(&key(&operation)) else {
            self.known.insert(key(&operation), self.inventory.operations.len());
            self.inventory.operations.push(operation);
            return;
        };
        let known = &mut self.inventory.operations[*at];
        if known.description.is_none() {
            *known = operation;
        } else if operation.description.is_some() {
            self.note(line, "an operation that was listed already");
        }
    }

    fn note(&mut self, line: &Line, reason: &str) {
        self.inventory.not_understood.push(NotUnderstood {
            line: line.number,
            place: self.group.clone().unwrap_or_default(),
            reason: reason.to_owned(),
            text: line.text.clone(),
        });
    }

    fn finish(mut self, is_cut: bool) -> Inventory {
        self.inventory.source.kind = Kind::EndpointList;
        let lacks_last = self.contents.last().is_some_and(|last| !self.is_listed(last));
        self.inventory.source.cut =
            is_cut || lacks_last || ends_within_sentence(self.lines) || self.ends_with_endpoint();
        // Half a description is none.
        let last = self.inventory.operations.last_mut();
        if let Some(last) = last.filter(|_| is_cut) {
            last.description = None;
        }
        for operation in std::mem::take(&mut self.contents) {
            if !self.is_listed(&operation) {
                self.known.insert(key(&operation), self.inventory.operations.len());
                self.inventory.operations.push(operation);
            }
        }
        self.note_what_is_named_only();
        self.inventory
    }

    fn is_listed(&self, operation: &Operation) -> bool {
        self.known.contains_key(&key(operation))
    }

    /// Whether the page ends with an endpoint, though others are described.
    fn ends_with_endpoint(&self) -> bool {
        let last = self.lines.iter().rfind(|line| !line.is_blank());
        let is_endpoint = last.is_some_and(|line| of_item(&line.text).is_some());
        let others = self.inventory.operations.split_last().map_or(&[][..], |(_, others)| others);
        is_endpoint && others.iter().any(|other| other.description.is_some())
    }

    /// Prose may name operations that have no line of their own.
    fn note_what_is_named_only(&mut self) {
        let notes = self.inventory.not_understood.iter().map(|note| note.line);
        let noted: BTreeSet<usize> = notes.collect();
        for line in self.lines {
            let is_unknown = named(&line.text).iter().any(|one| !self.is_listed(one));
            if is_unknown && !noted.contains(&line.number) {
                self.note(line, "an operation among words, which is listed nowhere");
            }
        }
    }
}

fn key(operation: &Operation) -> (Option<String>, Option<String>) {
    (operation.method.clone(), operation.path.clone())
}

/// How many lines from here on may be one that was wrapped.
fn run(lines: &[Line], start: usize) -> usize {
    let is_wrapped = |at: &usize| {
        let line = &lines[*at];
        let is_other =
            line.item().is_some() || of_item(&line.text).is_some() || is_heading(lines, *at);
        !line.is_blank() && !is_other
    };
    1 + (start + 1..lines.len()).take_while(is_wrapped).count()
}

/// The digest of the items under an endpoint.
fn description(lines: &[Line]) -> Option<String> {
    let mut end = 0;
    for (at, line) in lines.iter().enumerate() {
        let is_continued = at > 0 && !lines[at - 1].is_blank() && at == end;
        if line.is_blank() {
            continue;
        }
        let is_endpoint = of_item(&line.text).is_some();
        let is_other = is_endpoint || almost_an_endpoint(bare(&line.text)).is_some();
        if is_other || is_heading(lines, at) || line.item().is_none() && !is_continued {
            break;
        }
        end = at + 1;
    }
    let texts: Vec<String> = paragraphs(&lines[..end]).into_iter().map(|one| one.text).collect();
    digest_of_text(&texts.join(" "))
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
    let is_short = !text.is_empty() && text.chars().count() <= LONGEST_HEADING;
    if !is_short || lines[at].item().is_some() || text.ends_with(['.', ',', ';', ':']) {
        return false;
    }
    let next = lines[at + 1..].iter().find(|line| !line.is_blank());
    next.is_some_and(|next| of_item(&next.text).is_some())
        && of_item(text).is_none()
        && named(text).is_empty()
        && almost_an_endpoint(bare(text)).is_none()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let inventory = read(&lines(text), false);
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
    fn endpoints_in_every_dress() {
        check(
            "## Desks\n- `GET /desks`\n- POST /desks: adds one\n\n| GET | /rooms |\n| PUT | /rooms | Moves. |\n\nget /floors/?site={site}\n  ▪ All floors.",
            &[
                "Desks: GET /desks",
                "Desks: GET /rooms",
                "Desks: GET /floors/ described",
                "3: an operation among words, which is listed nowhere",
                "6: an operation among words, which is listed nowhere",
            ],
        );
    }

    #[test]
    fn long_lists_take_no_time() {
        let line = |at: usize| format!("GET /desks/{at}\n\n\nwhatever this is\n");
        let text: String = (0..10_000).map(line).collect();
        assert_eq!(read(&lines(&text), false).operations.len(), 10_000);
    }

    #[test]
    fn half_a_description_is_none() {
        let text = "GET /desks\n\n  • All.\n\nGET /rooms\n\n  • Lists all the rooms of a floor, with the desks that are in";
        assert!(read(&lines(text), false).source.cut);
        let operations = read(&lines(text), true).operations;
        assert_eq!(operations.iter().filter(|one| one.description.is_some()).count(), 1);
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
