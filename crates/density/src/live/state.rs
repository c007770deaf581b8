//! Spaces as messages told of them.

use std::{collections::BTreeMap, mem};

use serde::Deserialize;

use super::{LiveUpdate, Measured};
use crate::SpaceId;

/// A message of a socket.
#[derive(Debug, Deserialize)]
pub(super) struct Message<V> {
    update_type: UpdateType,
    data: BTreeMap<SpaceId, V>,
}

/// What a message tells of. One of another type is of no known message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum UpdateType {
    /// All spaces.
    Refresh,
    /// Those that changed.
    Live,
}

impl<V> Message<V> {
    pub(super) fn is_snapshot(&self) -> bool {
        self.update_type == UpdateType::Refresh
    }
}

/// What is known.
#[derive(Debug)]
pub(super) struct State<V> {
    pub(super) spaces: BTreeMap<SpaceId, V>,
    /// Whether there was a message about all spaces, and nothing was missed since.
    pub(super) is_current: bool,
}

impl<V> Default for State<V> {
    fn default() -> Self {
        Self { spaces: BTreeMap::new(), is_current: false }
    }
}

impl<V: Measured> State<V> {
    /// Applies a message, and tells what it changed.
    pub(super) fn apply(&mut self, message: Message<V>) -> LiveUpdate<V> {
        let is_snapshot = message.is_snapshot();
        self.is_current |= is_snapshot;
        let mut old = if is_snapshot { mem::take(&mut self.spaces) } else { BTreeMap::new() };
        let mut changed = BTreeMap::new();
        for (id, value) in message.data {
            let before = self.spaces.insert(id.clone(), value.clone()).or_else(|| old.remove(&id));
            if before.is_none_or(|before| before.is_other_than(&value)) {
                changed.insert(id, value);
            }
        }
        LiveUpdate { is_snapshot, changed, gone: old.into_keys().collect() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::LiveOccupancy;

    #[expect(clippy::needless_pass_by_value, reason = "what `json!` gives")]
    fn message(kind: &str, data: Value) -> Message<LiveOccupancy> {
        serde_json::from_value(json!({ "update_type": kind, "data": data })).unwrap()
    }

    fn ids(update: &LiveUpdate<LiveOccupancy>) -> Vec<&str> {
        update.changed.keys().map(|id| id.as_str()).collect()
    }

    #[test]
    fn a_snapshot_replaces_everything_and_tells_what_is_gone() {
        let mut state = State::default();
        let first = json!({ "spc_1": { "occupancy": 1 }, "spc_2": { "occupancy": 2 } });
        assert_eq!(ids(&state.apply(message("refresh", first))), ["spc_1", "spc_2"]);
        let second = json!({ "spc_2": { "occupancy": 2 }, "spc_3": { "occupancy": 3 } });
        let update = state.apply(message("refresh", second));
        assert_eq!((ids(&update), &*update.gone), (vec!["spc_3"], &["spc_1".into()][..]));
        assert_eq!(state.spaces.len(), 2);
    }

    #[test]
    fn a_change_leaves_the_others_as_they_were() {
        let mut state = State::default();
        let all = json!({ "spc_1": { "occupancy": 1 }, "spc_2": { "occupancy": 2 } });
        state.apply(message("refresh", all));
        let update = state.apply(message("live", json!({ "spc_1": { "occupancy": 5 } })));
        assert!(ids(&update) == ["spc_1"] && update.gone.is_empty() && !update.is_snapshot);
        let people: i64 = state.spaces.values().filter_map(|now| now.occupancy).sum();
        assert_eq!(people, 7);
    }

    #[test]
    fn the_time_alone_is_no_change_but_health_is() {
        let mut state = State::default();
        let at = |second: u8, health: &str| {
            let timestamp = format!("2025-06-16T14:00:0{second}Z");
            let now = json!({
                "occupancy": 1, "timestamp": timestamp, "space_health_status": health,
            });
            message("refresh", json!({ "spc_1": now }))
        };
        state.apply(at(1, "healthy"));
        assert!(state.apply(at(2, "healthy")).changed.is_empty());
        assert_eq!(ids(&state.apply(at(3, "degraded"))), ["spc_1"]);
    }

    #[test]
    fn a_change_before_any_snapshot_is_true_and_not_all() {
        let mut state = State::default();
        state.apply(message("live", json!({ "spc_1": { "occupancy": 5 } })));
        assert!(!state.is_current && state.spaces.len() == 1);
        state.apply(message("refresh", json!({})));
        assert!(state.is_current && state.spaces.is_empty());
    }
}
