//! Calls parameters as people would, where the wire has other names.
//!
//! The generator makes a method of a parameter's name, so that `created` and
//! `created<` would meet. A parameter marked `x-name` goes by that name from
//! here on; `x-wire-name` keeps what the wire has, and `decorate` writes it down.

use serde_json::Value;

use crate::document::operations_mut;

/// The name of a parameter on the wire, where it has another.
pub(crate) const WIRE_NAME: &str = "x-wire-name";

pub(super) fn run(document: &mut Value) -> usize {
    let mut count = 0;
    for (_, _, operation) in operations_mut(document) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        let parameters = parameters.into_iter().flatten().filter_map(Value::as_object_mut);
        for parameter in parameters {
            let Some(name) = parameter.remove("x-name") else { continue };
            if let Some(wire) = parameter.insert("name".into(), name) {
                parameter.insert(WIRE_NAME.into(), wire);
            }
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn a_parameter_goes_by_its_own_name() {
        let document = |renamed: Value| {
            json!({ "paths": { "/a": { "get": { "parameters": [
                renamed,
                { "name": "created", "in": "query" },
            ] } } } })
        };
        check(
            run,
            document(json!({ "name": "created<", "in": "query", "x-name": "created_before" })),
            &document(
                json!({ "name": "created_before", "in": "query", "x-wire-name": "created<" }),
            ),
            1,
        );
    }
}
