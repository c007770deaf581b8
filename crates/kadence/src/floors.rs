//! Floors.

use floorkit_kadence_raw::{self as raw, operations::GET_FLOOR};

use crate::{
    BuildingId, Floor, FloorId,
    list::{filters, list},
};

/// Calls about floors. Made by [`Client::floors`](crate::Client::floors).
///
/// ```no_run
/// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
/// let first = client.floors().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FloorsApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "client.floors().list()";

    /// Asks for floors. Made by [`FloorsApi::list`].
    pub struct ListFloors(ListFloors, list_floors, LIST_FLOORS) -> FloorCollection of Floor;
}

filters! {
    ListFloors: "client.floors().list()";

    /// Only floors of this building.
    building_id: BuildingId = "\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\"";
}

floorkit_runtime::request! {
    "floorkit_kadence": "client.floors().get(\"01J8ZQ4M6T2V9XK3C5N7P0R1SB\")";

    /// Asks for one floor. Made by [`FloorsApi::get`].
    #[derive(Clone, Debug)]
    pub struct GetFloor(raw::builder::GetFloor, GET_FLOOR) -> Floor;
}

impl<'a> FloorsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists floors: `GET /v1/public/floors`.
    ///
    /// A floor does not say which building it is in: ask by building. `floor_plan_url` is
    /// the address of an SVG, if there is a plan; in it a space is a group whose id is made
    /// of `space::`, its kind, `::` and its id.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Floor/operation/api_v1publicfloors_get_collection)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let mut floors = client.floors().list().building_id("01J8ZQ4M6T2V9XK3C5N7P0R1SB").items();
    /// while let Some(floor) = floors.next().await.transpose()? {
    ///     println!("{:?} {:?}", floor.name, floor.floor_plan_url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized), presumably, for a token of the
    /// other region.
    pub fn list(&self) -> ListFloors<'a> {
        ListFloors::new(self.raw)
    }

    /// Gets one floor: `GET /v1/public/floors/{id}`.
    ///
    /// A floor inside another resource has its id and name alone.
    ///
    /// [Vendor's page](https://api.kadence.co/#tag/Floor/operation/api_v1publicfloors_id_get)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_kadence::Client) -> floorkit_kadence::Result<()> {
    /// let floor = client.floors().get("01J8ZQ4M6T2V9XK3C5N7P0R1SB").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_not_found`](crate::Error::is_not_found) if there is no such floor.
    pub fn get(&self, id: impl Into<FloorId>) -> GetFloor<'a> {
        GetFloor::new(self.raw.get_floor().id(id.into()))
    }
}
