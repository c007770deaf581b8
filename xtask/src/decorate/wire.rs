//! What the wire calls the fields and the values that were given names.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{Item, LitStr, parse_quote};

use super::last_segment;
use crate::document::{components, resolved};
use crate::normalize::{WIRE_NAMES, WIRE_VALUES};

/// Writes down what the wire has for a value that was given a name: where the
/// enum is defined, printed and parsed.
pub(super) fn values(items: &mut [Item], document: &Value) {
    let wire_values: BTreeMap<String, BTreeMap<&str, &str>> = components(document, "schemas")
        .filter_map(|(name, schema)| {
            let values = schema.get(WIRE_VALUES)?.as_object()?.iter();
            let values = values.filter_map(|(name, wire)| Some((name.as_str(), wire.as_str()?)));
            Some((name.to_pascal_case(), values.collect()))
        })
        .collect();
    for item in items {
        let name = match &*item {
            Item::Enum(item) => item.ident.to_string(),
            Item::Impl(item) => last_segment(&item.self_ty),
            _ => continue,
        };
        let Some(values) = wire_values.get(&name) else { continue };
        match item {
            Item::Enum(item) => {
                for variant in &mut item.variants {
                    if let Some(wire) = values.get(&*variant.ident.to_string()) {
                        variant.attrs.push(parse_quote!(#[serde(rename = #wire)]));
                    }
                }
            }
            item => WireValues { values }.visit_item_mut(item),
        }
    }
}

/// Replaces the texts of names by those of the wire.
struct WireValues<'a> {
    values: &'a BTreeMap<&'a str, &'a str>,
}

impl VisitMut for WireValues<'_> {
    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        if let Some(wire) = self.values.get(text.value().as_str()) {
            *text = LitStr::new(wire, text.span());
        }
    }
}

/// Writes down what the wire calls a field that was given a name.
pub(super) fn fields(items: &mut [Item], document: &Value) {
    let wire_names: BTreeMap<String, BTreeMap<&str, &str>> = components(document, "schemas")
        .map(|(name, schema)| (name.to_pascal_case(), wire_names(document, schema)))
        .collect();
    for item in items {
        let Item::Struct(item) = item else { continue };
        let Some(wire_names) = wire_names.get(&item.ident.to_string()) else { continue };
        for field in &mut item.fields {
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            if let Some(wire) = wire_names.get(name.as_str()) {
                field.attrs.push(parse_quote!(#[serde(rename = #wire)]));
            }
        }
    }
}

/// The names that the fields of a schema have on the wire, where they have
/// others; those of what it is merged from among them.
fn wire_names<'a>(document: &'a Value, schema: &'a Value) -> BTreeMap<&'a str, &'a str> {
    let mut names = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        let reference = schema.get("$ref").and_then(Value::as_str);
        if reference.is_some_and(|reference| !seen.insert(reference)) {
            continue;
        }
        let schema = resolved(document, schema);
        let own = schema.get(WIRE_NAMES).and_then(Value::as_object).into_iter().flatten();
        names.extend(own.filter_map(|(name, wire)| Some((name.as_str(), wire.as_str()?))));
        waiting.extend(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
    }
    names
}
