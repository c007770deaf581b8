//! Where a page is.

use std::fmt;

use crate::Error;

/// Where a page is: a word of the vendor's, or a number. The first page has the
/// empty one.
///
/// As a text it may be kept and made a cursor again. It holds no secret, unless
/// a vendor puts one there.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Cursor;
///
/// let kept = Cursor::from(3).to_string();
/// assert_eq!(Cursor::from(kept.as_str()).number()?, 3);
/// assert_eq!(Cursor::first().number()?, 1);
/// # Ok::<(), floorkit_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(Box<str>);

impl Cursor {
    /// That of the first page.
    pub fn first() -> Self {
        Self(Box::default())
    }

    /// Whether it is that of the first page.
    pub fn is_first(&self) -> bool {
        self.0.is_empty()
    }

    /// The text; empty for the first page.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of the page; 1 for the first one.
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] if it is no number above 0, as one may be
    /// that was kept or that a vendor gave.
    pub fn number(&self) -> Result<u64, Error> {
        match self.number_or_zero() {
            0 => Err(Error::refused(format!(
                "the cursor `{}` is no number of a page; begin with the first page",
                crate::redact::excerpt(&self.0)
            ))),
            number => Ok(number),
        }
    }

    pub(super) fn number_or_zero(&self) -> u64 {
        if self.is_first() { 1 } else { self.0.parse().unwrap_or(0) }
    }
}

impl From<u64> for Cursor {
    fn from(number: u64) -> Self {
        Self(number.to_string().into())
    }
}

impl From<&str> for Cursor {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
