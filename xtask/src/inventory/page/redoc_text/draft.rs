//! An operation of a page while it is read, and what becomes of it.

use std::collections::BTreeSet;

use super::super::lines::Line;
use super::super::sample::Sample;
use super::super::{body, rows};
use crate::inventory::{Body, NotUnderstood, Operation, Response};

/// An operation while its sections are read.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) operation: Operation,
    /// The keys of its sections.
    pub(super) seen: BTreeSet<&'static str>,
    pub(super) request: Option<Content>,
    pub(super) responses: Vec<(Response, Content)>,
    pub(super) request_samples: Vec<Shown>,
    pub(super) response_samples: Vec<Shown>,
}

/// A body while it is read.
#[derive(Default)]
pub(super) struct Content {
    pub(super) media_types: Vec<String>,
    pub(super) is_required: bool,
    pub(super) rows: Vec<rows::Row>,
}

/// A sample, as it was printed.
pub(super) struct Shown {
    pub(super) line: usize,
    pub(super) status: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) sample: Sample,
    pub(super) is_whole: bool,
}

impl Draft {
    /// Whether a response can have a body.
    pub(super) fn has_body(&self) -> bool {
        self.responses.iter().any(|(response, _)| can_have_body(response.status.as_deref()))
    }

    pub(super) fn finish(mut self, lines: &[Line]) -> (Operation, Vec<NotUnderstood>) {
        let mut left = Vec::new();
        if self.request.is_none() && !self.request_samples.is_empty() {
            self.request = Some(Content::default());
        }
        let mut operation = self.operation;
        if let Some(content) = self.request {
            let mut samples = self.request_samples.into_iter();
            operation.request = Some(content.finish(samples.next().as_ref(), &mut left));
            left.extend(samples.map(|sample| (sample.line, FURTHER_SAMPLE)));
        }
        let mut samples: Vec<Option<Shown>> = self.responses.iter().map(|_| None).collect();
        for shown in self.response_samples {
            if self.responses.is_empty() {
                self.responses.push(Default::default());
                samples.push(None);
            }
            match samples.get_mut(shown.response(&self.responses)) {
                Some(slot @ None) => *slot = Some(shown),
                _ => left.push((shown.line, FURTHER_SAMPLE)),
            }
        }
        for ((mut response, content), sample) in self.responses.into_iter().zip(samples) {
            response.body = content.finish(sample.as_ref(), &mut left);
            operation.responses.push(response);
        }
        let place = operation.title.clone().unwrap_or_default();
        let note = |(number, reason): (usize, &str)| NotUnderstood {
            line: number,
            place: place.clone(),
            reason: reason.to_owned(),
            text: text_of(lines, number),
        };
        let notes = left.into_iter().map(note).collect();
        (operation, notes)
    }
}

const FURTHER_SAMPLE: &str = "a further sample of a body that has one already";

impl Content {
    fn finish(mut self, sample: Option<&Shown>, left: &mut Vec<(usize, &'static str)>) -> Body {
        self.media_types.extend(sample.and_then(|shown| shown.media_type.clone()));
        self.media_types.sort();
        self.media_types.dedup();
        // The sample of what is no JSON shows nothing of its fields, and along half a
        // one no rows can be laid.
        let is_shown = |shown: &&Shown| {
            shown.sample != Sample::Unseen && (shown.is_whole || self.rows.is_empty())
        };
        let sample = sample.filter(is_shown).map(|shown| &shown.sample);
        let (fields, unplaced) = body::fields(&self.rows, sample);
        let reason = "a row whose name and place no sample tells";
        left.extend(unplaced.into_iter().map(|line| (line, reason)));
        Body {
            required: self.is_required,
            media_types: self.media_types,
            fields,
            ..Body::default()
        }
    }
}

impl Shown {
    /// The response that the sample is of: that of its status, or the first that
    /// can have a body. ReDoc shows a successful one, if it has a body.
    fn response(&self, responses: &[(Response, Content)]) -> usize {
        let found = responses.iter().position(|(response, _)| match &self.status {
            Some(status) => response.status.as_ref() == Some(status),
            None => can_have_body(response.status.as_deref()),
        });
        found.unwrap_or(0)
    }
}

fn can_have_body(status: Option<&str>) -> bool {
    !matches!(status, Some("204" | "205" | "304"))
}

fn text_of(lines: &[Line], number: usize) -> String {
    line_of(lines, number).map(|line| line.text.clone()).unwrap_or_default()
}

pub(super) fn line_of(lines: &[Line], number: usize) -> Option<&Line> {
    let at = lines.binary_search_by_key(&number, |line| line.number).ok()?;
    lines.get(at)
}
