//! What can be measured of a space, in units.

use std::time::Duration;

use floorkit_density_raw::types::{MetricsDatum, OccupancyDatum, TimeUsedDatum, UtilizationDatum};

/// All figures of a space in one bucket of time: `POST /v3/analytics/metrics`.
///
/// What the service did not give is `None`.
///
/// # Example
///
/// ```no_run
/// # use floorkit_density::{Client, Range, jiff::civil::date};
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
/// for (id, series) in &client.metrics().all(week).send().await? {
///     let Some(metrics) = series.total() else { continue };
///     println!("{id}: peak {:?}, used {:?}", metrics.occupancy_max, metrics.time_used);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Metrics {
    /// The lowest number of people.
    pub occupancy_min: Option<f64>,
    /// The average number of people.
    pub occupancy_avg: Option<f64>,
    /// The highest number of people; too low if [`Quality::is_capped`].
    pub occupancy_max: Option<f64>,
    /// The number of people who came in.
    pub entrances: Option<f64>,
    /// The number of people who went out.
    pub exits: Option<f64>,
    /// How long somebody was there; `time_used_raw` on the wire, in
    /// milliseconds.
    #[doc(alias = "time_used_raw")]
    pub time_used: Option<Duration>,
    /// The share of the bucket, from 0 to 1, in which somebody was there;
    /// `time_used_percentage` on the wire.
    #[doc(alias = "time_used_percentage")]
    pub time_used_ratio: Option<f64>,
    /// The average occupancy divided by capacity; see
    /// [`Utilization::utilization_avg`].
    pub utilization_avg: Option<f64>,
    /// The highest occupancy divided by capacity; see
    /// [`Utilization::utilization_max`].
    pub utilization_max: Option<f64>,
    /// How far to believe the figures.
    pub quality: Quality,
}

/// How many people were in a space in one bucket of time:
/// `POST /v3/analytics/occupancy`.
///
/// What the service did not give is `None`.
///
/// # Example
///
/// ```no_run
/// # use floorkit_density::{Client, Range, Resolution, jiff::civil::date};
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let day = Range::days(date(2025, 6, 16), date(2025, 6, 16))?;
/// let report = client.metrics().occupancy(day).resolution(Resolution::Hour).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Occupancy {
    /// The lowest number of people.
    pub occupancy_min: Option<f64>,
    /// The average number of people.
    pub occupancy_avg: Option<f64>,
    /// The highest number of people; too low if [`Quality::is_capped`].
    pub occupancy_max: Option<f64>,
    /// The number of people who came in.
    pub entrances: Option<f64>,
    /// The number of people who went out.
    pub exits: Option<f64>,
    /// How far to believe the figures.
    pub quality: Quality,
}

/// How long a space was used in one bucket of time:
/// `POST /v3/analytics/time-used`.
///
/// What the service did not give is `None`. It does not say here how far to
/// believe it; [`Metrics`] and [`Utilization`] do.
///
/// # Example
///
/// ```no_run
/// # use floorkit_density::{Client, Range, jiff::civil::date};
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
/// for (id, series) in &client.metrics().time_used(week).send().await? {
///     if let Some(used) = series.total().and_then(|total| total.time_used) {
///         println!("{id}: {:.1} h", used.as_secs_f64() / 3_600.0);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct TimeUsed {
    /// How long somebody was there; `time_used_raw` on the wire, in
    /// milliseconds.
    #[doc(alias = "time_used_raw")]
    pub time_used: Option<Duration>,
    /// The share of the bucket, from 0 to 1, in which somebody was there;
    /// `time_used_percentage` on the wire.
    #[doc(alias = "time_used_percentage")]
    pub time_used_ratio: Option<f64>,
}

/// The occupancy of a space divided by its `capacity` in one bucket of time:
/// `POST /v3/analytics/utilization`.
///
/// `None` means that no capacity is set; 0 means that nobody was there, or that
/// the capacity is 0.
///
/// # Example
///
/// ```no_run
/// # use floorkit_density::{Client, Range, jiff::civil::date};
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
/// for (id, series) in &client.metrics().utilization(week).send().await? {
///     if let Some(peak) = series.total().and_then(|total| total.utilization_max) {
///         println!("{id}: {:.0} % at the most", peak * 100.0);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Utilization {
    /// The average occupancy divided by capacity: 1 is full, more is crowded.
    pub utilization_avg: Option<f64>,
    /// The highest occupancy divided by capacity: 1 is full, more is crowded;
    /// too low if [`Quality::is_capped`].
    pub utilization_max: Option<f64>,
    /// How far to believe the figures.
    pub quality: Quality,
}

/// How far to believe the figures of a bucket.
///
/// # Example
///
/// ```no_run
/// # use floorkit_density::{Client, Range, jiff::civil::date};
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let week = Range::days(date(2025, 6, 16), date(2025, 6, 22))?;
/// for (id, series) in &client.metrics().occupancy(week).send().await? {
///     if series.buckets.iter().any(|bucket| bucket.value.quality.is_doubtful()) {
///         println!("{id}: look twice");
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Quality {
    /// The share of the bucket, from 0 to 1, in which the sensors worked.
    pub up_time: Option<f64>,
    /// Whether the sensor came to the end of what it can count. Maxima are
    /// then lower bounds, and averages are too low.
    pub is_capped: Option<bool>,
    /// How many people the sensor can count: 3 for Waffle, which then means 3
    /// or more.
    pub capped_count_limit: Option<f64>,
}

impl Quality {
    /// Whether the sensors worked for nearly all of the bucket: an up time of
    /// more than 0.8, below which the vendor's own tool drops buckets. `true`
    /// if the up time is not known.
    ///
    /// ```
    /// # use floorkit_density::Quality;
    /// assert!(Quality::default().is_complete());
    /// ```
    pub fn is_complete(&self) -> bool {
        const TOO_LITTLE: f64 = 0.8;
        self.up_time.is_none_or(|up_time| up_time > TOO_LITTLE)
    }

    /// Whether the figures may be too low: the bucket is not
    /// [complete](Self::is_complete), or the count was capped.
    ///
    /// ```
    /// # use floorkit_density::Quality;
    /// assert!(!Quality::default().is_doubtful());
    /// ```
    pub fn is_doubtful(&self) -> bool {
        !self.is_complete() || self.is_capped == Some(true)
    }
}

impl Metrics {
    pub(crate) fn from_datum(datum: &MetricsDatum) -> Result<Self, String> {
        Ok(Self {
            occupancy_min: datum.occupancy_min,
            occupancy_avg: datum.occupancy_avg,
            occupancy_max: datum.occupancy_max,
            entrances: datum.entrances,
            exits: datum.exits,
            time_used: duration(datum.time_used_raw)?,
            time_used_ratio: datum.time_used_percentage,
            utilization_avg: datum.utilization_avg,
            utilization_max: datum.utilization_max,
            quality: Quality {
                up_time: datum.up_time,
                is_capped: datum.is_capped,
                capped_count_limit: datum.capped_count_limit,
            },
        })
    }
}

impl Occupancy {
    pub(crate) fn from_datum(datum: &OccupancyDatum) -> Result<Self, String> {
        Ok(Self {
            occupancy_min: datum.occupancy_min,
            occupancy_avg: datum.occupancy_avg,
            occupancy_max: datum.occupancy_max,
            entrances: datum.entrances,
            exits: datum.exits,
            quality: Quality {
                up_time: datum.up_time,
                is_capped: datum.is_capped,
                capped_count_limit: datum.capped_count_limit,
            },
        })
    }
}

impl TimeUsed {
    pub(crate) fn from_datum(datum: &TimeUsedDatum) -> Result<Self, String> {
        Ok(Self {
            time_used: duration(datum.time_used_raw)?,
            time_used_ratio: datum.time_used_percentage,
        })
    }
}

impl Utilization {
    pub(crate) fn from_datum(datum: &UtilizationDatum) -> Result<Self, String> {
        Ok(Self {
            utilization_avg: datum.utilization_avg,
            utilization_max: datum.utilization_max,
            quality: Quality {
                up_time: datum.up_time,
                is_capped: datum.is_capped,
                capped_count_limit: datum.capped_count_limit,
            },
        })
    }
}

/// Reads milliseconds. A negative time has no meaning that could be guessed;
/// `None` would say that there was no figure. One of more than half a million
/// years becomes that.
fn duration(milliseconds: Option<f64>) -> Result<Option<Duration>, String> {
    match milliseconds {
        Some(time) if time.is_nan() || time < 0.0 => {
            Err(format!("the time used is {time} milliseconds, which is no length of time"))
        }
        // The cast saturates.
        Some(time) => Ok(Some(Duration::from_micros((time * 1_000.0).round() as u64))),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;

    #[test]
    fn milliseconds_become_a_duration() {
        let cases = [
            (2_421_000.0, Duration::from_secs(40 * 60 + 21)),
            (0.0, Duration::ZERO),
            (-0.0, Duration::ZERO),
            (0.5, Duration::from_micros(500)),
            (31_535_999_999.0, Duration::from_millis(31_535_999_999)),
            (1e300, Duration::from_micros(u64::MAX)),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(duration(Some(milliseconds)), Ok(Some(expected)));
        }
        assert_eq!(duration(None), Ok(None));
    }

    #[test]
    fn a_time_that_is_none_is_refused() {
        for milliseconds in [-1.0, f64::NAN, f64::NEG_INFINITY] {
            let why = duration(Some(milliseconds)).unwrap_err();
            assert!(why.contains("no length of time"), "{why}");
        }
    }

    #[test]
    fn every_figure_has_its_place() {
        let wire = json!({
            "occupancy_min": 1, "occupancy_avg": 2, "occupancy_max": 3, "entrances": 4,
            "exits": 5, "time_used_raw": 6_000, "time_used_percentage": 0.7,
            "utilization_avg": 0.8, "utilization_max": 0.9, "up_time": 1.0, "is_capped": true,
            "capped_count_limit": 3,
        });
        let quality =
            Quality { up_time: Some(1.0), is_capped: Some(true), capped_count_limit: Some(3.0) };
        let metrics = Metrics {
            occupancy_min: Some(1.0),
            occupancy_avg: Some(2.0),
            occupancy_max: Some(3.0),
            entrances: Some(4.0),
            exits: Some(5.0),
            time_used: Some(Duration::from_secs(6)),
            time_used_ratio: Some(0.7),
            utilization_avg: Some(0.8),
            utilization_max: Some(0.9),
            quality: quality.clone(),
        };
        let occupancy = Occupancy {
            occupancy_min: Some(1.0),
            occupancy_avg: Some(2.0),
            occupancy_max: Some(3.0),
            entrances: Some(4.0),
            exits: Some(5.0),
            quality: quality.clone(),
        };
        let time_used =
            TimeUsed { time_used: Some(Duration::from_secs(6)), time_used_ratio: Some(0.7) };
        let utilization =
            Utilization { utilization_avg: Some(0.8), utilization_max: Some(0.9), quality };

        assert_eq!(Metrics::from_datum(&from_value(wire.clone()).unwrap()), Ok(metrics));
        assert_eq!(Occupancy::from_datum(&from_value(wire.clone()).unwrap()), Ok(occupancy));
        assert_eq!(TimeUsed::from_datum(&from_value(wire.clone()).unwrap()), Ok(time_used));
        assert_eq!(Utilization::from_datum(&from_value(wire).unwrap()), Ok(utilization));
    }

    #[test]
    fn a_capacity_that_is_not_set_is_not_one_of_zero() {
        let read = |wire: Value| Utilization::from_datum(&from_value(wire).unwrap()).unwrap();
        assert_eq!(read(json!({ "utilization_max": null })).utilization_max, None);
        assert_eq!(read(json!({ "utilization_max": 0 })).utilization_max, Some(0.0));
    }

    #[test]
    fn doubt_begins_at_an_up_time_of_four_fifths() {
        let quality = |up_time, is_capped| Quality { up_time, is_capped, ..Quality::default() };
        assert!(quality(Some(0.81), Some(false)).is_complete());
        assert!(!quality(Some(0.8), None).is_complete());
        assert!(quality(Some(0.8), None).is_doubtful());
        assert!(quality(Some(1.0), Some(true)).is_doubtful());
        assert!(!quality(Some(1.0), None).is_doubtful());
    }
}
