//! The calls of Kadence.

use floorkit_kadence::{
    Backoff, Booking, BookingExt as _, BookingSpace, BookingStatusFilter, CheckMethod, Client,
    Credentials, OpenEnum, Space, SpaceType, VisitStatus, VisitorRsvpStatus,
    jiff::{
        Timestamp, ToSpan as _,
        civil::{DateTime, date},
    },
    raw::operations::VENDOR,
};
use floorkit_runtime::Vendor;
use floorkit_sim::{self as sim, kadence::Simulator};

use super::{Call, SECRET, Simulated, Subject, calls, checks, checks_simulated, tested::Explained};

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
    const EXPLAINED: &'static [Explained] = EXPLAINED;

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

impl Simulated for Kadence {
    type Simulator = Simulator;

    async fn start() -> (Simulator, Client, Ids) {
        let now: Timestamp = "2025-06-16T13:00:00Z".parse().expect("a time");
        let simulator = Simulator::builder().seed(7).users(300).now(now).start().await;
        let simulator = simulator.expect("a free port");
        let client = client(simulator.base_url(), simulator.api_token());
        let buildings = client.buildings().list().name("Canal House").send().await;
        let building = buildings.expect("a building").member.swap_remove(0).id;
        let desks = |status, limit: Timestamp| {
            let request = client.bookings().list().building_id(building.clone());
            let request = request.type_(SpaceType::Desk).status(status);
            request.starting().before(limit).ending().after(limit).send()
        };
        let inside = desks(BookingStatusFilter::CheckedIn, now).await.expect("bookings");
        let tomorrow = desks(BookingStatusFilter::Booked, now + 20.hours()).await;
        let (checked_in, booked) = (&inside.member[0], &tomorrow.expect("bookings").member[0]);
        let spaces = client.spaces().list().building_id(building.clone()).items_per_page(90);
        let spaces = spaces.send().await.expect("spaces").member;
        let room = spaces.iter().find(|space| is_room(space)).expect("a room");
        let space = space(booked);
        let visits = client.visits().list().send().await.expect("visits");
        let visitors = client.visitors().list().send().await.expect("visitors");
        let ids = Ids {
            user: booked.owner().expect("an owner").to_string(),
            other_user: checked_in.owner().expect("an owner").to_string(),
            building: building.to_string(),
            floor: space.0,
            neighborhood: space.1,
            desk: space.2,
            room: room.id.to_string(),
            booking: booked.id.to_string(),
            checked_in: checked_in.id.to_string(),
            visit: visits.member[0].id.to_string(),
            visitor: visitors.member[0].id.to_string(),
            // On a Saturday everything is free.
            start: "2025-06-21T09:00:00Z".parse().expect("a time"),
        };
        (simulator, client, ids)
    }

    fn requests(simulator: &Simulator) -> Vec<sim::Request> {
        simulator.requests()
    }

    fn door(simulator: &Simulator) -> Option<(String, Vec<String>)> {
        let headers = vec![format!("Authorization: Bearer {}", simulator.api_token())];
        Some((simulator.base_url().to_owned(), headers))
    }
}

/// The ids of the floor, the neighborhood and the space of a booking.
fn space(booking: &Booking) -> (String, String, String) {
    let Some(BookingSpace::Space(space)) = &booking.space else { panic!("a space: {booking:?}") };
    let floor = space.floor.as_ref().and_then(|floor| floor.id.as_ref()).expect("a floor");
    let near = space.neighborhood.as_ref().and_then(|it| it.id.as_ref()).expect("a neighborhood");
    (floor.to_string(), near.to_string(), space.id.to_string())
}

fn is_room(space: &Space) -> bool {
    space.type_ == Some(OpenEnum::Known(SpaceType::Room))
}

checks!(Kadence);
checks_simulated!(Kadence);

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

/// What the tester finds, and why it is meant.
const EXPLAINED: &[Explained] = &[
    Explained {
        check: "ST202",
        operations: &[
            "GET /v1/public/bookable-onsite-passes",
            "GET /v1/public/bookable-spaces",
            "GET /v1/public/bookings",
            "GET /v1/public/users/{userId}/bookings",
            "GET /v1/public/visitors",
            "GET /v1/public/visits",
        ],
        reason: "The formats of times are not among those that the tester knows, so it takes any text for a time.",
    },
    Explained {
        check: "ST202",
        operations: &["POST /v1/public/bookings"],
        reason: "The same; and what is booked has to exist, to be free, and to be a space or a building, which no schema says.",
    },
];
