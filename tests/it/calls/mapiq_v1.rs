//! The calls of Mapiq, version 1.

#![expect(deprecated, reason = "every operation of version 1 is")]

use floorkit_mapiq::{
    Backoff, Selector,
    v1::{CheckinEventType, CheckinSource, Client, Credentials, raw::operations::VENDOR},
};
use floorkit_runtime::{Error, Vendor};
use floorkit_sim::{self as sim, mapiq_v1::Simulator};

use super::{
    Call, Reasons, SECRET, Simulated, Subject, calls, checks, checks_simulated, tested::Explained,
};

pub(super) struct MapiqV1;

/// What the calls are about.
pub(super) struct Ids {
    account: [String; 3],
    user: String,
    building: String,
    booking: String,
}

const DAY: &str = "2025-06-16";

impl Subject for MapiqV1 {
    type Client = Client;
    type Ids = Ids;

    const FOLDER: &'static str = "mapiq_v1";
    const VENDOR: &'static Vendor = &VENDOR;
    const CALLS: &'static [Call<Self>] = CALLS;
    const EXPLAINED: &'static [Explained] = EXPLAINED;
    const NOT_MOCKED: Reasons = NOT_MOCKED;

    fn fixed(base_url: &str) -> (Client, Ids) {
        let ids = Ids {
            account: ["client-1", "robot@acme.example", SECRET].map(str::to_owned),
            user: "5b1c7f0e".to_owned(),
            building: "9f8e7d6c".to_owned(),
            booking: "1f0e2d3c".to_owned(),
        };
        (client(base_url, SECRET, SECRET), ids)
    }
}

impl Simulated for MapiqV1 {
    type Simulator = Simulator;

    async fn start() -> (Simulator, Client, Ids) {
        let now = "2025-06-16T13:00:00Z".parse().expect("a time");
        let builder = Simulator::builder().seed(7).users(40).now(now);
        let simulator = builder.start().await.expect("a free port");
        let client = client(simulator.base_url(), simulator.api_token(), simulator.api_key());
        let bookings = client.registrations().list(DAY).send().await.expect("registrations");
        let booking = bookings.into_iter().next().expect("a registration");
        let ids = Ids {
            account: simulator.account().map(str::to_owned),
            user: booking.user_id.expect("a user").into(),
            building: booking.building_id.expect("a building").into(),
            booking: booking.id.expect("an id").into(),
        };
        (simulator, client, ids)
    }

    fn requests(simulator: &Simulator) -> Vec<sim::Request> {
        simulator.requests()
    }

    fn door(simulator: &Simulator) -> Option<(String, Vec<String>)> {
        let headers = vec![
            format!("Authorization: Bearer {}", simulator.api_token()),
            format!("mapiq-api-key: {}", simulator.api_key()),
        ];
        Some((simulator.base_url().to_owned(), headers))
    }
}

checks!(MapiqV1);
checks_simulated!(MapiqV1);

/// A client that makes one attempt.
fn client(base_url: &str, token: &str, key: &str) -> Client {
    let builder = Client::builder().base_url(base_url).credentials(Credentials::token(token));
    builder.api_key(key).retry(Backoff::never()).build().expect("a client")
}

fn selector(booking: &str) -> Selector {
    Selector::new("id", booking).expect("a selector")
}

/// Asks for a token. An answer without one is none, though the document has to allow it:
/// it cannot say that there is one under either of two names.
async fn token(
    client: &Client,
    [client_id, username, password]: &[String; 3],
) -> Result<(), Error> {
    let request = client.auth().create_token(&**client_id, &**username, &**password);
    match request.send().await {
        Err(error) if error.is_decode() && error.to_string().contains("no `access_token`") => {
            Ok(())
        }
        outcome => outcome.map(drop),
    }
}

const CALLS: &[Call<MapiqV1>] = calls![
    create_access_token: |client, ids| token(client, &ids.account),
    create_checkin_event: |client, ids| client
        .checkin_events()
        .create(&*ids.user, &*ids.building, CheckinEventType::NotAtTheOffice)
        .source(CheckinSource::Wifi)
        .send(),
    delete_registrations: |client, ids| client
        .registrations()
        .delete(selector(&ids.booking))
        .send(),
    list_buildings: |client, _ids| client.buildings().list().send(),
    list_checkin_events: |client, _ids| client
        .checkin_events()
        .list()
        .filter("startDate", DAY)
        .send(),
    list_checkin_statuses: |client, _ids| client.checkin_statuses().list().send(),
    list_parking_lots: |client, _ids| client.parking_lots().list().send(),
    list_parking_reservations: |client, _ids| client
        .parking_reservations()
        .list()
        .filter("startDate", DAY)
        .send(),
    list_registrations: |client, ids| client
        .registrations()
        .list(DAY)
        .end_date(DAY)
        .user_id(&*ids.user)
        .building_id(&*ids.building)
        .send(),
    list_users: |client, _ids| client.users().list().send(),
];

/// What the mock is wrong to refuse.
const NOT_MOCKED: Reasons = &[(
    "delete_registrations",
    "Prism does not gather the parameters of an object that is spread over the query \
     (`explode`), and misses the one that must be there",
)];

/// What the tester finds, and why it is meant.
const EXPLAINED: &[Explained] = &[
    Explained {
        check: "ST202",
        operations: &[
            "DELETE /shifts/registrations",
            "GET /localization/admin/checkin/events",
            "GET /parkingReservations",
            "GET /shifts/registrations",
        ],
        reason: "The names of filters and the forms of days are not documented, so the document takes any; the simulator has to have some, and asks for what the vendor says is needed.",
    },
    Explained {
        check: "ST202",
        operations: &["POST /localization/admin/checkin"],
        reason: "Nobody could check these values, so the document takes any; the simulator takes those that are known.",
    },
];
