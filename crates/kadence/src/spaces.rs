//! Spaces: desks, rooms, lockers and the like.

use floorkit_kadence_raw::{self as raw, operations::GET_SPACE};

use crate::{
    BuildingId, FloorId, NeighborhoodId, Space, SpaceId,
    list::{filters, list},
};

/// Calls about spaces. Made by [`Client::spaces`](crate::Client::spaces).
///
/// ```no_run
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let first = client.spaces().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SpacesApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "client.spaces().list()";

    /// Asks for spaces. Made by [`SpacesApi::list`].
    pub struct ListSpaces(ListSpaces, list_spaces, LIST_SPACES) -> SpaceCollection of Space;
}

filters! {
    ListSpaces: "client.spaces().list()";

    /// Only spaces of this building.
    building_id: BuildingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only spaces of this floor.
    floor_id: FloorId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only spaces of this neighborhood.
    neighborhood_id: NeighborhoodId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
}

floorkit_runtime::request! {
    "floorkit_kadence": "client.spaces().get(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\")";

    /// Asks for one space. Made by [`SpacesApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetSpace(raw::builder::GetSpace, GET_SPACE) -> Space;
}

impl<'a> SpacesApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists spaces: `GET /v1/public/spaces`.
    ///
    /// A space says its floor and its neighborhood, and not its building: ask by building.
    /// There is no filter by kind.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Space/operation/api_v1publicspaces_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// use floorkit_kadence::{OpenEnum, SpaceType};
    ///
    /// let mut spaces = client.spaces().list().building_id("01J8ZQ4M6T2V9XK3C5N7P0R1SB").items();
    /// while let Some(space) = spaces.next().await.transpose()? {
    ///     if space.type_ == Some(OpenEnum::Known(SpaceType::Desk)) {
    ///         println!("{:?}", space.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized), presumably, for a token of the
    /// other region.
    pub fn list(&self) -> ListSpaces<'a> {
        ListSpaces::new(self.raw)
    }

    /// Gets one space: `GET /v1/public/spaces/{id}`.
    ///
    /// See [`bookable_spaces`](crate::Client::bookable_spaces) for whether it is free.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Space/operation/api_v1publicspaces_id_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let space = client.spaces().get("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such space.
    pub fn get(&self, id: impl Into<SpaceId>) -> GetSpace<'a> {
        GetSpace::new(self.raw.get_space().id(id.into()))
    }
}
