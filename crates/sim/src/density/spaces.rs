//! Spaces and doorways.

use serde_json::{Value, json};

use super::{
    behavior::Enums,
    call::Call,
    space::{Counting, Space, Zone},
    state::State,
};
use crate::{refusal::Refusal, reply::Reply};

/// Answers `list_spaces`.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let wanted = call.query("counting_mode");
    let state = call.state();
    let spaces = state
        .spaces
        .all()
        .filter(|space| wanted.is_none_or(|mode| space.counting.map(Counting::name) == Some(mode)));
    Ok(Reply::json(spaces.map(|space| to_json(call, &state, space)).collect()))
}

/// Answers `update_space`.
pub(crate) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let zone = match call.text("time_zone") {
        Some(name) => {
            let unknown = || Refusal::invalid("/time_zone: is no time zone");
            Some(Zone::find(name).ok_or_else(unknown)?)
        }
        None => None,
    };
    let mut state = call.state();
    let space = state.spaces.get_mut(id).ok_or_else(|| Refusal::not_found("space", id))?;
    let text = |name: &str| call.text(name).map(str::to_owned);
    replace(&mut space.zone, zone);
    replace(&mut space.name, text("name"));
    replace(&mut space.address, text("address"));
    space.function = text("function").or_else(|| space.function.take());
    space.iwms_id = text("iwms_id").or_else(|| space.iwms_id.take());
    space.capacity = call.field("capacity").and_then(Value::as_i64).or(space.capacity);
    Ok(Reply::json(read(call, &state, id)))
}

/// Answers `update_space_labels`: adds, makes and adds, then takes off.
pub(crate) fn update_labels(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let list = |name: &str| call.texts(name).unwrap_or_default();
    let mut state = call.state();
    let Some(space) = state.spaces.get(id) else {
        return Err(Refusal::not_found("space", id));
    };
    let mut labels = space.labels.clone();
    let mut added = list("add");
    for label in &added {
        if state.label(label).is_none() {
            return Err(Refusal::not_found("label", label));
        }
    }
    for name in list("create") {
        let known = state.labels.iter().find(|label| label.name == name);
        let known = known.map(|label| label.id.clone());
        added.push(known.unwrap_or_else(|| state.make_label(&name, None).id));
    }
    labels.extend(added);
    let mut seen = list("delete");
    labels.retain(|label| {
        let is_new = !seen.contains(label);
        seen.push(label.clone());
        is_new
    });
    let reply = labels.iter().filter_map(|label| label_json(&state, label)).collect();
    if let Some(space) = state.spaces.get_mut(id) {
        space.labels = labels;
    }
    Ok(Reply::json(reply))
}

/// Answers `list_doorways`. The vendor does not publish the fields of a
/// doorway: all but the id are ours.
pub(crate) fn list_doorways(call: &Call<'_>) -> Result<Reply, Refusal> {
    let doorways = call.world.portfolio.doorways.iter().map(
        |doorway| json!({ "id": doorway.id, "name": doorway.name, "space_ids": doorway.spaces }),
    );
    Ok(Reply::json(doorways.collect()))
}

fn read(call: &Call<'_>, state: &State, id: &str) -> Value {
    state.spaces.get(id).map_or(Value::Null, |space| to_json(call, state, space))
}

fn to_json(call: &Call<'_>, state: &State, space: &Space) -> Value {
    let child =
        |id: &str| state.spaces.get(id).map(|child| json!({ "id": child.id, "name": child.name }));
    let mut space_json = space.to_json(call.behavior, |id| label_json(state, id), child);
    if call.behavior.enums == Enums::Unknown && call.world.is_odd(&space.id) {
        for (field, value) in [
            ("space_type", "terrace"),
            ("function", "nap_pod"),
            ("counting_mode", "radar"),
            ("status", "commissioning"),
        ] {
            space_json[field] = value.into();
        }
    }
    space_json
}

fn label_json(state: &State, id: &str) -> Option<Value> {
    state.label(id).map(|label| json!({ "id": label.id, "name": label.name }))
}

fn replace<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}
