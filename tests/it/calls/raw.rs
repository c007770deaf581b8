//! The answers of vendors whose ergonomic crates are not there yet: the types of their
//! raw crates lose nothing of them.

use std::collections::BTreeSet;

use floorkit_kadence_raw as kadence;
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
