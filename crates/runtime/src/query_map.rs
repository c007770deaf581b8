//! Query parameters under names that no document lists.

use serde::{Serialize, Serializer};

/// Further query parameters, in the order in which they were added; a name may
/// come more than once.
///
/// For operations whose query parameters exist and are not documented: names
/// and values are sent as they are given here, percent-encoded.
///
/// # Example
///
/// ```
/// use floorkit_runtime::QueryMap;
///
/// let filters = QueryMap::new().with("floor.id", "7").with("order[name]", "asc");
/// assert_eq!(filters.iter().count(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryMap(Vec<(String, String)>);

impl QueryMap {
    /// No parameters.
    ///
    /// ```
    /// # use floorkit_runtime::QueryMap;
    /// assert_eq!(QueryMap::new().iter().next(), None);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// One parameter more.
    ///
    /// ```
    /// # use floorkit_runtime::QueryMap;
    /// let desks = QueryMap::new().with("type", "desk");
    /// assert_eq!(desks.iter().next(), Some(("type", "desk")));
    /// ```
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// Names and values, in their order.
    ///
    /// ```
    /// # use floorkit_runtime::QueryMap;
    /// let both = QueryMap::from_iter([("type", "desk"), ("type", "room")]);
    /// assert!(both.iter().all(|(name, _)| name == "type"));
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for QueryMap {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl<N: Into<String>, V: Into<String>> Extend<(N, V)> for QueryMap {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, pairs: I) {
        self.0.extend(pairs.into_iter().map(|(name, value)| (name.into(), value.into())));
    }
}

/// As a map: generated code writes a map into the query pair by pair, and any
/// other type under the parameter's own name.
impl Serialize for QueryMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// Query parameters as in a [`QueryMap`], of which there is at least one.
///
/// For operations that act on whatever the query selects, where a query that
/// selects nothing may be one that selects everything. A setter takes a
/// [`QueryMap`] too, and refuses the call if it is empty. Whether the service
/// knows a parameter is another matter.
///
/// # Example
///
/// ```
/// use floorkit_runtime::NonEmptyQueryMap;
///
/// let june = NonEmptyQueryMap::new("from", "2026-06-01").with("to", "2026-06-30");
/// assert_eq!(june.iter().count(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct NonEmptyQueryMap(QueryMap);

impl NonEmptyQueryMap {
    /// One parameter.
    ///
    /// ```
    /// # use floorkit_runtime::NonEmptyQueryMap;
    /// let booking = NonEmptyQueryMap::new("id", "7");
    /// assert_eq!(booking.iter().next(), Some(("id", "7")));
    /// ```
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self(QueryMap::new().with(name, value))
    }

    /// One parameter more.
    ///
    /// ```
    /// # use floorkit_runtime::NonEmptyQueryMap;
    /// let bookings = NonEmptyQueryMap::new("id", "7").with("id", "8");
    /// assert!(bookings.iter().eq([("id", "7"), ("id", "8")]));
    /// ```
    #[must_use]
    pub fn with(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self(self.0.with(name, value))
    }

    /// Names and values, in their order.
    ///
    /// ```
    /// # use floorkit_runtime::NonEmptyQueryMap;
    /// assert!(NonEmptyQueryMap::new("id", "7").iter().next().is_some());
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter()
    }
}

/// ```
/// use floorkit_runtime::{EmptyQueryMapError, NonEmptyQueryMap, QueryMap};
///
/// let read = QueryMap::from_iter([("id", "7")]);
/// assert_eq!(NonEmptyQueryMap::try_from(read), Ok(NonEmptyQueryMap::new("id", "7")));
/// assert_eq!(NonEmptyQueryMap::try_from(QueryMap::new()), Err(EmptyQueryMapError));
/// ```
impl TryFrom<QueryMap> for NonEmptyQueryMap {
    type Error = EmptyQueryMapError;

    fn try_from(parameters: QueryMap) -> Result<Self, EmptyQueryMapError> {
        if parameters.0.is_empty() { Err(EmptyQueryMapError) } else { Ok(Self(parameters)) }
    }
}

/// There is no query parameter where at least one is needed.
///
/// ```
/// # use floorkit_runtime::{NonEmptyQueryMap, QueryMap};
/// let error = NonEmptyQueryMap::try_from(QueryMap::new()).unwrap_err();
/// assert_eq!(error.to_string(), "at least one query parameter is needed");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at least one query parameter is needed")]
pub struct EmptyQueryMapError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_written_as_a_map() {
        let pairs = [("tag", "a"), ("floor.id", "7"), ("tag", "b")];
        let map = QueryMap::from_iter(pairs);
        let text = serde_json::to_string(&map).expect("JSON");
        assert_eq!(text, r#"{"tag":"a","floor.id":"7","tag":"b"}"#);
        let non_empty = NonEmptyQueryMap::try_from(map).expect("three parameters");
        assert_eq!(serde_json::to_string(&non_empty).expect("JSON"), text);
        assert!(non_empty.iter().eq(pairs));
    }

    #[test]
    fn nothing_cannot_become_a_map_that_is_not_empty() {
        assert_eq!(NonEmptyQueryMap::try_from(QueryMap::new()), Err(EmptyQueryMapError));
        assert_eq!(NonEmptyQueryMap::new("id", "").iter().next(), Some(("id", "")));
    }
}
