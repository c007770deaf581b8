//! Sittings: detections that belong together.

use std::{collections::BTreeMap, time::Duration};

use crate::{CountingMode, OffsetDateTime, OpenEnum, Session, Sessions, Space, SpaceId};

/// When detections of an Open Area sensor are one sitting.
///
/// A session of such a sensor is a single detection of up to 90 seconds, and there are
/// minutes between those of somebody who sits still. The rule, in this order:
///
/// 1. Only sessions count that are [occupied](Session::is_occupied), and that have a start
///    and an end that is not before it. They are taken by their start.
/// 2. One belongs to the sitting before it if it starts no later than
///    [`longest_gap`](Self::longest_gap) after the latest end in that.
/// 3. A sitting counts if it has at least [`fewest_detections`](Self::fewest_detections),
///    and lasts at least [`shortest`](Self::shortest) from its first start to its last end.
///
/// The vendor has no such rule. Its staff bridges 10 minutes, and takes what has 2
/// detections and lasts 5 minutes: so does [`Default`].
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use floorkit_density::SittingRule;
///
/// let strict = SittingRule::default().longest_gap(Duration::from_secs(5 * 60));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SittingRule {
    longest_gap: Duration,
    fewest_detections: usize,
    shortest: Duration,
}

/// A time for which somebody was there, by a [`SittingRule`].
///
/// ```no_run
/// # use floorkit_density::Sitting;
/// # fn sample(sitting: Sitting) {
/// println!("{} min from {}", sitting.duration().as_secs() / 60, sitting.start);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sitting {
    /// When the first session began.
    pub start: OffsetDateTime,
    /// When the last one ended.
    pub end: OffsetDateTime,
    /// How many sessions it was put together from.
    pub detections: usize,
}

impl Default for SittingRule {
    fn default() -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        Self { longest_gap: 10 * MINUTE, fewest_detections: 2, shortest: 5 * MINUTE }
    }
}

impl SittingRule {
    /// The longest time between two detections of one sitting; 10 minutes by default.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use floorkit_density::SittingRule;
    /// let rule = SittingRule::default().longest_gap(Duration::from_secs(15 * 60));
    /// ```
    #[must_use]
    pub fn longest_gap(mut self, gap: Duration) -> Self {
        self.longest_gap = gap;
        self
    }

    /// How many detections a sitting has at least; 2 by default.
    ///
    /// ```
    /// # use floorkit_density::SittingRule;
    /// let rule = SittingRule::default().fewest_detections(1);
    /// ```
    #[must_use]
    pub fn fewest_detections(mut self, detections: usize) -> Self {
        self.fewest_detections = detections;
        self
    }

    /// How long a sitting lasts at least; 5 minutes by default.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use floorkit_density::SittingRule;
    /// let rule = SittingRule::default().shortest(Duration::ZERO);
    /// ```
    #[must_use]
    pub fn shortest(mut self, length: Duration) -> Self {
        self.shortest = length;
        self
    }

    /// Joins the sessions of one space, in any order, into sittings, in the order of time.
    ///
    /// ```
    /// # use floorkit_density::{Session, SittingRule};
    /// # fn sample(sessions: &[Session]) {
    /// let sittings = SittingRule::default().join(sessions);
    /// # }
    /// ```
    pub fn join<'a>(&self, sessions: impl IntoIterator<Item = &'a Session>) -> Vec<Sitting> {
        let mut sittings: Vec<Sitting> = Vec::new();
        for detection in whole(sessions) {
            match sittings.last_mut() {
                Some(sitting) if gap(sitting.end, detection.start) <= self.longest_gap => {
                    sitting.detections += 1;
                    if detection.end.to_timestamp() > sitting.end.to_timestamp() {
                        sitting.end = detection.end;
                    }
                }
                _ => sittings.push(detection),
            }
        }
        sittings.retain(|sitting| {
            sitting.detections >= self.fewest_detections && sitting.duration() >= self.shortest
        });
        sittings
    }
}

impl Sitting {
    /// The time from start to end.
    ///
    /// ```
    /// # use floorkit_density::Sitting;
    /// # fn sample(sittings: &[Sitting]) {
    /// let longest = sittings.iter().map(Sitting::duration).max();
    /// # }
    /// ```
    pub fn duration(&self) -> Duration {
        gap(self.start, self.end)
    }
}

impl Sessions {
    /// The sittings of each space, in the order of time.
    ///
    /// The sessions of the spaces that Open Area sensors count are joined by the rule. Those
    /// of all others are whole: each that is occupied is a sitting. `spaces` tells which is
    /// which: what [`SpacesApi::list`](crate::SpacesApi::list) gives. Sessions of which the
    /// service did not say where they were are left out.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use floorkit_density::{Client, Range, SittingRule, jiff::civil::date};
    /// # async fn sample(client: Client) -> floorkit_density::Result<()> {
    /// let day = Range::days(date(2025, 6, 16), date(2025, 6, 16))?;
    /// let spaces = client.spaces().list().send().await?;
    /// let sessions = client.sessions().list(day).send().await?;
    /// for (space, sittings) in sessions.sittings(&SittingRule::default(), &spaces) {
    ///     println!("{space}: {} sittings", sittings.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn sittings(
        &self,
        rule: &SittingRule,
        spaces: &[Space],
    ) -> BTreeMap<SpaceId, Vec<Sitting>> {
        let open_area = Some(OpenEnum::Known(CountingMode::Oa));
        let modes: BTreeMap<&SpaceId, _> =
            spaces.iter().map(|space| (&space.id, &space.counting_mode)).collect();
        let sittings = self.by_space.iter().map(|(id, sessions)| {
            let is_open_area = modes.get(id).is_some_and(|mode| **mode == open_area);
            let sittings = if is_open_area { rule.join(sessions) } else { whole(sessions) };
            (id.clone(), sittings)
        });
        sittings.collect()
    }
}

/// Each session that counts as a sitting of its own, in the order of time.
fn whole<'a>(sessions: impl IntoIterator<Item = &'a Session>) -> Vec<Sitting> {
    let mut sittings: Vec<Sitting> = sessions.into_iter().filter_map(detection).collect();
    sittings.sort_by_key(|sitting| sitting.start.to_timestamp());
    sittings
}

/// A session as a sitting of its own, if it counts.
fn detection(session: &Session) -> Option<Sitting> {
    let (start, end) = (session.start?, session.end?);
    let is_one = session.is_occupied() && start.to_timestamp() <= end.to_timestamp();
    is_one.then_some(Sitting { start, end, detections: 1 })
}

/// The time from one to the other; none if they overlap.
fn gap(from: OffsetDateTime, to: OffsetDateTime) -> Duration {
    to.to_timestamp().duration_since(from.to_timestamp()).try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A session from one minute of an hour to another.
    fn session(start: u8, end: u8) -> Session {
        let at = |minute: u8| format!("2025-06-16T09:{minute:02}:00-04:00").parse().ok();
        Session { start: at(start), end: at(end), session_type: None }
    }

    fn joined(rule: &SittingRule, sessions: &[Session]) -> Vec<(i8, i8, usize)> {
        let minute = |time: OffsetDateTime| time.local().minute();
        let sittings = rule.join(sessions).into_iter();
        sittings.map(|it| (minute(it.start), minute(it.end), it.detections)).collect()
    }

    #[test]
    fn detections_with_short_gaps_are_one_sitting() {
        let sessions = [session(20, 21), session(0, 1), session(11, 12), session(32, 33)];
        assert_eq!(joined(&SittingRule::default(), &sessions), [(0, 21, 3)]);
        let bridging = SittingRule::default().longest_gap(Duration::from_secs(11 * 60));
        assert_eq!(joined(&bridging, &sessions), [(0, 33, 4)]);
    }

    #[test]
    fn a_sitting_is_not_too_short_and_not_a_single_detection() {
        let rule = SittingRule::default();
        assert_eq!(joined(&rule, &[session(0, 1), session(3, 4)]), []);
        assert_eq!(joined(&rule, &[session(0, 1), session(4, 5)]), [(0, 5, 2)]);
        assert_eq!(joined(&rule, &[session(0, 30)]), []);
        assert_eq!(joined(&rule.fewest_detections(1), &[session(0, 30)]), [(0, 30, 1)]);
        let any = SittingRule::default().shortest(Duration::ZERO);
        assert_eq!(joined(&any, &[session(0, 1), session(3, 4)]), [(0, 4, 2)]);
    }

    #[test]
    fn overlapping_sessions_end_with_the_last() {
        let sessions = [session(0, 30), session(5, 6), session(10, 20)];
        assert_eq!(joined(&SittingRule::default(), &sessions), [(0, 30, 3)]);
    }

    #[test]
    fn what_is_not_occupied_or_has_no_length_does_not_count() {
        let empty = Session { session_type: Some("2".into()), ..session(2, 8) };
        let backwards = session(8, 2);
        let open = Session { end: None, ..session(2, 8) };
        assert_eq!(joined(&SittingRule::default(), &[empty, backwards, open]), []);
    }
}
