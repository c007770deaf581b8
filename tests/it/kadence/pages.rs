//! Lists that come page by page, and those that ought to.

use floorkit_kadence::{Client, SortDirection, User, jiff::Timestamp};
use serde_json::{Value, json};

use super::{ULID, asked, client_of};
use crate::canned::{Reply, Server};

/// A server with these pages, and a client of it.
fn pages<const N: usize>(pages: [Value; N]) -> (Server, Client) {
    let server = Server::start(pages.map(|page| Reply::json(200, &page)));
    let client = client_of(&server);
    (server, client)
}

fn users(ids: &[&str]) -> Vec<Value> {
    ids.iter().map(|id| json!({ "id": id })).collect()
}

async fn all(client: &Client, size: u16) -> Result<Vec<String>, floorkit_kadence::Error> {
    let mut items = client.users().list().items_per_page(size).items();
    let mut ids = Vec::new();
    while let Some(user) = items.next().await.transpose()? {
        ids.push(user.id.to_string());
    }
    Ok(ids)
}

/// Whether a link is a path or an address is not known. Only its number is taken.
#[tokio::test]
async fn links_are_followed_whatever_their_form() {
    for link in ["/v1/public/users?itemsPerPage=2&page=2", "?page=2"] {
        let view = json!({ "@type": "hydra:PartialCollectionView", "hydra:next": link });
        let (server, client) = pages([
            json!({ "hydra:member": users(&["1", "2"]), "hydra:view": view }),
            json!({ "hydra:member": users(&["3"]), "hydra:view": { "@id": link } }),
        ]);
        assert_eq!(all(&client, 2).await.expect("users"), ["1", "2", "3"]);
        let path = "GET /v1/public/users?itemsPerPage=2";
        assert_eq!(asked(&server), [format!("{path}&page=1"), format!("{path}&page=2")], "{link}");
    }
}

#[tokio::test]
async fn a_link_that_leads_away_is_not_followed() {
    let view = json!({ "hydra:next": "https://elsewhere.example/v1/public/users?page=2" });
    let page = json!({ "hydra:member": users(&["1"]), "hydra:view": view });
    let (server, client) = pages([page]);
    let error = all(&client, 1).await.expect_err("no second page");
    assert!(error.is_decode(), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn without_links_the_total_says_where_the_end_is() {
    let page = |ids: &[&str]| json!({ "hydra:member": users(ids), "hydra:totalItems": 3 });
    let (server, client) = pages([page(&["1", "2"]), page(&["3"])]);
    assert_eq!(all(&client, 2).await.expect("users"), ["1", "2", "3"]);
    assert_eq!(server.requests().len(), 2);
}

/// The largest page is smaller than what was asked for, and the service says nothing.
#[tokio::test]
async fn a_page_that_was_cut_down_is_not_the_last() {
    let page = |ids: &[&str]| json!({ "hydra:member": users(ids), "hydra:totalItems": 3 });
    let (_server, client) = pages([page(&["1", "2"]), page(&["3"])]);
    assert_eq!(all(&client, 1_000).await.expect("users"), ["1", "2", "3"]);
}

#[tokio::test]
async fn without_anything_an_empty_page_is_the_last() {
    let page = |ids: &[&str]| json!({ "hydra:member": users(ids) });
    let (_server, client) = pages([page(&["1", "2"]), page(&["3"]), page(&[])]);
    assert_eq!(all(&client, 2).await.expect("users"), ["1", "2", "3"]);
}

/// A view without links: the framework sends it where a query parameter was given and
/// everything fits one page.
#[tokio::test]
async fn a_view_without_links_is_of_the_only_page() {
    let view = json!({ "@id": "/v1/public/users?page=1", "@type": "hydra:PartialCollectionView" });
    let page = json!({ "hydra:member": users(&["1"]), "hydra:totalItems": 1, "hydra:view": view });
    let (server, client) = pages([page]);
    assert_eq!(all(&client, 1).await.expect("users"), ["1"]);
    assert_eq!(server.requests().len(), 1);
}

/// A service that passes over `page` gives the first one again and again.
#[tokio::test]
async fn the_same_page_again_is_an_error_and_no_endless_list() {
    let page = json!({ "hydra:member": users(&["1", "2"]), "hydra:totalItems": 9 });
    // After some it has enough, so that a stream without an end does not hang the test.
    let (server, client) = pages([(); 8].map(|()| page.clone()));
    let error = all(&client, 2).await.expect_err("no end");
    assert!(error.is_decode(), "{error}");
    assert!(server.requests().len() <= 3);
}

#[tokio::test]
async fn the_largest_page_is_asked_for() {
    let (server, client) = pages([json!({ "hydra:member": [] })]);
    let mut items = client.floors().list().items();
    assert!(items.next().await.is_none());
    assert_eq!(asked(&server), ["GET /v1/public/floors?itemsPerPage=500&page=1"]);
}

/// Pages of an unordered list may overlap.
#[tokio::test]
async fn bookings_have_an_order_where_pages_follow_each_other() {
    let empty = || json!({ "hydra:member": [] });
    let (server, client) = pages([empty(), empty(), empty()]);
    let list = || client.bookings().list();
    assert!(list().items().next().await.is_none());
    assert!(list().order_by_start(SortDirection::Desc).items().next().await.is_none());
    assert!(list().order_by_end(SortDirection::Desc).items().next().await.is_none());
    let orders = server.requests().into_iter().map(|request| {
        let (_, query) = request.line.split_once('?').expect("a query");
        let orders = query.split('&').filter(|pair| pair.starts_with("order"));
        orders.collect::<Vec<_>>().join(" ")
    });
    // Where both are sent the end comes first, and so it is what counts most.
    let expected = [
        "order%5BstartDate%5D=asc",
        "order%5BstartDate%5D=desc",
        "order%5BendDate%5D=desc order%5BstartDate%5D=asc",
    ];
    assert_eq!(orders.collect::<Vec<_>>(), expected);
}

/// Whether bookable spaces are paged is not documented, and no page can be asked for.
#[tokio::test]
async fn a_part_of_what_is_free_is_not_taken_for_all() {
    let next = json!({ "hydra:next": "/v1/public/bookable-spaces?page=2" });
    let space = json!([{ "id": ULID }]);
    let parts = [
        json!({ "hydra:member": space, "hydra:totalItems": 31 }),
        json!({ "hydra:member": space, "hydra:view": next }),
    ];
    let now = Timestamp::UNIX_EPOCH;
    for part in parts {
        let (_server, client) = pages([part.clone(), part]);
        let list = || client.bookable_spaces().list(ULID, ULID, now, now);
        let error = list().send().await.expect_err("a part");
        assert!(error.is_decode() && error.to_string().contains("send_part"), "{error}");
        assert_eq!(list().send_part().await.expect("a part").member.len(), 1);
    }
    // The samples have a total of 0 beside a space.
    for total in [json!(0), json!(1), json!(null)] {
        let (_server, client) =
            pages([json!({ "hydra:member": space, "hydra:totalItems": total })]);
        let whole = client.bookable_spaces().list(ULID, ULID, now, now).send().await;
        assert_eq!(whole.expect("a whole list").member.len(), 1, "{total}");
    }
}

fn person(id: &str, email: &str) -> Value {
    json!({ "id": id, "email": email })
}

/// The filter finds `joann@x.com` for `ann@x.com`, and perhaps first.
#[tokio::test]
async fn a_person_is_found_by_the_whole_address() {
    let first = [person("1", "joann@x.com"), person("2", "ann@x.com.au")];
    let second = [json!({ "id": "4", "email": null }), person("3", "Ann@X.com")];
    for is_guest in [false, true] {
        let page = |people: &[Value]| json!({ "hydra:member": people, "hydra:totalItems": 4 });
        let (server, client) = pages([page(&first), page(&second)]);
        let found = if is_guest {
            let guest = client.visitors().find_by_email("ann@x.com").await.expect("visitors");
            guest.map(|guest| guest.id.to_string())
        } else {
            let user: Option<User> =
                client.users().find_by_email("ann@x.com").await.expect("users");
            user.map(|user| user.id.to_string())
        };
        assert_eq!(found.as_deref(), Some("3"));
        let asked = server.requests();
        let filters = ["email", "emailExact"].map(|name| (name.to_owned(), "ann@x.com".to_owned()));
        assert!(filters.iter().all(|filter| asked[0].query().contains(filter)));
    }
    let (_server, client) = pages([json!({ "hydra:member": first, "hydra:totalItems": 2 })]);
    assert_eq!(client.users().find_by_email("ann@x.com").await.expect("users"), None);
}
