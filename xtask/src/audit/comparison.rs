//! Compares two inventories.

use std::collections::BTreeMap;

use super::difference::{Difference, Element, Kind};
use super::pairing::{self, Paired};
use super::silence::{Voice, is_folded, is_whole, tells_types};
use crate::inventory::{Body, Facts, Field, Inventory, Operation, Parameter, Response, page};

/// All differences between two inventories, in the order of the first one's
/// operations; then what only the second one has.
pub fn compare(first: &Inventory, second: &Inventory) -> Vec<Difference> {
    let kinds = (first.source.kind, second.source.kind);
    let mut differences = Vec::new();
    for paired in pairing::pair(first, second) {
        match paired {
            Paired::Both { first: left, second: right, is_cut } => {
                let mut comparison = Comparison::new(pairing::name(left, right), kinds);
                comparison.operation(left, right);
                let is_beyond = |difference: &Difference| match difference.kind {
                    Kind::Missing => is_cut.second && may_be_cut_off(right, difference),
                    Kind::Extra => is_cut.first && may_be_cut_off(left, difference),
                    // The last line may be half of one.
                    Kind::Contradiction => {
                        is_cut.first && may_be_cut_off(left, difference)
                            || is_cut.second && may_be_cut_off(right, difference)
                    }
                };
                let found = comparison.found.into_iter();
                differences.extend(found.filter(|difference| !is_beyond(difference)));
            }
            Paired::First(left) => differences.push(whole(left, Kind::Missing)),
            Paired::Second(right) => differences.push(whole(right, Kind::Extra)),
        }
    }
    differences.extend(servers(&first.servers, &second.servers));
    let (first, second) = (Voice::of(first), Voice::of(second));
    for difference in &mut differences {
        difference.is_unsaid |= match difference.kind {
            Kind::Missing => second.is_silent_on(difference),
            Kind::Extra => first.is_silent_on(difference),
            Kind::Contradiction => {
                first.is_silent_on(difference) || second.is_silent_on(difference)
            }
        };
    }
    differences
}

/// The base URLs that only one side names.
fn servers(first: &[String], second: &[String]) -> Vec<Difference> {
    let mut comparison = Comparison::new(String::new(), (page::Kind::Openapi, page::Kind::Openapi));
    let is_unsaid = first.is_empty() || second.is_empty();
    for (own, other, kind) in [(first, second, Kind::Missing), (second, first, Kind::Extra)] {
        for server in own.iter().filter(|server| !other.contains(server)) {
            comparison.at(&format!("server {server}"), None, false);
            comparison.thing(Element::Fact, kind);
        }
    }
    let mark = |difference| Difference { is_unsaid, ..difference };
    comparison.found.into_iter().map(mark).collect()
}

/// Whether a copy that ends in this operation may not have come to the place of a
/// difference: pages have the heading first, then the request, then the responses.
fn may_be_cut_off(operation: &Operation, difference: &Difference) -> bool {
    match (difference.place.as_str(), difference.aspect.as_str()) {
        // Some pages have them below the responses.
        ("", "method" | "path") => true,
        ("", _) => operation.title.is_none(),
        (place, _) => place.starts_with("response") || operation.responses.is_empty(),
    }
}

fn whole(operation: &Operation, kind: Kind) -> Difference {
    let kinds = (page::Kind::Openapi, page::Kind::Openapi);
    let mut comparison = Comparison::new(operation.name(), kinds);
    comparison.at("", operation.evidence.as_deref(), true);
    comparison.push(Element::Operation, "", kind, String::new(), String::new());
    comparison.found.remove(0)
}

/// The comparison of two operations, and where in them it has come to.
struct Comparison {
    operation: String,
    place: String,
    evidence: Option<String>,
    is_received: bool,
    is_own_evidence: bool,
    /// What kind of page each side was read from.
    kinds: (page::Kind, page::Kind),
    found: Vec<Difference>,
}

impl Comparison {
    fn new(operation: String, kinds: (page::Kind, page::Kind)) -> Self {
        Self {
            operation,
            place: String::new(),
            evidence: None,
            is_received: false,
            is_own_evidence: false,
            kinds,
            found: Vec::new(),
        }
    }

    fn operation(&mut self, left: &Operation, right: &Operation) {
        self.at("", right.evidence.as_deref(), true);
        self.said("method", left.method.as_ref(), right.method.as_ref());
        self.said("path", pairing::template(left).as_ref(), pairing::template(right).as_ref());
        self.said("title", left.title.as_ref(), right.title.as_ref());
        self.said("group", left.group.as_ref(), right.group.as_ref());
        self.said("description", left.description.as_ref(), right.description.as_ref());
        self.flag("deprecated", left.deprecated, right.deprecated);
        self.said("replaced by", left.replaced_by.as_ref(), right.replaced_by.as_ref());
        let security = |operation: &Operation| match operation.security.as_slice() {
            [] => None,
            schemes => Some(schemes.join(" or ")),
        };
        self.said("security", security(left).as_ref(), security(right).as_ref());
        self.parameters(left, right);
        self.request(left.request.as_ref(), right.request.as_ref());
        self.responses(&left.responses, &right.responses);
    }

    fn parameters(&mut self, left: &Operation, right: &Operation) {
        let name = |operation: &Operation, parameter: &Parameter| match parameter.place.as_str() {
            // The name of a path parameter is not on the wire: its position is.
            "path" => format!("path parameter {}", pairing::position(operation, &parameter.name)),
            place => format!("{place} {}", parameter.name),
        };
        let list = |operation: &Operation| -> BTreeMap<String, Facts> {
            let parameters = operation.parameters.iter();
            parameters
                .map(|parameter| (name(operation, parameter), parameter.facts.clone()))
                .collect()
        };
        // That an operation is known says nothing of its parameters.
        self.at("", None, false);
        self.things(Element::Parameter, "", &list(left), &list(right));
    }

    fn request(&mut self, left: Option<&Body>, right: Option<&Body>) {
        self.at("request", right.and_then(evidence_of_body), true);
        match (left, right) {
            (None, None) => {}
            (Some(_), None) => self.thing(Element::Fact, Kind::Missing),
            (None, Some(right)) => {
                self.thing(Element::Fact, Kind::Extra);
                self.body(&Body::default(), right);
            }
            (Some(left), Some(right)) => {
                if left.required != right.required {
                    self.contradiction("required", &left.required, &right.required);
                }
                self.body(left, right);
            }
        }
    }

    fn responses(&mut self, left: &[Response], right: &[Response]) {
        self.is_received = true;
        for (left, right) in pairing::responses(left, right) {
            let status = |response: &Response| response.status.clone();
            let named = left.and_then(status).or_else(|| right.and_then(status));
            let place = format!("response {}", named.as_deref().unwrap_or("without a status"));
            self.at(&place, right.and_then(|response| response.evidence.as_deref()), true);
            match (left, right) {
                (Some(left), Some(right)) => self.body(&left.body, &right.body),
                (None, Some(right)) => {
                    self.thing(Element::StatusCode, Kind::Extra);
                    self.body(&Body::default(), &right.body);
                }
                (_, None) => self.thing(Element::StatusCode, Kind::Missing),
            }
        }
    }

    fn body(&mut self, left: &Body, right: &Body) {
        let place = self.place.clone();
        for media_type in left.media_types.iter().chain(&right.media_types) {
            let aspect = format!("media type {media_type}");
            if !right.media_types.contains(media_type) {
                let said = String::new();
                self.push(Element::MediaType, &aspect, Kind::Missing, said.clone(), said);
            } else if !left.media_types.contains(media_type) {
                let said = String::new();
                self.push(Element::MediaType, &aspect, Kind::Extra, said.clone(), said);
            }
        }
        let list = |body: &Body| -> BTreeMap<String, Facts> {
            let name = |field: &Field| match field.path.as_str() {
                "" => "body".to_owned(),
                path => format!("field {path}"),
            };
            body.fields.iter().map(|field| (name(field), field.facts.clone())).collect()
        };
        self.things(Element::Field, &place, &list(left), &list(right));
    }

    /// Compares parameters, or fields, by their names.
    fn things(
        &mut self,
        element: Element,
        prefix: &str,
        lefts: &BTreeMap<String, Facts>,
        rights: &BTreeMap<String, Facts>,
    ) {
        // What is inside a thing that differs as a whole is part of that difference.
        let mut covered: Vec<String> = Vec::new();
        let evidence = self.evidence.clone();
        let mut names: Vec<&String> = lefts.keys().chain(rights.keys()).collect();
        names.sort();
        names.dedup();
        for name in names {
            // That a body is an object goes without saying where its fields are listed.
            let is_listed = !lefts.is_empty() && !rights.is_empty();
            let is_on_both = lefts.contains_key(name) && rights.contains_key(name);
            if name == "body" && is_listed && !is_on_both {
                continue;
            }
            if covered.iter().any(|outer| is_inside(name, outer)) {
                continue;
            }
            let (left, right) = (lefts.get(name), rights.get(name));
            let separator = if prefix.is_empty() { "" } else { " " };
            let own = right.and_then(|facts| facts.evidence.as_deref());
            let is_own = right.is_some_and(|facts| facts.is_own_evidence);
            self.at(&format!("{prefix}{separator}{name}"), own.or(evidence.as_deref()), is_own);
            match (left, right) {
                (Some(left), Some(right)) if self.facts(left, right) => covered.push(name.clone()),
                (Some(_), Some(_)) | (None, None) => {}
                (Some(left), None) => {
                    self.thing(of(element, name), Kind::Missing);
                    let may_be_folded = !is_whole(self.kinds.1) || left.from_sample;
                    let is_folded = may_be_folded && is_folded(rights, name);
                    self.say_of_last(element == Element::Field && is_folded, left.values.len());
                    covered.push(name.clone());
                }
                (None, Some(right)) => {
                    self.thing(of(element, name), Kind::Extra);
                    let is_folded = !is_whole(self.kinds.0) && is_folded(lefts, name);
                    self.say_of_last(element == Element::Field && is_folded, right.values.len());
                }
            }
        }
        self.evidence = evidence;
    }

    /// Compares what is said of one thing; whether it is another kind of thing.
    fn facts(&mut self, left: &Facts, right: &Facts) -> bool {
        let is_typed = tells_types(self.kinds.0) && tells_types(self.kinds.1);
        let is_shown = left.from_sample || right.from_sample;
        let is_other = types_differ(&left.types, &right.types, is_typed && !is_shown);
        if is_other {
            self.contradiction("type", &types(left), &types(right));
        }
        if self.kinds == (page::Kind::RedocText, page::Kind::RedocText) {
            self.flag("only in a sample", left.from_sample, right.from_sample);
        }
        if left.required != right.required && !left.from_sample && !right.from_sample {
            self.contradiction("required", &left.required, &right.required);
        }
        self.flag("deprecated", left.deprecated, right.deprecated);
        self.said("format", left.format.as_ref(), right.format.as_ref());
        self.said("schema", left.schema.as_ref(), right.schema.as_ref());
        self.said("default", left.default.as_ref(), right.default.as_ref());
        for value in left.values.iter().chain(&right.values) {
            let aspect = format!("enum {value}");
            if !right.values.contains(value) {
                let said = String::new();
                self.push(Element::EnumValue, &aspect, Kind::Missing, said.clone(), said);
            } else if !left.values.contains(value) {
                let said = String::new();
                self.push(Element::EnumValue, &aspect, Kind::Extra, said.clone(), said);
            }
        }
        let mut limits: Vec<&String> = left.limits.keys().chain(right.limits.keys()).collect();
        limits.sort();
        limits.dedup();
        for limit in limits {
            self.said(limit, left.limits.get(limit), right.limits.get(limit));
        }
        is_other && is_container(&left.types) != is_container(&right.types)
    }

    /// Compares two statements, either of which may be absent.
    fn said<T: PartialEq + ToString>(&mut self, aspect: &str, left: Option<&T>, right: Option<&T>) {
        let text = |said: Option<&T>| said.map(T::to_string).unwrap_or_default();
        let kind = match (left, right) {
            (Some(left), Some(right)) if left != right => Kind::Contradiction,
            (Some(_), None) => Kind::Missing,
            (None, Some(_)) => Kind::Extra,
            _ => return,
        };
        self.push(Element::Fact, aspect, kind, text(left), text(right));
    }

    fn flag(&mut self, aspect: &str, left: bool, right: bool) {
        self.said(aspect, left.then_some(&true), right.then_some(&true));
    }

    fn contradiction(&mut self, aspect: &str, left: &impl ToString, right: &impl ToString) {
        let (left, right) = (left.to_string(), right.to_string());
        self.push(Element::Fact, aspect, Kind::Contradiction, left, right);
    }

    /// The thing that the comparison stands at is on one side only.
    fn thing(&mut self, element: Element, kind: Kind) {
        self.push(element, "", kind, String::new(), String::new());
    }

    /// Says more of the last difference: whether the other side does not unfold so
    /// far, and how many enum values there are within.
    fn say_of_last(&mut self, is_unsaid: bool, values: usize) {
        if let Some(last) = self.found.last_mut() {
            (last.is_unsaid, last.values) = (is_unsaid, values);
        }
    }

    fn at(&mut self, place: &str, evidence: Option<&str>, is_own: bool) {
        place.clone_into(&mut self.place);
        self.evidence = evidence.map(str::to_owned);
        self.is_own_evidence = is_own && evidence.is_some();
    }

    fn push(&mut self, element: Element, aspect: &str, kind: Kind, first: String, second: String) {
        self.found.push(Difference {
            operation: self.operation.clone(),
            place: self.place.clone(),
            aspect: aspect.to_owned(),
            kind,
            element,
            first,
            second,
            evidence: self.evidence.clone(),
            is_own_evidence: self.is_own_evidence,
            values: 0,
            is_received: self.is_received,
            is_unsaid: false,
        });
    }
}

/// A body as a whole is no field.
fn of(element: Element, name: &str) -> Element {
    if name == "body" { Element::Fact } else { element }
}

/// Whether one field is inside another.
pub(super) fn is_inside(name: &str, outer: &str) -> bool {
    let rest = match outer {
        "body" => name.strip_prefix("field "),
        outer => name.strip_prefix(outer),
    };
    rest.is_some_and(|rest| outer == "body" || rest.starts_with(['.', '[', '{']))
}

/// What a request stands on: what is said of the body, or of its schema.
fn evidence_of_body(body: &Body) -> Option<&str> {
    let root = body.fields.iter().find(|field| field.path.is_empty());
    body.evidence.as_deref().or_else(|| root?.facts.evidence.as_deref())
}

fn types(facts: &Facts) -> String {
    if facts.types.is_empty() { "any".to_owned() } else { facts.types.join("|") }
}

/// Whether both name types, and not the same ones; an integer is a number. Where
/// every type is told, none means any.
fn types_differ(left: &[String], right: &[String], all_are_told: bool) -> bool {
    let has = |types: &[String], name: &str| types.iter().any(|known| known == name);
    let within = |inner: &[String], outer: &[String]| {
        inner.iter().all(|name| has(outer, name) || (name == "integer" && has(outer, "number")))
    };
    if left.is_empty() || right.is_empty() {
        return all_are_told && left.len() != right.len();
    }
    !within(left, right) || !within(right, left)
}

pub(super) fn is_container(types: &[String]) -> bool {
    types.iter().any(|name| name == "object" || name == "array")
}

#[cfg(test)]
mod tests;
