//! What sensors see now, and the addresses of sockets that would tell more.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::{
    behavior::{Enums, PresenceWrapping, Wrapping},
    call::Call,
    health::Health,
    measure::WAFFLE_LIMIT,
    space::{Counting, Level},
    state::Row,
    wall::Wall,
};
use crate::{refusal::Refusal, reply::Reply};

/// Where the addresses of sockets lead.
pub(crate) const SOCKETS: &str = "/v3/sockets/";

/// Answers `get_current_occupancy`.
pub(crate) fn get_current_occupancy(call: &Call<'_>) -> Result<Reply, Refusal> {
    let rows = call.state().spaces.live_rows(call.texts("space_ids").as_deref(), call.behavior)?;
    let entry =
        |row: &Row| json!({ "count": count(call, row), "space_health_status": health(call, row) });
    let counts = by_space(&rows, entry);
    Ok(Reply::json(match call.behavior.current_occupancy {
        Wrapping::Wrapped => json!({ "data": counts }),
        Wrapping::Bare => counts,
    }))
}

/// Answers `get_presence`.
pub(crate) fn get_presence(call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::json(by_space(&presence_rows(call)?, |row| (count(call, row) > 0).into())))
}

/// Answers `get_presence_health`. Presence is missing where no sensor tells.
pub(crate) fn get_presence_health(call: &Call<'_>) -> Result<Reply, Refusal> {
    let entry = |row: &Row| {
        let health = health(call, row);
        match health == Health::Offline.name() {
            true => json!({ "space_health_status": health }),
            false => json!({ "presence": count(call, row) > 0, "space_health_status": health }),
        }
    };
    let entries = by_space(&presence_rows(call)?, entry);
    Ok(Reply::json(match call.behavior.presence_health {
        PresenceWrapping::Bare => entries,
        PresenceWrapping::Wrapped => json!({ "data": entries }),
    }))
}

/// Answers `get_short_term_analytics`. The vendor does not publish the fields
/// of an entry: these are ours, one entry for each space and minute.
pub(crate) fn get_short_term_analytics(call: &Call<'_>) -> Result<Reply, Refusal> {
    let minutes = call.field("minutes_lookback").and_then(Value::as_i64).unwrap_or(0);
    let rows = presence_rows(call)?;
    let open = rows
        .iter()
        .filter(|row| row.space.counting == Some(Counting::Oa) || row.space.level == Level::Floor);
    let entries = open.flat_map(|row| {
        (0..=minutes).rev().map(move |minute| {
            let now =
                call.now.saturating_sub(SignedDuration::from_mins(minute)).unwrap_or(call.now);
            let then = Call { now, ..*call };
            json!({
                "space_id": row.space.id,
                "timestamp": format!("{now:.0}"),
                "presence": count(&then, row) > 0,
            })
        })
    });
    Ok(Reply::json(json!({ "data": entries.collect::<Vec<_>>() })))
}

/// Answers `create_floor_presence_socket`.
pub(crate) fn create_floor_socket(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let level = call.state().spaces.get(id).map(|space| space.level);
    match level {
        Some(Level::Floor) => Ok(socket(call)),
        Some(_) => Err(Refusal::invalid(format!("{id:?} is not a floor"))),
        None => Err(Refusal::not_found("floor", id)),
    }
}

/// Answers `create_space_occupancy_socket`.
pub(crate) fn create_space_socket(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let known = call.state().spaces.get(id).is_some();
    if known { Ok(socket(call)) } else { Err(Refusal::not_found("space", id)) }
}

/// Answers `create_doorway_events_socket`.
pub(crate) fn create_doorway_socket(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let known = call.world.portfolio.doorways.iter().any(|doorway| doorway.id == id);
    if known { Ok(socket(call)) } else { Err(Refusal::not_found("doorway", id)) }
}

fn socket(call: &Call<'_>) -> Reply {
    let key = call.state().make_id("s");
    Reply::json(json!({ "ws_url": format!("ws://{}{SOCKETS}{key}", call.world.address) }))
}

/// Presence is known of Open Area and Waffle spaces, and of floors.
fn presence_rows(call: &Call<'_>) -> Result<Vec<Row>, Refusal> {
    let ids = call.texts("space_ids");
    let mut rows = call.state().spaces.live_rows(ids.as_deref(), call.behavior)?;
    rows.retain(|row| {
        row.space.level == Level::Floor || row.space.counting != Some(Counting::Entry)
    });
    Ok(rows)
}

fn by_space(rows: &[Row], entry: impl Fn(&Row) -> Value) -> Value {
    rows.iter().map(|row| (row.space.id.clone(), entry(row))).collect::<Map<_, _>>().into()
}

fn count(call: &Call<'_>, row: &Row) -> i64 {
    let people = call.usage(row).people_now();
    match row.space.counting {
        Some(Counting::Waffle) => people.min(WAFFLE_LIMIT),
        _ => people,
    }
}

fn health(call: &Call<'_>, row: &Row) -> &'static str {
    if call.behavior.enums == Enums::Unknown && call.world.is_odd(&row.space.id) {
        return "calibrating";
    }
    let now = Wall::at(call.now, &row.space.zone.rules);
    let members = row.members.iter().map(|space| space.id.as_str());
    call.world.portfolio.health(call.world.seed, members, now).name()
}
