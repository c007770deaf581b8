//! Current occupancy, and presence with health.

use floorkit_density::SpaceId;
use floorkit_sim::density::{PresenceWrapping, Wrapping};

use super::{rooms, start_with};

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
    }
}
