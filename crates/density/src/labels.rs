//! Labels of spaces.

use floorkit_density_raw::{
    self as raw,
    operations::{CREATE_LABEL, DELETE_LABEL, LIST_LABELS, UPDATE_LABEL},
    types::DeletionNotice,
};
use floorkit_runtime::Misread;

use crate::{Label, LabelGroupId, LabelId};

/// Calls about labels. Made by [`Client::labels`](crate::Client::labels).
///
/// ```no_run
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let labels = client.labels().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LabelsApi<'a> {
    raw: &'a raw::Client,
}

floorkit_runtime::request! {
    "floorkit_density": "client.labels().list()";

    /// Asks for labels. Made by [`LabelsApi::list`].
    #[derive(Clone, Debug)]
    pub struct ListLabels(raw::builder::ListLabels, LIST_LABELS) -> Vec<Label>;
}

floorkit_runtime::request! {
    "floorkit_density": "client.labels().create(\"Quiet\")";

    /// Creates a label. Made by [`LabelsApi::create`].
    #[derive(Clone, Debug)]
    pub struct CreateLabel(raw::builder::CreateLabel, CREATE_LABEL) -> Label;
}

floorkit_runtime::request! {
    "floorkit_density": "client.labels().update(\"lbl_1\").name(\"Quiet\")";

    /// Changes a label. Made by [`LabelsApi::update`].
    #[derive(Clone, Debug)]
    pub struct UpdateLabel(raw::builder::UpdateLabel, UPDATE_LABEL) -> Label;
}

floorkit_runtime::request! {
    "floorkit_density": "client.labels().delete(\"lbl_1\")";

    /// Deletes a label. Made by [`LabelsApi::delete`].
    #[derive(Clone, Debug)]
    pub struct DeleteLabel(raw::builder::DeleteLabel, DELETE_LABEL) -> (), via notice;
}

/// What belongs to a group of labels.
///
/// A label names its group with an object where it is read, and with an id where it is
/// written: this is the way from one to the other.
///
/// # Example
///
/// ```no_run
/// use floorkit_density::InGroup as _;
///
/// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
/// let labels = client.labels().list().send().await?;
/// if let Some(group) = labels.first().and_then(|label| label.group_id()) {
///     let sibling = client.labels().create("Quiet").send().await?;
///     client.labels().update(sibling.id).group(group).send().await?;
/// }
/// # Ok(())
/// # }
/// ```
pub trait InGroup {
    /// The id of the group; `None` if there is none, or the object that stands for it has
    /// no `id`, as its fields are not documented.
    ///
    /// ```no_run
    /// # use floorkit_density::{InGroup as _, Label};
    /// # fn sample(label: &Label) {
    /// println!("{:?} is in {:?}", label.name, label.group_id());
    /// # }
    /// ```
    fn group_id(&self) -> Option<LabelGroupId>;
}

impl InGroup for Label {
    fn group_id(&self) -> Option<LabelGroupId> {
        self.group.as_ref()?.get("id")?.as_str().map(LabelGroupId::from)
    }
}

impl<'a> LabelsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists all labels: `GET /v3/labels`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// for label in client.labels().list().send().await? {
    ///     println!("{}: {}", label.id, label.name.as_deref().unwrap_or("no name"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_decode`](crate::Error::is_decode) if the reply was not understood.
    pub fn list(&self) -> ListLabels<'a> {
        ListLabels::new(self.raw.list_labels())
    }

    /// Creates a label that is on no space yet: `POST /v3/labels`.
    ///
    /// To put it on a space at once, use
    /// [`create`](crate::UpdateSpaceLabels::create) of the space's labels.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let quiet = client.labels().create("Quiet").send().await?;
    /// client.spaces().update_labels("spc_1").add([quiet.id]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If it may have been carried out and the answer was lost, it is not sent again; see
    /// [`may_have_been_sent`](crate::Error::may_have_been_sent).
    pub fn create(&self, name: impl Into<String>) -> CreateLabel<'a> {
        let name = name.into();
        CreateLabel::new(self.raw.create_label().body_map(|body| body.name(name)))
    }

    /// Changes a label, and gives it as it is then: `PATCH /v3/labels/{label_id}`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let label = client.labels().update("lbl_1").group("lgr_1").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// How the service refuses is not documented; ask the [`Error`](crate::Error).
    pub fn update(&self, id: impl Into<LabelId>) -> UpdateLabel<'a> {
        UpdateLabel::new(self.raw.update_label().label_id(id.into()))
    }

    /// Deletes a label, which takes it off all spaces: `DELETE /v3/labels/{label_id}`.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// client.labels().delete("lbl_1").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// How the service refuses is not documented; ask the [`Error`](crate::Error).
    pub fn delete(&self, id: impl Into<LabelId>) -> DeleteLabel<'a> {
        DeleteLabel::new(self.raw.delete_label().label_id(id.into()))
    }
}

impl UpdateLabel<'_> {
    /// What people call it.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let label = client.labels().update("lbl_1").name("Quiet").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn name(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.raw = self.raw.body_map(|body| body.name(name));
        self
    }

    /// The group to move it into. A label that was read has an object for it:
    /// [`InGroup::group_id`] is the id in that.
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_density::Client) -> floorkit_density::Result<()> {
    /// let label = client.labels().update("lbl_1").group("lgr_1").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn group(mut self, group: impl Into<LabelGroupId>) -> Self {
        let group = group.into();
        self.raw = self.raw.body_map(|body| body.group(group));
        self
    }
}

/// A code and a sentence that say nothing beyond the status.
#[expect(clippy::unnecessary_wraps, reason = "the form of what reads a reply")]
pub(crate) fn notice(_: DeletionNotice) -> Result<(), Misread> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_group_that_is_read_as_an_object_has_an_id_to_write() {
        let read = |group| {
            let label = json!({ "id": "lbl_1", "group": group });
            serde_json::from_value::<Label>(label).unwrap().group_id()
        };
        assert_eq!(read(json!({ "id": "lgr_1", "name": "noise" })), Some("lgr_1".into()));
        assert_eq!(read(json!({ "name": "noise" })), None);
        assert_eq!(read(json!(null)), None);
    }
}
