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
    (
        $value:ident: $operation:ident, $method:ident,
        $request:ident { $($extra:ident)? }, $series:ident, $may_be_blank:literal
    ) => {
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
measure!(
    Utilization: GET_UTILIZATION, get_utilization,
    UtilizationRequest {}, UtilizationSeries, true
);

/// Reads the series of all spaces.
pub(crate) fn read<T: Measure>(
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

    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;
    use crate::{Report, Series, report::Merge};

    fn read_json<T: Measure<Series: DeserializeOwned>>(
        reply: Value,
        resolution: Resolution,
    ) -> Result<Report<T>, Misread> {
        let mut merge = Merge::default();
        merge.add(read::<T>(serde_json::from_value(reply).unwrap(), Some(resolution))?)?;
        Ok(merge.finish(None))
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
}
