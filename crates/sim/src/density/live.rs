//! What sensors see now.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::{
    behavior::{PresenceWrapping, Wrapping},
    call::Call,
    space::{Counting, Level},
    state::Row,
    view::{View, has_presence},
};
use crate::{refusal::Refusal, reply::Reply};

/// Answers `get_current_occupancy`.
pub(crate) fn get_current_occupancy(call: &Call<'_>) -> Result<Reply, Refusal> {
    let rows = call.state().spaces.live_rows(call.texts("space_ids").as_deref(), call.behavior)?;
    let view = call.view();
    let entry =
        |row: &Row| json!({ "count": view.count(row), "space_health_status": view.health(row) });
    let counts = by_space(&rows, entry);
    Ok(Reply::json(match call.behavior.current_occupancy {
        Wrapping::Wrapped => json!({ "data": counts }),
        Wrapping::Bare => counts,
    }))
}

/// Answers `get_presence`.
pub(crate) fn get_presence(call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::json(by_space(&presence_rows(call)?, |row| (call.view().count(row) > 0).into())))
}

/// Answers `get_presence_health`.
pub(crate) fn get_presence_health(call: &Call<'_>) -> Result<Reply, Refusal> {
    let entries = by_space(&presence_rows(call)?, |row| call.view().presence(row));
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
            let then = View { now, ..call.view() };
            json!({
                "space_id": row.space.id,
                "timestamp": format!("{now:.0}"),
                "presence": then.count(row) > 0,
            })
        })
    });
    Ok(Reply::json(json!({ "data": entries.collect::<Vec<_>>() })))
}

fn presence_rows(call: &Call<'_>) -> Result<Vec<Row>, Refusal> {
    let ids = call.texts("space_ids");
    let mut rows = call.state().spaces.live_rows(ids.as_deref(), call.behavior)?;
    rows.retain(has_presence);
    Ok(rows)
}

fn by_space(rows: &[Row], entry: impl Fn(&Row) -> Value) -> Value {
    rows.iter().map(|row| (row.space.id.clone(), entry(row))).collect::<Map<_, _>>().into()
}
