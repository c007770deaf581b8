//! Drops the marks of evidence.
//!
//! `x-evidence` tells people how a fact is known; it stays in the document they
//! read. The generator has no use for it, and `normalized.json` is easier to
//! review without it.

use serde_json::Value;

pub(super) fn run(document: &mut Value) -> usize {
    match document {
        Value::Object(object) => {
            let is_mark = |mark: &Value| mark.get("source").is_some_and(Value::is_string);
            let removed = object.get("x-evidence").is_some_and(is_mark)
                && object.remove("x-evidence").is_some();
            usize::from(removed) + object.values_mut().map(run).sum::<usize>()
        }
        Value::Array(array) => array.iter_mut().map(run).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn a_mark_is_dropped_wherever_it_stands() {
        let mark = json!({ "source": "page" });
        check(
            run,
            json!({ "paths": { "/a": { "get": { "x-evidence": mark, "tags": [{ "x-evidence": mark }] } } } }),
            &json!({ "paths": { "/a": { "get": { "tags": [{}] } } } }),
            2,
        );
    }

    #[test]
    fn a_property_of_that_name_stays() {
        let document = json!({ "properties": { "x-evidence": { "type": "string" } } });
        check(run, document.clone(), &document, 0);
    }
}
