//! Which function answers which operation.

use super::{
    labels, live, metrics, sensors, sessions, sockets, spaces, tokens, users, world::Density,
};
use crate::{reply::Reply, vendor::Answer};

pub(crate) const ANSWERS: [(&str, Answer<Density>); 37] = [
    ("get_floor_data_status", metrics::get_floor_data_status),
    ("get_metrics", metrics::get),
    ("get_occupancy", metrics::get),
    ("list_raw_sessions", sessions::list),
    ("get_time_used", metrics::get),
    ("get_utilization", metrics::get),
    ("get_current_occupancy", live::get_current_occupancy),
    ("get_presence", live::get_presence),
    ("get_presence_health", live::get_presence_health),
    ("get_short_term_analytics", live::get_short_term_analytics),
    ("create_floor_presence_socket", sockets::create_floor_presence),
    ("create_space_occupancy_socket", sockets::create_space_occupancy),
    ("create_doorway_events_socket", sockets::create_doorway_events),
    ("list_doorways", spaces::list_doorways),
    ("list_labels", labels::list),
    ("create_label", labels::create),
    ("delete_label", labels::delete),
    ("update_label", labels::update),
    ("list_label_groups", labels::list_groups),
    ("create_label_group", labels::create_group),
    ("delete_label_group", labels::delete_group),
    ("update_label_group", labels::update_group),
    ("list_spaces", spaces::list),
    ("update_space", spaces::update),
    ("update_space_labels", spaces::update_labels),
    ("get_hello_world", |_| Ok(Reply::text("Hello from a simulated Density."))),
    ("get_version", |_| Ok(Reply::text("1.0.2"))),
    ("create_access_token", tokens::create_access_token),
    ("list_sensors", sensors::list),
    ("list_sensor_health_history", sensors::list_history),
    ("list_current_sensor_health", sensors::list_current),
    ("list_users", users::list),
    ("create_user", users::create),
    ("get_user", users::get),
    ("update_user", users::update),
    ("delete_user", users::delete),
    ("create_wayfinding_token", tokens::create_wayfinding_token),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_document_is_answered_and_no_other() {
        crate::vendor::check_answers::<Density>();
    }
}
