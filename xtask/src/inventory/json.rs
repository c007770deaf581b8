//! The layout of `inventory.json`: a line per fact, so that a change is a line.

use serde_json::Value;

/// JSON in which an object or list of scalars alone takes one line.
pub(super) fn lines(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    text.push('\n');
    text
}

/// What says which fact a line is about comes first; the rest is sorted.
const FIRST: [&str; 7] = ["line", "status", "in", "name", "path", "method", "title"];

fn write(text: &mut String, value: &Value, depth: usize) {
    let is_block = takes_lines(value);
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(Option<&String>, &Value)> =
                map.iter().map(|(key, value)| (Some(key), value)).collect();
            entries.sort_by_key(|(key, _)| {
                FIRST
                    .iter()
                    .position(|first| key.is_some_and(|key| key == first))
                    .unwrap_or(FIRST.len())
            });
            list(text, ['{', '}'], &entries, is_block.then_some(depth));
        }
        Value::Array(items) => {
            let entries: Vec<_> = items.iter().map(|value| (None, value)).collect();
            list(text, ['[', ']'], &entries, is_block.then_some(depth));
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// Writes entries, on lines of their own if a depth is given.
fn list(
    text: &mut String,
    [open, close]: [char; 2],
    entries: &[(Option<&String>, &Value)],
    depth: Option<usize>,
) {
    let new_line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.push_str(&"  ".repeat(depth));
    };
    text.push(open);
    for (index, (key, value)) in entries.iter().enumerate() {
        match (depth, index) {
            (Some(depth), _) => {
                text.push_str(if index == 0 { "" } else { "," });
                new_line(text, depth + 1);
            }
            (None, 0) => {}
            (None, _) => text.push_str(", "),
        }
        if let Some(key) = key {
            text.push_str(&Value::from(key.as_str()).to_string());
            text.push_str(": ");
        }
        write(text, value, depth.unwrap_or_default() + 1);
    }
    if let Some(depth) = depth {
        new_line(text, depth);
    }
    text.push(close);
}

/// Whether a value wants lines of its own: a list of objects does, and an object
/// that holds one, or an object two levels deep.
fn takes_lines(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.values().any(|inner| takes_lines(inner) || is_nested(inner)),
        Value::Array(items) => items.iter().any(|item| item.is_object() || takes_lines(item)),
        _ => false,
    }
}

/// Whether an object holds an object.
fn is_nested(value: &Value) -> bool {
    value.as_object().is_some_and(|map| map.values().any(Value::is_object))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fact_takes_a_line() {
        let value = json!({
            "source": {"kind": "openapi"},
            "operations": [{"path": "/desks", "parameters": [
                {"in": "query", "name": "floor", "types": ["string"], "limits": {"maxLength": 3}},
                {"in": "query", "name": "page"},
            ], "responses": []}],
        });
        assert_snapshot!(lines(&value), @r#"
        {
          "operations": [
            {
              "path": "/desks",
              "parameters": [
                {"in": "query", "name": "floor", "limits": {"maxLength": 3}, "types": ["string"]},
                {"in": "query", "name": "page"}
              ],
              "responses": []
            }
          ],
          "source": {"kind": "openapi"}
        }
        "#);
    }
}
