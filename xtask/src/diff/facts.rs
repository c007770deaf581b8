//! What changed between two inventories, as changes.
//!
//! An inventory says less than a document: what only one of the two pages speaks of is
//! no change.

use std::collections::{BTreeMap, BTreeSet};

use super::schemas::covers;
use super::{At, Change, Changes, Direction};
use crate::audit::{
    self,
    difference::{Difference, Element, Kind},
};
use crate::inventory::{Inventory, Operation};

/// Everything that changed from one inventory to another.
pub fn compare(old: &Inventory, new: &Inventory) -> Vec<Change> {
    let mut changes = Changes::default();
    // The new page has the last word on where an operation belongs.
    let all = old.operations.iter().chain(&new.operations);
    let groups: Groups = all.filter_map(|one| Some((one.name(), one.group.clone()?))).collect();
    for difference in audit::compare(old, new).iter().filter(|it| !it.is_unsaid) {
        let side = if difference.kind == Kind::Missing { old } else { new };
        let operation = side.operations.iter().find(|one| one.name() == difference.operation);
        let Some(rule) = rule(difference, operation) else { continue };
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (before, after) = match (difference.element, difference.kind) {
            (Element::EnumValue | Element::MediaType, kind) => {
                let said = difference.aspect.rsplit(' ').next().map(str::to_owned);
                if kind == Kind::Missing { (said, None) } else { (None, said) }
            }
            // A description is known by its digest only.
            _ if difference.aspect == "description" => (None, None),
            _ => (text(&difference.first), text(&difference.second)),
        };
        changes.add(rule, &at(difference, &groups), "", before, after);
    }
    changes.finish()
}

/// The group of each operation.
type Groups = BTreeMap<String, String>;

fn at(difference: &Difference, groups: &Groups) -> At {
    let direction = match (difference.is_received, difference.place.is_empty()) {
        (true, _) => Direction::Response,
        (false, true) => Direction::Api,
        (false, false) => Direction::Request,
    };
    let resource = groups.get(difference.operation.as_str()).cloned();
    let owner = if difference.operation.is_empty() { "API" } else { &difference.operation };
    let at = At::new(direction, resource.as_deref().unwrap_or("other"), owner);
    if difference.place.is_empty() { at } else { at.within(&difference.place) }
}

fn rule(difference: &Difference, operation: Option<&Operation>) -> Option<&'static str> {
    let came = difference.kind == Kind::Extra;
    let is_required = operation.is_some_and(|operation| is_required(difference, operation));
    let success =
        difference.place.strip_prefix("response ").is_some_and(|it| it.starts_with(['2', '3']));
    Some(match (difference.element, came) {
        (Element::Operation, true) => "operation-added",
        (Element::Operation, false) => "operation-removed",
        (Element::Parameter, came) if is_redundant_header(&difference.place) => match came {
            true => "redundant-header-added",
            false => "redundant-header-removed",
        },
        (Element::Parameter, true) if is_required => "required-parameter-added",
        (Element::Parameter, true) => "parameter-added",
        (Element::Parameter, false) => "parameter-removed",
        (Element::Field, true) if is_required => "required-property-added",
        (Element::Field, true) => "property-added",
        (Element::Field, false) if is_required => "required-property-removed",
        (Element::Field, false) => "property-removed",
        (Element::EnumValue, true) => "enum-value-added",
        (Element::EnumValue, false) => "enum-value-removed",
        (Element::MediaType, true) => "media-type-added",
        (Element::MediaType, false) => "media-type-removed",
        (Element::StatusCode, true) if success => "success-status-added",
        (Element::StatusCode, false) if success => "success-status-removed",
        (Element::StatusCode, true) => "error-status-added",
        (Element::StatusCode, false) => "error-status-removed",
        (Element::Fact, _) => return fact(difference),
    })
}

fn is_redundant_header(place: &str) -> bool {
    place.split_once(' ').is_some_and(|(place, name)| super::api::is_redundant(place, name))
}

/// Whether the page says that a parameter or a field must be there.
fn is_required(difference: &Difference, operation: &Operation) -> bool {
    let place = difference.place.as_str();
    let parameter = operation.parameters.iter().any(|parameter| {
        parameter.facts.required && place == format!("{} {}", parameter.place, parameter.name)
    });
    let field = |path: &str| {
        let mut fields = operation.bodies().flat_map(|body| &body.fields);
        fields.any(|field| field.facts.required && field.path == path)
    };
    parameter || place.split_once("field ").is_some_and(|(_, path)| field(path))
}

/// The rule for a single statement.
fn fact(difference: &Difference) -> Option<&'static str> {
    let Difference { place, aspect, kind, first, second, .. } = difference;
    let by_kind = |removed, added, changed| match kind {
        Kind::Missing => removed,
        Kind::Extra => added,
        Kind::Contradiction => changed,
    };
    let is_field = place.contains("field ") || place.ends_with("body");
    let is_parameter = !place.is_empty() && !is_field;
    Some(match aspect.as_str() {
        "" if place == "request" => {
            by_kind("request-body-removed", "request-body-added", "request-body-added")
        }
        "" if place.starts_with("server ") => {
            by_kind("server-removed", "server-added", "server-added")
        }
        "method" | "path" => match kind {
            Kind::Contradiction => "operation-moved",
            _ => return None,
        },
        "title" | "schema" | "only in a sample" | "replaced by" => "title-changed",
        "description" => "description-changed",
        "group" => "operation-regrouped",
        "security" => by_kind("security-removed", "security-added", "security-scheme-changed"),
        "deprecated" => match (kind, is_parameter, is_field) {
            (Kind::Missing, true, _) => "parameter-undeprecated",
            (_, true, _) => "parameter-deprecated",
            (Kind::Missing, _, true) => "property-undeprecated",
            (_, _, true) => "property-deprecated",
            (Kind::Missing, ..) => "operation-undeprecated",
            _ => "operation-deprecated",
        },
        "required" => match (second == "true", place.as_str(), is_parameter) {
            (true, "request", _) => "request-body-required",
            (false, "request", _) => "request-body-optional",
            (true, _, true) => "parameter-required",
            (false, _, true) => "parameter-optional",
            (true, ..) => "property-required",
            (false, ..) => "property-optional",
        },
        "type" => types(first, second),
        "format" => by_kind("format-removed", "format-added", "format-changed"),
        "default" => by_kind("default-removed", "default-added", "default-changed"),
        limit => limits(limit, *kind, first, second),
    })
}

/// Types are joined by `|`; `any` is all of them.
fn types(first: &str, second: &str) -> &'static str {
    let ((old, was_nullable), (new, is_nullable)) = (listed(first), listed(second));
    if old == new && was_nullable != is_nullable {
        return if is_nullable { "null-allowed" } else { "null-refused" };
    }
    match (covers(&old, &new), covers(&new, &old)) {
        (true, _) => "type-narrowed",
        (_, true) => "type-widened",
        _ => "type-changed",
    }
}

/// The types but for null, and whether that is among them.
fn listed(types: &str) -> (BTreeSet<&str>, bool) {
    let all = types.split('|').filter(|name| *name != "any");
    let (null, rest): (Vec<&str>, Vec<&str>) = all.partition(|name| *name == "null");
    (rest.into_iter().collect(), !null.is_empty())
}

fn limits(limit: &str, kind: Kind, first: &str, second: &str) -> &'static str {
    let grew = match (first.parse::<f64>(), second.parse::<f64>()) {
        (Ok(first), Ok(second)) => second > first,
        _ => false,
    };
    let choose = |rules: [&'static str; 4]| {
        let [removed, added, lower, higher] = rules;
        match kind {
            Kind::Missing => removed,
            Kind::Extra => added,
            Kind::Contradiction if grew => higher,
            Kind::Contradiction => lower,
        }
    };
    match limit {
        "minimum" => {
            choose(["minimum-removed", "minimum-added", "minimum-lowered", "minimum-raised"])
        }
        "maximum" => {
            choose(["maximum-removed", "maximum-added", "maximum-lowered", "maximum-raised"])
        }
        "minLength" => choose([
            "min-length-lowered",
            "min-length-raised",
            "min-length-lowered",
            "min-length-raised",
        ]),
        "maxLength" => choose([
            "max-length-removed",
            "max-length-added",
            "max-length-lowered",
            "max-length-raised",
        ]),
        "minItems" => choose([
            "min-items-lowered",
            "min-items-raised",
            "min-items-lowered",
            "min-items-raised",
        ]),
        "maxItems" => choose([
            "max-items-removed",
            "max-items-added",
            "max-items-lowered",
            "max-items-raised",
        ]),
        "pattern" => {
            choose(["pattern-removed", "pattern-added", "pattern-changed", "pattern-changed"])
        }
        _ => "constraint-changed",
    }
}
