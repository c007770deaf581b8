//! The deletion that must not delete everything.

use floorkit_mapiq::{Client, Record as _, Selector};
use floorkit_sim::{
    Fault,
    mapiq::{Canceled, UnknownSelector},
};

use super::{TODAY, start, start_with};

async fn ids(client: &Client) -> Vec<String> {
    let request = client.workspace_reservations().list().filter("startDate", TODAY);
    let list = request.send().await.expect("bookings");
    let booked = list.iter().filter(|booking| booking.text("status") == Some("Booked"));
    booked.filter_map(|booking| booking.text("id").map(str::to_owned)).collect()
}

fn one(id: &str) -> Selector {
    Selector::new("reservationId", id).expect("a selector")
}

#[tokio::test]
async fn what_is_selected_is_deleted_and_nothing_else() {
    for canceled in [Canceled::Gone, Canceled::Listed] {
        let (_sim, client) = start_with(|behavior| behavior.canceled = canceled).await;
        let before = ids(&client).await;
        let both = one(&before[0]).and("reservationId", &before[1]).expect("a selector");
        client.workspace_reservations().delete(both).send().await.expect("deleted");
        assert_eq!(ids(&client).await, before[2..]);

        let again = client.workspace_reservations().delete(one(&before[0])).send().await;
        assert!(again.expect_err("it is gone").is_not_found());
    }
}

#[tokio::test]
async fn nothing_that_selects_nothing_is_ever_sent() {
    let (sim, client) =
        start_with(|behavior| behavior.unknown_selector = UnknownSelector::Everything).await;
    for (name, value) in [("", "1f0e"), ("reservationId", ""), ("reservationId", "  ")] {
        let error = Selector::new(name, value).expect_err("it is blank");
        assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
    }
    assert_eq!(sim.requests().len(), 0);
    // The raw client has no way around it either; see `raw_v2`. What a service makes of a
    // name that it does not know is beyond us, as the documentation says:
    assert!(!ids(&client).await.is_empty());
    let unknown = Selector::new("bookingId", "1f0e").expect("a selector");
    client.workspace_reservations().delete(unknown).send().await.expect("deleted");
    assert!(ids(&client).await.is_empty(), "this is why it is dangerous");
}

#[tokio::test]
async fn a_deletion_that_may_have_been_carried_out_is_not_repeated() {
    let (sim, client) = start().await;
    let before = ids(&client).await;
    for (fault, may_have_been_sent) in
        [(Fault::Status(503), true), (Fault::Reset, true), (Fault::Status(429), true)]
    {
        sim.clear_requests();
        sim.fail_next("delete_workspace_reservations", fault);
        let deletion = client.workspace_reservations().delete(one(&before[0]));
        let error = deletion.send().await.expect_err("a failure");
        assert_eq!(error.attempts(), 1, "{fault:?}");
        assert_eq!(error.may_have_been_sent(), may_have_been_sent, "{error}");
        assert_eq!(sim.requests().len(), 1, "{fault:?}");
    }
    assert_eq!(ids(&client).await, before);
}

#[tokio::test]
async fn a_list_is_repeated() {
    let (sim, client) = start().await;
    for fault in [Fault::Status(503), Fault::Reset, Fault::CutBody] {
        sim.fail_next("list_users", fault);
        let reply = client.users().list().reply().await.expect("users");
        assert_eq!(reply.attempts(), 2, "{fault:?}");
    }
}
