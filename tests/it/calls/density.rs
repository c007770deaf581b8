//! The calls of Density.

use floorkit_density::{
    Backoff, Client, Credentials, Limits, Range, SensorFilter, SpaceFunction, UserRole,
    jiff::civil::date, raw::operations::VENDOR,
};
use floorkit_runtime::Vendor;
use floorkit_sim::{self as sim, density::Simulator};

use super::{Call, SECRET, Simulated, Subject, calls, checks, checks_simulated, tested::Explained};

pub(super) struct Density;

/// What the calls are about.
pub(super) struct Ids {
    client_id: String,
    client_secret: String,
    space: String,
    floor: String,
    doorway: String,
    label: String,
    group: String,
    user: String,
}

impl Ids {
    fn fixed() -> Self {
        Self {
            client_id: "client-1".to_owned(),
            client_secret: SECRET.to_owned(),
            space: "spc_1234567890123456789".to_owned(),
            floor: "spc_9876543210987654321".to_owned(),
            doorway: "doorway-1".to_owned(),
            label: "label-1".to_owned(),
            group: "group-1".to_owned(),
            user: "user-1".to_owned(),
        }
    }

    /// Of what a simulator has, as its lists tell.
    async fn of(simulator: &Simulator, client: &Client) -> Self {
        let labels = client.labels().list().send().await.expect("labels");
        let groups = client.label_groups().list().send().await.expect("groups");
        let users = client.users().list().send().await.expect("users");
        let doorways = client.doorways().list().send().await.expect("doorways");
        let doorway = doorways.first().and_then(|doorway| doorway.get("id")?.as_str());
        simulator.clear_requests();
        Self {
            client_id: simulator.client_id().to_owned(),
            client_secret: simulator.client_secret().to_owned(),
            space: simulator.space_ids().pop().expect("a space"),
            floor: simulator.floor_ids().pop().expect("a floor"),
            doorway: doorway.expect("a doorway").to_owned(),
            label: labels.first().expect("a label").id.to_string(),
            group: groups.first().expect("a group").id.to_string(),
            user: users.first().expect("a user").id.to_string(),
        }
    }
}

impl Subject for Density {
    type Client = Client;
    type Ids = Ids;

    const FOLDER: &'static str = "density";
    const VENDOR: &'static Vendor = &VENDOR;
    const CALLS: &'static [Call<Self>] = CALLS;
    const EXPLAINED: &'static [Explained] = EXPLAINED;

    fn fixed(base_url: &str) -> (Client, Ids) {
        (client(base_url, Credentials::token(SECRET)), Ids::fixed())
    }
}

impl Simulated for Density {
    type Simulator = Simulator;

    async fn start() -> (Simulator, Client, Ids) {
        let builder = Simulator::builder().seed(7).unlimited();
        let now = "2025-06-16T14:00:00Z".parse().expect("a time");
        let simulator = builder.now(now).start().await.expect("a free port");
        let client = client(simulator.base_url(), Credentials::token(simulator.api_token()));
        let ids = Ids::of(&simulator, &client).await;
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

#[expect(deprecated, reason = "what is deprecated is called as well")]
const CALLS: &[Call<Density>] = calls![
    create_access_token: |client, ids| {
        client.tokens().create(&*ids.client_id, &*ids.client_secret).send()
    },
    create_doorway_events_socket: |client, ids| client.doorways().events(&*ids.doorway).address(),
    create_floor_presence_socket: |client, ids| client.presence().live(&*ids.floor).address(),
    create_label: |client, _ids| client.labels().create("Quiet").send(),
    create_label_group: |client, _ids| async {
        let label = client.labels().create("Quiet").send().await?;
        client.label_groups().create("Noise").labels([label]).send().await
    },
    create_space_occupancy_socket: |client, ids| client.occupancy().live(&*ids.space).address(),
    create_user: |client, ids| {
        let user = client.users().create("ada@acme.example").full_name("Ada Archer");
        user.role(UserRole::Editor).spaces([&*ids.space]).send()
    },
    create_wayfinding_token: |client, ids| {
        let (id, secret) = (&*ids.client_id, &*ids.client_secret);
        client.wayfinding().create_token(id, secret, "display-1").send()
    },
    delete_label: |client, ids| client.labels().delete(&*ids.label).send(),
    delete_label_group: |client, ids| client.label_groups().delete(&*ids.group).send(),
    delete_user: |client, ids| client.users().delete(&*ids.user).send(),
    get_current_occupancy: |client, ids| client.occupancy().current().spaces([&*ids.space]).send(),
    get_floor_data_status: |client, ids| client.metrics().data_status(week(), [&*ids.floor]).send(),
    get_hello_world: |client, _ids| client.hello_world(),
    get_metrics: |client, ids| client.metrics().all(week()).spaces([&*ids.space]).send(),
    get_occupancy: |client, ids| client.metrics().occupancy(week()).spaces([&*ids.space]).send(),
    get_presence: |client, ids| {
        client.presence().without_health().spaces([&*ids.space]).send()
    },
    get_presence_health: |client, ids| client.presence().current().spaces([&*ids.space]).send(),
    get_short_term_analytics: |client, ids| {
        client.presence().short_term().minutes_lookback(15).spaces([&*ids.floor]).send()
    },
    get_time_used: |client, ids| client.metrics().time_used(week()).spaces([&*ids.space]).send(),
    get_user: |client, ids| client.users().get(&*ids.user).send(),
    get_utilization: |client, ids| client.metrics().utilization(week()).spaces([&*ids.space]).send(),
    get_version: |client, _ids| client.version(),
    list_current_sensor_health: |client, ids| {
        client.sensors().current_health().filter(SensorFilter::spaces([&*ids.space])).send()
    },
    list_doorways: |client, _ids| client.doorways().list().send(),
    list_label_groups: |client, _ids| client.label_groups().list().send(),
    list_labels: |client, _ids| client.labels().list().send(),
    list_raw_sessions: |client, ids| client.sessions().list(week()).spaces([&*ids.space]).send(),
    list_sensor_health_history: |client, ids| {
        let filter = SensorFilter::spaces([&*ids.space]);
        client.sensors().health_history(week()).filter(filter).send()
    },
    list_sensors: |client, _ids| {
        client.sensors().list().filter(SensorFilter::serial_numbers(["A1B6Z10"])).send()
    },
    list_spaces: |client, _ids| client.spaces().list().send(),
    list_users: |client, _ids| client.users().list().send(),
    update_label: |client, ids| client.labels().update(&*ids.label).group(&*ids.group).send(),
    update_label_group: |client, ids| client.label_groups().update(&*ids.group).name("Team").send(),
    update_space: |client, ids| {
        let update = client.spaces().update(&*ids.space).name("Aspen").capacity(8);
        let update = update.function(SpaceFunction::MeetingRoom).address("1 Main Street");
        update.iwms_id("B1-204").time_zone("America/New_York").send()
    },
    update_space_labels: |client, ids| {
        client.spaces().update_labels(&*ids.space).create(["Loud"]).add([&*ids.label]).send()
    },
    update_user: |client, ids| {
        let update = client.users().update(&*ids.user).full_name("Ada Archer");
        update.role(UserRole::Readonly).spaces([&*ids.space]).send()
    },
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
