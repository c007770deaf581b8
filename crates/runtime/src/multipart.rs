//! Forms with files in them, as `multipart/form-data`.

use std::{
    collections::hash_map::RandomState,
    fmt,
    hash::{BuildHasher as _, Hasher as _},
    io,
    pin::Pin,
};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};

use crate::CallOptions;

pub(crate) const MEDIA_TYPE: &str = "multipart/form-data";

/// What the content type of a form with streams begins with.
const STREAMED: &str = "multipart/form-data; boundary=";

const TOO_FEW: &str = "a file in the form has fewer bytes than was said";
const TOO_MANY: &str = "a file in the form has more bytes than was said";

/// The longest boundary that RFC 2046 allows.
const LONGEST_BOUNDARY: usize = 70;

/// A form with files in it, to be given to an operation whose body is one.
///
/// A form is in memory, so that it can be sent again if an attempt fails or a
/// token has to be renewed; with [`stream`](Self::stream) in it, it is not and
/// cannot. Names are escaped as browsers do it.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Multipart;
///
/// let plan = b"\x89PNG";
/// let form = Multipart::new()
///     .text("floor", "3")
///     .file("plan", "floor-3.png", "image/png", plan);
/// let body = reqwest::Body::from(form);
/// assert!(body.as_bytes().is_some_and(|bytes| bytes.ends_with(b"--\r\n")));
/// ```
#[must_use = "give it to an operation as its body"]
pub struct Multipart {
    boundary: String,
    pieces: Vec<Piece>,
}

enum Piece {
    Bytes(Vec<u8>),
    Stream { length: u64, chunks: Chunks },
}

type Chunks = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

impl Multipart {
    /// A form without parts, with a random boundary.
    pub fn new() -> Self {
        Self { boundary: boundary(), pieces: Vec::new() }
    }

    /// A part with a text.
    ///
    /// ```
    /// # use floorkit_runtime::Multipart;
    /// let form = Multipart::new().text("floor", "3");
    /// ```
    pub fn text(mut self, name: &str, value: &str) -> Self {
        let name = escaped(name);
        self.begin(&format!("Content-Disposition: form-data; name=\"{name}\"\r\n"));
        self.write(value.as_bytes());
        self.write(b"\r\n");
        self
    }

    /// A part with a file: its name, its media type and what is in it. A text
    /// that cannot be a media type counts as `application/octet-stream`.
    ///
    /// ```
    /// # use floorkit_runtime::Multipart;
    /// let form = Multipart::new().file("plan", "floor-3.svg", "image/svg+xml", "<svg/>");
    /// ```
    pub fn file(
        mut self,
        name: &str,
        file_name: &str,
        content_type: &str,
        bytes: impl AsRef<[u8]>,
    ) -> Self {
        self.begin(&head_of_file(name, file_name, content_type));
        self.write(bytes.as_ref());
        self.write(b"\r\n");
        self
    }

    /// A part with a file as [`file`](Self::file) has it, whose bytes are sent
    /// as they come. There must be exactly `length` of them; else the request
    /// breaks off before the vendor has a whole form.
    ///
    /// Such a form is sent once only: a failure that would be tried again is an
    /// error. Its type and length have to be told with [`options`](Self::options).
    ///
    /// ```
    /// # use floorkit_runtime::Multipart;
    /// use futures_util::stream;
    ///
    /// let chunks = stream::iter(["<svg>", "</svg>"].map(Ok));
    /// let form = Multipart::new().stream("plan", "floor-3.svg", "image/svg+xml", 11, chunks);
    /// ```
    pub fn stream<B: Into<Bytes> + 'static>(
        mut self,
        name: &str,
        file_name: &str,
        content_type: &str,
        length: u64,
        chunks: impl Stream<Item = io::Result<B>> + Send + 'static,
    ) -> Self {
        self.begin(&head_of_file(name, file_name, content_type));
        let chunks = Box::pin(chunks.map_ok(Into::into));
        self.pieces.push(Piece::Stream { length, chunks });
        self.write(b"\r\n");
        self
    }

    /// What a call with this form has to be told, which is more than nothing
    /// only if it has a [`stream`](Self::stream): nobody can see in a stream what
    /// it is.
    ///
    /// ```no_run
    /// use floorkit_runtime::{Method, Multipart, Operation, call_as};
    /// # use progenitor_client::{Error, ResponseValue};
    ///
    /// static SET_PLAN: Operation = Operation::new("set_plan", Method::Put, "/v1/plan")
    ///     .request("multipart/form-data");
    ///
    /// # async fn send(_: reqwest::Body) -> Result<ResponseValue<()>, Error<()>> { Ok(ResponseValue::new((), Default::default(), Default::default())) }
    /// # async fn sample(form: Multipart) -> Result<(), floorkit_runtime::Error> {
    /// // `client.set_plan().body(form).send()` in a vendor's crate.
    /// call_as(&SET_PLAN, form.options(), send(form.into())).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn options(&self) -> CallOptions {
        let options = CallOptions::new();
        let is_stream = |piece: &Piece| matches!(piece, Piece::Stream { .. });
        if !self.pieces.iter().any(is_stream) {
            return options;
        }
        let end = self.last_line().len() as u64;
        let length = self.pieces.iter().map(Piece::length).sum::<u64>() + end;
        let options = options.header(CONTENT_LENGTH, length.into());
        match HeaderValue::try_from(format!("{STREAMED}{}", self.boundary)) {
            Ok(kind) => options.header(CONTENT_TYPE, kind),
            Err(_) => options,
        }
    }

    fn begin(&mut self, head: &str) {
        self.write(format!("--{}\r\n{head}\r\n", self.boundary).as_bytes());
    }

    fn write(&mut self, bytes: &[u8]) {
        match self.pieces.last_mut() {
            Some(Piece::Bytes(written)) => written.extend_from_slice(bytes),
            _ => self.pieces.push(Piece::Bytes(bytes.to_vec())),
        }
    }

    fn last_line(&self) -> String {
        format!("--{}--\r\n", self.boundary)
    }
}

impl Piece {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Stream { length, .. } => *length,
        }
    }

    fn into_chunks(self) -> Chunks {
        match self {
            Self::Bytes(bytes) => Box::pin(stream::iter([Ok(bytes.into())])),
            Self::Stream { length, chunks } => Box::pin(exactly(length, chunks)),
        }
    }
}

impl Default for Multipart {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Multipart> for reqwest::Body {
    fn from(mut form: Multipart) -> Self {
        form.write(form.last_line().as_bytes());
        if let [Piece::Bytes(all)] = &mut *form.pieces {
            return std::mem::take(all).into();
        }
        Self::wrap_stream(stream::iter(form.pieces).flat_map(Piece::into_chunks))
    }
}

// What is in a form is the caller's.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: u64 = self.pieces.iter().map(Piece::length).sum();
        f.debug_struct("Multipart").field("bytes", &bytes).finish_non_exhaustive()
    }
}

/// The content type of a form, with the boundary that its first line has or,
/// of a stream, that the caller tells; `None` if it is none. A caller may have
/// made it in another way.
pub(crate) fn content_type(body: &reqwest::Body, given: &HeaderMap) -> Option<HeaderValue> {
    let Some(bytes) = body.as_bytes() else {
        let given = given.get(CONTENT_TYPE)?;
        let boundary = given.to_str().ok()?.strip_prefix(STREAMED)?;
        return is_boundary(boundary).then(|| given.clone());
    };
    let rest = bytes.strip_prefix(b"--")?;
    let end = rest.windows(2).take(LONGEST_BOUNDARY + 3).position(|two| two == b"\r\n")?;
    let line = std::str::from_utf8(&rest[..end]).ok()?;
    // A form without parts has its last line only.
    let boundary = line.strip_suffix("--").unwrap_or(line);
    let kind = HeaderValue::try_from(format!("{STREAMED}{boundary}"));
    kind.ok().filter(|_| is_boundary(boundary))
}

fn is_boundary(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"'+_-.".contains(&byte);
    (1..=LONGEST_BOUNDARY).contains(&text.len()) && text.bytes().all(is_plain)
}

/// The head of a part with a file, without its last line.
fn head_of_file(name: &str, file_name: &str, content_type: &str) -> String {
    let is_one_line = content_type.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    let is_type = content_type.contains('/') && is_one_line;
    let content_type = if is_type { content_type } else { "application/octet-stream" };
    let (name, file_name) = (escaped(name), escaped(file_name));
    format!(
        "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
         Content-Type: {content_type}\r\n"
    )
}

/// The same bytes, and an error if there are not as many as was said: what
/// comes behind them would be taken for a part of them, or the other way round.
fn exactly(length: u64, chunks: Chunks) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold((chunks, length), |(mut chunks, left)| async move {
        let Some(chunk) = chunks.try_next().await? else {
            let is_all = left == 0;
            return is_all.then_some(None).ok_or_else(|| io::Error::other(TOO_FEW));
        };
        match left.checked_sub(chunk.len() as u64) {
            Some(left) => Ok(Some((chunk, (chunks, left)))),
            None => Err(io::Error::other(TOO_MANY)),
        }
    })
}

/// 128 random bits: no file has them by accident, or on purpose.
fn boundary() -> String {
    // The standard library seeds each of these anew.
    let random = || RandomState::new().build_hasher().finish();
    format!("floorkit-{:016x}{:016x}", random(), random())
}

/// A name between quotes, as the WHATWG's HTML standard has it.
fn escaped(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(form: Multipart) -> (String, String) {
        let boundary = form.boundary.clone();
        let body = reqwest::Body::from(form);
        let kind = content_type(&body, &HeaderMap::new()).unwrap().to_str().unwrap().to_owned();
        assert_eq!(kind, format!("multipart/form-data; boundary={boundary}"));
        (boundary, String::from_utf8(body.as_bytes().unwrap().to_vec()).unwrap())
    }

    #[test]
    fn a_form_is_written_part_by_part() {
        let form = Multipart::new().text("floor", "3\n4").file("plan", "a.png", "image/png", b"x");
        let (boundary, text) = written(form);
        let expected = "--B\r\nContent-Disposition: form-data; name=\"floor\"\r\n\r\n3\n4\r\n\
             --B\r\nContent-Disposition: form-data; name=\"plan\"; filename=\"a.png\"\r\n\
             Content-Type: image/png\r\n\r\nx\r\n--B--\r\n";
        assert_eq!(text.replace(&boundary, "B"), expected);
    }

    #[test]
    fn a_form_without_parts_is_one_too() {
        let (boundary, text) = written(Multipart::new());
        assert_eq!(text, format!("--{boundary}--\r\n"));
    }

    #[test]
    fn no_name_and_no_type_breaks_out_of_its_line() {
        let nasty = "a\"\r\nX-Evil: 1";
        let form = Multipart::new().text(nasty, "").file(nasty, nasty, nasty, "");
        let (_, text) = written(form);
        assert!(!text.contains("\nX-Evil"), "{text}");
        assert_eq!(text.matches("a%22%0D%0AX-Evil: 1").count(), 3);
        assert!(text.contains("Content-Type: application/octet-stream\r\n"), "{text}");
    }

    #[test]
    fn boundaries_differ() {
        assert_ne!(Multipart::new().boundary, Multipart::new().boundary);
    }

    #[test]
    fn what_is_no_form_has_no_boundary() {
        for body in ["", "--", "{}", "--a b\r\n", "--\r\n", &format!("--{}\r\n", "a".repeat(71))] {
            let body = body.to_owned();
            assert!(content_type(&body.clone().into(), &HeaderMap::new()).is_none(), "{body}");
        }
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        let form = Multipart::new().text("secret", "s3cret");
        assert!(!format!("{form:?}").contains("s3cret"));
    }
}
