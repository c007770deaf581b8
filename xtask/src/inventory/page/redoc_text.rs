//! Reads a ReDoc page that was saved as text.
//!
//! Between what the vendor wrote stand lines of ReDoc's own, such as `query
//! Parameters`: each begins a section. Prose is expected above an operation,
//! under a status code and under a row; whatever else fits nothing is reported.
//! An operation ends where prose follows that is expected nowhere in it, or a
//! section that it has already.

use std::collections::BTreeSet;

use super::Kind;
use super::lines::{Line, Paragraph, is_long, lines, paragraphs};
use super::rows::{self, Section};
use super::sample::{self, Sample};
use crate::inventory::{Inventory, NotUnderstood, Parameter, Response};
use crate::inventory::{Source, digest_of_text};

mod draft;
mod heading;
mod marker;

use draft::{Content, Draft, Shown, line_of};
use heading::{heading, is_heading};
use marker::{Marker, marker, schemes, status};

/// Whether a page has what only such a page has.
pub(super) fn recognize(text: &str) -> bool {
    let keys: BTreeSet<&str> =
        lines(text).iter().filter_map(|line| marker(&line.text)?.key()).collect();
    keys.contains("responses") && keys.len() > 1
        || keys.contains("endpoint") && keys.contains("response samples")
}

/// Reads the page.
pub(super) fn read(lines: &[Line], is_cut: bool) -> Inventory {
    let mut reader = Reader::new(lines, is_cut);
    while let Some(line) = lines.get(reader.at) {
        match marker(&line.text) {
            Some(marker) => reader.section(marker),
            None => reader.text(),
        }
    }
    reader.finish()
}

struct Reader<'a> {
    lines: &'a [Line],
    at: usize,
    inventory: Inventory,
    drafts: Vec<Draft>,
    group: Option<String>,
    /// The lines above the next operation.
    prose: Vec<&'a Line>,
    /// Whether the page is known to end too early.
    is_cut: bool,
}

impl<'a> Reader<'a> {
    fn new(lines: &'a [Line], is_cut: bool) -> Self {
        let mut reader = Self {
            lines,
            at: 0,
            inventory: Inventory::default(),
            drafts: Vec::new(),
            group: None,
            prose: Vec::new(),
            is_cut,
        };
        reader.page_title();
        reader
    }

    /// The first line is `Acme API (1.0)`.
    fn page_title(&mut self) {
        let Some(at) = self.lines.iter().position(|line| !line.is_blank()) else { return };
        let Some((title, rest)) = self.lines[at].text.split_once('(') else { return };
        let Some(version) = rest.strip_suffix(')').filter(|_| is_heading(title)) else { return };
        self.inventory.source = Source {
            title: Some(title.trim().to_owned()),
            version: Some(version.to_owned()),
            ..Source::default()
        };
        self.at = at + 1;
    }

    fn text(&mut self) {
        let line = &self.lines[self.at];
        self.at += 1;
        let is_prose = self.prose.iter().any(|line| !line.is_blank());
        if sample::is_line(&line.text) && !is_prose && !self.drafts.is_empty() {
            self.report(line, "a line of a sample, but no sample is open");
        } else {
            self.prose.push(line);
        }
    }

    fn section(&mut self, marker: Marker) {
        let line = &self.lines[self.at];
        let is_new = match (self.drafts.last(), marker.key()) {
            _ if self.prose.iter().any(|line| !line.is_blank()) => true,
            (None, _) => true,
            // Of parameters, a second section may be a second part.
            (Some(draft), Some(key)) => {
                draft.seen.contains(key) && !matches!(marker, Marker::Parameters(_))
            }
            (Some(_), None) => false,
        };
        if is_new {
            self.begin(line);
        }
        self.at += 1;
        let draft = self.draft();
        draft.seen.extend(marker.key());
        match marker {
            Marker::Request => {}
            Marker::Security(schemes) if schemes.is_empty() => self.schemes(),
            Marker::Security(schemes) => draft.operation.security.extend(schemes),
            Marker::Parameters(place) => self.parameters(place),
            Marker::RequestBody { media_type, is_required } => {
                self.request(media_type, is_required);
            }
            Marker::Responses => self.responses(),
            Marker::ResponseSchema(media_type) => self.response_schema(media_type),
            Marker::Endpoint { method, path } => {
                draft.operation.method = Some(method);
                draft.operation.path = Some(path);
            }
            Marker::RequestSamples => {
                let samples = self.samples();
                self.draft().request_samples.extend(samples);
            }
            Marker::ResponseSamples => {
                let samples = self.samples();
                self.draft().response_samples.extend(samples);
            }
        }
    }

    /// Begins the operation that the prose stands above.
    fn begin(&mut self, line: &Line) {
        let paragraphs = paragraphs(std::mem::take(&mut self.prose));
        let heading = heading(&paragraphs, self.drafts.is_empty());
        self.group = heading.group.or(self.group.take());
        let mut draft = Draft::default();
        draft.operation.group = self.group.clone();
        draft.operation.title = heading.title;
        draft.operation.description = digest_of_text(&heading.description);
        draft.operation.deprecated = heading.deprecated;
        let has_title = draft.operation.title.is_some();
        self.drafts.push(draft);
        if !has_title {
            self.report(line, "an operation begins here that has no heading");
        }
    }

    /// The operation that is read; there is one whenever a section begins.
    fn draft(&mut self) -> &mut Draft {
        if self.drafts.is_empty() {
            self.drafts.push(Draft::default());
        }
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }

    fn schemes(&mut self) {
        while let Some(line) = self.lines.get(self.at) {
            if marker(&line.text).is_some() {
                return;
            }
            self.at += 1;
            match schemes(&line.text) {
                Some(names) => self.draft().operation.security.extend(names),
                None if line.is_blank() => {}
                None => self.report(line, "not the name of a security scheme"),
            }
        }
    }

    fn parameters(&mut self, place: &str) {
        let section = self.rows();
        for row in section.rows {
            let Some(name) = row.name else {
                self.report_number(row.line, "a parameter that has no name");
                continue;
            };
            let mut facts = row.typed.facts;
            facts.values.extend(row.typed.items.into_iter().flat_map(|items| items.values));
            let parameter = Parameter { place: place.to_owned(), name, facts };
            let parameters = &mut self.draft().operation.parameters;
            let is_known = parameters
                .iter()
                .any(|known| known.place == parameter.place && known.name == parameter.name);
            if is_known {
                self.report_number(row.line, "a parameter that was listed already");
            } else {
                parameters.push(parameter);
            }
        }
    }

    fn request(&mut self, media_type: String, is_required: bool) {
        // `required` under the heading is about the body; further down, about a row.
        let next = self.lines[self.at..].iter().position(|line| !line.is_blank());
        let next = next.map(|next| self.at + next);
        let is_stated = next.is_some_and(|next| self.lines[next].text == "required");
        if let (true, Some(next)) = (is_stated, next) {
            self.at = next + 1;
        }
        let section = self.rows();
        let content = self.draft().request.get_or_insert_default();
        content.media_types.push(media_type);
        content.is_required |= is_required || is_stated || section.whole.facts.required;
        content.rows.extend(section.rows);
    }

    fn response_schema(&mut self, media_type: String) {
        let section = self.rows();
        let responses = &mut self.draft().responses;
        if responses.is_empty() {
            responses.push(Default::default());
        }
        if let Some((_, content)) = responses.last_mut() {
            content.media_types.push(media_type);
            content.rows.extend(section.rows);
        }
    }

    /// Reads rows up to the next marker, and leaves what stands above the next
    /// operation, if that one begins there.
    fn rows(&mut self) -> Section {
        let rest = &self.lines[self.at..];
        let next = rest.iter().position(|line| {
            marker(&line.text).is_some()
                || status(&line.text).is_some_and(|(_, text)| text.is_empty())
        });
        let end = next.unwrap_or(rest.len());
        let lines = &rest[..end];
        let section = rows::read(lines);
        for (odd, reason) in &section.odd {
            self.report(&lines[*odd], reason);
        }
        self.at += end;
        let marker = rest.get(end).and_then(|line| marker(&line.text));
        let is_next = marker
            .and_then(|marker| marker.key())
            .is_some_and(|key| self.drafts.last().is_some_and(|draft| draft.seen.contains(key)));
        if is_next {
            self.prose = above_next(&lines[section.tail.min(end)..]);
        }
        section
    }

    fn responses(&mut self) {
        loop {
            self.skip_blank();
            let Some(line) = self.lines.get(self.at) else { return };
            let Some((code, description)) = status(&line.text) else { return };
            self.at += 1;
            let response = Response { status: Some(code.to_owned()), ..Response::default() };
            let responses = &mut self.draft().responses;
            let is_known = responses.iter().any(|(known, _)| known.status == response.status);
            if is_known {
                self.report(line, "a status code that was listed already");
            } else {
                responses.push((response, Content::default()));
            }
            self.description_of_status(!description.is_empty());
        }
    }

    /// Skips the description of a status code: a paragraph; further ones only if
    /// the operation goes on after them.
    fn description_of_status(&mut self, is_begun: bool) {
        let rest = &self.lines[self.at..];
        let is_end = |line: &Line| status(&line.text).is_some() || marker(&line.text).is_some();
        let end = rest.iter().position(is_end).unwrap_or(rest.len());
        let goes_on = rest.get(end).is_some_and(|line| self.continues(&line.text));
        if goes_on {
            self.at += end;
            return;
        }
        if is_begun {
            return;
        }
        self.skip_blank();
        let rest = &self.lines[self.at..];
        let paragraph = rest.iter().take_while(|line| !line.is_blank() && !is_end(line));
        self.at += paragraph.count();
    }

    /// Whether a line after prose can still be of the operation that is read.
    fn continues(&self, text: &str) -> bool {
        let Some(marker) = marker(text) else { return status(text).is_some() };
        let is_seen = self
            .drafts
            .last()
            .zip(marker.key())
            .is_some_and(|(draft, key)| draft.seen.contains(key));
        let is_late = matches!(
            marker,
            Marker::ResponseSchema(_)
                | Marker::Endpoint { .. }
                | Marker::RequestSamples
                | Marker::ResponseSamples
        );
        is_late && !is_seen
    }

    fn samples(&mut self) -> Vec<Shown> {
        let mut shown = Vec::new();
        let (mut media_type, mut code) = (None, None);
        loop {
            self.skip_blank();
            let Some(line) = self.lines.get(self.at) else { return shown };
            let text = line.text.as_str();
            if marker(text).is_some() {
                return shown;
            }
            if let Some((found, "")) = status(text) {
                code = Some(found.to_owned());
            } else if is_media_type(text) {
                media_type = Some(text.to_owned());
            } else if is_label(text) {
                // It says nothing.
            } else if let Some((sample, is_whole)) = self.sample(media_type.as_deref()) {
                let (status, media_type) = (code.take(), media_type.take());
                shown.push(Shown { line: line.number, status, media_type, sample, is_whole });
                continue;
            } else if self.is_beside_sample(!shown.is_empty()) {
                self.report(line, "a line beside a sample that is none of its labels");
            } else {
                return shown;
            }
            self.at += 1;
        }
    }

    /// Whether a few short lines from here on lead to a sample. One that is below
    /// another one belongs to it only if no blank line is between them.
    fn is_beside_sample(&self, is_below: bool) -> bool {
        let rest = self.lines[self.at..].iter().filter(|line| is_below || !line.is_blank());
        let is_sample =
            |line: &Line| line.text.starts_with(['{', '[']) || is_media_type(&line.text);
        let is_label =
            |line: &&Line| !line.is_blank() && !is_long(line) && marker(&line.text).is_none();
        let mut rest = rest.take(MOST_LABELS).skip_while(|line| is_label(line) && !is_sample(line));
        rest.next().is_some_and(is_sample)
    }

    /// The sample that begins here, and whether it is whole; none if what is here
    /// begins none.
    fn sample(&mut self, media_type: Option<&str>) -> Option<(Sample, bool)> {
        let line = &self.lines[self.at];
        let is_json = media_type.is_none_or(|name| name.contains("json"));
        if is_json {
            let is_structure = line.text.starts_with(['{', '[']);
            let is_scalar = media_type.is_some() && sample::is_line(&line.text);
            return (is_structure || is_scalar).then(|| self.json());
        }
        if media_type == Some("application/x-www-form-urlencoded") {
            let form = line.text.contains('=').then(|| sample::form(&line.text))?;
            self.at += 1;
            return Some((form, true));
        }
        let is_end = |line: &Line| line.is_blank() || marker(&line.text).is_some();
        self.at += self.lines[self.at..].iter().take_while(|line| !is_end(line)).count();
        Some((Sample::Unseen, true))
    }

    fn json(&mut self) -> (Sample, bool) {
        let read = sample::read(self.lines, self.at);
        for odd in &read.odd {
            self.report(&self.lines[*odd], "this part of a sample is no JSON");
        }
        self.at = read.next;
        if !read.is_whole {
            let rest = &self.lines[read.next..];
            match rest.iter().find(|line| !line.is_blank()) {
                Some(line) => self.report(line, "the sample above is not closed"),
                None => self.is_cut = true,
            }
            // What is left of it must not be taken for prose.
            let is_end = |line: &Line| line.is_blank() || marker(&line.text).is_some();
            let left: Vec<&Line> = rest.iter().take_while(|line| !is_end(line)).collect();
            self.at +=
                left.iter().rposition(|line| sample::is_line(&line.text)).map_or(0, |at| at + 1);
        }
        (read.sample, read.is_whole)
    }

    fn skip_blank(&mut self) {
        let rest = self.lines[self.at..].iter();
        self.at += rest.take_while(|line| line.is_blank()).count();
    }

    fn report(&mut self, line: &Line, reason: &str) {
        let place = self.drafts.last().and_then(|draft| draft.operation.title.clone());
        self.inventory.not_understood.push(NotUnderstood {
            line: line.number,
            place: place.unwrap_or_default(),
            reason: reason.to_owned(),
            text: line.text.clone(),
        });
    }

    fn report_number(&mut self, number: usize, reason: &str) {
        if let Some(line) = line_of(self.lines, number) {
            self.report(line, reason);
        }
    }

    fn finish(mut self) -> Inventory {
        self.inventory.source.kind = Kind::RedocText;
        let left = paragraphs(std::mem::take(&mut self.prose));
        self.inventory.source.cut = self.is_cut || self.is_last_cut(&left);
        if let Some(Paragraph { number, .. }) = left.first() {
            self.report_number(*number, "prose that no operation follows");
        }
        for draft in std::mem::take(&mut self.drafts) {
            let (operation, notes) = draft.finish(self.lines);
            self.inventory.operations.push(operation);
            self.inventory.not_understood.extend(notes);
        }
        self.inventory
    }

    /// Whether the page ends in the middle of an operation: the last one lacks
    /// what all others have, or only its heading is there.
    fn is_last_cut(&self, left: &[Paragraph]) -> bool {
        let Some((last, others)) = self.drafts.split_last() else { return true };
        let lacks_endpoint = !last.seen.contains("endpoint")
            && !others.is_empty()
            && others.iter().all(|draft| draft.seen.contains("endpoint"));
        // Of a response without a body there is no sample.
        let has_sample = |draft: &Draft| draft.seen.contains("response samples");
        let mut alike = others.iter().filter(|draft| draft.has_body()).peekable();
        let lacks_sample =
            last.has_body() && !has_sample(last) && alike.peek().is_some() && alike.all(has_sample);
        // A path at the end may be half a path.
        let is_endpoint = |line: &Line| matches!(marker(&line.text), Some(Marker::Endpoint { .. }));
        let end = self.lines.iter().rfind(|line| !line.is_blank());
        let goes_on = |draft: &Draft| draft.seen.contains("request samples") || has_sample(draft);
        let lacks_more =
            end.is_some_and(is_endpoint) && (others.is_empty() || others.iter().any(goes_on));
        let lacks_any = lacks_endpoint || lacks_sample || lacks_more;
        !left.is_empty() || !last.seen.contains("responses") || lacks_any
    }
}

/// Of the prose after the last row, what stands above the next operation.
fn above_next(lines: &[Line]) -> Vec<&Line> {
    let paragraphs = paragraphs(lines);
    let is_description = match paragraphs.as_slice() {
        [first, _, ..] => !is_heading(&first.text),
        _ => false,
    };
    let start = match paragraphs.get(usize::from(is_description)) {
        Some(start) => start.number,
        None => return Vec::new(),
    };
    lines.iter().filter(|line| line.number >= start).collect()
}

fn is_media_type(text: &str) -> bool {
    let kinds = ["application/", "text/", "image/", "multipart/", "audio/", "video/", "*/*"];
    kinds.iter().any(|kind| text.starts_with(kind)) && !text.trim_end_matches(';').contains(". ")
}

/// Labels beside a sample, of its tabs and buttons, which may stand together.
fn is_label(text: &str) -> bool {
    const LABELS: [&str; 8] = [
        "Content type",
        "Payload",
        "Copy",
        "Copied",
        "Expand all",
        "Collapse all",
        "Examples",
        "Example",
    ];
    let mut rest = text;
    while let Some(next) = LABELS.iter().find_map(|label| rest.strip_prefix(label)) {
        rest = next.trim_start();
    }
    rest.is_empty()
}

/// More lines are no labels.
const MOST_LABELS: usize = 8;
