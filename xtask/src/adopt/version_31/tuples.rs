//! A list whose items differ by position is a list of any of them.

use serde_json::{Map, Value, json};

pub(super) fn run(schema: &mut Map<String, Value>) {
    let positions = match (schema.remove("prefixItems"), schema.get("items")) {
        (Some(Value::Array(positions)), _) => positions,
        (_, Some(Value::Array(_))) => match schema.remove("items") {
            Some(Value::Array(positions)) => positions,
            _ => return,
        },
        _ => return,
    };
    let others = ["items", "additionalItems"].iter().find_map(|key| schema.remove(*key));
    let mut members: Vec<Value> = Vec::new();
    for member in positions.into_iter().chain(others.filter(Value::is_object)) {
        let member = if member.is_object() { member } else { json!({}) };
        if !members.contains(&member) {
            members.push(member);
        }
    }
    let items = match members.as_slice() {
        [one] => one.clone(),
        [_, _, ..] if !members.contains(&json!({})) => json!({ "oneOf": members }),
        _ => json!({}),
    };
    schema.insert("items".into(), items);
    schema.entry("type").or_insert_with(|| "array".into());
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;

    #[test]
    fn positions_become_members() {
        let (text, number) = (json!({ "type": "string" }), json!({ "type": "number" }));
        check(
            json!({ "properties": {
                "a": { "type": "array", "prefixItems": [text, number, text], "items": false },
                "b": { "items": [number, number], "additionalItems": false },
                "c": { "type": "array", "prefixItems": [text, true] },
            } }),
            &json!({ "properties": {
                "a": { "type": "array", "items": { "oneOf": [text, number] } },
                "b": { "type": "array", "items": number },
                "c": { "type": "array", "items": {} },
            } }),
        );
    }
}
