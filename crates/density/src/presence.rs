//! Presence: whether anybody is in spaces now.

use std::collections::BTreeMap;

use floorkit_density_raw::{
    self as raw,
    operations::{GET_PRESENCE, GET_PRESENCE_HEALTH, GET_SHORT_TERM_ANALYTICS},
    types::{PresenceHealthRequest, PresenceHealthResponse, PresenceRequest, ShortTermRequest},
};
use floorkit_runtime::{Misread, call_as};

use crate::{
    BySpace, CallOptions, PresenceHealth, Result, ShortTermPresence, SpaceId, by_space,
    options::options, reply,
};

/// Calls about presence. Made by
/// [`Client::presence`](crate::Client::presence).
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let now = client.presence().current().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PresenceApi<'a> {
    pub(crate) raw: &'a raw::Client,
}

/// Asks for the presence in spaces and their health. Made by
/// [`PresenceApi::current`].
///
/// ```no_run
/// # use floorkit_density::{Client, SpaceId};
/// # async fn sample(client: Client, booth: SpaceId) -> floorkit_density::Result<()> {
/// let now = client.presence().current().spaces([booth]).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct GetPresenceHealth<'a> {
    raw: &'a raw::Client,
    spaces: Option<Vec<SpaceId>>,
    options: CallOptions,
}

impl<'a> PresenceApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Gets whether anybody is in spaces, as of about a second ago, and how far
    /// to believe it: `POST /v3/analytics/presence-health`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let now = client.presence().current().send().await?;
    /// let free: Vec<_> =
    ///     now.iter().filter(|(_, space)| space.presence == Some(false)).collect();
    /// # Ok(())
    /// # }
    /// ```
    pub fn current(&self) -> GetPresenceHealth<'a> {
        GetPresenceHealth { raw: self.raw, spaces: None, options: CallOptions::new() }
    }

    /// Gets whether anybody is in spaces, without a word on how far to believe it:
    /// `POST /v3/analytics/presence`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// #[expect(deprecated)]
    /// let now = client.presence().without_health().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[deprecated(note = "the vendor replaced it; use `current`, which also tells the health")]
    pub fn without_health(&self) -> GetPresence<'a> {
        GetPresence { raw: self.raw, spaces: None, options: CallOptions::new() }
    }

    /// Gets whether anybody was in spaces in each of the last minutes:
    /// `POST /v3/analytics/short-term`.
    ///
    /// Only floors, and spaces with Open Area sensors. An entry is an object as it came, as
    /// its fields are not documented.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// for entry in client.presence().short_term().minutes_lookback(15).send().await? {
    ///     println!("{:?}", *entry);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn short_term(&self) -> GetShortTerm<'a> {
        let options = CallOptions::new();
        GetShortTerm { raw: self.raw, minutes_lookback: None, spaces: None, options }
    }
}

/// Asks for the presence in spaces. Made by [`PresenceApi::without_health`].
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// #[expect(deprecated)]
/// let now = client.presence().without_health().spaces(["spc_1"]).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct GetPresence<'a> {
    raw: &'a raw::Client,
    spaces: Option<Vec<SpaceId>>,
    options: CallOptions,
}

impl GetPresence<'_> {
    /// Which spaces to read; all by default, and none for an empty list, which sends
    /// nothing.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// #[expect(deprecated)]
    /// let now = client.presence().without_health().spaces(["spc_1"]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceId>>) -> Self {
        self.spaces = Some(by_space::ids(spaces));
        self
    }

    options!("client.presence().without_health()");

    /// Asks.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// #[expect(deprecated)]
    /// let now = client.presence().without_health().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`GetPresenceHealth::send`].
    pub async fn send(self) -> Result<BySpace<bool>> {
        let Self { raw, spaces, options } = self;
        if by_space::is_nothing(spaces.as_ref()) {
            return Ok(BySpace::new(BTreeMap::new(), spaces));
        }
        #[expect(deprecated, reason = "who calls it was told")]
        let call = raw.get_presence();
        let send = call.body(PresenceRequest { space_ids: spaces.clone() }).send();
        let reply = call_as(&GET_PRESENCE, options, send).await?.try_map(reply::spaces)?;
        Ok(BySpace::new(reply.into_value(), spaces))
    }
}

/// Asks for the presence in the last minutes. Made by [`PresenceApi::short_term`].
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let hour = client.presence().short_term().minutes_lookback(60).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct GetShortTerm<'a> {
    raw: &'a raw::Client,
    minutes_lookback: Option<u32>,
    spaces: Option<Vec<SpaceId>>,
    options: CallOptions,
}

impl GetShortTerm<'_> {
    /// How many minutes before this one to report, up to 240; none by default.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let hour = client.presence().short_term().minutes_lookback(60).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn minutes_lookback(mut self, minutes: u32) -> Self {
        self.minutes_lookback = Some(minutes);
        self
    }

    /// Which spaces to report; all by default, and none for an empty list, which sends
    /// nothing.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let now = client.presence().short_term().spaces(["spc_1"]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceId>>) -> Self {
        self.spaces = Some(by_space::ids(spaces));
        self
    }

    options!("client.presence().short_term()");

    /// Asks.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// println!("{} entries", client.presence().short_term().send().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_bad_request`](crate::Error::is_bad_request) if it looks back too far,
    /// [`is_decode`](crate::Error::is_decode) if the reply was not understood.
    pub async fn send(self) -> Result<Vec<ShortTermPresence>> {
        let Self { raw, minutes_lookback, spaces, options } = self;
        if by_space::is_nothing(spaces.as_ref()) {
            return Ok(Vec::new());
        }
        let request = ShortTermRequest { minutes_lookback, space_ids: spaces };
        let send = raw.get_short_term_analytics().body(request).send();
        Ok(call_as(&GET_SHORT_TERM_ANALYTICS, options, send).await?.into_value().data)
    }
}

impl GetPresenceHealth<'_> {
    /// Which spaces to read; all by default, and none for an empty list, which
    /// sends nothing.
    ///
    /// One request carries all ids. How many the service takes is not
    /// documented; the vendor's own programs name 20 to 100 at a time.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceId};
    /// # async fn sample(client: Client, booth: SpaceId) -> floorkit_density::Result<()> {
    /// let now = client.presence().current().spaces([booth]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceId>>) -> Self {
        self.spaces = Some(by_space::ids(spaces));
        self
    }

    options!("client.presence().current()");

    /// Asks. The service leaves spaces out without a word; look at
    /// [`BySpace::missing`].
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceId};
    /// # async fn sample(client: Client, booths: Vec<SpaceId>) -> floorkit_density::Result<()> {
    /// let now = client.presence().current().spaces(booths).send().await?;
    /// for (id, booth) in &now {
    ///     println!("{id}: {:?}, {:?}", booth.presence, booth.space_health_status);
    /// }
    /// println!("no answer about {:?}", now.missing());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not
    /// accepted, [`is_decode`](crate::Error::is_decode) if the reply was not
    /// understood.
    pub async fn send(self) -> Result<BySpace<PresenceHealth>> {
        let Self { raw, spaces, options } = self;
        if by_space::is_nothing(spaces.as_ref()) {
            return Ok(BySpace::new(BTreeMap::new(), spaces));
        }
        let request = PresenceHealthRequest { space_ids: spaces.clone() };
        let send = raw.get_presence_health().body(request).send();
        let reply = call_as(&GET_PRESENCE_HEALTH, options, send).await?.try_map(read)?;
        Ok(BySpace::new(reply.into_value(), spaces))
    }
}

/// The map is wrapped or not; see
/// `specs/density/NOTES.md#presence-health-shape`.
fn read(reply: PresenceHealthResponse) -> Result<BTreeMap<SpaceId, PresenceHealth>, Misread> {
    match reply {
        PresenceHealthResponse::Envelope(envelope) => {
            reply::spaces(envelope.data).map_err(|misread| misread.within("data"))
        }
        PresenceHealthResponse::BySpace(map) => reply::spaces(map),
        _ => Err(Misread::new("this version does not know the shape")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Client, OpenEnum};

    fn read_json(reply: Value) -> Result<BTreeMap<SpaceId, PresenceHealth>, Misread> {
        read(serde_json::from_value(reply).unwrap())
    }

    #[test]
    fn a_wrapped_map_and_a_bare_one_are_the_same() {
        let map = json!({ "spc_1": { "presence": true, "space_health_status": "asleep" } });
        for reply in [json!({ "data": map }), map] {
            let spaces = read_json(reply).unwrap();
            let space = &spaces[&SpaceId("spc_1".into())];
            assert_eq!(space.presence, Some(true));
            assert_eq!(space.space_health_status, Some(OpenEnum::Unknown("asleep".into())));
        }
    }

    #[test]
    fn a_presence_that_is_not_known_is_not_an_absence() {
        let spaces = read_json(json!({ "spc_1": { "space_health_status": "offline" } })).unwrap();
        assert_eq!(spaces[&SpaceId("spc_1".into())].presence, None);
    }

    #[test]
    fn a_wrapper_that_fell_through_is_not_understood() {
        let misread = read_json(json!({ "data": { "spc_1": { "presence": "yes" } } })).unwrap_err();
        assert!(format!("{misread:?}").contains("wrapper"), "{misread:?}");
    }

    #[test]
    fn what_is_in_a_wrapper_is_by_space_too() {
        let reply = json!({ "data": { "results": {} } });
        assert_eq!(read_json(reply).unwrap_err().pointer(), "/data/results");
    }

    #[tokio::test]
    async fn no_spaces_ask_for_nothing() {
        let client = Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
        let none: [SpaceId; 0] = [];
        assert!(client.presence().current().spaces(none).send().await.unwrap().is_empty());
        assert!(client.presence().current().send().await.unwrap_err().is_connect());
    }
}
