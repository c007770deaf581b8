//! The calls of Mapiq, version 2.

use floorkit_mapiq::{
    Backoff, CheckinEventType, CheckinSource, Client, Credentials, Record as _, Selector,
    raw::operations::VENDOR,
};
use floorkit_runtime::Vendor;
use floorkit_sim::{self as sim, mapiq::Simulator};

use super::{
    Call, Reasons, SECRET, Simulated, Subject, calls, checks, checks_simulated, tested::Explained,
};

pub(super) struct Mapiq;

/// What the calls are about.
pub(super) struct Ids {
    user: String,
    building: String,
    booking: String,
}

const DAY: &str = "2025-06-16";

impl Subject for Mapiq {
    type Client = Client;
    type Ids = Ids;

    const FOLDER: &'static str = "mapiq";
    const VENDOR: &'static Vendor = &VENDOR;
    const CALLS: &'static [Call<Self>] = CALLS;
    const EXPLAINED: &'static [Explained] = EXPLAINED;
    const NOT_MOCKED: Reasons = NOT_MOCKED;

    fn fixed(base_url: &str) -> (Client, Ids) {
        let ids = Ids {
            user: "5b1c7f0e".to_owned(),
            building: "9f8e7d6c".to_owned(),
            booking: "1f0e2d3c".to_owned(),
        };
        (client(base_url, SECRET), ids)
    }
}

impl Simulated for Mapiq {
    type Simulator = Simulator;

    async fn start() -> (Simulator, Client, Ids) {
        let now = "2025-06-16T13:00:00Z".parse().expect("a time");
        let builder = Simulator::builder().seed(7).users(40).now(now);
        let simulator = builder.start().await.expect("a free port");
        let client = client(simulator.base_url(), simulator.api_token());
        let request = client.workspace_reservations().list().filter("startDate", DAY);
        let bookings = request.send().await.expect("bookings");
        let text = |name: &str| bookings[0].text(name).expect("a text").to_owned();
        let ids = Ids { user: text("userId"), building: text("buildingId"), booking: text("id") };
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

checks!(Mapiq);
checks_simulated!(Mapiq);

/// A client that makes one attempt.
fn client(base_url: &str, token: &str) -> Client {
    let builder = Client::builder().base_url(base_url).credentials(Credentials::token(token));
    builder.retry(Backoff::never()).build().expect("a client")
}

fn selector(booking: &str) -> Selector {
    Selector::new("reservationId", booking).expect("a selector")
}

// What came is taken in any form, so that it can be seen that none is lost.
const CALLS: &[Call<Mapiq>] = calls![
    create_checkin_event: |client, ids| client
        .checkin_events()
        .create(&*ids.user, &*ids.building, CheckinEventType::AtTheOffice)
        .source(CheckinSource::AccessGate)
        .send(),
    delete_workspace_reservations: |client, ids| client
        .workspace_reservations()
        .delete(selector(&ids.booking))
        .send(),
    list_buildings: |client, _ids| client.buildings().list().accept_part().send(),
    list_checkin_events: |client, ids| client
        .checkin_events()
        .list()
        .filter("startDate", DAY)
        .filter("userId", &ids.user)
        .accept_part()
        .send(),
    list_checkin_statuses: |client, ids| client
        .checkin_statuses()
        .list()
        .filter("buildingId", &ids.building)
        .accept_part()
        .send(),
    list_parking_lots: |client, _ids| client.parking_lots().list().accept_part().send(),
    list_parking_spot_reservations: |client, _ids| client
        .parking_spot_reservations()
        .list()
        .filter("startDate", DAY)
        .accept_part()
        .send(),
    list_users: |client, _ids| client.users().list().accept_part().send(),
    list_workdays: |client, _ids| client
        .workdays()
        .list()
        .filter("startDate", DAY)
        .accept_part()
        .send(),
    list_workspace_reservations: |client, _ids| client
        .workspace_reservations()
        .list()
        .filter("startDate", DAY)
        .accept_part()
        .send(),
];

/// What the mock is wrong to refuse.
const NOT_MOCKED: Reasons = &[(
    "delete_workspace_reservations",
    "Prism does not gather the parameters of an object that is spread over the query \
     (`explode`), and misses the one that must be there",
)];

/// What the tester finds, and why it is meant.
const EXPLAINED: &[Explained] = &[
    Explained {
        check: "ST202",
        operations: &[
            "DELETE /v2/reservations/workspaces",
            "GET /v2/reservations/parking-spots",
            "GET /v2/reservations/workspaces",
            "GET /v2/user-locations/checkin-events",
            "GET /v2/workdays",
        ],
        reason: "The names of filters are not documented, so the document takes any; the simulator has to have some, and asks for what the vendor says is needed.",
    },
    Explained {
        check: "ST202",
        operations: &["POST /v2/user-locations/checkin-events"],
        reason: "Nobody could check these values, so the document takes any; the simulator takes those that are known.",
    },
];
