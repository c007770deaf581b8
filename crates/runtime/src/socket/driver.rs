//! The task behind a socket: connects, reads, writes, and connects anew.
//!
//! It knows no type of message, so that it is compiled once.

use std::{future, time::Duration};

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _, future::BoxFuture};
use jiff::Timestamp;
use tokio::{
    select,
    sync::{mpsc, oneshot},
    time::{Instant, sleep, timeout},
};
use tokio_tungstenite::tungstenite::{
    Error as Broken, Message, Utf8Bytes,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use super::{
    Gap,
    backoff::Backoff,
    builder::Settings,
    failure::{self, Failure},
    handshake::{Address, Clients, Connection},
};
use crate::{Error, Operation, SecretText};

/// Asks the vendor for an address.
pub(super) type Ask =
    Box<dyn FnMut() -> BoxFuture<'static, Result<SecretText, Error>> + Send + 'static>;

/// What the task tells the socket.
pub(super) enum News {
    Connected {
        attempts: u32,
    },
    Text(Utf8Bytes),
    Binary(Bytes),
    Lost(Gap),
    /// The last news.
    Ended(Error),
}

/// A message that the socket wants to be written.
pub(super) struct Outgoing {
    pub(super) text: String,
    /// Dropped instead if the connection breaks in the middle.
    pub(super) written: oneshot::Sender<()>,
}

pub(super) struct Driver {
    pub(super) operation: &'static Operation,
    pub(super) ask: Ask,
    pub(super) clients: Clients,
    pub(super) settings: Settings,
    pub(super) news: mpsc::Sender<News>,
    pub(super) outgoing: mpsc::Receiver<Outgoing>,
}

/// How long the server has for its part of a close, when the caller closes.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// How long the last frame may take to be written to a server that is left.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);

/// How many objections in a row, to fresh addresses, are final.
const MOST_OBJECTIONS: u32 = 2;

impl Driver {
    /// Runs until it fails for good or is told to close.
    pub(super) async fn run(mut self, closing: oneshot::Receiver<()>) {
        let mut link = None;
        let ended = select! {
            // A socket that is dropped tells nothing, and aborts this task.
            Ok(()) = closing => None,
            error = self.live(&mut link) => Some(error),
        };
        match (ended, link) {
            (Some(error), _) => {
                // Nobody may be left to hear it.
                let _ = self.news.send(News::Ended(error)).await;
            }
            (None, Some(link)) => link.leave().await,
            (None, None) => {}
        }
    }

    /// Keeps a connection in the slot whenever there is one. Gives the error
    /// that nothing can be done about.
    async fn live(&mut self, slot: &mut Option<Link>) -> Error {
        let operation = self.operation.id();
        let mut backoff = Backoff::new(self.settings.patience);
        let mut objections = 0;
        loop {
            let attempts = backoff.failures().saturating_add(1);
            let (failure, lost) = match self.open().await {
                Ok(link) => {
                    tracing::debug!(operation, attempts, "connected a socket");
                    let (link, start) = (slot.insert(link), Instant::now());
                    let failure = self.serve(link, attempts).await;
                    if link.has_delivered {
                        objections = 0;
                    }
                    let lost = Lost { lived: start.elapsed(), heard: link.heard() };
                    *slot = None;
                    (failure, Some(lost))
                }
                Err(failure) => (failure, None),
            };
            let Failure { error, is_objection } = failure;
            objections += u32::from(is_objection);
            if objections >= MOST_OBJECTIONS {
                return error.lasting();
            }
            let asked = error.retry_after();
            let pause = match backoff.next(lost.as_ref().map(|lost| lost.lived), asked) {
                Some(pause) if error.is_retryable() => pause,
                _ => return error,
            };
            tracing::warn!(operation, attempts, ?pause, %error, "a socket is connected anew");
            if let Some(lost) = lost {
                let gap = Gap { since: wall_time(lost.heard), cause: error };
                let _ = self.news.send(News::Lost(gap)).await;
            }
            sleep(pause).await;
        }
    }

    /// Connects to a new address, and introduces itself.
    async fn open(&mut self) -> Result<Link, Failure> {
        let operation = self.operation;
        let address = Address::read(operation, &(self.ask)().await?)?;
        let connection = address.connect(operation, &mut self.clients, &self.settings).await?;
        let patience = self.settings.idle_after;
        let most = self.settings.max_message_size;
        let mut link =
            Link { operation, address, connection, patience, most, has_delivered: false };
        for hello in &self.settings.hello {
            link.write(Message::text(hello.to_string())).await?;
        }
        Ok(link)
    }

    /// Passes on what comes until nothing comes any more.
    async fn serve(&mut self, link: &mut Link, attempts: u32) -> Failure {
        let Settings { ping_every, idle_after, .. } = self.settings;
        let mut first = Some(News::Connected { attempts });
        // Nothing is read without a place to put it, so memory is bounded.
        let mut place = None;
        let mut reading_since = Instant::now();
        let mut pinged = Instant::now();
        loop {
            let silence = link.heard().max(reading_since).elapsed();
            if place.is_some() && silence >= idle_after {
                return link.is_silent().into();
            }
            select! {
                granted = self.news.reserve(), if place.is_none() => {
                    match (granted, first.take()) {
                        (Ok(granted), Some(news)) => granted.send(news),
                        (Ok(granted), None) => place = Some(granted),
                        // Whoever let go of the other end ends this task.
                        (Err(_), _) => future::pending().await,
                    }
                    reading_since = Instant::now();
                }
                message = link.connection.next(), if place.is_some() => {
                    match link.hear(message).await {
                        Ok(None) => {}
                        Ok(Some(news)) => {
                            if let Some(place) = place.take() {
                                place.send(news);
                            }
                        }
                        Err(failure) => return failure,
                    }
                }
                Some(Outgoing { text, written }) = self.outgoing.recv() => {
                    // Unless whoever wanted it has given up.
                    if !written.is_closed() {
                        if let Err(failure) = link.write(Message::text(text)).await {
                            return failure;
                        }
                        let _ = written.send(());
                    }
                }
                () = sleep(ping_every.saturating_sub(pinged.elapsed())) => {
                    if let Err(failure) = link.write(Message::Ping(Bytes::new())).await {
                        return failure;
                    }
                    pinged = Instant::now();
                }
                () = sleep(idle_after.saturating_sub(silence)), if place.is_some() => {}
            }
        }
    }
}

/// What is left of a connection.
struct Lost {
    lived: Duration,
    heard: Instant,
}

/// A connection, and what is needed to say what became of it.
struct Link {
    operation: &'static Operation,
    address: Address,
    connection: Connection,
    patience: Duration,
    most: usize,
    has_delivered: bool,
}

impl Link {
    fn heard(&self) -> Instant {
        self.connection.get_ref().heard()
    }

    /// Makes news of what was read, if it is any. Pings are answered below.
    async fn hear(
        &mut self,
        message: Option<Result<Message, Broken>>,
    ) -> Result<Option<News>, Failure> {
        let news = match message {
            Some(Ok(Message::Text(text))) => News::Text(text),
            Some(Ok(Message::Binary(bytes))) => News::Binary(bytes),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => return Ok(None),
            Some(Ok(Message::Close(frame))) => {
                // The answer to it is in the buffer.
                let _ = timeout(GOODBYE_WITHIN, self.connection.flush()).await;
                return Err(self.closed(frame.as_ref()));
            }
            Some(Err(error)) => {
                if let Some(code) = failure::reproach(&error) {
                    let _ = timeout(GOODBYE_WITHIN, self.close(code)).await;
                }
                return Err(self.broken(error));
            }
            None => return Err(self.closed(None)),
        };
        self.has_delivered = true;
        Ok(Some(news))
    }

    /// Writes a message, while nothing is read: a server that takes none of it
    /// is as good as silent.
    async fn write(&mut self, message: Message) -> Result<(), Failure> {
        match timeout(self.patience, self.connection.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.broken(error)),
            Err(_) => Err(self.is_silent().into()),
        }
    }

    /// Closes it in agreement with the server, whose word is waited for and
    /// whose hanging up is not.
    async fn leave(mut self) {
        let goodbye = async {
            self.close(CloseCode::Normal).await?;
            while let Some(message) = self.connection.next().await.transpose()? {
                if message.is_close() {
                    break;
                }
            }
            Ok::<_, Broken>(())
        };
        // It is dropped in any case.
        let _ = timeout(CLOSE_WITHIN, goodbye).await;
    }

    async fn close(&mut self, code: CloseCode) -> Result<(), Broken> {
        self.connection.close(Some(CloseFrame { code, reason: Utf8Bytes::default() })).await
    }

    fn closed(&self, frame: Option<&CloseFrame>) -> Failure {
        failure::closed(self.operation, frame, self.address.secrets())
    }

    fn broken(&self, error: Broken) -> Failure {
        failure::broken(self.operation, error, self.most)
    }

    fn is_silent(&self) -> Error {
        let why = format!("the server was silent for {} s", self.patience.as_secs_f64());
        Error::socket(self.operation, why).timed_out()
    }
}

/// When this was on the clock on the wall.
fn wall_time(instant: Instant) -> Timestamp {
    Timestamp::now().checked_sub(instant.elapsed()).unwrap_or(Timestamp::MIN)
}
