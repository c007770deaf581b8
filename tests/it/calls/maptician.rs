//! The calls of Maptician. No field of an answer and few parameters are documented: what
//! else stands here are the simulator's names.

use floorkit_maptician::{
    Access, AssignmentStatus, Backoff, Client, Credentials, DelegatedOccupant, MapFormat, Office,
    OfficeId, Person, Presence, ReplaceDelegatesRequest, RotatingToken, UserId,
    raw::{operations::VENDOR, types::OccupantChange},
};
use floorkit_runtime::Vendor;
use floorkit_sim::{self as sim, maptician::Simulator};
use serde_json::{Value, json};

use super::{Call, Reasons, SECRET, Simulated, Subject, calls, checks, checks_simulated};

pub(super) struct Maptician;

/// What the calls are about.
pub(super) struct Ids {
    user: String,
    unassigned: String,
    reservable: String,
    office: String,
    assignment: String,
    map: String,
    /// The token as a text.
    secret: String,
    token: RotatingToken,
}

impl Ids {
    fn person(&self) -> Person {
        UserId::from(&*self.user).into()
    }

    /// One entry of a batch for other times.
    fn entries(&self, mut entry: Value) -> Value {
        entry["userID"] = self.user.clone().into();
        entry["officeID"] = self.office.clone().into();
        json!([entry])
    }

    fn presence(&self) -> Presence {
        Presence::at(self.person(), OfficeId::from(&*self.office))
    }
}

const DAY: &str = "2025-06-16";
const IMAGE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// More than any map of a test has.
const LARGEST_MAP: usize = 1 << 20;

impl Subject for Maptician {
    type Client = Client;
    type Ids = Ids;

    const FOLDER: &'static str = "maptician";
    const VENDOR: &'static Vendor = &VENDOR;
    const CALLS: &'static [Call<Self>] = CALLS;
    const NOT_MOCKED: Reasons = NOT_MOCKED;

    fn fixed(base_url: &str) -> (Client, Ids) {
        let ids = Ids {
            user: "0f8fad5b-d9cb-469f-a165-70867728950e".to_owned(),
            unassigned: "7c9e6679-7425-40de-944b-e07fc1f90ae7".to_owned(),
            reservable: "9b2f01aa-6a1d-4a55-9c3e-0d6f3a2b1c4d".to_owned(),
            office: "6ba7b810-9dad-41d1-80b4-00c04fd430c8".to_owned(),
            assignment: "3d813cbb-47fb-32ba-91df-831e1593ac29".to_owned(),
            map: "map-1".to_owned(),
            secret: SECRET.to_owned(),
            token: RotatingToken::new(SECRET),
        };
        (client(base_url, ids.token.clone()), ids)
    }
}

impl Simulated for Maptician {
    type Simulator = Simulator;

    async fn start() -> (Simulator, Client, Ids) {
        let now = "2025-06-16T13:00:00Z".parse().expect("a time");
        let builder = Simulator::builder().seed(7).users(400).now(now);
        let simulator = builder.start().await.expect("a free port");
        let token = RotatingToken::new(simulator.api_token());
        let client = client(simulator.base_url(), token.clone());
        let id = |record: &Value, name: &str| record[name].as_str().expect("an id").to_owned();
        let assigned = client.seat_assignments().list().send().await.expect("assignments");
        let seats: Vec<Value> = client.seats().list().send_as().await.expect("seats");
        let seat = |end: &str| {
            let is_it = |seat: &&Value| seat["name"].as_str().is_some_and(|it| it.ends_with(end));
            id(seats.iter().find(is_it).expect("a seat"), "seatID")
        };
        let ids = Ids {
            user: id(&assigned[0], "userID"),
            unassigned: seat("North-1.03"),
            reservable: seat("North-1.04"),
            office: id(&assigned[0], "officeID"),
            assignment: id(&assigned[0], "assignmentID"),
            map: simulator.map_ids().swap_remove(0),
            secret: simulator.api_token().to_owned(),
            token,
        };
        (simulator, client, ids)
    }

    fn requests(simulator: &Simulator) -> Vec<sim::Request> {
        simulator.requests()
    }

    fn door(simulator: &Simulator) -> Option<(String, Vec<String>)> {
        let headers = vec![format!("Authorization: {}", simulator.api_token())];
        Some((simulator.base_url().to_owned(), headers))
    }
}

checks!(Maptician);
checks_simulated!(Maptician);

/// A client that makes one attempt.
fn client(base_url: &str, credentials: impl Into<Credentials>) -> Client {
    let builder = Client::builder().base_url(base_url).credentials(credentials);
    builder.retry(Backoff::never()).build().expect("a client")
}

fn nobody() -> ReplaceDelegatesRequest {
    ReplaceDelegatesRequest {
        global_delegate: false,
        delegated_occupants: Vec::new(),
        delegated_locations: Vec::new(),
        delegated_departments: Vec::new(),
    }
}

fn change(user: &str) -> OccupantChange {
    let change = OccupantChange::builder().user_id(UserId::from(user));
    change.try_into().expect("a change")
}

#[expect(deprecated, reason = "what is deprecated is called as well")]
const CALLS: &[Call<Maptician>] = calls![
    add_leave: |client, ids| client
        .presence()
        .add_leave()
        .field("match_by", "userID")
        .field("entries", ids.entries(json!({ "start": "2025-07-07", "end": "2025-07-18" })))
        .send(),
    add_presence_dates: |client, ids| client
        .presence()
        .add_dates()
        .field("match_by", "userID")
        .field("entries", ids.entries(json!({ "date": DAY })))
        .send(),
    add_presence_periods: |client, ids| client
        .presence()
        .add_periods()
        .field("match_by", "userID")
        .field("entries", ids.entries(json!({ "start": "2025-06-13T09:00:00", "end": "2025-06-13T17:00:00" })))
        .send(),
    add_presence_starts: |client, ids| client
        .presence()
        .add_starts()
        .field("match_by", "userID")
        .field("entries", ids.entries(json!({ "start": "2025-06-13T09:00:00" })))
        .send(),
    assign_seat: |client, ids| client.seat_assignments().assign(&*ids.unassigned, ids.person()).send(),
    change_occupants: |client, ids| client.occupants().change([change(&ids.user)]).send(),
    check_out: |client, ids| client.presence().check_out(ids.person()).send(),
    check_token: |client, _ids| client.tokens().check().secret("token", SECRET).send(),
    clear_profile_image: |client, ids| client.profile_images().clear(&*ids.user).send(),
    create_location: |client, _ids| client
        .locations()
        .create()
        .field("officeName", "North Wing")
        .send(),
    create_token: |client, _ids| client.tokens().create().field("name", "door").send(),
    delete_location: |client, ids| client.locations().delete(&*ids.office).send(),
    delete_user_reservations: |client, ids| async {
        let deletion = client.reservations().delete_for_user(&*ids.user).filter("start", DAY);
        deletion.confirm_seats_and_rooms()?.send().await
    },
    end_seat_assignment: |client, ids| client.seat_assignments().end(&*ids.assignment).send(),
    export_map_html: |client, ids| async {
        let page = client.maps().export(&*ids.map, MapFormat::Html).send().await?;
        page.bytes(LARGEST_MAP).await
    },
    export_map_png: |client, ids| async {
        let image = client.maps().export(&*ids.map, MapFormat::Png).send().await?;
        image.bytes(LARGEST_MAP).await
    },
    export_map_svg: |client, ids| async {
        let image = client.maps().export(&*ids.map, MapFormat::Svg).send().await?;
        image.bytes(LARGEST_MAP).await
    },
    export_map_webp: |client, ids| async {
        let image = client.maps().export(&*ids.map, MapFormat::Webp).send().await?;
        image.bytes(LARGEST_MAP).await
    },
    get_delegates: |client, ids| client.delegates().get(&*ids.user).send(),
    get_location: |client, ids| client.locations().get(&*ids.office).send(),
    get_profile_image: |client, ids| client.profile_images().get(&*ids.user).send(),
    get_seat: |client, ids| client.seats().get(&*ids.unassigned).send(),
    list_locations: |client, _ids| client.locations().list().send(),
    list_occupants: |client, _ids| client.occupants().list().send(),
    list_prescreen_surveys: |client, _ids| client.prescreen_surveys().list().send(),
    list_room_reservations: |client, ids| client
        .reservations()
        .list_rooms()
        .office(OfficeId::from(&*ids.office))
        .filter("range", "today")
        .send(),
    list_seat_assignments: |client, ids| client
        .seat_assignments()
        .list()
        .status(AssignmentStatus::Ongoing)
        .offices([&*ids.office])
        .send(),
    list_seat_reservations: |client, _ids| client
        .reservations()
        .list_seats()
        .filter("start", DAY)
        .send(),
    list_seats: |client, _ids| client.seats().list().send(),
    list_user_reservations: |client, ids| client
        .reservations()
        .list_for_user(&*ids.user)
        .filter("start", DAY)
        .send(),
    mark_present_and_reserve: |client, ids| client
        .presence()
        .present_and_reserve(ids.person())
        .send(),
    record_access_event: |client, ids| client
        .access_events()
        .record(ids.person())
        .field("ip", "203.0.113.7")
        .send(),
    record_access_events: |client, ids| client
        .access_events()
        .record_all([Access::of(ids.person()).field("ip", "203.0.113.7")])
        .send(),
    replace_delegates: |client, ids| client
        .delegates()
        .replace(&*ids.user, ReplaceDelegatesRequest {
            delegated_occupants: vec![DelegatedOccupant {
                email: Some("ada@acme.example".to_owned()),
                user_id: None,
            }],
            ..nobody()
        })
        .send(),
    reserve_seat: |client, ids| client
        .reservations()
        .reserve_seat(&*ids.user, &*ids.reservable)
        .filter("timezone", "America/New_York")
        .field("start", "2025-06-20T09:00:00")
        .field("end", "2025-06-20T17:00:00")
        .send(),
    revoke_token: |client, ids| client.tokens().revoke("token", &*ids.secret).send(),
    rotate_token: |client, ids| client.tokens().rotate(&ids.token).secret("token", &*ids.secret).send(),
    set_presence: |client, ids| client.presence().set(ids.presence()).send(),
    set_presences: |client, ids| client
        .presence()
        .set_all([ids.presence(), Presence::with_status(ids.person(), "at_location")])
        .office(Office::Name("North".to_owned()))
        .send(),
    set_profile_image: |client, ids| client
        .profile_images()
        .set(&*ids.user)
        .field("url", "https://people.acme.example/ada.png")
        .send(),
    update_location: |client, ids| client
        .locations()
        .update(&*ids.office)
        .field("officeName", "North")
        .send(),
    upload_profile_image: |client, ids| client
        .profile_images()
        .upload(&*ids.user, "image/png", IMAGE)
        .send(),
    upload_profile_image_form: |client, ids| client
        .profile_images()
        .upload_form(&*ids.user, "ada.png", "image/png", IMAGE)
        .send(),
];

/// What the mock is wrong to refuse.
const NOT_MOCKED: Reasons = &[
    (
        "delete_user_reservations",
        "Prism does not gather the parameters of an object that is spread over the query \
         (`explode`), and misses the one that must be there",
    ),
    (
        "set_presences",
        "a batch is an entry with other fields, too, so both members of the `oneOf` fit; the \
         generator takes the first, and would make one struct of an `anyOf`",
    ),
];
