//! The outline of a generated crate: what a reviewer reads instead of its source.
//!
//! One line per operation and per type, grouped by tag and sorted. A type that
//! only one tag reaches is listed there; what several reach is under `Shared`.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type};

use crate::decorate::{Parts, last_segment};
use crate::names::rename;
use crate::operations::Operation;

/// The longest line.
const WIDTH: usize = 136;

/// The group of types that several tags reach.
pub const SHARED: &str = "Shared";

/// The outline of each tag, and of what several tags share.
pub fn run(parts: &Parts, table: &[Operation]) -> BTreeMap<String, String> {
    let signatures = signatures(&parts.builder);
    let types = types(&parts.types);
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    let mut mentioned: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for operation in table {
        let Some(signature) = signatures.get(&operation.id.to_pascal_case()) else { continue };
        let group = groups.entry(&operation.tag).or_default();
        group.operations.extend(operation_lines(operation, signature));
        mentioned.entry(&operation.tag).or_default().extend(&signature.names);
    }
    for (tag, names) in mentioned {
        for name in closure(names, &types) {
            reached.entry(name).or_default().insert(tag);
        }
    }
    for (name, outline) in &types {
        let tags: Vec<&str> = reached.get(name.as_str()).into_iter().flatten().copied().collect();
        let group = match tags[..] {
            [tag] => tag,
            _ => SHARED,
        };
        groups.entry(group).or_default().types.extend(outline.lines.iter().cloned());
    }
    groups.into_iter().map(|(name, group)| (name.to_owned(), group.text())).collect()
}

/// The lines of one tag.
#[derive(Default)]
struct Group {
    operations: Vec<String>,
    types: Vec<String>,
}

impl Group {
    fn text(self) -> String {
        let parts = [self.operations, self.types].into_iter().filter(|lines| !lines.is_empty());
        parts.map(|lines| lines.join("\n") + "\n").collect::<Vec<_>>().join("\n")
    }
}

/// The parameters and the answer of one operation.
struct Signature {
    parameters: Vec<String>,
    answer: String,
    refusal: String,
    names: BTreeSet<String>,
}

/// One type: its lines, and the types that it mentions.
struct TypeOutline {
    lines: Vec<String>,
    names: BTreeSet<String>,
}

fn operation_lines(operation: &Operation, signature: &Signature) -> Vec<String> {
    let Signature { parameters, answer, refusal, .. } = signature;
    let call = format!("{}({}) -> {answer}", operation.id, parameters.join(", "));
    let mut lines = match call.len() {
        ..=WIDTH => vec![call],
        _ => {
            let last = format!(") -> {answer}");
            [vec![format!("{}(", operation.id)], rows(parameters), vec![last]].concat()
        }
    };
    let mut facts = vec![format!("{} {}", operation.method.to_ascii_uppercase(), operation.path)];
    // JSON goes without saying.
    let other = |media_type: &&String| *media_type != "application/json";
    facts.extend(operation.request.iter().filter(other).map(|sent| format!("sends {sent}")));
    facts.extend(operation.response.iter().filter(other).map(|got| format!("gets {got}")));
    if refusal != "()" {
        facts.push(format!("or {refusal}"));
    }
    let marks = [
        (!operation.authenticated, "no credential"),
        (operation.idempotent, "idempotent"),
        (operation.deprecated.is_some(), "deprecated"),
    ];
    facts.extend(marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| (*mark).to_owned()));
    lines.extend(rows(&facts));
    if let Some(last) = lines.last_mut() {
        last.truncate(last.trim_end_matches(',').len());
    }
    lines
}

/// The signature of each builder, by its name.
fn signatures(items: &[Item]) -> BTreeMap<String, Signature> {
    let parameters: BTreeMap<String, Vec<(String, Type)>> = items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) => Some((item.ident.to_string(), parameters(&item.fields))),
            _ => None,
        })
        .collect();
    items
        .iter()
        .filter_map(|item| {
            let Item::Impl(item) = item else { return None };
            let builder = last_segment(&item.self_ty);
            let send = item.items.iter().find_map(|item| match item {
                ImplItem::Fn(function) if function.sig.ident == "send" => {
                    Some(&function.sig.output)
                }
                _ => None,
            })?;
            let signature = signature(parameters.get(&builder)?, send)?;
            Some((builder, signature))
        })
        .collect()
}

fn parameters(fields: &Fields) -> Vec<(String, Type)> {
    let fields = fields.iter().filter_map(|field| {
        let name = field.ident.as_ref()?.to_string();
        // A builder keeps `Result<T, String>` until it is sent.
        let kept = arguments(&field.ty).into_iter().next()?;
        (name != "client").then_some((name, kept))
    });
    fields.collect()
}

fn signature(parameters: &[(String, Type)], send: &ReturnType) -> Option<Signature> {
    let ReturnType::Type(_, result) = send else { return None };
    let [value, error] = <[Type; 2]>::try_from(arguments(result)).ok()?;
    let answer = arguments(&value).into_iter().next()?;
    let refusal = arguments(&error).into_iter().next()?;
    let mut names = BTreeSet::new();
    for kind in parameters.iter().map(|(_, kind)| kind).chain([&answer, &refusal]) {
        collect(kind.to_token_stream(), &mut names);
    }
    let parameters = parameters.iter().map(|(name, kind)| format!("{name}: {}", short(kind)));
    Some(Signature {
        parameters: parameters.collect(),
        answer: short(&answer),
        refusal: short(&refusal),
        names,
    })
}

/// The type arguments of a type.
fn arguments(kind: &Type) -> Vec<Type> {
    let Type::Path(path) = kind else { return Vec::new() };
    let Some(segment) = path.path.segments.last() else { return Vec::new() };
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(kind) => Some(kind.clone()),
        _ => None,
    });
    types.collect()
}

/// A type without the paths of its names.
pub(crate) fn short(kind: &Type) -> String {
    let Type::Path(_) = kind else { return kind.to_token_stream().to_string().replace(' ', "") };
    let arguments: Vec<String> = arguments(kind).iter().map(short).collect();
    let name = last_segment(kind);
    if arguments.is_empty() { name } else { format!("{name}<{}>", arguments.join(", ")) }
}

fn types(items: &[Item]) -> BTreeMap<String, TypeOutline> {
    let outline = |item: &Item| {
        let (ident, lines) = match item {
            Item::Struct(item) => (&item.ident, struct_lines(item)),
            Item::Enum(item) => (&item.ident, enum_lines(item)),
            _ => return None,
        };
        Some((ident.to_string(), TypeOutline { lines, names: mentioned(item) }))
    };
    items.iter().filter_map(outline).collect()
}

fn struct_lines(item: &syn::ItemStruct) -> Vec<String> {
    let name = &item.ident;
    match &item.fields {
        Fields::Named(fields) => {
            let fields = fields.named.iter().filter_map(|field| {
                let ident = field.ident.as_ref()?;
                let wire = rename(&field.attrs).map(|wire| format!(" = \"{wire}\""));
                Some(format!("{ident}: {}{}", short(&field.ty), wire.unwrap_or_default()))
            });
            block(&format!("struct {name}"), &fields.collect::<Vec<_>>())
        }
        Fields::Unnamed(fields) => {
            let inner: Vec<String> = fields.unnamed.iter().map(|field| short(&field.ty)).collect();
            vec![format!("struct {name}({})", inner.join(", "))]
        }
        Fields::Unit => vec![format!("struct {name}")],
    }
}

fn enum_lines(item: &syn::ItemEnum) -> Vec<String> {
    let variants = item.variants.iter().map(|variant| {
        let ident = variant.ident.to_string();
        let inner: Vec<String> = variant.fields.iter().map(|field| short(&field.ty)).collect();
        match (inner.is_empty(), rename(&variant.attrs)) {
            (false, _) => format!("{ident}({})", inner.join(", ")),
            (true, Some(wire)) if wire.to_pascal_case() != ident => format!("{ident} = \"{wire}\""),
            (true, _) => ident,
        }
    });
    block(&format!("enum {}", item.ident), &variants.collect::<Vec<_>>())
}

/// One line if it fits, one line per entry if not.
fn block(head: &str, entries: &[String]) -> Vec<String> {
    let line = match entries {
        [] => format!("{head} {{}}"),
        entries => format!("{head} {{ {} }}", entries.join(", ")),
    };
    if line.len() <= WIDTH {
        return vec![line];
    }
    let mut lines = vec![format!("{head} {{")];
    lines.extend(rows(entries));
    lines.push("}".into());
    lines
}

/// Entries in as few indented lines as they fit into, each with its comma.
fn rows(entries: &[String]) -> Vec<String> {
    let mut rows = Vec::new();
    let mut row = String::new();
    for entry in entries {
        if !row.is_empty() && row.len() + entry.len() + 3 > WIDTH {
            rows.push(std::mem::take(&mut row));
        }
        row.push_str(if row.is_empty() { "    " } else { " " });
        row.push_str(entry);
        row.push(',');
    }
    rows.push(row);
    rows
}

/// Every name in a type, and in the types that those mention.
fn closure<'a>(
    names: BTreeSet<&'a String>,
    types: &'a BTreeMap<String, TypeOutline>,
) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&String> = names.into_iter().collect();
    while let Some(name) = waiting.pop() {
        if let Some((name, outline)) = types.get_key_value(name)
            && reached.insert(name.as_str())
        {
            waiting.extend(&outline.names);
        }
    }
    reached
}

/// Every name in the fields of a type.
pub(crate) fn mentioned(item: &Item) -> BTreeSet<String> {
    let fields: Vec<&Fields> = match item {
        Item::Struct(item) => vec![&item.fields],
        Item::Enum(item) => item.variants.iter().map(|variant| &variant.fields).collect(),
        _ => Vec::new(),
    };
    let mut names = BTreeSet::new();
    for field in fields.into_iter().flatten() {
        collect(field.ty.to_token_stream(), &mut names);
    }
    names
}

/// Adds every name among tokens.
pub(crate) fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                names.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), names),
            _ => {}
        }
    }
}
