//! The seeded organization: buildings, floors, spaces, sensors and doorways.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::{
    health::Health,
    space::{Counting, Level, Space, Status, Zone},
};
use crate::seed::Seed;

use Counting::{Entry, Oa, Waffle};

const ZONES: [&str; 2] = ["America/New_York", "Europe/London"];
const ADDRESSES: [&str; 2] = ["12 Harbor Street, Springfield", "3 Mill Lane, Oxbridge"];
const BUILDINGS: [&str; 4] = ["Harbor House", "Mill Lane", "North Yard", "Cedar Court"];
const GO_LIVE: Date = date(2023, 1, 1);

/// What stands on a floor.
struct Plan {
    name: &'static str,
    function: Option<&'static str>,
    counting: Counting,
    capacity: Option<i64>,
    /// What its sensors report day in, day out.
    health: Health,
}

const fn plan(
    name: &'static str,
    function: Option<&'static str>,
    counting: Counting,
    capacity: Option<i64>,
    health: Health,
) -> Plan {
    Plan { name, function, counting, capacity, health }
}

/// Every kind of sensor, most kinds of use, and the odd cases: functions off
/// the documented list and null, capacities not set and zero, sick sensors.
const FLOOR: [Plan; 12] = [
    plan("Desk 1", Some("desk"), Oa, Some(1), Health::Healthy),
    plan("Desk 2", Some("desk"), Oa, Some(1), Health::Healthy),
    plan("Neighborhood", Some("desk_neighborhood"), Oa, Some(8), Health::Healthy),
    plan("Room Ash", Some("meeting_room"), Oa, Some(6), Health::Healthy),
    plan("Room Birch", Some("meeting_room"), Oa, None, Health::Healthy),
    plan("Lounge", Some("lounge"), Oa, Some(0), Health::Degraded),
    plan("Flex", Some("flex_space"), Oa, Some(4), Health::Healthy),
    plan("Nook", None, Oa, Some(2), Health::Offline),
    plan("Booth 1", Some("phone_booth"), Waffle, Some(1), Health::Healthy),
    plan("Huddle", Some("enclosed_workspace"), Waffle, Some(4), Health::Healthy),
    plan("Booth 2", Some("phone_booth"), Waffle, Some(1), Health::Unknown),
    plan("Cafe", Some("cafe"), Entry, Some(40), Health::Healthy),
];

#[derive(Clone, Debug)]
pub(crate) struct Sensor {
    pub(crate) serial_number: String,
    pub(crate) space: String,
    /// The doorway that an Entry sensor watches.
    pub(crate) doorway: Option<String>,
    /// What it reports when nothing happens.
    pub(crate) usual: Health,
}

#[derive(Clone, Debug)]
pub(crate) struct Doorway {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) spaces: Vec<String>,
}

/// What does not change while the simulator runs, and the spaces as they are
/// at its start.
#[derive(Debug, Default)]
pub(crate) struct Portfolio {
    /// Parents before their children.
    pub(crate) spaces: Vec<Space>,
    pub(crate) sensors: Vec<Sensor>,
    pub(crate) doorways: Vec<Doorway>,
    /// The positions of a space's sensors.
    sensors_of: BTreeMap<String, Vec<usize>>,
}

impl Portfolio {
    /// Lays out `n_buildings` buildings of two or three floors each.
    pub(crate) fn new(seed: Seed, n_buildings: u32) -> Self {
        let mut portfolio = Self::default();
        for number in 0..n_buildings {
            portfolio.add_building(seed.with("building").at(number.into()), number);
        }
        portfolio
    }

    pub(crate) fn sensors_of(&self, space: &str) -> impl Iterator<Item = &Sensor> {
        let positions = self.sensors_of.get(space).into_iter().flatten();
        positions.filter_map(|position| self.sensors.get(*position))
    }

    fn add_building(&mut self, seed: Seed, number: u32) {
        let turn = usize::try_from(number).unwrap_or_default();
        let zone = ZONES.iter().cycle().nth(turn % ZONES.len()).and_then(|name| Zone::find(name));
        // The bundled database has both zones.
        let Some(zone) = zone else { return };
        let name = BUILDINGS[turn % BUILDINGS.len()];
        let mut building = Space {
            id: id("spc_", seed),
            name: format!("{name} {}", number + 1),
            level: Level::Building,
            function: None,
            counting: None,
            capacity: None,
            status: Status::Live,
            children: Vec::new(),
            labels: Vec::new(),
            zone,
            address: ADDRESSES[turn % ADDRESSES.len()].to_owned(),
            iwms_id: Some(format!("B{}", number + 1)),
            size_area: 12_000.0,
            go_live: GO_LIVE,
        };
        let place = self.spaces.len();
        self.spaces.push(building.clone());
        let n_floors = if number.is_multiple_of(2) { 3 } else { 2 };
        for floor in 1..=n_floors {
            let floor_seed = seed.with("floor").at(floor);
            building.children.push(self.add_floor(floor_seed, &building, floor, floor == 3));
        }
        self.spaces[place] = building;
    }

    /// Adds a floor with all its spaces and answers its id. The third floor of
    /// a building is still being planned; the first floor has a retired space.
    fn add_floor(&mut self, seed: Seed, building: &Space, number: i64, planned: bool) -> String {
        let mut floor = Space {
            id: id("spc_", seed),
            name: format!("{} / Floor {number}", building.name),
            level: Level::Floor,
            counting: Some(if number == 1 { Entry } else { Oa }),
            capacity: Some(80),
            status: if planned { Status::Planning } else { Status::Live },
            iwms_id: None,
            size_area: 4_000.0,
            children: Vec::new(),
            ..building.clone()
        };
        let place = self.spaces.len();
        self.spaces.push(floor.clone());
        for plan in &FLOOR {
            let space_seed = seed.with(plan.name);
            floor.children.push(self.add_space(space_seed, &floor, plan));
        }
        if number == 1 {
            let retired = plan("Old Desk", Some("desk"), Oa, Some(1), Health::Offline);
            floor.children.push(self.add_space(seed.with("retired"), &floor, &retired));
            if let Some(space) = self.spaces.last_mut() {
                space.status = Status::Retired;
            }
        }
        let id = floor.id.clone();
        self.spaces[place] = floor;
        id
    }

    fn add_space(&mut self, seed: Seed, floor: &Space, plan: &Plan) -> String {
        let space = Space {
            id: id("spc_", seed),
            name: plan.name.to_owned(),
            level: Level::Space,
            function: plan.function.map(str::to_owned),
            counting: Some(plan.counting),
            capacity: plan.capacity,
            size_area: (60.0 + 40.0 * seed.with("area").unit()).round(),
            children: Vec::new(),
            ..floor.clone()
        };
        self.add_sensors(seed, &space, plan);
        let id = space.id.clone();
        self.spaces.push(space);
        id
    }

    /// A large space has two sensors; an Entry sensor watches a doorway.
    fn add_sensors(&mut self, seed: Seed, space: &Space, plan: &Plan) {
        let n_sensors = if plan.capacity.is_some_and(|people| people >= 8) { 2 } else { 1 };
        for number in 0..n_sensors {
            let seed = seed.with("sensor").at(number);
            let doorway = (plan.counting == Entry).then(|| self.add_doorway(seed, space, number));
            let sensor = Sensor {
                serial_number: serial_number(seed),
                space: space.id.clone(),
                doorway,
                usual: plan.health,
            };
            self.sensors_of.entry(space.id.clone()).or_default().push(self.sensors.len());
            self.sensors.push(sensor);
        }
    }

    fn add_doorway(&mut self, seed: Seed, space: &Space, number: i64) -> String {
        let doorway = Doorway {
            id: id("drw_", seed),
            name: format!("{} door {}", space.name, number + 1),
            spaces: vec![space.id.clone()],
        };
        let id = doorway.id.clone();
        self.doorways.push(doorway);
        id
    }
}

/// An id of 19 digits, too many for a number in JSON.
pub(super) fn id(prefix: &str, seed: Seed) -> String {
    const LOWEST: u64 = 1_000_000_000_000_000_000;
    let digits = LOWEST + seed.with("id").number() % (9 * LOWEST);
    format!("{prefix}{digits}")
}

/// Letters and digits in turn, as in the documented sample.
fn serial_number(seed: Seed) -> String {
    let letters: Vec<char> = ('A'..='Z').collect();
    let letter = |turn| seed.at(turn).pick(&letters).copied().unwrap_or('A');
    let digit = |turn| seed.at(turn).between(0, 9);
    let (a, b, c) = (letter(1), letter(2), letter(3));
    format!("{a}{}{b}{}{c}{}{}", digit(4), digit(5), digit(6), digit(7))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_have_nineteen_digits() {
        let portfolio = Portfolio::new(Seed::new(1), 2);
        let ids: BTreeSet<_> = portfolio.spaces.iter().map(|space| space.id.as_str()).collect();
        assert_eq!(ids.len(), portfolio.spaces.len());
        assert!(ids.iter().all(|id| id.len() == 4 + 19 && id.starts_with("spc_")));
        let serials: BTreeSet<_> = portfolio.sensors.iter().map(|s| &s.serial_number).collect();
        assert_eq!(serials.len(), portfolio.sensors.len());
    }

    #[test]
    fn every_space_but_a_building_has_one_parent() {
        let portfolio = Portfolio::new(Seed::new(1), 3);
        let children: Vec<_> = portfolio.spaces.iter().flat_map(|space| &space.children).collect();
        let unique: BTreeSet<_> = children.iter().collect();
        assert_eq!(children.len(), unique.len());
        assert_eq!(children.len() + 3, portfolio.spaces.len());
    }

    #[test]
    fn the_odd_cases_are_there() {
        let spaces = Portfolio::new(Seed::new(1), 2).spaces;
        let has = |test: &dyn Fn(&Space) -> bool| spaces.iter().any(test);
        assert!(has(&|space| space.function.as_deref() == Some("flex_space")));
        assert!(has(&|space| space.level == Level::Space && space.function.is_none()));
        assert!(has(&|space| space.level == Level::Space && space.capacity.is_none()));
        assert!(has(&|space| space.capacity == Some(0)));
        assert!(has(&|space| space.level == Level::Floor && space.status == Status::Planning));
        assert!(has(&|space| space.status == Status::Retired));
    }
}
