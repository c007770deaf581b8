//! Excerpts of bodies that are short and show no secret.

use std::{borrow::Cow, cmp::Reverse, ops::Range};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::form_urlencoded;

use crate::SecretText;

/// The most that an excerpt shows, in bytes.
const EXCERPT: usize = 256;

pub(crate) const MASK: &str = "[redacted]";

/// Parts of the names of fields whose values are secret, in lower case and
/// without `_` and `-`.
const SECRET_NAMES: [&str; 8] = [
    "token",
    "secret",
    "password",
    "authorization",
    "apikey",
    "credential",
    "cookie",
    // The address of a socket is a credential by itself.
    "wsurl",
];

/// The beginning of a text, without secrets.
pub(crate) fn excerpt(text: &str) -> String {
    around(text, 0)
}

/// The surroundings of a place in a text, without secrets.
pub(crate) fn around(text: &str, place: usize) -> String {
    let window = window(text, place);
    let mut shown = String::with_capacity(window.len());
    if window.start > 0 {
        shown.push('…');
    }
    let mut at = window.start;
    // Secrets are looked for from the beginning: inside the window the name
    // that makes a value secret may already be cut off.
    let mut search = 0;
    while let Some(secret) = next_secret(text, search) {
        search = secret.end;
        if secret.start >= window.end {
            break;
        }
        if secret.end > at {
            shown.push_str(&text[at..secret.start.max(at)]);
            shown.push_str(MASK);
            at = secret.end;
        }
    }
    if at < window.end {
        shown.push_str(&text[at..window.end]);
    }
    if window.end < text.len() {
        shown.push('…');
    }
    shown.replace(char::is_control, " ")
}

/// A whole text without what its names say is secret.
#[cfg(feature = "test-util")]
pub(crate) fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(secret) = next_secret(text, at) {
        shown.push_str(&text[at..secret.start]);
        shown.push_str(MASK);
        at = secret.end;
    }
    shown.push_str(&text[at..]);
    shown
}

/// Blots secrets that are known out of a text, as they are and as JSON and a
/// form write them.
pub(crate) fn scrub<'a>(text: &'a str, secrets: &[SecretText]) -> Cow<'a, str> {
    blot(text, &forms(secrets))
}

/// Blots secrets that are known out of all texts and names of a JSON value.
pub(crate) fn scrub_json(value: &mut Value, secrets: &[SecretText]) {
    blot_json(value, &forms(secrets));
}

/// At most the first so many bytes of a text, cut between characters.
pub(crate) fn bounded(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Whether a field of this name holds a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let plain: String =
        name.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    SECRET_NAMES.iter().any(|part| plain.contains(part))
}

/// How secrets may be written by somebody who repeats them, the longest first:
/// one that is a part of another would leave the rest of it.
fn forms(secrets: &[SecretText]) -> Vec<String> {
    let mut forms: Vec<String> =
        secrets.iter().flat_map(|secret| forms_of(secret.expose_secret())).collect();
    forms.retain(|form| !form.is_empty());
    forms.sort_by_key(|form| Reverse(form.len()));
    forms.dedup();
    forms
}

fn forms_of(secret: &str) -> [String; 5] {
    let json = Value::from(secret).to_string();
    // Without its quotes.
    let json = json.get(1..json.len() - 1).unwrap_or_default().to_owned();
    // Not all writers of JSON leave a slash as it is.
    let slashed = json.replace('/', "\\/");
    let form = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    [secret.to_owned(), json, slashed, form, percent]
}

fn blot<'a>(text: &'a str, forms: &[String]) -> Cow<'a, str> {
    forms.iter().fold(Cow::Borrowed(text), |text, form| {
        if !text.contains(form) {
            return text;
        }
        Cow::Owned(text.replace(form, &"*".repeat(form.len())))
    })
}

fn blot_json(value: &mut Value, forms: &[String]) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(clean) = blot(text, forms) {
                *text = clean;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| blot_json(value, forms)),
        Value::Object(fields) => {
            for (name, mut value) in std::mem::take(fields) {
                blot_json(&mut value, forms);
                fields.insert(blot(&name, forms).into_owned(), value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn window(text: &str, place: usize) -> Range<usize> {
    let half = EXCERPT / 2;
    let start = if text.len() <= EXCERPT {
        0
    } else {
        place.saturating_sub(half).min(text.len() - EXCERPT)
    };
    text.ceil_char_boundary(start)..text.floor_char_boundary((start + EXCERPT).min(text.len()))
}

/// The next value after `from` that is a secret: that of a field with a secret
/// name, in JSON, in JSON inside a JSON string, in a form or in a header, and
/// whatever follows `Bearer` or `Basic`.
fn next_secret(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let Some(skipped) = bytes[at..].iter().position(|byte| is_word(*byte)) else {
            break;
        };
        let start = at + skipped;
        let end = skip(bytes, start, is_word);
        let word = &text[start..end];
        let value = match value_start(bytes, end) {
            Some(value) if is_secret(word) => Some(value_range(bytes, value)),
            _ if is_scheme(word) && bytes.get(end) == Some(&b' ') => {
                Some(end + 1..skip(bytes, end + 1, |byte| !is_end(byte) && byte != b' '))
            }
            _ => None,
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            return Some(value);
        }
        at = end;
    }
    None
}

/// Where the value of a field starts whose name has just ended, if a `:` or a
/// `=` says that it was a name.
fn value_start(bytes: &[u8], name_end: usize) -> Option<usize> {
    let is_filler = |byte: u8| byte.is_ascii_whitespace() || byte == b'\\';
    let sign = skip(bytes, name_end, |byte| is_filler(byte) || matches!(byte, b'"' | b'\''));
    matches!(bytes.get(sign), Some(b':' | b'=')).then(|| skip(bytes, sign + 1, is_filler))
}

fn value_range(bytes: &[u8], start: usize) -> Range<usize> {
    match bytes.get(start) {
        Some(quote @ (b'"' | b'\'')) => {
            let first = start + 1;
            // In JSON inside a JSON string every quote is escaped: all of the
            // rest of that string is masked.
            let ends = |at: &usize| bytes[*at] == *quote && !is_escaped(bytes, first, *at);
            first..(first..bytes.len()).find(ends).unwrap_or(bytes.len())
        }
        // Finding the end of a nested value is not worth the code.
        Some(b'{' | b'[') => start..bytes.len(),
        _ => start..skip(bytes, start, |byte| !is_end(byte)),
    }
}

fn is_escaped(bytes: &[u8], first: usize, at: usize) -> bool {
    bytes[first..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

fn skip(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| wanted(**byte)).count()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn is_scheme(word: &str) -> bool {
    word.eq_ignore_ascii_case("bearer") || word.eq_ignore_ascii_case("basic")
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b',' | b'&' | b';' | b'}' | b']' | b'<' | b'"' | b'\'' | b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn secret_values_are_masked_wherever_they_stand() {
        let texts = [
            r#"{"access_token":"s3cret","expires_in":60}"#,
            r#"{"Client-Secret" : "s3cr\"et s3cret"}"#,
            r#"{"a":{"apiKey":["s3cret",1]}}"#,
            r#"{"detail":"{\"password\":\"s3cret\"}"}"#,
            r#"{"refreshToken":s3cret}"#,
            "grant_type=client_credentials&client_secret=s3cret&x=1",
            "Authorization: Bearer s3cret\r\nAccept: */*",
            "got bearer s3cret instead",
            r#"{"password":"s3cret"#,
        ];
        for text in texts {
            let shown = excerpt(text);
            assert!(!shown.contains("s3cret") && shown.contains(MASK), "{shown}");
        }
    }

    #[test]
    fn secrets_that_are_known_are_blotted_out() {
        let secrets = ["s3", "", "s3cret"].map(SecretText::from);
        assert_eq!(scrub("a s3cret and s3", &secrets), "a ****** and **");
        assert!(matches!(scrub("none", &secrets), Cow::Borrowed("none")));
    }

    #[test]
    fn a_secret_is_known_however_it_is_written() {
        let secret = "s3/c\"r+e t";
        let secrets = [SecretText::from(secret)];
        for text in [
            "s3/c\"r+e t",
            "s3/c\\\"r+e t",
            "s3\\/c\\\"r+e t",
            "s3%2Fc%22r%2Be+t",
            "s3%2Fc%22r%2Be%20t",
        ] {
            let shown = scrub(text, &secrets);
            assert!(shown.chars().all(|c| c == '*'), "{text}: {shown}");
        }
        let mut value = json!({secret: [{"a": format!("is {secret}")}], "b": 1});
        scrub_json(&mut value, &secrets);
        assert!(!value.to_string().contains("s3"), "{value}");
        assert_eq!(value["b"], 1);
    }

    #[test]
    fn the_rest_is_shown() {
        let text = r#"{"access_token":"s3cret","expires_in":60,"error":"invalid_token"}"#;
        assert_eq!(
            excerpt(text),
            r#"{"access_token":"[redacted]","expires_in":60,"error":"invalid_token"}"#
        );
        assert_eq!(excerpt("no token here"), "no token here");
        assert_eq!(excerpt("two\nlines"), "two lines");
    }

    #[test]
    fn a_name_outside_the_window_still_masks() {
        let text = format!(r#"{{"token":"{}"}}"#, "s3cret".repeat(200));
        let shown = around(&text, 700);
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn the_window_is_around_the_place() {
        let text = format!("{}HERE{}", "a".repeat(1000), "b".repeat(1000));
        let shown = around(&text, 1000);
        assert!(shown.starts_with("…a") && shown.contains("HERE") && shown.ends_with("b…"));
    }

    proptest! {
        #[test]
        fn no_text_and_no_place_breaks_it(text in "\\PC{0,600}", place in 0usize..700) {
            let shown = around(&text, place);
            prop_assert!(shown.len() <= EXCERPT * (MASK.len() + 2) + 6);
        }

        #[test]
        fn a_masked_value_never_shows(
            before in "[a-z \"{,]{0,300}",
            gap in "[ ]{0,3}",
            place in 0usize..600,
        ) {
            let text = format!("{before}\"client_secret\"{gap}:{gap}\"S3CRET\"");
            prop_assert!(!around(&text, place).contains("S3CRET"));
        }
    }
}
