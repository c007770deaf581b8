//! Downloads that go on where they broke off.

#[cfg(feature = "fs")]
mod file;
mod part;

use std::{fmt, io, pin::Pin};

use http::{
    HeaderValue,
    header::{ACCEPT_ENCODING, IF_RANGE, RANGE},
};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use self::part::{Answered, Version};
use crate::{
    Body, CallOptions, Error,
    error::{Delivered, Unread},
};

/// A download of what may be large, which goes on where it broke off if the
/// vendor supports that.
///
/// It is given a way to make the call. The options that it hands over ask for
/// the body uncompressed and, when it goes on, for the rest of it, on condition
/// that it is the same still; give them to [`open_as`](crate::open_as). Retries
/// and pauses within one call are those of the client.
///
/// # What is written
///
/// Exactly the body, or an error. What was written before an error is a
/// beginning of it, [`Error::delivered_bytes`] long. A download that broke off
/// goes on only if the vendor tells versions apart, with an `ETag` or a
/// `Last-Modified` that can be relied on, and says nothing against parts.
/// A vendor that answers with all of it again, in the same version, is read past
/// what there is already. One whose answer is of another version ends the
/// download, as what is written cannot be taken back;
#[cfg_attr(feature = "fs", doc = "[`save`](Self::save) begins anew instead.")]
#[cfg_attr(not(feature = "fs"), doc = "the feature `fs` has a way that begins anew instead.")]
///
/// Memory: what the connection hands over at once.
///
/// # Cancellation
///
/// If a download is dropped, a beginning has been written, of unknown length.
///
/// # Example
///
/// ```no_run
/// use floorkit_runtime::{Download, Method, Operation, open_as};
/// # use progenitor_client::{Error, ResponseValue};
///
/// static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
///
/// # async fn send() -> Result<ResponseValue<String>, Error<()>> { std::future::pending().await }
/// # async fn sample() -> Result<(), floorkit_runtime::Error> {
/// let mut plan = Vec::new();
/// // `client.get_plan().send()` in a vendor's crate.
/// let written = Download::new(|options| open_as(&GET_PLAN, options, send()))
///     .on_progress(|progress| println!("{} of {:?} bytes", progress.written, progress.total))
///     .write_to(&mut plan)
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is fetched until it is told where to write"]
pub struct Download<'a> {
    fetch: Fetch<'a>,
    on_progress: Option<Box<dyn FnMut(Progress) + Send + 'a>>,
    options: CallOptions,
    resumptions: u32,
}

/// How far a download has come.
///
/// ```
/// use floorkit_runtime::Progress;
///
/// fn share(progress: Progress) -> Option<f64> {
///     Some(progress.written as f64 / progress.total? as f64)
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many bytes have been written.
    pub written: u64,
    /// How many there are in all, if the vendor said so.
    pub total: Option<u64>,
    /// How often it has gone on after it broke off.
    pub resumed: u32,
}

type Fetch<'a> = Box<dyn FnMut(CallOptions) -> Fetched<'a> + Send + 'a>;
type Fetched<'a> = Pin<Box<dyn Future<Output = Result<Body, Error>> + Send + 'a>>;

impl<'a> Download<'a> {
    /// A download by this call, which is made anew whenever it has to go on.
    ///
    /// ```no_run
    /// # use floorkit_runtime::{Download, Method, Operation, open_as};
    /// # use progenitor_client::{Error, ResponseValue};
    /// # static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
    /// # async fn send() -> Result<ResponseValue<String>, Error<()>> { std::future::pending().await }
    /// let plan = Download::new(|options| open_as(&GET_PLAN, options, send()));
    /// ```
    pub fn new<F, B>(mut fetch: F) -> Self
    where
        F: FnMut(CallOptions) -> B + Send + 'a,
        B: Future<Output = Result<Body, Error>> + Send + 'a,
    {
        let fetch: Fetch<'a> = Box::new(move |options| Box::pin(fetch(options)));
        Self { fetch, on_progress: None, options: CallOptions::new(), resumptions: 8 }
    }

    /// How each of its calls is made, beside what a download has to ask for: time limits,
    /// headers of its own.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use floorkit_runtime::{Body, CallOptions, Download, Error};
    /// # async fn fetch(options: CallOptions) -> Result<Body, Error> { std::future::pending().await }
    /// let patient = CallOptions::new().read_timeout(Duration::from_secs(60));
    /// let plan = Download::new(fetch).options(patient);
    /// ```
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// How often it may go on after it broke off, 8 times if it is not said.
    /// It does not go on, either, if nothing came since the last time.
    ///
    /// ```no_run
    /// # use floorkit_runtime::{Body, CallOptions, Download, Error};
    /// # async fn fetch(options: CallOptions) -> Result<Body, Error> { std::future::pending().await }
    /// let in_one_piece = Download::new(fetch).resumptions(0);
    /// ```
    pub fn resumptions(mut self, most: u32) -> Self {
        self.resumptions = most;
        self
    }

    /// What to do whenever something has been written.
    ///
    /// ```no_run
    /// # use floorkit_runtime::{Body, CallOptions, Download, Error};
    /// # async fn fetch(options: CallOptions) -> Result<Body, Error> { std::future::pending().await }
    /// let told = Download::new(fetch).on_progress(|progress| println!("{}", progress.written));
    /// ```
    pub fn on_progress(mut self, act: impl FnMut(Progress) + Send + 'a) -> Self {
        self.on_progress = Some(Box::new(act));
        self
    }

    /// Writes all of it, and flushes; gives how many bytes that were.
    ///
    /// ```no_run
    /// # use floorkit_runtime::{Body, CallOptions, Download, Error};
    /// # async fn fetch(options: CallOptions) -> Result<Body, Error> { std::future::pending().await }
    /// # async fn sample() -> Result<(), Error> {
    /// let mut plan = Vec::new();
    /// let written = Download::new(fetch).write_to(&mut plan).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of the call. [`Error::is_interrupted`] and [`Error::is_timeout`] if
    /// it broke off or stalled and could not go on, or goes on as another
    /// version; [`Error::is_write`] if what came could not be written.
    pub async fn write_to(
        self,
        writer: &mut (impl AsyncWrite + Unpin + Send),
    ) -> Result<u64, Error> {
        self.run(&mut Output::Writer(writer)).await
    }

    async fn run(mut self, output: &mut Output<'_>) -> Result<u64, Error> {
        let mut state = State::default();
        loop {
            let body = (self.fetch)(state.options(self.options.clone())).await;
            let mut body = body.map_err(|error| error.with_bytes(state.progress.written))?;
            state.brought = false;
            let error = match self.read(&mut body, &mut state, output).await {
                Ok(()) => return Ok(state.progress.written),
                Err(error) => error,
            };
            let passes = error.is_interrupted() || error.is_timeout();
            if !passes || !state.can_go_on() || state.progress.resumed == self.resumptions {
                return Err(error);
            }
            state.progress.resumed += 1;
        }
    }

    /// Writes one answer, to the end of the whole.
    async fn read(
        &mut self,
        body: &mut Body,
        state: &mut State,
        output: &mut Output<'_>,
    ) -> Result<(), Error> {
        let mut past = state.begin(body, output).await?;
        loop {
            let chunk = body.chunk().await;
            let Some(chunk) = chunk.map_err(|error| error.with_bytes(state.progress.written))?
            else {
                break;
            };
            let known = past.min(chunk.len() as u64);
            past -= known;
            let new = &chunk[known as usize..];
            if new.is_empty() {
                continue;
            }
            output.write(new).await.map_err(|error| state.unwritten(body, error))?;
            state.progress.written += new.len() as u64;
            state.brought = true;
            if let Some(act) = &mut self.on_progress {
                act(state.progress);
            }
        }
        state.check_length(body)?;
        output.flush().await.map_err(|error| state.unwritten(body, error))
    }
}

impl fmt::Debug for Download<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("resumptions", &self.resumptions).finish_non_exhaustive()
    }
}

/// What has been written, and of what.
#[derive(Default)]
struct State {
    progress: Progress,
    /// What tells it from others; `None` if the vendor cannot be asked for the
    /// rest of it.
    version: Option<Version>,
    /// Whether the last answer brought anything.
    brought: bool,
}

impl State {
    /// The options of the next call.
    fn options(&self, options: CallOptions) -> CallOptions {
        // Parts are counted in the bytes that are sent.
        let identity = HeaderValue::from_static("identity");
        let options = options.header(ACCEPT_ENCODING, identity);
        match &self.version {
            Some(version) if self.progress.written > 0 => options
                .header(RANGE, part::rest(self.progress.written))
                .header(IF_RANGE, version.value()),
            _ => options,
        }
    }

    fn can_go_on(&self) -> bool {
        self.brought && self.version.is_some()
    }

    /// Looks what an answer is of, and says how much of it is there already.
    async fn begin(&mut self, body: &Body, output: &mut Output<'_>) -> Result<u64, Error> {
        let written = self.progress.written;
        let refused = |unread| Err(self.error(body, unread));
        let answered = Answered::of(body);
        let is_same = self.version == answered.version;
        match answered.start {
            None if written == 0 => {}
            None if is_same => return Ok(written),
            Some(start) if start == written && written > 0 => {
                let is_other = !is_same && answered.version.is_some();
                let total = answered.total.or(self.progress.total);
                if is_other || self.progress.total.is_some_and(|all| Some(all) != total) {
                    return refused(Unread::Changed);
                }
                self.progress.total = total;
                return Ok(0);
            }
            Some(_) => return refused(Unread::OtherPart),
            None => match output.restart().await {
                Ok(true) => self.progress.written = 0,
                Ok(false) => return refused(Unread::Changed),
                Err(error) => return refused(Unread::Write(error)),
            },
        }
        self.version = answered.version;
        self.progress.total = answered.total;
        Ok(0)
    }

    fn check_length(&self, body: &Body) -> Result<(), Error> {
        match self.progress.total {
            Some(expected) if expected != self.progress.written => {
                Err(self.error(body, Unread::Short { expected }))
            }
            _ => Ok(()),
        }
    }

    fn unwritten(&self, body: &Body, error: io::Error) -> Error {
        self.error(body, Unread::Write(error))
    }

    fn error(&self, body: &Body, unread: Unread) -> Error {
        let delivered = Delivered { bytes: self.progress.written, elements: None };
        Error::unread(body.head(), delivered, unread)
    }
}

/// Where a download goes.
enum Output<'a> {
    Writer(&'a mut (dyn AsyncWrite + Unpin + Send)),
    #[cfg(feature = "fs")]
    File(&'a mut tokio::fs::File),
}

impl Output<'_> {
    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Writer(writer) => writer.write_all(bytes).await,
            #[cfg(feature = "fs")]
            Self::File(file) => file.write_all(bytes).await,
        }
    }

    /// Takes back what was written; says whether that can be.
    async fn restart(&mut self) -> io::Result<bool> {
        match self {
            Self::Writer(_) => Ok(false),
            #[cfg(feature = "fs")]
            Self::File(file) => file::clear(file).await.map(|()| true),
        }
    }

    async fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Writer(writer) => writer.flush().await,
            #[cfg(feature = "fs")]
            Self::File(file) => file.flush().await,
        }
    }
}
