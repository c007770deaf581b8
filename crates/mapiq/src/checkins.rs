//! Check-ins: who entered or left a building, and who is in it.

use floorkit_mapiq_raw::{
    self as raw,
    operations::{CREATE_CHECKIN_EVENT, LIST_CHECKIN_EVENTS, LIST_CHECKIN_STATUSES},
};
use floorkit_runtime::OpenEnum;

use crate::{
    BuildingId, CheckinEvent, CheckinEventType, CheckinSource, CheckinStatus, UserId, list::list,
};

/// Calls about single check-ins and check-outs. Made by
/// [`Client::checkin_events`](crate::Client::checkin_events).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// let events = client.checkin_events().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CheckinEventsApi<'a> {
    raw: &'a raw::Client,
}

/// Calls about who is checked in now. Made by
/// [`Client::checkin_statuses`](crate::Client::checkin_statuses).
///
/// ```no_run
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// let statuses = client.checkin_statuses().list().send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CheckinStatusesApi<'a> {
    raw: &'a raw::Client,
}

list! {
    "floorkit_mapiq": "client.checkin_events().list()";

    /// Asks for check-ins and check-outs. Made by [`CheckinEventsApi::list`].
    pub struct ListCheckinEvents(raw.list_checkin_events, LIST_CHECKIN_EVENTS)
        -> CheckinEvent, in parts;
}

list! {
    "floorkit_mapiq": "client.checkin_statuses().list()";

    /// Asks for who is checked in. Made by [`CheckinStatusesApi::list`].
    pub struct ListCheckinStatuses(raw.list_checkin_statuses, LIST_CHECKIN_STATUSES)
        -> CheckinStatus, in parts;
}

floorkit_runtime::request! {
    "floorkit_mapiq": "client.checkin_events().check_in(\"5b1c7f0e\", \"9f8e7d6c\")";

    /// Reports a check-in or check-out. Made by [`CheckinEventsApi::create`] and its
    /// sisters.
    #[derive(Clone, Debug)]
    pub struct CreateCheckinEvent(raw::builder::CreateCheckinEvent, CREATE_CHECKIN_EVENT) -> ();
}

impl<'a> CheckinEventsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists single check-ins and check-outs: `GET /v2/user-locations/checkin-events`.
    ///
    /// Of an event Mapiq keeps when it was, the user, the building, what happened and
    /// what reported it, under names that are not known here.
    ///
    /// [Vendor's page](https://help.mapiq.com/en/articles/68139)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::Record as _;
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// for event in client.checkin_events().list().send().await? {
    ///     println!("{:?} {:?}", event.text("userId"), event.text("eventType"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden), presumably, if the application was
    /// not granted to read check-ins.
    pub fn list(&self) -> ListCheckinEvents<'a> {
        ListCheckinEvents::new(self.raw)
    }

    /// Reports that a user entered a building: an event of the type
    /// [`AtTheOffice`](CheckinEventType::AtTheOffice). See [`create`](Self::create).
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::CheckinSource;
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let entered = client.checkin_events().check_in("5b1c7f0e", "9f8e7d6c");
    /// entered.source(CheckinSource::AccessGate).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`create`](Self::create).
    pub fn check_in(
        &self,
        user: impl Into<UserId>,
        building: impl Into<BuildingId>,
    ) -> CreateCheckinEvent<'a> {
        self.create(user, building, CheckinEventType::AtTheOffice)
    }

    /// Reports that a user left a building: an event of the type
    /// [`NotAtTheOffice`](CheckinEventType::NotAtTheOffice). See [`create`](Self::create).
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// client.checkin_events().check_out("5b1c7f0e", "9f8e7d6c").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`create`](Self::create).
    pub fn check_out(
        &self,
        user: impl Into<UserId>,
        building: impl Into<BuildingId>,
    ) -> CreateCheckinEvent<'a> {
        self.create(user, building, CheckinEventType::NotAtTheOffice)
    }

    /// Reports that a user entered or left a building:
    /// `POST /v2/user-locations/checkin-events`.
    ///
    /// - **It counts from its arrival**: no field says when it was. Do not send events
    ///   that were held back.
    /// - **Events of one user may not follow each other quickly.** How quickly, and how
    ///   the second is refused, is not known here; a refusal is given back at once and
    ///   not repeated.
    /// - **The first event switches automatic check-in on** for the subscription. After 4
    ///   days without any an administrator is warned, and a longer silence switches it
    ///   off.
    /// - **The vendor prints `NotAtTheOffce`** for leaving, which may be a slip of the
    ///   page or what the service has: should it refuse `NotAtTheOffice`, send
    ///   [`NotAtTheOfficeMisspelled`](CheckinEventType::NotAtTheOfficeMisspelled). Any
    ///   other text goes with [`OpenEnum::parse`].
    ///
    /// [Vendor's page](https://help.mapiq.com/en/articles/68139)
    ///
    /// # Example
    ///
    /// ```no_run
    /// use floorkit_mapiq::CheckinEventType;
    ///
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// let left = CheckinEventType::NotAtTheOfficeMisspelled;
    /// client.checkin_events().create("5b1c7f0e", "9f8e7d6c", left).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_rate_limited`](crate::Error::is_rate_limited), perhaps, if the last event of
    /// the user was a moment ago; another client error may mean the same.
    /// [`may_have_been_sent`](crate::Error::may_have_been_sent) tells whether the event
    /// may have been taken all the same.
    pub fn create(
        &self,
        user: impl Into<UserId>,
        building: impl Into<BuildingId>,
        event_type: impl Into<OpenEnum<CheckinEventType>>,
    ) -> CreateCheckinEvent<'a> {
        let raw = self.raw.create_checkin_event().body_map(|body| {
            let body = body.user_id(user.into()).building_id(building.into());
            body.event_type(event_type.into())
        });
        CreateCheckinEvent::new(raw)
    }
}

impl CreateCheckinEvent<'_> {
    /// What saw the user. Whether it may be left out is not documented.
    ///
    /// The vendor's table mixes capital and small letters; should the service refuse a
    /// value, send the other case with [`OpenEnum::parse`].
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{CheckinSource, Client, OpenEnum};
    /// # async fn sample(client: Client) -> floorkit_mapiq::Result<()> {
    /// let events = client.checkin_events();
    /// events.check_in("5b1c7f0e", "9f8e7d6c").source(CheckinSource::Wifi).send().await?;
    /// let gate = OpenEnum::<CheckinSource>::parse("AccessGate");
    /// events.check_in("8d2a", "9f8e7d6c").source(gate).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn source(mut self, source: impl Into<OpenEnum<CheckinSource>>) -> Self {
        self.raw = self.raw.body_map(|body| body.source(Some(source.into())));
        self
    }
}

impl<'a> CheckinStatusesApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists who is checked in now: `GET /v2/user-locations/checkin-statuses`.
    ///
    /// It tells who is there by what gates, networks and sensors reported, where
    /// [workdays](crate::Client::workdays) tell who said that they would come. It is the
    /// present state; the past is in [`CheckinEventsApi::list`].
    ///
    /// [Vendor's page](https://support.mapiq.com/support/solutions/articles/35000198644)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
    /// println!("{} people are in", client.checkin_statuses().list().send().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_forbidden`](crate::Error::is_forbidden), presumably, if the application was
    /// not granted to read check-ins.
    pub fn list(&self) -> ListCheckinStatuses<'a> {
        ListCheckinStatuses::new(self.raw)
    }
}
