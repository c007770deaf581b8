//! The calls of Kadence.

use floorkit_kadence::{
    Backoff, BookingStatusFilter, CheckMethod, Client, Credentials, SpaceType, VisitStatus,
    VisitorRsvpStatus,
    jiff::{
        Timestamp, ToSpan as _,
        civil::{DateTime, date},
    },
    raw::operations::VENDOR,
};
use floorkit_runtime::Vendor;

use super::{Call, SECRET, Subject, calls, checks};

pub(super) struct Kadence;

/// What the calls are about.
pub(super) struct Ids {
    user: String,
    other_user: String,
    building: String,
    floor: String,
    neighborhood: String,
    /// A desk and a room that can be booked.
    desk: String,
    room: String,
    /// A booking that can be canceled and checked in, and one that can be checked out.
    booking: String,
    checked_in: String,
    visit: String,
    visitor: String,
    /// When a desk and a room are free.
    start: Timestamp,
}

impl Ids {
    fn end(&self) -> Timestamp {
        self.start + 1.hour()
    }
}

const TODAY: DateTime = date(2025, 6, 16).at(0, 0, 0, 0);
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";

impl Subject for Kadence {
    type Client = Client;
    type Ids = Ids;

    const FOLDER: &'static str = "kadence";
    const VENDOR: &'static Vendor = &VENDOR;
    const CALLS: &'static [Call<Self>] = CALLS;

    fn fixed(base_url: &str) -> (Client, Ids) {
        // No two are the same, so that none can take another's place.
        let id = |last: char| format!("01J8ZQ4M6T2V9XK3C5N7P0R1S{last}");
        let ids = Ids {
            user: id('1'),
            other_user: id('2'),
            building: id('3'),
            floor: id('4'),
            neighborhood: id('5'),
            desk: id('6'),
            room: id('7'),
            booking: id('8'),
            checked_in: id('9'),
            visit: id('A'),
            visitor: id('B'),
            start: "2025-06-17T09:00:00Z".parse().expect("a time"),
        };
        (client(base_url, SECRET), ids)
    }
}

checks!(Kadence);

/// A client that makes one attempt.
fn client(base_url: &str, token: &str) -> Client {
    let builder = Client::builder().base_url(base_url).credentials(Credentials::token(token));
    builder.retry(Backoff::never()).build().expect("a client")
}

const CALLS: &[Call<Kadence>] = calls![
    cancel_booking: |client, ids| client.bookings().cancel(&*ids.booking).user(&*ids.user).send(),
    check_in_booking: |client, ids| client
        .bookings()
        .check_in(&*ids.booking, &*ids.user)
        .method(CheckMethod::DoorAccess)
        .send(),
    check_out_booking: |client, ids| client
        .bookings()
        .check_out(&*ids.checked_in, &*ids.user)
        .send(),
    create_booking: |client, ids| client
        .bookings()
        .book_room(&*ids.user, &*ids.room, "Planning", ids.start, ids.end())
        .description("Bring your figures.")
        .online_meeting(true)
        .invite(&*ids.other_user)
        .invite_named_guest("ada@guest.example", "Ada")
        .send(),
    get_bookable_day: |client, _ids| client.bookable_days().get("2025-06-17").send(),
    get_bookable_onsite_pass: |client, ids| client
        .bookable_onsite_passes()
        .get(&*ids.building, ids.start, ids.end())
        .send(),
    get_booking: |client, ids| client.bookings().get(&*ids.booking).send(),
    get_building: |client, ids| client.buildings().get(&*ids.building).send(),
    get_floor: |client, ids| client.floors().get(&*ids.floor).send(),
    get_neighborhood: |client, ids| client.neighborhoods().get(&*ids.neighborhood).send(),
    get_space: |client, ids| client.spaces().get(&*ids.desk).send(),
    get_user: |client, ids| client.users().get(&*ids.user).send(),
    get_visit: |client, ids| client.visits().get(&*ids.visit).send(),
    get_visitor: |client, ids| client.visitors().get(&*ids.visitor).send(),
    list_bookable_days: |client, ids| client
        .bookable_days()
        .list(&*ids.building, &*ids.user)
        .send(),
    list_bookable_spaces: |client, ids| client
        .bookable_spaces()
        .list(&*ids.floor, &*ids.user, ids.start, ids.end())
        .space_type(SpaceType::Desk)
        .send_part(),
    list_bookings: |client, ids| client
        .bookings()
        .list()
        .building_id(&*ids.building)
        .neighborhood_id(&*ids.neighborhood)
        .status(BookingStatusFilter::Booked)
        .starting()
        .local_after(TODAY)
        .ending()
        .strictly_before(ids.end())
        .order_by_start(floorkit_kadence::SortDirection::Asc)
        .items_per_page(500)
        .page(1)
        .send(),
    list_buildings: |client, _ids| client.buildings().list().country_code("NL").send(),
    list_floors: |client, ids| client.floors().list().building_id(&*ids.building).send(),
    list_neighborhoods: |client, ids| client
        .neighborhoods()
        .list()
        .floor_id(&*ids.floor)
        .send(),
    list_spaces: |client, ids| client
        .spaces()
        .list()
        .neighborhood_id(&*ids.neighborhood)
        .send(),
    list_user_bookings: |client, ids| client
        .bookings()
        .list_for_user(&*ids.user)
        .neighborhood_id(&*ids.neighborhood)
        .checked_in()
        .local_strictly_before(TODAY)
        .send(),
    list_users: |client, _ids| client.users().list().email("ada").email_exact("ada@acme.example").send(),
    list_visitors: |client, _ids| client
        .visitors()
        .list()
        .status(VisitorRsvpStatus::Accepted)
        .visit_status(VisitStatus::Booked)
        .send(),
    list_visits: |client, ids| client
        .visits()
        .list()
        .status(VisitStatus::Booked)
        .starting()
        .after(ids.start)
        .send(),
    update_user: |client, ids| client
        .users()
        .update(&*ids.user)
        .job_title("Architect")
        .clear_biography()
        .send(),
    upload_user_photo: |client, ids| client
        .users()
        .upload_photo(&*ids.user, "file", "ada.png", "image/png", PICTURE)
        .send(),
];
