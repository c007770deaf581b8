//! Media types, as vendors write them.

use heck::ToSnakeCase;
use serde_json::{Value, json};

pub(super) const JSON: &str = "application/json";
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
pub(super) const MULTIPART: &str = "multipart/form-data";
pub(super) const BYTES: &str = "application/octet-stream";

/// What a body is, by its media type, in the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

/// The class of a media type.
pub(super) fn class(media_type: &str) -> Class {
    match essence(media_type).as_str() {
        JSON => Class::Json,
        FORM => Class::Form,
        MULTIPART => Class::Multipart,
        "text/plain" => Class::Text,
        other if other.ends_with("+json") => Class::Json,
        _ => Class::Bytes,
    }
}

/// A media type without its parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A media type as it ought to be written, for what a body holds.
pub(super) fn mended(media_type: &str, schema: &Value) -> String {
    let name = essence(media_type);
    let is_binary = schema.get("format").is_some_and(|format| format == "binary");
    match name.as_str() {
        // Any media type, or any kind of JSON, with a schema is JSON.
        "*/*" | "*" | "" if !is_binary && !is_text(schema) => JSON.into(),
        "*" | "" => "*/*".into(),
        "application/*+json" | "text/json" | "application/x-json" | "application/*"
            if !is_binary =>
        {
            JSON.into()
        }
        "form-data" => MULTIPART.into(),
        _ if name.contains('/') && media_type.is_ascii() => media_type.trim().to_owned(),
        _ if name.contains("json") => JSON.into(),
        _ => BYTES.into(),
    }
}

fn is_text(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "string")
}

/// The schema of bytes.
pub(super) fn bytes() -> Value {
    json!({ "type": "string", "format": "binary" })
}

/// Whether a schema is that of bytes.
pub(super) fn is_bytes(schema: &Value) -> bool {
    schema.get("format").is_some_and(|format| format == "binary")
        && schema.get("type").is_some_and(|kind| kind == "string")
}

/// A word for a media type beside another one.
pub(super) fn word(media_type: &str, other: &str) -> String {
    let name = essence(media_type);
    if name == essence(other) {
        let parameters = media_type.split_once(';').map_or("", |(_, rest)| rest);
        return words(parameters);
    }
    match name.as_str() {
        JSON => "json".into(),
        FORM => "form".into(),
        MULTIPART => "multipart".into(),
        BYTES => "bytes".into(),
        "*/*" => "any".into(),
        "text/plain" => "text".into(),
        "text/event-stream" => "events".into(),
        name => {
            let (kind, subtype) = name.split_once('/').unwrap_or(("", name));
            let subtype = if subtype == "*" { kind } else { subtype };
            let subtype = subtype.trim_start_matches("vnd.").trim_start_matches("x-");
            let subtype = subtype.strip_suffix("+json").unwrap_or(subtype);
            words(subtype)
        }
    }
}

fn words(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let words = words.to_snake_case();
    if words.is_empty() { "other".into() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_is_written_as_it_ought_to_be() {
        let object = json!({ "type": "object" });
        assert_eq!(mended("*/*", &object), JSON);
        assert_eq!(mended("*/*", &bytes()), "*/*");
        assert_eq!(mended("applicationjson;version=1", &object), JSON);
        assert_eq!(
            mended("application/json; charset=utf-8", &object),
            "application/json; charset=utf-8"
        );
        assert_eq!(mended("form-data", &object), MULTIPART);
        assert_eq!(mended("examples", &object), BYTES);
        assert_eq!(mended("text/json", &object), JSON);
    }

    #[test]
    fn a_word_tells_media_types_apart() {
        assert_eq!(word("application/merge-patch+json", JSON), "merge_patch");
        assert_eq!(word("application/json;version=2018-01-01", JSON), "version_2018_01_01");
        assert_eq!(word("image/*", JSON), "image");
        assert_eq!(word(FORM, JSON), "form");
        assert_eq!(word("application/vnd.acme.diff", JSON), "acme_diff");
    }
}
