//! Groups of labels.

use floorkit_density_raw::{
    self as raw,
    operations::{CREATE_LABEL_GROUP, DELETE_LABEL_GROUP, LIST_LABEL_GROUPS, UPDATE_LABEL_GROUP},
};

use crate::{Label, LabelGroup, LabelGroupId, labels::notice};

/// Calls about groups of labels. Made by
/// [`Client::label_groups`](crate::Client::label_groups).
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let groups = client.label_groups().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LabelGroupsApi<'a> {
    raw: &'a raw::Client,
}

floorkit_runtime::request! {
    "floorkit_density": "client.label_groups().list()";

    /// Asks for groups of labels. Made by [`LabelGroupsApi::list`].
    #[derive(Clone, Debug)]
    pub struct ListLabelGroups(raw::builder::ListLabelGroups, LIST_LABEL_GROUPS) -> Vec<LabelGroup>;
}

floorkit_runtime::request! {
    "floorkit_density": "client.label_groups().create(\"Department\")";

    /// Creates a group of labels. Made by [`LabelGroupsApi::create`].
    #[derive(Clone, Debug)]
    pub struct CreateLabelGroup(raw::builder::CreateLabelGroup, CREATE_LABEL_GROUP) -> LabelGroup;
}

floorkit_runtime::request! {
    "floorkit_density": "client.label_groups().update(\"lgr_1\").name(\"Department\")";

    /// Changes a group of labels. Made by [`LabelGroupsApi::update`].
    #[derive(Clone, Debug)]
    pub struct UpdateLabelGroup(raw::builder::UpdateLabelGroup, UPDATE_LABEL_GROUP) -> LabelGroup;
}

floorkit_runtime::request! {
    "floorkit_density": "client.label_groups().delete(\"lgr_1\")";

    /// Deletes a group of labels. Made by [`LabelGroupsApi::delete`].
    #[derive(Clone, Debug)]
    pub struct DeleteLabelGroup(raw::builder::DeleteLabelGroup, DELETE_LABEL_GROUP) -> (), via notice;
}

impl<'a> LabelGroupsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists all groups of labels: `GET /v3/labels/groups`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// for group in client.label_groups().list().send().await? {
    ///     println!("{}: {}", group.id, group.name.as_deref().unwrap_or("no name"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_decode`](crate::Error::is_decode) if the reply was not understood.
    pub fn list(&self) -> ListLabelGroups<'a> {
        ListLabelGroups::new(self.raw.list_label_groups())
    }

    /// Creates a group of labels: `POST /v3/labels/groups`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let sales = client.labels().create("Sales").send().await?;
    /// let group = client.label_groups().create("Department").labels([sales]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If it may have been carried out and the answer was lost, it is not sent again; see
    /// [`may_have_been_sent`](crate::Error::may_have_been_sent).
    pub fn create(&self, name: impl Into<String>) -> CreateLabelGroup<'a> {
        let name = name.into();
        CreateLabelGroup::new(self.raw.create_label_group().body_map(|body| body.name(name)))
    }

    /// Changes a group of labels, and gives it as it is then:
    /// `PATCH /v3/labels/groups/{group_id}`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let group = client.label_groups().update("lgr_1").name("Team").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// How the service refuses is not documented; ask the [`Error`](crate::Error).
    pub fn update(&self, id: impl Into<LabelGroupId>) -> UpdateLabelGroup<'a> {
        UpdateLabelGroup::new(self.raw.update_label_group().group_id(id.into()))
    }

    /// Deletes a group of labels: `DELETE /v3/labels/groups/{group_id}`. What becomes of
    /// the labels in it is not documented.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// client.label_groups().delete("lgr_1").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// How the service refuses is not documented; ask the [`Error`](crate::Error).
    pub fn delete(&self, id: impl Into<LabelGroupId>) -> DeleteLabelGroup<'a> {
        DeleteLabelGroup::new(self.raw.delete_label_group().group_id(id.into()))
    }
}

impl CreateLabelGroup<'_> {
    /// The labels in it, as they were read: the service takes whole labels here, and not
    /// their ids.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let labels = client.labels().list().send().await?;
    /// let group = client.label_groups().create("All").labels(labels).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn labels(mut self, labels: impl IntoIterator<Item = Label>) -> Self {
        let labels: Vec<Label> = labels.into_iter().collect();
        self.raw = self.raw.body_map(|body| body.labels(labels));
        self
    }
}

impl UpdateLabelGroup<'_> {
    /// What people call it.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let group = client.label_groups().update("lgr_1").name("Team").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.raw = self.raw.body_map(|body| body.name(name));
        self
    }
}
