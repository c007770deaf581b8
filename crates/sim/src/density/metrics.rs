//! The historical measures: metrics, occupancy, time used, utilization, and
//! how complete a floor's data is.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::{
    behavior::TotalShape,
    call::{Call, Dates},
    grid::{self, Bucket, Hours, Resolution},
    measure,
    space::Space,
    state::Row,
    wall::Wall,
};
use crate::{refusal::Refusal, reply::Reply};

/// The fields that each operation picks out of all metrics; `get_metrics`
/// gives every one.
const FIELDS: [(&str, &[&str]); 3] = [
    (
        "get_occupancy",
        &[
            "occupancy_min",
            "occupancy_avg",
            "occupancy_max",
            "entrances",
            "exits",
            "is_capped",
            "capped_count_limit",
            "up_time",
        ],
    ),
    ("get_time_used", &["time_used_raw", "time_used_percentage"]),
    (
        "get_utilization",
        &["utilization_avg", "utilization_max", "is_capped", "capped_count_limit", "up_time"],
    ),
];

/// What accompanies any metric.
const ALWAYS: [&str; 3] = ["is_capped", "capped_count_limit", "up_time"];

/// Data younger than this may be incomplete.
const SETTLES_AFTER: SignedDuration = SignedDuration::from_hours(8);

/// Before this the vendor does not know how complete its data is.
const STATUS_SINCE: &str = "2024-06-01T00:00:00Z";

/// Answers `get_metrics` and its three narrower relatives.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let dates = call.dates()?;
    let hours = hours(call)?;
    let name = call.text("time_resolution").unwrap_or("total");
    let resolution = Resolution::parse(name)
        .ok_or_else(|| Refusal::invalid("/time_resolution: is no resolution"))?;
    let rows =
        call.state().spaces.metric_rows(call.texts("space_ids").as_deref(), call.behavior)?;
    let series = rows.iter().map(|row| {
        let range = call.range(dates, &row.space);
        let zone = &row.space.zone.rules;
        let buckets = grid::buckets(range, resolution, hours.as_ref(), zone, call.behavior);
        (row.space.id.clone(), series(call, row, &buckets, resolution))
    });
    Ok(Reply::json(series.collect::<Map<_, _>>().into()))
}

/// Answers `get_floor_data_status`. The vendor does not publish the fields of
/// a status: `completeness` is ours.
pub(crate) fn get_floor_data_status(call: &Call<'_>) -> Result<Reply, Refusal> {
    let dates = call.dates()?;
    let floors = call
        .texts("floor_ids")
        .ok_or_else(|| Refusal::invalid("/floor_ids: at least one floor is required"))?;
    if instant(dates.end.clock_in(&TimeZone::UTC)) <= STATUS_SINCE.parse().unwrap_or(Timestamp::MAX)
    {
        return Err(Refusal::invalid(format!("/end_date: must be after {STATUS_SINCE}")));
    }
    let rows = call.state().spaces.floors(&floors, call.behavior)?;
    let status = |floor: &Space| json!({ "completeness": completeness(call, dates, floor) });
    Ok(Reply::json(rows.iter().map(|floor| (floor.id.clone(), status(floor))).collect()))
}

fn series(call: &Call<'_>, row: &Row, buckets: &[Bucket], resolution: Resolution) -> Value {
    let mut usage = call.view().usage(row);
    let mut by_time = buckets.iter().map(|bucket| {
        let datum = measure::datum(&row.space, &mut usage, bucket);
        (bucket.key.clone(), Value::from(pick(call, datum)))
    });
    if resolution == Resolution::Total && call.behavior.total == TotalShape::Direct {
        return by_time.next().map_or_else(|| json!({}), |(_, datum)| datum);
    }
    by_time.collect::<Map<_, _>>().into()
}

/// Keeps what the operation gives and the request asks for. The vendor does
/// not list the names that `metrics` takes: a field's name does, and so does
/// its beginning up to an underscore, such as `time_used`.
fn pick(call: &Call<'_>, mut datum: Map<String, Value>) -> Map<String, Value> {
    let fields = FIELDS.iter().find(|(operation, _)| *operation == call.operation);
    let asked = call.texts("metrics");
    datum.retain(|name, _| {
        let given = fields.is_none_or(|(_, fields)| fields.contains(&name.as_str()));
        let wanted = asked.as_ref().is_none_or(|asked| {
            ALWAYS.contains(&name.as_str()) || asked.iter().any(|metric| names(metric, name))
        });
        given && wanted
    });
    datum
}

fn names(metric: &str, field: &str) -> bool {
    field.strip_prefix(metric).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

fn hours(call: &Call<'_>) -> Result<Option<Hours>, Refusal> {
    let Some(hours) = call.field("operating_hours") else {
        return Ok(None);
    };
    let number = |name: &str, default| hours.get(name).and_then(Value::as_i64).unwrap_or(default);
    let days = hours.get("days").and_then(Value::as_array);
    let days = days.map(|days| days.iter().filter_map(Value::as_i64).collect());
    let (start, end) = (number("start_hour", 0), number("end_hour", 24));
    if start >= end || end > 24 {
        return Err(Refusal::invalid("/operating_hours: the hours are not in order within a day"));
    }
    Ok(Some(Hours { days: days.unwrap_or_else(|| (0..7).collect()), start, end }))
}

/// The share of a range whose data has settled; nothing has on a floor that
/// is still planned.
fn completeness(call: &Call<'_>, dates: Dates, floor: &Space) -> f64 {
    if !floor.has_data() {
        return 0.0;
    }
    let range = call.range(dates, floor);
    let settled = call.now.saturating_sub(SETTLES_AFTER).unwrap_or(Timestamp::MIN);
    let settled = Wall::at(settled, &floor.zone.rules).min(range.end);
    let share = (settled.0 - range.start.0).max(0) as f64 / (range.end.0 - range.start.0) as f64;
    share.min(1.0)
}

fn instant(clock: jiff::civil::DateTime) -> Timestamp {
    Wall::new(clock).instant(&TimeZone::UTC)
}
