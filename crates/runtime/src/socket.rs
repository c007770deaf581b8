//! Streams of messages over WebSockets.

mod backoff;
mod builder;
mod driver;
mod failure;
mod handshake;
mod watched;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
};
use tokio_tungstenite::tungstenite::Utf8Bytes;

pub use self::builder::SocketBuilder;
use self::driver::{News, Outgoing};
use crate::{Error, Operation, SecretText};

/// A stream of messages over a WebSocket that connects anew when it is lost.
///
/// An operation gives the address of the socket, which carries a token and is
/// good for a short time. So for every connection a new one is asked for, by
/// the function that [`builder`](Self::builder) takes.
///
/// # What comes
///
/// [`SocketEvent::Connected`] for every connection, then what the server sends,
/// in its order: [`Message`](SocketEvent::Message) if it is JSON of type `T`,
/// [`Unknown`](SocketEvent::Unknown) if it is other JSON,
/// [`Text`](SocketEvent::Text) if it is none, and
/// [`Binary`](SocketEvent::Binary). When the connection is lost there is a
/// [`SocketGap`]: whatever the server had to tell until the next connection is lost
/// too. The stream ends with an error, and with nothing else:
///
/// - the address cannot be had, for a reason that does not pass;
/// - it is not of `wss` (or of `ws` to this machine);
/// - a message is longer than [`max_message_size`](SocketBuilder::max_message_size);
/// - the server objects twice to what it is sent, with new addresses and
///   without a message in between: it answers the handshake with a 4xx status
///   (but 408, 421, 425 and 429), or closes with 1003, 1007 to 1010, 3000 or
///   3003;
/// - there was no lasting connection for
///   [`give_up_after`](SocketBuilder::give_up_after).
///
/// After anything else there is a new connection: a server that closes with
/// another code, breaks off, sends what no server may, or is silent.
///
/// # Snapshots
///
/// Where some messages tell everything and others what has changed, say which
/// with [`snapshot`](SocketBuilder::snapshot). Changes that come on a new
/// connection before its first snapshot are
/// [`Partial`](SocketEvent::Partial): each is true, but they miss what was
/// changed during the gap. The first `Message` after a gap is a snapshot, and
/// so ends it. Without `snapshot` every message stands for itself, and none is
/// `Partial`.
///
/// # Signs of life
///
/// A task of its own reads, answers the server's pings, sends pings
/// ([`ping_every`](SocketBuilder::ping_every)), and takes a server that sends
/// not a byte for [`idle_after`](SocketBuilder::idle_after) for lost, so a
/// program that is busy with a message loses no connection. When the
/// [`queue`](SocketBuilder::queue) is full the task pauses reading: no message
/// is dropped and no more memory is used, and the server has to wait. In that
/// time pings are sent but not answered, and silence does not count, so a
/// server may close the connection of a program that takes nothing for long.
///
/// # Cancellation
///
/// [`next`](Self::next) may be dropped at any await, and nothing is lost.
/// Dropping the socket closes the connection at once, without a word to the
/// server; [`close`](Self::close) says goodbye.
///
/// # Example
///
/// ```no_run
/// use floorkit_runtime::{Error, Method, Operation, SecretText, Socket, SocketEvent};
/// use serde::Deserialize;
///
/// static WATCH_DESKS: Operation = Operation::new("watch_desks", Method::Post, "/v1/desks/socket");
///
/// #[derive(Debug, Deserialize)]
/// struct Desks {
///     complete: bool,
///     taken: Vec<String>,
/// }
///
/// async fn ask() -> Result<SecretText, Error> {
///     // `call(&WATCH_DESKS, client.watch_desks().send()).await` in a vendor's crate.
/// #   Ok("wss://live.acme.example/tok_123".into())
/// }
///
/// # async fn example() -> Result<(), Error> {
/// let mut socket = Socket::builder(&WATCH_DESKS, ask)
///     .snapshot(|desks: &Desks| desks.complete)
///     .connect()?;
/// while let Some(event) = socket.next().await {
///     match event? {
///         SocketEvent::Message(desks) => println!("{desks:?}"),
///         SocketEvent::Partial(desks) => println!("{desks:?}, and maybe others"),
///         SocketEvent::Gap(gap) => println!("nothing is known since {}", gap.since()),
///         _ => {}
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Socket<T> {
    operation: &'static Operation,
    snapshot: Option<fn(&T) -> bool>,
    /// Whether there was a snapshot on this connection, if there are any.
    is_complete: bool,
    has_ended: bool,
    line: Line,
}

/// Something that happened on a [`Socket`].
///
/// # Example
///
/// ```
/// use floorkit_runtime::SocketEvent;
///
/// let event = SocketEvent::Message(7);
/// assert!(matches!(event, SocketEvent::Message(7)));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum SocketEvent<T> {
    /// There is a connection.
    Connected {
        /// How many attempts it took; 1 if the first one succeeded.
        attempts: u32,
    },
    /// A message.
    Message(T),
    /// A message before the first snapshot of this connection: it is true, but
    /// there may be changes before it that nobody has seen.
    Partial(T),
    /// A message in JSON that is no `T`, such as one that is newer than this
    /// crate.
    Unknown(Value),
    /// A message in text that is no JSON, such as a heartbeat.
    Text(String),
    /// A message in bytes.
    Binary(Bytes),
    /// The connection was lost, and there will be another.
    Gap(SocketGap),
}

/// The loss of a connection, from which on messages are missing.
///
/// # Example
///
/// ```
/// use floorkit_runtime::SocketGap;
///
/// fn report(gap: &SocketGap) -> String {
///     format!("since {}: {}", gap.since(), gap.cause())
/// }
/// ```
#[derive(Debug)]
pub struct SocketGap {
    since: Timestamp,
    cause: Error,
}

/// What a socket holds of its task.
struct Line {
    news: mpsc::Receiver<News>,
    outgoing: mpsc::Sender<Outgoing>,
    close: oneshot::Sender<()>,
    /// The task alone; dropping the set aborts it.
    task: JoinSet<()>,
}

impl<T> Socket<T> {
    /// A socket of which this operation gives the address, and how to ask for
    /// one: with a call, which has its own retries. It is asked for once for
    /// every connection. What it fails with ends the stream, unless
    /// [`Error::is_retryable`].
    ///
    /// The address is a secret. Nothing shows it. What is sent and received is
    /// logged by `tungstenite`, at the level `trace` (closes: `debug`).
    pub fn builder<F>(
        operation: &'static Operation,
        ask: impl FnMut() -> F + Send + 'static,
    ) -> SocketBuilder<T>
    where
        F: Future<Output = Result<SecretText, Error>> + Send + 'static,
    {
        SocketBuilder::new(operation, ask)
    }

    fn new(operation: &'static Operation, snapshot: Option<fn(&T) -> bool>, line: Line) -> Self {
        Self { operation, snapshot, is_complete: false, has_ended: false, line }
    }

    /// Sends a message on the connection that there is, or else on the next
    /// one. Returns when it is written, which is not to say that it arrived.
    ///
    /// It is sent once: what every connection must begin with is a
    /// [`hello`](SocketBuilder::hello). Dropping the returned future takes the
    /// message back, unless it is being written.
    ///
    /// ```no_run
    /// # async fn example(socket: floorkit_runtime::Socket<u32>) -> Result<(), floorkit_runtime::Error> {
    /// socket.send(&serde_json::json!({ "refresh": true })).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] if it cannot be written as JSON;
    /// [`Error::is_socket`] if the connection broke meanwhile, in which case the
    /// server may have seen it, or if the stream has ended.
    pub async fn send(&self, message: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        let text = serde_json::to_string(message).map_err(|error| {
            Error::refused(format!("the message cannot be written as JSON: {error}"))
                .at(self.operation)
        })?;
        self.send_text(text).await
    }

    async fn send_text(&self, text: String) -> Result<(), Error> {
        let (written, receipt) = oneshot::channel();
        let outgoing = Outgoing { text, written };
        self.line.outgoing.send(outgoing).await.map_err(|_| {
            let why = "the message was not sent, as the stream has ended";
            Error::socket(self.operation, why).lasting()
        })?;
        receipt.await.map_err(|_| {
            let why = "the connection broke while a message was sent";
            Error::socket(self.operation, why).half_sent()
        })
    }

    /// Closes the connection in agreement with the server, which has 5 seconds
    /// for its part. What has come and was not taken is lost. Dropping the
    /// returned future drops the socket.
    ///
    /// ```no_run
    /// # async fn example(socket: floorkit_runtime::Socket<u32>) {
    /// socket.close().await;
    /// # }
    /// ```
    pub async fn close(self) {
        let Line { news, outgoing: _, close, mut task } = self.line;
        // It may have ended by itself.
        let _ = close.send(());
        // Or wait for someone to take its news.
        drop(news);
        task.join_next().await;
    }
}

impl<T: DeserializeOwned> Socket<T> {
    /// The next event, `None` after an error. It waits as long as it takes.
    ///
    /// ```no_run
    /// # async fn example(mut socket: floorkit_runtime::Socket<u32>) -> Result<(), floorkit_runtime::Error> {
    /// while let Some(event) = socket.next().await {
    ///     println!("{:?}", event?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Why the stream ends: that of the call that asks for the address, or
    /// [`Error::is_socket`].
    pub async fn next(&mut self) -> Option<Result<SocketEvent<T>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn event(&mut self, news: News) -> Result<SocketEvent<T>, Error> {
        Ok(match news {
            News::Connected { attempts } => {
                self.is_complete = self.snapshot.is_none();
                SocketEvent::Connected { attempts }
            }
            News::Text(text) => self.message(&text),
            News::Binary(bytes) => SocketEvent::Binary(bytes),
            News::Lost(gap) => SocketEvent::Gap(gap),
            News::Ended(error) => {
                self.has_ended = true;
                return Err(error);
            }
        })
    }

    fn message(&mut self, text: &Utf8Bytes) -> SocketEvent<T> {
        let Ok(message) = serde_json::from_str(text) else {
            return match serde_json::from_str(text) {
                Ok(value) => SocketEvent::Unknown(value),
                Err(_) => SocketEvent::Text(text.as_str().to_owned()),
            };
        };
        self.is_complete |= self.snapshot.is_some_and(|is_snapshot| is_snapshot(&message));
        if self.is_complete { SocketEvent::Message(message) } else { SocketEvent::Partial(message) }
    }
}

impl<T: DeserializeOwned> Stream for Socket<T> {
    type Item = Result<SocketEvent<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        let news = ready!(self.line.news.poll_recv(context)).unwrap_or_else(|| {
            let why = "its task was cut short: the program's runtime ended, or the function \
                       that asks for the address panicked";
            News::Ended(Error::socket(self.operation, why).lasting())
        });
        Poll::Ready(Some(self.event(news)))
    }
}

impl<T> fmt::Debug for Socket<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("operation", &self.operation.id())
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}

impl SocketGap {
    /// When the last byte came from the server before the loss, by this
    /// machine's clock. What happened since then was not told, or only to the
    /// lost connection.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// Why the connection was lost: [`Error::is_socket`].
    pub fn cause(&self) -> &Error {
        &self.cause
    }
}
