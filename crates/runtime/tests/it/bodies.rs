//! Bodies that are no JSON, and parameters that no document names.

use std::{io, time::Duration};

use floorkit_runtime::{
    Backoff, CallOptions, ClientBuilder, Credentials, Multipart, QueryMap, call, call_as,
};
use futures_util::stream;
use http::{HeaderValue, header::CONTENT_LENGTH};
use serde_json::json;

use crate::{
    raw::{ACME, Client, DELETE_DESKS, LIST_DESKS, SET_FILE, SET_NOTE, SET_PHOTO, UPLOAD_PLAN},
    server::{Reply, Server},
};

async fn served() -> (Server, Client) {
    let server = Server::start(|_| Reply::json(200, r#"{"id":"7"}"#)).await;
    let client = Client::new(&server.url, Credentials::token("tok_123"));
    (server, client)
}

#[tokio::test]
async fn a_form_goes_out_with_its_boundary() {
    let (server, client) = served().await;
    let form = Multipart::new().text("floor", "3").file("plan", "3.svg", "image/svg+xml", "<svg/>");
    call(&UPLOAD_PLAN, client.upload_plan(form)).await.unwrap();
    let seen = &server.seen()[0];
    let kind = seen.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert!(seen.body.starts_with(&format!("--{boundary}\r\n")), "{}", seen.body);
    assert!(seen.body.ends_with(&format!("<svg/>\r\n--{boundary}--\r\n")), "{}", seen.body);
}

#[tokio::test]
async fn what_is_no_form_is_not_sent_as_one() {
    let (server, client) = served().await;
    let error = call(&UPLOAD_PLAN, client.upload_plan("<svg/>")).await.unwrap_err();
    assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error:?}");
    assert!(error.to_string().contains("make it with `floorkit_runtime::Multipart`"), "{error}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_body_is_of_the_range_that_the_vendor_takes() {
    let (server, client) = served().await;
    call(&SET_PHOTO, client.set_photo("image/png", "x")).await.unwrap();
    assert_eq!(server.seen()[0].header("content-type"), Some("image/png"));
    for kind in ["text/html", "image", ""] {
        let error = call(&SET_PHOTO, client.set_photo(kind, "x")).await.unwrap_err();
        assert!(error.is_invalid_request(), "{error:?}");
        assert!(error.to_string().contains("must be one of `image/*`"), "{error}");
    }
    call(&SET_FILE, client.set_file("text/html", "x")).await.unwrap();
    assert!(call(&SET_FILE, client.set_file("html", "x")).await.unwrap_err().is_invalid_request());
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn further_parameters_go_out_as_they_are_given() {
    let (server, client) = served().await;
    let filters = QueryMap::from_iter([("order[name]", "asc"), ("tag", "a&b"), ("tag", "ä")]);
    call(&LIST_DESKS, client.list_desks(Some(filters), "3")).await.unwrap();
    call(&LIST_DESKS, client.list_desks(None, "3")).await.unwrap();
    let queries: Vec<String> = server.seen().into_iter().map(|seen| seen.query).collect();
    assert_eq!(
        queries,
        ["order%5Bname%5D=asc&tag=a%26b&tag=%C3%A4&floor%5Bid%5D=3", "floor%5Bid%5D=3"]
    );
}

/// A form whose second part is a stream of these chunks.
fn streamed(length: u64, chunks: &[&'static str]) -> Multipart {
    let chunks: Vec<io::Result<&'static str>> = chunks.iter().copied().map(Ok).collect();
    let form = Multipart::new().text("floor", "3");
    form.stream("plan", "3.svg", "image/svg+xml", length, stream::iter(chunks)).text("end", "7")
}

#[tokio::test]
async fn a_form_with_a_stream_goes_out_with_its_boundary_and_length() {
    let (server, client) = served().await;
    let form = streamed(11, &["<svg>", "</svg>"]);
    call_as(&UPLOAD_PLAN, form.options(), client.upload_plan(form)).await.unwrap();
    let seen = &server.seen()[0];
    let boundary = seen.header("content-type").unwrap();
    let boundary = boundary.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = Multipart::new().text("floor", "3");
    let expected = expected.file("plan", "3.svg", "image/svg+xml", "<svg></svg>").text("end", "7");
    let expected = reqwest::Body::from(expected);
    let expected = String::from_utf8(expected.as_bytes().unwrap().to_vec()).unwrap();
    let own = expected.lines().next().unwrap().trim_start_matches("--");
    assert_eq!(seen.body, expected.replace(own, boundary));
    assert_eq!(seen.header("content-length"), Some(&*seen.body.len().to_string()));
}

#[tokio::test]
async fn a_form_with_a_stream_is_whole_or_nothing() {
    for length in [10, 12] {
        let (server, client) = served().await;
        let form = streamed(length, &["<svg>", "</svg>"]);
        let sent = call_as(&UPLOAD_PLAN, form.options(), client.upload_plan(form)).await;
        let error = sent.unwrap_err();
        assert!(error.is_interrupted() && error.may_have_been_sent(), "{error:?}");
        assert!(format!("{error:?}").contains("bytes than was said"), "{error:?}");
        assert!(server.seen().is_empty());
    }
    let (server, client) = served().await;
    let unsaid = call(&UPLOAD_PLAN, client.upload_plan(streamed(11, &["<svg></svg>"]))).await;
    let error = unsaid.unwrap_err();
    assert!(error.is_invalid_request(), "{error:?}");
    assert!(error.to_string().contains("with its `options`"), "{error}");
    assert!(server.seen().is_empty());
}

/// A client that tries again at once.
fn eager(url: &str) -> Client {
    let builder = ClientBuilder::new(&ACME).base_url(url).credentials(Credentials::none());
    let backoff = Backoff::new().first_pause(Duration::from_millis(5));
    Client::from_parts(builder.retry(backoff).build().unwrap())
}

#[tokio::test]
async fn what_can_be_sent_again_is_and_a_stream_is_not() {
    let server = Server::start(|_| Reply::json(503, "{}")).await;
    let client = eager(&server.url);
    let error = call(&SET_NOTE, client.set_note("quiet")).await.unwrap_err();
    let sent = server.seen().len();
    assert!(sent > 1 && error.attempts() as usize == sent, "{error:?}");
    assert!(server.seen().iter().all(|seen| seen.body == "quiet"));
    let stream = reqwest::Body::wrap_stream(stream::iter([io::Result::Ok("quiet")]));
    let error = call(&SET_NOTE, client.set_note(stream)).await.unwrap_err();
    assert_eq!((server.seen().len(), error.attempts()), (sent + 1, 1));
    assert!(error.to_string().contains("its body can be read only once"), "{error}");
}

#[tokio::test]
async fn bytes_may_come_from_a_stream_whose_length_may_be_told() {
    let (server, client) = served().await;
    let bytes = || {
        let chunks: [io::Result<&str>; 2] = [Ok("0123"), Ok("456789")];
        reqwest::Body::wrap_stream(stream::iter(chunks))
    };
    let kind = "application/vnd.acme.plan; version=2";
    call(&SET_FILE, client.set_file(kind, bytes())).await.unwrap();
    let length = CallOptions::new().header(CONTENT_LENGTH, HeaderValue::from_static("10"));
    call_as(&SET_FILE, length, client.set_file(kind, bytes())).await.unwrap();
    let [chunked, sized] = &server.seen()[..] else { panic!("two requests") };
    assert_eq!(chunked.header("transfer-encoding"), Some("chunked"));
    assert_eq!(sized.header("content-length"), Some("10"));
    assert_eq!(sized.header("transfer-encoding"), None);
    for seen in [chunked, sized] {
        assert_eq!(seen.header("content-type"), Some(kind));
        assert_eq!(seen.body, "0123456789");
    }
}

#[tokio::test]
async fn a_text_goes_out_with_the_parameters_of_its_type() {
    let (server, client) = served().await;
    call(&SET_NOTE, client.set_note("ruhig, bitte: ä")).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(seen.body, "ruhig, bitte: ä");
}

#[tokio::test]
async fn a_delete_may_have_a_body() {
    let (server, client) = served().await;
    call(&DELETE_DESKS, client.delete_desks(&json!({"ids": ["7"]}))).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!((&*seen.path, &*seen.body), ("/v1/desks", r#"{"ids":["7"]}"#));
}

#[tokio::test]
async fn a_list_in_the_query_is_repeated() {
    let (server, client) = served().await;
    call(&LIST_DESKS, client.list_desks_of(&["1", "a&b"])).await.unwrap();
    call(&LIST_DESKS, client.list_desks_of(&[])).await.unwrap();
    let queries: Vec<String> = server.seen().into_iter().map(|seen| seen.query).collect();
    assert_eq!(queries, ["floor%5B%5D=1&floor%5B%5D=a%26b", ""]);
}
