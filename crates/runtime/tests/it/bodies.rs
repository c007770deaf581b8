//! Bodies that are no JSON, and parameters that no document names.

use floorkit_runtime::{Credentials, Multipart, QueryMap, call};

use crate::{
    raw::{Client, LIST_DESKS, SET_FILE, SET_PHOTO, UPLOAD_PLAN},
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
