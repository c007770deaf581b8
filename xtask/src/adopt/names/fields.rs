//! Tells properties apart whose fields would have one name.
//!
//! `@id` and `id`, `fooBar` and `foo_bar` meet in Rust; so do a property `extra`
//! and the field of all further ones. One of them goes by `x-name`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::words;
use crate::adopt::Report;
use crate::adopt::schemas::each_schema;

/// What the generator calls the field of all further properties.
const FURTHER: &str = "extra";

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    each_schema(document, &mut |pointer, schema| {
        let has_further = schema.get("additionalProperties").is_some_and(Value::is_object);
        let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
        let names = names(properties, has_further);
        for (property, name) in names {
            if let Some(Value::Object(schema)) = properties.get_mut(&property) {
                schema.insert("x-name".into(), name.into());
                report.rewrote("fields", pointer);
            }
        }
    });
}

/// No more names than this are tried for one property.
const MOST: u32 = 10_000;

/// Those that need another name, and the name.
fn names(properties: &Map<String, Value>, has_further: bool) -> Vec<(String, String)> {
    let mut taken: HashSet<String> = HashSet::new();
    if has_further {
        taken.insert(FURTHER.to_owned());
    }
    let mut renamed = Vec::new();
    // Those that are written as their field is keep its name.
    let (plain, others): (Vec<&String>, Vec<&String>) =
        properties.keys().partition(|name| words::snake(name) == **name);
    for name in plain.into_iter().chain(others) {
        let field = words::snake(name);
        let is_free = !field.is_empty() && !taken.contains(&field);
        if is_free {
            taken.insert(field);
            continue;
        }
        let mut chosen = candidates(name, &field)
            .filter(|name| is_field(name) && !properties.contains_key(name));
        if let Some(chosen) = chosen.find(|name| taken.insert(name.clone())) {
            renamed.push((name.clone(), chosen));
        }
    }
    renamed
}

/// What a property may be called, the best first.
pub(super) fn candidates(name: &str, field: &str) -> impl Iterator<Item = String> + use<> {
    // A name begins with a letter.
    let field = match field.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => field.to_owned(),
        Some(_) if name.starts_with('-') => format!("minus_{field}"),
        Some(_) => format!("number_{field}"),
        None => "property".to_owned(),
    };
    let is_negative = field.starts_with("minus_");
    let negative = is_negative.then(|| field.clone());
    let is_symbols = !name.contains(|c: char| c.is_ascii_alphanumeric());
    let spell = |c: char| symbol(c).or_else(|| separator(c).filter(|_| is_symbols));
    let spelt = name.chars().any(|c| spell(c).is_some()).then(|| {
        let words: String = name
            .chars()
            .map(|c| match spell(c) {
                Some(word) => format!(" {word} "),
                None => c.to_string(),
            })
            .collect();
        words::snake(&words)
    });
    let is_upper = |c: char| c.is_ascii_uppercase();
    let style = if name.is_empty() {
        "empty"
    } else if is_symbols {
        "symbol"
    } else if !name.contains(|c: char| c.is_ascii_lowercase()) {
        "upper_case"
    } else if name.starts_with(is_upper) {
        "pascal_case"
    } else if name.contains(is_upper) {
        "camel_case"
    } else if name.contains('-') {
        "kebab_case"
    } else {
        "field"
    };
    let styled = std::iter::once(format!("{field}_{style}"));
    let numbered = (2..MOST).map(move |number| format!("{field}_{number}"));
    negative.into_iter().chain(spelt).chain(styled).chain(numbered)
}

/// A character that separates words, where there are any.
fn separator(c: char) -> Option<&'static str> {
    Some(match c {
        '-' => "dash",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        '_' => "underscore",
        ' ' => "space",
        _ => return None,
    })
}

fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '@' => "at",
        '$' => "dollar",
        '#' => "hash",
        '+' => "plus",
        '<' => "before",
        '>' => "after",
        '!' => "not",
        '*' => "star",
        '%' => "percent",
        '&' => "and",
        '=' => "equals",
        '~' => "tilde",
        _ => return None,
    })
}

fn is_field(name: &str) -> bool {
    name == words::snake(name) && syn::parse_str::<syn::Ident>(name).is_ok()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::adopt::schemas::testing::schemas;

    #[test]
    fn no_two_fields_meet() {
        let properties =
            ["@id", "id", "fooBar", "foo_bar", "FOO_BAR", "", "-", "+1", "-1", "1", "extra"];
        let properties: Map<String, Value> =
            properties.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
        let before = json!({ "A": { "type": "object", "properties": properties, "additionalProperties": {} } });
        assert_snapshot!(schemas(run, &before), @r#"A: {"additionalProperties":{},"properties":{"":{"x-name":"property_empty"},"+1":{"x-name":"plus_1"},"-":{"x-name":"dash"},"-1":{"x-name":"minus_1"},"1":{},"@id":{"x-name":"at_id"},"FOO_BAR":{"x-name":"foo_bar_upper_case"},"extra":{"x-name":"extra_field"},"fooBar":{"x-name":"foo_bar_camel_case"},"foo_bar":{},"id":{}},"type":"object"}"#);
    }
}
