//! Asking one of the four operations of metrics, and reading its reply.

use std::collections::BTreeMap;

use floorkit_density_raw::{self as raw, operations, types};
use floorkit_runtime::{ErrorBody, Misread, Operation};

use crate::{
    Metrics, Occupancy, OperatingHours, Range, Resolution, Result, SpaceId, TimeUsed, Utilization,
    reply, report::Buckets,
};

/// What can be asked of one part of a range.
#[derive(Debug)]
pub struct Question {
    pub(crate) part: Range,
    pub(crate) spaces: Option<Vec<SpaceId>>,
    pub(crate) resolution: Option<Resolution>,
    pub(crate) operating_hours: Option<OperatingHours>,
    pub(crate) metrics: Option<Vec<String>>,
}

/// What one of the operations answers: a series for each space.
type Answer<S> =
    Result<raw::ResponseValue<BTreeMap<SpaceId, S>>, raw::Error<ErrorBody<types::ApiError>>>;

/// What a report can be about; sealed, as no other crate can name it.
pub trait Measure: Default + PartialEq {
    /// The raw crate's union of a map by label and a datum.
    type Series;

    const OPERATION: &'static Operation;

    fn ask(
        raw: &raw::Client,
        question: Question,
    ) -> impl Future<Output = Answer<Self::Series>> + Send;

    fn buckets(series: Self::Series) -> Result<Buckets<Self>, Misread>;
}

/// The four operations are the same but for their types, and that one of them
/// takes the names of metrics.
macro_rules! measure {
    (
        $value:ident: $operation:ident, $method:ident,
        $request:ident { $($extra:ident)? }, $series:ident
    ) => {
        impl Measure for $value {
            type Series = types::$series;

            const OPERATION: &'static Operation = &operations::$operation;

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

measure!(Metrics: GET_METRICS, get_metrics, MetricsRequest { metrics }, MetricsSeries);
measure!(Occupancy: GET_OCCUPANCY, get_occupancy, OccupancyRequest {}, OccupancySeries);
measure!(TimeUsed: GET_TIME_USED, get_time_used, TimeUsedRequest {}, TimeUsedSeries);
measure!(
    Utilization: GET_UTILIZATION, get_utilization,
    UtilizationRequest {}, UtilizationSeries
);

/// Reads the series of all spaces.
pub(crate) fn read<T: Measure>(
    reply: BTreeMap<SpaceId, T::Series>,
    resolution: Option<Resolution>,
) -> Result<BTreeMap<SpaceId, Buckets<T>>, Misread> {
    let is_total = matches!(resolution, None | Some(Resolution::Total));
    let series = reply::spaces(reply)?.into_iter().map(|(id, series)| match T::buckets(series) {
        Ok(buckets) if !is_total && is_blank(&buckets) => {
            let why = "buckets are due here, and one of them could not be read, or there are none";
            Err(Misread::new(why).within(id))
        }
        Ok(buckets) => Ok((id, buckets)),
        Err(misread) => Err(misread.within(id)),
    });
    series.collect()
}

/// Whether this may be a map of buckets of which one cannot be read: that
/// decodes as a datum without any figure, and its keys are lost; see
/// `specs/density/NOTES.md#union-fall-through`.
///
/// Where a map is due, nothing else looks like this. For a total a datum is
/// due, and figures that are all null are true of a space without a capacity,
/// or of which nothing was counted: one such space must not take the figures of
/// all others away. So a total is taken for what it says, and a map with one
/// bucket that cannot be read passes there for a space without figures.
fn is_blank<T: Measure>(buckets: &Buckets<T>) -> bool {
    buckets.get(&None).is_some_and(|datum| *datum == T::default())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;
    use crate::{Report, Series, jiff, report::Merge};
    use jiff::civil::date;

    fn read_json<T: Measure<Series: DeserializeOwned>>(
        reply: Value,
        resolution: Resolution,
    ) -> Result<Report<T>, Misread> {
        let day = Range::days(date(2025, 6, 16), date(2025, 6, 16)).unwrap();
        let mut merge = Merge::default();
        merge.add(day, read::<T>(serde_json::from_value(reply).unwrap(), Some(resolution))?)?;
        Ok(merge.finish(None, &[day]))
    }

    fn spc_1<T>(report: Report<T>) -> Series<T> {
        report.into_iter().find(|(id, _)| id.as_str() == "spc_1").unwrap().1
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
    fn another_reply_is_not_understood() {
        for wrapper in ["error", "results"] {
            let reply = json!({ wrapper: { "code": 17, "message": "no" } });
            let misread = read_json::<Metrics>(reply, Resolution::Total).unwrap_err();
            assert_eq!(misread.pointer(), format!("/{wrapper}"));
        }
    }

    #[test]
    fn a_wrapper_that_fell_through_is_not_understood() {
        let spaces = json!({ "spc_1": { "2025-06-16T00:00:00": { "occupancy_max": 1 } } });
        let misread = read_json::<Metrics>(json!({ "data": spaces }), Resolution::Day).unwrap_err();
        assert!(format!("{misread:?}").contains("wrapper"), "{misread:?}");
    }

    #[test]
    fn a_total_without_figures_takes_no_other_away() {
        fn check<T: Measure<Series: DeserializeOwned> + std::fmt::Debug>(figure: &str) {
            let reply = json!({ "spc_1": { figure: null }, "spc_2": { figure: 0.5 } });
            let report = read_json::<T>(reply.clone(), Resolution::Total).unwrap();
            let totals: Vec<_> = report.iter().map(|(_, series)| series.total().unwrap()).collect();
            assert_eq!(*totals[0], T::default());
            assert_ne!(*totals[1], T::default());

            let misread = read_json::<T>(reply, Resolution::Hour).unwrap_err();
            assert_eq!(misread.pointer(), "/spc_1");
        }
        check::<Metrics>("occupancy_avg");
        check::<Occupancy>("occupancy_avg");
        check::<TimeUsed>("time_used_percentage");
        check::<Utilization>("utilization_avg");
    }

    #[test]
    fn a_negative_time_names_its_bucket() {
        let reply = json!({ "spc_1": { "2025-06-16T00:00:00": { "time_used_raw": -5 } } });
        let misread = read_json::<TimeUsed>(reply, Resolution::Day).unwrap_err();
        let why = "the time used is -5 milliseconds, which is no length of time";
        assert_eq!(misread, Misread::new(why).within("2025-06-16T00:00:00").within("spc_1"));
    }
}
