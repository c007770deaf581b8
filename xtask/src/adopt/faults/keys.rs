//! Keys that OpenAPI has at a place, however they are written.

use crate::adopt::grammar::Kind;
use crate::document::METHODS;

/// The keys of a part; nothing for one whose keys are names.
pub(super) fn of_part(kind: Kind) -> Option<&'static [&'static str]> {
    Some(match kind {
        Kind::Components => &[
            "callbacks",
            "examples",
            "headers",
            "links",
            "parameters",
            "requestBodies",
            "responses",
            "schemas",
            "securitySchemes",
        ],
        Kind::Operation => &[
            "callbacks",
            "deprecated",
            "description",
            "externalDocs",
            "operationId",
            "parameters",
            "requestBody",
            "responses",
            "security",
            "servers",
            "summary",
            "tags",
        ],
        Kind::Parameter | Kind::Header => &[
            "allowEmptyValue",
            "allowReserved",
            "content",
            "deprecated",
            "description",
            "example",
            "examples",
            "explode",
            "in",
            "name",
            "required",
            "schema",
            "style",
        ],
        Kind::RequestBody => &["content", "description", "required", "schema"],
        Kind::Response => &["content", "description", "headers", "links"],
        Kind::Content => &["encoding", "example", "examples", "schema"],
        Kind::Encoding => &["allowReserved", "contentType", "explode", "headers", "style"],
        Kind::Example => &["description", "externalValue", "summary", "value"],
        Kind::SecurityScheme => &[
            "bearerFormat",
            "description",
            "flows",
            "in",
            "name",
            "openIdConnectUrl",
            "scheme",
            "type",
        ],
        Kind::Discriminator => &["mapping", "propertyName"],
        _ => return None,
    })
}

/// A key of a path item.
pub(super) fn of_path_item(key: &str) -> Option<String> {
    let others = ["description", "parameters", "servers", "summary"];
    if others.contains(&key) {
        return Some(key.to_owned());
    }
    let lower = key.to_ascii_lowercase();
    METHODS.contains(&lower.as_str()).then_some(lower)
}

/// A status of a response.
pub(super) fn status(key: &str) -> Option<String> {
    let key = key.trim();
    if key.eq_ignore_ascii_case("default") {
        return Some("default".to_owned());
    }
    let upper = key.to_ascii_uppercase().replace('*', "X");
    match upper.as_bytes() {
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X', b'X'] => Some(upper),
        // `200 OK`, `200.0`
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', b' ' | b'.' | b'_' | b'-', ..] => {
            upper.get(..3).map(str::to_owned)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_understood() {
        let cases = [
            ("200", "200"),
            ("4xx", "4XX"),
            ("5**", "5XX"),
            ("201 Created", "201"),
            ("DEFAULT", "default"),
        ];
        for (before, after) in cases {
            assert_eq!(status(before).as_deref(), Some(after));
        }
        for none in ["", "20", "2000", "600", "success"] {
            assert_eq!(status(none), None);
        }
    }
}
