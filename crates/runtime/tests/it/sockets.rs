//! Sockets against servers on loopback.

mod frames;
mod lives;
mod secrecy;
mod server;

use std::time::Duration;

use floorkit_runtime::{Error, Method, Operation, Socket, SocketEvent};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use self::server::{Place, within};

static WATCH_DESKS: Operation = Operation::new("watch_desks", Method::Post, "/v1/desks/socket");

/// What the server sends: all desks, or those that changed.
#[derive(Debug, Deserialize, PartialEq)]
struct Desks {
    all: bool,
    n: u32,
}

fn desks(all: bool, n: u32) -> Message {
    Message::text(json!({ "all": all, "n": n }).to_string())
}

/// An event in short.
fn short(event: Result<SocketEvent<Desks>, Error>) -> String {
    match event {
        Ok(SocketEvent::Connected { attempts }) => format!("connected {attempts}"),
        Ok(SocketEvent::Message(desks)) => format!("message {}", desks.n),
        Ok(SocketEvent::Partial(desks)) => format!("partial {}", desks.n),
        Ok(SocketEvent::Unknown(value)) => format!("unknown {value}"),
        Ok(SocketEvent::Text(text)) => format!("text {text}"),
        Ok(SocketEvent::Binary(bytes)) => format!("binary {bytes:?}"),
        Ok(SocketEvent::Gap(gap)) => {
            assert!(gap.cause().is_socket() && gap.cause().is_retryable(), "{gap:?}");
            "gap".to_owned()
        }
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("error {error}"),
    }
}

async fn expect(socket: &mut Socket<Desks>, events: &[&str]) {
    for expected in events {
        let event = within(socket.next()).await.expect("an event");
        assert_eq!(short(event), *expected);
    }
}

/// The error with which a socket ends, whatever comes before.
async fn last(socket: &mut Socket<Desks>) -> Error {
    let mut error = None;
    while let Some(event) = within(socket.next()).await {
        error = event.err();
    }
    assert!(within(socket.next()).await.is_none());
    error.expect("a stream ends with an error")
}

#[tokio::test]
async fn everything_passes_in_order() {
    let place = Place::new().await;
    let mut socket = place.builder().connect().unwrap();
    let mut server = place.accept().await;
    for message in [
        desks(true, 1),
        desks(false, 2),
        Message::text(r#"{"kind":"new","n":[1.50]}"#),
        Message::text(r#"{"all":true,"n":-1}"#),
        Message::text("heartbeat"),
        Message::text(""),
        Message::binary(&b"\x00{}"[..]),
        desks(false, 3),
    ] {
        server.send(message).await.unwrap();
    }
    let events = [
        "connected 1",
        "message 1",
        "message 2",
        r#"unknown {"kind":"new","n":[1.5]}"#,
        r#"unknown {"all":true,"n":-1}"#,
        "text heartbeat",
        "text ",
        r#"binary b"\0{}""#,
        "message 3",
    ];
    expect(&mut socket, &events).await;
}

#[tokio::test]
async fn a_gap_ends_with_the_next_snapshot() {
    let place = Place::new().await;
    let mut socket = place.builder().snapshot(|desks: &Desks| desks.all).connect().unwrap();
    let mut server = place.accept().await;
    for message in [desks(false, 1), desks(true, 2), desks(false, 3)] {
        server.send(message).await.unwrap();
    }
    expect(&mut socket, &["connected 1", "partial 1", "message 2", "message 3"]).await;
    let before = jiff::Timestamp::now();
    drop(server);
    let event = within(socket.next()).await.unwrap().unwrap();
    let SocketEvent::Gap(gap) = event else { panic!("{event:?}") };
    assert!(gap.cause().is_socket() && !gap.cause().is_timeout(), "{gap:?}");
    let early = before.duration_since(gap.since()).as_secs_f64();
    assert!(early.abs() < 2.0, "{early}");

    let mut server = place.accept().await;
    for message in [desks(false, 4), Message::text("beat"), desks(true, 5), desks(false, 6)] {
        server.send(message).await.unwrap();
    }
    let events = ["connected 1", "partial 4", "text beat", "message 5", "message 6"];
    expect(&mut socket, &events).await;
    assert_eq!(place.asked(), 2);
}

#[tokio::test]
async fn every_connection_begins_with_the_hellos() {
    let place = Place::new().await;
    let builder = place.builder::<Desks>().hello(json!({ "watch": [1] })).hello(json!("more"));
    let _socket = builder.connect().unwrap();
    for _ in 0..2 {
        let mut server = place.accept().await;
        for hello in [r#"{"watch":[1]}"#, r#""more""#] {
            assert_eq!(within(server.next()).await.unwrap().unwrap(), Message::text(hello));
        }
    }
}

#[tokio::test]
async fn messages_are_sent_on_the_connection_or_on_the_next_one() {
    let place = Place::new().await;
    let mut socket = place.builder().connect().unwrap();
    let mut server = place.accept().await;
    within(socket.send(&json!({ "n": 1 }))).await.unwrap();
    assert_eq!(within(server.next()).await.unwrap().unwrap(), Message::text(r#"{"n":1}"#));
    server.close(None).await.unwrap();
    expect(&mut socket, &["connected 1", "gap"]).await;

    // Taken back before there was a connection.
    assert!(timeout(Duration::from_millis(5), socket.send(&2)).await.is_err());
    let (sent, mut server) = tokio::join!(socket.send(&3), place.accept());
    sent.unwrap();
    assert_eq!(within(server.next()).await.unwrap().unwrap(), Message::text("3"));
}

#[tokio::test]
async fn sending_waits_for_nobody_to_take_messages() {
    let place = Place::new().await;
    let mut socket = place.builder().queue(1).connect().unwrap();
    let mut server = place.accept().await;
    expect(&mut socket, &["connected 1"]).await;
    for n in 1..=10 {
        server.send(desks(true, n)).await.unwrap();
    }
    // The queue is full by then.
    tokio::time::sleep(Duration::from_millis(50)).await;
    within(socket.send(&1)).await.unwrap();
    // The loss is told in its turn, and only once: there are connections of
    // which nobody hears.
    for n in 2..=4 {
        drop(server);
        let until_noticed = async { while socket.send(&0).await.is_ok() {} };
        within(until_noticed).await;
        let (sent, next) = tokio::join!(within(socket.send(&n)), place.accept());
        sent.unwrap();
        server = next;
    }
    server.send(desks(true, 11)).await.unwrap();
    let mut event = short(within(socket.next()).await.unwrap());
    // Unless the connection broke before it was read.
    if event == "message 1" {
        event = short(within(socket.next()).await.unwrap());
    }
    assert_eq!(event, "gap");
    expect(&mut socket, &["connected 1", "message 11"]).await;
}

#[tokio::test]
async fn what_is_no_json_is_not_sent() {
    let place = Place::new().await;
    let socket = place.builder::<Desks>().connect().unwrap();
    let keys_are_no_text = std::collections::BTreeMap::from([((1, 2), 3)]);
    let error = within(socket.send(&keys_are_no_text)).await.unwrap_err();
    assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
}

#[tokio::test]
async fn pings_are_answered_and_sent() {
    let place = Place::new().await;
    let builder = place.builder().ping_every(Duration::from_millis(50));
    let mut socket = builder.connect().unwrap();
    let mut server = place.accept().await;
    server.send(Message::Ping("are you there".into())).await.unwrap();
    let (mut pings, mut pongs) = (0, Vec::new());
    while pings < 3 {
        match within(server.next()).await.unwrap().unwrap() {
            Message::Ping(payload) => {
                assert!(payload.is_empty());
                pings += 1;
            }
            Message::Pong(payload) => pongs.push(payload),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(pongs, ["are you there"]);
    // Neither is news.
    server.send(desks(true, 1)).await.unwrap();
    expect(&mut socket, &["connected 1", "message 1"]).await;
}

#[tokio::test]
async fn a_server_that_answers_pings_alone_is_alive() {
    let place = Place::new().await;
    let builder = place.builder();
    let builder =
        builder.ping_every(Duration::from_millis(40)).idle_after(Duration::from_millis(800));
    let mut socket = builder.connect().unwrap();
    let mut server = place.accept().await;
    let quiet =
        timeout(Duration::from_millis(2000), async { while server.next().await.is_some() {} });
    assert!(quiet.await.is_err(), "the socket left a server that is alive");
    server.send(desks(true, 1)).await.unwrap();
    expect(&mut socket, &["connected 1", "message 1"]).await;
}

#[tokio::test]
async fn a_slow_consumer_makes_the_server_wait() {
    const COUNT: usize = 400;
    let place = Place::new().await;
    let builder = place.builder::<Desks>().queue(1).idle_after(Duration::from_millis(250));
    let mut socket = builder.connect().unwrap();
    let mut server = place.accept().await;
    let message = |n: usize| Message::binary(vec![u8::try_from(n % 256).unwrap(); 64 * 1024]);
    let mut sent = 0;
    let flood = async {
        while sent < COUNT {
            server.send(message(sent)).await.unwrap();
            sent += 1;
        }
    };
    // Longer than silence is borne.
    assert!(timeout(Duration::from_millis(700), flood).await.is_err(), "nothing held it up");
    let rest = tokio::spawn(async move {
        // The one that was being sent is in the buffer.
        for n in sent + 1..COUNT {
            server.send(message(n)).await.unwrap();
        }
        server
    });
    expect(&mut socket, &["connected 1"]).await;
    for n in 0..COUNT {
        match within(socket.next()).await.unwrap().unwrap() {
            SocketEvent::Binary(bytes) => assert_eq!(usize::from(bytes[0]), n % 256),
            other => panic!("{other:?} instead of the message {n}"),
        }
    }
    within(rest).await.unwrap();
}

#[tokio::test]
async fn settings_that_cannot_be_are_refused() {
    let place = Place::new().await;
    let builder = || place.builder::<Desks>();
    for builder in [
        builder().ping_every(Duration::ZERO),
        builder().idle_after(Duration::ZERO),
        builder().backoff(Duration::ZERO, Duration::MAX),
    ] {
        let error = builder.connect().unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
        assert!(error.to_string().contains("must be longer than zero"), "{error}");
    }
    assert_eq!(place.asked(), 0);
    let _endless = builder()
        .ping_every(Duration::MAX)
        .idle_after(Duration::MAX)
        .handshake_timeout(Duration::MAX)
        .queue(0)
        .backoff(Duration::MAX, Duration::MAX)
        .connect()
        .unwrap();
    drop(place.accept().await);
}

#[test]
fn there_must_be_a_runtime() {
    let ask = async || Ok("ws://127.0.0.1:1/".into());
    let error = Socket::<Desks>::builder(&WATCH_DESKS, ask).connect().unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}

#[test]
fn it_can_be_sent_around() {
    fn takes<T: Send + Sync + Unpin + 'static>() {}
    fn takes_future(_: impl Send) {}
    takes::<Socket<std::cell::Cell<u8>>>();
    takes::<SocketEvent<Desks>>();
    let _ = |mut socket: Socket<Desks>| {
        takes_future(async move {
            let _ = socket.next().await;
            let _ = socket.send(&1).await;
            socket.close().await;
        })
    };
}
