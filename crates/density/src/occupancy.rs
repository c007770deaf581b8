//! Occupancy: how many people are in spaces now.

use std::collections::BTreeMap;

use floorkit_density_raw::{
    self as raw,
    operations::GET_CURRENT_OCCUPANCY,
    types::{CurrentOccupancyRequest, CurrentOccupancyResponse},
};
use floorkit_runtime::{Misread, call_as};

use crate::options::options;
use crate::{BySpace, CallOptions, CurrentOccupancy, Result, SpaceId, by_space, reply};

/// Calls about people in spaces. Made by
/// [`Client::occupancy`](crate::Client::occupancy).
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let now = client.occupancy().current().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OccupancyApi<'a> {
    pub(crate) raw: &'a raw::Client,
}

/// Asks for the people in spaces. Made by [`OccupancyApi::current`].
///
/// ```no_run
/// # use floorkit_density::{Client, SpaceId};
/// # async fn sample(client: Client, cafe: SpaceId) -> floorkit_density::Result<()> {
/// let now = client.occupancy().current().spaces([cafe]).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct GetCurrentOccupancy<'a> {
    raw: &'a raw::Client,
    spaces: Option<Vec<SpaceId>>,
    options: CallOptions,
}

impl<'a> OccupancyApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Gets how many people are in spaces, as of about a second ago:
    /// `POST /v3/analytics/occupancy/current`.
    ///
    /// A Waffle sensor counts to 3, which then means 3 or more.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// for (id, now) in &client.occupancy().current().send().await? {
    ///     match now.count {
    ///         Some(people) => println!("{id}: {people} people"),
    ///         None => println!("{id}: not known"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn current(&self) -> GetCurrentOccupancy<'a> {
        GetCurrentOccupancy { raw: self.raw, spaces: None, options: CallOptions::new() }
    }
}

impl GetCurrentOccupancy<'_> {
    /// Which spaces to read; all by default, and none for an empty list, which
    /// sends nothing.
    ///
    /// One request carries all ids. How many the service takes is not
    /// documented; the vendor's own programs name 20 to 100 at a time.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceId};
    /// # async fn sample(client: Client, cafe: SpaceId) -> floorkit_density::Result<()> {
    /// let now = client.occupancy().current().spaces([cafe]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceId>>) -> Self {
        self.spaces = Some(by_space::ids(spaces));
        self
    }

    options!("client.occupancy().current()");

    /// Asks.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, OpenEnum, SpaceHealthStatus, SpaceId};
    /// # async fn sample(client: Client, cafe: SpaceId) -> floorkit_density::Result<()> {
    /// let now = client.occupancy().current().spaces([cafe.clone()]).send().await?;
    /// if let Some(cafe) = now.get(&cafe) {
    ///     let healthy = OpenEnum::Known(SpaceHealthStatus::Healthy);
    ///     let is_sure = cafe.space_health_status == Some(healthy);
    ///     println!("{:?} people{}", cafe.count, if is_sure { "" } else { ", perhaps" });
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not
    /// accepted, [`is_decode`](crate::Error::is_decode) if the reply was not
    /// understood.
    pub async fn send(self) -> Result<BySpace<CurrentOccupancy>> {
        let Self { raw, spaces, options } = self;
        if by_space::is_nothing(spaces.as_ref()) {
            return Ok(BySpace::new(BTreeMap::new(), spaces));
        }
        let request = CurrentOccupancyRequest { space_ids: spaces.clone() };
        let send = raw.get_current_occupancy().body(request).send();
        let reply = call_as(&GET_CURRENT_OCCUPANCY, options, send).await?.try_map(read)?;
        Ok(BySpace::new(reply.into_value(), spaces))
    }
}

/// The map is wrapped or not; see
/// `specs/density/NOTES.md#current-occupancy-shape`.
fn read(reply: CurrentOccupancyResponse) -> Result<BTreeMap<SpaceId, CurrentOccupancy>, Misread> {
    match reply {
        CurrentOccupancyResponse::Envelope(envelope) => {
            reply::spaces(envelope.data).map_err(|misread| misread.within("data"))
        }
        CurrentOccupancyResponse::BySpace(map) => reply::spaces(map),
        _ => Err(Misread::new("this version does not know the shape")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Client, OpenEnum, SpaceHealthStatus};

    fn read_json(reply: Value) -> Result<BTreeMap<SpaceId, CurrentOccupancy>, Misread> {
        read(serde_json::from_value(reply).unwrap())
    }

    #[test]
    fn a_wrapped_map_and_a_bare_one_are_the_same() {
        let map = json!({ "spc_1": { "count": 4, "space_health_status": "degraded" } });
        for reply in [json!({ "data": map }), map] {
            let spaces = read_json(reply).unwrap();
            let space = &spaces[&SpaceId("spc_1".into())];
            assert_eq!(space.count, Some(4));
            let degraded = OpenEnum::Known(SpaceHealthStatus::Degraded);
            assert_eq!(space.space_health_status, Some(degraded));
        }
    }

    #[test]
    fn a_wrapper_that_fell_through_is_not_understood() {
        let misread = read_json(json!({ "data": { "spc_1": { "count": "many" } } })).unwrap_err();
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
        assert!(client.occupancy().current().spaces(none).send().await.unwrap().is_empty());
        assert!(client.occupancy().current().send().await.unwrap_err().is_connect());
    }
}
