//! Decoding the elements of an array, or the entries of a map, as they arrive.

mod reader;
mod scanner;
#[cfg(test)]
mod tests;
mod token;

use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::{reader::Reader, scanner::Container};
use crate::{Body, Error};

/// The elements of an array in a body, decoded as they arrive; a [`Stream`].
///
/// Made by [`Body::elements`].
///
/// # Memory
///
/// One element is held as text, besides the bytes that the connection hands
/// over at once (some hundred KiB at most), and [what is around the
/// array](Self::envelope). An element has at most 8 MiB unless
/// [`element_limit`](Self::element_limit) says otherwise, the rest together at
/// most 1 MiB unless [`envelope_limit`](Self::envelope_limit) does.
///
/// # Errors
///
/// An element is decoded as it would be with the whole body, and what is wrong
/// with it is told in the same way: [`Error::decode_path`] is of the whole body,
/// such as `/data/17/start_time`. The stream goes on behind an element that
/// does not decode.
///
/// Any other error ends it: a body that breaks off or stalls, as [`Body`] says;
/// one that is no JSON or not of UTF-8, ends too early or goes on after its
/// end; and one in which there is no array at the given place, or two.
/// [`Error::delivered_elements`] says how many elements had been given by then.
/// All but the elements is checked as it passes, so the error may come when
/// all of them have been given.
///
/// # Cancellation
///
/// [`next`](Self::next) loses nothing if it is dropped.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Body, Method, Operation};
///
/// static LIST: Operation = Operation::new("list_sessions", Method::Get, "/v1/sessions");
///
/// #[derive(serde::Deserialize)]
/// struct Session {
///     minutes: u32,
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # let text = r#"{"data": [{"minutes": 30}, {"minutes": 45}], "total": 2}"#;
/// # let body = Body::from_response(&LIST, http::Response::new(text).into());
/// let mut sessions = body.elements::<Session>("/data");
/// let mut minutes = 0;
/// while let Some(session) = sessions.next().await {
///     minutes += session?.minutes;
/// }
/// assert_eq!(minutes, 75);
/// assert_eq!(sessions.envelope(), Some(&serde_json::json!({"data": [], "total": 2})));
/// # Ok::<(), floorkit_runtime::Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "nothing is read until it is asked for"]
pub struct Elements<T> {
    reader: Reader,
    element: PhantomData<fn() -> T>,
}

/// The entries of a map in a body, each with its name, decoded as they arrive;
/// a [`Stream`].
///
/// Made by [`Body::entries`]. All that is said of [`Elements`] is true of it.
/// An entry's name and value are each at most as long as an element may be. A
/// name that comes twice is given twice.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Body, Method, Operation};
///
/// static COUNTS: Operation = Operation::new("count_people", Method::Get, "/v1/counts");
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # let text = r#"{"counts": {"space_1": 4, "space_2": 0}}"#;
/// # let body = Body::from_response(&COUNTS, http::Response::new(text).into());
/// let mut counts = body.entries::<u32>("/counts");
/// while let Some(entry) = counts.next().await {
///     let (space, people) = entry?;
///     println!("{people} in {space}");
/// }
/// # Ok::<(), floorkit_runtime::Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "nothing is read until it is asked for"]
pub struct Entries<T> {
    reader: Reader,
    value: PhantomData<fn() -> T>,
}

impl Body {
    /// The elements of the array at a JSON pointer, such as `/data`, decoded
    /// as they arrive; an empty pointer is the whole body. The slash at its
    /// beginning may be left out.
    ///
    /// Nothing may have been read of the body before.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let body = Body::from_response(&LIST, http::Response::new("[1, 2]").into());
    /// let mut rooms = body.elements::<u32>("");
    /// assert_eq!(rooms.next().await.transpose()?, Some(1));
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn elements<T: DeserializeOwned>(self, at: &str) -> Elements<T> {
        Elements { reader: Reader::new(self, at, Container::Array), element: PhantomData }
    }

    /// The entries of the map at a JSON pointer, each with its name, decoded as
    /// they arrive; the pointer is as for [`elements`](Self::elements).
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let body = Body::from_response(&LIST, http::Response::new(r#"{"a": 1}"#).into());
    /// let mut rooms = body.entries::<u32>("");
    /// assert_eq!(rooms.next().await.transpose()?, Some(("a".to_owned(), 1)));
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn entries<T: DeserializeOwned>(self, at: &str) -> Entries<T> {
        Entries { reader: Reader::new(self, at, Container::Object), value: PhantomData }
    }
}

impl<T: DeserializeOwned> Elements<T> {
    /// The next element; `None` at the end. Nothing is lost if the returned
    /// future is dropped.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let body = Body::from_response(&LIST, http::Response::new("[1, true, 2]").into());
    /// let mut rooms = body.elements::<u32>("");
    /// assert_eq!(rooms.next().await.transpose()?, Some(1));
    /// let error = rooms.next().await.and_then(Result::err);
    /// assert_eq!(error.as_ref().and_then(|error| error.decode_path()), Some("/1"));
    /// assert_eq!(rooms.next().await.transpose()?, Some(2));
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| self.poll_element(cx)).await
    }

    fn poll_element(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let found = ready!(self.reader.poll_found(cx));
        Poll::Ready(found.map(|found| found.and_then(|()| self.reader.decode())))
    }
}

impl<T> Elements<T> {
    /// How many bytes an element may have as text; 8 MiB if it is not said.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let body = Body::from_response(&LIST, http::Response::new(r#"["long"]"#).into());
    /// let mut rooms = body.elements::<String>("").element_limit(5);
    /// assert!(rooms.next().await.is_some_and(|room| room.is_err_and(|e| e.is_too_large())));
    /// # });
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn element_limit(mut self, bytes: usize) -> Self {
        self.reader.limits().element = bytes;
        self
    }

    /// How many bytes the names and values around the array may have together;
    /// 1 MiB if it is not said.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # let body = Body::from_response(&LIST, http::Response::new("[]").into());
    /// let rooms = body.elements::<u32>("/rooms").envelope_limit(64 * 1024);
    /// ```
    pub fn envelope_limit(mut self, bytes: usize) -> Self {
        self.reader.limits().envelope = bytes;
        self
    }

    /// What was around the elements: the whole body with an empty array in
    /// their place. `None` until the stream has ended well.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let text = r#"{"rooms": [1], "next": "c2"}"#;
    /// # let body = Body::from_response(&LIST, http::Response::new(text).into());
    /// let mut rooms = body.elements::<u32>("/rooms");
    /// while rooms.next().await.transpose()?.is_some() {}
    /// assert_eq!(rooms.envelope().and_then(|page| page["next"].as_str()), Some("c2"));
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn envelope(&self) -> Option<&Value> {
        self.reader.envelope()
    }
}

impl<T: DeserializeOwned> Entries<T> {
    /// The next entry; `None` at the end. Nothing is lost if the returned
    /// future is dropped.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let body = Body::from_response(&LIST, http::Response::new(r#"{"a": true}"#).into());
    /// let mut rooms = body.entries::<u32>("");
    /// let error = rooms.next().await.and_then(Result::err);
    /// assert_eq!(error.as_ref().and_then(|error| error.decode_path()), Some("/a"));
    /// assert!(rooms.next().await.is_none());
    /// # });
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub async fn next(&mut self) -> Option<Result<(String, T), Error>> {
        poll_fn(|cx| self.poll_entry(cx)).await
    }

    fn poll_entry(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(String, T), Error>>> {
        let found = ready!(self.reader.poll_found(cx));
        let entry = |()| Ok((self.reader.name(), self.reader.decode()?));
        Poll::Ready(found.map(|found| found.and_then(entry)))
    }
}

impl<T> Entries<T> {
    /// How many bytes a name, or a value as text, may have; 8 MiB if it is not
    /// said.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # let body = Body::from_response(&LIST, http::Response::new("{}").into());
    /// let rooms = body.entries::<u32>("").element_limit(64 * 1024 * 1024);
    /// ```
    pub fn element_limit(mut self, bytes: usize) -> Self {
        self.reader.limits().element = bytes;
        self
    }

    /// How many bytes the names and values around the map may have together;
    /// 1 MiB if it is not said.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # let body = Body::from_response(&LIST, http::Response::new("{}").into());
    /// let rooms = body.entries::<u32>("/rooms").envelope_limit(64 * 1024);
    /// ```
    pub fn envelope_limit(mut self, bytes: usize) -> Self {
        self.reader.limits().envelope = bytes;
        self
    }

    /// What was around the entries: the whole body with an empty map in their
    /// place. `None` until the stream has ended well.
    ///
    /// ```
    /// # use floorkit_runtime::{Body, Method, Operation};
    /// # static LIST: Operation = Operation::new("list", Method::Get, "/v1/rooms");
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let body = Body::from_response(&LIST, http::Response::new(r#"{"a": 1}"#).into());
    /// let mut rooms = body.entries::<u32>("");
    /// while rooms.next().await.transpose()?.is_some() {}
    /// assert_eq!(rooms.envelope(), Some(&serde_json::json!({})));
    /// # Ok::<(), floorkit_runtime::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn envelope(&self) -> Option<&Value> {
        self.reader.envelope()
    }
}

impl<T: DeserializeOwned> Stream for Elements<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_element(cx)
    }
}

impl<T: DeserializeOwned> Stream for Entries<T> {
    type Item = Result<(String, T), Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_entry(cx)
    }
}

impl<T> fmt::Debug for Elements<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Elements").field(&self.reader).finish()
    }
}

impl<T> fmt::Debug for Entries<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Entries").field(&self.reader).finish()
    }
}
