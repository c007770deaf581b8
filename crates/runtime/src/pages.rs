//! Lists that come page by page, as streams.
//!
//! [`Pages`] is the stream of the pages, [`Items`] that of what is on them.
//! Both begin to fetch when they are first polled.
//!
//! - **Order.** Pages come one after another, and items as they stand on them.
//!   Nothing is left out or given twice, unless the vendor's list changes
//!   meanwhile.
//! - **Memory.** There are at most two pages at a time: the one that was given
//!   out and the one that is fetched ahead; and a few bytes for each page that
//!   was there.
//! - **Cancellation.** A future of `next` may be dropped: nothing is lost, and
//!   the fetch goes on with the next call. Dropping the stream drops the fetch;
//!   the vendor may have carried it out.
//! - **Errors.** The first one ends the stream. [`Pages::position`] then names
//!   the page that was due, and [`Pages::resume`] begins another stream there.

mod batch;
mod cursor;
mod paging;
mod trail;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::stream::{FusedStream, Stream};

use self::trail::{Report, Trail};
pub use self::{
    batch::{Batch, Next},
    cursor::Cursor,
    paging::Paging,
};
use crate::{
    Error, Inner, Operation,
    ahead::{Ahead, Fetching},
};

/// A list that comes page by page: a stream of its pages.
///
/// While the caller has one page the next is fetched, in a task of its own,
/// unless [`on_demand`](Self::on_demand) says otherwise.
///
/// The pages end where [`Paging`] says so. A cursor that was there before is an
/// error, since going on would never end: [`Error::is_decode`]. So is a link
/// that leads away from the vendor or to another operation; it is not followed,
/// and no credential goes there. What came until then is given out first.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{
///     Batch, ClientBuilder, Cursor, Error, Method, Operation, Pages, Paging, Vendor,
/// };
///
/// static LIST_DESKS: Operation = Operation::new("list_desks", Method::Get, "/v1/desks");
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
///
/// async fn fetch(page: u64) -> Result<Batch<String>, Error> {
///     // `call(&LIST_DESKS, client.list_desks().page(page).send()).await` in a
///     // vendor's crate.
/// #   let desks = if page == 1 { vec!["A".to_owned(), "B".to_owned()] } else { vec!["C".into()] };
///     Ok(Batch::new(desks).total(Some(3)))
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let parts = ClientBuilder::new(&ACME).build()?;
/// let paging = Paging::numbers().size(2);
/// let mut desks = Pages::new(&parts.inner, &LIST_DESKS, paging, |cursor: Cursor| async move {
///     fetch(cursor.number()?).await
/// })
/// .items();
/// let mut names = String::new();
/// while let Some(desk) = desks.next().await {
///     names += &desk?;
/// }
/// assert_eq!(names, "ABC");
/// # Ok::<(), Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Pages<T> {
    fetch: Box<dyn FnMut(Cursor) -> Fetching<Batch<T>> + Send>,
    trail: Trail,
    fetches_ahead: bool,
    state: State<T>,
}

/// The items of a list that comes page by page. Made by [`Pages::items`].
///
/// ```
/// use floorkit_runtime::{Error, Items};
///
/// async fn count<T: Send + 'static>(mut items: Items<T>) -> Result<usize, Error> {
///     let mut count = 0;
///     while let Some(item) = items.next().await {
///         item?;
///         count += 1;
///     }
///     Ok(count)
/// }
/// ```
pub struct Items<T> {
    pages: Pages<T>,
    page: Option<Cursor>,
    items: vec::IntoIter<T>,
}

/// One page of a list.
///
/// ```
/// use floorkit_runtime::{Error, Pages};
///
/// async fn first<T: Send + 'static>(mut pages: Pages<T>) -> Result<(), Error> {
///     if let Some(page) = pages.next().await.transpose()? {
///         println!("{} of {:?}", page.items.len(), page.total);
///         if let Some(next) = page.next {
///             println!("go on at {next}");
///         }
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What is on the page, in the vendor's order; nothing, perhaps, even
    /// though pages follow.
    pub items: Vec<T>,
    /// Where the page is: [`Pages::resume`] from here gives it once more.
    pub cursor: Cursor,
    /// Where the page after it is: what to keep in order to
    /// [resume](Pages::resume) after it. `None` for the last one, and for one
    /// that an error follows.
    pub next: Option<Cursor>,
    /// How many items the vendor says there are on all pages.
    pub total: Option<u64>,
}

enum State<T> {
    /// This page is to be fetched when it is asked for.
    Due(Cursor),
    /// This page is being fetched.
    Fetching(Cursor, Ahead<Batch<T>>),
    /// The page before led nowhere.
    Astray(Error),
    /// It ended; with an error, if a page is due.
    Ended(Option<Cursor>),
}

impl<T: Send + 'static> Pages<T> {
    /// The pages of an operation, as a client reaches it. `fetch` gets one of
    /// them; for the first one the cursor is [`Cursor::first`].
    pub fn new<F, R>(
        client: &Inner,
        operation: &'static Operation,
        paging: Paging,
        mut fetch: F,
    ) -> Self
    where
        F: FnMut(Cursor) -> R + Send + 'static,
        R: Future<Output = Result<Batch<T>, Error>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move |cursor| Box::pin(fetch(cursor))),
            trail: Trail::new(client, operation, paging),
            fetches_ahead: true,
            state: State::Due(Cursor::first()),
        }
    }

    /// Begins at this page, or begins anew there if the stream is under way or
    /// has ended. See [`position`](Self::position) and [`Page::next`].
    ///
    /// ```
    /// use floorkit_runtime::{Cursor, Pages};
    ///
    /// fn go_on<T: Send + 'static>(pages: Pages<T>, kept: &str) -> Pages<T> {
    ///     pages.resume(Cursor::from(kept))
    /// }
    /// ```
    #[must_use]
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.trail.forget();
        self.state = State::Due(cursor);
        self
    }

    /// Fetches each page when it is asked for, and none ahead.
    ///
    /// For callers who seldom go beyond the first page, and for cursors that
    /// soon expire: a page that was fetched ahead waits for the caller.
    #[must_use]
    pub fn on_demand(mut self) -> Self {
        self.fetches_ahead = false;
        self
    }

    /// Where the stream is: the page that comes next or, after an error, the
    /// one that could not be had. `None` at the end, and where no page can be
    /// named, as after a cursor that was there before.
    ///
    /// ```
    /// use floorkit_runtime::{Cursor, Error, Pages};
    ///
    /// async fn read<T: Send + 'static>(mut pages: Pages<T>) -> Result<(), (Error, Option<Cursor>)> {
    ///     while let Some(page) = pages.next().await {
    ///         let page = page.map_err(|error| (error, pages.position().cloned()))?;
    ///         // Keep what is on the page.
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn position(&self) -> Option<&Cursor> {
        match &self.state {
            State::Due(cursor) | State::Fetching(cursor, _) => Some(cursor),
            State::Astray(_) => None,
            State::Ended(cursor) => cursor.as_ref(),
        }
    }

    /// The next page; `None` after the last one and after an error.
    ///
    /// The future may be dropped; nothing is lost.
    ///
    /// ```
    /// use floorkit_runtime::{Error, Pages};
    ///
    /// async fn count<T: Send + 'static>(mut pages: Pages<T>) -> Result<usize, Error> {
    ///     let mut items = 0;
    ///     while let Some(page) = pages.next().await {
    ///         items += page?.items.len();
    ///     }
    ///     Ok(items)
    /// }
    /// ```
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// The items of all pages.
    ///
    /// ```
    /// use floorkit_runtime::{Error, Pages};
    ///
    /// async fn last<T: Send + 'static>(pages: Pages<T>) -> Result<Option<T>, Error> {
    ///     let mut items = pages.items();
    ///     let mut last = None;
    ///     while let Some(item) = items.next().await.transpose()? {
    ///         last = Some(item);
    ///     }
    ///     Ok(last)
    /// }
    /// ```
    pub fn items(self) -> Items<T> {
        Items { pages: self, page: None, items: Vec::new().into_iter() }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        if let State::Due(cursor) = &self.state {
            let fetching = (self.fetch)(cursor.clone());
            self.state = State::Fetching(cursor.clone(), Ahead::start(fetching));
        }
        let (cursor, fetched) = match &mut self.state {
            State::Fetching(cursor, ahead) => {
                let fetched = ready!(ahead.poll(self.trail.operation(), context));
                (cursor.clone(), fetched)
            }
            State::Ended(_) | State::Due(_) => return Poll::Ready(None),
            State::Astray(_) => {
                let ended = std::mem::replace(&mut self.state, State::Ended(None));
                let State::Astray(error) = ended else { return Poll::Ready(None) };
                return Poll::Ready(Some(Err(error)));
            }
        };
        Poll::Ready(Some(match fetched {
            Ok(batch) => Ok(self.turn(cursor, batch)),
            Err(error) => {
                self.state = State::Ended(Some(cursor));
                Err(error)
            }
        }))
    }

    /// Makes a page of what was fetched, and goes on to the one after it.
    fn turn(&mut self, cursor: Cursor, batch: Batch<T>) -> Page<T> {
        let Batch { items, total, next, mark } = batch;
        let report = Report { items: items.len(), total, next, mark };
        let next = match self.trail.after(&cursor, report) {
            Ok(next) => {
                self.state = self.begin(next.clone());
                next
            }
            Err(error) => {
                self.state = State::Astray(error);
                None
            }
        };
        Page { items, cursor, next, total }
    }

    fn begin(&mut self, next: Option<Cursor>) -> State<T> {
        match next {
            Some(next) if self.fetches_ahead => {
                let fetching = (self.fetch)(next.clone());
                State::Fetching(next, Ahead::start(fetching))
            }
            Some(next) => State::Due(next),
            None => State::Ended(None),
        }
    }
}

impl<T: Send + 'static> Items<T> {
    /// The next item; `None` after the last one and after an error.
    ///
    /// The future may be dropped; nothing is lost.
    ///
    /// ```
    /// use floorkit_runtime::{Error, Items};
    ///
    /// async fn print<T: std::fmt::Display + Send + 'static>(mut items: Items<T>) -> Result<(), Error> {
    ///     while let Some(item) = items.next().await {
    ///         println!("{}", item?);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Where the stream is: the page whose items are being given, until all of
    /// them were, and then as [`Pages::position`]. Whoever
    /// [resumes](Pages::resume) there sees the items of that page once more.
    ///
    /// ```
    /// use floorkit_runtime::{Cursor, Items};
    ///
    /// fn keep<T: Send + 'static>(items: &Items<T>) -> Option<String> {
    ///     items.position().map(Cursor::to_string)
    /// }
    /// ```
    pub fn position(&self) -> Option<&Cursor> {
        match &self.page {
            Some(page) if self.items.len() > 0 => Some(page),
            _ => self.pages.position(),
        }
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => {
                    self.page = Some(page.cursor);
                    self.items = page.items.into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Items and pages are moved out, never pinned.
impl<T> Unpin for Pages<T> {}
impl<T> Unpin for Items<T> {}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<T: Send + 'static> FusedStream for Pages<T> {
    fn is_terminated(&self) -> bool {
        matches!(self.state, State::Ended(_))
    }
}

impl<T: Send + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.items.len(), None)
    }
}

impl<T: Send + 'static> FusedStream for Items<T> {
    fn is_terminated(&self) -> bool {
        self.items.len() == 0 && self.pages.is_terminated()
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Due(cursor) => format!("due at {cursor:?}"),
            State::Fetching(cursor, _) => format!("fetching {cursor:?}"),
            State::Astray(_) => "astray".to_owned(),
            State::Ended(cursor) => format!("ended at {cursor:?}"),
        };
        f.debug_struct("Pages").field("trail", &self.trail).field("state", &state).finish()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("left", &self.items.len())
            .field("pages", &self.pages)
            .finish()
    }
}

#[cfg(test)]
mod tests;
