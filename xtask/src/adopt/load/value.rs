//! Turns text into a value, within limits.
//!
//! A key that is given twice is merged where both are maps; otherwise the last
//! one counts, as in most readers, and the report says so.

use std::fmt;
use std::thread;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::super::Report;
use crate::adopt::grammar::push;
use crate::problem::{Place, Problem};

/// Parsers recurse with the depth of a document.
const STACK: usize = 64 * 1024 * 1024;
/// Maps and lists inside of each other. Real documents stay below 40.
const DEEPEST: usize = 120;
/// The largest document known has about two million values.
const MOST_VALUES: usize = 3_000_000;
/// What aliases stand for is read again at each of them. A few anchors that are
/// used in a thousand places are no attack.
const MOST_REPEATED: usize = 400_000;

/// Reads JSON or YAML.
///
/// # Errors
///
/// The syntax error with its line and column, or the limit that is exceeded.
pub(in crate::adopt) fn parse(
    place: &Place,
    text: &str,
    report: &mut Report,
) -> Result<Value, Problem> {
    let (result, reader) = thread::scope(|scope| {
        let is_json = place.to_string().ends_with(".json");
        let thread = thread::Builder::new().stack_size(STACK);
        let thread = thread.spawn_scoped(scope, move || either(text, is_json));
        let ended = thread.map(thread::ScopedJoinHandle::join);
        ended.unwrap_or_else(|error| Ok(fault(&format!("cannot start a thread: {error}"))))
    })
    .unwrap_or_else(|_| fault("the parser panicked; its message is above"));
    for pointer in reader.replaced {
        report.lost(pointer, "an earlier value", "the key is given twice, and the last one counts");
    }
    result.map_err(|reason| {
        Problem::fault("syntax", place.clone(), reason.trim_end(), "correct the line")
    })
}

/// Reads whichever a text is.
fn either(text: &str, is_json: bool) -> (Result<Value, String>, Reader) {
    let mut reader = Reader::default();
    if !text.trim_start().starts_with(['{', '[']) {
        return (yaml(text, &mut reader), reader);
    }
    let error = match json(text, &mut reader) {
        // A trailing comma is no JSON, and it is YAML.
        Err(error) if !is_json && !reader.exceeded => error,
        result => return (result, reader),
    };
    let mut reader = Reader::default();
    (yaml(text, &mut reader).map_err(|_| error), reader)
}

fn fault(reason: &str) -> (Result<Value, String>, Reader) {
    (Err(reason.to_owned()), Reader::default())
}

fn json(text: &str, reader: &mut Reader) -> Result<Value, String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Node(reader).deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| error.to_string())
}

fn yaml(text: &str, reader: &mut Reader) -> Result<Value, String> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST + 1,
            flow_nesting_limit: DEEPEST + 1,
            max_events: 4 * MOST_VALUES,
            max_nodes: 2 * MOST_VALUES,
            simple_key_max_lookahead: 64 * 1024,
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MOST_REPEATED },
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::PassThrough,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        ignore_binary_tag_for_string: true,
        non_finite_float_policy: serde_saphyr::options::NonFiniteFloatPolicy::AsString,
        // `no` and `on` are texts, as in YAML 1.2.
        strict_booleans: true,
        with_snippet: false,
    };
    let read = serde_saphyr::with_deserializer_from_str_with_options(text, options, |yaml| {
        Node(reader).deserialize(yaml)
    });
    read.map_err(|error| yaml_reason(&error.to_string()))
}

/// Says what the parser says to those who call it, to those who wrote the text.
fn yaml_reason(error: &str) -> String {
    let place = error.find(" at line ").map_or("", |place| &error[place..]);
    if error.starts_with("budget breached") || error.starts_with("alias replay") {
        format!("aliases and anchors stand for too much{place}")
    } else if error.starts_with("recursion limit exceeded") {
        format!("maps and lists are more than {DEEPEST} levels deep{place}")
    } else if error.starts_with("recursive references") {
        format!("an anchor contains its own alias{place}")
    } else {
        error.to_owned()
    }
}

/// What is known while a text is read.
#[derive(Default)]
struct Reader {
    pointer: String,
    depth: usize,
    values: usize,
    exceeded: bool,
    replaced: Vec<String>,
}

/// One value that is to be read.
struct Node<'a>(&'a mut Reader);

impl Reader {
    fn enter<E: Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        let exceeded = if self.depth > DEEPEST {
            Some(format!("maps and lists are more than {DEEPEST} levels deep"))
        } else {
            self.count()
        };
        self.exceeded |= exceeded.is_some();
        exceeded.map_or(Ok(()), |reason| Err(E::custom(reason)))
    }

    fn count(&mut self) -> Option<String> {
        self.values += 1;
        let exceeded = self.values > MOST_VALUES;
        exceeded.then(|| format!("the document has more than {MOST_VALUES} values"))
    }

    /// Reads the value of a key, or the item of a list.
    fn inside<'de, A: Inside<'de>>(
        &mut self,
        token: &str,
        access: &mut A,
    ) -> Result<Option<Value>, A::Error> {
        let length = self.pointer.len();
        push(&mut self.pointer, token);
        let value = access.next(Node(self))?;
        self.pointer.truncate(length);
        Ok(value)
    }

    /// Puts a value where there is one of the same key.
    fn merge(&mut self, into: &mut Value, value: Value) {
        match (into, value) {
            (Value::Object(into), Value::Object(object)) => {
                for (key, value) in object {
                    let length = self.pointer.len();
                    push(&mut self.pointer, &key);
                    match into.get_mut(&key) {
                        Some(into) => self.merge(into, value),
                        None => drop(into.insert(key, value)),
                    }
                    self.pointer.truncate(length);
                }
            }
            (into, value) => {
                if *into != value {
                    self.replaced.push(self.pointer.clone());
                    *into = value;
                }
            }
        }
    }
}

/// What comes next in a map or a list.
trait Inside<'de> {
    type Error;
    fn next(&mut self, node: Node<'_>) -> Result<Option<Value>, Self::Error>;
}

struct InMap<A>(A);
struct InList<A>(A);

impl<'de, A: MapAccess<'de>> Inside<'de> for InMap<A> {
    type Error = A::Error;

    fn next(&mut self, node: Node<'_>) -> Result<Option<Value>, A::Error> {
        self.0.next_value_seed(node).map(Some)
    }
}

impl<'de, A: SeqAccess<'de>> Inside<'de> for InList<A> {
    type Error = A::Error;

    fn next(&mut self, node: Node<'_>) -> Result<Option<Value>, A::Error> {
        self.0.next_element_seed(node)
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Value, A::Error> {
        let Self(reader) = self;
        reader.enter()?;
        let mut list = InList(list);
        let mut values = Vec::new();
        while let Some(value) = reader.inside(&values.len().to_string(), &mut list)? {
            if let Some(reason) = reader.count() {
                return Err(A::Error::custom(reason));
            }
            values.push(value);
        }
        reader.depth -= 1;
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        let Self(reader) = self;
        reader.enter()?;
        let mut map = InMap(map);
        let mut values = Map::new();
        while let Some(key) = map.0.next_key::<Option<String>>()? {
            // YAML has keys that are no text, and `null` may be the name of a property.
            let key = key.unwrap_or_else(|| "null".to_owned());
            let value = reader.inside(&key, &mut map)?.unwrap_or_default();
            if let Some(reason) = reader.count() {
                return Err(A::Error::custom(reason));
            }
            match values.get_mut(&key) {
                Some(into) => {
                    let length = reader.pointer.len();
                    push(&mut reader.pointer, &key);
                    reader.merge(into, value);
                    reader.pointer.truncate(length);
                }
                None => drop(values.insert(key, value)),
            }
        }
        reader.depth -= 1;
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Value, String> {
        let place = Place::file("acme.yaml");
        parse(&place, text, &mut Report::default()).map_err(|problem| problem.to_string())
    }

    /// The reason alone.
    fn refused(text: &str) -> String {
        let problem = read(text).unwrap_err();
        problem.lines().nth(1).unwrap_or_default().trim().to_owned()
    }

    #[test]
    fn yaml_and_json_are_told_apart_by_their_text() {
        let expected = json!({ "a": [1, 2.5, "no", null, "010", true], "200": { "b": "x" } });
        let json = r#"{ "a": [1, 2.5, "no", null, "010", true], "200": { "b": "x" } }"#;
        assert_eq!(read(json), Ok(expected.clone()));
        assert_eq!(read(&json.replace("true]", "true,]")), Ok(expected.clone()));
        let yaml = "# said\na: [1, 2.5, no, ~, 010, !odd true]\n200: &b\n  b: x\n";
        assert_eq!(read(yaml), Ok(expected));
        let merged = "a: &a { b: 1 }\nc: { <<: *a, d: 2020-01-01, e: .inf, f: 1_0 }";
        let e =
            json!({ "a": { "b": 1 }, "c": { "b": 1, "d": "2020-01-01", "e": ".inf", "f": "1_0" } });
        assert_eq!(read(merged), Ok(e));
        assert_eq!(read("1: 2\ntrue: 3\nnull: 4"), Ok(json!({ "1": 2, "true": 3, "null": 4 })));
    }

    #[test]
    fn a_key_that_is_given_twice_is_merged_and_told() {
        let mut report = Report::default();
        let place = Place::file("acme.yaml");
        for text in [
            "p: { a: { get: 1 }, a: { put: 2 } }\nt: 1\nt: 2",
            r#"{ "p": { "a": { "get": 1 }, "a": { "put": 2 } }, "t": 1, "t": 2 }"#,
        ] {
            let value = parse(&place, text, &mut report).unwrap();
            assert_eq!(value, json!({ "p": { "a": { "get": 1, "put": 2 } }, "t": 2 }));
        }
        let lost: Vec<&str> = report.losses().iter().map(|lost| lost.pointer.as_str()).collect();
        assert_eq!(lost, ["/t", "/t"]);
    }

    #[test]
    fn a_hostile_text_is_refused() {
        let deep =
            |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
        let deepest = "maps and lists are more than 120 levels deep at line ";
        assert_eq!(refused(&deep("[", "]")), format!("{deepest}1 column 121"));
        assert_eq!(
            refused(&format!("a: {}", deep("{b: ", "}"))),
            format!("{deepest}1, column 480")
        );
        assert_eq!(refused(&deep("- ", "")), format!("{deepest}1, column 241"));
        let blocks: String =
            (0..10_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        assert_eq!(refused(&blocks), format!("{deepest}121, column 121"));
        let mut laughs = "a0: &a0 [x, x]\n".to_owned();
        for level in 1..40 {
            let before = level - 1;
            laughs += &format!("a{level}: &a{level} [*a{before}, *a{before}]\n");
        }
        assert!(refused(&laughs).starts_with("aliases and anchors stand for too much at line 1"));
        let many = format!("a: &a x\nb: [{}]", "*a,".repeat(100_000));
        assert!(refused(&many).starts_with("aliases and anchors stand for too much at line 2"));
        assert_eq!(refused("a: &a [*a]"), "an anchor contains its own alias at line 1, column 8");
        assert_eq!(refused("{ \"a\": "), "EOF while parsing a value at line 1 column 7");
        assert_eq!(refused("a: 'b"), "unclosed quote at line 1, column 4");
    }
}
