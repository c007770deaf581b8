//! Doorways: the places that Entry sensors watch.

use floorkit_density_raw::{self as raw, operations::LIST_DOORWAYS};

use crate::Doorway;

/// Calls about doorways. Made by [`Client::doorways`](crate::Client::doorways).
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let doorways = client.doorways().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DoorwaysApi<'a> {
    pub(crate) raw: &'a raw::Client,
}

floorkit_runtime::request! {
    "floorkit_density": "client.doorways().list()";

    /// Asks for doorways. Made by [`DoorwaysApi::list`].
    #[derive(Clone, Debug)]
    pub struct ListDoorways(raw::builder::ListDoorways, LIST_DOORWAYS) -> Vec<Doorway>;
}

impl<'a> DoorwaysApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists all doorways: `GET /v3/doorways`.
    ///
    /// A doorway belongs to at least one space. Its fields are not documented, so it is
    /// an object as it came.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// for doorway in client.doorways().list().send().await? {
    ///     println!("{:?}", doorway.get("id"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not accepted,
    /// [`is_decode`](crate::Error::is_decode) if the reply was not understood.
    pub fn list(&self) -> ListDoorways<'a> {
        ListDoorways::new(self.raw.list_doorways())
    }
}
