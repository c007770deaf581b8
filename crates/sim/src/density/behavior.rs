//! The choices of the simulator where the vendor's behavior is not known, or
//! where its page and its service disagree.

use serde::{Deserialize, Serialize};

use crate::{Seconds, shape::settable, switch::switches};

/// How the simulated vendor behaves. The defaults are the likeliest reading
/// of the evidence; `INVENTED.md` lists them all.
///
/// # Example
///
/// ```
/// use floorkit_sim::density::{Behavior, SessionsShape};
///
/// let mut behavior = Behavior::default();
/// assert_eq!(behavior.sessions, SessionsShape::BySpace);
/// behavior.sessions = SessionsShape::List;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Behavior {
    /// How the reply of `list_raw_sessions` is laid out.
    pub sessions: SessionsShape,
    /// Which sessions lie in a range.
    pub session_edges: SessionEdges,
    /// The JSON type of a session's `session_type`.
    pub session_type: SessionType,
    /// Whether `get_current_occupancy` wraps its reply in `data`.
    pub current_occupancy: Wrapping,
    /// Whether `get_presence_health` wraps its reply in `data`.
    pub presence_health: PresenceWrapping,
    /// How the reply of `list_current_sensor_health` is wrapped.
    pub sensor_health: SensorHealthShape,
    /// What the metrics of one space are for the resolution `total`.
    pub total: TotalShape,
    /// The zone of the timestamps that buckets are keyed by.
    pub bucket_zone: BucketZone,
    /// The keys of the buckets of `weekday` and `hour_of_day`.
    pub fold_keys: FoldKeys,
    /// How a date with a zone is read by operations that take one.
    pub zoned_dates: ZonedDates,
    /// What ids that nothing is known about lead to.
    pub unknown_ids: UnknownIds,
    /// What a building or floor in `space_ids` of the metrics stands for.
    pub parents: Parents,
    /// What an error's body is.
    pub errors: ErrorBody,
    /// Whether a 429 says when to come back.
    pub retry_after: RetryAfter,
    /// The form of `expires_in` in the reply of `create_access_token`.
    pub expires_in: ExpiresIn,
    /// How long issued tokens live, in seconds. A request's `token_duration`
    /// can only make it shorter.
    pub token_life: Seconds,
    /// Which tokens open the user operations.
    pub users: UserAccess,
    /// How a space without labels or children says so.
    pub empty_lists: EmptyLists,
    /// Whether values turn up that no document lists.
    pub enums: Enums,
    /// How often the address of a socket can be used.
    pub socket_addresses: Addresses,
    /// Which sensors the occupancy socket tells of.
    pub socket_sensors: SocketSensors,
    /// Whether sockets send what is no JSON.
    pub heartbeats: Heartbeats,
}

settable!(Behavior, "density", "sessions", "list");

// The first value of each is the default.
switches! {
    /// How raw sessions are laid out.
    SessionsShape {
        /// An object by space id, as the service was seen to answer.
        BySpace,
        /// One list for all spaces, as the page shows.
        List,
    }
    /// Which sessions lie in a range.
    SessionEdges {
        /// Those that begin in it, so that neighboring ranges share none.
        Start,
        /// Those that overlap it, so that a session may be in two ranges.
        Overlap,
    }
    /// The JSON type of a `session_type`.
    SessionType {
        /// `"1"`.
        String,
        /// `1`.
        Integer,
        /// The field is not there.
        Absent,
    }
    /// Whether a reply is wrapped in `data`.
    Wrapping {
        /// It is, as the service was seen to answer.
        Wrapped,
        /// It is not, as the page shows.
        Bare,
    }
    /// Whether presence and health are wrapped in `data`.
    PresenceWrapping {
        /// They are not, as the page shows.
        Bare,
        /// They are, as the vendor's own code is ready to read.
        Wrapped,
    }
    /// How current sensor health is wrapped.
    SensorHealthShape {
        /// In `data`, as the page shows.
        Data,
        /// In `results`, as the vendor's own code is ready to read.
        Results,
        /// Not at all, as the vendor's own code is ready to read.
        Bare,
    }
    /// What the metrics of a space are for `total`.
    TotalShape {
        /// The metrics themselves, as the page implies.
        Direct,
        /// An object with one bucket, keyed by the start of the range.
        ByTime,
    }
    /// The zone of the timestamps that buckets are keyed by.
    BucketZone {
        /// The wall clock of the space, without a zone.
        None,
        /// UTC, with a `Z`.
        Utc,
        /// The wall clock of the space, with its offset.
        Offset,
    }
    /// The keys of buckets that fold a range together.
    FoldKeys {
        /// `0` for Sunday to `6`, and `0` to `23`.
        Number,
        /// The first time in the range that belongs to the bucket.
        Timestamp,
    }
    /// How a date with a zone is read.
    ZonedDates {
        /// As the instant that it is.
        Instant,
        /// As the wall clock of the space; the zone is ignored.
        WallClock,
    }
    /// What ids that nothing is known about lead to.
    UnknownIds {
        /// They are left out of the reply.
        LeftOut,
        /// The whole call is answered with 404.
        NotFound,
    }
    /// What a building or floor stands for.
    Parents {
        /// The spaces below it, each with its own row.
        Flattened,
        /// Itself, with one row that sums up the spaces below.
        Rolled,
    }
    /// What an error's body is.
    ErrorBody {
        /// `{"code": …, "message": …}`.
        Json,
        /// A page of HTML.
        Html,
        /// Nothing.
        Empty,
    }
    /// Whether a 429 says when to come back.
    RetryAfter {
        /// It does not.
        Absent,
        /// A `Retry-After` in whole seconds.
        Seconds,
    }
    /// The form of `expires_in`.
    ExpiresIn {
        /// A string of digits, as the page types it.
        String,
        /// An integer, as OAuth 2.0 has it.
        Integer,
        /// The field is not there.
        Absent,
    }
    /// Which tokens open the user operations.
    UserAccess {
        /// Any that is good.
        AnyToken,
        /// Only those from client credentials; others get 403.
        IssuedToken,
    }
    /// How a space without labels or children says so.
    EmptyLists {
        /// With an empty list.
        Empty,
        /// With null.
        Null,
    }
    /// Whether values turn up that no document lists.
    Enums {
        /// They do not.
        Known,
        /// The last space, its health and the last user have them.
        Unknown,
    }
    /// How often the address of a socket can be used.
    Addresses {
        /// Once.
        Once,
        /// As often as wanted, while it is good.
        Reusable,
    }
    /// Which sensors the occupancy socket tells of.
    SocketSensors {
        /// All, as the page says in one place.
        All,
        /// Entry and Waffle sensors, as it says in another.
        EntryAndWaffle,
    }
    /// Whether sockets send what is no JSON.
    Heartbeats {
        /// They do not.
        None,
        /// A word after each message about everything.
        Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_is_listed_and_no_other() {
        crate::switch::check_invented::<Behavior>("Density");
    }

    #[test]
    fn a_wrong_switch_or_value_lists_the_right_ones() {
        let mut behavior = Behavior::default();
        let switch = behavior.set("session", "list").unwrap_err().to_string();
        assert!(switch.contains("`session_edges`"), "{switch}");
        let value = behavior.set("sessions", "tree").unwrap_err().to_string();
        assert!(value.contains("`by-space` or `list`"), "{value}");
        assert_eq!(behavior, Behavior::default());
    }
}
