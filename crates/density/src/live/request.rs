//! Asking for a stream.

use std::{fmt::Debug, marker::PhantomData, time::Duration};

use floorkit_density_raw::{
    self as raw,
    operations::{CREATE_FLOOR_PRESENCE_SOCKET, CREATE_SPACE_OCCUPANCY_SOCKET},
};
use floorkit_runtime::{Operation, Socket, SocketBuilder, call_as};
use serde::de::DeserializeOwned;

use super::{Live, LiveOccupancy, LivePresence, state::Message};
use crate::{CallOptions, OccupancyApi, PresenceApi, Result, SecretText, SpaceId};

/// Opens a stream of spaces. Made by [`OccupancyApi::live`] and [`PresenceApi::live`].
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let request = client.occupancy().live("spc_1").give_up_after(Duration::MAX);
/// let live = request.connect()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `connect`"]
pub struct WatchSpaces<'a, V> {
    raw: &'a raw::Client,
    id: SpaceId,
    pub(super) tuning: Tuning,
    value: PhantomData<V>,
}

/// What a socket can tell of a space; sealed, as no other crate can name it.
pub trait Measured: Clone + Debug + Send + 'static {
    const OPERATION: &'static Operation;

    /// Asks for the address of the socket.
    fn address(
        raw: raw::Client,
        id: SpaceId,
        options: CallOptions,
    ) -> impl Future<Output = Result<SecretText>> + Send;

    /// Whether they differ in more than the time.
    fn is_other_than(&self, other: &Self) -> bool;
}

/// How a socket is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Tuning {
    pub(super) options: CallOptions,
    pub(super) backoff: Option<(Duration, Duration)>,
    pub(super) idle_after: Option<Duration>,
    pub(super) give_up_after: Option<Duration>,
}

impl Tuning {
    pub(super) fn apply<T>(&self, mut builder: SocketBuilder<T>) -> SocketBuilder<T> {
        if let Some((first, longest)) = self.backoff {
            builder = builder.backoff(first, longest);
        }
        if let Some(silence) = self.idle_after {
            // Well before silence counts, and not more often than by default.
            builder = builder.idle_after(silence).ping_every(silence / 3);
        }
        if let Some(trouble) = self.give_up_after {
            builder = builder.give_up_after(trouble);
        }
        builder
    }
}

/// How a socket is kept, as the caller says it.
macro_rules! tuned {
    ($name:ident<$($parameter:tt),*>, $example:literal) => {
        impl<$($parameter),*> $name<$($parameter),*> {
            /// How the calls that ask for an address are made.
            ///
            /// ```no_run
            /// # use std::time::Duration;
            /// # use floorkit_density::CallOptions;
            /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
            /// let quick = CallOptions::new().timeout(Duration::from_secs(5));
            #[doc = concat!("let live = ", $example, ".options(quick).connect()?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.tuning.options = options;
                self
            }

            /// How long to wait before connecting again: a random time from `first` up to
            /// a bound that doubles with each failure until it is `longest`. From 1 second
            /// to 1 minute by default.
            ///
            /// ```no_run
            /// # use std::time::Duration;
            /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
            /// let (first, longest) = (Duration::from_secs(3), Duration::from_secs(30));
            #[doc = concat!("let live = ", $example, ".backoff(first, longest).connect()?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
                self.tuning.backoff = Some((first, longest));
                self
            }

            /// After how long without a byte from the service to connect again; after 60
            /// seconds by default.
            ///
            /// ```no_run
            /// # use std::time::Duration;
            /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
            #[doc = concat!("let request = ", $example, ".idle_after(Duration::from_secs(90));")]
            /// let live = request.connect()?;
            /// # Ok(())
            /// # }
            /// ```
            pub fn idle_after(mut self, silence: Duration) -> Self {
                self.tuning.idle_after = Some(silence);
                self
            }

            /// After how much trouble without a lasting connection to end; after 10
            /// minutes by default, and never with [`Duration::MAX`].
            ///
            /// ```no_run
            /// # use std::time::Duration;
            /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
            #[doc = concat!("let live = ", $example, ".give_up_after(Duration::MAX).connect()?;")]
            /// # Ok(())
            /// # }
            /// ```
            pub fn give_up_after(mut self, trouble: Duration) -> Self {
                self.tuning.give_up_after = Some(trouble);
                self
            }
        }
    };
}
pub(super) use tuned;

tuned!(WatchSpaces<'a, V>, "client.occupancy().live(\"spc_1\")");

impl<'a, V: Measured + DeserializeOwned> WatchSpaces<'a, V> {
    fn new(raw: &'a raw::Client, id: SpaceId) -> Self {
        Self { raw, id, tuning: Tuning::default(), value: PhantomData }
    }

    /// Starts connecting, in a task of its own. The first event says that it is connected.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let mut live = client.presence().live("spc_1").connect()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request) if an interval is zero, or
    /// outside of a tokio runtime.
    pub fn connect(self) -> Result<Live<V>> {
        let Self { raw, id, tuning, .. } = self;
        let (raw, options) = (raw.clone(), tuning.options.clone());
        let ask = move || V::address(raw.clone(), id.clone(), options.clone());
        let builder = Socket::builder(V::OPERATION, ask).snapshot(Message::is_snapshot);
        Ok(Live::new(tuning.apply(builder).connect()?))
    }

    /// Asks for the address of the WebSocket alone: for a browser, or a client of your own.
    ///
    /// It needs no credential besides, so it is a secret, and it is good for a short time:
    /// ask for a new one for every connection.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let address = client.occupancy().live("spc_1").address().await?;
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
        V::address(self.raw.clone(), self.id, self.tuning.options).await
    }
}

impl<'a> OccupancyApi<'a> {
    /// Streams how many people are in a space and in all spaces below it, as it changes:
    /// `POST /v3/analytics/ws/space/{space_id}/occupancy`, and the WebSocket that it names.
    ///
    /// The vendor names Entry and Waffle sensors in one place and Open Area sensors as well
    /// in another; expect any of them.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceId};
    /// # async fn sample(client: Client, building: SpaceId) -> floorkit_density::Result<()> {
    /// let mut live = client.occupancy().live(building).connect()?;
    /// while let Some(event) = live.next().await {
    ///     event?;
    ///     let people: i64 = live.iter().filter_map(|(_, now)| now.occupancy).sum();
    ///     println!("{people} people, counted once for each level");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn live(&self, space: impl Into<SpaceId>) -> WatchSpaces<'a, LiveOccupancy> {
        WatchSpaces::new(self.raw, space.into())
    }
}

impl<'a> PresenceApi<'a> {
    /// Streams whether anybody is in the spaces of a floor, as it changes:
    /// `POST /v3/analytics/ws/floor/{floor_id}/presence`, and the WebSocket that it names.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceId};
    /// # async fn sample(client: Client, floor: SpaceId) -> floorkit_density::Result<()> {
    /// let mut live = client.presence().live(floor).connect()?;
    /// while let Some(event) = live.next().await {
    ///     event?;
    ///     let free = live.iter().filter(|(_, now)| now.presence == Some(false)).count();
    ///     println!("{free} free");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn live(&self, floor: impl Into<SpaceId>) -> WatchSpaces<'a, LivePresence> {
        WatchSpaces::new(self.raw, floor.into())
    }
}

/// The two sockets are the same but for their operation and what they measure.
macro_rules! measured {
    ($value:ident: $operation:ident, $method:ident, $id:ident, $figure:ident) => {
        impl Measured for $value {
            const OPERATION: &'static Operation = &$operation;

            async fn address(
                raw: raw::Client,
                id: SpaceId,
                options: CallOptions,
            ) -> Result<SecretText> {
                let send = raw.$method().$id(id).send();
                Ok(call_as(&$operation, options, send).await?.into_value().ws_url)
            }

            fn is_other_than(&self, other: &Self) -> bool {
                self.$figure != other.$figure
                    || self.space_health_status != other.space_health_status
                    || self.counting_mode != other.counting_mode
            }
        }
    };
}

measured!(
    LiveOccupancy: CREATE_SPACE_OCCUPANCY_SOCKET,
    create_space_occupancy_socket, space_id, occupancy
);
measured!(
    LivePresence: CREATE_FLOOR_PRESENCE_SOCKET,
    create_floor_presence_socket, floor_id, presence
);
