//! Lets callers leave out the further fields of an object.
//!
//! An object that admits more than it lists gets a field `extra` of the rest.
//! The generator has its builder insist on it, derives no `Default` because of
//! it, and says nothing of what it is.

use std::collections::BTreeSet;

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Field, FieldValue, Item, ItemStruct, Member, parse_quote};

use super::{derive, last_segment};

/// The generator's name for the field.
const REST: &str = "extra";

pub(super) fn run(items: &mut [Item]) {
    let open: BTreeSet<String> = items.iter_mut().filter_map(open_struct).collect();
    for item in items {
        let Item::Mod(module) = item else { continue };
        for item in module.content.iter_mut().flat_map(|(_, items)| items) {
            if let Item::Impl(item) = item
                && open.contains(&last_segment(&item.self_ty))
                && item.trait_.as_ref().is_some_and(|(path, _)| is_default(path))
            {
                EmptyRest.visit_item_impl_mut(item);
            }
        }
    }
}

/// The name of a struct with such a field, once it is documented and has a default.
fn open_struct(item: &mut Item) -> Option<String> {
    let Item::Struct(ItemStruct { ident, attrs, fields, .. }) = item else { return None };
    let (rest, others): (Vec<&mut Field>, Vec<&mut Field>) =
        fields.iter_mut().partition(|field| is_rest(field));
    let [rest] = <[&mut Field; 1]>::try_from(rest).ok()?;
    rest.attrs.insert(0, parse_quote!(#[doc = " What else there is, by its name on the wire."]));
    if others.iter().all(|field| last_segment(&field.ty) == "Option") {
        derive(attrs, "Default");
    }
    Some(ident.to_string())
}

fn is_rest(field: &Field) -> bool {
    let flattens = |attribute: &Attribute| {
        let mut flattens = false;
        let read = attribute.parse_nested_meta(|meta| {
            flattens |= meta.path.is_ident("flatten");
            Ok(())
        });
        attribute.path().is_ident("serde") && read.is_ok() && flattens
    };
    field.ident.as_ref().is_some_and(|name| name == REST) && field.attrs.iter().any(flattens)
}

fn is_default(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == "Default")
}

/// Starts a builder without further fields.
struct EmptyRest;

impl VisitMut for EmptyRest {
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        if matches!(&field.member, Member::Named(name) if name == REST) {
            let empty: Expr = parse_quote!(Ok(Default::default()));
            field.expr = empty;
        }
        visit_mut::visit_field_value_mut(self, field);
    }
}
