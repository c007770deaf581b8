//! Every path as the vendor writes it, with its slash at the end or without.

use std::collections::{BTreeMap, BTreeSet};

use floorkit_maptician_raw::{Client, operations::VENDOR, types};
use floorkit_runtime::{Multipart, NonEmptyQueryMap, SecretJson};
use serde_json::{Map, json};

use super::{bodies::ada, start};
use crate::canned::Server;

/// Every operation, by what its call sends. The names in the paths are those of
/// the vendor; the calls below put the same texts in their places.
const WIRE: [(&str, &str); 43] = [
    ("add_leave", "POST /ext/v1/presence/leave_dates"),
    ("add_presence_dates", "POST /ext/v1/presence/dates_only"),
    ("add_presence_periods", "POST /ext/v1/presence/time_bounded"),
    ("add_presence_starts", "POST /ext/v1/presence/entry_times"),
    ("assign_seat", "POST /ext/v1/assignments/seats/"),
    ("change_occupants", "POST /json/occupants/"),
    ("check_out", "POST /ext/v1/presence/checkout"),
    ("check_token", "POST /ext/v1/auth/tokens/check"),
    ("clear_profile_image", "POST /ext/v1/occupants/profile-images/{userID}/clear"),
    ("create_location", "POST /ext/v1/locations/"),
    ("create_token", "POST /ext/v1/auth/tokens/create"),
    ("delete_location", "DELETE /ext/v1/locations/location/{officeID}/"),
    ("delete_user_reservations", "DELETE /ext/v1/reservations/user/{userID}"),
    ("end_seat_assignment", "DELETE /ext/v1/assignments/seats/{assignmentID}"),
    ("export_map_html", "GET /ext/v1/maps/{mapID}/html/"),
    ("export_map_png", "GET /ext/v1/maps/{mapID}/png/"),
    ("export_map_svg", "GET /ext/v1/maps/{mapID}/svg/"),
    ("export_map_webp", "GET /ext/v1/maps/{mapID}/webp/"),
    ("get_delegates", "GET /ext/v1/occupants/user/{userID}/delegates/"),
    ("get_location", "GET /ext/v1/locations/location/{officeID}/"),
    ("get_profile_image", "GET /ext/v1/occupants/profile-images/{userID}/"),
    ("get_seat", "GET /ext/v1/seats/{seatID}/"),
    ("list_locations", "GET /ext/v1/locations/global/"),
    ("list_occupants", "GET /ext/v1/occupants/global/"),
    ("list_prescreen_surveys", "GET /ext/v1/prescreen/completed_prescreen_surveys"),
    ("list_room_reservations", "GET /ext/v1/reservations/rooms"),
    ("list_seat_assignments", "GET /ext/v1/assignments/seats/"),
    ("list_seat_reservations", "GET /ext/v1/reservations/seats"),
    ("list_seats", "GET /ext/v1/seats/"),
    ("list_user_reservations", "GET /ext/v1/reservations/user/{userID}"),
    ("mark_present_and_reserve", "POST /ext/v1/presence/present_and_reserve"),
    ("record_access_event", "POST /ext/v1/ip/access_event"),
    ("record_access_events", "POST /ext/v1/ip/access_events"),
    ("replace_delegates", "PUT /ext/v1/occupants/user/{userID}/delegates/"),
    ("reserve_seat", "POST /ext/v1/reservations/user/{userID}/seat/{seatID}"),
    ("revoke_token", "DELETE /ext/v1/auth/tokens/revoke"),
    ("rotate_token", "POST /ext/v1/auth/tokens/rotate"),
    ("set_presence", "POST /ext/v1/presence/presence_entry"),
    ("set_presences", "POST /ext/v1/presence/presence_entries"),
    ("set_profile_image", "POST /ext/v1/occupants/profile-images/{userID}/"),
    ("update_location", "PATCH /ext/v1/locations/location/{officeID}/"),
    ("upload_profile_image", "POST /ext/v1/occupants/profile-images/{userID}/bin"),
    ("upload_profile_image_form", "POST /ext/v1/occupants/profile-images/{userID}/form-bin"),
];

const PEOPLE: [&str; 3] = ["Occupants", "Prescreen", "Reservations"];
const PLACES: [&str; 3] = ["Assignments", "Locations", "Seats"];
const PRESENCE: [&str; 3] = ["Network", "Presence", "Tokens"];
const FILES: [&str; 2] = ["Images", "Maps"];

/// Makes the calls and gives the line of each request by its operation.
macro_rules! sent {
    ($server:expr, $client:expr; $($operation:ident $(.$set:ident($value:expr))*),* $(,)?) => {
        BTreeMap::from([$((
            stringify!($operation),
            {
                // Not every operation takes the server's one reply; it was sent all the same.
                drop($client.$operation()$(.$set($value))*.send().await);
                without_query(&$server.request().line)
            },
        )),*])
    };
}

/// Whether these are the lines of all the operations of these groups.
fn check(groups: &[&str], sent: &BTreeMap<&str, String>) {
    let operations = VENDOR.all_operations().iter();
    let ids = operations
        .filter(|operation| operation.group().is_some_and(|group| groups.contains(&group)))
        .map(|operation| operation.id());
    let expected: BTreeMap<&str, String> = ids.map(|id| (id, line(id))).collect();
    assert_eq!(*sent, expected);
}

/// The line of a call whose values are named as their places are.
fn line(operation: &str) -> String {
    let wire = WIRE.iter().find(|(id, _)| *id == operation);
    wire.expect("an operation of the vendor").1.replace(['{', '}'], "")
}

/// Whoever deletes has to name a filter, which is not on the path.
fn without_query(line: &str) -> String {
    line.split('?').next().unwrap_or(line).to_owned()
}

fn nobody() -> types::ReplaceDelegatesRequest {
    types::ReplaceDelegatesRequest {
        delegated_departments: Vec::new(),
        delegated_locations: Vec::new(),
        delegated_occupants: Vec::new(),
        global_delegate: false,
    }
}

#[test]
fn the_table_has_every_operation_as_the_vendor_writes_it() {
    let table = VENDOR.all_operations().iter().map(|operation| {
        let line = format!("{} {}", operation.method().as_str(), operation.path());
        (operation.id(), line)
    });
    let expected = WIRE.iter().map(|(id, line)| (*id, (*line).to_owned()));
    assert_eq!(table.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    let slashes = WIRE.iter().filter(|(_, line)| line.ends_with('/')).count();
    // One of them is the older operation, which the vendor's overview lacks.
    assert_eq!(slashes, 18 + 1);
}

#[test]
fn every_group_is_called_below() {
    let groups: BTreeSet<_> =
        VENDOR.all_operations().iter().filter_map(|operation| operation.group()).collect();
    let called = [&PEOPLE[..], &PLACES[..], &PRESENCE[..], &FILES[..]].concat();
    assert_eq!(groups, BTreeSet::from_iter(called));
}

#[tokio::test]
async fn reservations_and_people() {
    let (server, client) = start();
    let sent = sent! { server, client;
        list_seat_reservations,
        list_room_reservations,
        list_user_reservations.user_id("userID"),
        delete_user_reservations.user_id("userID").filters(NonEmptyQueryMap::new("a", "b")),
        reserve_seat.user_id("userID").seat_id("seatID").body(Map::new()),
        list_occupants,
        get_delegates.user_id("userID"),
        replace_delegates.user_id("userID").body(nobody()),
        list_prescreen_surveys,
    };
    check(&PEOPLE, &with_the_older(sent, &server, &client).await);
}

#[expect(deprecated, reason = "it is sent as it was")]
async fn with_the_older<'a>(
    mut sent: BTreeMap<&'a str, String>,
    server: &Server,
    client: &Client,
) -> BTreeMap<&'a str, String> {
    sent.extend(sent! { server, client; change_occupants.body(Vec::new()) });
    sent
}

#[tokio::test]
async fn seats_and_locations() {
    let (server, client) = start();
    let sent = sent! { server, client;
        list_seats,
        get_seat.seat_id("seatID"),
        list_seat_assignments,
        assign_seat.body_map(|body| body.seat_id("seatID")),
        end_seat_assignment.assignment_id("assignmentID"),
        list_locations,
        create_location.body(Map::new()),
        get_location.office_id("officeID"),
        update_location.office_id("officeID").body(Map::new()),
        delete_location.office_id("officeID"),
    };
    check(&PLACES, &sent);
}

#[tokio::test]
async fn presence_and_tokens() {
    let (server, client) = start();
    let sent = sent! { server, client;
        set_presence.body_map(|body| body),
        check_out.body_map(|body| body),
        set_presences.body(ada()),
        add_presence_periods.body(Map::new()),
        add_presence_starts.body(Map::new()),
        add_presence_dates.body(Map::new()),
        add_leave.body(Map::new()),
        mark_present_and_reserve.body_map(|body| body),
        record_access_event.body_map(|body| body),
        record_access_events.body(Vec::new()),
        check_token.body(SecretJson::from(json!({}))),
        create_token.body(SecretJson::from(json!({}))),
        rotate_token.body(SecretJson::from(json!({}))),
        revoke_token.body(SecretJson::from(json!({}))),
    };
    check(&PRESENCE, &sent);
}

#[tokio::test]
async fn images_and_maps() {
    let (server, client) = start();
    let form = Multipart::new().file("profile", "ada.png", "image/png", "png");
    let sent = sent! { server, client;
        get_profile_image.user_id("userID"),
        set_profile_image.user_id("userID").body(Map::new()),
        upload_profile_image_form.user_id("userID").body(form),
        upload_profile_image.user_id("userID").content_type("image/png").body("png"),
        clear_profile_image.user_id("userID"),
        export_map_html.map_id("mapID"),
        export_map_svg.map_id("mapID"),
        export_map_png.map_id("mapID"),
        export_map_webp.map_id("mapID"),
    };
    check(&FILES, &sent);
}
