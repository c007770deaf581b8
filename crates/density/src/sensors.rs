//! Sensors and their health.

use std::collections::BTreeMap;

use floorkit_density_raw::{
    self as raw,
    operations::{LIST_CURRENT_SENSOR_HEALTH, LIST_SENSOR_HEALTH_HISTORY, LIST_SENSORS},
    types::{SensorHealthHistoryRequest, SensorHealthResponse, SensorSelection},
};
use floorkit_runtime::{Misread, call_as};

use crate::{
    CallOptions, Range, Result, Sensor, SensorHealth, SensorHealthChange, SensorSerialNumber,
    SpaceId, by_space,
};

/// Calls about sensors. Made by [`Client::sensors`](crate::Client::sensors).
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let sensors = client.sensors().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SensorsApi<'a> {
    raw: &'a raw::Client,
}

/// Which sensors a call is about: by their serial numbers or by the spaces that they
/// measure. The service refuses both at once, so they cannot be given at once.
///
/// A filter that names nothing selects nothing, and a call with it sends nothing: to the
/// service an empty list may well mean all.
///
/// ```
/// use floorkit_density::SensorFilter;
///
/// let two = SensorFilter::serial_numbers(["A1B6Z10", "A1B6Z11"]);
/// let floor = SensorFilter::spaces(["spc_1"]);
/// assert_ne!(two, floor);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SensorFilter {
    /// The sensors with these serial numbers.
    SerialNumbers(Vec<SensorSerialNumber>),
    /// The sensors that measure these spaces.
    Spaces(Vec<SpaceId>),
}

impl SensorFilter {
    /// The sensors with these serial numbers.
    ///
    /// ```
    /// let filter = floorkit_density::SensorFilter::serial_numbers(["A1B6Z10"]);
    /// ```
    pub fn serial_numbers(
        numbers: impl IntoIterator<Item = impl Into<SensorSerialNumber>>,
    ) -> Self {
        Self::SerialNumbers(numbers.into_iter().map(Into::into).collect())
    }

    /// The sensors that measure these spaces.
    ///
    /// ```
    /// let filter = floorkit_density::SensorFilter::spaces(["spc_1"]);
    /// ```
    pub fn spaces(spaces: impl IntoIterator<Item = impl Into<SpaceId>>) -> Self {
        Self::Spaces(by_space::ids(spaces))
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::SerialNumbers(numbers) => numbers.is_empty(),
            Self::Spaces(spaces) => spaces.is_empty(),
        }
    }
}

/// Defines a request about sensors.
macro_rules! request {
    ($example:literal; $(#[$doc:meta])* $name:ident { $($field:ident: $type:ty)? } -> $value:ty; $errors:literal) => {
        $(#[$doc])*
        ///
        /// ```no_run
        /// # use floorkit_density::{Client, Range, jiff::civil::date};
        /// # async fn sample(client: Client, week: Range) -> floorkit_density::Result<()> {
        #[doc = concat!("let answer = ", $example, ".send().await?;")]
        /// # Ok(())
        /// # }
        /// ```
        #[derive(Clone, Debug)]
        #[must_use = "call `send`"]
        pub struct $name<'a> {
            raw: &'a raw::Client,
            $($field: $type,)?
            filter: Option<SensorFilter>,
            options: CallOptions,
        }

        impl $name<'_> {
            /// Which sensors; all by default.
            ///
            /// ```no_run
            /// # use floorkit_density::{Client, Range, SensorFilter};
            /// # async fn sample(client: Client, week: Range) -> floorkit_density::Result<()> {
            /// let one = SensorFilter::serial_numbers(["A1B6Z10"]);
            #[doc = concat!("let answer = ", $example, ".filter(one).send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn filter(mut self, filter: SensorFilter) -> Self {
                self.filter = Some(filter);
                self
            }

            /// How this call alone is made: its time limits, whether it may be tried
            /// again, headers of its own.
            ///
            /// ```no_run
            /// # use std::time::Duration;
            /// # use floorkit_density::{CallOptions, Client, Range};
            /// # async fn sample(client: Client, week: Range) -> floorkit_density::Result<()> {
            /// let patient = CallOptions::new().timeout(Duration::from_secs(120));
            #[doc = concat!("let answer = ", $example, ".options(patient).send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn options(mut self, options: CallOptions) -> Self {
                self.options = options;
                self
            }

            /// Sends the request, and gives the value of the answer.
            ///
            /// ```no_run
            /// # use floorkit_density::{Client, Range};
            /// # async fn sample(client: Client, week: Range) -> floorkit_density::Result<()> {
            #[doc = concat!("let answer = ", $example, ".send().await?;")]
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            #[doc = $errors]
            pub async fn send(self) -> Result<$value> {
                if self.filter.as_ref().is_some_and(SensorFilter::is_empty) {
                    return Ok(<$value>::new());
                }
                self.ask().await
            }
        }
    };
}

request! {
    "client.sensors().list()";
    /// Asks for sensors. Made by [`SensorsApi::list`].
    ListSensors {} -> Vec<Sensor>;
    "[`is_decode`](crate::Error::is_decode) if the reply was not understood."
}

request! {
    "client.sensors().current_health()";
    /// Asks how sensors are now. Made by [`SensorsApi::current_health`].
    ListCurrentSensorHealth {} -> Vec<SensorHealth>;
    "[`is_decode`](crate::Error::is_decode) if the reply was not understood."
}

request! {
    "client.sensors().health_history(week)";
    /// Asks how the health of sensors changed. Made by [`SensorsApi::health_history`].
    ListSensorHealthHistory { range: Range } -> BTreeMap<SensorSerialNumber, Vec<SensorHealthChange>>;
    "[`is_decode`](crate::Error::is_decode) if a reply was not understood. One part of the \
     range that fails fails all."
}

impl<'a> SensorsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists sensors: `POST /v3/sensors`.
    ///
    /// A sensor is an object as it came, as its fields are not documented. Where it hangs
    /// is not necessarily the space that it measures.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// println!("{} sensors", client.sensors().list().send().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> ListSensors<'a> {
        ListSensors { raw: self.raw, filter: None, options: CallOptions::new() }
    }

    /// Lists how sensors are now: `POST /v3/sensors/health/current`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, OpenEnum, SensorHealthStatus};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let healthy = Some(OpenEnum::Known(SensorHealthStatus::Healthy));
    /// for sensor in client.sensors().current_health().send().await? {
    ///     if sensor.health_status != healthy {
    ///         println!("{:?}: {:?}", sensor.serial_number, sensor.health_status);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn current_health(&self) -> ListCurrentSensorHealth<'a> {
        ListCurrentSensorHealth { raw: self.raw, filter: None, options: CallOptions::new() }
    }

    /// Lists how the health of sensors changed: `POST /v3/sensors/health`.
    ///
    /// The range may be of any length, and is asked for ten days at a time. A change is
    /// an object as it came, as its fields are not documented; those of a sensor are in
    /// the order in which they came.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let june = Range::days(date(2025, 6, 1), date(2025, 6, 30))?;
    /// for (sensor, changes) in client.sensors().health_history(june).send().await? {
    ///     println!("{sensor}: {} changes", changes.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn health_history(&self, range: Range) -> ListSensorHealthHistory<'a> {
        let options = CallOptions::new();
        ListSensorHealthHistory { raw: self.raw, range, filter: None, options }
    }
}

impl ListSensors<'_> {
    async fn ask(self) -> Result<Vec<Sensor>> {
        let (serial_numbers, space_ids) = split(self.filter);
        let request = SensorSelection { serial_numbers, space_ids };
        let send = self.raw.list_sensors().body(request).send();
        Ok(call_as(&LIST_SENSORS, self.options, send).await?.into_value())
    }
}

impl ListCurrentSensorHealth<'_> {
    async fn ask(self) -> Result<Vec<SensorHealth>> {
        let (serial_numbers, space_ids) = split(self.filter);
        let request = SensorSelection { serial_numbers, space_ids };
        let send = self.raw.list_current_sensor_health().body(request).send();
        let reply = call_as(&LIST_CURRENT_SENSOR_HEALTH, self.options, send).await?;
        Ok(reply.try_map(read)?.into_value())
    }
}

impl ListSensorHealthHistory<'_> {
    async fn ask(self) -> Result<BTreeMap<SensorSerialNumber, Vec<SensorHealthChange>>> {
        let (serial_numbers, space_ids) = split(self.filter);
        let mut history = BTreeMap::<_, Vec<_>>::new();
        for part in self.range.split(&LIST_SENSOR_HEALTH_HISTORY, None)? {
            let request = SensorHealthHistoryRequest {
                start_date: part.start().into(),
                end_date: part.end().into(),
                serial_numbers: serial_numbers.clone(),
                space_ids: space_ids.clone(),
            };
            let send = self.raw.list_sensor_health_history().body(request).send();
            let options = self.options.clone();
            let reply = call_as(&LIST_SENSOR_HEALTH_HISTORY, options, send).await?;
            for (sensor, mut changes) in reply.into_value() {
                history.entry(sensor).or_default().append(&mut changes);
            }
        }
        Ok(history)
    }
}

/// The two fields of a request, of which one is absent at least.
fn split(filter: Option<SensorFilter>) -> (Option<Vec<SensorSerialNumber>>, Option<Vec<SpaceId>>) {
    match filter {
        Some(SensorFilter::SerialNumbers(numbers)) => (Some(numbers), None),
        Some(SensorFilter::Spaces(spaces)) => (None, Some(spaces)),
        None => (None, None),
    }
}

/// The list is wrapped in one of two ways or not at all; see
/// `specs/density/NOTES.md`.
fn read(reply: SensorHealthResponse) -> Result<Vec<SensorHealth>, Misread> {
    match reply {
        SensorHealthResponse::Data(data) => Ok(data.data),
        SensorHealthResponse::Results(results) => Ok(results.results),
        SensorHealthResponse::List(list) => Ok(list.0),
        _ => Err(Misread::new("this version does not know the shape")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Client;

    #[test]
    fn health_is_the_same_in_three_wrappers() {
        let list = json!([{ "serial_number": "A1", "health_status": "asleep" }]);
        for reply in [json!({ "data": list }), json!({ "results": list }), list] {
            let sensors = read(serde_json::from_value(reply).unwrap()).unwrap();
            assert_eq!(sensors.len(), 1);
            assert_eq!(sensors[0].serial_number, Some("A1".into()));
        }
    }

    #[tokio::test]
    async fn no_sensors_ask_for_nothing() {
        let client = Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
        let none: [SpaceId; 0] = [];
        let filter = SensorFilter::spaces(none);
        assert_eq!(client.sensors().list().filter(filter.clone()).send().await.unwrap(), []);
        let health = client.sensors().current_health().filter(filter);
        assert_eq!(health.send().await.unwrap(), []);
        assert!(client.sensors().list().send().await.unwrap_err().is_connect());
    }
}
