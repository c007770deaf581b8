//! The audit as a table that a person reads: a row per resource.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::difference::{Element, Kind};
use super::pairing::{self, Paired};
use super::{Audit, Difference, Finding, Standing};
use crate::inventory::{Inventory, Operation};

/// What is counted, in the order of the columns.
const COUNTED: [(Element, &str); 5] = [
    (Element::Operation, "operations"),
    (Element::Parameter, "parameters"),
    (Element::Field, "fields"),
    (Element::EnumValue, "enum values"),
    (Element::StatusCode, "codes"),
];

/// The counts of one resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Resource {
    /// Its name.
    pub name: String,
    /// The counts, by what is counted.
    pub counts: BTreeMap<Element, Counts>,
}

/// How much of one kind of thing there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// On the page.
    pub page: usize,
    /// In the spec.
    pub spec: usize,
    /// On the page only.
    pub missing: usize,
    /// In the spec only.
    pub extra: usize,
    /// On both, but not the same.
    pub contradicting: usize,
    /// Of the last three, those that nothing excuses.
    pub unexplained: usize,
}

/// The counts of each resource: the tags of the spec, then groups that only the
/// page has.
pub fn resources(audit: &Audit) -> Vec<Resource> {
    let names = groups(audit);
    let mut resources: BTreeMap<&str, Resource> = BTreeMap::new();
    let mut add = |operation: &str, element: Element, change: &dyn Fn(&mut Counts)| {
        let name = names.get(operation).map_or(OTHERS, String::as_str);
        let resource = resources.entry(name).or_default();
        name.clone_into(&mut resource.name);
        change(resource.counts.entry(element).or_default());
    };
    count(&audit.page, &mut |name, element, count| add(name, element, &|of| of.page += count));
    count(&audit.spec, &mut |name, element, count| add(name, element, &|of| of.spec += count));
    for Finding { difference, standing } in &audit.findings {
        // What is said of the whole document is in no operation.
        if difference.operation.is_empty() {
            continue;
        }
        add(&difference.operation, counted_as(difference), &|counts| {
            match difference.kind {
                Kind::Missing if difference.element == Element::Fact => counts.contradicting += 1,
                Kind::Missing => counts.missing += 1,
                Kind::Extra => counts.extra += 1,
                Kind::Contradiction => counts.contradicting += 1,
            }
            counts.unexplained += usize::from(*standing == Standing::Unexplained);
        });
        // The values of a thing that only one side has.
        add(&difference.operation, Element::EnumValue, &|counts| match difference.kind {
            Kind::Missing => counts.missing += difference.values,
            Kind::Extra => counts.extra += difference.values,
            Kind::Contradiction => {}
        });
    }
    resources.into_values().collect()
}

/// Where operations go that neither the spec nor the page puts into a group.
const OTHERS: &str = "Other operations";

/// The group of each operation, under every name that it goes by: the spec's tag, or
/// what the page has.
fn groups(audit: &Audit) -> BTreeMap<String, String> {
    let group = |operation: &Operation| operation.group.clone();
    let mut groups = BTreeMap::new();
    for paired in pairing::pair(&audit.page, &audit.spec) {
        let (operations, group) = match paired {
            Paired::Both { first, second, .. } => (vec![first, second], group(second)),
            Paired::First(only) | Paired::Second(only) => (vec![only], group(only)),
        };
        let group = group.unwrap_or_else(|| OTHERS.to_owned());
        groups.extend(operations.iter().map(|operation| (operation.name(), group.clone())));
    }
    groups
}

/// The rows of the table: the headings, a row per resource, and the sums.
pub fn rows(audit: &Audit) -> Vec<Vec<String>> {
    let resources = resources(audit);
    let mut rows = vec![header()];
    rows.extend(resources.iter().map(row));
    rows.push(row(&total(&resources)));
    rows
}

/// The table as text, and what is behind its numbers.
pub fn text(audit: &Audit, with_details: bool) -> String {
    let rows = rows(audit);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..=COUNTED.len()).map(width).collect();
    let mut text = format!("{}: {}\n", audit.vendor.ident, audit.page.source);
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    let details = audit.findings.iter().filter(|_| with_details);
    for Finding { difference, standing } in details {
        let Difference { operation, kind, .. } = difference;
        let (sign, what) = (sign(*kind), difference.what());
        let _ = writeln!(text, "  {sign} {operation} > {what}\n      {}", why(standing));
    }
    text
}

fn header() -> Vec<String> {
    let mut cells = vec!["resource".to_owned()];
    cells.extend(COUNTED.iter().map(|(_, title)| (*title).to_owned()));
    cells
}

fn row(resource: &Resource) -> Vec<String> {
    let mut cells = vec![resource.name.clone()];
    cells.extend(
        COUNTED
            .iter()
            .map(|(element, _)| cell(resource.counts.get(element).copied().unwrap_or_default())),
    );
    cells
}

/// `31/31` for page and spec; then what only one has, and what they differ on.
fn cell(counts: Counts) -> String {
    let mut cell = format!("{}/{}", counts.page, counts.spec);
    let parts = [
        ('-', counts.missing),
        ('+', counts.extra),
        ('~', counts.contradicting),
        ('!', counts.unexplained),
    ];
    for (sign, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
        let _ = write!(cell, " {sign}{count}");
    }
    cell
}

fn total(resources: &[Resource]) -> Resource {
    let mut total = Resource { name: "all".to_owned(), ..Resource::default() };
    for (element, counts) in resources.iter().flat_map(|resource| &resource.counts) {
        let sum = total.counts.entry(*element).or_default();
        sum.page += counts.page;
        sum.spec += counts.spec;
        sum.missing += counts.missing;
        sum.extra += counts.extra;
        sum.contradicting += counts.contradicting;
        sum.unexplained += counts.unexplained;
    }
    total
}

fn sign(kind: Kind) -> char {
    match kind {
        Kind::Missing => '-',
        Kind::Extra => '+',
        Kind::Contradiction => '~',
    }
}

fn why(standing: &Standing) -> String {
    match standing {
        Standing::Evidence(evidence) => format!("evidence: {evidence}"),
        Standing::Reason(reason) => format!("reason: {reason}"),
        Standing::Elsewhere(vendor) => format!("in specs/{vendor}"),
        Standing::Unexplained => "nothing explains it".to_owned(),
    }
}

/// The column that a difference is counted in: a statement counts where the thing
/// does that it is about.
fn counted_as(difference: &Difference) -> Element {
    match difference.element {
        Element::Fact | Element::MediaType => {
            let place = difference.place.as_str();
            if place.contains("field ") || place.ends_with("body") {
                Element::Field
            } else if place.is_empty() || place.starts_with("request") {
                Element::Operation
            } else if place.starts_with("response") {
                Element::StatusCode
            } else {
                Element::Parameter
            }
        }
        element => element,
    }
}

/// Counts the things of an inventory, by the identity of the operation.
fn count(inventory: &Inventory, add: &mut dyn FnMut(&str, Element, usize)) {
    for operation in &inventory.operations {
        let name = operation.name();
        let fields = || operation.bodies().flat_map(|body| &body.fields);
        let values = operation.parameters.iter().map(|parameter| parameter.facts.values.len());
        let values = values.chain(fields().map(|field| field.facts.values.len()));
        add(&name, Element::Operation, 1);
        add(&name, Element::Parameter, operation.parameters.len());
        add(&name, Element::Field, fields().filter(|field| !field.path.is_empty()).count());
        add(&name, Element::EnumValue, values.sum());
        let statuses = operation.responses.iter().filter(|response| response.status.is_some());
        add(&name, Element::StatusCode, statuses.count());
    }
}
