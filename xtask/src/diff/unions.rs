//! Compares the members of unions.

use super::api::Node;
use super::schemas::Schemas;
use super::shape::{Discriminator, Shape, canonical, unwrapped};
use super::{At, Changes, Level};

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
        (false, false) => {
            let is_named = [old, new].iter().any(|shape| tells_by_name(shape));
            members(schemas, at, (&old.members, &new.members), is_named);
        }
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
    let is_named = [old, new].iter().any(|shape| tells_by_name(shape));
    members(schemas, at, (&all(old, old_node), &all(new, new_node)), is_named);
}

/// Whether the names of components are sent: where a discriminator lists no values.
fn tells_by_name(shape: &Shape<'_>) -> bool {
    shape.discriminator.as_ref().is_some_and(|said| said.mapping.is_empty())
}

/// Members are the same if they are the same component, or say the same, or mean the same
/// under names that are not sent. One that is left on either side is the same one, changed.
fn members<'a>(
    schemas: &mut Schemas<'a, '_>,
    at: &At,
    (old, new): (&[Node<'a>], &[Node<'a>]),
    is_named: bool,
) {
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
    if !is_named {
        come.retain(|member| {
            let same = left.iter().position(|one| means_same(schemas, at, one, member));
            let Some(index) = same else { return true };
            let one = left.remove(index);
            schemas.compare(&at.within(&format!("|{}", name(member))), &one, member);
            false
        });
    }
    if let ([old], [new]) = (left.as_slice(), come.as_slice())
        && old.component().is_none()
        && new.component().is_none()
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

/// Whether two schemas mean the same, whatever they are called: nothing but words is found
/// between them. Within such an attempt only what is written counts, so that it ends.
fn means_same<'a>(schemas: &Schemas<'a, '_>, at: &At, old: &Node<'a>, new: &Node<'a>) -> bool {
    let (one, other) = (schemas.old.resolved(old), schemas.new.resolved(new));
    if schemas.is_attempt || canonical(one.value) == canonical(other.value) {
        return canonical(one.value) == canonical(other.value);
    }
    let (before, after) = (Shape::of(schemas.old, &one), Shape::of(schemas.new, &other));
    if !before.properties.keys().eq(after.properties.keys()) {
        return false;
    }
    let mut changes = Changes::default();
    let mut attempt = Schemas::new(schemas.old, schemas.new, &mut changes);
    attempt.is_attempt = true;
    attempt.compare(at, &one, &other);
    attempt.finish();
    changes.found.iter().all(|change| change.level == Level::Docs)
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

/// Whether a value of the discriminator leads to the same member under another name.
fn means_target<'a>(
    schemas: &Schemas<'a, '_>,
    at: &At,
    (old, was): (&Shape<'a>, &str),
    (new, now): (&Shape<'a>, &str),
) -> bool {
    let find = |shape: &Shape<'a>, target: &str| {
        let mut members = shape.members.iter().map(unwrapped);
        members.find(|member| member.component() == Some(target))
    };
    match (find(old, was), find(new, now)) {
        (Some(old), Some(new)) => means_same(schemas, at, &old, &new),
        _ => false,
    }
}

fn discriminators<'a>(
    schemas: &mut Schemas<'a, '_>,
    at: &At,
    old: &Shape<'a>,
    new: &Shape<'a>,
    node: &Node<'a>,
) {
    let (before, after) = (&old.discriminator, &new.discriminator);
    let property =
        |said: &Option<Discriminator<'_>>| said.as_ref().map(|said| said.property.to_owned());
    let rule = match (before, after) {
        (None, None) => return,
        (None, Some(_)) => "discriminator-added",
        (Some(_), None) => "discriminator-removed",
        (Some(before), Some(after)) if before.property != after.property => "discriminator-changed",
        (Some(before), Some(after)) => {
            for (value, target) in &before.mapping {
                let (rule, now) = match after.mapping.get(value) {
                    None => ("discriminator-value-removed", None),
                    Some(now)
                        if now != target
                            && !means_target(schemas, at, (old, target), (new, now)) =>
                    {
                        ("discriminator-value-changed", Some(*now))
                    }
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
