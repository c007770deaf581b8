//! People who go through a doorway.

use std::time::Duration;

use floorkit_density_raw::{self as raw, operations::CREATE_DOORWAY_EVENTS_SOCKET};
use floorkit_runtime::{Socket, call_as};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::request::{Tuning, tuned};
use crate::{CallOptions, DoorwayId, DoorwaysApi, Result, SecretText};

/// Somebody went through a doorway.
///
/// ```no_run
/// # use floorkit_density::{Direction, DoorwayEvent};
/// # fn sample(event: DoorwayEvent) {
/// if event.direction == Direction::Entry {
///     println!("one more: {:?}", event.fields);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DoorwayEvent {
    /// Which way.
    pub direction: Direction,
    /// All else that came. Its fields are not documented.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

/// Which way somebody went: a number on the wire.
///
/// ```
/// use floorkit_density::Direction;
///
/// assert_eq!(Direction::from(1), Direction::Entry);
/// assert_eq!(i64::from(Direction::Exit), -1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
#[non_exhaustive]
pub enum Direction {
    /// In: 1.
    Entry,
    /// Out: -1.
    Exit,
    /// Another number.
    Unknown(i64),
}

impl From<i64> for Direction {
    fn from(number: i64) -> Self {
        match number {
            1 => Self::Entry,
            -1 => Self::Exit,
            other => Self::Unknown(other),
        }
    }
}

impl From<Direction> for i64 {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Entry => 1,
            Direction::Exit => -1,
            Direction::Unknown(number) => number,
        }
    }
}

/// Opens a stream of a doorway. Made by [`DoorwaysApi::events`].
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let events = client.doorways().events("dwy_1").connect()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `connect`"]
pub struct WatchDoorway<'a> {
    raw: &'a raw::Client,
    id: DoorwayId,
    tuning: Tuning,
}

tuned!(WatchDoorway<'a>, "client.doorways().events(\"dwy_1\")");

impl<'a> DoorwaysApi<'a> {
    /// Streams who goes through a doorway:
    /// `POST /v3/analytics/ws/doorway/{doorway_id}/events`, and the WebSocket that it names.
    ///
    /// The vendor's page does not list this operation; the vendor's own programs use it.
    /// Nothing tells what went on before, or while there was no connection: count from a
    /// number that you know, and anew after a [`SocketEvent::Gap`](crate::SocketEvent::Gap).
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_density::{Direction, SocketEvent};
    ///
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let mut events = client.doorways().events("dwy_1").connect()?;
    /// let mut people = 0;
    /// while let Some(event) = events.next().await {
    ///     match event? {
    ///         SocketEvent::Message(event) => people += i64::from(event.direction),
    ///         SocketEvent::Gap(gap) => println!("not counted since {}", gap.since()),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(&self, doorway: impl Into<DoorwayId>) -> WatchDoorway<'a> {
        WatchDoorway { raw: self.raw, id: doorway.into(), tuning: Tuning::default() }
    }
}

impl WatchDoorway<'_> {
    /// Starts connecting, in a task of its own. The first event says that it is connected.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let mut events = client.doorways().events("dwy_1").connect()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request) if an interval is zero, or
    /// outside of a tokio runtime.
    pub fn connect(self) -> Result<Socket<DoorwayEvent>> {
        let Self { raw, id, tuning } = self;
        let (raw, options) = (raw.clone(), tuning.options.clone());
        let ask = move || address(raw.clone(), id.clone(), options.clone());
        tuning.apply(Socket::builder(&CREATE_DOORWAY_EVENTS_SOCKET, ask)).connect()
    }

    /// Asks for the address of the WebSocket alone: for a browser, or a client of your own.
    ///
    /// It needs no credential besides, so it is a secret, and it is good for a short time:
    /// ask for a new one for every connection.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let address = client.doorways().events("dwy_1").address().await?;
    /// println!("{}", address.expose_secret());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not accepted. With
    /// which status the service refuses an unknown id is not documented.
    pub async fn address(self) -> Result<SecretText> {
        address(self.raw.clone(), self.id, self.tuning.options).await
    }
}

async fn address(raw: raw::Client, id: DoorwayId, options: CallOptions) -> Result<SecretText> {
    let send = raw.create_doorway_events_socket().doorway_id(id).send();
    Ok(call_as(&CREATE_DOORWAY_EVENTS_SOCKET, options, send).await?.into_value().ws_url)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_keeps_what_nobody_knows() {
        let wire = json!({ "direction": 2, "lane": "left" });
        let event: DoorwayEvent = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(event.direction, Direction::Unknown(2));
        assert_eq!(serde_json::to_value(event).unwrap(), wire);
        assert!(serde_json::from_value::<DoorwayEvent>(json!({ "hello": 1 })).is_err());
    }
}
