//! Keeps one of several values whose variants would have one name.
//!
//! The generator panics on `asc` and `ASC`. The enum is marked open, so that
//! the others are still read and can be sent, as texts.

use std::collections::HashSet;

use heck::ToPascalCase;
use serde_json::{Map, Value};

use crate::adopt::Report;
use crate::adopt::schemas::{describe, each_schema};

pub(in crate::adopt) fn run(document: &mut Value, report: &mut Report) {
    each_schema(document, &mut |pointer, schema| {
        let Some(values) = schema.get("enum").and_then(Value::as_array) else { return };
        let mut seen: [HashSet<String>; 2] = Default::default();
        let (kept, dropped): (Vec<Value>, Vec<Value>) = values.iter().cloned().partition(|value| {
            let names = variants(value.as_str().unwrap_or_default());
            let is_new = seen.iter().zip(&names).all(|(seen, name)| !seen.contains(name));
            if is_new {
                for (seen, name) in seen.iter_mut().zip(names) {
                    seen.insert(name);
                }
            }
            is_new
        });
        if dropped.is_empty() {
            return;
        }
        open(schema, kept, &dropped);
        report.rewrote("variants", pointer);
    });
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

fn open(schema: &mut Map<String, Value>, kept: Vec<Value>, dropped: &[Value]) {
    schema.insert("enum".into(), kept.into());
    schema.insert("x-open".into(), true.into());
    schema.remove("x-tag");
    let dropped: Vec<String> =
        dropped.iter().filter_map(Value::as_str).map(|text| format!("`{text}`")).collect();
    describe(schema, &format!("Other values: {}.", dropped.join(", ")));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::adopt::schemas::testing::schemas;

    #[test]
    fn values_that_meet_are_still_read_and_sent() {
        let before = json!({
            "Order": { "type": "string", "enum": ["asc", "ASC", "-asc", "desc", "1", "X1"] },
            "Sign": { "type": "string", "enum": ["+1", "-1"] },
        });
        assert_snapshot!(schemas(run, &before), @r#"
        Order: {"description":"Other values: `ASC`, `-asc`, `X1`.","enum":["asc","desc","1"],"type":"string","x-open":true}
        Sign: {"enum":["+1","-1"],"type":"string"}
        "#);
    }
}
