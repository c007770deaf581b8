//! What the crate makes of filters, times and ids, by what leaves.

use std::{io::Read as _, net::TcpListener, thread, time::Duration};

use floorkit_kadence::{
    Backoff, BookingExt as _, BookingSpace, BookingStatus, CheckMethod, Client, Credentials,
    OpenEnum, Region, SpaceType,
    jiff::{
        Timestamp, ToSpan as _, Zoned,
        civil::{DateTime, date},
    },
};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::{BUILDING, SPACE, ULID, USER, saying};

const USER_ID: &str = "01GTBV1CT3BM8A42SEJ2J5F4EG";
const NINE: DateTime = date(2025, 6, 16).at(9, 0, 0, 0);

fn empty() -> Value {
    json!({ "hydra:member": [] })
}

fn nine_in_london() -> Zoned {
    NINE.in_tz("Europe/London").expect("a time")
}

/// Sends a request for a list.
type Ask = fn(&Client) -> BoxFuture<'_, bool>;

/// A request for a list, to be sent. Each is a function of its own: together they are more
/// than a stack holds.
macro_rules! ask {
    (|$client:ident| $request:expr) => {{
        let ask: Ask = |$client| Box::pin(async move { $request.send().await.is_ok() });
        ask
    }};
}

/// The names and values of the query that a request for a list sends.
async fn query(ask: Ask) -> Vec<(String, String)> {
    let (server, client) = saying(200, &empty());
    assert!(ask(&client).await);
    server.request().query()
}

/// One thing has many names on the wire; a wrong one is passed over, and filters nothing.
#[tokio::test]
async fn each_list_gets_the_spelling_that_it_knows() {
    macro_rules! names {
        ($($list:ident.$of:ident $user:tt: $($filter:ident = $name:literal)*;)*) => {
            [$($((
                stringify!($list.$of.$filter),
                $name,
                ask!(|client| client.$list().$of $user.$filter(ULID)),
            ),)*)*]
        };
    }
    let filters = names! {
        bookings.list(): building_id = "buildingId" floor_id = "floorId"
            neighborhood_id = "neighbourhoodId" space_id = "spaceId" id = "id";
        bookings.list_for_user(USER_ID): building_id = "building.id" floor_id = "floor.id"
            neighborhood_id = "neighborhood.id" space_id = "space.id" id = "id";
        spaces.list(): building_id = "buildingId" floor_id = "floorId"
            neighborhood_id = "neighborhoodId";
        floors.list(): building_id = "buildingId";
        neighborhoods.list(): building_id = "buildingId" floor_id = "floorId";
        buildings.list(): id = "id" name = "name" city = "city" country_code = "countryCode";
        users.list(): id = "id" email = "email" email_exact = "emailExact"
            first_name = "firstName" last_name = "lastName";
        visits.list(): building_id = "buildingId";
        visitors.list(): building_id = "buildingId" email = "email" email_exact = "emailExact"
            first_name = "firstName" last_name = "lastName";
    };
    for (filter, name, ask) in filters {
        assert_eq!(query(ask).await, [(name.to_owned(), ULID.to_owned())], "{filter}");
    }
}

/// Every limit of every time, with the names that generators like to mangle.
#[tokio::test]
async fn a_limit_is_sent_by_its_own_name_and_in_its_own_time() {
    // An instant is sent as one, with its offset, and a wall clock without any.
    let instant = "2025-06-16T09:00:00+01:00";
    let wall = "2025-06-16T09:00:00";
    macro_rules! limits {
        ($($list:ident.$of:ident $user:tt: $($time:ident = $name:literal)*;)*) => {
            [$($(
                limits!(@of $list.$of $user.$time, $name, nine_in_london(), instant,
                    before strictly_before after strictly_after),
                limits!(@of $list.$of $user.$time, $name, NINE, wall,
                    local_before local_strictly_before local_after local_strictly_after),
            )*)*]
        };
        (@of $list:ident.$of:ident $user:tt.$time:ident, $name:literal, $value:expr, $sent:expr, $($limit:ident)*) => {
            [$((
                concat!($name, "[", stringify!($limit), "]"),
                $sent,
                ask!(|client| client.$list().$of $user.$time().$limit($value)),
            )),*]
        };
    }
    let limits = limits! {
        bookings.list(): starting = "startDateTime" ending = "endDateTime";
        bookings.list_for_user(USER_ID): starting = "startDateTime" ending = "endDateTime"
            canceled = "cancelledDateTime" checked_in = "checkedInDateTime"
            checked_out = "checkedOutDateTime" self_certified = "selfCertifiedDateTime";
        visits.list(): starting = "startDateTime" ending = "endDateTime";
        visitors.list(): starting = "startDateTime" ending = "endDateTime";
    };
    for (name, time, ask) in limits.into_iter().flatten() {
        assert_eq!(query(ask).await, [(name.to_owned(), time.to_owned())]);
    }
}

#[tokio::test]
async fn a_plus_in_an_offset_does_not_become_a_space() {
    let (server, client) = saying(200, &empty());
    client.bookings().list().starting().after(nine_in_london()).send().await.expect("a page");
    let line = server.request().line;
    assert!(line.contains("%2B01%3A00"), "{line}");
}

#[tokio::test]
async fn what_is_booked_or_looked_for_is_sent_in_utc() {
    let (start, end) = (nine_in_london(), nine_in_london().timestamp() + 1.hour());
    let (server, client) = saying(201, &json!({ "id": ULID }));
    let request = client.bookings().book_space(USER_ID, ULID, &start, end);
    request.send().await.expect("a booking");
    let sent = server.request().json();
    assert_eq!(sent["startDateTime"], "2025-06-16T08:00:00");
    assert_eq!(sent["endDateTime"], "2025-06-16T09:00:00");

    let (server, client) = saying(200, &empty());
    let request = client.bookable_spaces().list(ULID, USER_ID, &start, end);
    request.send().await.expect("spaces");
    let sent = server.request().query();
    let time = |name: &str| sent.iter().find(|(sent, _)| sent == name).map(|(_, time)| &**time);
    assert_eq!(time("startDateTime"), Some("2025-06-16T08:00:00"));
    assert_eq!(time("endDateTime"), Some("2025-06-16T09:00:00"));
}

/// Fields called `userId` hold references, and parameters of that name take ids.
#[tokio::test]
async fn what_a_booking_refers_to_can_be_sent_back() {
    let booking = json!({ "id": ULID, "userId": USER, "building": BUILDING, "space": SPACE });
    let (server, client) = saying(201, &booking);
    let read = client.bookings().cancel(ULID).send().await.expect("a booking");
    server.request();
    let owner = read.owner().expect("an owner");
    client.bookings().check_in(read.id.clone(), owner).send().await.expect("a booking");
    let request = server.request();
    assert_eq!(request.line, format!("POST /v1/public/bookings/{ULID}/check-in"));
    assert_eq!(request.json(), json!({ "userId": ULID }));
    assert_eq!(read.building_id().as_deref().map(String::as_str), Some(ULID));
    assert_eq!(read.space_id().as_deref().map(String::as_str), Some(ULID));
}

/// Checking in and out and canceling answer 201, always with the booking; its space may be
/// whole, a reference or null.
#[tokio::test]
async fn a_change_answers_with_the_booking() {
    let spaces = [(json!({ "id": ULID, "name": "D-12" }), Some("D-12")), (json!(SPACE), None)];
    for (space, name) in spaces {
        let (server, client) = saying(201, &json!({ "id": ULID, "space": space }));
        let api = client.bookings();
        let read = [
            api.cancel(ULID).user(USER_ID).send().await.expect("a booking"),
            api.check_in(ULID, USER_ID).method(CheckMethod::Wifi).send().await.expect("a booking"),
            api.check_out(ULID, USER_ID).send().await.expect("a booking"),
        ];
        for booking in read {
            assert_eq!(booking.space_id().map(|id| id.to_string()).as_deref(), Some(ULID));
            assert_eq!(booking.space_name(), name);
        }
        let bodies: Vec<_> = server.requests().iter().map(|request| request.json()).collect();
        let user = json!({ "userId": USER_ID });
        let wifi = json!({ "userId": USER_ID, "method": "wifi" });
        assert_eq!(bodies, [user.clone(), wifi, user]);
    }
    let (_server, client) = saying(201, &json!({ "id": ULID, "space": null }));
    let onsite = client.bookings().check_in(ULID, USER_ID).send().await.expect("a booking");
    assert_eq!((onsite.space_id(), onsite.space), (None, None::<BookingSpace>));
}

#[tokio::test]
async fn what_a_later_version_says_is_kept() {
    let booking = json!({ "id": ULID, "status": "waitlisted", "type": "phone_booth" });
    let (_server, client) = saying(200, &booking);
    let read = client.bookings().get(ULID).send().await.expect("a booking");
    assert_eq!(read.status, Some(OpenEnum::<BookingStatus>::Unknown("waitlisted".to_owned())));
    assert_eq!(read.type_, Some(OpenEnum::<SpaceType>::Unknown("phone_booth".to_owned())));
}

/// The service may refuse who accepts plain JSON.
#[tokio::test]
async fn json_ld_is_asked_for_and_nothing_else() {
    let (server, client) = saying(200, &json!({ "id": ULID, "hydra:member": [] }));
    client.bookings().list().send().await.expect("bookings");
    client.users().get(ULID).send().await.expect("a user");
    client.users().update(ULID).first_name("Ada").send().await.expect("a user");
    let requests = server.requests();
    let accepted: Vec<_> = requests.iter().map(|request| &*request.headers["accept"]).collect();
    assert_eq!(accepted, ["application/ld+json"; 3]);
}

#[tokio::test]
async fn what_is_not_named_in_an_update_is_not_sent() {
    let (server, client) = saying(200, &json!({ "id": ULID }));
    let update = client.users().update(ULID).job_title("Architect").clear_biography();
    update.clear_location_latitude().send().await.expect("a user");
    let expected = json!({ "jobTitle": "Architect", "biography": null, "locationLatitude": null });
    assert_eq!(server.request().json(), expected);
}

#[tokio::test]
async fn the_part_of_a_photo_is_named_by_the_caller() {
    let (server, client) = saying(201, &json!({ "id": ULID }));
    let photo = client.users().upload_photo(ULID, "picture", "ada.png", "image/png", b"\x89PNG");
    photo.send().await.expect("a user");
    let request = server.request();
    let body = String::from_utf8_lossy(&request.body);
    assert!(body.contains("name=\"picture\"; filename=\"ada.png\""), "{body}");
}

/// Which host is called stands in the open when a connection with it begins.
#[tokio::test]
async fn a_region_is_an_api_and_a_login() {
    let hosts = [
        (None, "login.onkadence.co", "api.onkadence.co"),
        (Some(Region::Europe), "login.onkadence.co", "api.onkadence.co"),
        (Some(Region::UnitedStates), "login.us.onkadence.co", "api.us.onkadence.co"),
    ];
    for (region, login, api) in hosts {
        let key = Credentials::from(Credentials::client_credentials("id", "s3cret"));
        for (credentials, host) in [(key, login), (Credentials::token("token"), api)] {
            let begun = begin(region, credentials).await;
            let is_named = begun.windows(host.len()).any(|part| part == host.as_bytes());
            assert!(is_named, "{region:?}: {}", String::from_utf8_lossy(&begun));
        }
    }
}

/// What a client with these credentials says first, wherever it says it.
async fn begin(region: Option<Region>, credentials: Credentials) -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let begun = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut begun = vec![0; 2_048];
        let length = stream.read(&mut begun).expect("a greeting");
        begun.truncate(length);
        begun
    });
    let builder = Client::builder().credentials(credentials).timeout(Duration::from_millis(250));
    let builder = builder.retry(Backoff::never()).configure(move |builder| {
        builder.http(move |http| {
            let hosts = ["login.onkadence.co", "api.onkadence.co"];
            let hosts = hosts.into_iter().chain(["login.us.onkadence.co", "api.us.onkadence.co"]);
            hosts.fold(http, |http, host| http.resolve(host, address))
        })
    });
    let builder = region.into_iter().fold(builder, |builder, region| builder.region(region));
    let client = builder.build().expect("a client");
    client.buildings().list().send().await.expect_err("nobody is there");
    begun.join().expect("a greeting")
}

#[tokio::test]
async fn a_time_now_is_sent_as_an_instant() {
    let ask = ask!(|client| client.visits().list().ending().after(Timestamp::UNIX_EPOCH));
    let sent = ("endDateTime[after]".to_owned(), "1970-01-01T00:00:00Z".to_owned());
    assert_eq!(query(ask).await, [sent]);
}
