//! Reads a ReDoc page of which only prose and samples are left, as some text
//! extractions leave it: neither headings nor paths nor codes nor rows.
//!
//! An operation is prose, then the sample of its request, if it has one, then
//! that of its response. Its prose is its description, then what describes its
//! request, then a line per status code, the first of which tells of success.

use super::lines::{Line, lines};
use super::sample::{self, Sample};
use super::{Kind, body};
use crate::inventory::{Body, Inventory, NotUnderstood, Operation, Response, digest_of_text};

const FIRST_LINE: &str = "Download OpenAPI specification";

/// Whether a page has the first line of such a page, and none of ReDoc's own.
pub(super) fn recognize(text: &str) -> bool {
    let lines = lines(text);
    lines.iter().take(20).any(|line| line.text.starts_with(FIRST_LINE))
        && !super::redoc_text::recognize(text)
}

/// Reads the page.
pub(super) fn read(lines: &[Line], is_cut: bool) -> Inventory {
    let mut inventory = Inventory::default();
    inventory.source.kind = Kind::RedocCompact;
    let mut at =
        lines.iter().position(|line| line.text.starts_with(FIRST_LINE)).map_or(0, |at| at + 1);
    while at < lines.len() {
        let (draft, next) = draft(lines, at);
        at = next;
        let is_last = lines[at..].iter().all(Line::is_blank);
        inventory.source.cut |= is_last && !draft.is_whole;
        inventory.not_understood.extend(draft.notes(lines));
        let is_first = inventory.operations.is_empty();
        let is_half = is_last && (is_cut || !draft.is_whole);
        inventory.operations.extend(draft.operation(is_first, is_half));
    }
    inventory.source.cut |= is_cut || inventory.operations.is_empty();
    inventory
}

/// The prose and the samples of one operation.
struct Draft<'a> {
    prose: Vec<&'a Line>,
    samples: Vec<Sample>,
    is_whole: bool,
    odd: Vec<usize>,
}

/// Reads one operation, and answers the index of the line after it.
fn draft(lines: &[Line], start: usize) -> (Draft<'_>, usize) {
    let mut draft =
        Draft { prose: Vec::new(), samples: Vec::new(), is_whole: false, odd: Vec::new() };
    let mut at = start;
    while let Some(line) = lines.get(at) {
        if line.text.starts_with(['{', '[']) {
            let read = sample::read(lines, at);
            at = read.next;
            draft.is_whole = read.is_whole;
            draft.odd.extend(read.odd);
            draft.samples.push(read.sample);
            continue;
        }
        if !line.is_blank() {
            if !draft.samples.is_empty() {
                break;
            }
            draft.prose.push(line);
        }
        at += 1;
    }
    (draft, at)
}

impl Draft<'_> {
    /// None if there is only prose: it may be about anything.
    fn operation(self, is_first: bool, is_half: bool) -> Option<Operation> {
        if self.samples.is_empty() {
            return None;
        }
        let description = digest_of_text(&self.description(is_first));
        let mut samples = self.samples.into_iter();
        let (first, second) = (samples.next(), samples.next());
        // A sample alone is of the response, unless that one may be cut off.
        let (request, response) = match second {
            None if is_half => (None, None),
            None => (None, first),
            Some(_) => (first, second),
        };
        let body = |sample: Sample| {
            let (fields, _) = body::fields(&[], Some(&sample));
            Body { fields, ..Body::default() }
        };
        let response =
            response.map(|sample| Response { body: body(sample), ..Response::default() });
        Some(Operation {
            description,
            request: request.map(body),
            responses: response.into_iter().collect(),
            ..Operation::default()
        })
    }

    /// What stands before the line that tells of success, less what is about the
    /// request; of the first operation, less what is about the page.
    fn description(&self, is_first: bool) -> String {
        let end = self.prose.iter().position(|line| is_success(&line.text));
        let prose = &self.prose[..end.unwrap_or(self.prose.len())];
        let is_sentence =
            |line: &&&Line| line.text.ends_with('.') && line.text.starts_with(char::is_uppercase);
        let own = match prose.iter().rposition(|line| is_sentence(&line)) {
            Some(last) if is_first => &prose[last..=last],
            Some(last) => &prose[..=last],
            None => prose,
        };
        own.iter().map(|line| line.content()).collect::<Vec<_>>().join(" ")
    }

    fn notes(&self, lines: &[Line]) -> Vec<NotUnderstood> {
        let note = |reason: &str, line: &Line| NotUnderstood {
            line: line.number,
            place: String::new(),
            reason: reason.to_owned(),
            text: line.text.clone(),
        };
        let odd = self.odd.iter().map(|at| note("this part of a sample is no JSON", &lines[*at]));
        let lost = self.prose.first().filter(|_| self.samples.is_empty());
        odd.chain(lost.map(|line| note("prose that no sample follows", line))).collect()
    }
}

fn is_success(text: &str) -> bool {
    let word = text.trim_end_matches('.').to_ascii_lowercase();
    ["success", "successful response", "ok", "created", "accepted", "no content"]
        .contains(&word.as_str())
}
