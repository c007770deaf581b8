//! Calls the values of an enum as people would, where the wire has other names.
//!
//! The generator makes a variant of a value, so that `asc` and `ASC` would meet.
//! A value that `x-names` has a name for goes by that name from here on;
//! `x-wire-values` keeps what the wire has, and `decorate` writes it down.

use serde_json::{Map, Value};

use super::schemas::for_each;

/// Names of values, to values on the wire; beside `enum`.
pub(crate) const WIRE_VALUES: &str = "x-wire-values";

pub(super) fn run(document: &mut Value) -> usize {
    for_each(document, |schema| {
        let Some(Value::Object(names)) = schema.remove("x-names") else { return 0 };
        let Some(Value::Array(values)) = schema.get_mut("enum") else { return 0 };
        let mut wire_values = Map::new();
        for (wire, name) in names {
            let is_free = !values.contains(&name);
            let value = values.iter_mut().find(|value| **value == wire).filter(|_| is_free);
            if let (Some(value), Some(text)) = (value, name.as_str()) {
                wire_values.insert(text.to_owned(), wire.into());
                *value = name;
            }
        }
        let count = wire_values.len();
        if count > 0 {
            schema.insert(WIRE_VALUES.into(), wire_values.into());
        }
        count
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn a_value_goes_by_its_name() {
        let (after, places) = schemas(
            run,
            &json!({
                "Order": { "type": "string", "enum": ["asc", "ASC", "up"], "x-names": {
                    "ASC": "AscUpperCase", "gone": "Gone", "up": "asc",
                } },
            }),
        );
        assert_eq!(
            after["Order"],
            json!({ "type": "string", "enum": ["asc", "AscUpperCase", "up"], "x-wire-values": {
                "AscUpperCase": "ASC",
            } })
        );
        assert_eq!(places, 1);
    }
}
