//! What is known of several spaces.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use crate::SpaceId;

/// A value for each space of a reply, in the order of their ids.
///
/// What came back is in here, asked for or not. A building or floor among the
/// spaces asked for may be replaced by the spaces below it, so ids that nobody
/// named turn up, and the one that was named is [missing](Self::missing).
///
/// # Example
///
/// ```no_run
/// # use floorkit_density::Client;
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let rooms = ["spc_1", "spc_2"].map(String::from);
/// let now = client.occupancy().current().spaces(rooms).send().await?;
/// for (id, occupancy) in &now {
///     println!("{id}: {:?}", occupancy.count);
/// }
/// for id in now.missing() {
///     println!("{id}: no answer");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BySpace<V> {
    spaces: BTreeMap<SpaceId, V>,
    missing: Vec<SpaceId>,
}

impl<V> BySpace<V> {
    /// `asked` are the spaces that were named, if any were.
    pub(crate) fn new(spaces: BTreeMap<SpaceId, V>, asked: Option<Vec<SpaceId>>) -> Self {
        let mut missing = asked.unwrap_or_default();
        missing.retain(|id| !spaces.contains_key(id));
        Self { spaces, missing }
    }

    /// The value of one space, if it came back.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceId};
    /// # async fn sample(client: Client, cafe: SpaceId) -> floorkit_density::Result<()> {
    /// let now = client.occupancy().current().send().await?;
    /// let people = now.get(&cafe).and_then(|occupancy| occupancy.count);
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, id: &SpaceId) -> Option<&V> {
        self.spaces.get(id)
    }

    /// The spaces that were asked for and did not come back, in the order in
    /// which they were asked for. The service leaves out silently what it has
    /// nothing to say about. Empty if all spaces were asked for.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceId};
    /// # async fn sample(client: Client, cafe: SpaceId) -> floorkit_density::Result<()> {
    /// let now = client.presence().health().spaces([cafe]).send().await?;
    /// assert!(now.missing().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn missing(&self) -> &[SpaceId] {
        &self.missing
    }

    /// The number of spaces that came back.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let now = client.occupancy().current().send().await?;
    /// println!("{} spaces", now.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn len(&self) -> usize {
        self.spaces.len()
    }

    /// Whether no space came back.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let now = client.occupancy().current().send().await?;
    /// assert!(!now.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_empty(&self) -> bool {
        self.spaces.is_empty()
    }

    /// The spaces that came back with their values, in the order of their ids.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let now = client.occupancy().current().send().await?;
    /// let people: i64 = now.iter().filter_map(|(_, occupancy)| occupancy.count).sum();
    /// # Ok(())
    /// # }
    /// ```
    pub fn iter(&self) -> btree_map::Iter<'_, SpaceId, V> {
        self.spaces.iter()
    }
}

impl<V> IntoIterator for BySpace<V> {
    type Item = (SpaceId, V);
    type IntoIter = btree_map::IntoIter<SpaceId, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.spaces.into_iter()
    }
}

impl<'a, V> IntoIterator for &'a BySpace<V> {
    type Item = (&'a SpaceId, &'a V);
    type IntoIter = btree_map::Iter<'a, SpaceId, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Collects ids, each once, in the order in which they were given.
pub(crate) fn ids(spaces: impl IntoIterator<Item = impl Into<SpaceId>>) -> Vec<SpaceId> {
    let mut seen = BTreeSet::new();
    spaces.into_iter().map(Into::into).filter(|id: &SpaceId| seen.insert(id.clone())).collect()
}

/// Whether spaces were named, and there are none: then there is nothing to ask.
pub(crate) fn is_nothing(asked: Option<&Vec<SpaceId>>) -> bool {
    asked.is_some_and(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> SpaceId {
        SpaceId(text.into())
    }

    #[test]
    fn what_did_not_come_back_is_missing_and_what_came_unasked_is_there() {
        let spaces = BTreeMap::from([(id("spc_1"), 1), (id("spc_9"), 9)]);
        let asked = ids(["spc_3", "spc_1", "spc_2", "spc_3"].map(String::from));
        let by_space = BySpace::new(spaces, Some(asked));

        assert_eq!(by_space.missing(), [id("spc_3"), id("spc_2")]);
        assert_eq!(by_space.get(&id("spc_9")), Some(&9));
        assert_eq!(by_space.get(&id("spc_3")), None);
        assert_eq!(by_space.into_iter().map(|(_, n)| n).collect::<Vec<_>>(), [1, 9]);
    }

    #[test]
    fn nothing_is_missing_if_all_were_asked_for() {
        assert_eq!(BySpace::<()>::new(BTreeMap::new(), None).missing(), []);
    }

    #[test]
    fn only_an_empty_list_asks_for_nothing() {
        assert!(is_nothing(Some(&Vec::new())));
        assert!(!is_nothing(None) && !is_nothing(Some(&vec![id("spc_1")])));
    }
}
