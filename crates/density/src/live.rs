//! What sensors see, as it changes: streams over WebSockets.

mod doorway;
mod request;
mod state;

use std::{
    collections::{BTreeMap, btree_map},
    fmt,
};

use floorkit_runtime::{Socket, SocketEvent, SocketGap};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use self::{
    doorway::{Direction, DoorwayEvent, WatchDoorway},
    request::WatchSpaces,
};
use self::{
    request::Measured,
    state::{Message, State},
};
use crate::{CountingMode, OffsetDateTime, OpenEnum, Result, SpaceHealthStatus, SpaceId};

/// How many people are in a space, as a socket tells it.
///
/// ```no_run
/// # use floorkit_density::LiveOccupancy;
/// # fn sample(now: LiveOccupancy) {
/// println!("{:?} people at {:?}", now.occupancy, now.timestamp);
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LiveOccupancy {
    /// How many people there are. [`CurrentOccupancy`](crate::CurrentOccupancy), of a call,
    /// names it `count`. Where a sensor counts no further than 3, that is 3 or more.
    #[serde(default)]
    pub occupancy: Option<i64>,
    /// When it was so.
    #[serde(default)]
    pub timestamp: Option<OffsetDateTime>,
    /// The kind of sensor.
    #[serde(default)]
    pub counting_mode: Option<OpenEnum<CountingMode>>,
    /// How far to believe it.
    #[serde(default)]
    pub space_health_status: Option<OpenEnum<SpaceHealthStatus>>,
}

/// Whether anybody is in a space, as a socket tells it.
///
/// ```no_run
/// # use floorkit_density::LivePresence;
/// # fn sample(now: LivePresence) {
/// println!("{:?} at {:?}", now.presence, now.timestamp);
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LivePresence {
    /// Whether anybody is there; `None` is not known, and not absence.
    #[serde(default)]
    pub presence: Option<bool>,
    /// When it was so.
    #[serde(default)]
    pub timestamp: Option<OffsetDateTime>,
    /// The kind of sensor.
    #[serde(default)]
    pub counting_mode: Option<OpenEnum<CountingMode>>,
    /// How far to believe it.
    #[serde(default)]
    pub space_health_status: Option<OpenEnum<SpaceHealthStatus>>,
}

/// Spaces as they are now, kept up to date over a WebSocket.
///
/// The service tells everything on connecting and about once a minute, and in between
/// what changed. Both are applied here: [`get`](Self::get) and [`iter`](Self::iter) give
/// spaces as they were told of last, and [`is_current`](Self::is_current) whether nothing
/// can have been missed. A connection that is lost is made anew, with a new address, since
/// an address is good for a short time; the spaces are kept meanwhile.
///
/// Dropping it closes the connection.
///
/// # Example
///
/// ```no_run
/// use floorkit_density::{Client, LiveEvent};
///
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let mut live = client.occupancy().live("spc_1").connect()?;
/// while let Some(event) = live.next().await {
///     if let LiveEvent::Update(update) = event? {
///         for (space, now) in &update.changed {
///             println!("{space}: {:?} people", now.occupancy);
///         }
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Live<V> {
    socket: Socket<Message<V>>,
    state: State<V>,
}

/// Something that happened to [`Live`] spaces.
///
/// ```no_run
/// # use floorkit_density::{LiveEvent, LivePresence};
/// # fn sample(event: LiveEvent<LivePresence>) {
/// match event {
///     LiveEvent::Update(update) => println!("{} spaces changed", update.changed.len()),
///     LiveEvent::Gap(gap) => println!("nothing is known since {}", gap.since()),
///     other => println!("{other:?}"),
/// }
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum LiveEvent<V> {
    /// There is a connection.
    Connected {
        /// How many attempts it took; 1 if the first one succeeded.
        attempts: u32,
    },
    /// The service told of spaces. It has been applied.
    Update(LiveUpdate<V>),
    /// The connection was lost, and there will be another.
    Gap(SocketGap),
    /// A message in JSON that this version does not know.
    Unknown(Value),
    /// A message that is no JSON, such as a heartbeat.
    Text(String),
}

/// What a message changed.
///
/// ```no_run
/// # use floorkit_density::{LiveOccupancy, LiveUpdate};
/// # fn sample(update: LiveUpdate<LiveOccupancy>) {
/// for (space, now) in &update.changed {
///     println!("{space}: {:?} people", now.occupancy);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LiveUpdate<V> {
    /// Whether the message told of all spaces.
    pub is_snapshot: bool,
    /// The spaces that are new, or other than before, as they are now. Where only the time
    /// differs, nothing has changed.
    pub changed: BTreeMap<SpaceId, V>,
    /// The spaces that were there before, and that a message about all did not tell of.
    pub gone: Vec<SpaceId>,
}

impl<V: Measured + DeserializeOwned> Live<V> {
    fn new(socket: Socket<Message<V>>) -> Self {
        Self { socket, state: State::default() }
    }

    /// The next event, `None` after an error. It waits as long as it takes, and may be
    /// dropped: nothing is lost.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let mut live = client.presence().live("spc_1").connect()?;
    /// while let Some(event) = live.next().await {
    ///     println!("{:?}", event?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Why the stream ends: the address cannot be had, as
    /// [`is_not_found`](crate::Error::is_not_found) says of a space that nobody knows, or
    /// [`is_socket`](crate::Error::is_socket).
    pub async fn next(&mut self) -> Option<Result<LiveEvent<V>>> {
        let event = match self.socket.next().await? {
            Ok(event) => event,
            Err(error) => {
                self.state.is_current = false;
                return Some(Err(error));
            }
        };
        Some(Ok(match event {
            SocketEvent::Connected { attempts } => LiveEvent::Connected { attempts },
            SocketEvent::Message(message) | SocketEvent::Partial(message) => {
                LiveEvent::Update(self.state.apply(message))
            }
            SocketEvent::Gap(gap) => {
                self.state.is_current = false;
                LiveEvent::Gap(gap)
            }
            SocketEvent::Unknown(value) => LiveEvent::Unknown(value),
            SocketEvent::Text(text) => LiveEvent::Text(text),
            SocketEvent::Binary(bytes) => {
                LiveEvent::Text(String::from_utf8_lossy(&bytes).into_owned())
            }
            other => LiveEvent::Text(format!("{other:?}")),
        }))
    }
}

impl<V> Live<V> {
    /// Whether the spaces are all there, and as they are: there was a message about all of
    /// them on the connection that there is.
    ///
    /// ```no_run
    /// # use floorkit_density::{Live, LiveOccupancy};
    /// # fn sample(live: &Live<LiveOccupancy>) {
    /// let note = if live.is_current() { "" } else { " (reconnecting)" };
    /// # }
    /// ```
    pub fn is_current(&self) -> bool {
        self.state.is_current
    }

    /// A space as it was told of last.
    ///
    /// ```no_run
    /// # use floorkit_density::{Live, LiveOccupancy, SpaceId};
    /// # fn sample(live: &Live<LiveOccupancy>, cafe: SpaceId) {
    /// let people = live.get(&cafe).and_then(|now| now.occupancy);
    /// # }
    /// ```
    pub fn get(&self, id: &SpaceId) -> Option<&V> {
        self.state.spaces.get(id)
    }

    /// The spaces as they were told of last, in the order of their ids.
    ///
    /// ```no_run
    /// # use floorkit_density::{Live, LiveOccupancy};
    /// # fn sample(live: &Live<LiveOccupancy>) {
    /// let people: i64 = live.iter().filter_map(|(_, now)| now.occupancy).sum();
    /// # }
    /// ```
    pub fn iter(&self) -> btree_map::Iter<'_, SpaceId, V> {
        self.state.spaces.iter()
    }

    /// Closes the connection in agreement with the service, which has 5 seconds for its
    /// part.
    ///
    /// ```no_run
    /// # async fn sample(live: floorkit_density::Live<floorkit_density::LivePresence>) {
    /// live.close().await;
    /// # }
    /// ```
    pub async fn close(self) {
        self.socket.close().await;
    }
}

impl<V: fmt::Debug> fmt::Debug for Live<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live")
            .field("socket", &self.socket)
            .field("is_current", &self.state.is_current)
            .field("spaces", &self.state.spaces)
            .finish()
    }
}
