//! Opens objects that are received.
//!
//! `additionalProperties: false` would make the first field that the vendor
//! adds fail every decode.

use serde_json::Value;

use super::schemas::for_each_directed;

pub(super) fn run(document: &mut Value) -> usize {
    for_each_directed(document, |schema, direction| {
        let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        let open = direction.received && closed;
        usize::from(open && schema.remove("additionalProperties").is_some())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::schemas;
    use super::*;

    #[test]
    fn what_is_received_is_opened_and_what_is_sent_stays() {
        let closed = json!({ "type": "object", "additionalProperties": false });
        let (after, places) =
            schemas(run, &json!({ "Both": closed, "Received": closed, "Sent": closed }));
        let open = json!({ "type": "object" });
        assert_eq!(after, json!({ "Both": open, "Received": open, "Sent": closed }));
        assert_eq!(places, 2);
    }
}
