//! Current occupancy, presence with health, and the last minutes.

use floorkit_density::SpaceId;
use floorkit_sim::density::{PresenceWrapping, Wrapping};

use serde_json::json;

use super::{canned, client_of, rooms, start, start_with};

#[tokio::test]
async fn current_occupancy_comes_in_two_shapes() {
    for shape in [Wrapping::Wrapped, Wrapping::Bare] {
        let (_sim, client) = start_with(|behavior| behavior.current_occupancy = shape).await;
        let known = rooms(&client).await.remove(0);
        let unknown = SpaceId::from("spc_1000000000000000001");
        let all = client.occupancy().current().send().await.expect("all spaces");
        assert!(all.len() > 20 && all.missing().is_empty(), "{shape:?}");
        assert!(all.iter().all(|(_, now)| now.count.is_some()));

        let asked = [known.clone(), unknown.clone()];
        let some = client.occupancy().current().spaces(asked).send().await.expect("one space");
        assert_eq!(some.get(&known), all.get(&known), "{shape:?}");
        assert_eq!(some.missing(), [unknown]);
    }
}

#[tokio::test]
async fn presence_with_health_comes_in_two_shapes() {
    for shape in [PresenceWrapping::Bare, PresenceWrapping::Wrapped] {
        let (_sim, client) = start_with(|behavior| behavior.presence_health = shape).await;
        let all = client.presence().current().send().await.expect("all spaces");
        assert!(all.iter().any(|(_, now)| now.presence == Some(true)), "{shape:?}");
        assert!(all.iter().all(|(_, now)| now.space_health_status.is_some()), "{shape:?}");

        let (known, unknown) = (all.iter().next().expect("a space").0.clone(), "spc_1".into());
        let asked = [known.clone(), SpaceId::clone(&unknown)];
        let some = client.presence().current().spaces(asked).send().await.expect("one space");
        assert_eq!(some.get(&known), all.get(&known), "{shape:?}");
        assert_eq!(some.missing(), [unknown], "it was left out in silence");
    }
}

#[tokio::test]
async fn yes_is_no_number_of_people() {
    let server = canned([json!({ "spc_1": true, "spc_2": false })]);
    let error = client_of(&server).occupancy().current().send().await.expect_err("no counts");
    assert!(error.is_decode(), "{error}");
}

#[tokio::test]
async fn the_last_minutes_are_four_hours_at_the_most() {
    let (sim, client) = start().await;
    let floor = sim.floor_ids().remove(0);
    let ask = |minutes| client.presence().short_term().minutes_lookback(minutes).spaces([&*floor]);
    let entries = ask(240).send().await.expect("entries");
    assert!(!entries.is_empty() && entries.len().is_multiple_of(241), "{}", entries.len());
    let error = ask(241).send().await.expect_err("too far back");
    assert!(error.is_bad_request() && error.to_string().contains("240"), "{error}");
}
