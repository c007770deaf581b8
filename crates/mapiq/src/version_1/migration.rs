//! From version 1 to version 2: what takes the place of each call, and what becomes of
//! records.
//!
//! ```no_run
//! use floorkit_mapiq::{Client, WorkspaceReservation, v1, v1::migration::Migrated};
//!
//! # async fn sample(v1: v1::Client, v2: Client) -> floorkit_mapiq::Result<()> {
//! // A call: the same request, sent to version 2.
//! let bookings = v1.registrations().list("2023-05-31").to_v2(&v2).send().await?;
//!
//! // A record that was kept: the same, as version 2 would have it.
//! for registration in v1.registrations().list("2023-05-31").send().await? {
//!     let migrated = Migrated::<WorkspaceReservation>::from(registration);
//!     println!("{:?}, not checked: {:?}", migrated.record.start_time, migrated.unverified);
//! }
//! # Ok(())
//! # }
//! ```

use std::collections::BTreeMap;

use floorkit_mapiq_raw::{operations as v2, types};
use floorkit_mapiq_v1_raw::operations as v1;
use jiff::civil::{Date, Time};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    Building, CheckinEvent, CheckinStatus, CreateCheckinEventRequest, ParkingLot,
    ParkingReservation, Registration, User,
};
use crate::{OpenEnum, Operation, ParkingSpotReservation, WorkspaceReservation, jiff};

/// What takes the place of a call of version 1.
///
/// ```
/// use floorkit_mapiq::v1::migration::Step;
///
/// let step = Step::of("list_registrations").expect("a call of version 1");
/// let instead: Vec<&str> = step.v2.iter().map(|operation| operation.path()).collect();
/// assert_eq!(instead, ["/v2/reservations/workspaces", "/v2/workdays"]);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Step {
    /// The call.
    pub v1: &'static Operation,
    /// What to call instead: the vendor's own pairing first, then what it recommends.
    /// None for tokens, which a client of version 2 gets by itself.
    pub v2: &'static [&'static Operation],
    /// What is different then.
    pub change: &'static str,
}

static STEPS: [Step; 10] = [
    Step {
        v1: &v1::CREATE_ACCESS_TOKEN,
        v2: &[],
        change: "other credentials, from Mapiq support; tokens come from another host; no key",
    },
    Step {
        v1: &v1::LIST_REGISTRATIONS,
        v2: &[&v2::LIST_WORKSPACE_RESERVATIONS, &v2::LIST_WORKDAYS],
        change: "`date` becomes `startTime` and `endTime`, several a day; small renames",
    },
    Step {
        v1: &v1::DELETE_REGISTRATIONS,
        v2: &[&v2::DELETE_WORKSPACE_RESERVATIONS],
        change: "none",
    },
    Step {
        v1: &v1::LIST_PARKING_RESERVATIONS,
        v2: &[&v2::LIST_PARKING_SPOT_RESERVATIONS],
        change: "`date` becomes `startTime` and `endTime`; small renames",
    },
    Step {
        v1: &v1::LIST_BUILDINGS,
        v2: &[&v2::LIST_BUILDINGS],
        change: "only what is published; names as for parking lots, some fields are gone",
    },
    Step {
        v1: &v1::LIST_PARKING_LOTS,
        v2: &[&v2::LIST_PARKING_LOTS],
        change: "only what is published; names as for buildings, some fields are gone",
    },
    Step { v1: &v1::LIST_USERS, v2: &[&v2::LIST_USERS], change: "small renames" },
    Step { v1: &v1::LIST_CHECKIN_EVENTS, v2: &[&v2::LIST_CHECKIN_EVENTS], change: "small renames" },
    Step { v1: &v1::CREATE_CHECKIN_EVENT, v2: &[&v2::CREATE_CHECKIN_EVENT], change: "none" },
    Step {
        v1: &v1::LIST_CHECKIN_STATUSES,
        v2: &[&v2::LIST_CHECKIN_STATUSES],
        change: "small renames",
    },
];

impl Step {
    /// All steps, one for each call of version 1.
    ///
    /// ```
    /// # use floorkit_mapiq::v1::migration::Step;
    /// assert!(Step::all().iter().all(|step| !step.v1.path().starts_with("/v2")));
    /// ```
    pub fn all() -> &'static [Self] {
        &STEPS
    }

    /// The step for the call with this operation id, as an interceptor or an error has
    /// it. `None` if version 1 has no such call.
    ///
    /// # Example
    ///
    /// A program tells which calls of version 1 it still makes:
    ///
    /// ```
    /// use floorkit_mapiq::{AttemptOutcome, Interceptor, v1, v1::migration::Step};
    ///
    /// #[derive(Debug)]
    /// struct StillOnV1;
    ///
    /// impl Interceptor for StillOnV1 {
    ///     fn after(&self, outcome: &AttemptOutcome<'_>) {
    ///         if let Some(step) = Step::of(outcome.operation.id()) {
    ///             eprintln!("{} is retired: {:?}", step.v1.path(), step.v2);
    ///         }
    ///     }
    /// }
    ///
    /// let builder = v1::Client::builder().interceptor(StillOnV1);
    /// ```
    pub fn of(operation_id: &str) -> Option<&'static Self> {
        STEPS.iter().find(|step| step.v1.id() == operation_id)
    }
}

/// A record of version 1 as version 2 would have it, as far as the vendor says how.
///
/// Nothing of the record is lost. What the vendor says is in another field now is there;
/// what it says nothing of keeps its name of version 1, and may be called otherwise, or
/// be missing, in a record that comes from version 2.
///
/// ```
/// use floorkit_mapiq::{Reservation as _, WorkspaceReservation, v1, v1::migration::Migrated};
///
/// let registration = r#"{ "Id": "r-1", "date": "2023-05-31", "deskId": "d-1" }"#;
/// let registration: v1::Registration = serde_json::from_str(registration)?;
///
/// let migrated = Migrated::<WorkspaceReservation>::from(registration);
/// assert_eq!(migrated.record.start().unwrap().to_string(), "2023-05-31T00:00:00");
/// assert_eq!(migrated.replaced["date"], ["startTime", "endTime"]);
/// assert_eq!(migrated.unverified, ["Id", "deskId"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Migrated<T> {
    /// The record.
    pub record: T,
    /// Fields of version 1, by their names on the wire, and the fields of version 2 that
    /// have taken their place.
    pub replaced: BTreeMap<&'static str, &'static [&'static str]>,
    /// Fields that keep their names of version 1, because the vendor does not say what
    /// they are called in version 2.
    pub unverified: Vec<String>,
}

impl<T> Migrated<T> {
    /// A record whose fields keep their names, checked by nobody.
    fn carried(record: T, fields: &Map<String, Value>) -> Self {
        Self { record, replaced: BTreeMap::new(), unverified: fields.keys().cloned().collect() }
    }
}

/// The day becomes the time from its beginning to that of the next one, on a wall clock:
/// version 1 knew neither times of day nor zones. A `date` that is not a plain day, such
/// as one with an offset, stays in place as an unverified field.
impl From<Registration> for Migrated<WorkspaceReservation> {
    fn from(registration: Registration) -> Self {
        reservation(&registration, |times, fields| {
            let mut record = WorkspaceReservation::default();
            (record.start_time, record.end_time) = times;
            record.extra = fields;
            record
        })
    }
}

/// As a registration becomes a booking of a workspace.
impl From<ParkingReservation> for Migrated<ParkingSpotReservation> {
    fn from(parking: ParkingReservation) -> Self {
        reservation(&parking, |times, fields| {
            let mut record = ParkingSpotReservation::default();
            (record.start_time, record.end_time) = times;
            record.extra = fields;
            record
        })
    }
}

/// All fields keep their names: the guide says of none what it is called now.
macro_rules! carried {
    ($($record:ident)+) => {
        $(impl From<$record> for Migrated<types::$record> {
            fn from(record: $record) -> Self {
                let fields = Map::from(record);
                Self::carried(types::$record::from(fields.clone()), &fields)
            }
        })+
    };
}

carried! { Building CheckinEvent CheckinStatus ParkingLot User }

/// The body is the same in both versions.
impl From<CreateCheckinEventRequest> for Migrated<types::CreateCheckinEventRequest> {
    fn from(request: CreateCheckinEventRequest) -> Self {
        let CreateCheckinEventRequest { building_id, event_type, source, user_id } = request;
        let record = types::CreateCheckinEventRequest {
            building_id: String::from(building_id).into(),
            event_type: OpenEnum::parse(&event_type.to_string()),
            source: source.map(|source| OpenEnum::parse(&source.to_string())),
            user_id: String::from(user_id).into(),
        };
        Self::carried(record, &Map::new())
    }
}

/// When a booking begins and ends.
type Times = (Option<Value>, Option<Value>);

/// Makes a booking with times of one with a day, and says what became of its fields.
fn reservation<T>(
    record: &impl Serialize,
    make: impl FnOnce(Times, Map<String, Value>) -> T,
) -> Migrated<T> {
    let mut fields = match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let day = fields.get("date").and_then(Value::as_str).and_then(day);
    let mut replaced = BTreeMap::new();
    if day.is_some() {
        fields.remove("date");
        replaced.insert("date", &["startTime", "endTime"][..]);
    }
    let unverified = fields.keys().cloned().collect();
    Migrated { record: make(day.unzip(), fields), replaced, unverified }
}

fn day(text: &str) -> Option<(Value, Value)> {
    let day: Date = text.parse().ok()?;
    let midnight = |day: Date| Value::from(day.to_datetime(Time::midnight()).to_string());
    Some((midnight(day), midnight(day.tomorrow().ok()?)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::Reservation as _;

    fn registration(value: Value) -> Migrated<WorkspaceReservation> {
        serde_json::from_value::<Registration>(value).unwrap().into()
    }

    #[test]
    fn every_call_has_a_step_and_no_call_of_v2_is_left_out() {
        let known = |all: &[&'static Operation]| -> BTreeSet<&str> {
            all.iter().map(|operation| operation.id()).collect()
        };
        let steps: Vec<&Operation> = STEPS.iter().map(|step| step.v1).collect();
        assert_eq!(known(&steps), known(v1::VENDOR.all_operations()));
        let instead: Vec<&Operation> = STEPS.iter().flat_map(|step| step.v2).copied().collect();
        assert_eq!(known(&instead), known(v2::VENDOR.all_operations()));
    }

    #[test]
    fn the_table_of_the_documentation_is_that_of_the_program() {
        let page = include_str!("../../docs/migrating.md");
        for Step { v1, v2, change } in Step::all() {
            let line = |operation: &Operation| {
                format!("`{} {}`", operation.method().as_str(), operation.path())
            };
            let instead: Vec<String> = v2.iter().map(|operation| line(operation)).collect();
            let instead = if instead.is_empty() { "–".to_owned() } else { instead.join(", or ") };
            let row = format!("| {} | {instead} | {change} |", line(v1));
            assert!(page.contains(&row), "docs/migrating.md lacks\n{row}");
        }
        assert_eq!(page.matches("\n| `").count(), STEPS.len());
    }

    #[test]
    fn a_day_becomes_the_time_from_midnight_to_midnight() {
        for date in ["2023-05-31", "2023-05-31T00:00:00"] {
            let migrated = registration(json!({ "date": date }));
            assert_eq!(migrated.record.start_time, Some(json!("2023-05-31T00:00:00")));
            assert_eq!(migrated.record.end_time, Some(json!("2023-06-01T00:00:00")));
            assert!(migrated.record.extra.is_empty() && migrated.unverified.is_empty());
        }
        let spot: ParkingReservation =
            serde_json::from_value(json!({ "date": "2023-12-31" })).unwrap();
        let spot = Migrated::<ParkingSpotReservation>::from(spot);
        assert_eq!(spot.record.end().unwrap().to_string(), "2024-01-01T00:00:00");
        assert_eq!(spot.replaced["date"], ["startTime", "endTime"]);
    }

    #[test]
    fn a_day_that_nobody_understands_is_kept_and_named() {
        for date in ["31-05-2023", "2023-05-31T00:00:00Z", "9999-12-31"] {
            let migrated = registration(json!({ "date": date, "email": "ada@acme.example" }));
            assert_eq!((migrated.record.start(), migrated.record.end()), (None, None));
            assert_eq!(migrated.record.extra["date"], date);
            assert_eq!(migrated.unverified, ["date", "email"]);
            assert!(migrated.replaced.is_empty());
        }
        let odd: ParkingReservation =
            serde_json::from_value(json!({ "date": 20_230_531 })).unwrap();
        let odd = Migrated::<ParkingSpotReservation>::from(odd);
        assert_eq!(odd.record.extra["date"], 20_230_531);
    }

    #[test]
    fn nothing_else_is_lost() {
        let body = json!({ "id": "b-1", "name": "Harbor", "draft": { "floors": 3 } });
        let building: Building = serde_json::from_value(body.clone()).unwrap();
        let migrated = Migrated::<types::Building>::from(building);
        assert_eq!(serde_json::to_value(&migrated.record).unwrap(), body);
        assert_eq!(migrated.unverified.len(), 3);

        let request = json!({
            "UserId": "u-1", "BuildingId": "b-1", "EventType": "NotAtTheOffce", "Source": "turnstile",
        });
        let event: CreateCheckinEventRequest = serde_json::from_value(request.clone()).unwrap();
        let migrated = Migrated::<types::CreateCheckinEventRequest>::from(event);
        assert_eq!(serde_json::to_value(&migrated.record).unwrap(), request);
        assert!(migrated.unverified.is_empty());
    }
}
