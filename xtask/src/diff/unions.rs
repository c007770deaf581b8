//! Compares the members of unions.

use super::At;
use super::api::Node;
use super::schemas::Schemas;
use super::shape::{Shape, canonical, unwrapped};

/// Compares two unions, or one with what admits anything.
pub(super) fn compare<'a>(
    schemas: &mut Schemas<'a, '_>,
    at: &At,
    old: &Shape<'a>,
    new: &Shape<'a>,
    node: &Node<'a>,
) {
    discriminators(schemas, at, old, new, node);
    match (old.members.is_empty(), new.members.is_empty()) {
        (true, true) => {}
        (true, false) => schemas.changes.add("union-added", at, &node.pointer, None, None),
        (false, true) => schemas.changes.add("union-removed", at, &node.pointer, None, None),
        (false, false) => members(schemas, at, &old.members, &new.members),
    }
}

/// Whether one schema is a union and the other one is neither that nor open.
pub(super) fn is_on_one_side(old: &Shape<'_>, new: &Shape<'_>) -> bool {
    old.members.is_empty() != new.members.is_empty() && !old.is_any() && !new.is_any()
}

/// Compares a union with a schema that is none: that is a union of one.
pub(super) fn with_one<'a>(
    schemas: &mut Schemas<'a, '_>,
    at: &At,
    (old, old_node): (&Shape<'a>, &Node<'a>),
    (new, new_node): (&Shape<'a>, &Node<'a>),
) {
    match (old.nullable, new.nullable) {
        (true, false) => schemas.changes.add("null-refused", at, &new_node.pointer, None, None),
        (false, true) => schemas.changes.add("null-allowed", at, &new_node.pointer, None, None),
        _ => {}
    }
    let all = |shape: &Shape<'a>, node: &Node<'a>| match shape.members.is_empty() {
        true => vec![node.clone()],
        false => shape.members.clone(),
    };
    members(schemas, at, &all(old, old_node), &all(new, new_node));
}

/// Members are the same if they are the same component, or say the same. One that is
/// left on either side is the same one, changed.
fn members<'a>(schemas: &mut Schemas<'a, '_>, at: &At, old: &[Node<'a>], new: &[Node<'a>]) {
    let mut left: Vec<Node<'a>> = old.iter().map(unwrapped).collect();
    let mut come = Vec::new();
    for member in new.iter().map(unwrapped) {
        match left.iter().position(|one| is_same(one, &member)) {
            Some(index) => {
                let one = left.remove(index);
                schemas.compare(&at.within(&format!("|{}", name(&member))), &one, &member);
            }
            None => come.push(member),
        }
    }
    if let ([old], [new]) = (left.as_slice(), come.as_slice())
        && (old.component().is_none() && new.component().is_none() || says_same(schemas, old, new))
    {
        return schemas.compare(&at.within(&format!("|{}", name(new))), old, new);
    }
    for member in left {
        schemas.changes.add("union-member-removed", at, &member.pointer, Some(name(&member)), None);
    }
    for member in come {
        schemas.changes.add("union-member-added", at, &member.pointer, None, Some(name(&member)));
    }
}

fn is_same(one: &Node<'_>, other: &Node<'_>) -> bool {
    match (one.component(), other.component()) {
        (Some(one), Some(other)) => one == other,
        (None, None) => {
            let title = |node: &Node<'_>| node.text("title").map(str::to_owned);
            title(one).is_some() && title(one) == title(other)
                || canonical(one.value) == canonical(other.value)
        }
        _ => false,
    }
}

/// Whether two components say the same under different names.
fn says_same<'a>(schemas: &Schemas<'a, '_>, old: &Node<'a>, new: &Node<'a>) -> bool {
    canonical(schemas.old.resolved(old).value) == canonical(schemas.new.resolved(new).value)
}

/// What people call a member.
fn name(node: &Node<'_>) -> String {
    let text = |key: &str| node.text(key).map(str::to_owned);
    let component = node.component().map(str::to_owned);
    component
        .or_else(|| text("title"))
        .or_else(|| text("type"))
        .unwrap_or_else(|| "schema".to_owned())
}

fn discriminators<'a>(
    schemas: &mut Schemas<'a, '_>,
    at: &At,
    old: &Shape<'a>,
    new: &Shape<'a>,
    node: &Node<'a>,
) {
    let (before, after) = (&old.discriminator, &new.discriminator);
    let property = |said: &Option<super::shape::Discriminator<'_>>| {
        said.as_ref().map(|said| said.property.to_owned())
    };
    let rule = match (before, after) {
        (None, None) => return,
        (None, Some(_)) => "discriminator-added",
        (Some(_), None) => "discriminator-removed",
        (Some(before), Some(after)) if before.property != after.property => "discriminator-changed",
        (Some(before), Some(after)) => {
            for (value, target) in &before.mapping {
                let (rule, now) = match after.mapping.get(value) {
                    None => ("discriminator-value-removed", None),
                    Some(now) if now != target => ("discriminator-value-changed", Some(*now)),
                    Some(_) => continue,
                };
                let at = at.within(&format!("={value}"));
                let was = now.map_or(*value, |_| *target).to_owned();
                schemas.changes.add(rule, &at, &node.pointer, Some(was), now.map(str::to_owned));
            }
            for value in after.mapping.keys().filter(|value| !before.mapping.contains_key(*value)) {
                let at = at.within(&format!("={value}"));
                let value = Some((*value).to_owned());
                schemas.changes.add("discriminator-value-added", &at, &node.pointer, None, value);
            }
            return;
        }
    };
    schemas.changes.add(rule, at, &node.pointer, property(before), property(after));
}
