//! The address of a socket carries a token, and nothing shows it.

use std::{
    cell::RefCell,
    error::Error as _,
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
    time::Duration,
};

use floorkit_runtime::{Error, Socket, SocketEvent};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};
use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use super::{
    Desks, WATCH_DESKS,
    server::{Place, TOKEN, within},
};

/// Writes down everything that is traced.
#[derive(Clone, Default)]
struct Transcript(Arc<Mutex<String>>);

impl Visit for Transcript {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0.lock().unwrap(), "{field}={value:?} ");
    }
}

impl Subscriber for Transcript {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

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
    let transcript = Transcript::default();
    // With one subscriber alone, the thread that first comes to an event decides
    // for all threads whether it is wanted, and it may be that of another test.
    let _second = Dispatch::new(Transcript::default());
    log::set_logger(&Logger).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    LOGGED.set(Some(String::new()));
    let _guard = tracing::subscriber::set_default(transcript.clone());
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
    let traced = transcript.0.lock().unwrap();
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
    for shown in [&text, &*traced, &logged] {
        assert!(!shown.contains(TOKEN), "{shown}");
        assert!(!shown.contains("/live/"), "{shown}");
    }
}
