//! The organization at one moment, as live calls and sockets see it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    behavior::{Behavior, Enums},
    health::Health,
    measure::WAFFLE_LIMIT,
    space::{Counting, Level},
    state::Row,
    usage::Usage,
    wall::Wall,
    world::World,
};

/// What can be seen of the world at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) world: &'a World,
    pub(crate) behavior: &'a Behavior,
    pub(crate) now: Timestamp,
}

impl<'a> View<'a> {
    /// What is known about the use of a row up to now.
    pub(crate) fn usage<'r>(&self, row: &'r Row) -> Usage<'r>
    where
        'a: 'r,
    {
        let now = Wall::at(self.now, &row.space.zone.rules);
        let members = row.members.iter().map(AsRef::as_ref).collect();
        Usage::new(self.world.seed, members, &self.world.portfolio, now)
    }

    /// How many people the sensors of a row count.
    pub(crate) fn count(&self, row: &Row) -> i64 {
        let people = self.usage(row).people_now();
        match row.space.counting {
            Some(Counting::Waffle) => people.min(WAFFLE_LIMIT),
            _ => people,
        }
    }

    /// How far to believe them.
    pub(crate) fn health(&self, row: &Row) -> &'static str {
        if self.behavior.enums == Enums::Unknown && self.world.is_odd(&row.space.id) {
            return "calibrating";
        }
        let now = Wall::at(self.now, &row.space.zone.rules);
        let members = row.members.iter().map(|space| space.id.as_str());
        self.world.portfolio.health(self.world.seed, members, now).name()
    }

    /// Presence with its health. Presence is missing where no sensor tells.
    pub(crate) fn presence(&self, row: &Row) -> Value {
        let health = self.health(row);
        match health == Health::Offline.name() {
            true => json!({ "space_health_status": health }),
            false => json!({ "presence": self.count(row) > 0, "space_health_status": health }),
        }
    }
}

/// Presence is known of Open Area and Waffle spaces, and of floors.
pub(crate) fn has_presence(row: &Row) -> bool {
    row.space.level == Level::Floor || row.space.counting != Some(Counting::Entry)
}
