//! The address of a socket carries a token, and nothing shows it.

use std::{cell::RefCell, error::Error as _, fmt::Write as _, time::Duration};

use super::{
    Desks, WATCH_DESKS,
    server::{Place, TOKEN, within},
};
use crate::traces::Traces;
use floorkit_runtime::{Error, Socket, SocketEvent};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};

thread_local! {
    /// What the crates below log on this thread, from when it is wanted.
    static LOGGED: RefCell<Option<String>> = const { RefCell::new(None) };
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        LOGGED.with_borrow_mut(|logged| {
            if let Some(logged) = logged {
                let _ = writeln!(logged, "{}: {}", record.target(), record.args());
            }
        });
    }

    fn flush(&self) {}
}

/// Everything that an error can say.
fn outputs(error: &Error) -> String {
    let mut text = format!("{error} {error:#?} {:?} {:?}", error.request_id(), error.body());
    let mut source = error.source();
    while let Some(error) = source {
        let _ = write!(text, " {error} {error:?}");
        source = error.source();
    }
    text
}

/// Runs a socket to its end, and gives all that it says on the way.
async fn story(mut socket: Socket<Desks>) -> String {
    let mut text = format!("{socket:?}");
    while let Some(event) = within(socket.next()).await {
        match event {
            Ok(SocketEvent::Gap(gap)) => {
                let _ = write!(text, "{gap:?} {}", outputs(gap.cause()));
            }
            Ok(event) => {
                let _ = write!(text, "{event:?}");
            }
            Err(error) => text.push_str(&outputs(&error)),
        }
    }
    text
}

#[tokio::test]
async fn no_output_shows_the_address() {
    let (traces, _guard) = Traces::collect();
    log::set_logger(&Logger).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    LOGGED.set(Some(String::new()));
    let place = Place::new().await;
    let builder = place.builder::<Desks>().handshake_timeout(Duration::from_millis(100));
    let mut text = format!("{builder:?}");
    let socket = builder.connect().unwrap();
    let server = async {
        // In every way in which a server can repeat it.
        let reason = format!("not {TOKEN}").into();
        let frame = CloseFrame { code: CloseCode::Error, reason };
        place.accept().await.close(Some(frame)).await.unwrap();
        drop(place.accept_tcp().await);
        let silent = place.accept_tcp().await;
        drop(place.accept().await);
        drop(silent);
        let body = format!("{{\"detail\":\"no {TOKEN}\"}}");
        let answer = format!(
            "HTTP/1.1 403 Forbidden\r\nx-request-id: for-{TOKEN}\r\nlocation: /{TOKEN}\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len(),
        );
        place.answer(&answer).await;
        place.answer(&answer).await;
    };
    let (story, ()) = tokio::join!(story(socket), server);
    text.push_str(&story);
    for address in [format!("ws://acme.example/{TOKEN}"), format!("ftp://{TOKEN}"), TOKEN.into()] {
        let ask = move || {
            let address = address.clone();
            async move { Ok(address.into()) }
        };
        text.push_str(&self::story(Socket::builder(&WATCH_DESKS, ask).connect().unwrap()).await);
    }
    let traced = traces.text();
    assert!(text.contains("403 Forbidden") && text.contains("1011"), "{text}");
    assert!(traced.contains("connected a socket"), "{traced}");
    assert!(traced.contains("a socket is connected anew"), "{traced}");
    let logged = LOGGED.take().unwrap();
    assert!(logged.contains("reqwest::connect: starting new connection"), "{logged}");
    assert!(logged.contains("tungstenite::protocol"), "{logged}");
    // A close is logged below as it comes; the server of this test repeats the
    // token in one.
    let quoted = format!("not {TOKEN}");
    let logged = logged.replace(&quoted, "");
    for shown in [&text, &traced, &logged] {
        assert!(!shown.contains(TOKEN), "{shown}");
        assert!(!shown.contains("/live/"), "{shown}");
    }
}
