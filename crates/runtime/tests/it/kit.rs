//! The test kit: answers without a server, and exchanges that are recorded.

use std::time::Duration;

use floorkit_runtime::{
    ClientBuilder, Credentials, call,
    test_util::{CannedReply, Recording, Replies},
};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    raw::{ACME, CREATE_DESK, Client, Desk, GET_DESK},
    server::{Reply, Server},
};

fn client(replies: &Replies) -> Client {
    let builder = ClientBuilder::new(&ACME).credentials(Credentials::token("tok_123"));
    Client::from_parts(builder.replies(replies).build().unwrap())
}

async fn get(client: &Client, id: &str) -> Result<Desk, floorkit_runtime::Error> {
    call(&GET_DESK, client.get_desk(id)).await
}

#[tokio::test(start_paused = true)]
async fn the_longest_pause_takes_no_time() {
    let replies = Replies::new()
        .then(CannedReply::status(503).header("retry-after", "50"))
        .then(CannedReply::refused())
        .then(CannedReply::json(r#"{"id":"#).cut_after(4).after(Duration::from_secs(9)))
        .then(CannedReply::json(r#"{"id":"7"}"#));
    let start = Instant::now();
    let desk = get(&client(&replies), "7").await.unwrap();
    assert_eq!(desk.id, "7");
    assert!(start.elapsed() >= Duration::from_secs(59));
    assert_eq!((replies.requests().len(), replies.left()), (4, 0));
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_never_comes_ends_with_the_clients_patience() {
    let replies = Replies::new().then(CannedReply::json("{}").after(Duration::from_secs(86_400)));
    let body = json!({});
    let client = client(&replies);
    let error = call(&CREATE_DESK, client.create_desk(&body)).await.unwrap_err();
    assert!(error.is_timeout() && error.may_have_been_sent(), "{error:?}");
    assert_eq!(error.elapsed().map(|elapsed| elapsed.as_secs()), Some(300));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_nobody_expected_says_so() {
    let replies = Replies::new().on("create_desk", CannedReply::json(r#"{"id":"8"}"#));
    let client = client(&replies);
    let error = get(&client, "7").await.unwrap_err();
    assert!(error.is_invalid_request() && error.attempts() == 1, "{error:?}");
    assert!(
        error.to_string().contains("no reply to it (GET /v1/desks/7), and 1 others"),
        "{error}"
    );

    let body = json!({ "name": "d" });
    call(&CREATE_DESK, client.create_desk(&body)).await.unwrap();
    let requests = replies.requests();
    let paths: Vec<_> = requests.iter().map(|request| request.path.as_str()).collect();
    assert_eq!(paths, ["/v1/desks/7", "/v1/desks"]);
    assert_eq!(requests[1].body, r#"{"name":"d"}"#);
    assert!(!requests[1].headers.contains_key("authorization"));
    assert!(requests[1].headers.contains_key("content-type"));
}

/// A vendor that gives away what it can.
async fn vendor() -> Server {
    Server::start(|seen| {
        let token = seen.header("authorization").unwrap_or_default().to_owned();
        let body = json!({
            "id": seen.path.rsplit('/').next(),
            "access_token": "planted_1",
            "owner": { "email": "planted_2@acme.example" },
            "note": ["for planted_3", token],
        });
        Reply::json(200, &body.to_string())
            .header("set-cookie", "session=planted_4")
            .header("etag", "\"v1\"")
    })
    .await
}

#[tokio::test]
async fn what_was_recorded_is_played_again_and_holds_no_secret() {
    let server = vendor().await;
    let recording = Recording::new().mask("email").mask_text("planted_3");
    let builder = ClientBuilder::new(&ACME)
        .base_url(&server.url)
        .credentials(Credentials::token("planted_5"))
        .record(&recording);
    let recorder = Client::from_parts(builder.build().unwrap());
    for id in ["7", "8", "planted_3"] {
        get(&recorder, id).await.unwrap();
    }
    let body = json!({ "name": "d", "password": "planted_6", "for": "planted_3" });
    call(&CREATE_DESK, recorder.create_desk(&body)).await.unwrap();
    assert_eq!(recording.len(), 4);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desks.json");
    recording.save(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("planted"), "{text}");
    assert!(text.contains(r#""etag": "\"v1\"""#), "{text}");
    assert!(!format!("{recording:?}{recorder:?}").contains("planted"));

    let replies = Recording::load(&file).unwrap().replies();
    let player = client(&replies);
    // In another order than they were recorded in.
    for id in ["8", "7", "planted_3"] {
        let played = get(&player, id).await.unwrap();
        assert!(played.id == id || played.id == "*********", "{played:?}");
    }
    let other = json!({ "name": "other", "password": "x", "for": "planted_3" });
    let error = call(&CREATE_DESK, player.create_desk(&other)).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error:?}");
    call(&CREATE_DESK, player.create_desk(&body)).await.unwrap();
    assert_eq!(replies.left(), 0);
}

#[tokio::test]
async fn a_body_that_is_no_text_is_played_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desks.json");
    let exchange = |body: Value| {
        json!([{
            "request": { "operation": "get_desk", "method": "GET", "path": "/v1/desks/7" },
            "answer": { "status": 200, "body": body },
        }])
    };
    for (body, expected) in [
        (json!({ "hex": "00ff10" }), &b"\x00\xff\x10"[..]),
        (json!({ "text": "a b" }), b"a b"),
        (json!({ "json": "a b" }), b"\"a b\""),
    ] {
        std::fs::write(&file, exchange(body).to_string()).unwrap();
        let client = client(&Recording::load(&file).unwrap().replies());
        let body = floorkit_runtime::open(&GET_DESK, client.get_desk("7")).await.unwrap();
        assert_eq!(body.bytes(100).await.unwrap(), expected);
    }
    std::fs::write(&file, "[{}]").unwrap();
    let error = Recording::load(&file).unwrap_err();
    assert!(error.to_string().contains("could not be read"), "{error}");
}
