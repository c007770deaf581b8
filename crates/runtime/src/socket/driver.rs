//! The task behind a socket: connects, reads, writes, and connects anew.
//!
//! It knows no type of message, so that it is compiled once.

use std::{convert::Infallible, future, time::Duration};

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
use tracing::{debug, warn};

use super::{
    SocketGap,
    backoff::Attempts,
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
    Lost(SocketGap),
    /// The last news.
    Ended(Error),
}

/// A message that the socket wants to be written.
pub(super) struct Outgoing {
    pub(super) text: String,
    /// Dropped instead if the connection breaks in the middle.
    pub(super) written: oneshot::Sender<()>,
}

/// A place in the queue of news.
type Place = mpsc::OwnedPermit<News>;

pub(super) struct Driver {
    pub(super) operation: &'static Operation,
    pub(super) ask: Ask,
    pub(super) clients: Clients,
    pub(super) settings: Settings,
    pub(super) news: mpsc::Sender<News>,
    /// A place for the end of a connection, which must not wait: a program that
    /// is not taking news may be waiting to send.
    pub(super) spare: Option<Place>,
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
        // Who waits to send need wait no longer.
        drop(self.outgoing);
        match (ended, self.spare, link) {
            (Some(error), Some(spare), _) => drop(spare.send(News::Ended(error))),
            // Nobody may be left to hear it.
            (Some(error), None, _) => drop(self.news.send(News::Ended(error)).await),
            (None, _, Some(link)) => link.leave().await,
            (None, _, None) => {}
        }
    }

    /// Keeps a connection in the slot whenever there is one. Gives the error
    /// that nothing can be done about.
    async fn live(&mut self, slot: &mut Option<Link>) -> Error {
        let mut attempts = Attempts::new(self.settings.patience);
        let (mut number, mut objections) = (0_u32, 0);
        loop {
            number = number.saturating_add(1);
            let (Failure { error, is_objection }, life) = self.attempt(slot, number).await;
            if life.as_ref().is_some_and(|life| life.has_delivered) {
                objections = 0;
            }
            objections += u32::from(is_objection);
            if objections >= MOST_OBJECTIONS {
                return error.lasting();
            }
            let lasted = life.as_ref().map(|life| life.lasted);
            let pause = match attempts.next(lasted, error.retry_after()) {
                Some(pause) if error.is_retryable() => pause,
                _ => return error,
            };
            warn!(
                floorkit.operation = self.operation.id(),
                attempt = number,
                ?pause,
                %error,
                "a socket is connected anew after a pause",
            );
            if let Some(life) = life {
                number = 0;
                self.report(&life, error);
            }
            sleep(pause).await;
        }
    }

    /// Makes a connection and uses it as long as it lasts.
    async fn attempt(&mut self, slot: &mut Option<Link>, number: u32) -> (Failure, Option<Life>) {
        let link = match self.open().await {
            Ok(link) => slot.insert(link),
            Err(failure) => return (failure, None),
        };
        debug!(floorkit.operation = self.operation.id(), attempt = number, "connected a socket");
        let start = Instant::now();
        let Err(failure) = self.serve(link, number).await;
        let life = Life {
            lasted: start.elapsed(),
            heard: link.heard(),
            is_announced: link.is_announced,
            has_delivered: link.has_delivered,
        };
        *slot = None;
        (failure, Some(life))
    }

    /// Reports the loss of a connection that the program knows of.
    fn report(&mut self, life: &Life, cause: Error) {
        if life.is_announced
            && let Some(spare) = self.spare.take()
        {
            let gap = SocketGap { since: wall_time(life.heard), cause };
            drop(spare.send(News::Lost(gap)));
        }
    }

    /// Connects to a new address, and introduces itself.
    async fn open(&mut self) -> Result<Link, Failure> {
        let operation = self.operation;
        let address = Address::read(operation, &(self.ask)().await?)?;
        let connection = address.connect(operation, &mut self.clients, &self.settings).await?;
        let patience = self.settings.idle_after;
        let most = self.settings.max_message_size;
        let mut link = Link {
            operation,
            address,
            connection,
            patience,
            most,
            is_announced: false,
            has_delivered: false,
        };
        for hello in &self.settings.hello {
            link.write(Message::text(hello.to_string())).await?;
        }
        Ok(link)
    }

    /// Passes on what comes until nothing comes any more.
    async fn serve(&mut self, link: &mut Link, number: u32) -> Result<Infallible, Failure> {
        let Settings { ping_every, idle_after, .. } = self.settings;
        // Nothing is read without a place to put it, so memory is bounded.
        let mut place = None;
        let mut reading_since = Instant::now();
        let mut pinged = Instant::now();
        loop {
            let silence = link.heard().max(reading_since).elapsed();
            if place.is_some() && silence >= idle_after {
                return Err(link.is_silent().into());
            }
            select! {
                granted = self.news.clone().reserve_owned(), if place.is_none() => {
                    place = self.take(granted.ok(), link, number).await;
                    reading_since = Instant::now();
                }
                message = link.connection.next(), if place.is_some() => {
                    if let Some(news) = link.hear(message).await?
                        && let Some(place) = place.take()
                    {
                        drop(place.send(news));
                    }
                }
                Some(outgoing) = self.outgoing.recv() => link.send(outgoing).await?,
                () = sleep(ping_every.saturating_sub(pinged.elapsed())) => {
                    link.write(Message::Ping(Bytes::new())).await?;
                    pinged = Instant::now();
                }
                () = sleep(idle_after.saturating_sub(silence)), if place.is_some() => {}
            }
        }
    }

    /// Takes a place in the queue: the first as the spare one, the second to say
    /// that there is a connection, every other for a message.
    async fn take(
        &mut self,
        granted: Option<Place>,
        link: &mut Link,
        number: u32,
    ) -> Option<Place> {
        let Some(granted) = granted else {
            // Whoever let go of the other end ends this task.
            return future::pending().await;
        };
        if self.spare.is_none() {
            self.spare = Some(granted);
        } else if !link.is_announced {
            drop(granted.send(News::Connected { attempts: number }));
            link.is_announced = true;
        } else {
            return Some(granted);
        }
        None
    }
}

/// What is left of a connection.
struct Life {
    lasted: Duration,
    heard: Instant,
    is_announced: bool,
    has_delivered: bool,
}

/// A connection, and what is needed to say what became of it.
struct Link {
    operation: &'static Operation,
    address: Address,
    connection: Connection,
    patience: Duration,
    most: usize,
    is_announced: bool,
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

    /// Writes a message unless whoever wanted it to be has given up.
    async fn send(&mut self, outgoing: Outgoing) -> Result<(), Failure> {
        let Outgoing { text, written } = outgoing;
        if !written.is_closed() {
            self.write(Message::text(text)).await?;
            let _ = written.send(());
        }
        Ok(())
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
        let why = format!(
            "the server was silent, or took nothing, for {} s",
            self.patience.as_secs_f64()
        );
        Error::socket(self.operation, why).timed_out()
    }
}

/// When this was on the clock on the wall.
fn wall_time(instant: Instant) -> Timestamp {
    Timestamp::now().checked_sub(instant.elapsed()).unwrap_or(Timestamp::MIN)
}
