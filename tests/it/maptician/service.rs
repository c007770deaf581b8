//! The crate of Maptician against the simulator: what calls do to each other. The names
//! that no document has are the simulator's.

use floorkit_maptician::{
    Access, AssignmentStatus, Backoff, Client, Credentials, Error, MapFormat, Office, Person,
    Presence, RotatingToken, SeatId, UserId,
};
use floorkit_sim::{
    Fault,
    maptician::{Behavior, Lists, Prefix, Simulator, TokenReply, UnknownFilters},
};
use serde_json::{Value, json};

/// A Monday, nine in the morning in New York.
const NOW: &str = "2025-06-16T13:00:00Z";
const TODAY: &str = "2025-06-16";

async fn start() -> (Simulator, Client) {
    start_with(|_| {}).await
}

async fn start_with(change: impl FnOnce(&mut Behavior)) -> (Simulator, Client) {
    let builder = Simulator::builder().seed(7).users(400).now(NOW.parse().expect("a time"));
    let sim = builder.behavior(change).start().await.expect("a free port");
    let client = client(&sim, Credentials::token(sim.api_token()));
    (sim, client)
}

fn client(sim: &Simulator, credentials: impl Into<Credentials>) -> Client {
    let builder = Client::builder().base_url(sim.base_url()).credentials(credentials);
    builder.retry(Backoff::never()).build().expect("a client")
}

/// Somebody of the office that is called North, who is tracked.
async fn somebody(client: &Client) -> Value {
    people(client, "Track and Display").await.swap_remove(0)
}

async fn people(client: &Client, tracking: &str) -> Vec<Value> {
    let north = office(client).await;
    let people: Vec<Value> = client.occupants().list().send_as().await.expect("people");
    let here =
        people.into_iter().filter(|it| it["officeID"] == north && it["tracking"] == tracking);
    here.collect()
}

async fn office(client: &Client) -> String {
    let offices: Vec<Value> = client.locations().list().send_as().await.expect("locations");
    let north = offices.iter().find(|office| office["officeName"] == "North").expect("an office");
    text(north, "officeID")
}

async fn seat(client: &Client, name: &str) -> SeatId {
    let seats: Vec<Value> = client.seats().list().send_as().await.expect("seats");
    let seat = seats.iter().find(|seat| seat["name"] == name).expect("a seat");
    text(seat, "seatID").into()
}

fn text(record: &Value, name: &str) -> String {
    record[name].as_str().expect("a text").to_owned()
}

fn user(person: &Value) -> UserId {
    text(person, "userID").into()
}

fn is_refused(error: &Error, status: u16) -> bool {
    error.status() == Some(status)
}

#[tokio::test]
async fn the_word_before_a_token_matters() {
    let (sim, bare) = start_with(|it| it.prefix = Prefix::Bearer).await;
    assert!(bare.seats().list().send().await.expect_err("no word").is_unauthorized());
    let builder = Client::builder().base_url(sim.base_url()).credential_prefix("Bearer");
    let builder = builder.credentials(Credentials::token(sim.api_token()));
    builder.build().expect("a client").seats().list().send().await.expect("seats");
}

#[tokio::test]
async fn a_rotated_token_is_dead_and_the_client_has_the_new_one() {
    for reply in [TokenReply::Field, TokenReply::Nested, TokenReply::Bare] {
        let (sim, _) = start_with(|it| it.token_reply = reply).await;
        let token = RotatingToken::new(sim.api_token());
        let rotating = client(&sim, token.clone());
        let old = client(&sim, Credentials::token(sim.api_token()));
        let rotated = rotating.tokens().rotate(&token).send().await.expect("an answer");
        assert!(rotated.token().is_some(), "{reply:?}");
        assert!(old.seats().list().send().await.expect_err("it is dead").is_unauthorized());
        rotating.seats().list().send().await.expect("the new one is good");
    }
}

#[tokio::test]
async fn tokens_are_made_checked_and_revoked() {
    let (sim, client) = start().await;
    let issued = client.tokens().create().send().await.expect("a token");
    let token = issued.0.expose_secret()["token"].as_str().expect("a token").to_owned();
    let check = || client.tokens().check().secret("token", &*token);
    assert_eq!(check().send().await.expect("a verdict"), json!({ "valid": true }));
    self::client(&sim, Credentials::token(&*token)).seats().list().send().await.expect("seats");
    client.tokens().revoke("token", &*token).send().await.expect("revoked");
    assert_eq!(check().send().await.expect("a verdict"), json!({ "valid": false }));
    let again = client.tokens().revoke("token", &*token).send().await.expect_err("it is revoked");
    assert!(is_refused(&again, 400), "{again}");
    assert!(sim.requests().iter().all(|request| !format!("{request:?}").contains(&token)));
}

#[tokio::test]
async fn a_door_says_who_is_in_and_who_left() {
    let (sim, client) = start().await;
    let ada = somebody(&client).await;
    let north = || Office::Name("north".to_owned());
    let by_number = Person::EmployeeId(text(&ada, "employeeID"));
    client.presence().set(Presence::at(by_number.clone(), north())).send().await.expect("set");
    let now = sim.whereabouts(&user(&ada)).expect("she is somewhere");
    assert_eq!((now.status.as_str(), now.office_id), ("at_location", Some(office(&client).await)));

    // The case of a number counts, that of an address does not.
    let small = Person::EmployeeId(text(&ada, "employeeID").to_lowercase());
    let error = client.presence().check_out(small).send().await.expect_err("there is nobody");
    assert!(error.is_not_found(), "{error}");
    let capital = Person::Email(text(&ada, "email").to_uppercase());
    client.presence().check_out(capital).send().await.expect("checked out");
    assert_eq!(sim.whereabouts(&user(&ada)).expect("known").status, "clear");

    let untracked = &people(&client, "No Tracking").await[0];
    client.presence().set(Presence::at(user(untracked), north())).send().await.expect("set");
    assert_eq!(sim.whereabouts(&user(untracked)), None, "whatever the answer says");
}

#[tokio::test]
async fn the_first_entry_of_a_person_counts() {
    let (sim, client) = start().await;
    let people = people(&client, "Track and Display").await;
    let (ada, ben) = (user(&people[0]), user(&people[1]));
    let entries = [
        Presence::with_status(ada.clone(), "at_location"),
        Presence::with_status(ben.clone(), "remote"),
        Presence::with_status(ada.clone(), "remote"),
        // The service knows that this is Ben, and nobody here does.
        Presence::with_status(Person::Email(text(&people[1], "email")), "at_location"),
        Presence::with_status(Person::Name("Nobody".to_owned()), "remote"),
    ];
    let request = client.presence().set_all(entries).office(Office::Name("North".to_owned()));
    let outcome = request.send().await.expect("an outcome");
    assert_eq!(outcome.sent, [0, 1, 3, 4]);
    assert_eq!(outcome.duplicates.len(), 1);
    assert_eq!(outcome.answer["refused"][0]["index"], 3, "among those that were sent");
    assert_eq!(sim.whereabouts(&ada).expect("known").status, "at_location");
    assert_eq!(sim.whereabouts(&ben).expect("known").status, "remote");
}

#[tokio::test]
async fn a_batch_is_all_or_nothing_unless_it_says_otherwise() {
    let (_sim, client) = start().await;
    let ada = text(&somebody(&client).await, "email");
    let entries = json!([
        { "email": ada, "officeName": "North", "date": "2025-06-13" },
        { "email": "nobody@acme.example", "officeName": "North", "date": "2025-06-13" },
    ]);
    let request = || client.presence().add_dates().field("entries", entries.clone());
    let error = request().send().await.expect_err("one is of nobody");
    assert!(is_refused(&error, 400) && error.to_string().contains("/entries/1"), "{error}");
    let answer = request().field("on_no_match", "skip").send().await.expect("one is left out");
    assert_eq!((&answer["added"], &answer["skipped"][0]["index"]), (&json!(1), &json!(1)));
    let error = request().field("on_no_match", "skip").send().await.expect_err("it is there");
    assert!(error.to_string().contains("meets other presence"), "{error}");

    let leave = json!([{ "email": ada, "start": "2025-07-07", "end": "2025-07-18" }]);
    client.presence().add_leave().field("entries", leave).send().await.expect("leave");
    let met = json!([{ "email": ada, "officeName": "North", "start": "2025-07-08T09:00:00" }]);
    let request = client.presence().add_starts().field("entries", met);
    assert!(request.send().await.is_err(), "she is on leave");
}

#[tokio::test]
async fn who_may_reserve_no_seat_is_told() {
    let (sim, client) = start().await;
    // Seats that one person alone may reserve tell whose they are.
    let seats: Vec<Value> = client.seats().list().send_as().await.expect("seats");
    let owned = seats.iter().find(|seat| seat["ownerID"].is_string()).expect("an owned seat");
    let owner = UserId::from(text(owned, "ownerID"));
    let outcome = client.presence().present_and_reserve(owner.clone()).send().await;
    assert!(outcome.expect("an outcome").is_reserved());
    let now = sim.whereabouts(&owner).map(|now| now.office_id);
    assert!(now.is_none_or(|office| office == Some(text(owned, "officeID"))));
    let again = client.presence().present_and_reserve(owner.clone()).send().await;
    assert!(again.expect("an outcome").is_reserved(), "it was before");
    let own = client.reservations().list_for_user(owner).filter("start", TODAY);
    let own = own.filter("timezone", "America/New_York").send().await.expect("bookings");
    assert!(own.as_array().expect("a list").iter().any(|it| it["seatID"] == owned["seatID"]));

    let people: Vec<Value> = client.occupants().list().send_as().await.expect("people");
    let other = people.last().expect("somebody without a seat");
    let outcome = client.presence().present_and_reserve(user(other)).send().await;
    assert!(!outcome.expect("an outcome").is_reserved());
    assert_eq!(sim.whereabouts(&user(other)), None);
    let request = client.presence().present_and_reserve(UserId::from(text(owned, "ownerID")));
    let over = request.field("date", "2025-06-13").send().await;
    assert!(over.expect_err("that day is over").is_bad_request());
}

#[tokio::test]
async fn a_seat_is_reserved_and_deleted_with_the_rooms() {
    let (_sim, client) = start().await;
    let ada = user(&somebody(&client).await);
    let desk = seat(&client, "North-1.04").await;
    let request = || {
        let request = client.reservations().reserve_seat(ada.clone(), desk.clone());
        request.field("start", "2025-06-21T09:00:00").field("end", "2025-06-21T17:00:00")
    };
    // Without a zone it is in the east of the United States.
    let booked = request().send().await.expect("a booking");
    assert_eq!(booked["start"], "2025-06-21T09:00:00-04:00");
    let error = request().send().await.expect_err("it is taken");
    assert!(is_refused(&error, 409), "{error}");

    let own = || {
        let request = client.reservations().list_for_user(ada.clone());
        request.filter("start", "2025-06-01").filter("end", "2025-06-30").send()
    };
    let before = own().await.expect("bookings");
    assert!(before.as_array().is_some_and(|own| own.iter().any(|it| it["seatID"] == *desk)));
    let deletion = client.reservations().delete_for_user(ada.clone()).filter("start", "2025-06-21");
    let deletion = deletion.confirm_seats_and_rooms().expect("there is a filter");
    assert_eq!(deletion.send().await.expect("deleted")["deleted"], 1);
    let after = own().await.expect("bookings");
    assert_eq!(after.as_array().map(Vec::len), before.as_array().map(|before| before.len() - 1));
    request().send().await.expect("it is free");
}

#[tokio::test]
async fn a_filter_that_is_not_known_may_be_none() {
    let (_sim, client) = start_with(|it| it.unknown_filters = UnknownFilters::PassedOver).await;
    let ada = user(&somebody(&client).await);
    let deletion = client.reservations().delete_for_user(ada.clone()).filter("strat", TODAY);
    deletion.confirm_seats_and_rooms().expect("it looks like one").send().await.expect("deleted");
    let own = client.reservations().list_for_user(ada);
    let own = own.filter("start", "2025-06-01").filter("end", "2025-07-10").send().await;
    assert_eq!(own.expect("bookings"), json!([]), "this is why it has to be confirmed");

    let (_sim, client) = start().await;
    let list = client.reservations().list_seats().filter("strat", TODAY).send().await;
    assert!(list.expect_err("refused").is_bad_request());
}

#[tokio::test]
async fn days_begin_in_the_east_unless_a_zone_is_named() {
    let (_sim, client) = start().await;
    let rooms = |zone: Option<&'static str>| {
        let request = client.reservations().list_rooms().office(Office::Name("Canal".into()));
        let request = request.filter("range", "custom");
        let range = json!({ "start": TODAY, "end": TODAY });
        let request = request.filter("custom_range", range);
        match zone {
            Some(zone) => request.filter("timezone", zone),
            None => request,
        }
    };
    let first = |bookings: Value| text(&bookings[0], "start");
    // In Amsterdam the day begins six hours earlier; in New York's day, the rooms of its
    // morning are not.
    let there = rooms(Some("Europe/Amsterdam")).send().await.expect("bookings");
    assert!(first(there).starts_with("2025-06-16T09:00"));
    let here = rooms(None).send().await.expect("bookings");
    assert!(first(here.clone()).starts_with("2025-06-16T"), "{here}");
    let nowhere = client.reservations().list_rooms().filter("range", "today").send().await;
    assert!(nowhere.expect_err("an office is needed").is_bad_request());
    let error = rooms(Some("Mars/Olympus")).send().await.expect_err("no such zone");
    assert!(error.is_bad_request(), "{error}");
}

#[tokio::test]
async fn a_seat_is_assigned_once_and_to_whom_it_can_be() {
    let (_sim, client) = start().await;
    let ada = somebody(&client).await;
    let desk = seat(&client, "North-1.03").await;
    let assign = |seat: SeatId| client.seat_assignments().assign(seat, user(&ada)).send();
    let made = assign(desk.clone()).await.expect("assigned");
    assert!(is_refused(&assign(desk.clone()).await.expect_err("it is assigned"), 409));
    let reservable = seat(&client, "North-1.04").await;
    assert!(is_refused(&assign(reservable).await.expect_err("it cannot be"), 409));

    let id = text(&made, "assignmentID");
    let list = |status| client.seat_assignments().list().status(status).send();
    let has = |list: Value| {
        list.as_array().is_some_and(|all| all.iter().any(|it| it["assignmentID"] == *id))
    };
    assert!(has(list(AssignmentStatus::Ongoing).await.expect("assignments")));
    client.seat_assignments().end(&*id).send().await.expect("ended");
    assert!(has(list(AssignmentStatus::Ended).await.expect("assignments")));
    assert!(!has(list(AssignmentStatus::Ongoing).await.expect("assignments")));
    let by_id = client.seat_assignments().list().assignments([&*id]).send().await;
    assert!(has(by_id.expect("assignments")), "whatever its status");
    let north = client.seat_assignments().list().offices(["North", "Nowhere, far"]).send().await;
    assert!(north.expect_err("no such location").is_bad_request());
    assign(desk).await.expect("it is free");
}

#[tokio::test]
async fn delegates_are_changed_and_not_replaced() {
    let (_sim, client) = start().await;
    let ada = user(&somebody(&client).await);
    for email in ["ben@acme.example", "cleo@acme.example"] {
        let change = client.delegates().update(ada.clone(), |it| {
            let email = Some(email.to_owned());
            it.delegated_occupants
                .push(floorkit_maptician::DelegatedOccupant { email, user_id: None });
        });
        change.send().await.expect("changed");
    }
    let delegates = client.delegates().get(ada).send().await.expect("delegates");
    let emails: Vec<_> = delegates["delegated_occupants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| text(it, "email"))
        .collect();
    assert_eq!(emails, ["ben@acme.example", "cleo@acme.example"]);
}

#[tokio::test]
async fn locations_come_and_go() {
    let (_sim, client) = start().await;
    let locations = client.locations();
    let made = locations.create().field("officeName", "Annex").field("floors", 2).send().await;
    let id = text(&made.expect("created"), "officeID");
    let changed = locations.update(&*id).field("floors", Value::Null).field("city", "York").send();
    changed.await.expect("changed");
    let annex = locations.get(&*id).send().await.expect("the location");
    assert_eq!((annex.get("floors"), annex.get("city")), (None, Some(&json!("York"))));
    locations.delete(&*id).send().await.expect("deleted");
    assert!(locations.get(&*id).send().await.expect_err("it is gone").is_not_found());
}

#[tokio::test]
async fn a_location_has_a_name_of_its_own() {
    let (_sim, client) = start().await;
    let (locations, north) = (client.locations(), office(&client).await);
    for name in [json!("Lake"), json!(" "), Value::Null] {
        let error = locations.update(&*north).field("officeName", name.clone()).send().await;
        assert!(error.expect_err("refused").is_bad_request(), "{name}");
        assert!(locations.create().field("officeName", name).send().await.is_err());
    }
    locations.update(&*north).field("officeName", "North").send().await.expect("its own name");
}

#[tokio::test]
#[expect(deprecated, reason = "what is deprecated is simulated as well")]
async fn people_are_changed_one_after_another_and_all_or_none() {
    use floorkit_maptician::{OccupantAction, OccupantChange};

    let (_sim, client) = start().await;
    let change = |action, email: &str, title: Option<&str>| {
        let extra: serde_json::Map<String, Value> =
            title.map(|title| ("title".to_owned(), json!(title))).into_iter().collect();
        let change = OccupantChange::builder().action(action).email(email.to_owned()).extra(extra);
        OccupantChange::try_from(change).expect("a change")
    };
    let known = |email: &'static str| {
        let client = client.clone();
        async move {
            let people: Vec<Value> = client.occupants().list().send_as().await.expect("people");
            people.into_iter().find(|person| person["email"] == email)
        }
    };
    let zoe = |action, title| change(action, "zoe@acme.example", title);
    let twice = [zoe(OccupantAction::Create, None), zoe(OccupantAction::Create, None)];
    let error = client.occupants().change(twice).send().await.expect_err("she exists by then");
    assert!(error.to_string().contains("/1: the person exists"), "{error}");
    assert_eq!(known("zoe@acme.example").await, None, "nothing was done");

    let both = [zoe(OccupantAction::Create, Some("Chair")), zoe(OccupantAction::Update, None)];
    client.occupants().change(both).send().await.expect("changed");
    let made = known("zoe@acme.example").await.expect("she is there");
    assert_eq!(made["title"], "Chair", "what is left out stays");
    client.occupants().change([zoe(OccupantAction::Delete, None)]).send().await.expect("changed");
    assert_eq!(known("zoe@acme.example").await, None);
}

#[tokio::test]
async fn a_range_has_92_days_at_most_whatever_the_clocks_do() {
    let (_sim, client) = start().await;
    // Clocks go back in between, so that it has an hour more.
    let list = |end: &str| {
        let request = client.reservations().list_seats().filter("start", "2025-09-01");
        request.filter("end", end).send()
    };
    list("2025-12-01").await.expect("92 days");
    assert!(list("2025-12-02").await.expect_err("93 days").is_bad_request());
    let range = json!({ "start": "2025-01-01", "end": "2025-12-01" });
    let rooms = client.reservations().list_rooms().office(Office::Name("North".into()));
    let rooms = rooms.filter("range", "custom").filter("custom_range", range).send().await;
    assert!(rooms.expect_err("too long").is_bad_request());
}

#[tokio::test]
async fn images_are_set_in_three_ways_and_cleared() {
    let (_sim, client) = start().await;
    let ada = user(&somebody(&client).await);
    let images = client.profile_images();
    let is_default =
        || async { images.get(ada.clone()).send().await.expect("an image")["isDefault"].clone() };
    assert_eq!(is_default().await, true);
    images.set(ada.clone()).field("url", "https://acme.example/a.png").send().await.expect("set");
    assert_eq!(is_default().await, false);
    images.clear(ada.clone()).send().await.expect("cleared");
    let png = &b"\x89PNG\r\n\x1a\n"[..];
    images.upload(ada.clone(), "image/png", png).send().await.expect("set");
    assert_eq!(is_default().await, false);
    images.clear(ada.clone()).send().await.expect("cleared");
    images.upload_form(ada.clone(), "a.png", "image/png", png).send().await.expect("set");
    assert_eq!(is_default().await, false);
    let text = images.upload(ada.clone(), "image/png", &b"text"[..]).send().await;
    assert!(is_refused(&text.expect_err("no image"), 415));
}

#[tokio::test]
async fn an_address_tells_where_somebody_is() {
    let (sim, client) = start().await;
    let people = people(&client, "Track and Display").await;
    let (ada, ben) = (user(&people[0]), user(&people[1]));
    client
        .access_events()
        .record(ada.clone())
        .field("ip", "203.0.113.7")
        .send()
        .await
        .expect("told");
    assert_eq!(sim.whereabouts(&ada).and_then(|it| it.office_id), Some(office(&client).await));
    let accesses = [
        Access::of(ben.clone()).field("ip", "198.51.100.1"),
        Access::of(ada).field("ip", "203.0.113.200"),
    ];
    client.access_events().record_all(accesses).send().await.expect("told");
    assert_eq!(sim.whereabouts(&ben), None, "the address is nobody's");
}

#[tokio::test]
async fn a_map_goes_on_where_it_broke_off_or_fails_as_a_whole() {
    let (sim, client) = start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let map = sim.map_ids().swap_remove(0);
    let path = folder.path().join("north.svg");
    let export = || client.maps().export(&*map, MapFormat::Svg).download();
    sim.fail_next("export_map_svg", Fault::CutBody);
    let error = export().save(&path).await.expect_err("it broke off");
    assert!(error.is_interrupted() && !path.exists(), "{error}");
    export().save(&path).await.expect("a map");
    let drawing = std::fs::read_to_string(&path).expect("a file");
    assert!(drawing.starts_with("<svg") && drawing.ends_with("</svg>"));
    let nowhere = client.maps().export("map-1", MapFormat::Png).send().await;
    assert!(nowhere.expect_err("no such map").is_not_found());
}

#[tokio::test]
async fn a_list_may_come_in_an_object() {
    let (_sim, client) = start_with(|it| it.lists = Lists::Envelope).await;
    let list = client.reservations().list_seats().filter("start", TODAY).send().await;
    assert!(list.expect("bookings")["data"].as_array().is_some_and(|list| !list.is_empty()));
}
