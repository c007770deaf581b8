//! The calls of Density.

use floorkit_density::{
    Backoff, Client, Credentials, Limits, Range, jiff::civil::date, raw::operations::VENDOR,
};
use floorkit_runtime::Vendor;
use floorkit_sim::{self as sim, density::Simulator};

use super::{Call, Reasons, SECRET, Simulated, Subject, calls, checks, checks_simulated};

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
