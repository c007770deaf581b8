//! What an inventory does not speak of.
//!
//! Pages differ in what they print: one has no paths, another no status codes.
//! What a page never says of anything, it does not deny of one thing.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::{is_container, is_inside};
use super::difference::{Difference, Element};
use crate::inventory::document::LIMITS;
use crate::inventory::page::Kind;
use crate::inventory::{Facts, Inventory, Operation};

/// What an inventory speaks of.
pub(super) struct Voice<'a> {
    kind: Kind,
    /// The matters that it speaks of at least once.
    matters: BTreeSet<&'a str>,
}

impl<'a> Voice<'a> {
    pub(super) fn of(inventory: &'a Inventory) -> Self {
        let mut matters = BTreeSet::new();
        inventory.operations.iter().for_each(|operation| speak(operation, &mut matters));
        Self { kind: inventory.source.kind, matters }
    }

    /// Whether the matter of a difference is none that this inventory speaks of.
    pub(super) fn is_silent_on(&self, difference: &Difference) -> bool {
        if is_whole(self.kind) {
            return false;
        }
        let matter = match difference.element {
            Element::StatusCode => "status",
            Element::MediaType => "media type",
            Element::EnumValue => "enum",
            Element::Fact if difference.aspect == "deprecated" => return false,
            Element::Fact if difference.aspect.is_empty() => return false,
            Element::Fact => difference.aspect.as_str(),
            Element::Operation | Element::Parameter | Element::Field => return false,
        };
        let is_told = TOLD.contains(&matter) || LIMITS.contains(&matter);
        !(self.matters.contains(matter) || is_told && tells_types(self.kind))
    }
}

/// Whether pages of a kind can say everything, so that what they do not say is not so.
pub(super) fn is_whole(kind: Kind) -> bool {
    matches!(kind, Kind::Openapi | Kind::RedocHtml)
}

/// Whether pages of a kind tell the type of every value, and what limits it.
pub(super) fn tells_types(kind: Kind) -> bool {
    is_whole(kind) || kind == Kind::RedocText
}

/// What pages that tell types always tell besides, and the limits.
const TOLD: [&str; 4] = ["default", "enum", "format", "required"];

fn speak<'a>(operation: &'a Operation, matters: &mut BTreeSet<&'a str>) {
    let said = [
        ("method", operation.method.is_some()),
        ("path", operation.path.is_some()),
        ("title", operation.title.is_some()),
        ("group", operation.group.is_some()),
        ("description", operation.description.is_some()),
        ("replaced by", operation.replaced_by.is_some()),
        ("security", !operation.security.is_empty()),
        ("status", operation.responses.iter().any(|response| response.status.is_some())),
        ("media type", operation.bodies().any(|body| !body.media_types.is_empty())),
        ("required", operation.bodies().any(|body| body.required)),
    ];
    matters.extend(said.iter().filter(|(_, is_said)| *is_said).map(|(matter, _)| *matter));
    let parameters = operation.parameters.iter().map(|parameter| &parameter.facts);
    let fields = operation.bodies().flat_map(|body| &body.fields).map(|field| &field.facts);
    for facts in parameters.chain(fields) {
        let said = [
            ("type", !facts.types.is_empty()),
            ("format", facts.format.is_some()),
            ("required", facts.required),
            ("enum", !facts.values.is_empty()),
            ("default", facts.default.is_some()),
            ("schema", facts.schema.is_some()),
        ];
        matters.extend(said.iter().filter(|(_, is_said)| *is_said).map(|(matter, _)| *matter));
        matters.extend(facts.limits.keys().map(String::as_str));
    }
}

/// Whether a body is not unfolded where a field would be: it has no field at all,
/// or an object or a list around it shows nothing of its inside.
pub(super) fn is_folded(body: &BTreeMap<String, Facts>, field: &str) -> bool {
    let around = body.iter().filter(|(name, _)| is_inside(field, name));
    let Some((nearest, facts)) = around.max_by_key(|(name, _)| name.len()) else {
        return body.is_empty();
    };
    let can_hold = facts.types.is_empty() || is_container(&facts.types);
    can_hold && !body.keys().any(|name| name != nearest && is_inside(name, nearest))
}
