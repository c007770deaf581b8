//! How sensors are, and how that makes a space look.

use serde_json::{Value, json};

use super::{
    portfolio::{Portfolio, Sensor},
    wall::{DAY, MINUTE, Wall},
};
use crate::seed::Seed;

/// The state of a sensor, or of a space by its sensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    Healthy,
    Degraded,
    Offline,
    Unknown,
}

/// A time in which a sensor delivers nothing, by the wall clock of its space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outage {
    pub(crate) start: Wall,
    pub(crate) end: Wall,
    pub(crate) health: Health,
}

/// On how many of a sensor's days something goes wrong.
const OUTAGE_CHANCE: f64 = 0.06;

impl Health {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Offline => "offline",
            Self::Unknown => "unknown",
        }
    }

    /// The health of a space whose sensors are like this: the vendor's rules.
    pub(crate) fn of_space(sensors: &[Self]) -> Self {
        let all = |health| sensors.iter().all(|sensor| *sensor == health);
        let any = |health| sensors.contains(&health);
        match sensors {
            [] => Self::Unknown,
            _ if all(Self::Healthy) => Self::Healthy,
            _ if all(Self::Offline) => Self::Offline,
            _ if any(Self::Unknown) && !any(Self::Healthy) => Self::Unknown,
            _ => Self::Degraded,
        }
    }
}

impl Portfolio {
    /// How spaces are, taken together, at `now` by their wall clock.
    pub(crate) fn health<'a>(
        &self,
        seed: Seed,
        spaces: impl Iterator<Item = &'a str>,
        now: Wall,
    ) -> Health {
        let sensors = spaces.flat_map(|space| self.sensors_of(space));
        Health::of_space(&sensors.map(|sensor| sensor.at(seed, now)).collect::<Vec<_>>())
    }
}

impl Sensor {
    /// How the sensor is at a time.
    pub(crate) fn at(&self, seed: Seed, time: Wall) -> Health {
        let outage = self.outage(seed, time.day());
        let current = outage.filter(|outage| outage.start <= time && time < outage.end);
        current.map_or(self.usual, |outage| outage.health)
    }

    /// What goes wrong on a day, if anything does; it is over by midnight.
    pub(crate) fn outage(&self, seed: Seed, day: i64) -> Option<Outage> {
        let seed = seed.with("outage").with(&self.serial_number).at(day);
        if self.usual != Health::Healthy || !seed.with("chance").chance(OUTAGE_CHANCE) {
            return None;
        }
        let start = Wall(day * DAY + seed.with("start").between(0, 17 * 60) * MINUTE);
        let end = Wall(start.0 + seed.with("length").between(20, 6 * 60) * MINUTE);
        let kinds = [Health::Offline, Health::Degraded, Health::Unknown];
        let health = *seed.with("kind").pick(&kinds)?;
        Some(Outage { start, end, health })
    }

    /// The changes from `start` to before `end`. The vendor does not publish
    /// their fields: these are ours.
    pub(crate) fn changes(
        &self,
        seed: Seed,
        start: Wall,
        end: Wall,
        stamp: impl Fn(Wall) -> String,
    ) -> Vec<Value> {
        let outages = (start.day()..=end.day()).filter_map(|day| self.outage(seed, day));
        outages
            .flat_map(|outage| [(outage.start, outage.health), (outage.end, self.usual)])
            .filter(|(time, _)| start <= *time && *time < end)
            .map(|(time, health)| json!({ "health_status": health.name(), "timestamp": stamp(time) }))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Health::{Degraded, Healthy, Offline, Unknown};

    #[test]
    fn a_space_is_as_the_vendor_says() {
        for (sensors, space) in [
            (&[][..], Unknown),
            (&[Healthy, Healthy], Healthy),
            (&[Healthy, Offline], Degraded),
            (&[Degraded, Degraded], Degraded),
            (&[Offline, Offline], Offline),
            (&[Unknown, Offline], Unknown),
            (&[Unknown, Healthy], Degraded),
        ] {
            assert_eq!(Health::of_space(sensors), space, "{sensors:?}");
        }
    }

    #[test]
    fn an_outage_is_seen_while_it_lasts() {
        let portfolio = Portfolio::new(Seed::new(1), 1);
        let seed = Seed::new(1);
        let sensor = &portfolio.sensors[0];
        let outage = (19_000..19_400).find_map(|day| sensor.outage(seed, day)).unwrap();
        assert_eq!(sensor.at(seed, outage.start), outage.health);
        assert_eq!(sensor.at(seed, Wall(outage.end.0 - 1)), outage.health);
        assert_eq!(sensor.at(seed, outage.end), Healthy);
        let changes =
            sensor.changes(seed, outage.start, Wall(outage.end.0 + 1), |time| time.0.to_string());
        assert_eq!(changes.len(), 2);
    }
}
