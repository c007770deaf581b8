//! What is known of several spaces.

use std::collections::{BTreeMap, BTreeSet, HashSet, btree_map};

use crate::{Range, SpaceId};

/// A value for each space of a reply, in the order of their ids.
///
/// What came back is in here, asked for or not. A building or floor among the
/// spaces asked for may be replaced by the spaces below it, so ids that nobody
/// named turn up, and the one that was named is [missing](Self::missing). If a
/// range was asked for in parts, a space may have come with some of them only:
/// it has [gaps](Self::gaps).
///
/// # Example
///
/// ```no_run
/// # use floorkit_density::Client;
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let now = client.occupancy().current().spaces(["spc_1", "spc_2"]).send().await?;
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
    gaps: Vec<Gap>,
}

/// A part of a range with which a space did not come back, though it came with
/// another part.
///
/// What is known of the space is then not all of the range: a sum or an average
/// over it is too low, or about less time.
///
/// ```no_run
/// # use floorkit_density::Gap;
/// # fn sample(gap: Gap) {
/// println!("nothing about {}, {}", gap.space, gap.range);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// The space that was left out.
    pub space: SpaceId,
    /// The part that was asked for with one request.
    pub range: Range,
}

impl<V> BySpace<V> {
    /// `asked` are the spaces that were named, if any were.
    pub(crate) fn new(spaces: BTreeMap<SpaceId, V>, asked: Option<Vec<SpaceId>>) -> Self {
        let mut missing = asked.unwrap_or_default();
        missing.retain(|id| !spaces.contains_key(id));
        Self { spaces, missing, gaps: Vec::new() }
    }

    pub(crate) fn with_gaps(self, gaps: Vec<Gap>) -> Self {
        Self { gaps, ..self }
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
    /// nothing to say about. Empty if all spaces were asked for. A space that
    /// came with some parts of a range only is not missing; it has
    /// [gaps](Self::gaps).
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceId};
    /// # async fn sample(client: Client, cafe: SpaceId) -> floorkit_density::Result<()> {
    /// let now = client.presence().current().spaces([cafe]).send().await?;
    /// assert!(now.missing().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn missing(&self) -> &[SpaceId] {
        &self.missing
    }

    /// The parts of the range with which a space did not come back, though it
    /// came with another part: in the order of the ids, then of time. Empty if
    /// the range was asked for in one piece.
    ///
    /// What came without any figure came all the same, and is no gap. Whether
    /// the service leaves a space out of a part because there was nothing, or
    /// because it could not tell, is not documented.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, Resolution, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let half_year = Range::days(date(2025, 1, 1), date(2025, 6, 30))?;
    /// let report = client.metrics().all(half_year).resolution(Resolution::Day).send().await?;
    /// for gap in report.gaps() {
    ///     println!("{}: nothing from {}", gap.space, gap.range);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
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

/// With which parts of a range each space came back.
#[derive(Debug, Default)]
pub(crate) struct Roll(BTreeMap<SpaceId, HashSet<Range>>);

impl Roll {
    /// Notes that these spaces came with a part.
    pub(crate) fn call<'a>(&mut self, part: Range, spaces: impl IntoIterator<Item = &'a SpaceId>) {
        for space in spaces {
            self.0.entry(space.clone()).or_default().insert(part);
        }
    }

    /// What the spaces lack of all parts.
    pub(crate) fn gaps(self, parts: &[Range]) -> Vec<Gap> {
        let gaps = self.0.into_iter().flat_map(|(space, came)| {
            let absent = parts.iter().filter(move |part| !came.contains(part));
            absent.map(move |range| Gap { space: space.clone(), range: *range })
        });
        gaps.collect()
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
    use jiff::civil::date;

    use super::*;
    use crate::jiff;

    fn id(text: &str) -> SpaceId {
        SpaceId(text.into())
    }

    #[test]
    fn what_did_not_come_back_is_missing_and_what_came_unasked_is_there() {
        let spaces = BTreeMap::from([(id("spc_1"), 1), (id("spc_9"), 9)]);
        let asked = ids(["spc_3", "spc_1", "spc_2", "spc_3"]);
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
    fn a_space_lacks_the_parts_with_which_it_did_not_come() {
        let day = |day| Range::days(date(2025, 6, day), date(2025, 6, day)).unwrap();
        let (spc_1, spc_2) = (id("spc_1"), id("spc_2"));
        let mut roll = Roll::default();
        roll.call(day(1), [&spc_1]);
        roll.call(day(2), [&spc_1, &spc_2]);
        roll.call(day(3), [&spc_2]);

        let gaps = roll.gaps(&[1, 2, 3].map(day));
        let expected = [Gap { space: spc_1, range: day(3) }, Gap { space: spc_2, range: day(1) }];
        assert_eq!(gaps, expected);
        let by_space = BySpace::new(BTreeMap::from([(id("spc_1"), 1)]), None);
        assert_eq!(by_space.with_gaps(gaps).gaps(), expected);
    }

    #[test]
    fn only_an_empty_list_asks_for_nothing() {
        assert!(is_nothing(Some(&Vec::new())));
        assert!(!is_nothing(None) && !is_nothing(Some(&vec![id("spc_1")])));
    }
}
