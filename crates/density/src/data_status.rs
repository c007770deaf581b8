//! How complete the data of floors is.

use std::collections::BTreeMap;

use floorkit_density_raw::{
    self as raw, operations::GET_FLOOR_DATA_STATUS, types::FloorDataStatusRequest,
};
use floorkit_runtime::call_as;

use crate::options::options;
use crate::{BySpace, CallOptions, FloorDataStatus, Range, Result, SpaceId, by_space::Roll, reply};

/// How complete the data of a floor is in a part of a range.
///
/// ```no_run
/// # use floorkit_density::DataStatus;
/// # fn sample(part: DataStatus) {
/// for (name, value) in &*part.status {
///     println!("{}: {name} is {value}", part.range);
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DataStatus {
    /// The part that was asked for with one request.
    pub range: Range,
    /// What the service says about it: an object with a completeness from 0 to
    /// 1, whose fields are not documented.
    pub status: FloorDataStatus,
}

/// Asks how complete the data of floors is. Made by
/// [`MetricsApi::data_status`](crate::MetricsApi::data_status).
///
/// ```no_run
/// # use floorkit_density::{Client, Range, SpaceId, jiff::civil::date};
/// # async fn sample(client: Client, floors: Vec<SpaceId>) -> floorkit_density::Result<()> {
/// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
/// let request = client.metrics().data_status(week, floors);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct GetDataStatus<'a> {
    raw: &'a raw::Client,
    range: Range,
    floors: Vec<SpaceId>,
    options: CallOptions,
}

/// How many floors the service takes at once.
const FLOORS_AT_ONCE: usize = 5;

impl<'a> GetDataStatus<'a> {
    pub(crate) fn new(raw: &'a raw::Client, range: Range, floors: Vec<SpaceId>) -> Self {
        Self { raw, range, floors, options: CallOptions::new() }
    }

    options!(r#"client.metrics().data_status(week, ["spc_1"])"#);

    /// Asks, five floors and ten days at a time, one request after another.
    ///
    /// A floor has one [`DataStatus`] for each part of the range, in order: one
    /// in all for up to ten days. A part that lacks one is among the
    /// [gaps](BySpace::gaps). Without floors nothing is sent.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, SpaceId, jiff::civil::date};
    /// # async fn sample(client: Client, floors: Vec<SpaceId>) -> floorkit_density::Result<()> {
    /// let june = Range::days(date(2025, 6, 1), date(2025, 6, 30))?;
    /// for (floor, parts) in &client.metrics().data_status(june, floors).send().await? {
    ///     for part in parts {
    ///         println!("{floor}, {}: {:?}", part.range, part.status);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request), and nothing is
    /// sent, if the range is shorter than 5 minutes.
    /// [`is_decode`](crate::Error::is_decode) if the reply was not understood.
    /// How the service refuses a request is not documented. One request that
    /// fails fails all.
    pub async fn send(self) -> Result<BySpace<Vec<DataStatus>>> {
        let Self { raw, range, floors, options } = self;
        let parts = range.split(&GET_FLOOR_DATA_STATUS, None)?;
        let mut merge = Merge::default();
        for (group, part) in groups(&floors, &parts) {
            let request = FloorDataStatusRequest {
                start_date: part.start().into(),
                end_date: part.end().into(),
                floor_ids: Some(group.to_vec()),
            };
            let send = raw.get_floor_data_status().body(request).send();
            let reply = call_as(&GET_FLOOR_DATA_STATUS, options.clone(), send).await?;
            merge.add(part, reply.try_map(reply::spaces)?.into_value());
        }
        Ok(merge.finish(floors, &parts))
    }
}

/// What to ask for at once, such that each floor comes in the order of time.
fn groups<'a>(
    floors: &'a [SpaceId],
    parts: &'a [Range],
) -> impl Iterator<Item = (&'a [SpaceId], Range)> {
    let groups = floors.chunks(FLOORS_AT_ONCE);
    groups.flat_map(|group| parts.iter().map(move |part| (group, *part)))
}

/// Puts together the replies for groups of floors and parts of a range.
#[derive(Default)]
struct Merge {
    floors: BTreeMap<SpaceId, Vec<DataStatus>>,
    roll: Roll,
}

impl Merge {
    fn add(&mut self, range: Range, reply: BTreeMap<SpaceId, FloorDataStatus>) {
        self.roll.call(range, reply.keys());
        for (floor, status) in reply {
            self.floors.entry(floor).or_default().push(DataStatus { range, status });
        }
    }

    fn finish(self, asked: Vec<SpaceId>, parts: &[Range]) -> BySpace<Vec<DataStatus>> {
        BySpace::new(self.floors, Some(asked)).with_gaps(self.roll.gaps(parts))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::{Client, jiff};

    fn fortnight() -> Range {
        Range::days(date(2025, 6, 1), date(2025, 6, 14)).unwrap()
    }

    #[test]
    fn floors_go_by_five_and_days_by_ten() {
        let floors: Vec<_> = (0..6).map(|n| SpaceId(format!("spc_{n}"))).collect();
        let parts = fortnight().split(&GET_FLOOR_DATA_STATUS, None).unwrap();
        let groups: Vec<_> = groups(&floors, &parts)
            .map(|(group, part)| (group.len(), part.start().civil().day()))
            .collect();
        assert_eq!(groups, [(5, 1), (5, 11), (1, 1), (1, 11)]);
    }

    #[test]
    fn a_floor_has_its_parts_in_order() {
        let parts = fortnight().split(&GET_FLOOR_DATA_STATUS, None).unwrap();
        let reply = |completeness: f64| {
            serde_json::from_value(json!({ "spc_1": { "completeness": completeness } })).unwrap()
        };
        let mut merge = Merge::default();
        merge.add(parts[0], reply(1.0));
        merge.add(parts[1], reply(0.5));

        let status = merge.finish(vec!["spc_1".into()], &parts);
        let floor = status.get(&"spc_1".into()).unwrap();
        assert_eq!(status.gaps(), []);
        let found: Vec<_> =
            floor.iter().map(|part| (part.range, part.status["completeness"].as_f64())).collect();
        assert_eq!(found, [(parts[0], Some(1.0)), (parts[1], Some(0.5))]);
    }

    #[test]
    fn a_floor_that_a_part_leaves_out_has_a_gap() {
        let parts = fortnight().split(&GET_FLOOR_DATA_STATUS, None).unwrap();
        let mut merge = Merge::default();
        merge.add(parts[0], BTreeMap::new());
        merge.add(parts[1], serde_json::from_value(json!({ "spc_1": {} })).unwrap());
        let status = merge.finish(vec!["spc_1".into(), "spc_2".into()], &parts);
        assert_eq!(status.missing(), ["spc_2".into()]);
        let gaps = status.gaps().iter().map(|gap| (gap.space.as_str(), gap.range));
        assert_eq!(gaps.collect::<Vec<_>>(), [("spc_1", parts[0])]);
    }

    #[tokio::test]
    async fn no_floors_ask_for_nothing() {
        let client = Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
        let none: [SpaceId; 0] = [];
        let status = client.metrics().data_status(fortnight(), none).send().await.unwrap();
        assert!(status.is_empty() && status.missing().is_empty());
    }
}
