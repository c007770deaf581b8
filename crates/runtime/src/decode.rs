//! Where in a body a decode failed.
//!
//! Found from the place that serde_json reports and the bytes before it, and
//! not by decoding again: a second decoder would be compiled for every type
//! that every vendor has. The price: where serde reports a fault only after
//! the object or list around it, that one may be named instead.

use std::borrow::Cow;

use crate::{SecretText, redact};

/// A place in a JSON body.
#[derive(Debug)]
pub(crate) struct Place {
    /// The JSON pointer to the value, without a credential; empty for the
    /// whole body.
    pub(crate) pointer: String,
    /// How many bytes were read.
    pub(crate) offset: usize,
    /// Whether a name on the way to the value is that of a secret.
    pub(crate) is_secret: bool,
}

/// Names of fields may be as long as a body.
const LONGEST_POINTER: usize = 256;

impl Place {
    /// The same place, in a body of which only a part was looked at: the value
    /// at this pointer.
    pub(crate) fn below(self, pointer: &str, is_secret: bool) -> Self {
        let pointer = bounded(&format!("{pointer}{}", self.pointer));
        Self { pointer, is_secret: is_secret || self.is_secret, ..self }
    }
}

/// Finds the value that an error is about.
pub(crate) fn locate(body: &[u8], error: &serde_json::Error, credentials: &[SecretText]) -> Place {
    let offset = offset(body, error.line(), error.column());
    let (mut open, closed) = scan(&body[..offset]);
    // That no member of a union fits is noticed when the union has been read
    // and reported when what follows it has been read too: a comma, which is
    // left alone, or the end of what is around it.
    if error.to_string().starts_with("data did not match any variant")
        && body.get(offset) != Some(&b',')
    {
        open.extend(closed);
    }
    place(&open, offset, credentials)
}

/// Finds the value that so many bytes lead to.
pub(crate) fn locate_at(body: &[u8], offset: usize, credentials: &[SecretText]) -> Place {
    place(&scan(&body[..offset.min(body.len())]).0, offset, credentials)
}

/// A name as a part of a JSON pointer, without a credential.
pub(crate) fn segment(name: &str, credentials: &[SecretText]) -> String {
    let name = redact::scrub(name, credentials);
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn bounded(pointer: &str) -> String {
    redact::bounded(pointer, LONGEST_POINTER).to_owned()
}

fn place(open: &[Open<'_>], offset: usize, credentials: &[SecretText]) -> Place {
    let pointer: String = open.iter().map(|open| open.segment(credentials)).collect();
    Place {
        is_secret: open.iter().any(
            |open| matches!(open, Open::Object { name: Some(name) } if redact::is_secret(name)),
        ),
        pointer: bounded(&pointer),
        offset,
    }
}

/// An object or an array that is not closed yet, and where in it one is.
enum Open<'a> {
    Object { name: Option<Cow<'a, str>> },
    Array { index: usize },
}

impl Open<'_> {
    fn segment(&self, credentials: &[SecretText]) -> String {
        match self {
            Self::Object { name: None } => String::new(),
            Self::Object { name: Some(name) } => segment(name, credentials),
            Self::Array { index } => format!("/{index}"),
        }
    }
}

/// Follows the beginning of a JSON text and says what is open at its end, and
/// what its last byte closed. A value that has just ended is still where one
/// is.
fn scan(bytes: &[u8]) -> (Vec<Open<'_>>, Option<Open<'_>>) {
    let mut open = Vec::new();
    let mut closed = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        closed = None;
        match byte {
            b'{' => open.push(Open::Object { name: None }),
            b'[' => open.push(Open::Array { index: 0 }),
            b'}' | b']' => closed = open.pop(),
            b',' => match open.last_mut() {
                Some(Open::Object { name }) => *name = None,
                Some(Open::Array { index }) => *index += 1,
                None => {}
            },
            b'"' => {
                let end = string_end(bytes, at);
                if let Some(Open::Object { name: name @ None }) = open.last_mut() {
                    *name = Some(unescape(&bytes[at - 1..end]));
                }
                at = end;
            }
            _ => {}
        }
    }
    (open, closed)
}

/// The end of a string whose first character is at `from`, behind its quote.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'"' => return at + 1,
            b'\\' => 2,
            _ => 1,
        };
    }
    bytes.len()
}

fn unescape(quoted: &[u8]) -> Cow<'_, str> {
    serde_json::from_slice(quoted)
        .map_or_else(|_| String::from_utf8_lossy(quoted), |name: String| Cow::Owned(name))
}

/// serde_json counts lines from one, and in a line the bytes read.
fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let Some(lines_before) = line.checked_sub(1) else {
        return 0;
    };
    let line_start = match lines_before.checked_sub(1) {
        None => 0,
        Some(nth) => {
            let mut newlines = (0..body.len()).filter(|at| body[*at] == b'\n');
            newlines.nth(nth).map_or(body.len(), |newline| newline + 1)
        }
    };
    (line_start + column).min(body.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::Value;

    use super::*;
    use crate::{DateTime, OffsetDateTime, OpenEnum, TolerantInteger};

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Row {
        id: String,
        at: Option<OffsetDateTime>,
        kind: Option<OpenEnum<bool>>,
        size: Option<TolerantInteger>,
        either: Option<Either>,
        by_time: Option<BTreeMap<DateTime, u8>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only decoded")]
    enum Either {
        List(Vec<u8>),
        Row(Box<Row>),
    }

    fn pointer(body: &str) -> String {
        let error = serde_json::from_str::<BTreeMap<String, Vec<Row>>>(body).unwrap_err();
        locate(body.as_bytes(), &error, &[]).pointer
    }

    #[test]
    fn the_value_at_fault_is_named() {
        let cases = [
            (r#"{"data": [{"id": "a"}, {"id": 7}]}"#, "/data/1/id"),
            (r#"{"data": [{"id": true, "size": 1}]}"#, "/data/0/id"),
            (r#"{"data": [{"id": null}]}"#, "/data/0/id"),
            (r#"{"data": [{"id": {"a": 1}}]}"#, "/data/0/id"),
            (r#"{"data": [{"id": ["a"]}]}"#, "/data/0/id"),
            (r#"{"data": [{"id": "a", "at": "noon"}]}"#, "/data/0/at"),
            (r#"{"data": [{"id": "a", "size": "x" }]}"#, "/data/0/size"),
            (r#"{"data": [{"id": "a", "kind": 1.5 }]}"#, "/data/0/kind"),
            (r#"{"data": [{"id": "a", "either": {"id": 1}, "at": null}]}"#, "/data/0/either"),
            (r#"{"data": [{"id": "a", "either": {"id": 1}} ]}"#, "/data/0/either"),
            (r#"{"data": [{"id": "a", "either": {"id": 1}}, 1]}"#, "/data/0"),
            (r#"{"data": [{"id": "a", "by_time": {"noon": 1}}]}"#, "/data/0/by_time/noon"),
            (
                r#"{"data": [{"id": "a", "by_time": {"2024-01-01T00:00:00": 256}}]}"#,
                "/data/0/by_time/2024-01-01T00:00:00",
            ),
            ("{\n \"a\\/~b\": [\n  {\n   \"id\": 7}]}", "/a~1~0b/0/id"),
            (r#"{"data": [{"id": "}],{\"", "at": 1}]}"#, "/data/0/at"),
            (r#"{"a": [], "data": 3}"#, "/data"),
            ("[]", ""),
            ("7", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(pointer(body), expected, "{body}");
        }
    }

    #[test]
    fn a_missing_field_is_missed_in_its_object() {
        assert_eq!(pointer(r#"{"data": [{"id": "a"}, {"at": null}]}"#), "/data/1");
        assert_eq!(pointer(r#"{"data": [{"id": "a"}, {}]}"#), "/data/1");
        assert_eq!(pointer(r#"{"data": [{"by_time": {}} ]}"#), "/data/0");
        let error = serde_json::from_str::<BTreeMap<String, Row>>(r#"{"a":{"at":null}}"#);
        assert_eq!(locate(br#"{"a":{"at":null}}"#, &error.unwrap_err(), &[]).pointer, "/a");
    }

    #[test]
    fn a_cut_body_is_cut_in_its_last_value() {
        assert_eq!(pointer(r#"{"data": [{"id": "a"}, {"id": "b"#), "/data/1/id");
        assert_eq!(pointer(r#"{"data": [{"id": "a"}"#), "/data/0");
        let after_a_map = r#"{"data": [{"by_time": {"2024-01-01T00:00:00": 1}, "either": 5"#;
        assert_eq!(pointer(after_a_map), "/data/0/either");
        assert_eq!(pointer(""), "");
    }

    #[test]
    fn a_name_on_the_way_may_be_secret() {
        let body = r#"{"tokens": [{"id": 7}]}"#;
        let error = serde_json::from_str::<BTreeMap<String, Vec<Row>>>(body).unwrap_err();
        assert!(locate(body.as_bytes(), &error, &[]).is_secret);
    }

    proptest! {
        #[test]
        fn no_body_breaks_it(body in "[\\[\\]{}\",:\\\\a1 \n]{0,60}") {
            if let Err(error) = serde_json::from_str::<BTreeMap<String, Vec<Row>>>(&body) {
                prop_assert!(locate(body.as_bytes(), &error, &[]).offset <= body.len());
            }
        }

        /// A number where a text should be, anywhere in a tree of texts, is
        /// found: the pointer leads to it.
        #[test]
        fn the_pointer_leads_to_the_fault(
            rows in prop::collection::vec(("[a-c\"\\\\/~{}, ]{0,4}", prop::collection::vec("[\\PC]{0,6}", 0..4)), 1..6),
            which in any::<prop::sample::Index>(),
        ) {
            let mut body = serde_json::Map::new();
            for (name, texts) in &rows {
                body.insert(name.clone(), Value::from(texts.clone()));
            }
            let (name, _) = which.get(&rows);
            if let Some(Value::Array(texts)) = body.get_mut(name) {
                texts.push(Value::from(7));
            }
            let body = Value::Object(body);
            let text = body.to_string();
            let error = serde_json::from_str::<BTreeMap<String, Vec<String>>>(&text).unwrap_err();
            let place = locate(text.as_bytes(), &error, &[]);
            prop_assert_eq!(body.pointer(&place.pointer), Some(&Value::from(7)));
        }
    }
}
