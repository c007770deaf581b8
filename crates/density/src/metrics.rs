//! Metrics: how much spaces were used in the past.

use std::marker::PhantomData;

use floorkit_density_raw as raw;
use floorkit_runtime::{Windows, call_as};

use crate::{
    CallOptions, GetDataStatus, Metrics, Occupancy, OperatingHours, Range, Report, Resolution,
    Result, SpaceId, TimeUsed, Utilization,
    ask::{self, Measure, Question},
    by_space,
    options::options,
    report::Merge,
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
///     .spaces(["spc_1", "spc_2"])
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
    options: CallOptions,
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

    /// Gets the occupancy divided by capacity:
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
        GetDataStatus::new(self.raw, range, by_space::ids(floors))
    }

    fn report<T>(&self, range: Range) -> GetReport<'a, T> {
        GetReport {
            raw: self.raw,
            range,
            spaces: None,
            resolution: None,
            operating_hours: None,
            metrics: None,
            options: CallOptions::new(),
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
    /// One request, for each part of the range, carries all ids. How
    /// many the service takes is not documented; the vendor's own programs name
    /// 20 to 100 at a time.
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
        self.spaces = Some(by_space::ids(spaces));
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

    options!("client.metrics().all(week)");

    /// Asks as the parts of the range are taken: a stream of reports, one for each part that
    /// is asked for with one request, in the order of time.
    ///
    /// Parts are asked for ahead, up to four at once, and no more than that are kept. What
    /// two parts both have is not looked at; a space that a part leaves out is
    /// [missing](crate::BySpace::missing) in its report.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, Resolution, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let year = Range::days(date(2024, 1, 1), date(2024, 12, 31))?;
    /// let mut parts = client.metrics().all(year).resolution(Resolution::Hour).parts()?;
    /// while let Some((part, report)) = parts.next().await.transpose()? {
    ///     println!("{part}: {} spaces", report.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request) as of [`send`](Self::send).
    /// The stream ends with the first error of a part.
    pub fn parts(self) -> Result<Windows<Range, Report<T>>>
    where
        T: Send + 'static,
    {
        let raw = self.raw.clone();
        let parts = match by_space::is_nothing(self.spaces.as_ref()) {
            true => Vec::new(),
            false => self.range.split(T::OPERATION, self.resolution)?,
        };
        let Self { spaces, resolution, operating_hours, metrics, options, .. } = self;
        let fetch = move |part| {
            let raw = raw.clone();
            let question = Question {
                part,
                spaces: spaces.clone(),
                resolution,
                operating_hours: operating_hours.clone(),
                metrics: metrics.clone(),
            };
            let (spaces, options) = (spaces.clone(), options.clone());
            async move {
                let mut merge = Merge::default();
                ask_part(&raw, question, options, &mut merge).await?;
                Ok(merge.finish(spaces, &[part]))
            }
        };
        Ok(Windows::new(T::OPERATION, parts, fetch))
    }

    /// Asks, with one request for each part of the range, one after another.
    ///
    /// A space that the service leaves out of all parts is
    /// [missing](crate::BySpace::missing); one that it leaves out of some has
    /// [gaps](crate::BySpace::gaps).
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
    /// for gap in report.gaps() {
    ///     println!("{}: no data for {}", gap.space, gap.range);
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
        let Self { raw, range, spaces, resolution, operating_hours, metrics, options, value: _ } =
            self;
        let parts = range.split(T::OPERATION, resolution)?;
        let mut merge = Merge::default();
        if by_space::is_nothing(spaces.as_ref()) {
            return Ok(merge.finish(spaces, &parts));
        }
        for &part in &parts {
            let question = Question {
                part,
                spaces: spaces.clone(),
                resolution,
                operating_hours: operating_hours.clone(),
                metrics: metrics.clone(),
            };
            ask_part(raw, question, options.clone(), &mut merge).await?;
        }
        Ok(merge.finish(spaces, &parts))
    }
}

/// Asks for one part of a range, and adds what is answered.
async fn ask_part<T: Measure>(
    raw: &raw::Client,
    question: Question,
    options: CallOptions,
    merge: &mut Merge<T>,
) -> Result<()> {
    let Question { part, resolution, .. } = question;
    let reply = call_as(T::OPERATION, options, T::ask(raw, question)).await?;
    reply.try_map(|reply| merge.add(part, ask::read::<T>(reply, resolution)?))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Client, jiff};

    /// A client of nobody: whatever is sent fails.
    fn client() -> Client {
        Client::builder().base_url("http://127.0.0.1:1").build().unwrap()
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
