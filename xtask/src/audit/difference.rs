//! Compares two inventories.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::pairing::{self, Paired};
use super::silence::{Voice, is_folded, is_whole};
use crate::inventory::{Body, Facts, Field, Inventory, Operation, Parameter, Response};

/// One thing that two inventories do not both say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The operation, as `GET /desks`.
    pub operation: String,
    /// The place in the operation, as `query page` or `response 200 field id`;
    /// empty for the operation itself.
    pub place: String,
    /// What is said of it, as `type`; empty for the thing itself.
    pub aspect: String,
    /// Which side says it.
    pub kind: Kind,
    /// What kind of thing it is.
    pub element: Element,
    /// What the first inventory says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub first: String,
    /// What the second one says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub second: String,
    /// What the second one rests on, if it is a spec.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Whether it is about what a server sends, not about what it takes.
    #[serde(skip)]
    pub is_received: bool,
    /// Whether the side that does not say it speaks of no such thing at all, so that
    /// it is no change.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_unsaid: bool,
}

/// Which of two inventories says a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Only the first.
    Missing,
    /// Only the second.
    Extra,
    /// Both, but not the same.
    Contradiction,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Element {
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A field of a body.
    Field,
    /// One value of an enum.
    EnumValue,
    /// A status code.
    StatusCode,
    /// A media type of a body.
    MediaType,
    /// What is said of one of the above.
    Fact,
}

impl Difference {
    /// The name by which `audit.toml` speaks of the difference:
    /// `GET /desks > query page > default`.
    pub fn key(&self) -> String {
        joined([&self.operation, &self.place, &self.aspect], " > ")
    }

    /// What differs, whatever the operation: `query page default: 30 -> 50`.
    pub fn what(&self) -> String {
        let Self { first, second, .. } = self;
        let what = joined([&self.place, &self.aspect], " ");
        let what = if what.is_empty() { "the operation".to_owned() } else { what };
        // A description is known by its digest only.
        match (self.aspect.as_str(), first.as_str(), second.as_str()) {
            ("description", ..) | (_, "", "") => what,
            (_, "", said) | (_, said, "") => format!("{what}: {said}"),
            (_, first, second) => format!("{what}: {first} -> {second}"),
        }
    }
}

/// All differences between two inventories, in the order of the first one's
/// operations; then what only the second one has.
pub fn compare(first: &Inventory, second: &Inventory) -> Vec<Difference> {
    let mut differences = Vec::new();
    for paired in pairing::pair(first, second) {
        match paired {
            Paired::Both { first: left, second: right, is_cut } => {
                let mut comparison = Comparison::new(pairing::name(left, right));
                comparison.is_whole = (is_whole(first), is_whole(second));
                comparison.operation(left, right);
                let is_beyond = |difference: &Difference| match difference.kind {
                    Kind::Missing => is_cut.second && may_be_cut_off(right, difference),
                    Kind::Extra => is_cut.first && may_be_cut_off(left, difference),
                    Kind::Contradiction => false,
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
    let mut comparison = Comparison::new(String::new());
    let is_unsaid = first.is_empty() || second.is_empty();
    for (own, other, kind) in [(first, second, Kind::Missing), (second, first, Kind::Extra)] {
        for server in own.iter().filter(|server| !other.contains(server)) {
            comparison.at(&format!("server {server}"), None);
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
    let mut comparison = Comparison::new(operation.name());
    comparison.evidence.clone_from(&operation.evidence);
    comparison.push(Element::Operation, "", kind, String::new(), String::new());
    comparison.found.remove(0)
}

/// The comparison of two operations, and where in them it has come to.
struct Comparison {
    operation: String,
    place: String,
    evidence: Option<String>,
    is_received: bool,
    /// Whether each side says all that there is inside a body.
    is_whole: (bool, bool),
    found: Vec<Difference>,
}

impl Comparison {
    fn new(operation: String) -> Self {
        Self {
            operation,
            place: String::new(),
            evidence: None,
            is_received: false,
            is_whole: (true, true),
            found: Vec::new(),
        }
    }

    fn operation(&mut self, left: &Operation, right: &Operation) {
        self.evidence.clone_from(&right.evidence);
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
        self.at("", None);
        self.things(Element::Parameter, "", &list(left), &list(right));
    }

    fn request(&mut self, left: Option<&Body>, right: Option<&Body>) {
        self.at("request", None);
        match (left, right) {
            (None, None) => {}
            (Some(_), None) => self.thing(Element::Fact, Kind::Missing),
            (None, Some(_)) => self.thing(Element::Fact, Kind::Extra),
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
            self.at(&place, right.and_then(|response| response.evidence.as_deref()));
            match (left, right) {
                (Some(left), Some(right)) => self.body(&left.body, &right.body),
                (Some(_), None) => self.thing(Element::StatusCode, Kind::Missing),
                (None, _) => self.thing(Element::StatusCode, Kind::Extra),
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
            self.at(&format!("{prefix}{separator}{name}"), own.or(evidence.as_deref()));
            match (left, right) {
                (Some(left), Some(right)) if self.facts(left, right) => covered.push(name.clone()),
                (Some(_), Some(_)) | (None, None) => {}
                (Some(left), None) => {
                    self.thing(of(element, name), Kind::Missing);
                    self.mark_unsaid(
                        element,
                        (!self.is_whole.1 || left.from_sample) && is_folded(rights, name),
                    );
                    covered.push(name.clone());
                }
                (None, Some(_)) => {
                    self.thing(of(element, name), Kind::Extra);
                    self.mark_unsaid(element, !self.is_whole.0 && is_folded(lefts, name));
                }
            }
        }
        self.evidence = evidence;
    }

    /// Compares what is said of one thing; whether it is another kind of thing.
    fn facts(&mut self, left: &Facts, right: &Facts) -> bool {
        let is_other = types_differ(&left.types, &right.types);
        if is_other {
            self.contradiction("type", &left.types.join("|"), &right.types.join("|"));
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

    /// Says of the last difference whether the other side does not unfold so far.
    fn mark_unsaid(&mut self, element: Element, is_folded: bool) {
        if let Some(last) = self.found.last_mut() {
            last.is_unsaid = element == Element::Field && is_folded;
        }
    }

    fn at(&mut self, place: &str, evidence: Option<&str>) {
        place.clone_into(&mut self.place);
        self.evidence = evidence.map(str::to_owned);
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
            is_received: self.is_received,
            is_unsaid: false,
        });
    }
}

fn joined<const N: usize>(parts: [&str; N], separator: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(separator)
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

/// Whether both name types, and not the same ones; an integer is a number.
fn types_differ(left: &[String], right: &[String]) -> bool {
    let has = |types: &[String], name: &str| types.iter().any(|known| known == name);
    let within = |inner: &[String], outer: &[String]| {
        inner.iter().all(|name| has(outer, name) || (name == "integer" && has(outer, "number")))
    };
    let is_unsaid = left.is_empty() || right.is_empty();
    !is_unsaid && (!within(left, right) || !within(right, left))
}

pub(super) fn is_container(types: &[String]) -> bool {
    types.iter().any(|name| name == "object" || name == "array")
}

#[cfg(test)]
mod tests;
