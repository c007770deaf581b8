//! What a crate shows to those who use it, item by item, from its source.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;

use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, ImplItem, Item, Path, Token, Visibility};

/// Items by their paths, such as `types::Space.name` or `builder::ListSpaces::send`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface(BTreeMap<String, Entry>);

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    signature: String,
    deprecated: bool,
    /// Whether more may be added within without breaking those who use it.
    open: bool,
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ItemChange {
    /// Whether code that compiled may no longer do so.
    pub breaking: bool,
    /// The path of the item.
    pub item: String,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// What happened, and why that breaks or does not.
    pub why: &'static str,
}

impl Surface {
    /// Reads modules, each with its name; what is no Rust shows nothing.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut surface = Self::default();
        for (module, text) in files {
            if let Ok(file) = syn::parse_file(text) {
                surface.items(module, &file.items);
            }
        }
        surface
    }

    /// What changed from one surface to another.
    pub fn compare(&self, new: &Self) -> Vec<ItemChange> {
        let mut changes = Vec::new();
        let mut note = |breaking, item: &str, old: Option<&Entry>, new: Option<&Entry>, why| {
            let text = |entry: Option<&Entry>| entry.map(|entry| entry.signature.clone());
            let (old, new) = (text(old), text(new));
            changes.push(ItemChange { breaking, item: item.to_owned(), old, new, why });
        };
        for (item, before) in &self.0 {
            // What is within something that is gone went with it.
            let is_within = parent(item)
                .is_some_and(|parent| self.0.contains_key(parent) && !new.0.contains_key(parent));
            match new.0.get(item) {
                None if is_within => {}
                None => note(true, item, Some(before), None, "it is gone"),
                Some(after) if before.signature != after.signature => {
                    note(true, item, Some(before), Some(after), "it is another");
                }
                Some(after) if before.open && !after.open => {
                    note(false, item, None, None, "it can be matched and built without `..`");
                }
                Some(after) if !before.open && after.open => {
                    note(
                        true,
                        item,
                        None,
                        None,
                        "it can no longer be matched or built without `..`",
                    );
                }
                Some(after) if before.deprecated != after.deprecated => {
                    note(false, item, None, None, "its deprecation changed");
                }
                Some(_) => {}
            }
        }
        for (item, after) in &new.0 {
            if self.0.contains_key(item) {
                continue;
            }
            let above = parent(item).filter(|parent| new.0.contains_key(*parent));
            match above.and_then(|parent| self.0.get(parent)) {
                None if above.is_some() => {}
                Some(parent) if !parent.open && is_part(item) => {
                    note(
                        true,
                        item,
                        None,
                        Some(after),
                        "those who name every part of it do not name this one",
                    );
                }
                _ => note(false, item, None, Some(after), "it is new"),
            }
        }
        changes.sort_by(|a, b| b.breaking.cmp(&a.breaking).then_with(|| a.item.cmp(&b.item)));
        changes
    }

    fn items(&mut self, module: &str, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(it) if is_public(&it.vis) => {
                    let name = format!("{module}::{}", it.ident);
                    self.fields(&name, &it.fields);
                    let has_hidden = it.fields.iter().any(|field| !is_public(&field.vis));
                    self.add(&name, "struct".to_owned(), &it.attrs, has_hidden);
                }
                Item::Enum(it) if is_public(&it.vis) => {
                    let name = format!("{module}::{}", it.ident);
                    for variant in &it.variants {
                        let fields: Vec<String> =
                            variant.fields.iter().map(|field| text(&field.ty)).collect();
                        let path = format!("{name}::{}", variant.ident);
                        self.add(&path, format!("({})", fields.join(", ")), &variant.attrs, false);
                    }
                    self.add(&name, "enum".to_owned(), &it.attrs, false);
                }
                Item::Type(it) if is_public(&it.vis) => {
                    self.add(&format!("{module}::{}", it.ident), text(&it.ty), &it.attrs, true);
                }
                Item::Static(it) if is_public(&it.vis) => {
                    self.add(&format!("{module}::{}", it.ident), text(&it.ty), &it.attrs, true);
                }
                Item::Fn(it) if is_public(&it.vis) => {
                    self.add(
                        &format!("{module}::{}", it.sig.ident),
                        text(&it.sig),
                        &it.attrs,
                        true,
                    );
                }
                Item::Mod(it) if is_public(&it.vis) => {
                    let items = it.content.iter().flat_map(|(_, items)| items).cloned();
                    self.items(&format!("{module}::{}", it.ident), &items.collect::<Vec<_>>());
                }
                Item::Impl(it) => self.implementation(module, it),
                _ => {}
            }
        }
    }

    fn fields(&mut self, name: &str, fields: &Fields) {
        for (index, field) in fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
            let field_name =
                field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
            self.add(&format!("{name}.{field_name}"), text(&field.ty), &field.attrs, true);
        }
    }

    fn implementation(&mut self, module: &str, it: &syn::ItemImpl) {
        let name =
            format!("{module}::{}", text(&it.self_ty).split('<').next().unwrap_or_default().trim());
        if let Some((path, _)) = &it.trait_ {
            return self.add(&format!("{name}: {}", text(path)), String::new(), &[], true);
        }
        for item in &it.items {
            if let ImplItem::Fn(function) = item
                && is_public(&function.vis)
            {
                let path = format!("{name}::{}", function.sig.ident);
                self.add(&path, text(&function.sig), &function.attrs, true);
            }
        }
    }

    fn add(&mut self, path: &str, signature: String, attributes: &[Attribute], open: bool) {
        let has = |name: &str| attributes.iter().any(|attribute| attribute.path().is_ident(name));
        for name in derived(attributes) {
            let entry = Entry { signature: String::new(), deprecated: false, open: true };
            self.0.insert(format!("{path}: {name}"), entry);
        }
        let entry =
            Entry { signature, deprecated: has("deprecated"), open: open || has("non_exhaustive") };
        self.0.insert(path.to_owned(), entry);
    }
}

/// Whether an item is a field or a variant, which code may have to name.
fn is_part(item: &str) -> bool {
    if item.contains(": ") {
        return false;
    }
    let last = item.rsplit("::").next().unwrap_or_default();
    last.contains('.') || last.starts_with(char::is_uppercase)
}

/// The type that a field, a variant, a method or an implementation belongs to.
fn parent(item: &str) -> Option<&str> {
    if let Some((name, _)) = item.split_once(": ") {
        return Some(name);
    }
    let cut = item.rfind('.').or_else(|| item.rfind("::"))?;
    item.get(..cut)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn derived(attributes: &[Attribute]) -> Vec<String> {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let paths = derives.filter_map(|attribute| {
        attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok()
    });
    paths.flatten().filter_map(|path| Some(path.segments.last()?.ident.to_string())).collect()
}

/// Tokens as people write them.
fn text(tokens: &impl quote::ToTokens) -> String {
    let stream: TokenStream = tokens.to_token_stream();
    let mut text = stream.to_string();
    for (long, short) in [
        (":: std :: option :: Option", "Option"),
        (":: std :: vec :: Vec", "Vec"),
        (":: std :: string :: String", "String"),
        (":: std :: collections :: BTreeMap", "BTreeMap"),
        (":: floorkit_runtime ::", "floorkit_runtime::"),
        (" :: ", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" :", ":"),
    ] {
        text = text.replace(long, short);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(old: &str, new: &str) -> Vec<String> {
        let surface = |text| Surface::of([("types", text)]);
        let changes = surface(old).compare(&surface(new));
        let line = |change: &ItemChange| {
            let level = if change.breaking { "breaking" } else { "additive" };
            format!("{level} {}", change.item)
        };
        changes.iter().map(line).collect()
    }

    #[test]
    fn what_is_added_breaks_only_where_every_part_is_named() {
        let closed = ("pub struct A { pub x: u8 }", "pub struct A { pub x: u8, pub y: u8 }");
        assert_eq!(compared(closed.0, closed.1), ["breaking types::A.y"]);
        let open = "#[non_exhaustive] ";
        assert_eq!(
            compared(&format!("{open}{}", closed.0), &format!("{open}{}", closed.1)),
            ["additive types::A.y"]
        );
        let variants = ("pub enum A { X }", "pub enum A { X, Y(u8) }");
        assert_eq!(compared(variants.0, variants.1), ["breaking types::A::Y"]);
        let methods = (
            "pub struct A; impl A { pub fn x(&self) {} }",
            "pub struct A; impl A { pub fn x(&self) {} pub fn y(self) {} }",
        );
        assert_eq!(compared(methods.0, methods.1), ["additive types::A::y"]);
        assert_eq!(compared("", closed.0), ["additive types::A"]);
    }

    #[test]
    fn what_is_gone_or_another_breaks() {
        assert_eq!(compared("pub struct A { pub x: u8 }", ""), ["breaking types::A"]);
        assert_eq!(
            compared("pub struct A { pub x: u8 }", "pub struct A { pub x: Option<u8> }"),
            ["breaking types::A.x"]
        );
        assert_eq!(
            compared("#[derive(Clone, Debug)] pub struct A;", "#[derive(Debug)] pub struct A;"),
            ["breaking types::A: Clone"]
        );
        assert_eq!(
            compared("pub struct A;", "#[non_exhaustive] pub struct A;"),
            ["breaking types::A"]
        );
        assert_eq!(compared("fn a() {} struct B;", ""), [] as [&str; 0]);
    }

    #[test]
    fn a_deprecation_is_no_break() {
        assert_eq!(compared("pub fn a() {}", "#[deprecated] pub fn a() {}"), ["additive types::a"]);
    }
}
