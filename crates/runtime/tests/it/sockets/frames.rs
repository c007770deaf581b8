//! What may come in frames, and what must not: after the cases of the Autobahn
//! test suite, against the whole socket.

use std::time::Duration;

use futures_util::SinkExt as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::sleep,
};

use super::{Desks, desks, expect, last, within};
use crate::sockets::server::Place;

const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CONTINUATION: u8 = 0x0;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;
const LAST: u8 = 0x80;

/// A frame as a server sends it.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match u16::try_from(payload.len()) {
        Ok(length @ 0..126) => frame.push(length.to_be_bytes()[1]),
        Ok(length) => {
            frame.push(126);
            frame.extend(length.to_be_bytes());
        }
        Err(_) => {
            frame.push(127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend(payload);
    frame
}

/// The next frame of the client but pings, as its first byte and its payload.
async fn from_client(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    loop {
        let first = within(stream.read_u8()).await.unwrap();
        let length = stream.read_u8().await.unwrap();
        assert!((128..128 + 126).contains(&length), "not masked, or long");
        let mut mask = [0; 4];
        stream.read_exact(&mut mask).await.unwrap();
        let mut payload = vec![0; usize::from(length - 128)];
        stream.read_exact(&mut payload).await.unwrap();
        payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
        if first != LAST | PING {
            return (first, payload);
        }
    }
}

fn close(code: u16, reason: &[u8]) -> Vec<u8> {
    frame(LAST | CLOSE, &[&code.to_be_bytes(), reason].concat())
}

#[tokio::test]
async fn fragments_are_joined() {
    let whole = r#"{"all":true,"n":1,"":"κόσμε 🪑"}"#.as_bytes();
    let mut cases: Vec<Vec<Vec<u8>>> = Vec::new();
    // In two, wherever it is cut, also in the middle of a character.
    for cut in 0..=whole.len() {
        let (one, two) = whole.split_at(cut);
        cases.push(vec![frame(TEXT, one), frame(LAST | CONTINUATION, two)]);
    }
    // In single bytes, with other frames and nothing at all in between.
    let mut bytes: Vec<_> = whole.iter().map(|byte| frame(CONTINUATION, &[*byte])).collect();
    bytes[0][0] = TEXT;
    bytes.insert(3, frame(LAST | PING, b"in between"));
    bytes.insert(9, frame(LAST | PONG, b"unasked"));
    bytes.insert(12, frame(CONTINUATION, b""));
    bytes.push(frame(LAST | CONTINUATION, b""));
    cases.push(bytes);

    let place = Place::new().await;
    let mut socket = place.builder::<Desks>().connect().unwrap();
    let mut server = place.accept_bytes().await;
    expect(&mut socket, &["connected 1"]).await;
    for case in &cases {
        server.write_all(&case.concat()).await.unwrap();
        expect(&mut socket, &["message 1"]).await;
    }
    assert_eq!(from_client(&mut server).await, (LAST | PONG, b"in between".to_vec()));
}

#[tokio::test]
async fn every_length_is_read() {
    let place = Place::new().await;
    let mut socket = place.builder::<Desks>().connect().unwrap();
    let mut server = place.accept_bytes().await;
    expect(&mut socket, &["connected 1"]).await;
    for length in [0, 1, 125, 126, 127, 128, 65_535, 65_536, 300_000] {
        let text = "x".repeat(length);
        server.write_all(&frame(LAST | TEXT, text.as_bytes())).await.unwrap();
        expect(&mut socket, &[&format!("text {text}")]).await;
        // Byte by byte from the network.
        if length < 200 {
            for byte in frame(LAST | BINARY, text.as_bytes()) {
                server.write_all(&[byte]).await.unwrap();
                server.flush().await.unwrap();
                tokio::task::yield_now().await;
            }
            expect(&mut socket, &[&format!("binary b\"{text}\"")]).await;
        }
    }
}

#[tokio::test]
async fn every_ping_may_be_answered() {
    let place = Place::new().await;
    let _socket = place.builder::<Desks>().connect().unwrap();
    let mut server = place.accept_bytes().await;
    for payload in [&b""[..], b"hello", &[0xFF; 125]] {
        server.write_all(&frame(LAST | PING, payload)).await.unwrap();
        assert_eq!(from_client(&mut server).await, (LAST | PONG, payload.to_vec()));
    }
}

#[tokio::test]
async fn what_must_not_come_is_named_to_the_server_and_ends_the_connection() {
    let long = [b'x'; 126];
    let cases: Vec<(&str, Vec<u8>, u16)> = vec![
        ("a reserved bit", frame(LAST | 0x40 | TEXT, b"x"), 1002),
        ("a reserved bit of a ping", frame(LAST | 0x10 | PING, b""), 1002),
        ("data of a reserved kind", frame(LAST | 0x3, b""), 1002),
        ("data of the last reserved kind", frame(LAST | 0x7, b"x"), 1002),
        ("a control frame of a reserved kind", frame(LAST | 0xB, b""), 1002),
        ("a long ping", frame(LAST | PING, &long), 1002),
        ("a long close", frame(LAST | CLOSE, &long), 1002),
        ("a ping in fragments", frame(PING, b"x"), 1002),
        ("a continuation of nothing", frame(LAST | CONTINUATION, b"x"), 1002),
        ("a first fragment twice", [frame(TEXT, b"x"), frame(TEXT, b"x")].concat(), 1002),
        ("a message in another", [frame(TEXT, b"x"), frame(LAST | BINARY, b"")].concat(), 1002),
        ("a masked frame", vec![LAST | TEXT, 0x81, 1, 2, 3, 4, b'x' ^ 1], 1002),
        ("half a code", frame(LAST | CLOSE, &[3]), 1002),
        ("bytes that are no text", frame(LAST | TEXT, b"\xFF"), 1007),
        ("half a character", frame(LAST | TEXT, "κ".as_bytes().split_at(1).0), 1007),
        ("a surrogate", frame(LAST | TEXT, b"\xED\xA0\x80"), 1007),
        ("an overlong character", frame(LAST | TEXT, b"\xC0\xAF"), 1007),
        ("a fragment that cannot become text", frame(TEXT, b"\xF4\x90\x80\x80"), 1007),
        ("a reason that is no text", close(1000, b"\xFF"), 1007),
    ];
    for (name, bytes, code) in cases {
        let place = Place::new().await;
        let mut socket = place.builder::<Desks>().connect().unwrap();
        let mut server = place.accept_bytes().await;
        server.write_all(&bytes).await.unwrap();
        let (first, payload) = from_client(&mut server).await;
        assert_eq!((first, &*payload), (LAST | CLOSE, &code.to_be_bytes()[..]), "{name}");
        assert!(within(server.read(&mut [0])).await.map_or(0, |read| read) == 0, "{name}");
        expect(&mut socket, &["connected 1", "gap"]).await;
        place.accept().await.send(desks(true, 1)).await.unwrap();
        expect(&mut socket, &["connected 1", "message 1"]).await;
    }
}

#[tokio::test]
async fn a_message_that_is_too_long_ends_the_socket() {
    const MOST: usize = 1000;
    let half = [b'x'; MOST / 2];
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("a frame", frame(LAST | TEXT, &[b'x'; MOST + 1])),
        ("the promise of one", [&[LAST | BINARY, 127][..], &u64::MAX.to_be_bytes()].concat()),
        (
            "the promise of a large one",
            [&[LAST | BINARY, 127][..], &(1_u64 << 33).to_be_bytes()].concat(),
        ),
        (
            "fragments",
            [frame(BINARY, &half), frame(CONTINUATION, &half), frame(CONTINUATION, b"x")].concat(),
        ),
    ];
    for (name, bytes) in cases {
        let place = Place::new().await;
        let mut socket = place.builder().max_message_size(MOST).connect().unwrap();
        let mut server = place.accept_bytes().await;
        server.write_all(&frame(LAST | TEXT, &[b'1'; MOST])).await.unwrap();
        server.write_all(&bytes).await.unwrap();
        let error = last(&mut socket).await;
        assert!(error.is_socket() && !error.is_retryable(), "{name}: {error:?}");
        assert!(error.to_string().contains("raise `.max_message_size(…)`"), "{name}: {error}");
        assert_eq!(from_client(&mut server).await.1, 1009_u16.to_be_bytes(), "{name}");
        assert_eq!(place.asked(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_close_is_answered_in_kind() {
    for code in [1000, 1001, 1002, 1011, 1012, 1013, 3001, 4000, 4999] {
        let place = Place::new().await;
        let mut socket = place.builder::<Desks>().connect().unwrap();
        let mut server = place.accept_bytes().await;
        // What comes after a close is not read.
        let after = frame(LAST | TEXT, b"late");
        server.write_all(&[close(code, "bye".as_bytes()), after].concat()).await.unwrap();
        let (first, payload) = from_client(&mut server).await;
        assert_eq!((first, &payload[..2]), (LAST | CLOSE, &code.to_be_bytes()[..]));
        expect(&mut socket, &["connected 1", "gap"]).await;
        drop(place.accept().await);
        expect(&mut socket, &["connected 1"]).await;
    }
}

#[tokio::test]
async fn a_long_message_that_comes_slowly_is_a_sign_of_life() {
    let place = Place::new().await;
    let builder = place.builder().idle_after(Duration::from_secs(1));
    let mut socket = builder.connect().unwrap();
    // It answers no ping.
    let mut server = place.accept_bytes().await;
    expect(&mut socket, &["connected 1"]).await;
    for byte in frame(LAST | TEXT, b"slow and steady") {
        server.write_all(&[byte]).await.unwrap();
        sleep(Duration::from_millis(120)).await;
    }
    expect(&mut socket, &["text slow and steady", "gap"]).await;
}
