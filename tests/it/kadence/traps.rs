//! The traps of Kadence's API, through its crate and against the simulator: each of these
//! fails without what the crate, or its document, does about it.

use std::collections::BTreeSet;

use floorkit_kadence::{
    Backoff, Booked, Booking, BookingExt as _, BookingSpace, BookingStatus, BookingStatusFilter,
    Building, CheckMethod, Client, Credentials, OpenEnum, SpaceType, User,
    jiff::{
        Timestamp, ToSpan as _,
        civil::{DateTime, date},
    },
};
use floorkit_sim::{
    Credential, Fault,
    kadence::{
        Behavior, BookableSpaces, CheckSpace, DoubleBookings, ErrorBody, Links, Passes, Refusals,
        Simulator, View,
    },
};
use serde_json::json;

use crate::canned::{Reply, Server};

/// A Monday, three in the afternoon in Amsterdam and nine in the morning in New York.
const NOW: &str = "2025-06-16T13:00:00Z";
const TODAY: DateTime = date(2025, 6, 16).at(0, 0, 0, 0);

async fn start() -> (Simulator, Client) {
    start_with(|_| {}).await
}

async fn start_with(change: impl FnOnce(&mut Behavior)) -> (Simulator, Client) {
    let builder = Simulator::builder().seed(7).users(300).now(now()).behavior(change);
    let sim = builder.start().await.expect("a free port");
    let client = client(&sim, Credentials::token(sim.api_token()));
    (sim, client)
}

fn client(sim: &Simulator, credentials: impl Into<Credentials>) -> Client {
    let builder = Client::builder().base_url(sim.base_url()).token_url(sim.token_url());
    builder.credentials(credentials).retry(Backoff::never()).build().expect("a client")
}

fn now() -> Timestamp {
    NOW.parse().expect("a time")
}

async fn building(client: &Client, name: &str) -> Building {
    let found = client.buildings().list().name(name).send().await.expect("buildings");
    found.member.into_iter().next().expect("a building")
}

/// Desk bookings of today in a building, in this state.
async fn desks(client: &Client, name: &str, status: BookingStatusFilter) -> Vec<Booking> {
    let building = building(client, name).await;
    let request = client.bookings().list().building_id(building.id).status(status);
    let request = request.type_(SpaceType::Desk).starting().local_after(TODAY);
    let tomorrow = TODAY + 1.day();
    collect(request.starting().local_strictly_before(tomorrow).items()).await
}

async fn collect<T: Send + 'static>(mut items: floorkit_kadence::Items<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(item) = items.next().await.transpose().expect("an item") {
        all.push(item);
    }
    all
}

async fn user(client: &Client, email: &str) -> User {
    client.users().find_by_email(email).await.expect("an answer").expect("a user")
}

/// Any desk and any room of a building.
async fn places(
    client: &Client,
    name: &str,
) -> (floorkit_kadence::SpaceId, floorkit_kadence::SpaceId) {
    let building = building(client, name).await;
    let spaces = collect(client.spaces().list().building_id(building.id).items()).await;
    let of = |kind| {
        let mut found = spaces.iter().filter(|it| it.type_ == Some(OpenEnum::Known(kind)));
        found.next().expect("a space").id.clone()
    };
    (of(SpaceType::Desk), of(SpaceType::Room))
}

#[tokio::test]
async fn ids_are_texts_and_references_lead_to_what_they_name() {
    let (_sim, client) = start().await;
    let inside = desks(&client, "Canal House", BookingStatusFilter::CheckedIn).await;
    let booking = inside.first().expect("a booking");
    assert_eq!(booking.id.len(), 26, "a ULID");
    let iri = booking.user_id.as_ref().expect("an owner").as_str();
    assert!(iri.starts_with("/v1/public/users/"), "{iri}");

    // What is read is an IRI, what is sent a bare id.
    let owner = booking.owner().expect("an owner");
    assert_eq!(client.users().get(owner.clone()).send().await.expect("a user").id, owner);
    let building = booking.building_id().expect("a building");
    let found = client.buildings().get(building).send().await.expect("a building");
    assert_eq!(found.name.as_deref(), Some("Canal House"));
    let space = booking.space_id().expect("a space");
    let found = client.spaces().get(space).send().await.expect("a space");
    assert_eq!(found.name.as_deref(), booking.space_name());
}

#[tokio::test]
async fn what_has_not_happened_is_not_there() {
    let (_sim, client) = start().await;
    let request = client.bookings().list().starting().after(now() + 24.hours());
    let coming = request.status(BookingStatusFilter::Booked).send().await.expect("bookings");
    let booking = coming.member.first().expect("a booking");
    assert_eq!((booking.checked_in_date, booking.checked_out_date), (None, None));
    assert_eq!((&booking.checked_in_source, &booking.check_out_source), (&None, &None));
    assert_eq!((&booking.checked_in_user_id, &booking.checked_out_user), (&None, &None));
    assert_eq!((booking.cancelled_date, &booking.cancellation_reason), (None, &None));
}

#[tokio::test]
async fn a_filter_filters_whatever_it_is_called_on_the_wire() {
    let (_sim, client) = start().await;
    let inside = desks(&client, "Canal House", BookingStatusFilter::CheckedIn).await;
    let Some(BookingSpace::Space(space)) = &inside[0].space else { panic!("{:?}", inside[0]) };
    let near = space.neighborhood.as_ref().and_then(|it| it.id.clone()).expect("a neighborhood");
    let owner = inside[0].owner().expect("an owner");
    let today = || client.bookings().list().starting().local_after(TODAY);
    let (all, some) = (
        today().send().await.expect("bookings").total_items,
        today().neighborhood_id(near.clone()).send().await.expect("bookings").total_items,
    );
    assert!(some < all && some > Some(0), "{some:?} of {all:?}");

    let own = client.bookings().list_for_user(owner.clone()).neighborhood_id(near.clone());
    let own = collect(own.items()).await;
    assert!(!own.is_empty() && own.iter().all(|booking| booking.owner() == Some(owner.clone())));
    let spaces = collect(client.spaces().list().neighborhood_id(near).items()).await;
    assert!(own.iter().all(|booking| {
        let space = booking.space_id();
        spaces.iter().any(|known| Some(&known.id) == space.as_ref())
    }));
}

#[tokio::test]
async fn one_person_is_found_by_an_address_that_others_contain() {
    let (_sim, client) = start().await;
    let found = client.users().list().email("ann@acme.example").send().await.expect("users");
    let emails: Vec<_> = found.member.iter().filter_map(|user| user.email.as_deref()).collect();
    assert_eq!(emails, ["joann@acme.example", "ann@acme.example"], "a part of it fits");
    assert_eq!(user(&client, "Ann@acme.example").await.first_name.as_deref(), Some("Ann"));
    let nobody = client.users().find_by_email("nn@acme.example").await.expect("an answer");
    assert_eq!(nobody, None);
}

#[tokio::test]
async fn a_service_that_passes_over_the_exact_filter_finds_nobody_else() {
    let member = |email: &str| json!({ "id": "01J8ZQ4M6T2V9XK3C5N7P0R1SB", "email": email });
    let page = json!({ "hydra:member": [member("joann@acme.example"), member("x@acme.example")] });
    let nothing = json!({ "hydra:member": [] });
    let server = Server::start([page, nothing].map(|page| Reply::json(200, &page)));
    let builder = Client::builder().base_url(server.url()).credentials(Credentials::token("t"));
    let client = builder.build().expect("a client");
    let found = client.users().find_by_email("ann@acme.example").await.expect("an answer");
    assert_eq!(found, None);
    let request = &server.requests()[0];
    assert!(request.line.contains("email=ann%40") && request.line.contains("emailExact="));
}

#[tokio::test]
async fn an_instant_is_no_clock_on_a_wall() {
    let (_sim, client) = start().await;
    let nine = date(2025, 6, 16).at(9, 0, 0, 0);
    for (name, utc) in [("Canal House", "07:00"), ("Dockside", "08:00"), ("Foundry", "13:00")] {
        let building = building(&client, name).await.id;
        let desks =
            || client.bookings().list().type_(SpaceType::Desk).building_id(building.clone());
        let at_nine = desks().starting().local_after(nine).starting().local_before(nine);
        let at_nine = collect(at_nine.items()).await;
        assert!(!at_nine.is_empty(), "both bounds have the moment itself in them");
        let expected: Timestamp = format!("2025-06-16T{utc}:00Z").parse().expect("a time");
        for booking in &at_nine {
            let start = booking.start_date.expect("a start").to_timestamp();
            assert_eq!(start, expected, "{name}");
        }
        let same = desks().starting().after(expected).starting().before(expected);
        assert_eq!(collect(same.items()).await.len(), at_nine.len(), "{name}");
        let none = desks().starting().strictly_after(expected).starting().before(expected);
        assert_eq!(collect(none.items()).await.len(), 0, "{name}");
    }
}

#[tokio::test]
async fn all_pages_come_with_and_without_links() {
    let whole = |client: Client| async move {
        let request = client.bookings().list().starting().local_after(TODAY);
        let request = request.starting().local_strictly_before(TODAY + 1.day());
        collect(request.items_per_page(100).items()).await
    };
    let (sim, linked) = start().await;
    let expected = whole(linked).await;
    let ids: BTreeSet<_> = expected.iter().map(|booking| booking.id.clone()).collect();
    assert!(expected.len() > 300 && ids.len() == expected.len(), "each once");
    let starts: Vec<_> = expected.iter().map(|booking| booking.start_date).collect();
    assert!(starts.is_sorted(), "pages of an unordered list may overlap");
    assert!(sim.requests().len() > 3);

    let (_sim, absolute) = start_with(|it| it.links = Links::Absolute).await;
    assert_eq!(whole(absolute).await, expected);
    let (_sim, unlinked) = start_with(|it| it.view = View::Never).await;
    assert_eq!(whole(unlinked).await, expected);
}

#[tokio::test]
async fn an_order_of_ones_own_takes_the_place_of_the_usual_one() {
    let (_sim, client) = start().await;
    let request = client.bookings().list().starting().local_after(TODAY);
    let request = request.starting().local_strictly_before(TODAY + 1.day());
    let request = request.order_by_start(floorkit_kadence::SortDirection::Desc);
    let starts: Vec<_> = collect(request.items()).await.iter().map(|it| it.start_date).collect();
    assert!(starts.is_sorted_by(|one, other| one >= other));
}

#[tokio::test]
async fn who_asks_for_plain_json_gets_nothing_and_the_crate_does_not() {
    let (sim, client) = start().await;
    client.bookable_days().get("2025-06-17").send().await.expect("nothing, and no refusal");
    client.floors().list().send().await.expect("floors");
    for request in sim.requests() {
        assert_eq!(request.headers["accept"], "application/ld+json", "{}", request.path);
    }
}

#[tokio::test]
async fn changes_answer_with_201_and_the_booking() {
    let (_sim, client) = start().await;
    let inside = desks(&client, "Canal House", BookingStatusFilter::CheckedIn).await;
    let owner = inside[0].owner().expect("an owner");
    let bookings = client.bookings();
    let reply = bookings.check_out(inside[0].id.clone(), owner).reply().await.expect("an answer");
    assert_eq!(reply.status(), 201);
    let booking = reply.into_value();
    assert_eq!(booking.status, Some(OpenEnum::Known(BookingStatus::CheckedOut)));
    let again = bookings.get(booking.id.clone()).send().await.expect("the booking");
    assert_eq!(again.checked_out_date, booking.checked_out_date);
    assert!(booking.checked_out_date.is_some());
}

#[tokio::test]
async fn a_booking_whose_answer_is_lost_is_found_and_not_made_twice() {
    let (sim, client) = start().await;
    let ann = user(&client, "ann@acme.example").await.id;
    let (desk, room) = places(&client, "Foundry").await;
    let (start, end) = (now() + 100.hours(), now() + 104.hours());
    let bookings = client.bookings();

    sim.fail_next("create_booking", Fault::CutBody);
    let request = bookings.book_space(ann.clone(), desk.clone(), start, end);
    let Ok(Booked::Found(booking)) = request.send_or_find().await else { panic!("not found") };
    assert_eq!((booking.owner(), booking.space_id()), (Some(ann.clone()), Some(desk.clone())));
    let made = sim
        .requests()
        .iter()
        .filter(|it| it.operation.as_deref() == Some("create_booking"))
        .count();
    assert_eq!(made, 1);

    // Nothing was made of this one, and nothing is found.
    sim.fail_next("create_booking", Fault::Status(503));
    let request = bookings.book_room(ann.clone(), room.clone(), "Planning", start, end);
    let error = request.send_or_find().await.expect_err("503");
    assert_eq!((error.status(), error.operation_id()), (Some(503), Some("create_booking")));

    let request = bookings.book_room(ann, room, "Planning", start, end);
    assert!(matches!(request.send_or_find().await, Ok(Booked::New(_))));
}

#[tokio::test]
async fn what_is_taken_is_refused_and_nothing_is_looked_for() {
    for (refusals, errors, status) in [
        (Refusals::Unprocessable, ErrorBody::Hydra, 422),
        (Refusals::BadRequest, ErrorBody::Problem, 400),
    ] {
        let (sim, client) = start_with(|it| (it.refusals, it.errors) = (refusals, errors)).await;
        let ann = user(&client, "ann@acme.example").await.id;
        let (desk, _) = places(&client, "Foundry").await;
        let (start, end) = (now() + 100.hours(), now() + 104.hours());
        let request = || client.bookings().book_space(ann.clone(), desk.clone(), start, end);
        request().send().await.expect("it is free");
        sim.clear_requests();
        let error = request().send_or_find().await.expect_err("it is taken");
        assert_eq!((error.status(), sim.requests().len()), (Some(status), 1), "{error}");
        assert!(error.message().is_some_and(|it| it.contains("is taken")), "{error}");
    }
    let (_sim, client) = start_with(|it| it.double_bookings = DoubleBookings::Made).await;
    let ann = user(&client, "ann@acme.example").await.id;
    let (desk, _) = places(&client, "Foundry").await;
    for _ in 0..2 {
        let (start, end) = (now() + 100.hours(), now() + 104.hours());
        let request = client.bookings().book_space(ann.clone(), desk.clone(), start, end);
        request.send().await.expect("this is why it is not repeated");
    }
}

#[tokio::test]
async fn an_onsite_booking_has_no_space() {
    let (_sim, client) = start().await;
    let (ann, foundry) =
        (user(&client, "ann@acme.example").await.id, building(&client, "Foundry").await.id);
    let (start, end) = (now() + 1.hour(), now() + 5.hours());
    let pass = || client.bookable_onsite_passes().get(foundry.clone(), start, end);
    let before = pass().send().await.expect("a pass").num_passes_available.expect("a limit");
    let request = client.bookings().book_onsite(ann, foundry.clone(), start, end);
    let booking = request.send().await.expect("a booking");
    assert_eq!((booking.space_id(), booking.building_id()), (None, Some(foundry.clone())));
    assert_eq!(booking.type_, Some(OpenEnum::Known(SpaceType::Onsite)));
    let after = pass().send().await.expect("a pass");
    assert_eq!(after.num_passes_available, Some(before - 1));
    assert_eq!(after.unavailability_reason, None);

    let (_sim, client) = start_with(|it| it.passes = Passes::Unlimited).await;
    let foundry = building(&client, "Foundry").await.id;
    let pass = client.bookable_onsite_passes().get(foundry, start, end).send().await;
    assert_eq!(pass.expect("a pass").num_passes_available, None, "no limit");
}

#[tokio::test]
async fn a_space_may_come_as_its_address() {
    let (_sim, client) = start_with(|it| it.check_space = CheckSpace::Iri).await;
    let booked = desks(&client, "Foundry", BookingStatusFilter::Booked).await;
    let booking = booked.first().expect("a booking");
    let request =
        client.bookings().check_in(booking.id.clone(), booking.owner().expect("an owner"));
    let answer = request.method(CheckMethod::DoorAccess).send().await.expect("checked in");
    assert!(matches!(answer.space, Some(BookingSpace::Reference(_))), "{:?}", answer.space);
    assert_eq!(answer.space_id(), booking.space_id());
    assert_eq!(answer.space_name(), None);
    let request =
        client.bookings().check_in(booking.id.clone(), booking.owner().expect("an owner"));
    let error = request.send().await.expect_err("it is checked in");
    assert_eq!(error.status(), Some(422));
}

#[tokio::test]
async fn who_has_not_self_certified_is_not_checked_in() {
    let (_sim, client) = start().await;
    let booked = desks(&client, "Dockside", BookingStatusFilter::Booked).await;
    let due = booked.iter().find(|booking| booking.self_certified_date.is_none());
    let booking = due.expect("somebody who has not");
    let request =
        client.bookings().check_in(booking.id.clone(), booking.owner().expect("an owner"));
    let error = request.send().await.expect_err("refused");
    assert!(error.message().is_some_and(|it| it.contains("self-certify")), "{error}");
}

#[tokio::test]
async fn a_canceled_booking_frees_its_space() {
    let (_sim, client) = start().await;
    let ann = user(&client, "ann@acme.example").await.id;
    let (desk, _) = places(&client, "Foundry").await;
    let (start, end) = (now() + 100.hours(), now() + 104.hours());
    let request = || client.bookings().book_space(ann.clone(), desk.clone(), start, end);
    let booking = request().send().await.expect("a booking");
    let joann = user(&client, "joann@acme.example").await.id;
    let refused = client.bookings().cancel(booking.id.clone()).user(joann).send().await;
    assert!(refused.is_err(), "that is not hers");
    let canceled = client.bookings().cancel(booking.id.clone()).user(ann.clone()).send().await;
    assert!(canceled.expect("canceled").cancelled_date.is_some());
    let again = client.bookings().cancel(booking.id).send().await.expect_err("it is canceled");
    assert_eq!(again.status(), Some(422));
    request().send().await.expect("it is free");
}

#[tokio::test]
async fn a_list_without_pages_is_not_short_in_silence() {
    let (_sim, client) = start_with(|it| it.bookable_spaces = BookableSpaces::FirstPage).await;
    let (ann, foundry) =
        (user(&client, "ann@acme.example").await.id, building(&client, "Foundry").await.id);
    let floors = client.floors().list().building_id(foundry).send().await.expect("floors");
    let floor = floors.member[1].id.clone();
    // A Saturday, when all of 60 desks are free.
    let (start, end) = (now() + 116.hours(), now() + 120.hours());
    let request = || client.bookable_spaces().list(floor.clone(), ann.clone(), start, end);
    let error = request().send().await.expect_err("a part");
    assert_eq!(error.decode_path(), Some("/hydra:totalItems"), "{error}");
    let part = request().send_part().await.expect("a part");
    assert_eq!((part.member.len(), part.total_items), (30, Some(60)));

    let (_sim, client) = self::start().await;
    let request = client.bookable_spaces().list(floor.clone(), ann.clone(), start, end);
    assert_eq!(request.send().await.expect("all").member.len(), 60);
}

#[tokio::test]
async fn a_field_is_left_alone_set_or_taken_away() {
    let (sim, client) = start().await;
    let ann = user(&client, "ann@acme.example").await.id;
    let update = || client.users().update(ann.clone());
    let user =
        update().job_title("Architect").location_latitude(51.5).send().await.expect("a user");
    assert_eq!(user.job_title.as_deref(), Some("Architect"));
    let user = update().biography("Likes engines.").clear_job_title().send().await.expect("a user");
    assert_eq!((user.job_title, user.location_latitude), (None, Some(51.5)));
    let sent = sim.requests().pop().expect("a request");
    assert_eq!(sent.headers["content-type"], "application/merge-patch+json");
    let photo = client.users().upload_photo(ann.clone(), "any", "a.png", "image/png", b"\x89PNG");
    assert_eq!(photo.send().await.expect("a user").id, ann);
    let text = client.users().upload_photo(ann.clone(), "any", "a.txt", "text/plain", b"a");
    assert_eq!(text.send().await.expect_err("no picture").status(), Some(422));
}

#[tokio::test]
async fn guests_are_invited_and_become_visitors() {
    let (_sim, client) = start().await;
    let ann = user(&client, "ann@acme.example").await.id;
    let (_, room) = places(&client, "Foundry").await;
    let (start, end) = (now() + 100.hours(), now() + 101.hours());
    let request = client.bookings().book_room(ann.clone(), room, "Planning", start, end);
    let request = request.invite(user(&client, "joann@acme.example").await.id);
    let booking = request.invite_named_guest("Zoe@guest.example", "Zoe Zander").send().await;
    let booking = booking.expect("a booking");
    assert_eq!((booking.title.as_deref(), booking.has_guests), (Some("Planning"), Some(true)));

    let visit = client.visits().get(&**booking.id).send().await.expect("a visit");
    assert_eq!(visit.host.and_then(|host| host.id()), Some(ann));
    let found = client.visitors().list().email_exact("zoe@guest.example").send().await;
    let zoe = found.expect("visitors").member.swap_remove(0);
    assert_eq!((zoe.display_name.as_deref(), zoe.visit_count), (Some("Zoe Zander"), Some(1)));
    let again = client.visitors().get(zoe.id.clone()).send().await.expect("the visitor");
    assert_eq!(again.id, zoe.id);
}

#[tokio::test]
async fn a_title_that_is_too_long_is_not_sent() {
    let (sim, client) = start().await;
    let request = |title: &str| {
        client.bookings().book_room("u", "s", title, now() + 1.hour(), now() + 2.hours())
    };
    let error = request(&"é".repeat(256)).send().await.expect_err("too long");
    assert!(error.is_invalid_request() && error.to_string().contains("255"), "{error}");
    let error = request("x").description("x".repeat(4_001)).send().await.expect_err("too long");
    assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
    assert_eq!(sim.requests().len(), 0);
}

#[tokio::test]
async fn a_token_comes_from_the_login_host_and_is_renewed() {
    let (sim, _) = start().await;
    let key = Credentials::client_credentials(sim.client_id(), sim.client_secret());
    let client = client(&sim, key);
    client.buildings().list().send().await.expect("buildings");
    sim.expire_tokens();
    client.buildings().list().send().await.expect("buildings, with a new token");
    assert_eq!(sim.requests().pop().expect("a request").credential, Credential::Issued(2));

    let wrong = Credentials::client_credentials(sim.client_id(), "s3cret");
    let error = self::client(&sim, wrong).buildings().list().send().await.expect_err("wrong");
    assert!(error.is_authentication(), "{error}");
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}
