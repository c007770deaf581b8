//! Spaces: buildings and parking lots.

use floorkit_mapiq_raw::{
    self as raw,
    operations::{LIST_BUILDINGS, LIST_PARKING_LOTS},
};

use crate::{Building, ParkingLot, list::list};

/// Calls about buildings. Made by [`Client::buildings`](crate::Client::buildings).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// let buildings = client.buildings().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BuildingsApi<'a> {
    raw: &'a raw::Client,
}

/// Calls about parking lots. Made by
/// [`Client::parking_lots`](crate::Client::parking_lots).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// let lots = client.parking_lots().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ParkingLotsApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "floorkit_mapiq": "client.buildings().list()";

    /// Asks for buildings. Made by [`BuildingsApi::list`].
    pub struct ListBuildings(raw.list_buildings, LIST_BUILDINGS) -> Building, in parts;
}

list! {
    "floorkit_mapiq": "client.parking_lots().list()";

    /// Asks for parking lots. Made by [`ParkingLotsApi::list`].
    pub struct ListParkingLots(raw.list_parking_lots, LIST_PARKING_LOTS) -> ParkingLot, in parts;
}

impl<'a> BuildingsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists the buildings: `GET /v2/spaces/buildings`.
    ///
    /// They are as published: a change that an administrator has not published yet does
    /// not show, and an id may come and go when one is. Below a building are floors,
    /// areas and desks; whether the answer holds them is not known here.
    ///
    /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::Record as _;
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// for building in client.buildings().list().send().await? {
    ///     println!("{:?}: {:?}", building.text("id"), building.text("name"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden), presumably, if the application was
    /// not granted to read spaces.
    pub fn list(&self) -> ListBuildings<'a> {
        ListBuildings::new(self.raw)
    }
}

impl<'a> ParkingLotsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists the parking lots: `GET /v2/spaces/parking-lots`.
    ///
    /// They are as published, as buildings are. Below a parking lot are zones; whether
    /// the answer holds them is not known here.
    ///
    /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::Record as _;
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// for lot in client.parking_lots().list().send().await? {
    ///     println!("{:?}: {:?}", lot.text("id"), lot.text("name"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden), presumably, if the application was
    /// not granted to read spaces.
    pub fn list(&self) -> ListParkingLots<'a> {
        ListParkingLots::new(self.raw)
    }
}
