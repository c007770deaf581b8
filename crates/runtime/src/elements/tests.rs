//! The decoder against whole-body decodes, and against bodies that are wrong.

use std::{collections::BTreeMap, io, task::Poll};

use futures_util::{FutureExt as _, StreamExt as _, stream};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::{Method, OffsetDateTime, Operation, SecretText, TolerantInteger, decode};

static LIST: Operation = Operation::new("list_rows", Method::Get, "/v1/rows").idempotent();

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Row {
    id: String,
    at: Option<OffsetDateTime>,
    size: Option<TolerantInteger>,
    tags: Option<BTreeMap<String, Vec<u8>>>,
}

#[derive(Debug, Deserialize)]
struct Page {
    #[expect(dead_code, reason = "only decoded")]
    data: Vec<Row>,
}

type Chunk = Result<Vec<u8>, io::Error>;

fn body_of(chunks: impl Stream<Item = Chunk> + Send + 'static) -> Body {
    let response = http::Response::builder().header("x-request-id", "r7");
    let response = response.body(reqwest::Body::wrap_stream(chunks)).unwrap();
    Body::new(&LIST, response.into(), vec![SecretText::from("tok_123")])
}

/// A body that comes in chunks of this size.
fn cut(text: impl AsRef<[u8]>, size: usize) -> Body {
    let chunks: Vec<Chunk> = text.as_ref().chunks(size).map(|chunk| Ok(chunk.into())).collect();
    body_of(stream::iter(chunks))
}

fn read<T>(mut elements: Elements<T>) -> (Vec<T>, Result<Value, Error>)
where
    T: serde::de::DeserializeOwned,
{
    let mut all = Vec::new();
    loop {
        match elements.next().now_or_never().expect("all of it is there") {
            Some(Ok(element)) => all.push(element),
            Some(Err(error)) => return (all, Err(error)),
            None => return (all, Ok(elements.envelope().cloned().expect("it ended well"))),
        }
    }
}

fn error_of(text: impl AsRef<[u8]>, at: &str) -> Error {
    let elements = |size| cut(&text, size).elements::<Value>(at);
    let error = read(elements(usize::MAX)).1.unwrap_err();
    let by_bytes = read(elements(1)).1.unwrap_err();
    assert_eq!(error.decode_path(), by_bytes.decode_path());
    assert_eq!(why(&error), why(&by_bytes));
    assert_eq!(error.delivered_elements(), by_bytes.delivered_elements());
    error
}

fn why(error: &Error) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}

#[test]
fn elements_are_found_where_they_are() {
    let cases = [
        ("[]", "", json!([]), json!([])),
        (" [ 1 , \"a\" ]\r\n\t", "", json!([1, "a"]), json!([])),
        ("\u{feff}[1]", "", json!([1]), json!([])),
        (r#"[[1],{"a":"]"},"\"\\"]"#, "", json!([[1], {"a": "]"}, "\"\\"]), json!([])),
        (
            r#"{"total":2,"data":[1,2],"next":{"a":["}"]}}"#,
            "/data",
            json!([1, 2]),
            json!({"total": 2, "data": [], "next": {"a": ["}"]}}),
        ),
        (r#"{"data":[1]}"#, "data", json!([1]), json!({"data": []})),
        (r#"{"hydra:member":[1]}"#, "/hydra:member", json!([1]), json!({"hydra:member": []})),
        (
            r#"{"a":{"b":[0],"data":[1]},"b":1}"#,
            "/a/data",
            json!([1]),
            json!({"a": {"b": [0], "data": []}, "b": 1}),
        ),
        (r#"[7,[[1,2],[3]],8]"#, "/1/0", json!([1, 2]), json!([7, [[], [3]], 8])),
        (r#"{"a/~":[1],"":[2]}"#, "/a~1~0", json!([1]), json!({"a/~": [], "": [2]})),
        (r#"{"a/~":[1],"":[2]}"#, "/", json!([2]), json!({"a/~": [1], "": []})),
        (r#"{"d\u0061ta":["\ud83d\ude00ä"]}"#, "/data", json!(["😀ä"]), json!({"data": []})),
        (r#"{"x":1,"x":2,"data":[]}"#, "/data", json!([]), json!({"x": 2, "data": []})),
    ];
    for (text, at, expected, around) in cases {
        for size in 1..=text.len() {
            let (elements, envelope) = read(cut(text, size).elements::<Value>(at));
            assert_eq!(Value::from(elements), expected, "{text} by {size}");
            assert_eq!(envelope.unwrap(), around, "{text} by {size}");
        }
    }
}

#[test]
fn entries_have_their_names() {
    let text = r#"{"total":2,"rooms":{"a\"b":[1],"c":[2,3],"c":[]}}"#;
    for size in 1..=text.len() {
        let mut entries = cut(text, size).entries::<Vec<u8>>("/rooms");
        let all: Vec<_> = (&mut entries).map(Result::unwrap).collect().now_or_never().unwrap();
        let expected = [("a\"b", vec![1]), ("c", vec![2, 3]), ("c", vec![])];
        assert_eq!(all, expected.map(|(name, value)| (name.to_owned(), value)));
        assert_eq!(entries.envelope(), Some(&json!({"total": 2, "rooms": {}})));
    }
}

#[test]
fn an_entry_that_does_not_fit_is_named() {
    let mut entries = cut(r#"{"rooms":{"a/b":{"c":[1,"x"]},"d":{}}}"#, 3)
        .entries::<BTreeMap<String, Vec<u8>>>("/rooms");
    let mut next = || entries.next().now_or_never().unwrap();
    let error = next().unwrap().unwrap_err();
    assert_eq!(error.decode_path(), Some("/rooms/a~1b/c/1"));
    assert_eq!(next().unwrap().unwrap().0, "d");
    assert!(next().is_none());
}

#[test]
fn a_body_that_is_wrong_is_told_where_and_why() {
    let cases = [
        // Not there, or not what it should be.
        (r#"{"data":null}"#, "/data", "/data", "expected an array and found null, at byte 8"),
        (r#"{"data":{"a":1}}"#, "/data", "/data", "expected an array and found an object"),
        (r#"{"data":"a"}"#, "/data", "/data", "expected an array and found a string"),
        (r#"{"data":-1}"#, "/data/0", "/data", "expected an object or an array and found a number"),
        ("true", "", "", "expected an array and found a boolean, at byte 0"),
        (r#"{"total":1}"#, "/data", "", "there is no `data` here, at byte 10"),
        (r#"{"a":{"b":[]}}"#, "/a/c", "/a", "there is no `c` here"),
        ("[[1]]", "/1", "", "there is no `1` here"),
        ("[[1]]", "/00", "", "there is no `00` here"),
        (r#"{"data":[1],"data":[2]}"#, "/data", "/data", "this name comes twice, at byte 19"),
        (r#"{"data":[1],"data":null}"#, "/data", "/data", "this name comes twice"),
        // No JSON.
        ("<html>", "", "", "expected a value, at byte 0"),
        ("[1 2]", "", "/0", "expected `,` or `]`, at byte 3"),
        ("[1,]", "", "/1", "expected a value, at byte 3"),
        ("[,]", "", "/0", "expected a value, at byte 1"),
        ("[1}", "", "/0", "expected `,` or `]`"),
        (r#"{"data":[] "a":1}"#, "/data", "/data", "expected `,` or `}`"),
        (r#"{"data" [1]}"#, "/data", "/data", "expected `:`"),
        ("{data:[1]}", "/data", "", "expected a name or `}`"),
        (r#"{"data":[],}"#, "/data", "", "expected a name, at byte 11"),
        (r#"{"a":tru,"data":[]}"#, "/data", "/a", "no JSON value, at byte 8"),
        (r#"{"a":{"b":[1}},"data":[]}"#, "/data", "/a/b", "expected `,` or `]`"),
        (r#"{"\x":1,"data":[]}"#, "/data", "", "invalid escape, at byte 4"),
        ("[1]]", "", "", "there is something behind the body's value, at byte 3"),
        ("[1]{}", "", "", "there is something behind the body's value"),
        // Not all of it.
        ("", "", "", "the body is empty, at byte 0"),
        (" \n", "", "", "the body ends before its value does, at byte 2"),
        ("[1", "", "/0", "the body ends before its value does, at byte 2"),
        ("[1,", "", "/1", "the body ends before its value does"),
        (r#"{"data":[{"a":[0,{"b":"x"#, "/data", "/data/0/a/1/b", "the body ends before its"),
        (r#"{"data":[1],"tot"#, "/data", "", "the body ends before its value does"),
    ];
    for (text, at, path, because) in cases {
        let error = error_of(text, at);
        assert!(error.is_decode() && !error.is_retryable(), "{text}: {error:?}");
        assert_eq!(error.decode_path(), Some(path), "{text}");
        assert!(why(&error).starts_with(because), "{text}: {}", why(&error));
        assert_eq!((error.status(), error.request_id()), (Some(200), Some("r7")));
        assert!(error.delivered_bytes().is_some() && error.delivered_elements().is_some());
    }
}

#[test]
fn a_page_is_taken_for_one() {
    let error = error_of("<!doctype html><p>Sign in", "/data");
    assert!(error.to_string().contains("such as the sign-in page of a proxy"), "{error}");
}

#[test]
fn what_is_not_of_utf8_is_told() {
    let error = error_of(b"{\"data\":[1,{\"a\":\"\xff\"}]}", "/data");
    assert_eq!(error.decode_path(), Some("/data/1/a"));
    assert_eq!(why(&error), "not of UTF-8, at byte 17 of the body");
    let error = error_of(b"{\"data\":[1],\"b\":[\"\xff\"]}", "/data");
    assert_eq!(error.decode_path(), Some("/b/0"));
}

#[test]
fn nesting_ends_where_the_decoder_ends_it() {
    let nested = |depth| format!("[{}{}]", "[".repeat(depth), "]".repeat(depth));
    assert!(read(cut(nested(127), 50).elements::<Value>("")).1.is_ok());
    assert!(why(&error_of(nested(128), "")).starts_with("recursion limit exceeded"));
}

#[test]
fn an_element_that_does_not_fit_is_told_and_passed_over() {
    let text = r#"{"data": [{"id": "a"}, {"id": "b", "at": "noon"}, {"id": "c"}]}"#;
    let mut rows = cut(text, 7).elements::<Row>("/data");
    let mut next = || rows.next().now_or_never().unwrap();
    assert_eq!(next().unwrap().unwrap().id, "a");
    let error = next().unwrap().unwrap_err();
    assert_eq!(error.decode_path(), Some("/data/1/at"));
    assert_eq!(error.delivered_elements(), Some(1));
    assert!(why(&error).ends_with(", at byte 47 of the body"), "{}", why(&error));
    assert_eq!(
        error.to_string(),
        "list_rows (GET /v1/rows) was answered 200 OK (request r7, after 1 element, 49 bytes of \
         its body), and its body does not fit at /data/1/at: `{\"id\": \"b\", \"at\": \"noon\"}`; \
         the vendor may have changed; look for a newer version of this crate",
    );
    assert_eq!(next().unwrap().unwrap().id, "c");
    assert!(next().is_none());
}

#[test]
fn a_body_that_breaks_off_says_how_much_was_given() {
    let broken = || Err(io::Error::other("reset"));
    let chunks = vec![Ok(b"[1,2,3".to_vec()), broken(), Ok(b"]".to_vec())];
    let mut elements = body_of(stream::iter(chunks)).elements::<u8>("");
    let given: Vec<_> =
        (&mut elements).take(2).map(Result::unwrap).collect().now_or_never().unwrap();
    assert_eq!(given, [1, 2]);
    let error = elements.next().now_or_never().unwrap().unwrap().unwrap_err();
    assert!(error.is_interrupted() && error.is_retryable(), "{error:?}");
    assert_eq!((error.delivered_elements(), error.delivered_bytes()), (Some(2), Some(6)));
    assert!(error.to_string().contains("after 2 elements, 6 bytes of its body"), "{error}");
    assert!(elements.next().now_or_never().unwrap().is_none() && elements.envelope().is_none());
}

#[test]
fn no_more_is_kept_than_is_allowed() {
    let text = r#"{"total":12345,"data":["1234567"],"next":"a"}"#;
    let limited = |element, envelope| {
        let elements = |size| {
            let elements = cut(text, size).elements::<String>("/data");
            read(elements.element_limit(element).envelope_limit(envelope)).1
        };
        assert_eq!(elements(1).is_ok(), elements(usize::MAX).is_ok());
        elements(3)
    };
    // The names and values around: "total", 12345, "data", "next", "a".
    assert!(limited(9, 27).is_ok());
    let error = limited(8, 27).unwrap_err();
    assert!(error.is_too_large(), "{error:?}");
    assert!(
        error.to_string().contains("the value at /data/0 has more than the 8 bytes"),
        "{error}"
    );
    let error = limited(9, 26).unwrap_err();
    assert!(error.is_too_large(), "{error:?}");
    assert!(error.to_string().contains("allow more with `envelope_limit`"), "{error}");
    let mut entries = cut(r#"{"12345678":1}"#, 4).entries::<u8>("").element_limit(9);
    assert!(entries.next().now_or_never().unwrap().unwrap().unwrap_err().is_too_large());
}

#[test]
fn no_error_shows_a_secret() {
    let cases = [
        (r#"[{"id":true,"x":"tok_123"}]"#, ""),
        (r#"[{"id":7,"password":"tok_456"}]"#, ""),
        (r#"{"tokens":["tok_456"]}"#, "/tokens"),
        (r#"{"tokens":[1 "tok_456"]}"#, "/tokens"),
        (r#"{"tok_123":{"a":["tok_123"]}}"#, "/tok_123/a"),
        (r#"[{"id":"a"} "tok_123"]"#, ""),
        (r#"[{"id":"tok_123"#, ""),
        (r#"<p>tok_123</p>"#, ""),
    ];
    for (text, at) in cases {
        for size in 1..=text.len() {
            let error = read(cut(text, size).elements::<Row>(at)).1.unwrap_err();
            let shown = format!("{error} {error:?} {}", why(&error));
            // A part of it may be what came first.
            assert!(!shown.contains("tok_1") && !shown.contains("tok_4"), "{text}: {shown}");
        }
    }
    let entries = cut(r#"{"api_key":"tok_456","b":1}"#, 5).entries::<u8>("");
    let shown = format!("{:?}", entries.map(Result::unwrap_err).next().now_or_never());
    assert!(!shown.contains("tok_4"), "{shown}");
}

#[test]
fn nothing_is_lost_if_the_wait_for_an_element_is_given_up() {
    let text = r#"{"data":[{"id":"a"},{"id":"b"}]}"#;
    let mut bytes = text.bytes();
    let mut ready = false;
    let by_byte = stream::poll_fn(move |cx| {
        ready = !ready;
        if ready {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(bytes.next().map(|byte| Ok(vec![byte])))
    });
    let mut rows = body_of(by_byte).elements::<Row>("/data");
    let mut ids = Vec::new();
    loop {
        match rows.next().now_or_never() {
            None => {}
            Some(Some(row)) => ids.push(row.unwrap().id),
            Some(None) => break,
        }
    }
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn elements_may_be_read_in_another_task() {
    fn takes(_: impl Send + Sync + Unpin + 'static) {}
    takes(cut("[]", 1).elements::<std::cell::Cell<u8>>(""));
    takes(cut("{}", 1).entries::<std::cell::Cell<u8>>(""));
}

#[test]
fn debug_shows_nothing_of_the_body() {
    let mut elements = cut(r#"["s3cret"]"#, 20).elements::<String>("");
    elements.next().now_or_never().unwrap().unwrap().unwrap();
    let shown = format!("{elements:?} {:?}", cut("{}", 1).entries::<u8>(""));
    assert!(shown.contains("list_rows") && !shown.contains("s3cret"), "{shown}");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[\\PC\"\\\\\\[\\]{},:\n]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"\\\\ä/~]{0,3}", inner, 0..4)
                .prop_map(|map| Value::from(serde_json::Map::from_iter(map))),
        ]
    })
}

/// An object with an array in it.
fn page() -> impl Strategy<Value = Value> {
    let around = prop::collection::btree_map("[a-z]{1,5}", any_json(), 0..3);
    (around, prop::collection::vec(any_json(), 0..6)).prop_map(|(around, data)| {
        let mut page = serde_json::Map::from_iter(around);
        page.insert("data".into(), data.into());
        page.into()
    })
}

proptest! {
    /// Whatever is decoded as a whole is decoded element by element, however
    /// it is cut.
    #[test]
    fn elements_are_those_of_the_whole_body(
        page in page(),
        is_pretty: bool,
        size in 1usize..40,
    ) {
        let text = if is_pretty { format!("{page:#}") } else { page.to_string() };
        // Which reads some numbers as others than were written.
        let mut whole: Value = serde_json::from_str(&text).unwrap();
        let (elements, envelope) = read(cut(&text, size).elements::<Value>("/data"));
        prop_assert_eq!(Value::from(elements), whole["data"].take());
        whole["data"] = json!([]);
        prop_assert_eq!(envelope.unwrap(), whole);
    }

    #[test]
    fn entries_are_those_of_the_whole_body(
        map in prop::collection::btree_map("\\PC{0,4}", any_json(), 0..6),
        size in 1usize..40,
    ) {
        let text = serde_json::to_string(&map).unwrap();
        let entries = cut(&text, size).entries::<Value>("").map(Result::unwrap).collect();
        let whole = serde_json::from_str::<BTreeMap<String, Value>>(&text).unwrap();
        prop_assert_eq!(entries.now_or_never(), Some(whole));
    }

    /// A body with a fault in it is refused if and only if it is as a whole.
    #[test]
    fn what_is_refused_is_what_the_whole_body_is_refused_for(
        page in page(),
        change in prop::option::of((any::<prop::sample::Index>(), "[\\[\\]{}\",:0a \\\\]")),
        end in prop::option::of(any::<prop::sample::Index>()),
        size in 1usize..40,
    ) {
        let mut text = page.to_string().into_bytes();
        if let Some((at, byte)) = change {
            let at = at.index(text.len());
            text[at] = byte.as_bytes()[0];
        }
        if let Some(end) = end {
            text.truncate(end.index(text.len()));
        }
        let (elements, envelope) = read(cut(&text, size).elements::<Value>("/data"));
        let whole = serde_json::from_slice::<Value>(&text).ok();
        let data = whole.as_ref().and_then(|page| page.pointer("/data")?.as_array());
        match envelope {
            Ok(_) => prop_assert_eq!(Some(&elements), data),
            Err(error) if why(&error).contains("comes twice") => {}
            Err(_) => prop_assert_eq!(None, data),
        }
    }

    /// An error's pointer is that of a whole-body decode.
    #[test]
    fn pointers_are_those_of_the_whole_body(
        before in 0usize..4,
        wrong in prop::sample::select(vec![
            r#"{"id":7}"#,
            r#"{"id":"a","at":"noon"}"#,
            r#"{"id":"a","at":"noon" }"#,
            r#"{"id":"a","size":"x","at":null}"#,
            r#"{"id":"a","tags":{"b":[1,2,256]}}"#,
            r#"{"id":"a","tags":{"b":[1,2],"c/~":true}}"#,
            r#"{"at":null}"#,
            r#"{"id":"a" "at":null}"#,
            r#"{"id":"a\x"}"#,
            r#"{"id":"a","id":"b"}"#,
            "[]",
            "null",
            "7",
            "trux",
        ]),
        gap in "[ \n]{0,3}",
        size in 1usize..60,
    ) {
        let row = |_| format!(r#"{{"id":"a"}}{gap},{gap}"#);
        let rows: String = (0..before).map(row).collect();
        let text = format!(r#"{{{gap}"data":{gap}[{rows}{wrong}{gap}]{gap}}}"#);
        let error = serde_json::from_str::<Page>(&text).unwrap_err();
        let whole = decode::locate(text.as_bytes(), &error, &[]).pointer;
        let (given, end) = read(cut(&text, size).elements::<Row>("/data"));
        let error = end.unwrap_err();
        prop_assert_eq!(error.decode_path(), Some(&*whole));
        prop_assert_eq!(given.len(), before);
    }

    #[test]
    fn no_bytes_break_it(
        text in prop::collection::vec(prop::sample::select(b"[]{}\",:\\a1 \n\xef\xbb\xbf".to_vec()), 0..60),
        size in 1usize..60,
    ) {
        for at in ["", "/a", "/0/a"] {
            let _ = read(cut(&text, size).elements::<Value>(at));
        }
    }
}
