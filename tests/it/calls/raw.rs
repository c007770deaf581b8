//! The answers of vendors whose ergonomic crates are not there yet: the types of their
//! raw crates lose nothing of them.

use std::collections::BTreeSet;

use floorkit_kadence_raw as kadence;
use floorkit_maptician_raw as maptician;
use floorkit_runtime::Vendor;

use super::{again::Again, document::Document, inject};

/// What reads and writes the answer of an operation.
type Answers = &'static [(&'static str, fn() -> Option<Again>)];

/// The operations of a raw crate, by the methods of its client.
macro_rules! answers {
    ($raw:ident; $($operation:ident),* $(,)?) => {
        &[$((stringify!($operation), || {
            let of = super::again::Replied::of;
            of(|client: &'static $raw::Client| client.$operation().send()).again()
        })),*]
    };
}

#[test]
fn kadence_loses_nothing() {
    check(&kadence::operations::VENDOR, "kadence", KADENCE);
}

#[test]
fn maptician_loses_nothing() {
    check(&maptician::operations::VENDOR, "maptician", MAPTICIAN);
}

#[track_caller]
fn check(vendor: &Vendor, folder: &str, answers: Answers) {
    let known: BTreeSet<_> = vendor.all_operations().iter().map(|known| known.id()).collect();
    let listed: BTreeSet<_> = answers.iter().map(|(id, _)| *id).collect();
    assert_eq!(listed, known, "tests/it/calls/raw.rs");
    let document = Document::of(folder);
    let lost: Vec<_> = answers
        .iter()
        .flat_map(|(id, again)| inject::losses(&document, document.operation(id), *again))
        .collect();
    assert!(lost.is_empty(), "{folder}:\n{}", lost.join("\n"));
}

const KADENCE: Answers = answers![kadence;
    cancel_booking, check_in_booking, check_out_booking, create_booking, get_bookable_day,
    get_bookable_onsite_pass, get_booking, get_building, get_floor, get_neighborhood, get_space,
    get_user, get_visit, get_visitor, list_bookable_days, list_bookable_spaces, list_bookings,
    list_buildings, list_floors, list_neighborhoods, list_spaces, list_user_bookings,
    list_users, list_visitors, list_visits, update_user, upload_user_photo,
];

#[expect(deprecated, reason = "what is deprecated answers as well")]
const MAPTICIAN: Answers = answers![maptician;
    add_leave, add_presence_dates, add_presence_periods, add_presence_starts, assign_seat,
    change_occupants, check_out, check_token, clear_profile_image, create_location,
    create_token, delete_location, delete_user_reservations, end_seat_assignment,
    export_map_html, export_map_png, export_map_svg, export_map_webp, get_delegates,
    get_location, get_profile_image, get_seat, list_locations, list_occupants,
    list_prescreen_surveys, list_room_reservations, list_seat_assignments,
    list_seat_reservations, list_seats, list_user_reservations, mark_present_and_reserve,
    record_access_event, record_access_events, replace_delegates, reserve_seat, revoke_token,
    rotate_token, set_presence, set_presences, set_profile_image, update_location,
    upload_profile_image, upload_profile_image_form,
];
