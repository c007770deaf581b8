//! Writes a document as YAML, as people would: keys in the usual order, texts
//! without quotes where none are needed.

use std::fmt::Write;

use serde_json::Value;

/// What a document begins with, in this order.
const FIRST: [&str; 7] =
    ["openapi", "info", "externalDocs", "servers", "security", "tags", "paths"];

/// A document, with a line break at its end.
pub(crate) fn text(document: &Value) -> String {
    let mut text = String::new();
    let entries = document.as_object().into_iter().flatten();
    let mut entries: Vec<(&String, &Value)> = entries.collect();
    entries
        .sort_by_key(|(key, _)| FIRST.iter().position(|first| first == key).unwrap_or(FIRST.len()));
    for (key, value) in entries {
        let _ = write!(text, "{}:", scalar(key));
        block(value, 1, &mut text);
        text.push('\n');
    }
    text
}

/// What comes after a key's colon, or after a dash.
fn block(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    // Writing to a `String` cannot fail.
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (key, value) in object {
                let _ = write!(text, "\n{indent}{}:", scalar(key));
                block(value, depth + 1, text);
            }
        }
        Value::Array(array) if !array.is_empty() => {
            for value in array {
                let mut item = String::new();
                block(value, depth + 1, &mut item);
                // A map begins on the line of its dash.
                let item = item.trim_start();
                let _ = write!(text, "\n{indent}- {item}");
            }
        }
        Value::String(string) => {
            let _ = write!(text, " {}", scalar(string));
        }
        other => {
            let _ = write!(text, " {other}");
        }
    }
}

/// Words that are no texts, to one reader of YAML or another.
const WORDS: [&str; 9] = ["false", "n", "no", "null", "off", "on", "true", "y", "yes"];

fn scalar(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || " _/.,()-".contains(c);
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(fits)
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    // A text in JSON is one in YAML, but for what YAML does not print.
    if is_plain {
        text.to_owned()
    } else {
        Value::from(text).to_string().replace('\u{7f}', "\\u007f")
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::document::parse;
    use crate::problem::Place;

    #[test]
    fn a_document_reads_well_and_comes_back() {
        let document = json!({
            "openapi": "3.0.3",
            "paths": { "/desks/{id}": { "get": {
                "deprecated": true,
                "description": "Gets: a desk.\nNo more.",
                "parameters": [
                    { "in": "path", "name": "id", "schema": {} },
                    { "in": "query", "name": "page", "schema": { "enum": [1, 2.5, "1", null, "no"] } },
                ],
                "tags": [["nested", []], "Desks, rooms"],
            } } },
            "x-odd": { "": "", "- a": " b ", "~": "#c", "\u{7f}": "\u{1f600}\t\u{85}" },
        });
        let text = text(&document);
        assert_eq!(parse(&Place::file("a.yaml"), &text).expect("YAML"), document);
        assert_snapshot!(text.split("x-odd").next().unwrap_or_default(), @r#"
        openapi: "3.0.3"
        paths:
          "/desks/{id}":
            get:
              deprecated: true
              description: "Gets: a desk.\nNo more."
              parameters:
                - in: path
                  name: id
                  schema: {}
                - in: query
                  name: page
                  schema:
                    enum:
                      - 1
                      - 2.5
                      - "1"
                      - null
                      - "no"
              tags:
                - - nested
                  - []
                - Desks, rooms
        "#);
    }
}
