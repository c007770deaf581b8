//! Records of whose fields little is written down.

use std::str::FromStr as _;

use floorkit_mapiq_raw::types;
use floorkit_runtime::DateTime;
use serde_json::{Map, Value};

/// A record of Mapiq: an object whose fields keep their names on the wire.
///
/// The vendor's reference of the fields is on its developer portal, and no copy of it
/// was found. So a record keeps all that came, and is asked by name. To have fields of
/// Rust, call `send_as` with a type of your own in place of `send`.
///
/// # Example
///
/// ```no_run
/// use floorkit_mapiq::Record as _;
///
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// for user in client.users().list().send().await? {
///     println!("{}", user.text("email").unwrap_or("no address"));
/// }
/// # Ok(())
/// # }
/// ```
pub trait Record {
    /// The fields, but for those that have a field in Rust.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{Record as _, Workday};
    /// # fn sample(day: &Workday) {
    /// let names: Vec<&String> = day.fields().keys().collect();
    /// # }
    /// ```
    fn fields(&self) -> &Map<String, Value>;

    /// The field of this name or, without one, of a name that differs in capital
    /// letters only: pages of the vendor do not agree on those.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{Record as _, Workday};
    /// # fn sample(day: &Workday) {
    /// // Also finds `UserId`.
    /// let user = day.field("userId");
    /// # }
    /// ```
    fn field(&self, name: &str) -> Option<&Value> {
        let fields = self.fields();
        let resembling = || fields.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        fields.get(name).or_else(|| resembling().map(|(_, value)| value))
    }

    /// The same if it is a text.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{Record as _, Workday};
    /// # fn sample(day: &Workday) {
    /// let is_office_day = day.text("status") == Some("OfficeDay");
    /// # }
    /// ```
    fn text(&self, name: &str) -> Option<&str> {
        self.field(name)?.as_str()
    }
}

/// A booking that begins and ends.
///
/// # Example
///
/// ```no_run
/// use floorkit_mapiq::Reservation as _;
///
/// # async fn sample(client: floorkit_mapiq::Client) -> floorkit_mapiq::Result<()> {
/// for booking in client.workspace_reservations().list().send().await? {
///     match (booking.start(), booking.end()) {
///         (Some(start), Some(end)) => println!("{start} to {end}"),
///         _ => println!("at {:?}, a form that nobody knows", booking.start_time),
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub trait Reservation: Record {
    /// `startTime`, as it came.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{Reservation as _, WorkspaceReservation};
    /// # fn sample(booking: &WorkspaceReservation) {
    /// println!("{:?}", booking.start_value());
    /// # }
    /// ```
    fn start_value(&self) -> Option<&Value>;

    /// `endTime`, as it came.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{Reservation as _, WorkspaceReservation};
    /// # fn sample(booking: &WorkspaceReservation) {
    /// println!("{:?}", booking.end_value());
    /// # }
    /// ```
    fn end_value(&self) -> Option<&Value>;

    /// When the booking begins, if it is a date and time of day. With an offset it is
    /// an instant; without one it is on a wall clock, and nothing says on which, though
    /// that of the building suggests itself.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{DateTime, Reservation as _, WorkspaceReservation};
    /// # fn sample(booking: &WorkspaceReservation) {
    /// match booking.start() {
    ///     Some(DateTime::Offset(instant)) => println!("from {instant}"),
    ///     Some(DateTime::Local(local)) => println!("from {local} in the building"),
    ///     None => println!("from {:?}", booking.start_value()),
    /// }
    /// # }
    /// ```
    fn start(&self) -> Option<DateTime> {
        date_time(self.start_value()?)
    }

    /// When the booking ends, as [`start`](Self::start) says when it begins.
    ///
    /// ```no_run
    /// # use floorkit_mapiq::{Reservation as _, WorkspaceReservation};
    /// # fn sample(booking: &WorkspaceReservation) {
    /// println!("{:?}", booking.end());
    /// # }
    /// ```
    fn end(&self) -> Option<DateTime> {
        date_time(self.end_value()?)
    }
}

fn date_time(value: &Value) -> Option<DateTime> {
    DateTime::from_str(value.as_str()?).ok()
}

macro_rules! maps {
    ($($record:ident)+) => {
        $(impl Record for types::$record {
            fn fields(&self) -> &Map<String, Value> {
                self
            }
        })+
    };
}

macro_rules! reservations {
    ($($record:ident)+) => {
        $(impl Record for types::$record {
            fn fields(&self) -> &Map<String, Value> {
                &self.extra
            }
        }

        impl Reservation for types::$record {
            fn start_value(&self) -> Option<&Value> {
                self.start_time.as_ref().or_else(|| self.field("startTime"))
            }

            fn end_value(&self) -> Option<&Value> {
                self.end_time.as_ref().or_else(|| self.field("endTime"))
            }
        })+
    };
}

maps! { Building CheckinEvent CheckinStatus ParkingLot User Workday }
reservations! { ParkingSpotReservation WorkspaceReservation }

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Workday, WorkspaceReservation};

    fn booking(value: Value) -> WorkspaceReservation {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_field_is_found_in_either_case_and_the_exact_one_first() {
        let day: Workday =
            serde_json::from_value(json!({ "UserId": "u-1", "status": 3, "Status": "x" })).unwrap();
        assert_eq!(day.text("userId"), Some("u-1"));
        assert_eq!(day.field("status"), Some(&json!(3)));
        assert_eq!((day.text("status"), day.text("STATUS")), (None, Some("x")));
        assert_eq!(day.field("user"), None);
    }

    #[test]
    fn times_stay_what_they_were_on_the_wire() {
        for (value, expected) in [
            (json!("2026-06-15T07:00:00Z"), Some("2026-06-15T07:00:00Z")),
            (json!("2026-06-15T07:00:00+02:00"), Some("2026-06-15T07:00:00+02:00")),
            (json!("2026-06-15T07:00"), Some("2026-06-15T07:00:00")),
            (json!("2026-06-15"), None),
            (json!("soon"), None),
            (json!(1_781_550_000), None),
            (json!(null), None),
        ] {
            let booking = booking(json!({ "startTime": value, "EndTime": value }));
            let shown = |time: Option<DateTime>| time.map(|time| time.to_string());
            assert_eq!(shown(booking.start()).as_deref(), expected, "{value}");
            assert_eq!(shown(booking.end()).as_deref(), expected, "{value}");
        }
        let local = booking(json!({ "startTime": "2026-06-15T07:00" })).start();
        assert!(matches!(local, Some(DateTime::Local(_))), "no zone is made up");
    }
}
