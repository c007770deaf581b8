//! Figures by space and bucket of time, in one form whatever the service sent.

use std::collections::BTreeMap;

use floorkit_runtime::Misread;
use jiff::civil::Date;

use crate::{BySpace, DateTime, Range, SpaceId, by_space::Roll, jiff};

/// The figures of each space: a [`Series`] by space.
///
/// # Example
///
/// ```no_run
/// # use floorkit_density::{Client, Range, Report, Resolution, TimeUsed, jiff::civil::date};
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let june = Range::days(date(2025, 6, 1), date(2025, 6, 30))?;
/// let report: Report<TimeUsed> =
///     client.metrics().time_used(june).resolution(Resolution::Day).send().await?;
/// for (id, series) in &report {
///     println!("{id}: {} days", series.buckets.len());
/// }
/// # Ok(())
/// # }
/// ```
pub type Report<T> = BySpace<Series<T>>;

/// The figures of one space over time.
///
/// ```no_run
/// # use floorkit_density::{Series, TimeUsed};
/// # fn sample(series: Series<TimeUsed>) {
/// for bucket in &series.buckets {
///     println!("{}: {:?}", bucket.label.as_deref().unwrap_or("in all"), bucket.value.time_used);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Series<T> {
    /// The buckets in the order of time: by instant if their labels have an
    /// offset, else by wall clock; by number for hours of the day and days of
    /// the week that are numbered. Labels of another kind come last, in the
    /// order of their letters.
    pub buckets: Vec<Bucket<T>>,
}

/// The figures of one space in one bucket of time.
///
/// ```no_run
/// # use floorkit_density::{Bucket, DateTime, TimeUsed};
/// # fn sample(bucket: Bucket<TimeUsed>) {
/// match bucket.start() {
///     Some(DateTime::Local(start)) => println!("from {start}, on some clock"),
///     Some(DateTime::Offset(start)) => println!("from {}", start.to_timestamp()),
///     None => println!("{:?}", bucket.label),
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Bucket<T> {
    /// What the service calls the bucket: the start of it, or for
    /// [`Resolution::Weekday`](crate::Resolution::Weekday) and
    /// [`Resolution::HourOfDay`](crate::Resolution::HourOfDay) a name whose
    /// form is not documented. `None` if the total came without a label.
    pub label: Option<String>,
    /// The figures.
    pub value: T,
}

impl<T> Series<T> {
    /// The figures of the only bucket, which is the whole range with
    /// [`Resolution::Total`](crate::Resolution::Total). `None` if there is no
    /// bucket, or more than one.
    ///
    /// A total without any figure is a space of which there is nothing to tell;
    /// it would look the same if the service gave it in a form that cannot be
    /// read, where any finer resolution gives an error.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let report = client.metrics().time_used(week).send().await?;
    /// let totals = report.iter().filter_map(|(id, series)| Some((id, series.total()?)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn total(&self) -> Option<&T> {
        match self.buckets.as_slice() {
            [bucket] => Some(&bucket.value),
            _ => None,
        }
    }
}

impl<T> Bucket<T> {
    /// The label as a date-time, if it is one; a date alone is its midnight.
    /// Nothing is converted: which zone a label without an offset is in is not
    /// documented, and in the night in which clocks are set back it cannot tell
    /// one hour from the next.
    ///
    /// ```no_run
    /// # use floorkit_density::{Bucket, TimeUsed};
    /// # fn sample(bucket: Bucket<TimeUsed>) {
    /// let start = bucket.start();
    /// # }
    /// ```
    pub fn start(&self) -> Option<DateTime> {
        let label = self.label.as_deref()?;
        let midnight = || Date::strptime("%Y-%m-%d", label).map(|date| date.at(0, 0, 0, 0));
        match label.parse() {
            Ok(start) => Some(start),
            Err(_) => Some(DateTime::Local(midnight().ok()?.into())),
        }
    }
}

/// The buckets of one space by their labels; no label is that of a total.
pub(crate) type Buckets<T> = BTreeMap<Option<String>, T>;

/// Puts together the replies for the parts of a range.
#[derive(Debug, Default)]
pub(crate) struct Merge<T> {
    spaces: BTreeMap<SpaceId, Buckets<T>>,
    roll: Roll,
}

impl<T: PartialEq> Merge<T> {
    /// Adds what was answered for the next part. A bucket that was there
    /// before is the same one, or it was cut in two by the split, and neither
    /// half is the truth.
    pub(crate) fn add(
        &mut self,
        part: Range,
        reply: BTreeMap<SpaceId, Buckets<T>>,
    ) -> Result<(), Misread> {
        self.roll.call(part, reply.keys());
        for (id, buckets) in reply {
            let merged = self.spaces.entry(id.clone()).or_default();
            for (label, value) in buckets {
                if merged.get(&label).is_some_and(|before| *before != value) {
                    return Err(cut(id, label));
                }
                merged.insert(label, value);
            }
        }
        Ok(())
    }

    /// `asked` are the spaces that were named, if any were.
    pub(crate) fn finish(self, asked: Option<Vec<SpaceId>>, parts: &[Range]) -> Report<T> {
        let spaces = self.spaces.into_iter().map(|(id, buckets)| (id, Series::from(buckets)));
        BySpace::new(spaces.collect(), asked).with_gaps(self.roll.gaps(parts))
    }
}

fn cut(id: SpaceId, label: Option<String>) -> Misread {
    let misread = Misread::new(
        "this bucket was cut: two parts of the range have it with different figures; ask for a \
         range that needs no split",
    );
    match label {
        Some(label) => misread.within(label).within(id),
        None => misread.within(id),
    }
}

impl<T> From<Buckets<T>> for Series<T> {
    fn from(buckets: Buckets<T>) -> Self {
        let buckets = buckets.into_iter().map(|(label, value)| Bucket { label, value });
        let mut buckets: Vec<_> = buckets.collect();
        buckets.sort_by_cached_key(Order::of);
        Self { buckets }
    }
}

/// What buckets are sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Time(DateTime),
    Number(u32),
    Letters,
}

impl Order {
    fn of<T>(bucket: &Bucket<T>) -> Self {
        let number = || bucket.label.as_deref()?.parse().ok();
        match bucket.start() {
            Some(start) => Self::Time(start),
            None => number().map_or(Self::Letters, Self::Number),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The parts that the tests have asked for.
    fn asked() -> [Range; 2] {
        [6, 7].map(|month| Range::days(date(2025, month, 1), date(2025, month, 30)).unwrap())
    }

    fn part(buckets: &[(&str, u32)]) -> BTreeMap<SpaceId, Buckets<u32>> {
        let buckets = buckets.iter().map(|(label, value)| (Some((*label).to_owned()), *value));
        BTreeMap::from([(SpaceId("spc_1".into()), buckets.collect())])
    }

    fn merged(parts: &[&[(&str, u32)]]) -> Result<Vec<(String, u32)>, Misread> {
        let mut merge = Merge::default();
        for (range, buckets) in asked().into_iter().zip(parts) {
            merge.add(range, part(buckets))?;
        }
        let (_, series) = merge.finish(None, &asked()).into_iter().next().unwrap();
        let buckets = series.buckets.into_iter();
        Ok(buckets.map(|bucket| (bucket.label.unwrap(), bucket.value)).collect())
    }

    fn labels(labels: &[&str]) -> Vec<String> {
        let buckets: Vec<_> = labels.iter().map(|label| (*label, 0)).collect();
        merged(&[&buckets]).unwrap().into_iter().map(|(label, _)| label).collect()
    }

    #[test]
    fn parts_are_joined_in_the_order_of_time() {
        let buckets = merged(&[
            &[("2025-06-30T00:00:00", 1)],
            &[("2025-07-02T00:00:00", 3), ("2025-07-01T00:00:00", 2)],
        ]);
        assert_eq!(buckets.unwrap().iter().map(|(_, value)| *value).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn a_bucket_in_two_parts_is_given_once() {
        let buckets = merged(&[&[("2025-07-01T00:00:00Z", 5)], &[("2025-07-01T00:00:00Z", 5)]]);
        assert_eq!(buckets.unwrap(), [("2025-07-01T00:00:00Z".to_owned(), 5)]);
    }

    #[test]
    fn a_bucket_that_was_cut_is_an_error_that_names_it() {
        let parts: [&[_]; 2] = [&[("2025-07-01T00:00:00Z", 5)], &[("2025-07-01T00:00:00Z", 6)]];
        let expected = cut(SpaceId("spc_1".into()), Some("2025-07-01T00:00:00Z".into()));
        assert_eq!(merged(&parts), Err(expected));
        let total =
            |value| BTreeMap::from([(SpaceId("spc_1".into()), Buckets::from([(None, value)]))]);
        let mut merge = Merge::default();
        let [first, second] = asked();
        merge.add(first, total(1)).unwrap();
        assert_eq!(merge.add(second, total(2)), Err(cut(SpaceId("spc_1".into()), None)));
    }

    #[test]
    fn spaces_of_any_part_are_there() {
        let space = |id: &str| (SpaceId(id.into()), Buckets::from([(None, 1)]));
        let mut merge = Merge::default();
        let parts = asked();
        merge.add(parts[0], BTreeMap::from([space("spc_1"), space("spc_2")])).unwrap();
        merge.add(parts[1], BTreeMap::from([space("spc_2")])).unwrap();
        let named = ["spc_1", "spc_2", "spc_3"].map(SpaceId::from);
        let report = merge.finish(Some(named.into()), &parts);
        assert_eq!(report.len(), 2);
        assert_eq!(report.missing(), ["spc_3".into()]);
        let gaps = report.gaps().iter().map(|gap| (gap.space.as_str(), gap.range));
        assert_eq!(gaps.collect::<Vec<_>>(), [("spc_1", parts[1])]);
    }

    #[test]
    fn instants_are_sorted_as_such() {
        // The night in which clocks are set back.
        let night = ["2025-10-26T02:00:00+02:00", "2025-10-26T02:00:00+01:00"];
        assert_eq!(labels(&night), night);
        assert_eq!(labels(&[night[1], night[0]]), night);
    }

    #[test]
    fn numbers_are_sorted_as_such_and_names_by_letters() {
        assert_eq!(labels(&["10", "9", "0", "23"]), ["0", "9", "10", "23"]);
        assert_eq!(
            labels(&["2025-07-10", "2025-07-09T12:00:00", "2025-07-09"]),
            ["2025-07-09", "2025-07-09T12:00:00", "2025-07-10"]
        );
        assert_eq!(
            labels(&["tuesday", "2025-07-01T00:00:00", "monday", "3"]),
            ["2025-07-01T00:00:00", "3", "monday", "tuesday"]
        );
    }

    #[test]
    fn a_label_is_parsed_only_if_it_is_a_date_time() {
        let start =
            |label: Option<&str>| Bucket { label: label.map(str::to_owned), value: () }.start();
        assert!(matches!(start(Some("2025-07-01T00:00:00")), Some(DateTime::Local(_))));
        assert!(matches!(start(Some("2025-07-01T00:00:00-04:00")), Some(DateTime::Offset(_))));
        assert_eq!(start(Some("2025-07-01")), start(Some("2025-07-01T00:00:00")));
        // A zone in brackets says more than a date does.
        assert_eq!(start(Some("2025-07-01T09:00:00[Europe/Berlin]")), None);
        assert_eq!(start(Some("monday")), None);
        assert_eq!(start(Some("17")), None);
        assert_eq!(start(None), None);
    }

    #[test]
    fn a_total_is_the_only_bucket() {
        let series = |labels: &[Option<&str>]| {
            let buckets = labels.iter().map(|label| (label.map(str::to_owned), 7));
            Series::from(buckets.collect::<Buckets<_>>())
        };
        assert_eq!(series(&[None]).total(), Some(&7));
        assert_eq!(series(&[Some("2025-07-01T00:00:00")]).total(), Some(&7));
        assert_eq!(series(&[]).total(), None);
        assert_eq!(series(&[Some("0"), Some("1")]).total(), None);
    }
}
