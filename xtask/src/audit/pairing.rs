//! Finds which operation of one inventory is which of the other.

use std::collections::BTreeSet;

use crate::inventory::{Inventory, Operation, Response};

/// An operation of one inventory, and the same one of the other.
pub(super) enum Paired<'a> {
    /// Both have it.
    Both { first: &'a Operation, second: &'a Operation, is_cut: Cut },
    /// Only the first one has it.
    First(&'a Operation),
    /// Only the second one has it.
    Second(&'a Operation),
}

/// Which side's copy of its page ends in the middle of an operation.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    pub(super) first: bool,
    pub(super) second: bool,
}

/// What an operation may be recognized by, the surest first: some pages print no
/// path, and some no heading.
const MARKS: [fn(&Operation) -> Option<String>; 4] = [
    |operation| Some(format!("{} {}", operation.method.as_ref()?, template(operation)?)),
    |operation| Some(format!("{}\n{}", operation.group.as_ref()?, heading(operation)?)),
    heading,
    |operation| operation.description.clone(),
];

/// Pairs the operations of two inventories.
///
/// Where a copy of a page is cut, nothing is said of operations that may stand
/// beyond the cut.
pub(super) fn pair<'a>(first: &'a Inventory, second: &'a Inventory) -> Vec<Paired<'a>> {
    let partners = partners(first, second);
    let ends = |inventory: &Inventory, index: usize| {
        inventory.source.cut && index + 1 == inventory.operations.len()
    };
    let mut paired = Vec::new();
    for (index, operation) in first.operations.iter().enumerate() {
        let partner = partners.iter().find(|(left, _)| *left == index).map(|(_, right)| *right);
        match partner.and_then(|partner| Some((partner, second.operations.get(partner)?))) {
            Some((partner, other)) => paired.push(Paired::Both {
                first: operation,
                second: other,
                is_cut: Cut { first: ends(first, index), second: ends(second, partner) },
            }),
            None => {
                let is_certain =
                    !second.source.cut || partners.iter().any(|(left, _)| *left > index);
                if is_certain {
                    paired.push(Paired::First(operation));
                }
            }
        }
    }
    for (index, operation) in second.operations.iter().enumerate() {
        let is_known = partners.iter().any(|(_, right)| *right == index);
        // What stands before an operation that the cut copy has is not beyond its end.
        let is_certain = !first.source.cut || partners.iter().any(|(_, right)| *right > index);
        if !is_known && is_certain {
            paired.push(Paired::Second(operation));
        }
    }
    paired
}

/// The positions of operations that are the same.
fn partners(first: &Inventory, second: &Inventory) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for mark in MARKS {
        let open: Vec<usize> = (0..first.operations.len())
            .filter(|index| !found.iter().any(|(left, _)| left == index))
            .collect();
        for index in open {
            let Some(wanted) = first.operations.get(index).and_then(mark) else { continue };
            let taken: BTreeSet<usize> = found.iter().map(|(_, right)| *right).collect();
            let same = |candidate: &usize| {
                !taken.contains(candidate)
                    && second.operations.get(*candidate).and_then(mark).as_ref() == Some(&wanted)
            };
            let candidates: Vec<usize> = (0..second.operations.len()).filter(same).collect();
            if let [only] = candidates.as_slice() {
                found.push((index, *only));
            }
        }
    }
    found
}

/// Pairs responses by status; one whose page prints no status is the success.
pub(super) fn responses<'a>(
    first: &'a [Response],
    second: &'a [Response],
) -> Vec<(Option<&'a Response>, Option<&'a Response>)> {
    let is_success = |response: &&Response| {
        response.status.as_ref().is_none_or(|status| status.starts_with('2'))
    };
    let partner = |response: &Response, others: &'a [Response]| {
        let same = others.iter().find(|other| other.status == response.status);
        let unsaid = |other: &&Response| other.status.is_none() || response.status.is_none();
        same.or_else(|| {
            is_success(&response).then(|| others.iter().filter(is_success).find(unsaid)).flatten()
        })
    };
    let mut pairs: Vec<_> =
        first.iter().map(|response| (Some(response), partner(response, second))).collect();
    let alone = second.iter().filter(|response| partner(response, first).is_none());
    pairs.extend(alone.map(|response| (None, Some(response))));
    pairs
}

/// The path of an operation, in which each parameter is only a place.
pub(super) fn template(operation: &Operation) -> Option<String> {
    operation.path.as_deref().map(placed)
}

/// An operation's path or name without the names of path parameters, which are not
/// on the wire.
pub(super) fn placed(name: &str) -> String {
    let mut placed = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('{') {
        placed.push_str(before);
        placed.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    placed + rest
}

/// The position of a path parameter, counted from 1: in the path, or in the list
/// where the path is not known.
pub(super) fn position(operation: &Operation, name: &str) -> usize {
    let in_path = operation.path.as_deref().and_then(|path| {
        let (before, _) = path.split_once(&format!("{{{name}}}"))?;
        Some(before.matches('{').count() + 1)
    });
    let listed = operation.parameters.iter().filter(|parameter| parameter.place == "path");
    in_path.unwrap_or_else(|| listed.take_while(|parameter| parameter.name != name).count() + 1)
}

fn heading(operation: &Operation) -> Option<String> {
    operation.title.as_deref().map(|title| title.trim().trim_end_matches('.').to_lowercase())
}
