//! Sorts what has no order.
//!
//! The generator follows the order of the paths, so that a page that lists its
//! operations differently would move every line of the crate. Values whose
//! order means something (enum values, union members, tags of a document) keep
//! it.

use serde_json::Value;

use crate::document::operations_mut;

pub(super) fn run(document: &mut Value) {
    for (_, _, operation) in operations_mut(document) {
        if let Some(Value::Array(parameters)) = operation.get_mut("parameters") {
            parameters.sort_by_key(|parameter| (text(parameter, "in"), text(parameter, "name")));
        }
    }
    sort(document);
}

fn sort(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.sort_keys();
            if let Some(Value::Array(required)) = object.get_mut("required") {
                required.sort_by(|left, right| left.as_str().cmp(&right.as_str()));
            }
            object.values_mut().for_each(sort);
        }
        Value::Array(array) => array.iter_mut().for_each(sort),
        _ => {}
    }
}

fn text(parameter: &Value, key: &str) -> String {
    parameter.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_and_required_names_are_sorted_and_values_are_not() {
        let mut document = json!({
            "paths": { "/a": { "get": { "parameters": [
                { "name": "b", "in": "query" }, { "name": "a", "in": "query" }, { "name": "z", "in": "path" },
            ] } } },
            "components": { "schemas": { "Kind": { "enum": ["b", "a"], "required": ["y", "x"] } } },
        });
        run(&mut document);
        assert_eq!(
            document.to_string(),
            r##"{"components":{"schemas":{"Kind":{"enum":["b","a"],"required":["x","y"]}}},"paths":{"/a":{"get":{"parameters":[{"in":"path","name":"z"},{"in":"query","name":"a"},{"in":"query","name":"b"}]}}}}"##
        );
    }
}
