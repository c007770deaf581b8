//! Spaces: buildings, floors and rooms.

use floorkit_density_raw::{self as raw, operations::LIST_SPACES};

use crate::{CountingMode, Space};

/// Calls about spaces. Made by [`Client::spaces`](crate::Client::spaces).
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let spaces = client.spaces().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SpacesApi<'a> {
    raw: &'a raw::Client,
}

floorkit_runtime::request! {
    "floorkit_density": "client.spaces().list()";

    /// Asks for spaces. Made by [`SpacesApi::list`].
    #[derive(Clone, Debug)]
    pub struct ListSpaces(raw::builder::ListSpaces, LIST_SPACES) -> Vec<Space>;
}

impl<'a> SpacesApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists the spaces that the credential can see: `GET /v3/spaces`.
    ///
    /// All levels come in one list, whole: an organization may have tens of
    /// thousands. A space names its children and not its parent.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, OpenEnum, SpaceType};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let spaces = client.spaces().list().send().await?;
    /// let floor = Some(OpenEnum::Known(SpaceType::Floor));
    /// for space in spaces.iter().filter(|space| space.space_type == floor) {
    ///     println!("{}: {}", space.id, space.name.as_deref().unwrap_or("no name"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not accepted,
    /// [`is_decode`](crate::Error::is_decode) if the reply was not understood.
    pub fn list(&self) -> ListSpaces<'a> {
        ListSpaces::new(self.raw.list_spaces())
    }
}

impl ListSpaces<'_> {
    /// Only the spaces that this kind of sensor counts; all by default.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, CountingMode};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let rooms = client.spaces().list().counting_mode(CountingMode::Oa).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn counting_mode(mut self, mode: CountingMode) -> Self {
        self.raw = self.raw.counting_mode(mode);
        self
    }
}
