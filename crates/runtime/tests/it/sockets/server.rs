//! A place that sockets connect to, where the test is the server.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use floorkit_runtime::{Socket, SocketBuilder};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{WebSocketStream, accept_async};

use super::WATCH_DESKS;

pub(super) const TOKEN: &str = "tok_0123456789abcdef";

/// Listens on loopback, and counts how often its address was asked for.
pub(super) struct Place {
    listener: TcpListener,
    asked: Arc<AtomicUsize>,
}

impl Place {
    pub(super) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener, asked: Arc::default() }
    }

    /// An address with a token in it.
    pub(super) fn url(&self) -> String {
        format!("ws://{}/live/{TOKEN}?key={TOKEN}", self.listener.local_addr().unwrap())
    }

    /// A socket to here, in a hurry.
    pub(super) fn builder<T>(&self) -> SocketBuilder<T> {
        let (url, asked) = (self.url(), Arc::clone(&self.asked));
        let ask = move || {
            asked.fetch_add(1, Ordering::Relaxed);
            let url = url.clone();
            async move { Ok(url.into()) }
        };
        Socket::builder(&WATCH_DESKS, ask)
            .backoff(Duration::from_millis(20), Duration::from_millis(100))
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// The next connection, before its handshake.
    pub(super) async fn accept_tcp(&self) -> TcpStream {
        within(self.listener.accept()).await.unwrap().0
    }

    /// The next connection.
    pub(super) async fn accept(&self) -> WebSocketStream<TcpStream> {
        within(accept_async(self.accept_tcp().await)).await.unwrap()
    }

    /// The next connection, as bytes.
    pub(super) async fn accept_bytes(&self) -> TcpStream {
        self.accept().await.into_inner()
    }

    /// Answers the next handshake with this, and closes.
    pub(super) async fn answer(&self, answer: &str) {
        let mut stream = self.accept_tcp().await;
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(within(stream.read_u8()).await.unwrap());
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

/// What must not take long.
pub(super) async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(10), future).await.expect("it takes too long")
}
