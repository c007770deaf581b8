//! Sessions: the single periods in which spaces were in use.

use std::{collections::BTreeMap, time::Duration};

use floorkit_density_raw::{
    self as raw,
    operations::LIST_RAW_SESSIONS,
    types::{RawSession, RawSessionsRequest, RawSessionsResponse, SessionList},
};
use floorkit_runtime::{Misread, Seam, WindowItems, Windows, call_as};

use crate::{
    BySpace, CallOptions, OffsetDateTime, Range, Result, SpaceId,
    by_space::{self, Roll},
    options::options,
    reply,
};

/// Calls about sessions. Made by [`Client::sessions`](crate::Client::sessions).
///
/// ```no_run
/// # use floorkit_density::{Client, Range, jiff::civil::date};
/// # async fn sample(client: Client) -> floorkit_density::Result<()> {
/// let day = Range::days(date(2025, 6, 16), date(2025, 6, 16))?;
/// let sessions = client.sessions().list(day).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SessionsApi<'a> {
    raw: &'a raw::Client,
}

/// Asks for sessions. Made by [`SessionsApi::list`].
///
/// ```no_run
/// # use floorkit_density::{Client, Range, SpaceId, jiff::civil::date};
/// # async fn sample(client: Client, booth: SpaceId) -> floorkit_density::Result<()> {
/// let day = Range::days(date(2025, 6, 16), date(2025, 6, 16))?;
/// let sessions = client.sessions().list(day).spaces([booth]).send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send`"]
pub struct ListSessions<'a> {
    raw: &'a raw::Client,
    range: Range,
    spaces: Option<Vec<SpaceId>>,
    options: CallOptions,
}

/// The sessions of a range.
///
/// ```no_run
/// # use floorkit_density::Sessions;
/// # fn sample(sessions: Sessions) {
/// for (space, session) in sessions.iter().filter(|(_, session)| session.is_occupied()) {
///     println!("{space:?}: {:?} from {:?}", session.duration(), session.start);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sessions {
    /// The sessions of each space, in the order in which they came.
    pub by_space: BySpace<Vec<Session>>,
    /// The sessions of which the service did not say where they were, in the
    /// order in which they came. It was seen to answer by space, and is
    /// documented to answer like this; then nothing is known to be
    /// [missing](BySpace::missing) or to have [gaps](BySpace::gaps) either. Ask for one space at a time to tell
    /// them apart.
    pub unattributed: Vec<Session>,
}

/// A period in which a space was in use.
///
/// At a desk with an Open Area sensor it is a single detection of up to 90
/// seconds, and one sitting consists of many, with gaps of 5 to 10 minutes
/// between them: the sum of their durations is much less than the time for
/// which somebody sat there. Join them first, by a
/// [`SittingRule`](crate::SittingRule). Sessions and metrics
/// need not agree, as they come from different computations.
///
/// ```no_run
/// # use floorkit_density::Session;
/// # fn sample(session: Session) {
/// if let (true, Some(duration)) = (session.is_occupied(), session.duration()) {
///     println!("in use for {} s", duration.as_secs());
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Session {
    /// When it began, with the offset that was sent: that of the space, or `Z`.
    pub start: Option<OffsetDateTime>,
    /// When it ended, with the offset that was sent: that of the space, or `Z`.
    pub end: Option<OffsetDateTime>,
    /// `1` if the space was occupied; other values are not documented. A
    /// number is given as text.
    pub session_type: Option<String>,
}

impl<'a> SessionsApi<'a> {
    pub(crate) fn new(raw: &'a raw::Client) -> Self {
        Self { raw }
    }

    /// Lists the sessions of a range: `POST /v3/analytics/sessions/raw`.
    ///
    /// The range is in local time, that of each space by all that is known. It
    /// may be of any length, and is asked for 60 days at a time.
    ///
    /// [Vendor's page](https://developers.density.io/docs)
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let half_year = Range::days(date(2025, 1, 1), date(2025, 6, 30))?;
    /// let sessions = client.sessions().list(half_year).send().await?;
    /// println!("{} sessions", sessions.iter().count());
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self, range: Range) -> ListSessions<'a> {
        ListSessions { raw: self.raw, range, spaces: None, options: CallOptions::new() }
    }
}

impl ListSessions<'_> {
    /// Which spaces to report; all by default, and none for an empty list,
    /// which sends nothing.
    ///
    /// One request, for each part of the range, carries all ids. How many the
    /// service takes is not documented; the vendor's own programs name 20 to
    /// 100 at a time.
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, SpaceId, jiff::civil::date};
    /// # async fn sample(client: Client, booth: SpaceId) -> floorkit_density::Result<()> {
    /// let day = Range::days(date(2025, 6, 16), date(2025, 6, 16))?;
    /// let sessions = client.sessions().list(day).spaces([booth]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl Into<SpaceId>>) -> Self {
        self.spaces = Some(by_space::ids(spaces));
        self
    }

    options!("client.sessions().list(week)");

    /// Asks as the sessions are taken: a stream of them, each with the space if that is known.
    ///
    /// Parts of the range are asked for ahead, up to four at once, and no more than that are
    /// kept, so a year of all spaces needs no memory for a year. They come part by part in
    /// the order of time, and in each space by space. One that came with two adjacent parts
    /// is given once. Spaces that did not come are not told of.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let year = Range::days(date(2024, 1, 1), date(2024, 12, 31))?;
    /// let mut sessions = client.sessions().list(year).items()?;
    /// while let Some(session) = sessions.next().await {
    ///     let (space, session) = session?;
    ///     println!("{space:?} from {:?}", session.start);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_request`](crate::Error::is_invalid_request) if the range cannot be
    /// split. The stream ends with the first error of a part, as of [`send`](Self::send).
    pub fn items(self) -> Result<WindowItems<Range, (Option<SpaceId>, Session)>> {
        let Self { raw, range, spaces, options } = self;
        let parts = match by_space::is_nothing(spaces.as_ref()) {
            true => Vec::new(),
            false => range.split(&LIST_RAW_SESSIONS, None)?,
        };
        let raw = raw.clone();
        let fetch = move |part| {
            let (raw, spaces, options) = (raw.clone(), spaces.clone(), options.clone());
            async move {
                let reply = ask(&raw, part, spaces, options).await?.into_iter();
                let sessions = reply.flat_map(|(space, sessions)| {
                    sessions.into_iter().map(move |session| (space.clone(), session))
                });
                Ok(sessions.collect())
            }
        };
        let windows = Windows::new(&LIST_RAW_SESSIONS, parts, fetch);
        Ok(windows.items(|(space, session): &(_, Session)| {
            // What has no start is not known to be the same.
            session.start.map(|_| (space.clone(), session.clone()))
        }))
    }

    /// Asks, with one request for each part of the range, one after another.
    ///
    /// A session that came with two adjacent parts is given once. One that the
    /// service itself cut at the end of a part comes as two. A space that came
    /// with some parts only has [gaps](BySpace::gaps): it may not have been in
    /// use, or the service may have left it out for another reason.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let june = Range::days(date(2025, 6, 1), date(2025, 6, 30))?;
    /// for (id, sessions) in &client.sessions().list(june).send().await?.by_space {
    ///     println!("{id}: {} sessions", sessions.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_decode`](crate::Error::is_decode) if the reply was not understood,
    /// [`is_bad_request`](crate::Error::is_bad_request) if the service refuses
    /// what is asked for. One part that fails fails all.
    pub async fn send(self) -> Result<Sessions> {
        let Self { raw, range, spaces, options } = self;
        let mut merge = Merge::new();
        if by_space::is_nothing(spaces.as_ref()) {
            return Ok(merge.finish(spaces, &[]));
        }
        let parts = range.split(&LIST_RAW_SESSIONS, None)?;
        for &part in &parts {
            merge.add(part, ask(raw, part, spaces.clone(), options.clone()).await?);
        }
        Ok(merge.finish(spaces, &parts))
    }
}

impl Sessions {
    /// All sessions, with the space if that is known: first space by space in
    /// the order of their ids, then the unattributed ones.
    ///
    /// ```no_run
    /// # use floorkit_density::Sessions;
    /// # fn sample(sessions: Sessions) {
    /// let occupied = sessions.iter().filter(|(_, session)| session.is_occupied()).count();
    /// # }
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (Option<&SpaceId>, &Session)> {
        let attributed = self.by_space.iter().flat_map(|(space, sessions)| {
            sessions.iter().map(move |session| (Some(space), session))
        });
        attributed.chain(self.unattributed.iter().map(|session| (None, session)))
    }
}

impl Session {
    /// Whether the space was occupied: the type is `1`, or absent, which the
    /// vendor's own code takes for `1`.
    ///
    /// ```no_run
    /// # use floorkit_density::Session;
    /// # fn sample(sessions: Vec<Session>) {
    /// let occupied = sessions.iter().filter(|session| session.is_occupied()).count();
    /// # }
    /// ```
    pub fn is_occupied(&self) -> bool {
        self.session_type.as_deref().is_none_or(|kind| kind == "1")
    }

    /// The time from start to end. `None` if one of them is not known, or the
    /// end is before the start. See [`Session`] before you add up any.
    ///
    /// ```no_run
    /// # use floorkit_density::Session;
    /// # fn sample(sessions: Vec<Session>) {
    /// let longest = sessions.iter().filter_map(Session::duration).max();
    /// # }
    /// ```
    pub fn duration(&self) -> Option<Duration> {
        let (start, end) = (self.start?.to_timestamp(), self.end?.to_timestamp());
        end.duration_since(start).try_into().ok()
    }

    fn from_raw(session: RawSession) -> Self {
        Self {
            start: session.start_time,
            end: session.end_time,
            session_type: session.session_type.map(|kind| kind.into_string()),
        }
    }
}

/// What was answered for one part of a range. No space is that of a flat list.
type Reply = BTreeMap<Option<SpaceId>, Vec<Session>>;

/// Asks for one part of a range.
async fn ask(
    raw: &raw::Client,
    part: Range,
    spaces: Option<Vec<SpaceId>>,
    options: CallOptions,
) -> Result<Reply> {
    let request = RawSessionsRequest {
        start_date: Some(part.start()),
        end_date: Some(part.end()),
        space_ids: spaces,
    };
    let send = raw.list_raw_sessions().body(request).send();
    Ok(call_as(&LIST_RAW_SESSIONS, options, send).await?.try_map(read)?.into_value())
}

/// Puts together the replies for the parts of a range.
struct Merge {
    merged: Reply,
    /// Sessions of two spaces are never the same. Equal ones of one space may
    /// be two: two people may sit down and get up at the same time in a list
    /// that names no space.
    seam: Seam<(Option<SpaceId>, Session)>,
    roll: Roll,
}

impl Merge {
    fn new() -> Self {
        Self { merged: Reply::new(), seam: Seam::of(&LIST_RAW_SESSIONS), roll: Roll::default() }
    }

    /// Adds what was answered for the next part.
    fn add(&mut self, part: Range, reply: Reply) {
        self.roll.call(part, reply.keys().flatten());
        self.seam.turn();
        for (space, mut sessions) in reply {
            sessions.retain(|session| {
                // What has no start is not known to be the same.
                let key = || session.start.map(|_| (space.clone(), session.clone()));
                self.seam.is_new(key)
            });
            self.merged.entry(space).or_default().append(&mut sessions);
        }
    }

    /// `asked` are the spaces that were named, if any were.
    fn finish(mut self, asked: Option<Vec<SpaceId>>, parts: &[Range]) -> Sessions {
        let unattributed = self.merged.remove(&None);
        let by_space = self.merged.into_iter().filter_map(|(space, all)| Some((space?, all)));
        let by_space = by_space.collect();
        match unattributed {
            // A list may be about any space: nothing is known not to be there.
            Some(unattributed) => Sessions { by_space: BySpace::new(by_space, None), unattributed },
            None => Sessions {
                by_space: BySpace::new(by_space, asked).with_gaps(self.roll.gaps(parts)),
                unattributed: Vec::new(),
            },
        }
    }
}

/// A map by space, or a flat list; see
/// `specs/density/NOTES.md#raw-sessions-shape`.
fn read(reply: RawSessionsResponse) -> Result<Reply, Misread> {
    match reply {
        RawSessionsResponse::SessionsBySpace(map) => {
            let spaces = reply::spaces(map)?.into_iter();
            Ok(spaces.map(|(space, list)| (Some(space), sessions(list))).collect())
        }
        RawSessionsResponse::SessionList(list) => Ok(Reply::from([(None, sessions(list))])),
        _ => Err(Misread::new("this version does not know the shape")),
    }
}

fn sessions(list: SessionList) -> Vec<Session> {
    list.sessions.into_iter().map(Session::from_raw).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;
    use crate::{Client, jiff};

    fn id(text: &str) -> SpaceId {
        SpaceId(text.into())
    }

    /// A session of a minute that begins at this hour.
    fn at(hour: u8) -> Value {
        json!({
            "start_time": format!("2025-06-16T{hour:02}:00:00-04:00"),
            "end_time": format!("2025-06-16T{hour:02}:01:00-04:00"),
            "session_type": "1",
        })
    }

    fn merged(replies: impl IntoIterator<Item = Value>, asked: Option<Vec<SpaceId>>) -> Sessions {
        let mut merge = Merge::new();
        let mut asked_for = Vec::new();
        for (part, reply) in parts().into_iter().zip(replies) {
            merge.add(part, read(serde_json::from_value(reply).unwrap()).unwrap());
            asked_for.push(part);
        }
        merge.finish(asked, &asked_for)
    }

    /// The parts that the tests ask for, as far as they have replies.
    fn parts() -> Vec<Range> {
        let range = Range::days(date(2025, 1, 1), date(2025, 6, 30)).unwrap();
        range.split(&LIST_RAW_SESSIONS, None).unwrap()
    }

    fn hours(sessions: &[Session]) -> Vec<i8> {
        sessions.iter().map(|session| session.start.unwrap().local().hour()).collect()
    }

    fn session(wire: Value) -> Session {
        Session::from_raw(serde_json::from_value(wire).unwrap())
    }

    #[test]
    fn sessions_by_space_keep_their_order_and_their_offset() {
        let reply = json!({ "spc_1": { "sessions": [at(9), at(8)] }, "spc_2": { "sessions": [] } });
        let asked = ["spc_1", "spc_2", "spc_3"].map(id).to_vec();
        let sessions = merged([reply], Some(asked));

        assert_eq!(sessions.unattributed, []);
        assert_eq!(sessions.by_space.missing(), [id("spc_3")]);
        assert_eq!(sessions.by_space.get(&id("spc_2")), Some(&Vec::new()));
        let first = sessions.by_space.get(&id("spc_1")).unwrap();
        assert_eq!(hours(first), [9, 8]);
        assert_eq!(first[0].start.unwrap().to_string(), "2025-06-16T09:00:00-04:00");
    }

    #[test]
    fn a_flat_list_is_of_no_known_space_and_leaves_nothing_out() {
        let sessions = merged([json!({ "sessions": [at(9)] })], Some(vec![id("spc_1")]));
        assert!(sessions.by_space.is_empty() && sessions.by_space.missing().is_empty());
        assert_eq!(hours(&sessions.unattributed), [9]);
        assert_eq!(sessions.iter().map(|(space, _)| space).collect::<Vec<_>>(), [None]);
    }

    #[test]
    fn a_session_at_a_seam_is_given_once() {
        let reply = |hours: &[u8]| {
            let sessions: Vec<_> = hours.iter().map(|hour| at(*hour)).collect();
            json!({ "spc_1": { "sessions": sessions } })
        };
        let sessions = merged([reply(&[1, 2]), reply(&[2, 3]), reply(&[2, 4])], None);
        assert_eq!(hours(sessions.by_space.get(&id("spc_1")).unwrap()), [1, 2, 3, 4]);
        // Not one that was there two parts ago.
        let sessions = merged([reply(&[1]), reply(&[2]), reply(&[1])], None);
        assert_eq!(hours(sessions.by_space.get(&id("spc_1")).unwrap()), [1, 2, 1]);
    }

    #[test]
    fn equal_sessions_of_one_part_are_all_given() {
        let reply = |hours: &[u8]| json!({ "sessions": hours.iter().map(|hour| at(*hour)).collect::<Vec<_>>() });
        let sessions = merged([reply(&[1, 1]), reply(&[1, 1, 1])], None);
        assert_eq!(hours(&sessions.unattributed), [1, 1, 1]);
    }

    #[test]
    fn sessions_of_two_spaces_are_never_the_same() {
        let reply = |space: &str| json!({ space: { "sessions": [at(1)] } });
        let sessions = merged([reply("spc_1"), reply("spc_2")], None);
        assert_eq!(sessions.iter().count(), 2);
    }

    #[test]
    fn a_space_that_a_part_leaves_out_has_a_gap() {
        let with = json!({ "spc_1": { "sessions": [at(1)] }, "spc_2": { "sessions": [] } });
        let without = json!({ "spc_2": { "sessions": [] } });
        let sessions = merged([with.clone(), without, with.clone()], Some(vec![id("spc_1")]));
        let gaps = sessions.by_space.gaps().iter().map(|gap| (gap.space.as_str(), gap.range));
        assert_eq!(gaps.collect::<Vec<_>>(), [("spc_1", parts()[1])]);

        let list = json!({ "sessions": [] });
        assert_eq!(merged([with, list], None).by_space.gaps(), []);
    }

    #[test]
    fn sessions_without_a_start_are_all_given() {
        let reply = json!({ "spc_1": { "sessions": [{ "session_type": "1" }] } });
        assert_eq!(merged([reply.clone(), reply], None).iter().count(), 2);
    }

    #[test]
    fn only_another_type_than_1_is_not_occupied() {
        let is_occupied = |kind| session(json!({ "session_type": kind })).is_occupied();
        assert!(is_occupied(json!("1")));
        assert!(is_occupied(json!(1)));
        assert!(is_occupied(Value::Null));
        assert!(session(json!({})).is_occupied());
        assert!(!is_occupied(json!("0")));
        assert!(!is_occupied(json!(2)));
    }

    #[test]
    fn the_duration_is_that_of_the_instants() {
        let between = |start: Option<&str>, end: Option<&str>| {
            session(json!({ "start_time": start, "end_time": end })).duration()
        };
        let (start, end) = (Some("2025-06-16T09:00:00-04:00"), Some("2025-06-16T13:01:30Z"));
        assert_eq!(between(start, end), Some(Duration::from_secs(90)));
        assert_eq!(between(end, start), None);
        assert_eq!(between(start, None), None);
    }

    #[test]
    fn a_wrapper_that_fell_through_is_not_understood() {
        let reply = serde_json::from_value(json!({ "data": { "sessions": [at(1)] } })).unwrap();
        assert!(format!("{:?}", read(reply).unwrap_err()).contains("wrapper"));
    }

    #[tokio::test]
    async fn no_spaces_ask_for_nothing() {
        let client = Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
        let day = Range::days(date(2025, 6, 16), date(2025, 6, 16)).unwrap();
        let none: [SpaceId; 0] = [];
        let sessions = client.sessions().list(day).spaces(none).send().await.unwrap();
        assert_eq!(sessions.iter().count(), 0);
        assert!(client.sessions().list(day).send().await.unwrap_err().is_connect());
    }
}
