//! Check-ins: who entered or left a building.

use floorkit_mapiq_v1_raw::{self as raw, operations::CREATE_CHECKIN_EVENT};
use floorkit_runtime::OpenEnum;

use super::{BuildingId, CheckinEventType, CheckinSource, ListCheckinEvents, UserId};

/// Calls about single check-ins and check-outs. Made by
/// [`Client::checkin_events`](super::Client::checkin_events).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
/// let events = client.checkin_events().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CheckinEventsApi<'a> {
    raw: &'a raw::Client,
}

floorkit_runtime::request! {
    "floorkit_mapiq::v1":
        "client.checkin_events().create(\"5b1c\", \"9f8e\", floorkit_mapiq::v1::CheckinEventType::AtTheOffice)";

    /// Reports a check-in or check-out. Made by [`CheckinEventsApi::create`].
    #[derive(Clone, Debug)]
    pub struct CreateCheckinEvent(raw::builder::CreateCheckinEvent, CREATE_CHECKIN_EVENT) -> ();
}

impl<'a> CheckinEventsApi<'a> {
    pub(super) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists single check-ins and check-outs: `GET /localization/admin/checkin/events`.
    ///
    /// [Vendor's page](https://developer.mapiq.com/v2/migration-from-v1)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::v1::Client) -> floorkit_mapiq::Result<()> {
    /// for event in client.checkin_events().list().send().await? {
    ///     println!("{event:?}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_unauthorized`](crate::Error::is_unauthorized) if the token is not accepted.
    pub fn list(&self) -> ListCheckinEvents<'a> {
        ListCheckinEvents::new(self.raw)
    }

    /// Reports that a user entered or left a building:
    /// `POST /localization/admin/checkin`.
    ///
    /// What the [call of version 2](crate::CheckinEventsApi::create) says of its effects
    /// holds here as well: behavior and body are the same.
    ///
    /// [Vendor's page](https://help.mapiq.com/en/articles/68139)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::v1::{CheckinEventType, Client};
    ///
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
    /// let entered = CheckinEventType::AtTheOffice;
    /// client.checkin_events().create("5b1c7f0e", "9f8e7d6c", entered).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of the call of version 2.
    pub fn create(
        &self,
        user: impl Into<UserId>,
        building: impl Into<BuildingId>,
        event_type: impl Into<OpenEnum<CheckinEventType>>,
    ) -> CreateCheckinEvent<'a> {
        CreateCheckinEvent::new(self.raw.create_checkin_event().body_map(|body| {
            let body = body.user_id(user.into()).building_id(building.into());
            body.event_type(event_type.into())
        }))
    }
}

impl CreateCheckinEvent<'_> {
    /// What saw the user. Whether it may be left out is not documented.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::v1::{CheckinEventType, CheckinSource, Client};
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
    /// let entered = CheckinEventType::AtTheOffice;
    /// let event = client.checkin_events().create("5b1c7f0e", "9f8e7d6c", entered);
    /// event.source(CheckinSource::Wifi).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn source(mut self, source: impl Into<OpenEnum<CheckinSource>>) -> Self {
        self.raw = self.raw.body_map(|body| body.source(Some(source.into())));
        self
    }
}
