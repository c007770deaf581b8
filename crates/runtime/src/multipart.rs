//! Forms with files in them, as `multipart/form-data`.

use std::{
    collections::hash_map::RandomState,
    fmt,
    hash::{BuildHasher as _, Hasher as _},
};

use http::HeaderValue;

pub(crate) const MEDIA_TYPE: &str = "multipart/form-data";

/// The longest boundary that RFC 2046 allows.
const LONGEST_BOUNDARY: usize = 70;

/// A form with files in it, to be given to an operation whose body is one.
///
/// The whole form is in memory, so that it can be sent again if a token has to
/// be renewed. Names are escaped as browsers do it.
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
#[derive(Clone)]
#[must_use = "give it to an operation as its body"]
pub struct Multipart {
    boundary: String,
    parts: Vec<u8>,
}

impl Multipart {
    /// A form without parts, with a random boundary.
    pub fn new() -> Self {
        Self { boundary: boundary(), parts: Vec::new() }
    }

    /// A part with a text.
    ///
    /// ```
    /// # use floorkit_runtime::Multipart;
    /// let form = Multipart::new().text("floor", "3");
    /// ```
    pub fn text(self, name: &str, value: &str) -> Self {
        let name = escaped(name);
        self.part(&format!("Content-Disposition: form-data; name=\"{name}\"\r\n"), value.as_bytes())
    }

    /// A part with a file: its name, its media type and what is in it. A text
    /// that cannot be a media type counts as `application/octet-stream`.
    ///
    /// ```
    /// # use floorkit_runtime::Multipart;
    /// let form = Multipart::new().file("plan", "floor-3.svg", "image/svg+xml", "<svg/>");
    /// ```
    pub fn file(
        self,
        name: &str,
        file_name: &str,
        content_type: &str,
        bytes: impl AsRef<[u8]>,
    ) -> Self {
        let is_one_line = content_type.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        let is_type = content_type.contains('/') && is_one_line;
        let content_type = if is_type { content_type } else { "application/octet-stream" };
        let (name, file_name) = (escaped(name), escaped(file_name));
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: {content_type}\r\n"
        );
        self.part(&head, bytes.as_ref())
    }

    fn part(mut self, head: &str, bytes: &[u8]) -> Self {
        let start = format!("--{}\r\n{head}\r\n", self.boundary);
        for piece in [start.as_bytes(), bytes, b"\r\n"] {
            self.parts.extend_from_slice(piece);
        }
        self
    }
}

impl Default for Multipart {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Multipart> for reqwest::Body {
    fn from(form: Multipart) -> Self {
        let Multipart { boundary, mut parts } = form;
        parts.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        parts.into()
    }
}

// What is in a form is the caller's.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Multipart").field("bytes", &self.parts.len()).finish_non_exhaustive()
    }
}

/// The content type of a form, with the boundary that its first line has;
/// `None` if it is none. A caller may have made it in another way.
pub(crate) fn content_type(body: &reqwest::Body) -> Option<HeaderValue> {
    let rest = body.as_bytes()?.strip_prefix(b"--")?;
    let end = rest.windows(2).take(LONGEST_BOUNDARY + 3).position(|two| two == b"\r\n")?;
    let line = std::str::from_utf8(&rest[..end]).ok()?;
    // A form without parts has its last line only.
    let boundary = line.strip_suffix("--").unwrap_or(line);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"'+_-.".contains(&byte);
    if !(1..=LONGEST_BOUNDARY).contains(&boundary.len()) || !boundary.bytes().all(is_plain) {
        return None;
    }
    HeaderValue::try_from(format!("{MEDIA_TYPE}; boundary={boundary}")).ok()
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
        let kind = content_type(&body).unwrap().to_str().unwrap().to_owned();
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
            assert!(content_type(&body.to_owned().into()).is_none(), "{body}");
        }
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        let form = Multipart::new().text("secret", "s3cret");
        assert!(!format!("{form:?}").contains("s3cret"));
    }
}
