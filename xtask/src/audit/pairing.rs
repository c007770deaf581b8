//! Finds which operation of one inventory is which of the other.

use crate::document;
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

/// By what two operations may be known to be the same, the surest first: some pages
/// print no method or no path, and some no heading.
const SIGNS: [fn(&Operation, &Operation) -> bool; 6] = [
    |left, right| left.method == right.method && shared(left.path.as_ref(), right.path.as_ref()),
    |left, right| left.method == right.method && shared(template(left), template(right)),
    |left, right| {
        (left.method.is_none() || right.method.is_none()) && shared(template(left), template(right))
    },
    |left, right| left.group == right.group && shared(heading(left), heading(right)),
    |left, right| shared(heading(left), heading(right)),
    |left, right| shared(left.description.as_ref(), right.description.as_ref()),
];

/// Whether both say the same.
fn shared<T: PartialEq>(left: Option<T>, right: Option<T>) -> bool {
    left.zip(right).is_some_and(|(left, right)| left == right)
}

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
        let rights = partners.iter().map(|(_, right)| *right);
        if !is_known && (!first.source.cut || is_before(second, index, rights)) {
            paired.push(Paired::Second(operation));
        }
    }
    paired
}

/// What an operation that both sides have is called: as the first one does, unless
/// only the second one says method and path.
pub(super) fn name(first: &Operation, second: &Operation) -> String {
    let is_full = |operation: &Operation| operation.method.is_some() && operation.path.is_some();
    if is_full(second) && !is_full(first) { second.name() } else { first.name() }
}

/// Whether an operation stands before one, in its own group, that the cut copy has:
/// then it would not be beyond that copy's end.
fn is_before(whole: &Inventory, index: usize, mut known: impl Iterator<Item = usize>) -> bool {
    let group = |index: usize| whole.operations.get(index).map(|operation| &operation.group);
    known.any(|other| other > index && group(other) == group(index))
}

/// The positions of operations that are the same. A sign that several operations
/// share tells nothing.
fn partners(first: &Inventory, second: &Inventory) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for same in SIGNS {
        let is_left = |index: usize| !found.iter().any(|(left, _)| *left == index);
        let is_right = |index: usize| !found.iter().any(|(_, right)| *right == index);
        let lefts: Vec<_> =
            first.operations.iter().enumerate().filter(|(left, _)| is_left(*left)).collect();
        let rights: Vec<_> =
            second.operations.iter().enumerate().filter(|(right, _)| is_right(*right)).collect();
        let mut certain = Vec::new();
        for (left, operation) in &lefts {
            let candidates = rights.iter().filter(|(_, other)| same(operation, other));
            let candidates: Vec<usize> = candidates.map(|(right, _)| *right).collect();
            let [right] = candidates[..] else { continue };
            let Some(other) = second.operations.get(right) else { continue };
            let rivals = lefts.iter().filter(|(_, rival)| same(rival, other)).count();
            certain.extend((rivals == 1).then_some((*left, right)));
        }
        found.extend(certain);
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

/// The path of an operation without the names of its parameters, which are not on
/// the wire.
pub(super) fn template(operation: &Operation) -> Option<String> {
    operation.path.as_deref().map(document::nameless)
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
