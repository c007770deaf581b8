//! The calls of Density.

use floorkit_density::{
    Backoff, Client, Credentials, Limits, Range, jiff::civil::date, raw::operations::VENDOR,
};
use floorkit_runtime::Vendor;
use floorkit_sim::{self as sim, density::Simulator};

use super::{
    Call, Reasons, SECRET, Simulated, Subject, calls, checks, checks_simulated, tested::Explained,
};

pub(super) struct Density;

/// What the calls are about.
pub(super) struct Ids {
    base_url: String,
    client_id: String,
    client_secret: String,
    space: String,
    floor: String,
}

impl Ids {
    fn fixed(base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            client_id: "client-1".to_owned(),
            client_secret: SECRET.to_owned(),
            space: "spc_1234567890123456789".to_owned(),
            floor: "spc_9876543210987654321".to_owned(),
        }
    }

    fn of(simulator: &Simulator) -> Self {
        Self {
            base_url: simulator.base_url().to_owned(),
            client_id: simulator.client_id().to_owned(),
            client_secret: simulator.client_secret().to_owned(),
            space: simulator.space_ids().pop().expect("a space"),
            floor: simulator.floor_ids().pop().expect("a floor"),
        }
    }

    /// A client that has no token yet.
    fn without_token(&self) -> Client {
        client(
            &self.base_url,
            Credentials::client_credentials(&*self.client_id, &*self.client_secret),
        )
    }
}

impl Subject for Density {
    type Client = Client;
    type Ids = Ids;

    const FOLDER: &'static str = "density";
    const VENDOR: &'static Vendor = &VENDOR;
    const CALLS: &'static [Call<Self>] = CALLS;
    const WITHOUT_CALL: Reasons = WITHOUT_CALL;

    fn fixed(base_url: &str) -> (Client, Ids) {
        (client(base_url, Credentials::token(SECRET)), Ids::fixed(base_url))
    }
}

impl Simulated for Density {
    type Simulator = Simulator;

    const EXPLAINED: &'static [Explained] = EXPLAINED;

    async fn start() -> (Simulator, Client, Ids) {
        let builder = Simulator::builder().seed(7).unlimited();
        let now = "2025-06-16T14:00:00Z".parse().expect("a time");
        let simulator = builder.now(now).start().await.expect("a free port");
        let client = client(simulator.base_url(), Credentials::token(simulator.api_token()));
        let ids = Ids::of(&simulator);
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

checks!(Density);
checks_simulated!(Density);

/// A client that makes one attempt, at once.
fn client(base_url: &str, credentials: impl Into<Credentials>) -> Client {
    let builder = Client::builder().base_url(base_url).credentials(credentials);
    builder.retry(Backoff::never()).limits(Limits::none()).build().expect("a client")
}

fn week() -> Range {
    Range::days(date(2025, 6, 9), date(2025, 6, 15)).expect("a range")
}

const CALLS: &[Call<Density>] = calls![
    create_access_token: |_client, ids| async { ids.without_token().version().await },
    get_current_occupancy: |client, ids| client.occupancy().current().spaces([&*ids.space]).send(),
    get_floor_data_status: |client, ids| client.metrics().data_status(week(), [&*ids.floor]).send(),
    get_hello_world: |client, _ids| client.hello_world(),
    get_metrics: |client, ids| client.metrics().all(week()).spaces([&*ids.space]).send(),
    get_occupancy: |client, ids| client.metrics().occupancy(week()).spaces([&*ids.space]).send(),
    get_presence_health: |client, ids| client.presence().current().spaces([&*ids.space]).send(),
    get_time_used: |client, ids| client.metrics().time_used(week()).spaces([&*ids.space]).send(),
    get_utilization: |client, ids| client.metrics().utilization(week()).spaces([&*ids.space]).send(),
    get_version: |client, _ids| client.version(),
    list_raw_sessions: |client, ids| client.sessions().list(week()).spaces([&*ids.space]).send(),
    list_spaces: |client, _ids| client.spaces().list().send(),
];

/// Those whose methods the crate does not have yet.
const WITHOUT_CALL: Reasons = &[
    ("create_doorway_events_socket", "only `raw()` has it"),
    ("create_floor_presence_socket", "only `raw()` has it"),
    ("create_label", "only `raw()` has it"),
    ("create_label_group", "only `raw()` has it"),
    ("create_space_occupancy_socket", "only `raw()` has it"),
    ("create_user", "only `raw()` has it"),
    ("create_wayfinding_token", "only `raw()` has it"),
    ("delete_label", "only `raw()` has it"),
    ("delete_label_group", "only `raw()` has it"),
    ("delete_user", "only `raw()` has it"),
    ("get_presence", "only `raw()` has it"),
    ("get_short_term_analytics", "only `raw()` has it"),
    ("get_user", "only `raw()` has it"),
    ("list_current_sensor_health", "only `raw()` has it"),
    ("list_doorways", "only `raw()` has it"),
    ("list_label_groups", "only `raw()` has it"),
    ("list_labels", "only `raw()` has it"),
    ("list_sensor_health_history", "only `raw()` has it"),
    ("list_sensors", "only `raw()` has it"),
    ("list_users", "only `raw()` has it"),
    ("update_label", "only `raw()` has it"),
    ("update_label_group", "only `raw()` has it"),
    ("update_space", "only `raw()` has it"),
    ("update_space_labels", "only `raw()` has it"),
    ("update_user", "only `raw()` has it"),
];

/// What the tester finds, and why it is meant.
const EXPLAINED: &[Explained] = &[
    Explained {
        check: "ST108",
        operations: &["POST /v3/analytics/occupancy/current"],
        reason: "Nothing in a wrapper is also a map that has one key. The vendor sends both forms, and the union has them in order.",
    },
    Explained {
        check: "ST202",
        operations: &[
            "POST /v3/analytics/data-status",
            "POST /v3/analytics/metrics",
            "POST /v3/analytics/occupancy",
            "POST /v3/analytics/sessions/raw",
            "POST /v3/analytics/time-used",
            "POST /v3/analytics/utilization",
            "POST /v3/sensors/health",
        ],
        reason: "A text that is no time, or a range of a length that the vendor does not take; OpenAPI has no format for a time with or without a zone, and no limit of a range.",
    },
    Explained {
        check: "ST202",
        operations: &["POST /v3/sensors", "POST /v3/sensors/health/current"],
        reason: "Serial numbers and spaces exclude each other, which the document says in words.",
    },
    Explained {
        check: "ST202",
        operations: &["PATCH /v3/spaces/{space_id}"],
        reason: "An empty text is the name of no time zone.",
    },
    Explained {
        check: "ST202",
        operations: &["POST /v3/users"],
        reason: "An empty text is no email address.",
    },
];
