//! Building a socket.

use std::{fmt, time::Duration};

use serde_json::Value;
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
    task::JoinSet,
};

use super::{
    Line, Socket,
    backoff::Patience,
    driver::{Ask, Driver},
    handshake::Clients,
};
use crate::{Error, Operation, SecretText};

/// Builds a [`Socket`]: [`Socket::builder`] makes one.
///
/// # Example
///
/// ```no_run
/// use std::time::Duration;
///
/// use floorkit_runtime::{Error, Method, Operation, SecretText, Socket};
/// use serde_json::{Value, json};
///
/// static WATCH_DESKS: Operation = Operation::new("watch_desks", Method::Post, "/v1/desks/socket");
///
/// async fn ask() -> Result<SecretText, Error> {
///     // `call(&WATCH_DESKS, client.watch_desks().send()).await` in a vendor's crate.
/// #   Ok("wss://live.acme.example/tok_123".into())
/// }
///
/// # async fn example() -> Result<(), Error> {
/// let socket: Socket<Value> = Socket::builder(&WATCH_DESKS, ask)
///     .snapshot(|message: &Value| message["kind"] == "all")
///     .hello(json!({ "subscribe": ["desk-1"] }))
///     .ping_every(Duration::from_secs(15))
///     .idle_after(Duration::from_secs(45))
///     .connect()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "call `connect`"]
pub struct SocketBuilder<T> {
    operation: &'static Operation,
    ask: Ask,
    clients: Clients,
    settings: Settings,
    snapshot: Option<fn(&T) -> bool>,
    queue: u16,
}

/// What the task behind a socket keeps to.
pub(super) struct Settings {
    pub(super) hello: Vec<Value>,
    pub(super) handshake_timeout: Duration,
    pub(super) ping_every: Duration,
    pub(super) idle_after: Duration,
    pub(super) max_message_size: usize,
    pub(super) patience: Patience,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hello: Vec::new(),
            handshake_timeout: Duration::from_secs(10),
            ping_every: Duration::from_secs(20),
            idle_after: Duration::from_secs(60),
            max_message_size: 16 * 1024 * 1024,
            patience: Patience {
                first: Duration::from_secs(1),
                longest: Duration::from_secs(60),
                give_up_after: Duration::from_secs(10 * 60),
                failures: u32::MAX,
            },
        }
    }
}

impl<T> SocketBuilder<T> {
    pub(super) fn new<F>(
        operation: &'static Operation,
        mut ask: impl FnMut() -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = Result<SecretText, Error>> + Send + 'static,
    {
        let ask: Ask = Box::new(move || Box::pin(ask()));
        Self {
            operation,
            ask,
            clients: Clients::default(),
            settings: Settings::default(),
            snapshot: None,
            queue: 16,
        }
    }

    /// Which messages tell everything that the others are changes of. Without
    /// any, every message stands for itself.
    ///
    /// ```
    /// # use floorkit_runtime::{Method, Operation, Socket};
    /// # static WATCH_DESKS: Operation = Operation::new("watch_desks", Method::Post, "/v1/desks/socket");
    /// use serde_json::Value;
    ///
    /// let builder = Socket::<Value>::builder(&WATCH_DESKS, async || Ok("wss://…".into()))
    ///     .snapshot(|message| message["kind"] == "all");
    /// ```
    pub fn snapshot(mut self, is_snapshot: fn(&T) -> bool) -> Self {
        self.snapshot = Some(is_snapshot);
        self
    }

    /// A message to send first on every connection, such as what to subscribe
    /// to; several are sent in the order of the calls.
    ///
    /// ```
    /// # use floorkit_runtime::{Method, Operation, Socket};
    /// # static WATCH_DESKS: Operation = Operation::new("watch_desks", Method::Post, "/v1/desks/socket");
    /// use serde_json::{Value, json};
    ///
    /// let builder = Socket::<Value>::builder(&WATCH_DESKS, async || Ok("wss://…".into()))
    ///     .hello(json!({ "subscribe": ["desk-1"] }));
    /// ```
    pub fn hello(mut self, message: Value) -> Self {
        self.settings.hello.push(message);
        self
    }

    /// Another HTTP client for the handshake than one with the system's
    /// proxies and certificates. It must speak HTTP/1.1 only, should not follow
    /// redirects, and sees the address with its token.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.clients.own = Some(client);
        self
    }

    /// The longest time that connecting may take, from the name of the host to
    /// the end of the handshake; 10 seconds by default. Asking for the address
    /// is not part of it.
    pub fn handshake_timeout(mut self, timeout: Duration) -> Self {
        self.settings.handshake_timeout = timeout;
        self
    }

    /// How often the server is asked for a sign of life; every 20 seconds by
    /// default.
    pub fn ping_every(mut self, interval: Duration) -> Self {
        self.settings.ping_every = interval;
        self
    }

    /// After how long without a byte from the server the connection is given
    /// up; after 60 seconds by default. Longer than
    /// [`ping_every`](Self::ping_every), or a quiet server is taken for a dead
    /// one.
    pub fn idle_after(mut self, silence: Duration) -> Self {
        self.settings.idle_after = silence;
        self
    }

    /// The longest message that is taken, in bytes; 16 MiB by default. A
    /// longer one ends the socket, since it would come again.
    pub fn max_message_size(mut self, bytes: usize) -> Self {
        self.settings.max_message_size = bytes;
        self
    }

    /// How many messages may wait to be taken before reading pauses; 16 by
    /// default, and 1 at least.
    pub fn queue(mut self, messages: u16) -> Self {
        self.queue = messages;
        self
    }

    /// How long to wait before connecting again: a random time from `first` up
    /// to a bound, which begins at twice `first` and doubles with each failure
    /// until it is `longest`. From 1 second to 1 minute by default. `first` is
    /// thereby the shortest time between two connections; one that lived for
    /// `longest` starts over.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        let patience = &mut self.settings.patience;
        (patience.first, patience.longest) = (first, longest);
        self
    }

    /// How long after the first failure to give up, if no connection has lived
    /// for the longest time of the [`backoff`](Self::backoff) since; 10 minutes
    /// by default, and never with [`Duration::MAX`].
    pub fn give_up_after(mut self, trouble: Duration) -> Self {
        self.settings.patience.give_up_after = trouble;
        self
    }

    /// How many failures in a row to bear, of which a connection that lived
    /// for less than the longest time of the [`backoff`](Self::backoff) is one;
    /// any number by default.
    pub fn give_up_after_failures(mut self, failures: u32) -> Self {
        self.settings.patience.failures = failures;
        self
    }

    /// Starts connecting, in a task of its own. The first event says that it is
    /// connected.
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] if an interval is zero, or outside of a
    /// tokio runtime.
    pub fn connect(self) -> Result<Socket<T>, Error> {
        let Self { operation, ask, clients, settings, snapshot, queue } = self;
        let refuse = |why: &str| Error::refused(why).at(operation);
        let Settings { ping_every, idle_after, patience, .. } = &settings;
        for (name, interval) in
            [("ping_every", *ping_every), ("idle_after", *idle_after), ("backoff", patience.first)]
        {
            if interval.is_zero() {
                return Err(refuse(&format!("`.{name}(…)` must be longer than zero")));
            }
        }
        let Ok(runtime) = Handle::try_current() else {
            return Err(refuse("there is no tokio runtime; call `.connect()` inside of one"));
        };
        // One place more: see `Driver::spare`.
        let (sender, news) = mpsc::channel(usize::from(queue.max(1)) + 1);
        let (outgoing, receiver) = mpsc::channel(1);
        let (close, closing) = oneshot::channel();
        let driver = Driver {
            operation,
            ask,
            clients,
            settings,
            news: sender,
            spare: None,
            outgoing: receiver,
        };
        let mut task = JoinSet::new();
        task.spawn_on(driver.run(closing), &runtime);
        Ok(Socket::new(operation, snapshot, Line { news, outgoing, close, task }))
    }
}

impl<T> fmt::Debug for SocketBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SocketBuilder")
            .field("operation", &self.operation.id())
            .field("handshake_timeout", &self.settings.handshake_timeout)
            .field("ping_every", &self.settings.ping_every)
            .field("idle_after", &self.settings.idle_after)
            .field("max_message_size", &self.settings.max_message_size)
            .field("patience", &self.settings.patience)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}
