//! Metrics: how much spaces were used in the past.

use std::{collections::BTreeMap, marker::PhantomData};

use floorkit_density_raw::{self as raw, operations, types};
use floorkit_runtime::{ErrorBody, Operation};

use crate::{
    GetDataStatus, Metrics, Occupancy, OperatingHours, Range, Report, Resolution, Result, SpaceId,
    TimeUsed, Utilization, by_space,
    reply::{self, Misread, call},
    report::{Buckets, Merge},
};

/// Calls about the past. Made by [`Client::metrics`](crate::Client::metrics).
///
/// The data settles: wait at least 7 hours before storing it, better a day.
/// What arrives more than 14 hours late is worked in on the next weekend, and
/// floors and buildings are computed anew then.
/// [`data_status`](Self::data_status) tells how far a floor has come.
///
/// ```no_run
/// # use floorkit_density::{Client, Range, jiff::civil::date};
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
/// let report = client.metrics().utilization(week).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MetricsApi<'a> {
    raw: &'a raw::Client,
}

/// Asks for a [`Report`] on one of [`Metrics`], [`Occupancy`], [`TimeUsed`] and
/// [`Utilization`]. Made by the methods of [`MetricsApi`].
///
/// ```no_run
/// # use floorkit_density::{Client, OperatingHours, Range, Resolution, jiff::civil::date};
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let june = Range::days(date(2025, 6, 1), date(2025, 6, 30))?;
/// let report = client
///     .metrics()
///     .time_used(june)
///     .spaces(["spc_1", "spc_2"].map(String::from))
///     .resolution(Resolution::Day)
///     .operating_hours(OperatingHours {
///         days: Some(vec![1, 2, 3, 4, 5]),
///         start_hour: Some(9),
///         end_hour: Some(17),
///     })
///     .send()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct GetReport<'a, T> {
    raw: &'a raw::Client,
    range: Range,
    spaces: Option<Vec<SpaceId>>,
    resolution: Option<Resolution>,
    operating_hours: Option<OperatingHours>,
    metrics: Option<Vec<String>>,
    value: PhantomData<T>,
}

impl<'a> MetricsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Gets all figures, or those that are [chosen](GetReport::metrics):
    /// `POST /v3/analytics/metrics`.
    ///
    /// The range is in local time, that of each space by all that is known.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, Resolution, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let report = client.metrics().all(week).resolution(Resolution::Day).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn all(&self, range: Range) -> GetReport<'a, Metrics> {
        self.report(range)
    }

    /// Gets how many people were there: `POST /v3/analytics/occupancy`.
    ///
    /// In which zone the service reads the range is not documented; it is sent
    /// as a wall clock time, as for [`all`](Self::all).
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let report = client.metrics().occupancy(week).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn occupancy(&self, range: Range) -> GetReport<'a, Occupancy> {
        self.report(range)
    }

    /// Gets how long somebody was there: `POST /v3/analytics/time-used`.
    ///
    /// In which zone the service reads the range is not documented; it is sent
    /// as a wall clock time, which is what the vendor's own programs do.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let report = client.metrics().time_used(week).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn time_used(&self, range: Range) -> GetReport<'a, TimeUsed> {
        self.report(range)
    }

    /// Gets how many people per seat were there:
    /// `POST /v3/analytics/utilization`.
    ///
    /// In which zone the service reads the range is not documented; it is sent
    /// as a wall clock time, as for [`all`](Self::all).
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let report = client.metrics().utilization(week).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn utilization(&self, range: Range) -> GetReport<'a, Utilization> {
        self.report(range)
    }

    /// Gets how complete the data of floors is:
    /// `POST /v3/analytics/data-status`.
    ///
    /// For floors with Open Area sensors. Ask before storing metrics for good.
    /// The range is at least 5 minutes long and ends after 2024-06-01.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, SpaceId, jiff::civil::date};
    /// # async fn sample(client: Client, floor: SpaceId) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let status = client.metrics().data_status(week, [floor]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn data_status(
        &self,
        range: Range,
        floors: impl IntoIterator<Item = impl Into<SpaceId>>,
    ) -> GetDataStatus<'a> {
        GetDataStatus::new(self.raw, range, floors.into_iter().map(Into::into).collect())
    }

    fn report<T>(&self, range: Range) -> GetReport<'a, T> {
        GetReport {
            raw: self.raw,
            range,
            spaces: None,
            resolution: None,
            operating_hours: None,
            metrics: None,
            value: PhantomData,
        }
    }
}

impl GetReport<'_, Metrics> {
    /// Which figures to compute; all by default. The names that the service
    /// takes are not documented. What is not computed is `None`.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let report = client.metrics().all(week).metrics(["occupancy_max"]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn metrics(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.metrics = Some(names.into_iter().map(Into::into).collect());
        self
    }
}

impl<T: Measure> GetReport<'_, T> {
    /// Which spaces to report; all by default, and none for an empty list,
    /// which sends nothing. A building or floor stands for the spaces below it.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, SpaceId, jiff::civil::date};
    /// # async fn sample(client: Client, cafe: SpaceId) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let report = client.metrics().time_used(week).spaces([cafe]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceId>>) -> Self {
        self.spaces = by_space::ids(spaces);
        self
    }

    /// How large the buckets are; [`Resolution::Total`] by default, one bucket
    /// for the whole range. It limits how long the [`Range`] may be in one
    /// piece.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, Resolution, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let report = client.metrics().time_used(week).resolution(Resolution::Hour).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolution(mut self, resolution: Resolution) -> Self {
        self.resolution = Some(resolution);
        self
    }

    /// Which part of each week to count; all by default. Days are numbered from
    /// 0 for Sunday to 6 for Saturday, hours are those of the day, and as far
    /// as was seen the last one does not count: 9 to 17 is eight hours.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, OperatingHours, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
    /// let workdays = OperatingHours {
    ///     days: Some(vec![1, 2, 3, 4, 5]),
    ///     start_hour: Some(9),
    ///     end_hour: Some(17),
    /// };
    /// let report = client.metrics().time_used(week).operating_hours(workdays).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn operating_hours(mut self, hours: OperatingHours) -> Self {
        self.operating_hours = Some(hours);
        self
    }

    /// Asks, with one request for each part of the range, one after another.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, Resolution, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let half_year = Range::days(date(2025, 1, 1), date(2025, 6, 30))?;
    /// let report = client.metrics().all(half_year).resolution(Resolution::Day).send().await?;
    /// for id in report.missing() {
    ///     println!("{id}: no data");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request), and nothing is
    /// sent, if the range is shorter than a minute, or too long for a
    /// resolution whose result cannot be put together from parts.
    /// [`is_decode`](crate::Error::is_decode) if the reply was not understood:
    /// its buckets cannot be read, a time used is negative, or two parts of the
    /// range have the same bucket with different figures, which means that the
    /// split has cut it. [`is_bad_request`](crate::Error::is_bad_request) if
    /// the service refuses what is asked for. One part that fails fails all.
    pub async fn send(self) -> Result<Report<T>> {
        let Self { raw, range, spaces, resolution, operating_hours, metrics, value: _ } = self;
        let parts = range.split(T::OPERATION, resolution)?;
        let mut merge = Merge::default();
        if by_space::is_nothing(spaces.as_ref()) {
            return Ok(merge.finish(spaces));
        }
        for part in parts {
            let question = Question {
                part,
                spaces: spaces.clone(),
                resolution,
                operating_hours: operating_hours.clone(),
                metrics: metrics.clone(),
            };
            let add = |reply| merge.add(read::<T>(reply, resolution)?);
            call(T::OPERATION, T::ask(raw, question), add).await?;
        }
        Ok(merge.finish(spaces))
    }
}

/// What can be asked of one part of a range.
#[derive(Debug)]
pub struct Question {
    part: Range,
    spaces: Option<Vec<SpaceId>>,
    resolution: Option<Resolution>,
    operating_hours: Option<OperatingHours>,
    metrics: Option<Vec<String>>,
}

/// What one of the operations answers: a series for each space.
type Answer<S> =
    Result<raw::ResponseValue<BTreeMap<SpaceId, S>>, raw::Error<ErrorBody<types::ApiError>>>;

/// What a report can be about; sealed, as no other crate can name it.
pub trait Measure: Default + PartialEq {
    /// The raw crate's union of a map by label and a datum.
    type Series;

    const OPERATION: &'static Operation;

    /// Whether the figures of a whole range may all be null.
    const MAY_BE_BLANK: bool;

    fn ask(
        raw: &raw::Client,
        question: Question,
    ) -> impl Future<Output = Answer<Self::Series>> + Send;

    fn buckets(series: Self::Series) -> Result<Buckets<Self>, Misread>;
}

/// The four operations are the same but for their types, and that one of them
/// takes the names of metrics.
macro_rules! measure {
    ($value:ident: $operation:ident, $method:ident, $request:ident { $($extra:ident)? }, $series:ident, $may_be_blank:literal) => {
        impl Measure for $value {
            type Series = types::$series;

            const OPERATION: &'static Operation = &operations::$operation;

            const MAY_BE_BLANK: bool = $may_be_blank;

            fn ask(
                raw: &raw::Client,
                question: Question,
            ) -> impl Future<Output = Answer<Self::Series>> + Send {
                let request = types::$request {
                    start_date: question.part.start().into(),
                    end_date: question.part.end().into(),
                    $($extra: question.$extra,)?
                    operating_hours: question.operating_hours,
                    space_ids: question.spaces,
                    time_resolution: question.resolution,
                };
                raw.$method().body(request).send()
            }

            fn buckets(series: Self::Series) -> Result<Buckets<Self>, Misread> {
                match series {
                    types::$series::ByTime(by_time) => {
                        let buckets = by_time.0.into_iter().map(|(label, datum)| {
                            match Self::from_datum(&datum) {
                                Ok(value) => Ok((Some(label), value)),
                                Err(why) => Err(Misread::new(why).within(label)),
                            }
                        });
                        buckets.collect()
                    }
                    types::$series::Datum(datum) => {
                        let total = Self::from_datum(&datum).map_err(Misread::new)?;
                        Ok(Buckets::from([(None, total)]))
                    }
                    _ => Err(Misread::new("this version does not know the shape")),
                }
            }
        }
    };
}

measure!(Metrics: GET_METRICS, get_metrics, MetricsRequest { metrics }, MetricsSeries, false);
measure!(Occupancy: GET_OCCUPANCY, get_occupancy, OccupancyRequest {}, OccupancySeries, false);
measure!(TimeUsed: GET_TIME_USED, get_time_used, TimeUsedRequest {}, TimeUsedSeries, false);
// Without a capacity it is null; see `specs/density/NOTES.md#utilization-without-capacity`.
measure!(Utilization: GET_UTILIZATION, get_utilization, UtilizationRequest {}, UtilizationSeries, true);

/// Reads the series of all spaces.
fn read<T: Measure>(
    reply: BTreeMap<SpaceId, T::Series>,
    resolution: Option<Resolution>,
) -> Result<BTreeMap<SpaceId, Buckets<T>>, Misread> {
    let is_total = matches!(resolution, None | Some(Resolution::Total));
    let may_be_blank = is_total && T::MAY_BE_BLANK;
    let series = reply::spaces(reply)?.into_iter().map(|(id, series)| {
        let buckets = T::buckets(series).and_then(|buckets| refuse_blank(buckets, may_be_blank));
        match buckets {
            Ok(buckets) => Ok((id, buckets)),
            Err(misread) => Err(misread.within(id)),
        }
    });
    series.collect()
}

/// A map of buckets of which one cannot be read decodes as a total without any
/// figure; see `specs/density/NOTES.md#union-fall-through`.
fn refuse_blank<T: Measure>(
    buckets: Buckets<T>,
    may_be_blank: bool,
) -> Result<Buckets<T>, Misread> {
    match buckets.get(&None) {
        Some(total) if !may_be_blank && *total == T::default() => Err(Misread::new(
            "no figure in it is known: a bucket could not be read, or all figures are null",
        )),
        _ => Ok(buckets),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::civil::date;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;
    use crate::{Client, jiff};

    fn read_json<T: Measure<Series: DeserializeOwned>>(
        reply: Value,
        resolution: Resolution,
    ) -> Result<Report<T>, Misread> {
        let mut merge = Merge::default();
        merge.add(read::<T>(serde_json::from_value(reply).unwrap(), Some(resolution))?)?;
        Ok(merge.finish(None))
    }

    fn spc_1<T>(report: Report<T>) -> crate::Series<T> {
        report.into_iter().find(|(id, _)| id.as_str() == "spc_1").unwrap().1
    }

    /// A client of nobody: whatever is sent fails.
    fn client() -> Client {
        Client::builder().base_url("http://127.0.0.1:1").build().unwrap()
    }

    #[test]
    fn a_total_is_one_value_however_it_comes() {
        let datum = json!({ "time_used_raw": 90_000, "time_used_percentage": 0.25 });
        let shapes = [datum.clone(), json!({ "2025-06-16T00:00:00": datum })];
        for shape in shapes {
            let report = read_json::<TimeUsed>(json!({ "spc_1": shape }), Resolution::Total);
            let series = spc_1(report.unwrap());
            let total = series.total().unwrap();
            assert_eq!(total.time_used, Some(Duration::from_secs(90)));
            assert_eq!(total.time_used_ratio, Some(0.25));
        }
    }

    #[test]
    fn buckets_keep_their_labels() {
        let reply = json!({ "spc_1": {
            "2025-06-16T10:00:00-04:00": { "occupancy_max": 4 },
            "2025-06-16T09:00:00-04:00": { "occupancy_max": 3 },
        }});
        let series = spc_1(read_json::<Occupancy>(reply, Resolution::Hour).unwrap());
        let labels: Vec<_> = series.buckets.iter().filter_map(|b| b.label.as_deref()).collect();
        assert_eq!(labels, ["2025-06-16T09:00:00-04:00", "2025-06-16T10:00:00-04:00"]);
        assert_eq!(series.buckets[1].value.occupancy_max, Some(4.0));
    }

    #[test]
    fn a_space_without_buckets_is_one() {
        let report = read_json::<Metrics>(json!({ "spc_1": {} }), Resolution::Total);
        assert_eq!(spc_1(report.unwrap()).buckets, []);
    }

    #[test]
    fn a_bucket_without_figures_is_one() {
        let reply = json!({ "spc_1": { "2025-06-16T09:00:00": { "occupancy_avg": null } } });
        let series = spc_1(read_json::<Metrics>(reply, Resolution::Hour).unwrap());
        assert_eq!(series.total(), Some(&Metrics::default()));
    }

    #[test]
    fn a_map_that_fell_through_is_not_understood() {
        fn check<T: Measure<Series: DeserializeOwned> + std::fmt::Debug>() {
            let bucket = json!({ "up_time": "high", "time_used_raw": "long" });
            let reply = json!({ "spc_1": { "2025-06-16T00:00:00": bucket } });
            let misread = read_json::<T>(reply, Resolution::Day).unwrap_err();
            assert!(format!("{misread:?}").contains(r#"["spc_1"]"#), "{misread:?}");
        }
        check::<Metrics>();
        check::<Occupancy>();
        check::<TimeUsed>();
        check::<Utilization>();
    }

    #[test]
    fn a_wrapper_that_fell_through_is_not_understood() {
        let spaces = json!({ "spc_1": { "2025-06-16T00:00:00": { "occupancy_max": 1 } } });
        let misread = read_json::<Metrics>(json!({ "data": spaces }), Resolution::Day).unwrap_err();
        assert!(format!("{misread:?}").contains("wrapper"), "{misread:?}");
    }

    #[test]
    fn a_utilization_without_a_capacity_is_blank() {
        let reply = json!({ "spc_1": { "utilization_avg": null, "utilization_max": null } });
        let report = read_json::<Utilization>(reply.clone(), Resolution::Total).unwrap();
        assert_eq!(spc_1(report).total(), Some(&Utilization::default()));
        read_json::<Utilization>(reply, Resolution::Day).unwrap_err();
    }

    #[test]
    fn a_negative_time_names_its_bucket() {
        let reply = json!({ "spc_1": { "2025-06-16T00:00:00": { "time_used_raw": -5 } } });
        let misread = read_json::<TimeUsed>(reply, Resolution::Day).unwrap_err();
        let why = "the time used is -5 milliseconds, which is no length of time";
        assert_eq!(misread, Misread::new(why).within("2025-06-16T00:00:00").within("spc_1"));
    }

    #[tokio::test]
    async fn nothing_is_asked_about_no_spaces() {
        let range = Range::days(date(2025, 6, 16), date(2025, 6, 16)).unwrap();
        let client = client();
        let none: [SpaceId; 0] = [];
        let report = client.metrics().all(range).spaces(none).send().await.unwrap();
        assert!(report.is_empty() && report.missing().is_empty());

        let error = client.metrics().all(range).send().await.unwrap_err();
        assert!(error.is_connect(), "{error}");
    }

    #[tokio::test]
    async fn nothing_is_asked_about_a_range_that_cannot_be_split() {
        let range = Range::days(date(2024, 1, 1), date(2025, 6, 30)).unwrap();
        let error = client().metrics().utilization(range).send().await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
        assert!(error.to_string().contains("`total`"), "{error}");
    }
}
