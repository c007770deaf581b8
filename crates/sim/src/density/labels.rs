//! Labels and their groups.

use serde_json::{Value, json};

use super::{
    call::Call,
    state::{Group, Label, State},
};
use crate::{refusal::Refusal, reply::Reply};

/// Answers `list_labels`.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let state = call.state();
    Ok(Reply::json(state.labels.iter().map(|label| label_json(&state, label)).collect()))
}

/// Answers `create_label`. A name may occur twice.
pub(crate) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let mut state = call.state();
    let label = state.make_label(call.text("name").unwrap_or_default(), None);
    Ok(Reply::json(label_json(&state, &label)))
}

/// Answers `delete_label`: it comes off every space, too.
pub(crate) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let mut state = call.state();
    let n_labels = state.labels.len();
    state.labels.retain(|label| label.id != id);
    if state.labels.len() == n_labels {
        return Err(Refusal::not_found("label", id));
    }
    for space in state.spaces.all_mut() {
        space.labels.retain(|label| label != id);
    }
    Ok(notice("label deleted"))
}

/// Answers `update_label`.
pub(crate) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let group = call.text("group");
    let mut state = call.state();
    if let Some(group) = group.filter(|group| state.group(group).is_none()) {
        return Err(Refusal::not_found("label group", group));
    }
    let label = state.labels.iter_mut().find(|label| label.id == id);
    let label = label.ok_or_else(|| Refusal::not_found("label", id))?;
    if let Some(name) = call.text("name") {
        name.clone_into(&mut label.name);
    }
    if let Some(group) = group {
        label.group = Some(group.to_owned());
    }
    let label = label.clone();
    Ok(Reply::json(label_json(&state, &label)))
}

/// Answers `list_label_groups`.
pub(crate) fn list_groups(call: &Call<'_>) -> Result<Reply, Refusal> {
    let state = call.state();
    Ok(Reply::json(state.groups.iter().map(|group| group_json(&state, group)).collect()))
}

/// Answers `create_label_group`. Labels in the request move into the group.
pub(crate) fn create_group(call: &Call<'_>) -> Result<Reply, Refusal> {
    let labels = call.field("labels").and_then(Value::as_array).into_iter().flatten();
    let ids: Vec<&str> = labels.filter_map(|label| label["id"].as_str()).collect();
    let mut state = call.state();
    if let Some(id) = ids.iter().find(|id| state.label(id).is_none()) {
        return Err(Refusal::not_found("label", id));
    }
    let name = call.text("name").unwrap_or_default().to_owned();
    let group = Group { id: state.make_id("lgr_"), name };
    for label in state.labels.iter_mut().filter(|label| ids.contains(&label.id.as_str())) {
        label.group = Some(group.id.clone());
    }
    state.groups.push(group.clone());
    Ok(Reply::json(group_json(&state, &group)))
}

/// Answers `delete_label_group`: its labels stay, without a group.
pub(crate) fn delete_group(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let mut state = call.state();
    let n_groups = state.groups.len();
    state.groups.retain(|group| group.id != id);
    if state.groups.len() == n_groups {
        return Err(Refusal::not_found("label group", id));
    }
    for label in state.labels.iter_mut().filter(|label| label.group.as_deref() == Some(id)) {
        label.group = None;
    }
    Ok(notice("label group deleted"))
}

/// Answers `update_label_group`.
pub(crate) fn update_group(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let mut state = call.state();
    let group = state.groups.iter_mut().find(|group| group.id == id);
    let group = group.ok_or_else(|| Refusal::not_found("label group", id))?;
    if let Some(name) = call.text("name") {
        name.clone_into(&mut group.name);
    }
    let group = group.clone();
    Ok(Reply::json(group_json(&state, &group)))
}

impl State {
    pub(crate) fn label(&self, id: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == id)
    }

    fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }
}

/// A label with its group as an object, and the spaces that carry it.
fn label_json(state: &State, label: &Label) -> Value {
    let carriers = state.spaces.all().filter(|space| space.labels.contains(&label.id));
    let spaces: Vec<Value> = carriers.map(|space| json!({ "id": space.id })).collect();
    let mut value = json!({ "id": label.id, "name": label.name, "spaces": spaces });
    if let Some(group) = label.group.as_deref().and_then(|group| state.group(group)) {
        value["group"] = json!({ "id": group.id, "name": group.name });
    }
    value
}

fn group_json(state: &State, group: &Group) -> Value {
    let members = state.labels.iter().filter(|label| label.group.as_ref() == Some(&group.id));
    let labels: Vec<Value> =
        members.map(|label| json!({ "id": label.id, "name": label.name })).collect();
    json!({ "id": group.id, "name": group.name, "labels": labels })
}

/// What a deletion is answered with; 0 is the documented sample.
fn notice(message: &str) -> Reply {
    Reply::json(json!({ "code": 0, "message": message }))
}
