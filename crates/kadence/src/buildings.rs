//! Buildings.

use floorkit_kadence_raw::{self as raw, operations::GET_BUILDING};

use crate::{
    Building, BuildingId,
    list::{filters, list},
};

/// Calls about buildings. Made by [`Client::buildings`](crate::Client::buildings).
///
/// ```no_run
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let first = client.buildings().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BuildingsApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "client.buildings().list()";

    /// Asks for buildings. Made by [`BuildingsApi::list`].
    pub struct ListBuildings(ListBuildings, list_buildings, LIST_BUILDINGS) -> BuildingCollection of Building;
}

filters! {
    ListBuildings: "client.buildings().list()";

    /// Only this building.
    id: BuildingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
    /// Only buildings in this country, by its ISO 3166-1 code of two letters.
    country_code: String = "\"NL\"";
    /// Only buildings in this city. Whether a part of the name fits is not documented.
    city: String = "\"Utrecht\"";
    /// Only buildings of this name. Whether a part of it fits is not documented.
    name: String = "\"Harbor\"";
}

floorkit_runtime::request! {
    "floorkit_kadence": "client.buildings().get(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\")";

    /// Asks for one building. Made by [`BuildingsApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetBuilding(raw::builder::GetBuilding, GET_BUILDING) -> Building;
}

impl<'a> BuildingsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists buildings: `GET /v1/public/buildings`.
    ///
    /// Each says its time zone, in which `local` filters of its bookings are read.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Building/operation/api_v1publicbuildings_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let mut buildings = client.buildings().list().country_code("NL").items();
    /// while let Some(building) = buildings.next().await.transpose()? {
    ///     println!("{:?} in {:?}", building.name, building.time_zone);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized), presumably, for a token of the
    /// other region.
    pub fn list(&self) -> ListBuildings<'a> {
        ListBuildings::new(self.raw)
    }

    /// Gets one building: `GET /v1/public/buildings/{id}`.
    ///
    /// A booking names its building: see [`BookingExt`](crate::BookingExt).
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Building/operation/api_v1publicbuildings_id_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let building = client.buildings().get("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such building.
    pub fn get(&self, id: impl Into<BuildingId>) -> GetBuilding<'a> {
        GetBuilding::new(self.raw.get_building().id(id.into()))
    }
}
