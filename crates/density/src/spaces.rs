//! Spaces: buildings, floors and rooms.

use floorkit_density_raw::{
    self as raw,
    operations::{LIST_SPACES, UPDATE_SPACE, UPDATE_SPACE_LABELS},
};

use crate::{CountingMode, LabelId, Space, SpaceFunction, SpaceId, SpaceLabel};

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

floorkit_runtime::request! {
    "floorkit_density": "client.spaces().update(\"spc_1\").capacity(8)";

    /// Changes what is known about a space. Made by [`SpacesApi::update`].
    #[derive(Clone, Debug)]
    pub struct UpdateSpace(raw::builder::UpdateSpace, UPDATE_SPACE) -> Space;
}

floorkit_runtime::request! {
    "floorkit_density": "client.spaces().update_labels(\"spc_1\").create([\"Quiet\"])";

    /// Puts labels on a space and takes them off. Made by [`SpacesApi::update_labels`].
    #[derive(Clone, Debug)]
    pub struct UpdateSpaceLabels(raw::builder::UpdateSpaceLabels, UPDATE_SPACE_LABELS) -> Vec<SpaceLabel>;
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

    /// Changes what is known about a space, and gives the space as it is then:
    /// `PATCH /v3/spaces/{space_id}`.
    ///
    /// What is not set stays. Whether a value can be taken away again is not documented,
    /// so there is no method for it.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceFunction, SpaceId};
    /// # async fn sample(client: Client, room: SpaceId) -> floorkit_density::Result<()> {
    /// let update = client.spaces().update(room).capacity(8).function(SpaceFunction::MeetingRoom);
    /// let room = update.send().await?;
    /// assert_eq!(room.capacity, Some(8));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// How the service refuses is not documented; ask the [`Error`](crate::Error).
    pub fn update(&self, id: impl Into<SpaceId>) -> UpdateSpace<'a> {
        UpdateSpace::new(self.raw.update_space().space_id(id.into()))
    }

    /// Puts labels on a space and takes others off, and gives those that it has then:
    /// `PATCH /v3/spaces/{space_id}/labels`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, LabelId, SpaceId};
    /// # async fn sample(client: Client, room: SpaceId, old: LabelId) -> floorkit_density::Result<()> {
    /// let labels = client.spaces().update_labels(room).create(["Quiet"]).delete([old]);
    /// println!("{} labels", labels.send().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// How the service refuses is not documented; ask the [`Error`](crate::Error).
    pub fn update_labels(&self, id: impl Into<SpaceId>) -> UpdateSpaceLabels<'a> {
        UpdateSpaceLabels::new(self.raw.update_space_labels().space_id(id.into()))
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

impl UpdateSpace<'_> {
    /// What people call it.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceFunction};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let space = client.spaces().update("spc_1").name("Aspen").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.raw = self.raw.body_map(|body| body.name(name.into()));
        self
    }

    /// The street address.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceFunction};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let space = client.spaces().update("spc_1").address("1 Main Street").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.raw = self.raw.body_map(|body| body.address(address.into()));
        self
    }

    /// How many people it is meant for; 0 makes every utilization 0.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceFunction};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let space = client.spaces().update("spc_1").capacity(8).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn capacity(mut self, people: i64) -> Self {
        self.raw = self.raw.body_map(|body| body.capacity(people));
        self
    }

    /// What it is used for.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceFunction};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let space = client.spaces().update("spc_1").function(SpaceFunction::MeetingRoom).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn function(mut self, function: SpaceFunction) -> Self {
        self.raw = self.raw.body_map(|body| body.function(function));
        self
    }

    /// The id that a system of the customer's own knows it by.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceFunction};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let space = client.spaces().update("spc_1").iwms_id("B1-204").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn iwms_id(mut self, id: impl Into<String>) -> Self {
        self.raw = self.raw.body_map(|body| body.iwms_id(id.into()));
        self
    }

    /// The time zone, by its IANA name. Ranges of metrics and sessions are on its clock.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, SpaceFunction};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let space = client.spaces().update("spc_1").time_zone("America/New_York").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn time_zone(mut self, zone: impl Into<String>) -> Self {
        self.raw = self.raw.body_map(|body| body.time_zone(zone.into()));
        self
    }
}

impl UpdateSpaceLabels<'_> {
    /// Labels to put on.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let labels = client.spaces().update_labels("spc_1").add(["lbl_1"]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::should_implement_trait, reason = "it is the vendor's word, and no sum")]
    pub fn add(mut self, labels: impl IntoIterator<Item = impl Into<LabelId>>) -> Self {
        let labels: Vec<LabelId> = labels.into_iter().map(Into::into).collect();
        self.raw = self.raw.body_map(|body| body.add(labels));
        self
    }

    /// Labels to put on, by their names. What has no label of its name yet gets one.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let labels = client.spaces().update_labels("spc_1").create(["Quiet"]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        self.raw = self.raw.body_map(|body| body.create(names));
        self
    }

    /// Labels to take off. They go on to exist.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let labels = client.spaces().update_labels("spc_1").delete(["lbl_1"]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn delete(mut self, labels: impl IntoIterator<Item = impl Into<LabelId>>) -> Self {
        let labels: Vec<LabelId> = labels.into_iter().map(Into::into).collect();
        self.raw = self.raw.body_map(|body| body.delete(labels));
        self
    }
}
