//! Neighborhoods: parts of a floor.

use floorkit_kadence_raw::{self as raw, operations::GET_NEIGHBORHOOD};

use crate::{
    BuildingId, FloorId, Neighborhood, NeighborhoodId,
    list::{filters, list},
};

/// Calls about neighborhoods. Made by [`Client::neighborhoods`](crate::Client::neighborhoods).
///
/// ```no_run
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let first = client.neighborhoods().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NeighborhoodsApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "client.neighborhoods().list()";

    /// Asks for neighborhoods. Made by [`NeighborhoodsApi::list`].
    pub struct ListNeighborhoods(ListNeighborhoods, list_neighborhoods, LIST_NEIGHBORHOODS) -> NeighborhoodCollection of Neighborhood;
}

filters! {
    ListNeighborhoods: "client.neighborhoods().list()";

    /// Only neighborhoods of this building.
    building_id: BuildingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only neighborhoods of this floor.
    floor_id: FloorId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
}

floorkit_runtime::request! {
    "floorkit_kadence": "client.neighborhoods().get(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\")";

    /// Asks for one neighborhood. Made by [`NeighborhoodsApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetNeighborhood(raw::builder::GetNeighborhood, GET_NEIGHBORHOOD) -> Neighborhood;
}

impl<'a> NeighborhoodsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists neighborhoods: `GET /v1/public/neighborhoods`.
    ///
    /// A neighborhood says neither its floor nor its building: ask by those.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Neighborhood/operation/api_v1publicneighborhoods_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let mut all = client.neighborhoods().list().floor_id("01J8ZQ4M6T2V9XK3C5N7P0R1SB").items();
    /// while let Some(neighborhood) = all.next().await.transpose()? {
    ///     println!("{:?}", neighborhood.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized), presumably, for a token of the
    /// other region.
    pub fn list(&self) -> ListNeighborhoods<'a> {
        ListNeighborhoods::new(self.raw)
    }

    /// Gets one neighborhood: `GET /v1/public/neighborhoods/{id}`.
    ///
    /// A space says which neighborhood it is in, if it is in one.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Neighborhood/operation/api_v1publicneighborhoods_id_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let neighborhood = client.neighborhoods().get("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such neighborhood.
    pub fn get(&self, id: impl Into<NeighborhoodId>) -> GetNeighborhood<'a> {
        GetNeighborhood::new(self.raw.get_neighborhood().id(id.into()))
    }
}
