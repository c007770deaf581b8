//! Lists that are one text on the wire.

use std::{collections::BTreeSet, fmt, marker::PhantomData};

use serde::{Serialize, Serializer, ser::SerializeSeq};
use serde_json::Value;

/// A list of `T` in one text, with a delimiter between its values: `1,2,3`.
///
/// For parameters that OpenAPI has with `explode: false`, or in a header or a
/// path. A setter takes an array, a vector, a slice or a set of what turns into
/// `T`, and refuses the call if a value cannot be told from the delimiters
/// around it; see the delimiter. A list of no values is left out of a query.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Commas, Delimited, DelimitedError, Pipes};
///
/// let ids: Delimited<i64, Commas> = [1, 2].try_into()?;
/// assert_eq!(ids.as_str(), "1,2");
///
/// let labels = Delimited::<String, Pipes>::new(["quiet", "north|south"]);
/// assert_eq!(labels, Err(DelimitedError::Delimiter('|')));
/// # Ok::<(), DelimitedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delimited<T, D> {
    /// `None` if there is no value; one that is empty is something else.
    text: Option<String>,
    kind: PhantomData<fn() -> (T, D)>,
}

/// What stands between the values of a [`Delimited`] list.
///
/// ```
/// use floorkit_runtime::{Delimiter, Pipes};
///
/// assert_eq!(Pipes::CHARACTER, '|');
/// ```
pub trait Delimiter: sealed::Sealed {
    /// The character.
    const CHARACTER: char;
    /// Whether a value may have it, percent-encoded.
    const IS_ENCODED: bool;
}

/// Commas in a query: they are sent as they are, and one inside a value as
/// `%2C`, as OpenAPI has it. A service that decodes before it splits would take
/// the one for the other.
///
/// ```
/// use floorkit_runtime::{Commas, Delimited};
///
/// let names = Delimited::<String, Commas>::new(["North, East", "South"])?;
/// assert_eq!(names.as_str(), "North%2C East,South");
/// # Ok::<(), floorkit_runtime::DelimitedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commas {}

/// Commas in a header or a path, where a value that has one is refused.
///
/// ```
/// use floorkit_runtime::{Delimited, PlainCommas};
///
/// assert!(Delimited::<String, PlainCommas>::new(["a,b"]).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainCommas {}

/// Pipes (`|`); a value that has one is refused.
///
/// ```
/// use floorkit_runtime::{Delimited, Pipes};
///
/// assert_eq!(Delimited::<i64, Pipes>::new([1, 2])?.as_str(), "1|2");
/// # Ok::<(), floorkit_runtime::DelimitedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipes {}

/// Spaces; a value that has one is refused.
///
/// ```
/// use floorkit_runtime::{Delimited, Spaces};
///
/// assert_eq!(Delimited::<i64, Spaces>::new([1, 2])?.as_str(), "1 2");
/// # Ok::<(), floorkit_runtime::DelimitedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spaces {}

/// Tabs; a value that has one is refused.
///
/// ```
/// use floorkit_runtime::{Delimited, Tabs};
///
/// assert_eq!(Delimited::<i64, Tabs>::new([1, 2])?.as_str(), "1\t2");
/// # Ok::<(), floorkit_runtime::DelimitedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tabs {}

/// Why values cannot be a [`Delimited`] list.
///
/// ```
/// use floorkit_runtime::{Delimited, Spaces};
///
/// let error = Delimited::<String, Spaces>::new(["a b"]).unwrap_err();
/// assert_eq!(error.to_string(), "a value has ' ' in it, which ends a value of this list");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DelimitedError {
    /// A value has the delimiter in it, and there is no way to tell the two.
    #[error("a value has {0:?} in it, which ends a value of this list")]
    Delimiter(char),
    /// A value is a list or an object, or cannot be written at all.
    #[error("a value is no text, number or boolean, and has no place in a delimited list")]
    NotScalar,
}

impl<T: Serialize, D: Delimiter> Delimited<T, D> {
    /// A list of these values.
    ///
    /// ```
    /// # use floorkit_runtime::{Commas, Delimited};
    /// let even = Delimited::<i64, Commas>::new((1..=3).map(|n| 2 * n))?;
    /// assert_eq!(even.as_str(), "2,4,6");
    /// # Ok::<(), floorkit_runtime::DelimitedError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a value has the delimiter in it, or is no scalar.
    pub fn new<V: Into<T>>(values: impl IntoIterator<Item = V>) -> Result<Self, DelimitedError> {
        let mut text: Option<String> = None;
        for value in values {
            let value = written::<D>(&value.into())?;
            match &mut text {
                None => text = Some(value),
                Some(text) => {
                    text.push(D::CHARACTER);
                    text.push_str(&value);
                }
            }
        }
        Ok(Self { text, kind: PhantomData })
    }
}

impl<T, D> Delimited<T, D> {
    /// The values with their delimiters, as a path or a header has them.
    ///
    /// ```
    /// # use floorkit_runtime::{Delimited, PlainCommas};
    /// assert_eq!(Delimited::<i64, PlainCommas>::new([7])?.as_str(), "7");
    /// # Ok::<(), floorkit_runtime::DelimitedError>(())
    /// ```
    pub fn as_str(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }
}

impl<T, D> fmt::Display for Delimited<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Generated code writes a list into the query value by value: one of no values
/// leaves nothing there.
impl<T, D> Serialize for Delimited<T, D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_seq(Some(0))?.end(),
        }
    }
}

impl<T: Serialize, D: Delimiter, V: Into<T>> TryFrom<Vec<V>> for Delimited<T, D> {
    type Error = DelimitedError;

    fn try_from(values: Vec<V>) -> Result<Self, DelimitedError> {
        Self::new(values)
    }
}

impl<T: Serialize, D: Delimiter, V: Into<T>, const N: usize> TryFrom<[V; N]> for Delimited<T, D> {
    type Error = DelimitedError;

    fn try_from(values: [V; N]) -> Result<Self, DelimitedError> {
        Self::new(values)
    }
}

impl<T: Serialize, D: Delimiter, V: Into<T> + Clone> TryFrom<&[V]> for Delimited<T, D> {
    type Error = DelimitedError;

    fn try_from(values: &[V]) -> Result<Self, DelimitedError> {
        Self::new(values.iter().cloned())
    }
}

impl<T: Serialize, D: Delimiter, V: Into<T>> TryFrom<BTreeSet<V>> for Delimited<T, D> {
    type Error = DelimitedError;

    fn try_from(values: BTreeSet<V>) -> Result<Self, DelimitedError> {
        Self::new(values)
    }
}

/// A value as it stands between delimiters.
fn written<D: Delimiter>(value: &impl Serialize) -> Result<String, DelimitedError> {
    let text = match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
        _ => return Err(DelimitedError::NotScalar),
    };
    match text.contains(D::CHARACTER) {
        _ if D::IS_ENCODED => Ok(text.replace('%', "%25").replace(',', "%2C")),
        true => Err(DelimitedError::Delimiter(D::CHARACTER)),
        false => Ok(text),
    }
}

/// The value of a query parameter whose commas were written by [`Commas`] and
/// then encoded with all the rest: with the commas themselves, and those of its
/// values encoded once.
pub(crate) fn with_commas(encoded: &str) -> String {
    encoded.replace("%2C", ",").replace("%25", "%")
}

impl Delimiter for Commas {
    const CHARACTER: char = ',';
    const IS_ENCODED: bool = true;
}

impl Delimiter for PlainCommas {
    const CHARACTER: char = ',';
    const IS_ENCODED: bool = false;
}

impl Delimiter for Pipes {
    const CHARACTER: char = '|';
    const IS_ENCODED: bool = false;
}

impl Delimiter for Spaces {
    const CHARACTER: char = ' ';
    const IS_ENCODED: bool = false;
}

impl Delimiter for Tabs {
    const CHARACTER: char = '\t';
    const IS_ENCODED: bool = false;
}

mod sealed {
    //! Delimiters are what documents have: nobody adds one.

    pub trait Sealed {}

    impl Sealed for super::Commas {}
    impl Sealed for super::PlainCommas {}
    impl Sealed for super::Pipes {}
    impl Sealed for super::Spaces {}
    impl Sealed for super::Tabs {}
}

#[cfg(test)]
mod tests {
    use progenitor_client::QueryParam;

    use super::*;

    fn query<T, D>(list: &Delimited<T, D>) -> String {
        let request = reqwest::Client::new().get("http://localhost/");
        let request = request.query(&QueryParam::new("q", &Some(list))).build().unwrap();
        request.url().query().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_list_is_one_parameter_and_an_empty_one_none() {
        assert_eq!(query(&Delimited::<i64, Pipes>::new([1, 2]).unwrap()), "q=1%7C2");
        assert_eq!(query(&Delimited::<String, Spaces>::new(["a", "b"]).unwrap()), "q=a+b");
        assert_eq!(query(&Delimited::<String, Tabs>::new(["a", "b"]).unwrap()), "q=a%09b");
        assert_eq!(query(&Delimited::<bool, Commas>::new([true]).unwrap()), "q=true");
        assert_eq!(query(&Delimited::<i64, Commas>::new([0; 0]).unwrap()), "");
        assert_eq!(query(&Delimited::<String, Commas>::new([""]).unwrap()), "q=");
    }

    #[test]
    fn commas_between_values_differ_from_those_within() {
        let list = Delimited::<String, Commas>::new(["a,b", "50%", "%2C", "c"]).unwrap();
        let encoded = query(&list);
        assert_eq!(with_commas(&encoded), "q=a%2Cb,50%25,%252C,c");
        let split: Vec<String> = with_commas(&encoded)[2..]
            .split(',')
            .map(|value| percent_encoding::percent_decode_str(value).decode_utf8_lossy().into())
            .collect();
        assert_eq!(split, ["a,b", "50%", "%2C", "c"]);
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        let plain = Delimited::<String, PlainCommas>::new(["a,b"]);
        assert_eq!(plain, Err(DelimitedError::Delimiter(',')));
        let tabs = Delimited::<String, Tabs>::try_from(&["a\tb"][..]);
        assert_eq!(tabs, Err(DelimitedError::Delimiter('\t')));
        let lists = Delimited::<Vec<i64>, Commas>::try_from(vec![vec![1]]);
        assert_eq!(lists, Err(DelimitedError::NotScalar));
    }
}
