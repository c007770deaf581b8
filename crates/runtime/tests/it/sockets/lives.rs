//! How connections end, and what comes then.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use floorkit_runtime::{Credentials, Error, SecretText, Socket, SocketEvent, SocketGap, call};
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use tokio::{io::AsyncWriteExt as _, runtime::Handle, time::sleep};
use tokio_tungstenite::{
    accept_async,
    tungstenite::{
        Message,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use super::{
    Desks, WATCH_DESKS, desks, expect, last,
    server::{Place, within},
};
use crate::{
    raw::{Client, GET_DESK},
    server::dead_url,
};

/// The next gap, after nothing but connections.
async fn gap(socket: &mut Socket<Desks>) -> SocketGap {
    loop {
        match within(socket.next()).await.unwrap().unwrap() {
            SocketEvent::Gap(gap) => return gap,
            SocketEvent::Connected { .. } => {}
            other => panic!("{other:?}"),
        }
    }
}

fn close(code: u16) -> CloseFrame {
    CloseFrame { code: CloseCode::from(code), reason: "enough".into() }
}

/// A socket that asks this function, in a hurry.
fn socket<F>(ask: impl FnMut() -> F + Send + 'static) -> Socket<Desks>
where
    F: Future<Output = Result<SecretText, Error>> + Send + 'static,
{
    let builder = Socket::builder(&WATCH_DESKS, ask);
    builder.backoff(Duration::from_millis(20), Duration::from_millis(100)).connect().unwrap()
}

#[tokio::test]
async fn a_silent_server_is_left() {
    let place = Place::new().await;
    let builder = place.builder().ping_every(Duration::from_millis(30));
    let mut socket = builder.idle_after(Duration::from_millis(150)).connect().unwrap();
    // It takes everything, and says nothing.
    let silent = place.accept_bytes().await;
    let start = Instant::now();
    let gap = gap(&mut socket).await;
    assert!(start.elapsed() > Duration::from_millis(100), "{:?}", start.elapsed());
    assert!(gap.cause().is_timeout(), "{gap:?}");
    assert!(gap.cause().to_string().contains("silent, or took nothing, for 0.15 s"), "{gap:?}");
    place.accept().await.send(desks(true, 1)).await.unwrap();
    expect(&mut socket, &["connected 1", "message 1"]).await;
    drop(silent);
}

#[tokio::test]
async fn a_server_that_takes_nothing_is_left() {
    let place = Place::new().await;
    let builder = place.builder::<Desks>().idle_after(Duration::from_millis(300));
    let mut socket = builder.connect().unwrap();
    let mut deaf = place.accept_bytes().await;
    let large = "x".repeat(64 * 1024);
    let sending = async {
        loop {
            if let Err(error) = socket.send(&large).await {
                break error;
            }
        }
    };
    let talking = async {
        loop {
            deaf.write_all(b"\x8A\x00").await.unwrap();
            sleep(Duration::from_millis(20)).await;
        }
    };
    let error = tokio::select! {
        error = within(sending) => error,
        () = talking => unreachable!(),
    };
    assert!(error.is_socket() && error.may_have_been_sent(), "{error:?}");
    let gap = gap(&mut socket).await;
    assert!(gap.cause().is_timeout(), "{gap:?}");
    drop(deaf);
}

#[tokio::test]
async fn a_connection_that_breaks_in_a_frame_is_made_anew() {
    let place = Place::new().await;
    let mut socket = place.builder().connect().unwrap();
    for reset in [false, true] {
        let mut server = place.accept_bytes().await;
        server.write_all(b"\x81\x7D{\"all\":").await.unwrap();
        if reset {
            server.set_zero_linger().unwrap();
            sleep(Duration::from_millis(50)).await;
        }
        drop(server);
        let gap = gap(&mut socket).await;
        assert!(gap.cause().is_socket() && !gap.cause().is_timeout(), "{gap:?}");
    }
    place.accept().await.send(desks(true, 1)).await.unwrap();
    expect(&mut socket, &["connected 1", "message 1"]).await;
}

#[tokio::test]
async fn connections_are_never_made_faster_than_agreed() {
    const FIRST: Duration = Duration::from_millis(40);
    let place = Place::new().await;
    let builder = place.builder::<Desks>().backoff(FIRST, FIRST * 2);
    let _socket = builder.connect().unwrap();
    let mut before = None;
    for _ in 0..8 {
        drop(place.accept().await);
        let now = Instant::now();
        if let Some(before) = before.replace(now) {
            assert!(now - before >= FIRST, "{:?}", now - before);
        }
    }
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_with_a_new_address() {
    let place = Place::new().await;
    let (dead, good) = (dead_url().await.replace("http", "ws"), place.url());
    let mut urls = [dead.clone(), dead, good].into_iter();
    let mut socket = socket(move || {
        let url = urls.next().unwrap();
        async move { Ok(url.into()) }
    });
    let _server = place.accept().await;
    expect(&mut socket, &["connected 3"]).await;
}

#[tokio::test]
async fn a_call_that_fails_for_now_is_made_again() {
    let place = Place::new().await;
    let (dead, good) = (Client::new(&dead_url().await, Credentials::token("tok_123")), place.url());
    let asked = AtomicUsize::new(0);
    let dead = Arc::new(dead);
    let mut socket = socket(move || {
        let is_first = asked.fetch_add(1, Ordering::Relaxed) == 0;
        let (dead, good) = (Arc::clone(&dead), good.clone());
        async move {
            if is_first {
                call(&GET_DESK, dead.get_desk("1")).await?;
            }
            Ok(good.into())
        }
    });
    let _server = place.accept().await;
    expect(&mut socket, &["connected 2"]).await;
}

#[tokio::test]
async fn a_call_that_fails_for_good_ends_the_socket() {
    let place = Place::new().await;
    let mut urls = [place.url()].into_iter();
    let mut socket = socket(move || {
        let url = urls.next().ok_or_else(|| Error::invalid_request(&WATCH_DESKS, "no more"));
        async move { Ok(url?.into()) }
    });
    drop(place.accept().await);
    expect(&mut socket, &["connected 1", "gap"]).await;
    let error = last(&mut socket).await;
    assert!(error.is_invalid_request() && error.to_string().ends_with("no more"), "{error}");
    let error = within(socket.send(&1)).await.unwrap_err();
    assert!(error.is_socket() && !error.may_have_been_sent(), "{error}");
    within(socket.close()).await;
}

#[tokio::test]
async fn an_address_that_is_none_ends_the_socket() {
    for url in ["http://127.0.0.1:1/", "ws://acme.example/", "wss://", "tok_123"] {
        let error = last(&mut socket(move || async move { Ok(url.into()) })).await;
        assert!(error.is_socket() && !error.is_retryable(), "{error:?}");
        assert!(!error.to_string().contains("tok_123"), "{error}");
    }
}

#[tokio::test]
async fn one_objection_is_borne_and_a_second_is_not() {
    for code in [1003, 1007, 1008, 1009, 1010, 3000, 3003] {
        let place = Place::new().await;
        let mut socket = place.builder().connect().unwrap();
        // What worked before may be allowed again with a new address.
        for n in 1..=2 {
            let mut server = place.accept().await;
            server.send(desks(true, n)).await.unwrap();
            server.close(Some(close(code))).await.unwrap();
            let events = ["connected 1", &format!("message {n}"), "gap"];
            expect(&mut socket, &events).await;
        }
        place.accept().await.close(Some(close(code))).await.unwrap();
        let error = last(&mut socket).await;
        assert!(error.is_socket() && !error.is_retryable(), "{error:?}");
        assert!(error.to_string().ends_with(&format!("the code {code} (`enough`)")), "{error}");
        assert_eq!(place.asked(), 3);
    }
}

#[tokio::test]
async fn a_handshake_that_is_refused_twice_ends_the_socket() {
    let place = Place::new().await;
    let mut socket = place.builder::<Desks>().connect().unwrap();
    for status in ["503 Service Unavailable", "403 Forbidden", "410 Gone"] {
        let rest = "x-request-id: r-7\r\ncontent-length: 0\r\n\r\n";
        place.answer(&format!("HTTP/1.1 {status}\r\n{rest}")).await;
    }
    let error = last(&mut socket).await;
    assert!(error.is_socket() && !error.is_retryable(), "{error:?}");
    assert_eq!((error.status(), error.request_id()), (Some(410), Some("r-7")));
    assert!(error.to_string().contains("410 Gone instead of opening it"), "{error}");
}

#[tokio::test]
async fn the_server_may_ask_to_wait() {
    let place = Place::new().await;
    let mut socket = place.builder::<Desks>().connect().unwrap();
    place.answer("HTTP/1.1 429 Wait\r\nretry-after: 0.4\r\ncontent-length: 0\r\n\r\n").await;
    let start = Instant::now();
    let _server = place.accept().await;
    assert!(start.elapsed() >= Duration::from_millis(390), "{:?}", start.elapsed());
    expect(&mut socket, &["connected 2"]).await;
}

#[tokio::test]
async fn what_is_no_websocket_server_is_not_spoken_to() {
    const SWITCH: &str = "HTTP/1.1 101 Switching Protocols\r\n";
    const BOTH: &str = "connection: upgrade\r\nupgrade: websocket\r\n";
    let place = Place::new().await;
    let mut socket = place.builder::<Desks>().give_up_after_failures(4).connect().unwrap();
    for answer in [
        format!("{SWITCH}{BOTH}\r\n"),
        format!("{SWITCH}{BOTH}sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"),
        format!("{SWITCH}connection: upgrade\r\nupgrade: h2c\r\n\r\n"),
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned(),
        "SSH-2.0-x\r\n".to_owned(),
    ] {
        place.answer(&answer).await;
    }
    let error = last(&mut socket).await;
    assert!(error.to_string().ends_with("no connection was made"), "{error}");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_handshake_may_not_take_for_ever() {
    let place = Place::new().await;
    let builder = place.builder::<Desks>().give_up_after_failures(0);
    let mut socket = builder.handshake_timeout(Duration::from_millis(100)).connect().unwrap();
    let silent = place.accept_tcp().await;
    let error = last(&mut socket).await;
    assert!(error.is_socket() && error.is_timeout(), "{error:?}");
    assert!(error.to_string().contains("longer than 0.1 s"), "{error}");
    drop(silent);
}

#[tokio::test]
async fn it_gives_up_when_it_is_told_to() {
    let place = Place::new().await;
    let builder = place.builder::<Desks>().give_up_after(Duration::from_millis(300));
    let mut socket = builder.connect().unwrap();
    let start = Instant::now();
    tokio::select! {
        error = last(&mut socket) => assert!(error.is_retryable(), "{error:?}"),
        // A connection that is lost at once does not count.
        () = async { loop { drop(place.accept().await) } } => {}
    }
    assert!(start.elapsed() < Duration::from_millis(1000), "{:?}", start.elapsed());
    assert!(place.asked() >= 3, "{}", place.asked());
}

#[tokio::test]
async fn a_panic_of_the_function_is_not_taken_for_an_end() {
    let mut socket = socket(|| async { panic!("on purpose") });
    let error = last(&mut socket).await;
    assert!(error.is_socket() && !error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("panicked"), "{error}");
}

#[tokio::test]
async fn closing_says_goodbye() {
    let place = Place::new().await;
    let mut socket = place.builder().queue(1).connect().unwrap();
    let mut server = place.accept().await;
    expect(&mut socket, &["connected 1"]).await;
    // Nobody takes them.
    for n in 0..20 {
        server.send(desks(true, n)).await.unwrap();
    }
    let closing = tokio::spawn(socket.close());
    let goodbye = within(server.next()).await.unwrap().unwrap();
    let Message::Close(Some(frame)) = goodbye else { panic!("{goodbye:?}") };
    assert_eq!(frame.code, CloseCode::Normal);
    // It answers, and does not hang up.
    while within(server.next()).await.is_some() {}
    let start = Instant::now();
    within(closing).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    drop(server);
}

#[tokio::test]
async fn a_goodbye_that_is_not_answered_is_not_waited_for() {
    let place = Place::new().await;
    let mut socket = place.builder().connect().unwrap();
    let server = place.accept_bytes().await;
    expect(&mut socket, &["connected 1"]).await;
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    within(socket.close()).await;
    let elapsed = start.elapsed().as_secs_f64();
    assert!((5.0..5.1).contains(&elapsed), "{elapsed}");
    drop(server);
}

#[tokio::test]
async fn closing_waits_for_nobody_else() {
    let place = Place::new().await;
    // While there is no connection.
    let hurry = Duration::from_millis(300);
    let socket = place.builder::<Desks>().connect().unwrap();
    let start = Instant::now();
    within(socket.close()).await;
    // In a pause.
    let place = Place::new().await;
    let socket = place.builder::<Desks>().backoff(hurry * 100, hurry * 200).connect().unwrap();
    drop(place.accept_tcp().await);
    sleep(Duration::from_millis(20)).await;
    within(socket.close()).await;
    // After the end, which nobody has heard of.
    let place = Place::new().await;
    let builder = place.builder::<Desks>().queue(1).give_up_after_failures(0);
    let socket = builder.connect().unwrap();
    drop(place.accept().await);
    sleep(Duration::from_millis(20)).await;
    within(socket.close()).await;
    assert!(start.elapsed() < hurry * 5, "{:?}", start.elapsed());
}

#[tokio::test]
async fn dropping_closes_at_once() {
    let place = Place::new().await;
    let socket = place.builder::<Desks>().connect().unwrap();
    let mut server = place.accept().await;
    drop(socket);
    let end = within(server.next()).await;
    assert!(matches!(end, None | Some(Err(_))), "{end:?}");
}

#[tokio::test]
async fn nothing_is_left_whenever_it_is_dropped() {
    drop_at_every_turn().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_left_on_other_threads() {
    drop_at_every_turn().await;
}

async fn drop_at_every_turn() {
    let place = Arc::new(Place::new().await);
    let server = {
        let place = Arc::clone(&place);
        tokio::spawn(async move {
            loop {
                // Connections that break are among what happens, on both sides.
                let Ok(mut server) = accept_async(place.accept_tcp().await).await else {
                    continue;
                };
                for n in 0..5 {
                    let _ = server.send(desks(true, n)).await;
                }
            }
        })
    };
    let http = reqwest::Client::builder().no_proxy().http1_only().build().unwrap();
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    for turns in 0..150 {
        let builder = place.builder::<Desks>().http_client(http.clone()).queue(1);
        let builder = builder.ping_every(Duration::from_millis(1));
        let mut socket = builder.connect().unwrap();
        for turn in 0..turns {
            match turn % 3 {
                0 => tokio::task::yield_now().await,
                1 => drop(socket.next().now_or_never()),
                _ => drop(socket.send(&1).now_or_never()),
            }
        }
    }
    let all_gone = async {
        while tasks() > before {
            sleep(Duration::from_millis(5)).await;
        }
    };
    within(all_gone).await;
    assert!(!server.is_finished(), "the server failed");
    server.abort();
}
