//! One space, and how it reads on the wire.

use jiff::{civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::behavior::{Behavior, EmptyLists};

#[derive(Clone, Debug)]
pub(crate) struct Space {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) level: Level,
    pub(crate) function: Option<String>,
    pub(crate) counting: Option<Counting>,
    pub(crate) capacity: Option<i64>,
    pub(crate) status: Status,
    pub(crate) children: Vec<String>,
    /// The ids of its labels, in the order in which they were attached.
    pub(crate) labels: Vec<String>,
    pub(crate) zone: Zone,
    pub(crate) address: String,
    pub(crate) iwms_id: Option<String>,
    pub(crate) size_area: f64,
    pub(crate) go_live: Date,
}

/// A time zone with its IANA name.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    pub(crate) name: String,
    pub(crate) rules: TimeZone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Building,
    Floor,
    Space,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counting {
    Oa,
    Entry,
    Waffle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Live,
    Planning,
    Retired,
}

impl Zone {
    /// The zone of this IANA name, if there is one.
    pub(crate) fn find(name: &str) -> Option<Self> {
        Some(Self { name: name.to_owned(), rules: TimeZone::get(name).ok()? })
    }
}

impl Level {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Floor => "floor",
            Self::Space => "space",
        }
    }
}

impl Counting {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Oa => "oa",
            Self::Entry => "entry",
            Self::Waffle => "waffle",
        }
    }
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Planning => "planning",
            Self::Retired => "retired",
        }
    }
}

impl Space {
    /// Whether sensors have anything to say about it: not while it is planned,
    /// and not once it is retired.
    pub(crate) fn has_data(&self) -> bool {
        self.status == Status::Live
    }

    /// The space as JSON; `label` and `child` look up what it refers to.
    pub(crate) fn to_json(
        &self,
        behavior: &Behavior,
        label: impl Fn(&str) -> Option<Value>,
        child: impl Fn(&str) -> Option<Value>,
    ) -> Value {
        let list = |items: Vec<Value>| match behavior.empty_lists {
            EmptyLists::Null if items.is_empty() => Value::Null,
            _ => Value::from(items),
        };
        let mut space = json!({
            "id": self.id,
            "name": self.name,
            "space_type": self.level.name(),
            "function": self.function,
            "counting_mode": self.counting.map(Counting::name),
            "capacity": self.capacity,
            "status": self.status.name(),
            "children_ids": list(self.children.iter().map(|id| id.as_str().into()).collect()),
            "children": list(self.children.iter().filter_map(|id| child(id)).collect()),
            "labels": list(self.labels.iter().filter_map(|id| label(id)).collect()),
            "binary_occupancy": self.counting == Some(Counting::Waffle),
            "daily_reset": "04:00",
            "time_zone": self.zone.name,
            "go_live_date_utc": format!("{}T00:00:00Z", self.go_live),
            "address": self.address,
            "size_area": self.size_area,
            "cost_per_sqft": 42.5,
        });
        if let Some(iwms_id) = &self.iwms_id {
            space["iwms_id"] = iwms_id.as_str().into();
        }
        space
    }
}
