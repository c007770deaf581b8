//! Who was where, and when: computed from the seed for any space and day.

use std::collections::BTreeMap;

use super::{
    health::{Health, Outage},
    portfolio::Portfolio,
    space::{Counting, Space},
    wall::{DAY, MINUTE, Wall},
};
use crate::seed::Seed;

/// People who come together and leave together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) start: Wall,
    pub(crate) end: Wall,
    pub(crate) people: i64,
}

/// How a kind of space is used on a working day: ranges of how often, for how
/// many minutes, and by how many people.
struct Habit {
    visits: (i64, i64),
    minutes: (i64, i64),
    max_people: i64,
    /// Whether people come and go on their own, or one group after the other.
    shared: bool,
}

const DESK: Habit = Habit { visits: (0, 3), minutes: (40, 180), max_people: 1, shared: false };
const ROOM: Habit = Habit { visits: (1, 6), minutes: (20, 75), max_people: 8, shared: false };
const BOOTH: Habit = Habit { visits: (2, 10), minutes: (3, 25), max_people: 1, shared: false };
const CROWD: Habit = Habit { visits: (20, 60), minutes: (5, 50), max_people: 1, shared: true };

const WEEKEND_CHANCE: f64 = 0.06;
const OPENS: i64 = 8 * 60;
const LAST_COMES: i64 = 17 * 60;

/// What is known about one space up to now.
#[derive(Debug)]
pub(crate) struct Usage<'a> {
    seed: Seed,
    spaces: Vec<&'a Space>,
    portfolio: &'a Portfolio,
    now: Wall,
    days: BTreeMap<i64, Vec<Stay>>,
}

impl<'a> Usage<'a> {
    /// The use of `spaces` together, up to `now`: one space, or all below a
    /// parent. They share a time zone.
    pub(crate) fn new(
        seed: Seed,
        spaces: Vec<&'a Space>,
        portfolio: &'a Portfolio,
        now: Wall,
    ) -> Self {
        Self { seed, spaces, portfolio, now, days: BTreeMap::new() }
    }

    /// Up to when anything is known.
    pub(crate) fn now(&self) -> Wall {
        self.now
    }

    /// The stays of a day that have begun, by their start. None goes past
    /// midnight; one that is under way has the end that it will have.
    pub(crate) fn day(&mut self, day: i64) -> &[Stay] {
        let Self { seed, spaces, portfolio, now, days } = self;
        days.entry(day).or_insert_with(|| {
            let all = spaces.iter().flat_map(|space| stays(*seed, space, portfolio, day));
            let mut stays: Vec<Stay> = all.filter(|stay| stay.start < *now).collect();
            stays.sort_by_key(|stay| stay.start);
            stays
        })
    }

    /// How many people are there now.
    pub(crate) fn people_now(&mut self) -> i64 {
        let now = self.now;
        let stays = self.day(now.day()).iter();
        stays.filter(|stay| stay.end > now).map(|stay| stay.people).sum()
    }

    /// For how long of a span the sensors had nothing to say, in milliseconds.
    pub(crate) fn silence(&self, start: Wall, end: Wall) -> i64 {
        let awake = self.spaces.iter().map(|space| {
            let from = start.max(Wall::new(space.go_live.into()));
            let to = end.min(self.now);
            let out = self.outages(space, from, to);
            (to.0 - from.0).max(0) - out
        });
        let awake = awake.max().unwrap_or_default();
        (end.0 - start.0) - awake.max(0)
    }

    /// How long the worst sensor of a space was out within a span.
    fn outages(&self, space: &Space, from: Wall, to: Wall) -> i64 {
        if to <= from {
            return 0;
        }
        let out = self.portfolio.sensors_of(&space.id).map(|sensor| match sensor.usual {
            Health::Offline => to.0 - from.0,
            Health::Unknown | Health::Degraded => (to.0 - from.0) / 4,
            Health::Healthy => {
                let days = from.day()..=Wall(to.0 - 1).day();
                let outages = days.filter_map(|day| sensor.outage(self.seed, day));
                outages.map(|outage| overlap(outage, from, to)).sum()
            }
        });
        out.max().unwrap_or_default()
    }
}

fn overlap(outage: Outage, from: Wall, to: Wall) -> i64 {
    (outage.end.min(to).0 - outage.start.max(from).0).max(0)
}

fn stays(seed: Seed, space: &Space, portfolio: &Portfolio, day: i64) -> Vec<Stay> {
    let is_silent = portfolio.sensors_of(&space.id).all(|sensor| sensor.usual == Health::Offline);
    if is_silent || !space.has_data() || Wall(day * DAY) < Wall::new(space.go_live.into()) {
        return Vec::new();
    }
    let habit = habit(space);
    let seed = seed.with("stays").with(&space.id).at(day);
    let is_weekend = matches!(Wall(day * DAY).weekday(), 0 | 6);
    let n_visits = match is_weekend {
        true => i64::from(seed.with("weekend").chance(WEEKEND_CHANCE)),
        false => seed.with("visits").between(habit.visits.0, habit.visits.1),
    };
    let visits = (0..n_visits).map(|visit| stay(seed.with("visit").at(visit), habit, space, day));
    let mut stays: Vec<Stay> = visits.collect();
    stays.sort_by_key(|stay| stay.start);
    if habit.shared { stays } else { one_after_the_other(stays) }
}

fn stay(seed: Seed, habit: &Habit, space: &Space, day: i64) -> Stay {
    let minute = seed.with("minute").between(OPENS, LAST_COMES);
    let start = day * DAY + minute * MINUTE + seed.with("second").between(0, 59) * 1_000;
    let minutes = seed.with("minutes").between(habit.minutes.0, habit.minutes.1);
    let end = start + minutes * MINUTE + seed.with("rest").between(0, 59) * 1_000;
    let most = space.capacity.unwrap_or(habit.max_people).clamp(1, habit.max_people);
    let people = seed.with("people").between(1, most);
    Stay { start: Wall(start), end: Wall(end), people }
}

fn habit(space: &Space) -> &'static Habit {
    match (space.counting, space.function.as_deref()) {
        (Some(Counting::Entry), _) => &CROWD,
        (_, Some("desk")) => &DESK,
        (_, Some("phone_booth")) => &BOOTH,
        _ => &ROOM,
    }
}

/// Ends each stay before the next begins, and drops what becomes too short.
fn one_after_the_other(stays: Vec<Stay>) -> Vec<Stay> {
    let mut kept: Vec<Stay> = Vec::new();
    for stay in stays {
        match kept.last_mut() {
            Some(last) if stay.start.0 < last.start.0 + 2 * MINUTE => {}
            Some(last) => {
                last.end = last.end.min(Wall(stay.start.0 - MINUTE));
                kept.push(stay);
            }
            None => kept.push(stay),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    // A Wednesday.
    const DAY_NUMBER: i64 = 19_781;

    fn with_usage(test: impl Fn(&Space, &mut Usage<'_>)) {
        let portfolio = Portfolio::new(Seed::new(4), 1);
        let now = Wall((DAY_NUMBER + 1) * DAY);
        for space in &portfolio.spaces {
            test(space, &mut Usage::new(Seed::new(4), vec![space], &portfolio, now));
        }
    }

    #[test]
    fn stays_are_within_their_day_and_in_order() {
        with_usage(|space, usage| {
            let stays = usage.day(DAY_NUMBER).to_vec();
            assert!(stays.is_sorted_by_key(|stay| stay.start), "{}", space.name);
            let fits = |stay: &Stay| stay.start < stay.end && stay.start.day() == stay.end.day();
            assert!(stays.iter().all(fits), "{}", space.name);
        });
    }

    #[test]
    fn groups_follow_each_other_and_a_crowd_does_not() {
        with_usage(|space, usage| {
            let stays = usage.day(DAY_NUMBER).to_vec();
            let overlaps = stays.windows(2).any(|pair| pair[1].start < pair[0].end);
            assert_eq!(overlaps, space.name == "Cafe" && space.has_data(), "{}", space.name);
        });
    }

    #[test]
    fn nothing_is_known_of_the_future() {
        let portfolio = Portfolio::new(Seed::new(4), 1);
        let cafe = portfolio.spaces.iter().find(|space| space.name == "Cafe").unwrap();
        let noon = Wall(DAY_NUMBER * DAY + 12 * 60 * MINUTE);
        let mut usage = Usage::new(Seed::new(4), vec![cafe], &portfolio, noon);
        assert!(usage.day(DAY_NUMBER).iter().all(|stay| stay.start < noon));
        assert!(usage.day(DAY_NUMBER + 1).is_empty());
        assert_eq!(usage.silence(noon, Wall(noon.0 + MINUTE)), MINUTE);
        let under_way = usage.day(DAY_NUMBER).iter().filter(|stay| stay.end > noon).count();
        assert_eq!(usage.people_now(), i64::try_from(under_way).unwrap());
    }
}
