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
