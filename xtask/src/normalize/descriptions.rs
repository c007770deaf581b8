//! Makes descriptions sound as Rust documentation.
//!
//! rustdoc warns about a bare address; between angle brackets it is a link. And the
//! compiler refuses a carriage return, which ends lines in some vendors' texts.

use serde_json::Value;

const SCHEMES: [&str; 2] = ["https://", "http://"];

pub(super) fn run(document: &mut Value) -> usize {
    match document {
        Value::Object(object) => {
            let mut count = 0;
            for (key, value) in object {
                count += match (key.as_str(), &mut *value) {
                    ("description" | "summary", Value::String(text)) => tidy(text),
                    _ => run(value),
                };
            }
            count
        }
        Value::Array(array) => array.iter_mut().map(run).sum(),
        _ => 0,
    }
}

fn tidy(text: &mut String) -> usize {
    let lines = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    let tidied = link_addresses(&lines);
    let changed = tidied != *text;
    *text = tidied;
    usize::from(changed)
}

fn link_addresses(text: &str) -> String {
    // What is between backticks is code, and every other part of a split.
    let parts = text.split('`').enumerate();
    let linked = parts.map(|(index, part)| match index % 2 {
        0 => link_in_prose(part),
        _ => part.to_owned(),
    });
    linked.collect::<Vec<_>>().join("`")
}

fn link_in_prose(text: &str) -> String {
    let mut linked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = SCHEMES.iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| c.is_whitespace() || "<>)]`\"".contains(c));
        let address = from[..end.unwrap_or(from.len())].trim_end_matches(['.', ',', ';', ':']);
        linked.push_str(before);
        if before.ends_with(['<', '(', '"']) {
            linked.push_str(address);
        } else {
            linked.extend(["<", address, ">"]);
        }
        rest = &from[address.len()..];
    }
    linked.push_str(rest);
    linked
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn a_carriage_return_ends_a_line() {
        check(
            run,
            json!({ "summary": "One.\r\nTwo.\rThree." }),
            &json!({ "summary": "One.\nTwo.\nThree." }),
            1,
        );
    }

    #[test]
    fn a_bare_address_becomes_a_link() {
        check(
            run,
            json!({ "description": " See https://acme.example/a, `curl https://acme.example`, then <https://acme.example/b>\nand [c](https://acme.example/c).\n" }),
            &json!({ "description": "See <https://acme.example/a>, `curl https://acme.example`, then <https://acme.example/b>\nand [c](https://acme.example/c)." }),
            1,
        );
    }

    #[test]
    fn a_property_named_description_is_no_text() {
        let document = json!({ "properties": { "description": { "type": "string" } } });
        check(run, document.clone(), &document, 0);
    }
}
