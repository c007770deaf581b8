//! Tells values apart whose variants would have one name.
//!
//! The generator panics on `asc` and `ASC`. A value whose name is taken, or for
//! which the vendor has a name, goes by one of its own in `x-names`.

use std::collections::HashSet;

use heck::ToPascalCase;
use serde_json::{Map, Value};

use super::enum_names::NAMES;
use super::{fields, words};
use crate::adopt::Report;
use crate::adopt::schemas::each_schema;

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    each_schema(document, &mut |pointer, schema| {
        let given = schema.remove(NAMES).unwrap_or_default();
        let Some(values) = schema.get("enum").and_then(Value::as_array) else { return };
        let names = names(values, &given);
        if !names.is_empty() {
            schema.insert(NAMES.into(), names.into());
            report.rewrote("variants", pointer);
        }
    });
}

/// The names of those values that do not go by their own.
fn names(values: &[Value], given: &Value) -> Map<String, Value> {
    let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    let mut taken = Taken::default();
    let mut names = Map::new();
    let mut unnamed = Vec::new();
    for text in &texts {
        let name = given.get(*text).and_then(Value::as_str);
        match name.map(words::pascal).filter(|name| is_variant(name)) {
            Some(name) if taken.takes(&name) => {
                if name != *text {
                    names.insert((*text).to_owned(), name.into());
                }
            }
            _ => unnamed.push(*text),
        }
    }
    // A value that is a name as it stands keeps it.
    let (plain, others): (Vec<&str>, Vec<&str>) =
        unnamed.into_iter().partition(|text| words::pascal(text).eq_ignore_ascii_case(text));
    for text in plain.into_iter().chain(others) {
        let has_words = text.chars().any(char::is_alphanumeric);
        if has_words && taken.takes(text) {
            continue;
        }
        let mut names_of = candidates(text).filter(|name| is_variant(name));
        if let Some(name) = names_of.find(|name| !texts.contains(&&**name) && taken.takes(name)) {
            names.insert(text.to_owned(), name.into());
        }
    }
    names
}

/// The names that are given out.
#[derive(Default)]
struct Taken([HashSet<String>; 2]);

impl Taken {
    /// Gives out the names of a text, if they are free.
    fn takes(&mut self, text: &str) -> bool {
        let names = variants(text);
        let is_free = self.0.iter().zip(&names).all(|(taken, name)| !taken.contains(name));
        if is_free {
            self.0.iter_mut().zip(names).for_each(|(taken, name)| {
                taken.insert(name);
            });
        }
        is_free
    }
}

/// What a value may be called, the best first.
fn candidates(text: &str) -> impl Iterator<Item = String> {
    let is_lower = !text.contains(|c: char| c.is_ascii_uppercase());
    let spelt = text.replace('<', " less ").replace('>', " greater ").replace('=', " equals ");
    let spelt = match spelt.strip_prefix('-').filter(|rest| rest.starts_with(char::is_alphabetic)) {
        Some(rest) => format!("minus {rest}"),
        None => spelt,
    };
    let spelt = (spelt != text).then(|| words::pascal(&spelt));
    let styled = fields::candidates(text, &words::snake(text)).map(move |name| {
        let name = match name.strip_suffix("_field") {
            Some(stem) if is_lower => format!("{stem}_lower_case"),
            _ => name,
        };
        words::pascal(name.strip_prefix("property_").unwrap_or(&name))
    });
    spelt.into_iter().chain(styled)
}

fn is_variant(name: &str) -> bool {
    name == words::pascal(name) && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// The names that two stages make of a value.
fn variants(text: &str) -> [String; 2] {
    let checked = match text {
        "+1" => "Plus1".to_owned(),
        "-1" => "Minus1".to_owned(),
        text => text.to_pascal_case(),
    };
    let words: String = text
        .chars()
        .filter(|c| *c != '\'')
        .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' })
        .collect();
    let made = match text {
        "+1" | "-1" => checked.clone(),
        _ => words.to_pascal_case(),
    };
    // A name that begins with a digit is given an `X`.
    let made = if made.starts_with(char::is_alphabetic) { made } else { format!("X{made}") };
    [checked, made]
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::adopt::schemas::testing::schemas;

    #[test]
    fn values_that_meet_go_by_names_of_their_own() {
        let before = json!({
            "Level": { "type": "string", "enum": ["1", "2", "Low"], "x-names": { "1": "LOW", "2": "high", "3": "None" } },
            "Order": { "type": "string", "enum": ["asc", "ASC", "-asc", "desc", "1", "X1"] },
            "Sign": { "type": "string", "enum": ["+1", "-1"] },
            "Symbol": { "type": "string", "enum": ["", "+", "-", "<", ">", ">=", "a b", "a_b"] },
        });
        assert_snapshot!(schemas(run, &before), @r#"
        Level: {"enum":["1","2","Low"],"type":"string","x-names":{"1":"Low","2":"High","Low":"LowPascalCase"}}
        Order: {"enum":["asc","ASC","-asc","desc","1","X1"],"type":"string","x-names":{"-asc":"MinusAsc","ASC":"AscUpperCase","X1":"X1UpperCase"}}
        Sign: {"enum":["+1","-1"],"type":"string"}
        Symbol: {"enum":["","+","-","<",">",">=","a b","a_b"],"type":"string","x-names":{"":"Empty","+":"Plus","-":"Dash","<":"Less",">":"Greater",">=":"GreaterEquals","a_b":"AbLowerCase"}}
        "#);
    }
}
