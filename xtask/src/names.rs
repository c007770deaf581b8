//! The names lock: which Rust name each operation, schema and enum value has.
//!
//! A name is chosen by what surrounds it, and a renamed method breaks callers.
//! `names.lock` records every name that was given out; a generation that would
//! rename one, or drop one, stops. New names are added by `generate`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use syn::{Attribute, Item, ItemEnum, Variant};

use crate::decorate::Parts;
use crate::document::components;
use crate::operations::Operation;
use crate::outline;
use crate::problem::{Place, Problem};
use crate::vendor::Vendor;

/// All names of one generated crate.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Method and path, to the method of the client.
    #[serde(default)]
    operations: BTreeMap<String, String>,
    /// Schema component, to type.
    #[serde(default)]
    types: BTreeMap<String, String>,
    /// Enum, to wire value, to variant.
    #[serde(default)]
    variants: BTreeMap<String, BTreeMap<String, String>>,
}

const HEADER: &str = "\
# Written by `cargo xtask generate`: the Rust name of each operation, schema and
# enum value. Generation stops rather than change or drop a name. To remove
# something on purpose, remove its line in the same commit. The variants of
# enums take the names written here, so a better one can be chosen.

";

impl Names {
    /// The name that is locked for an enum's value.
    pub fn variant(&self, schema: &str, value: &str) -> Option<&str> {
        self.variants.get(schema)?.get(value).map(String::as_str)
    }
}

/// The lock's path below the workspace root.
pub fn path(vendor: &Vendor) -> String {
    format!("{}/names.lock", vendor.folder())
}

/// The names that this generation gives.
pub fn of(parts: &Parts, document: &Value, table: &[Operation]) -> Names {
    let operations = table.iter().map(|operation| {
        let route = format!("{} {}", operation.method.to_ascii_uppercase(), operation.path);
        (route, operation.id.clone())
    });
    let schemas: BTreeMap<String, String> = components(document, "schemas")
        .map(|(name, _)| (heck::ToPascalCase::to_pascal_case(name.as_str()), name.clone()))
        .collect();
    let mut names = Names { operations: operations.collect(), ..Names::default() };
    for item in &parts.types {
        let (ident, variants) = match item {
            Item::Struct(item) => (&item.ident, BTreeMap::new()),
            Item::Enum(item) => (&item.ident, variants(item)),
            _ => continue,
        };
        let ident = ident.to_string();
        let schema = schemas.get(&ident).unwrap_or(&ident);
        if !variants.is_empty() {
            names.variants.insert(schema.clone(), variants);
        }
        names.types.insert(schema.clone(), ident);
    }
    names
}

/// Reads a lock.
///
/// # Errors
///
/// The line that does not parse.
pub fn parse(place: &Place, text: &str) -> Result<Names, Vec<Problem>> {
    let names: Names = toml::from_str(text).map_err(|error| {
        vec![Problem::fault(
            "names-lock",
            place.clone(),
            error.to_string().trim_end().to_owned(),
            "restore the file from version control, or delete it to have all names given anew",
        )]
    })?;
    let problems = unusable_variants(place, &names);
    if problems.is_empty() { Ok(names) } else { Err(problems) }
}

/// Variants with a name that is no Rust name, or that another value has.
fn unusable_variants(place: &Place, names: &Names) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (schema, values) in &names.variants {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (value, name) in values {
            let reason = match seen.insert(name, value) {
                Some(other) => format!("`{value}` and `{other}` have the same name, `{name}`"),
                None if syn::parse_str::<syn::Ident>(name).is_err() => {
                    format!("`{name}` cannot be the name of a variant")
                }
                None => continue,
            };
            problems.push(Problem::fault(
                "names-lock",
                place.at(["variants", schema.as_str(), value.as_str()]),
                reason,
                "write a name of its own, in the form `TenMinutes`",
            ));
        }
    }
    problems
}

/// The text of a lock.
pub fn to_text(names: &Names) -> String {
    match toml::to_string(names) {
        Ok(text) => format!("{HEADER}{text}"),
        Err(error) => unreachable!("maps of text are TOML: {error}"),
    }
}

/// Every name that this generation would change or drop.
pub fn check(place: &Place, locked: &Names, given: &Names) -> Vec<Problem> {
    // A name that was chosen may be the one that a new value gets by itself.
    let mut problems = unusable_variants(place, given);
    problems.extend(compare(
        &place.at(["operations"]),
        "operation",
        &locked.operations,
        &given.operations,
    ));
    problems.extend(compare(&place.at(["types"]), "schema", &locked.types, &given.types));
    let none = BTreeMap::new();
    for (schema, values) in &locked.variants {
        let given = given.variants.get(schema).unwrap_or(&none);
        problems.extend(compare(&place.at(["variants", schema.as_str()]), "value", values, given));
    }
    problems
}

fn compare(
    table: &Place,
    kind: &str,
    locked: &BTreeMap<String, String>,
    given: &BTreeMap<String, String>,
) -> Vec<Problem> {
    let judge = |(key, name): (&String, &String)| {
        let place = table.at([key.as_str()]);
        match given.get(key) {
            Some(now) if now == name => None,
            Some(now) => Some(Problem::stale(
                "names-lock",
                place,
                format!("the {kind} `{key}` is locked as `{name}` and would become `{now}`"),
                format!(
                    "keep the name `{name}` in the document, or write `{now}` in the lock if callers may break"
                ),
            )),
            None => Some(Problem::stale(
                "names-lock",
                place,
                format!("the {kind} `{key}`, locked as `{name}`, is gone"),
                "restore it in the document, or remove this line from the lock if callers may break",
            )),
        }
    };
    locked.iter().filter_map(judge).collect()
}

fn variants(item: &ItemEnum) -> BTreeMap<String, String> {
    let named = |variant: &Variant| (variant_key(variant), variant.ident.to_string());
    item.variants.iter().map(named).collect()
}

/// What a variant is locked by: its value on the wire or, in a union, the type
/// inside.
pub(crate) fn variant_key(variant: &Variant) -> String {
    let inner = || variant.fields.iter().next().map(|field| outline::short(&field.ty));
    rename(&variant.attrs).or_else(inner).unwrap_or_else(|| variant.ident.to_string())
}

/// The text in `#[serde(rename = "…")]`.
pub(crate) fn rename(attributes: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Other keys of the attribute end the parse; what was found stays.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Lit>()?;
            }
            Ok(())
        });
    }
    name
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn names(operations: &[(&str, &str)], values: &[(&str, &str)]) -> Names {
        let map = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect()
        };
        Names {
            operations: map(operations),
            variants: [("Kind".to_owned(), map(values))].into(),
            ..Names::default()
        }
    }

    fn render(locked: &Names, given: &Names) -> String {
        let problems = check(&Place::file("specs/acme/names.lock"), locked, given);
        problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_new_name_is_no_problem() {
        let locked = names(&[("GET /a", "get_a")], &[]);
        let given = names(&[("GET /a", "get_a"), ("GET /b", "get_b")], &[("desk", "Desk")]);
        assert_eq!(render(&locked, &given), "");
    }

    #[test]
    fn a_changed_and_a_dropped_name_are() {
        let locked = names(&[("GET /a", "get_a")], &[("desk", "Desk"), ("room", "Room")]);
        let given = names(&[("GET /a", "read_a")], &[("desk", "Desk")]);
        assert_snapshot!(render(&locked, &given), @"
        stale[names-lock]: specs/acme/names.lock#/operations/GET ~1a
          the operation `GET /a` is locked as `get_a` and would become `read_a`
          fix: keep the name `get_a` in the document, or write `read_a` in the lock if callers may break
        stale[names-lock]: specs/acme/names.lock#/variants/Kind/room
          the value `room`, locked as `Room`, is gone
          fix: restore it in the document, or remove this line from the lock if callers may break
        ");
    }

    #[test]
    fn a_lock_survives_its_own_text() {
        let locked = names(&[("GET /a/{id}", "get_a")], &[("10minute", "X10minute")]);
        let text = to_text(&locked);
        assert_eq!(parse(&Place::file("specs/acme/names.lock"), &text), Ok(locked));
    }

    #[test]
    fn a_broken_lock_names_its_line() {
        let problems = parse(&Place::file("specs/acme/names.lock"), "[operations]\n\"GET /a\" =\n");
        assert_snapshot!(problems.expect_err("broken")[0], @r#"
        error[names-lock]: specs/acme/names.lock
          TOML parse error at line 2, column 11
            |
          2 | "GET /a" =
            |           ^
          string values must be quoted, expected literal string
          fix: restore the file from version control, or delete it to have all names given anew
        "#);
    }

    #[test]
    fn a_variant_has_a_rust_name_of_its_own() {
        let text = "[variants.Kind]\na = \"One\"\nb = \"One\"\nc = \"3rd\"\n";
        let problems = parse(&Place::file("specs/acme/names.lock"), text).expect_err("unusable");
        let said: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert_snapshot!(said.join("\n"), @"
        error[names-lock]: specs/acme/names.lock#/variants/Kind/b
          `b` and `a` have the same name, `One`
          fix: write a name of its own, in the form `TenMinutes`
        error[names-lock]: specs/acme/names.lock#/variants/Kind/c
          `3rd` cannot be the name of a variant
          fix: write a name of its own, in the form `TenMinutes`
        ");
    }
}
