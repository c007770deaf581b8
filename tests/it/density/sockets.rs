//! Live occupancy, live presence and doorway events over WebSockets.

use std::time::Duration;

use floorkit_density::{
    Client, CountingMode, Direction, Live, LiveEvent, LiveOccupancy, LiveUpdate, OpenEnum,
    SocketEvent, SpaceId,
};
use floorkit_sim::density::{Addresses, Heartbeats, Simulator, SocketSensors};

use serde_json::json;

use super::{client_of, start, start_with};
use crate::canned::{Reply, Server};

const HOUR: Duration = Duration::from_secs(3_600);

/// Between two connections.
const QUICK: Duration = Duration::from_millis(20);

fn floor(sim: &Simulator) -> SpaceId {
    sim.floor_ids().remove(0).into()
}

fn occupancy(client: &Client, space: SpaceId) -> Live<LiveOccupancy> {
    client.occupancy().live(space).backoff(QUICK, QUICK * 4).connect().expect("a socket")
}

/// The next update, whatever comes before it.
async fn update(live: &mut Live<LiveOccupancy>) -> LiveUpdate<LiveOccupancy> {
    loop {
        match live.next().await.expect("no end").expect("an event") {
            LiveEvent::Update(update) => return update,
            LiveEvent::Connected { .. } | LiveEvent::Text(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_stream_begins_with_everything_and_goes_on_with_changes() {
    let (sim, client) = start().await;
    let floor = floor(&sim);
    let mut live = occupancy(&client, floor.clone());
    assert!(!live.is_current());
    let first = update(&mut live).await;
    assert!(first.is_snapshot && live.is_current() && first.changed.len() > 5);

    // The figure that a call names `count`.
    let called = client.occupancy().current().send().await.expect("occupancy");
    for (id, now) in live.iter() {
        assert_eq!(now.occupancy, called.get(id).expect("the space").count, "{id}");
    }

    // Half a minute without a change has no message.
    let mut changes = 0;
    while changes == 0 {
        sim.advance(Duration::from_secs(30));
        let next = tokio::time::timeout(Duration::from_millis(500), update(&mut live)).await;
        changes +=
            next.map_or(0, |next| usize::from(!next.is_snapshot && !next.changed.is_empty()));
    }
    let called = client.occupancy().current().send().await.expect("occupancy");
    for (id, now) in live.iter() {
        assert_eq!(now.occupancy, called.get(id).expect("the space").count, "{id}");
    }
    live.close().await;
}

#[tokio::test]
async fn a_lost_stream_asks_for_a_new_address() {
    for addresses in [Addresses::Once, Addresses::Reusable] {
        let (sim, client) = start_with(|behavior| behavior.socket_addresses = addresses).await;
        let mut live = occupancy(&client, floor(&sim));
        let first = update(&mut live).await;
        sim.break_sockets();
        let event = live.next().await.expect("no end").expect("an event");
        assert!(matches!(event, LiveEvent::Gap(_)), "{event:?}");
        assert!(!live.is_current() && live.iter().count() == first.changed.len());
        let again = update(&mut live).await;
        // Nothing changed meanwhile.
        assert!(again.is_snapshot && again.changed.is_empty() && live.is_current());
        let asked = sim.requests().into_iter();
        let asked = asked.filter(|request| {
            request.operation.as_deref() == Some("create_space_occupancy_socket")
        });
        assert_eq!(asked.count(), 2, "{addresses:?}");
    }
}

#[tokio::test]
async fn heartbeats_are_not_taken_for_news() {
    let (sim, client) = start_with(|behavior| behavior.heartbeats = Heartbeats::Text).await;
    let mut live = occupancy(&client, floor(&sim));
    update(&mut live).await;
    let event = live.next().await.expect("no end").expect("an event");
    assert!(matches!(&event, LiveEvent::Text(text) if text == "heartbeat"), "{event:?}");
    assert!(live.is_current());
}

#[tokio::test]
async fn which_sensors_a_stream_tells_of_is_the_services_to_say() {
    let open_area = Some(OpenEnum::Known(CountingMode::Oa));
    for (sensors, expected) in [(SocketSensors::All, true), (SocketSensors::EntryAndWaffle, false)]
    {
        let (sim, client) = start_with(|behavior| behavior.socket_sensors = sensors).await;
        let building = sim.space_ids().remove(0).into();
        let mut live = occupancy(&client, building);
        update(&mut live).await;
        assert!(live.iter().count() > 5);
        let is_there = live.iter().any(|(_, now)| now.counting_mode == open_area);
        assert_eq!(is_there, expected, "{sensors:?}");
    }
}

#[tokio::test]
async fn presence_streams_for_a_floor() {
    let (sim, client) = start().await;
    let mut live = client.presence().live(floor(&sim)).connect().expect("a socket");
    while !live.is_current() {
        live.next().await.expect("no end").expect("an event");
    }
    let called = client.presence().current().send().await.expect("presence");
    for (id, now) in live.iter() {
        let called = called.get(id).expect("the space");
        assert_eq!(now.presence, called.presence, "{id}");
        assert_eq!(now.space_health_status, called.space_health_status, "{id}");
    }
    assert!(live.iter().any(|(_, now)| now.presence == Some(true)));
}

#[tokio::test]
async fn a_space_that_nobody_knows_ends_the_stream() {
    let (_sim, client) = start().await;
    let mut live = occupancy(&client, "spc_1".into());
    let error = live.next().await.expect("an error").expect_err("no such space");
    assert!(error.is_not_found(), "{error}");
    assert!(live.next().await.is_none() && !live.is_current());
}

#[tokio::test]
async fn people_go_in_and_out_of_a_doorway() {
    let (sim, client) = start().await;
    let doorways = client.doorways().list().send().await.expect("doorways");
    let id = doorways[0].get("id").and_then(|id| id.as_str()).expect("an id");
    let mut events = client.doorways().events(id).connect().expect("a socket");
    let connected = events.next().await.expect("no end").expect("an event");
    assert!(matches!(connected, SocketEvent::Connected { attempts: 1 }), "{connected:?}");
    // The socket has to have looked at the clock once.
    tokio::time::sleep(Duration::from_millis(200)).await;
    sim.advance(HOUR * 3);
    let (mut entries, mut exits) = (0, 0);
    while entries == 0 || exits == 0 {
        match events.next().await.expect("no end").expect("an event") {
            SocketEvent::Message(event) if event.direction == Direction::Entry => entries += 1,
            SocketEvent::Message(event) if event.direction == Direction::Exit => exits += 1,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_doorway_that_was_lost_says_so() {
    let (sim, client) = start().await;
    let doorways = client.doorways().list().send().await.expect("doorways");
    let id = doorways[0].get("id").and_then(|id| id.as_str()).expect("an id");
    let mut events =
        client.doorways().events(id).backoff(QUICK, QUICK * 4).connect().expect("a socket");
    let connected = events.next().await.expect("no end").expect("an event");
    assert!(matches!(connected, SocketEvent::Connected { .. }), "{connected:?}");
    sim.break_sockets();
    // Who went through meanwhile is told by nobody: no snapshot makes up for it.
    let gap = events.next().await.expect("no end").expect("an event");
    assert!(matches!(gap, SocketEvent::Gap(_)), "{gap:?}");
    let again = events.next().await.expect("no end").expect("an event");
    assert!(matches!(again, SocketEvent::Connected { .. }), "{again:?}");
}

#[tokio::test]
async fn an_address_is_a_secret() {
    let (sim, client) = start().await;
    let address = client.occupancy().live(floor(&sim)).address().await.expect("an address");
    assert!(address.expose_secret().starts_with("ws://127.0.0.1"));
    assert!(!format!("{address:?}").contains("sockets"));
}

#[tokio::test]
async fn an_address_is_opened_as_it_came_and_with_nothing_else() {
    let sockets = Server::start([Reply::empty(403)]);
    let path = "/any%2Fwhere?ticket=a%26b&x";
    let address = json!({ "ws_url": format!("{}{path}", sockets.url().replace("http", "ws")) });
    let server = Server::start([Reply::json(200, &address), Reply::empty(404)]);
    let client = client_of(&server);
    let mut live = occupancy(&client, "spc_1".into());
    let error = live.next().await.expect("an end").expect_err("the second address");
    assert!(error.is_not_found(), "{error}");

    let opened = sockets.request();
    assert_eq!(opened.line, format!("GET {path}"));
    assert!(!opened.headers.contains_key("authorization"), "the address is the credential");
    let asked = server.requests();
    assert_eq!(asked.len(), 2, "one for each connection");
    for request in asked {
        assert_eq!(request.line, "POST /v3/analytics/ws/space/spc_1/occupancy");
        assert_eq!(request.headers["authorization"], "Bearer tok_canned");
    }
}
