//! Ranges of time that take several requests, as streams.
//!
//! [`Window::split`](crate::Window::split) and
//! [`Window::split_zoned`](crate::Window::split_zoned) cut a range into parts
//! that the vendor takes; [`Windows`] fetches them.
//!
//! - **Order.** The parts come in the order in which they were given, however
//!   long each takes, and each once.
//! - **Memory.** No more parts are fetched or kept than the
//!   [concurrency](Windows::concurrency), beside the one that was given out;
//!   and of items that may repeat, the keys of two parts.
//! - **Cancellation.** A future of `next` may be dropped: nothing is lost, and
//!   what is fetched goes on. Dropping the stream drops all fetches; the vendor
//!   may have carried them out.
//! - **Errors.** The first one, in the order of the parts, ends the stream and
//!   drops the fetches of the later ones. [`Windows::position`] then names the
//!   part that could not be had.

mod seam;

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    hash::Hash,
    num::NonZeroUsize,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::stream::{FusedStream, Stream};

pub use self::seam::Seam;
use crate::{
    Error, Operation,
    ahead::{Ahead, Fetching},
};

/// The answers for the parts of a range: a stream of each part with what was
/// fetched for it.
///
/// Up to [`concurrency`](Self::concurrency) parts are fetched at once, each in
/// a task of its own.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Cut, Error, Limit, Method, Operation, Span, Window, Windows};
///
/// static WINDOW: Window =
///     Window::new("from", "to").limits(&[Limit::at_most(86_400).cut(Cut::Day)]);
/// static COUNT_VISITS: Operation =
///     Operation::new("count_visits", Method::Get, "/v1/visits/count").window(&WINDOW);
///
/// async fn fetch(day: Span) -> Result<u32, Error> {
///     // `call(&COUNT_VISITS, client.count_visits().from(day.start).send()).await` in
///     // a vendor's crate.
/// #   Ok(u32::try_from(day.start.civil().day()).unwrap_or_default())
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let (start, end) = ("2024-06-01T00:00:00".parse()?, "2024-06-04T00:00:00".parse()?);
/// let days = COUNT_VISITS.split(None, start, end)?;
/// let mut visits = Windows::new(&COUNT_VISITS, days, fetch);
/// let mut sum = 0;
/// while let Some(day) = visits.next().await {
///     let (_, count) = day?;
///     sum += count;
/// }
/// assert_eq!(sum, 1 + 2 + 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Windows<S, T> {
    operation: &'static Operation,
    parts: vec::IntoIter<S>,
    fetch: Box<dyn FnMut(S) -> Fetching<T> + Send>,
    concurrency: usize,
    /// What is being fetched or was, in order.
    ahead: VecDeque<(S, Ahead<T>)>,
    /// The part that failed.
    failed: Option<S>,
}

/// What is in the answers for the parts of a range, item by item. Made by
/// [`Windows::items`].
///
/// ```
/// use floorkit_runtime::{Error, Span, WindowItems};
///
/// async fn count<T: Send + 'static>(mut visits: WindowItems<Span, T>) -> Result<u32, Error> {
///     let mut count = 0;
///     while let Some(visit) = visits.next().await {
///         visit?;
///         count += 1;
///     }
///     Ok(count)
/// }
/// ```
pub struct WindowItems<S, T> {
    windows: Windows<S, Vec<T>>,
    sift: Sift<T>,
    part: Option<S>,
    items: vec::IntoIter<T>,
}

/// Takes out of a part what came with the part before.
type Sift<T> = Box<dyn FnMut(&mut Vec<T>) + Send>;

impl<S, T> Windows<S, T>
where
    S: Clone + Send + 'static,
    T: Send + 'static,
{
    /// How many parts are fetched at once, unless the caller says otherwise.
    pub const CONCURRENCY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(3);

    /// The answers for these parts of a range, each fetched with `fetch`.
    /// Nothing is fetched before the first poll.
    pub fn new<F, R>(
        operation: &'static Operation,
        parts: impl IntoIterator<Item = S>,
        mut fetch: F,
    ) -> Self
    where
        F: FnMut(S) -> R + Send + 'static,
        R: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self {
            operation,
            parts: parts.into_iter().collect::<Vec<_>>().into_iter(),
            fetch: Box::new(move |part| Box::pin(fetch(part))),
            concurrency: Self::CONCURRENCY.get(),
            ahead: VecDeque::new(),
            failed: None,
        }
    }

    /// The most parts that are fetched at once, or fetched and not given out;
    /// four by default. One means that each part is fetched when it is asked
    /// for.
    ///
    /// ```
    /// use std::num::NonZeroUsize;
    ///
    /// use floorkit_runtime::{Span, Windows};
    ///
    /// fn gently<T: Send + 'static>(windows: Windows<Span, T>) -> Windows<Span, T> {
    ///     windows.concurrency(NonZeroUsize::MIN)
    /// }
    /// ```
    #[must_use]
    pub fn concurrency(mut self, parts: NonZeroUsize) -> Self {
        self.concurrency = parts.get();
        self
    }

    /// The part that comes next or, after an error, the one that could not be
    /// had. `None` at the end.
    ///
    /// The rest of the range begins with it: split from its start on, and go on
    /// there.
    ///
    /// ```
    /// use floorkit_runtime::{LocalDateTime, Span, Windows};
    ///
    /// fn keep<T: Send + 'static>(windows: &Windows<Span, T>) -> Option<LocalDateTime> {
    ///     windows.position().map(|part| part.start)
    /// }
    /// ```
    pub fn position(&self) -> Option<&S> {
        let next = self.ahead.front().map(|(part, _)| part);
        self.failed.as_ref().or(next).or_else(|| self.parts.as_slice().first())
    }

    /// The next part and what was fetched for it; `None` after the last one and
    /// after an error.
    ///
    /// The future may be dropped; nothing is lost.
    ///
    /// ```
    /// use floorkit_runtime::{Error, Span, Windows};
    ///
    /// async fn sum(mut windows: Windows<Span, u64>) -> Result<u64, Error> {
    ///     let mut sum = 0;
    ///     while let Some((_, count)) = windows.next().await.transpose()? {
    ///         sum += count;
    ///     }
    ///     Ok(sum)
    /// }
    /// ```
    pub async fn next(&mut self) -> Option<Result<(S, T), Error>> {
        poll_fn(|context| self.poll_part(context)).await
    }

    fn poll_part(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<(S, T), Error>>> {
        self.begin();
        let Some((_, front)) = self.ahead.front_mut() else { return Poll::Ready(None) };
        let fetched = ready!(front.poll(self.operation, context));
        let Some((part, _)) = self.ahead.pop_front() else { return Poll::Ready(None) };
        Poll::Ready(Some(match fetched {
            Ok(answer) => {
                // While the caller works on this one, others are fetched; but
                // with one at a time, none is.
                if self.concurrency > 1 {
                    self.begin();
                }
                Ok((part, answer))
            }
            Err(error) => {
                self.failed = Some(part);
                self.ahead.clear();
                self.parts = Vec::new().into_iter();
                Err(error)
            }
        }))
    }

    /// Begins to fetch as many parts as there may be at once.
    fn begin(&mut self) {
        while self.ahead.len() < self.concurrency {
            let Some(part) = self.parts.next() else { return };
            let fetching = (self.fetch)(part.clone());
            self.ahead.push_back((part, Ahead::start(fetching)));
        }
    }
}

impl<S, T> Windows<S, Vec<T>>
where
    S: Clone + Send + 'static,
    T: Send + 'static,
{
    /// The items of all parts.
    ///
    /// An item that came with the part before, too, is given once: but only
    /// where the operation's [`Window`](crate::Window) says that what lies
    /// across a seam [may repeat](crate::Window::repeats_at_seams), and as often
    /// as it came there. `key` tells what is the same; what has none is the same
    /// as nothing else.
    ///
    /// ```
    /// use floorkit_runtime::{Span, WindowItems, Windows};
    ///
    /// struct Visit {
    ///     id: Option<u64>,
    /// }
    ///
    /// fn visits(windows: Windows<Span, Vec<Visit>>) -> WindowItems<Span, Visit> {
    ///     windows.items(|visit| visit.id)
    /// }
    /// ```
    pub fn items<K: Eq + Hash + Send + 'static>(
        self,
        mut key: impl FnMut(&T) -> Option<K> + Send + 'static,
    ) -> WindowItems<S, T> {
        let mut seam = Seam::of(self.operation);
        let sift = move |items: &mut Vec<T>| {
            seam.turn();
            items.retain(|item| seam.is_new(|| key(item)));
        };
        WindowItems {
            windows: self,
            sift: Box::new(sift),
            part: None,
            items: Vec::new().into_iter(),
        }
    }
}

impl<S, T> WindowItems<S, T>
where
    S: Clone + Send + 'static,
    T: Send + 'static,
{
    /// The next item; `None` after the last one and after an error.
    ///
    /// The future may be dropped; nothing is lost.
    ///
    /// ```
    /// use floorkit_runtime::{Error, Span, WindowItems};
    ///
    /// async fn first<T: Send + 'static>(mut items: WindowItems<Span, T>) -> Result<Option<T>, Error> {
    ///     items.next().await.transpose()
    /// }
    /// ```
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// The part whose items are being given, until all of them were, and then as
    /// [`Windows::position`].
    ///
    /// ```
    /// use floorkit_runtime::{LocalDateTime, Span, WindowItems};
    ///
    /// fn keep<T: Send + 'static>(items: &WindowItems<Span, T>) -> Option<LocalDateTime> {
    ///     items.position().map(|part| part.start)
    /// }
    /// ```
    pub fn position(&self) -> Option<&S> {
        match &self.part {
            Some(part) if self.items.len() > 0 => Some(part),
            _ => self.windows.position(),
        }
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.windows.poll_part(context)) {
                Some(Ok((part, mut items))) => {
                    (self.sift)(&mut items);
                    self.part = Some(part);
                    self.items = items.into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Parts and items are moved out, never pinned.
impl<S, T> Unpin for Windows<S, T> {}
impl<S, T> Unpin for WindowItems<S, T> {}

impl<S, T> Stream for Windows<S, T>
where
    S: Clone + Send + 'static,
    T: Send + 'static,
{
    type Item = Result<(S, T), Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_part(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.ahead.len() + self.parts.len();
        // An error takes the place of all that are left.
        (left.min(1), Some(left))
    }
}

impl<S, T> FusedStream for Windows<S, T>
where
    S: Clone + Send + 'static,
    T: Send + 'static,
{
    fn is_terminated(&self) -> bool {
        self.ahead.is_empty() && self.parts.len() == 0
    }
}

impl<S, T> Stream for WindowItems<S, T>
where
    S: Clone + Send + 'static,
    T: Send + 'static,
{
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.items.len(), None)
    }
}

impl<S, T> FusedStream for WindowItems<S, T>
where
    S: Clone + Send + 'static,
    T: Send + 'static,
{
    fn is_terminated(&self) -> bool {
        self.items.len() == 0 && self.windows.is_terminated()
    }
}

impl<S: fmt::Debug, T> fmt::Debug for Windows<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windows")
            .field("operation", &self.operation.id())
            .field("fetching", &self.ahead.len())
            .field("left", &self.parts.len())
            .field("failed", &self.failed)
            .finish()
    }
}

impl<S: fmt::Debug, T> fmt::Debug for WindowItems<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WindowItems")
            .field("left", &self.items.len())
            .field("windows", &self.windows)
            .finish()
    }
}

#[cfg(test)]
mod tests;
