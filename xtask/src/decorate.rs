//! Adds to the generator's output what only the token tree can give, and takes
//! away what nobody should use.
//!
//! - the hooks impl that hands each call to the run time (it cannot live in
//!   another crate);
//! - `from_parts` in place of a constructor that panics and gives up on every
//!   answer after 15 seconds;
//! - documentation, routes and deprecations;
//! - `#[non_exhaustive]` on what is received, so that a new field or value is
//!   no breaking change;
//! - ids from literals, and equality;
//! - the variants' names that the names lock chooses, and what the wire calls a
//!   field or a value that was given a name;
//! - further fields that may be left out;
//! - parameters that Rust calls by another name, and methods that the HTTP client
//!   has no function for;
//! - without the header `api-version`, and without builders of types that are
//!   only received.

mod further_fields;
mod requests;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use proc_macro2::{Ident, Span};
use serde_json::Value;
use syn::token::Bracket;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{
    AttrStyle, Attribute, Expr, ExprLit, File, ImplItem, Item, ItemEnum, ItemImpl, ItemMod,
    ItemStruct, Lit, LitStr, Meta, MetaNameValue, Stmt, Token, Type, parse_quote,
};

use crate::names::{Names, rename, variant_key};
use crate::normalize::{received, sent};
use crate::operations::Operation;
use crate::outline;

/// The generator's output, split into the modules of the generated crate.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The client and its constructors.
    pub client: Vec<Item>,
    /// One builder per operation.
    pub builder: Vec<Item>,
    /// The types of requests and responses.
    pub types: Vec<Item>,
}

/// Splits and finishes the generator's output.
pub fn run(file: File, document: &Value, table: &[Operation], locked: &Names) -> Parts {
    let operations: BTreeMap<&str, &Operation> =
        table.iter().map(|operation| (operation.id.as_str(), operation)).collect();
    let mut parts = split(file);
    client(&mut parts.client, &operations);
    builder(&mut parts.builder, table);
    requests::run(&mut parts.builder, document);
    types(&mut parts.types, &sent(document), &received(document));
    wire::values(&mut parts.types, document);
    variants(&mut parts.types, locked);
    wire::fields(&mut parts.types, document);
    comparisons(&mut parts.types);
    further_fields::run(&mut parts.types);
    for item in parts.client.iter_mut().chain(&mut parts.builder).chain(&mut parts.types) {
        LineDocs.visit_item_mut(item);
    }
    parts
}

/// Lays documentation out as one `///` comment per line.
struct LineDocs;

impl VisitMut for LineDocs {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let lines = std::mem::take(attributes).into_iter().flat_map(|attribute| {
            match doc_text(&attribute) {
                Some(text) if !text.starts_with(' ') => docs(&text).collect(),
                _ => vec![attribute],
            }
        });
        attributes.extend(lines);
    }

    // What is inside a function has no documentation.
    fn visit_block_mut(&mut self, _: &mut syn::Block) {}

    fn visit_type_mut(&mut self, _: &mut Type) {}
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(meta) = &attribute.meta else { return None };
    match &meta.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })
            if meta.path.is_ident("doc") =>
        {
            Some(text.value())
        }
        _ => None,
    }
}

fn split(file: File) -> Parts {
    let mut parts = Parts { client: Vec::new(), builder: Vec::new(), types: Vec::new() };
    for item in file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => parts.types = content(module),
            Item::Mod(module) if module.ident == "builder" => parts.builder = content(module),
            // A prelude of one name, and imports that the crate's root has.
            Item::Mod(_) | Item::Use(_) => {}
            item => parts.client.push(item),
        }
    }
    parts
}

fn content(module: ItemMod) -> Vec<Item> {
    module.content.map(|(_, items)| items).unwrap_or_default()
}

fn client(items: &mut Vec<Item>, operations: &BTreeMap<&str, &Operation>) {
    for item in items.iter_mut() {
        let Item::Impl(item) = item else { continue };
        if item.trait_.is_some() {
            continue;
        }
        item.items.retain(|item| !is_function(item, "new"));
        for item in &mut item.items {
            document_operation(item, operations);
        }
    }
    let imports: Item = parse_quote! {
        use crate::{builder, ClientHooks, ClientInfo, Error, OperationInfo};
    };
    items.insert(0, imports);
    items.push(parse_quote! {
        impl Client {
            /// Makes a client of what the run time prepared: see
            /// [`ClientBuilder`](::floorkit_runtime::ClientBuilder).
            pub fn from_parts(parts: ::floorkit_runtime::Parts) -> Self {
                let ::floorkit_runtime::Parts { base_url, http, inner, .. } = parts;
                Self { baseurl: base_url, client: http, inner }
            }
        }
    });
    items.push(parse_quote! {
        impl ClientHooks<::floorkit_runtime::Inner> for Client {
            async fn exec(
                &self,
                request: reqwest::Request,
                info: &OperationInfo,
            ) -> reqwest::Result<reqwest::Response> {
                ::floorkit_runtime::internal::execute(
                    &self.client,
                    &self.inner,
                    info.operation_id,
                    request,
                )
                .await
            }
            async fn post<E>(
                &self,
                result: &reqwest::Result<reqwest::Response>,
                _info: &OperationInfo,
            ) -> Result<(), Error<E>> {
                ::floorkit_runtime::internal::check(result)
            }
        }
    });
}

fn is_function(item: &ImplItem, name: &str) -> bool {
    matches!(item, ImplItem::Fn(function) if function.sig.ident == name)
}

fn document_operation(item: &mut ImplItem, operations: &BTreeMap<&str, &Operation>) {
    let ImplItem::Fn(function) = item else { return };
    let Some(operation) = operations.get(function.sig.ident.to_string().as_str()) else { return };
    function.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
    function.attrs.extend(docs(&operation_docs(operation)));
    if let Some(advice) = &operation.deprecated {
        function.attrs.push(parse_quote!(#[deprecated(note = #advice)]));
    }
}

fn operation_docs(operation: &Operation) -> String {
    let route = format!("`{} {}`", operation.method.to_ascii_uppercase(), operation.path);
    [operation.summary.as_str(), operation.description.as_str(), route.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// One attribute per line, so that each becomes a `///` comment.
fn docs(text: &str) -> impl Iterator<Item = Attribute> {
    text.split('\n').map(|line| {
        let line = if line.is_empty() { String::new() } else { format!(" {line}") };
        doc(&line)
    })
}

/// `#[doc = "…"]`, put together rather than parsed: there are as many as a crate's
/// documentation has lines.
fn doc(line: &str) -> Attribute {
    let lit = Lit::Str(LitStr::new(line, Span::call_site()));
    let meta = MetaNameValue {
        path: Ident::new("doc", Span::call_site()).into(),
        eq_token: <Token![=]>::default(),
        value: Expr::Lit(ExprLit { attrs: Vec::new(), lit }),
    };
    Attribute {
        pound_token: <Token![#]>::default(),
        style: AttrStyle::Outer,
        bracket_token: Bracket::default(),
        meta: Meta::NameValue(meta),
    }
}

fn builder(items: &mut Vec<Item>, table: &[Operation]) {
    items.retain(|item| !matches!(item, Item::Use(_)));
    let operations =
        table.iter().map(|operation| (operation.id.to_pascal_case(), operation)).collect();
    for item in items.iter_mut() {
        BuilderTidy { operations: &operations }.visit_item_mut(item);
    }
    items.insert(
        0,
        parse_quote! {
            use crate::{
                types, ClientHooks, Error, OperationInfo, ResponseValue,
            };
        },
    );
    let mut names = UsedNames::default();
    items.iter().for_each(|item| names.visit_item(item));
    for name in ["ByteStream", "RequestBuilderExt", "encode_path"] {
        // The trait is used by its method.
        let used = if name == "RequestBuilderExt" { "form_urlencoded" } else { name };
        if names.0.contains(used) {
            let name = Ident::new(name, Span::call_site());
            items.insert(1, parse_quote!(use crate::#name;));
        }
    }
}

/// Every name that occurs among items.
#[derive(Default)]
struct UsedNames(BTreeSet<String>);

impl<'ast> Visit<'ast> for UsedNames {
    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.0.insert(ident.to_string());
    }

    // The visitor leaves out what is inside `format!(…)`.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        outline::collect(call.tokens.clone(), &mut self.0);
    }
}

struct BuilderTidy<'a> {
    operations: &'a BTreeMap<String, &'a Operation>,
}

impl VisitMut for BuilderTidy<'_> {
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        let operation = self.operations.get(&last_segment(&item.self_ty));
        let old = operation.map_or(&[][..], |operation| &operation.deprecated_parameters);
        for function in &mut item.items {
            if let ImplItem::Fn(function) = function
                && old.contains(&function.sig.ident.to_string())
            {
                let note = "the vendor has deprecated this parameter";
                function.attrs.push(parse_quote!(#[deprecated(note = #note)]));
            }
        }
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        if let Some(operation) = self.operations.get(&item.ident.to_string()) {
            let text = format!(
                "Collects the request of [`Client::{0}`](crate::Client::{0}).",
                operation.id
            );
            item.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
            item.attrs.splice(0..0, docs(&text));
        }
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        if !block.stmts.iter().any(|statement| declares(statement, "header_map")) {
            return;
        }
        block.stmts.retain(|statement| !sends_api_version(statement));
        // A header that may be absent is appended in a block of its own.
        let fills_headers = block.stmts.iter().any(|statement| {
            appends_header(statement).is_some()
                || matches!(statement, Stmt::Expr(syn::Expr::If(_), _))
        });
        if !fills_headers {
            block.stmts.retain(|statement| !declares(statement, "header_map"));
            DropHeaders.visit_block_mut(block);
        }
    }
}

/// Whether a statement is `header_map.append(…)`.
fn appends_header(statement: &Stmt) -> Option<&syn::ExprMethodCall> {
    match statement {
        Stmt::Expr(syn::Expr::MethodCall(call), _) if call.method == "append" => Some(call),
        _ => None,
    }
}

fn sends_api_version(statement: &Stmt) -> bool {
    let mentions_it = |call: &syn::ExprMethodCall| {
        let mut names = UsedNames::default();
        names.visit_expr_method_call(call);
        names.0.contains("api_version")
    };
    appends_header(statement).is_some_and(mentions_it)
}

fn declares(statement: &Stmt, name: &str) -> bool {
    match statement {
        Stmt::Local(local) => {
            matches!(&local.pat, syn::Pat::Ident(pattern) if pattern.ident == name)
        }
        _ => false,
    }
}

/// Takes `.headers(header_map)` out of a chain of calls.
struct DropHeaders;

impl VisitMut for DropHeaders {
    fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
        if let syn::Expr::MethodCall(call) = expression
            && call.method == "headers"
        {
            let receiver = (*call.receiver).clone();
            *expression = receiver;
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}

fn types(items: &mut Vec<Item>, sent: &BTreeSet<String>, received: &BTreeSet<String>) {
    let names = |components: &BTreeSet<String>| -> BTreeSet<String> {
        components.iter().map(|name| name.to_pascal_case()).collect()
    };
    let (sent, received) = (names(sent), names(received));
    let only_received = |name: &str| received.contains(name) && !sent.contains(name);
    for item in items.iter_mut() {
        match item {
            Item::Struct(item) if received.contains(&item.ident.to_string()) => {
                if matches!(item.fields, syn::Fields::Named(_)) {
                    item.attrs.push(parse_quote!(#[non_exhaustive]));
                }
            }
            Item::Enum(item) if received.contains(&item.ident.to_string()) => {
                item.attrs.push(parse_quote!(#[non_exhaustive]));
            }
            Item::Mod(module) if module.ident == "builder" => {
                if let Some((_, items)) = &mut module.content {
                    items.retain(|item| !builds(item, &only_received));
                }
            }
            _ => {}
        }
    }
    items.retain(|item| !offers_builder(item, &only_received));
    *items = std::mem::take(items).into_iter().flat_map(with_from_text).collect();
}

/// What has no equality: secrets are not compared, and an error body is any JSON.
const INCOMPARABLE: [&str; 3] = ["ErrorBody", "SecretJson", "SecretText"];

/// Derives `PartialEq` wherever nothing inside forbids it: those who test
/// against these types compare them.
fn comparisons(items: &mut [Item]) {
    let mut mentioned_by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in items.iter() {
        if let Item::Struct(ItemStruct { ident, .. }) | Item::Enum(ItemEnum { ident, .. }) = item {
            for name in outline::mentioned(item) {
                mentioned_by.entry(name).or_default().push(ident.to_string());
            }
        }
    }
    let mut forbidden: BTreeSet<String> = INCOMPARABLE.map(String::from).into();
    let mut waiting = Vec::from(INCOMPARABLE.map(String::from));
    while let Some(name) = waiting.pop() {
        let users = mentioned_by.remove(&name).unwrap_or_default();
        waiting.extend(users.into_iter().filter(|user| forbidden.insert(user.clone())));
    }
    for item in items {
        match item {
            Item::Struct(ItemStruct { ident, attrs, .. })
            | Item::Enum(ItemEnum { ident, attrs, .. })
                if !forbidden.contains(&ident.to_string()) =>
            {
                derive(attrs, "PartialEq");
            }
            _ => {}
        }
    }
}

/// Derives one more trait, unless it is derived already.
fn derive(attributes: &mut [Attribute], name: &str) {
    let ident = Ident::new(name, Span::call_site());
    for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let syn::Meta::List(list) = &mut attribute.meta else { continue };
        let mut derived = BTreeSet::new();
        outline::collect(list.tokens.clone(), &mut derived);
        if !derived.contains(name) {
            list.tokens.extend(quote::quote!(, #ident));
        }
    }
}

/// A newtype of text is made of a literal as well as of a `String`.
fn with_from_text(item: Item) -> Vec<Item> {
    let from_text = match &item {
        Item::Struct(newtype) if holds_text(&newtype.fields) => {
            let name = &newtype.ident;
            Some(parse_quote! {
                impl ::std::convert::From<&str> for #name {
                    fn from(value: &str) -> Self {
                        Self(value.to_owned())
                    }
                }
            })
        }
        _ => None,
    };
    std::iter::once(item).chain(from_text).collect()
}

fn holds_text(fields: &syn::Fields) -> bool {
    match fields {
        syn::Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            last_segment(&fields.unnamed[0].ty) == "String"
        }
        _ => false,
    }
}

/// Gives each variant the name that the lock has for its value.
fn variants(items: &mut [Item], locked: &Names) {
    let mut renamed: BTreeMap<String, BTreeMap<String, Ident>> = BTreeMap::new();
    for item in items.iter() {
        let Item::Enum(item) = item else { continue };
        let name = item.ident.to_string();
        for variant in &item.variants {
            let chosen = locked
                .variant(&name, &variant_key(variant))
                .filter(|chosen| variant.ident != chosen);
            if let Some(chosen) = chosen.and_then(|chosen| syn::parse_str::<Ident>(chosen).ok()) {
                let chosen_here = renamed.entry(name.clone()).or_default();
                chosen_here.insert(variant.ident.to_string(), chosen);
            }
        }
    }
    for item in items {
        let name = match &*item {
            Item::Enum(item) => item.ident.to_string(),
            Item::Impl(item) => last_segment(&item.self_ty),
            _ => continue,
        };
        if let Some(renamed) = renamed.get(&name) {
            RenameVariants { renamed }.visit_item_mut(item);
        }
    }
}

/// Renames the variants of one enum, where it is defined and as `Self::…`.
struct RenameVariants<'a> {
    renamed: &'a BTreeMap<String, Ident>,
}

impl VisitMut for RenameVariants<'_> {
    fn visit_variant_mut(&mut self, variant: &mut syn::Variant) {
        if let Some(chosen) = self.renamed.get(&variant.ident.to_string()) {
            // A value that was a name as it stood keeps its text.
            if variant.fields.is_empty() && rename(&variant.attrs).is_none() {
                let value = variant.ident.to_string();
                variant.attrs.push(parse_quote!(#[serde(rename = #value)]));
            }
            variant.ident = chosen.clone();
        }
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let is_variant = path.segments.len() == 2 && path.segments[0].ident == "Self";
        if is_variant && let Some(chosen) = self.renamed.get(&path.segments[1].ident.to_string()) {
            path.segments[1].ident = chosen.clone();
        }
    }
}

/// Whether an item of the module `builder` serves a type that `matches`.
fn builds(item: &Item, matches: &impl Fn(&str) -> bool) -> bool {
    match item {
        Item::Struct(item) => matches(&item.ident.to_string()),
        Item::Impl(item) => matches(&last_segment(&item.self_ty)),
        _ => false,
    }
}

/// Whether an item is the impl with the function `builder` of a type that `matches`.
fn offers_builder(item: &Item, matches: &impl Fn(&str) -> bool) -> bool {
    match item {
        Item::Impl(ItemImpl { trait_: None, self_ty, items, .. }) => {
            matches(&last_segment(self_ty)) && items.iter().all(|item| is_function(item, "builder"))
        }
        _ => false,
    }
}

/// The last name of a path: `Space` of `super::Space`.
pub(crate) fn last_segment(path: &Type) -> String {
    match path {
        Type::Path(path) => {
            path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
