//! Labels, their groups, and the spaces that they are on.

use floorkit_density::{InGroup as _, Space};
use serde_json::json;

use super::{bodies, rooms, start};

#[tokio::test]
async fn a_group_is_written_as_an_id_and_read_as_an_object() {
    let (sim, client) = start().await;
    let label = client.labels().create("quiet").send().await.expect("a label");
    assert_eq!(label.group_id(), None);
    let group = client.label_groups().create("noise").send().await.expect("a group");
    let update = client.labels().update(label.id.clone()).group(group.id.clone());
    let grouped = update.send().await.expect("an update");

    assert_eq!(bodies(&sim, "update_label"), [json!({ "group": group.id })]);
    assert_eq!(grouped.group_id(), Some(group.id.clone()), "{:?}", grouped.group);
    // What was read can be written again.
    let other = client.labels().create("silent").send().await.expect("a label");
    let group = grouped.group_id().expect("a group");
    let other = client.labels().update(other.id).group(group).send().await.expect("an update");
    assert_eq!(other.group_id(), grouped.group_id());

    client.labels().delete(label.id.clone()).send().await.expect("deleted");
    let labels = client.labels().list().send().await.expect("labels");
    assert!(labels.iter().all(|left| left.id != label.id));
}

#[tokio::test]
async fn a_new_group_takes_labels_as_they_were_read() {
    let (sim, client) = start().await;
    let label = client.labels().create("quiet").send().await.expect("a label");
    let create = client.label_groups().create("noise").labels([label.clone()]);
    let group = create.send().await.expect("a group");
    let body = bodies(&sim, "create_label_group").remove(0);
    assert_eq!(body["labels"][0]["id"], json!(label.id), "whole labels, and not their ids");
    let labels = client.labels().list().send().await.expect("labels");
    let moved = labels.iter().find(|known| known.id == label.id).expect("the label");
    assert_eq!(moved.group_id(), Some(group.id.clone()));

    let renamed = client.label_groups().update(group.id.clone()).name("sound").send().await;
    assert_eq!(renamed.expect("an update").name.as_deref(), Some("sound"));
    client.label_groups().delete(group.id.clone()).send().await.expect("deleted");
    let groups = client.label_groups().list().send().await.expect("groups");
    assert!(groups.iter().all(|left| left.id != group.id));
}

#[tokio::test]
async fn labels_go_on_a_space_and_off_it() {
    let (_sim, client) = start().await;
    let room = rooms(&client).await.remove(0);
    let old = client.labels().create("old").send().await.expect("a label");
    let put = client.spaces().update_labels(room.clone()).add([old.id.clone()]).send().await;
    assert!(put.expect("labels").iter().any(|label| label.id == Some(old.id.clone())));
    let change = client.spaces().update_labels(room.clone()).create(["new"]).delete([old.id]);
    let labels = change.send().await.expect("labels");
    let names: Vec<_> = labels.iter().filter_map(|label| label.name.as_deref()).collect();
    assert!(names.contains(&"new") && !names.contains(&"old"), "{names:?}");
}

#[tokio::test]
async fn an_update_of_a_space_sends_only_what_is_set() {
    let (sim, client) = start().await;
    let room = rooms(&client).await.remove(0);
    let mut expected = space(&client, &room).await;
    expected.capacity = Some(0);
    let update = client.spaces().update(room.clone()).capacity(0);
    let after = update.send().await.expect("an update");
    assert_eq!(bodies(&sim, "update_space"), [json!({ "capacity": 0 })]);
    assert_eq!(after, expected);
}

async fn space(client: &floorkit_density::Client, id: &floorkit_density::SpaceId) -> Space {
    let spaces = client.spaces().list().send().await.expect("spaces");
    spaces.into_iter().find(|space| space.id == *id).expect("the space")
}
