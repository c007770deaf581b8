//! What answers each operation.

use serde_json::{Value, json};

use super::{
    assignments, batches,
    behavior::{Changes, Lists},
    bookings, images, locations, maps, occupants, presence, tokens,
    world::Maptician,
};
use crate::{refusal::Refusal, reply::Reply, vendor::Answer};

pub(crate) type Call<'a> = crate::call::Call<'a, Maptician>;
pub(crate) type Answered = Result<Reply, Refusal>;

pub(crate) const ANSWERS: [(&str, Answer<Maptician>); 43] = [
    ("add_leave", batches::add_leave),
    ("add_presence_dates", batches::add_dates),
    ("add_presence_periods", batches::add_periods),
    ("add_presence_starts", batches::add_starts),
    ("assign_seat", assignments::assign),
    ("change_occupants", occupants::change),
    ("check_out", presence::check_out),
    ("check_token", tokens::check),
    ("clear_profile_image", images::clear),
    ("create_location", locations::create),
    ("create_token", tokens::create),
    ("delete_location", locations::delete),
    ("delete_user_reservations", bookings::delete_for_user),
    ("end_seat_assignment", assignments::end),
    ("export_map_html", maps::html),
    ("export_map_png", maps::png),
    ("export_map_svg", maps::svg),
    ("export_map_webp", maps::webp),
    ("get_delegates", occupants::delegates),
    ("get_location", locations::get),
    ("get_profile_image", images::get),
    ("get_seat", locations::seat),
    ("list_locations", locations::list),
    ("list_occupants", occupants::list),
    ("list_prescreen_surveys", occupants::surveys),
    ("list_room_reservations", bookings::list_rooms),
    ("list_seat_assignments", assignments::list),
    ("list_seat_reservations", bookings::list_seats),
    ("list_seats", locations::seats),
    ("list_user_reservations", bookings::list_for_user),
    ("mark_present_and_reserve", presence::present_and_reserve),
    ("record_access_event", presence::record_access),
    ("record_access_events", presence::record_accesses),
    ("replace_delegates", occupants::replace_delegates),
    ("reserve_seat", bookings::reserve_seat),
    ("revoke_token", tokens::revoke),
    ("rotate_token", tokens::rotate),
    ("set_presence", presence::set),
    ("set_presences", presence::set_all),
    ("set_profile_image", images::set),
    ("update_location", locations::update),
    ("upload_profile_image", images::upload),
    ("upload_profile_image_form", images::upload_form),
];

/// A list that the vendor does not say is an array.
pub(crate) fn list(call: &Call<'_>, records: Vec<Value>) -> Reply {
    Reply::json(match call.behavior.lists {
        Lists::Bare => Value::Array(records),
        Lists::Envelope => json!({ "data": records }),
    })
}

/// What a change is answered with.
pub(crate) fn changed(call: &Call<'_>, outcome: Value) -> Reply {
    Reply::json(match call.behavior.changes {
        Changes::Told => outcome,
        Changes::Word => json!("OK"),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_operation_is_answered() {
        crate::vendor::check_answers::<super::Maptician>();
    }

    #[test]
    fn every_switch_is_listed() {
        crate::switch::check_invented::<super::super::Behavior>("Maptician");
    }
}
