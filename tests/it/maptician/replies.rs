//! What comes back.

use floorkit_maptician_raw::{
    Client,
    operations::{self, VENDOR},
};
use floorkit_runtime::{ClientBuilder, Credentials, SecretJson, call};
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};

use super::{always, client, start};

const JSON: &str = "application/json";

#[tokio::test]
async fn a_map_comes_as_the_bytes_of_its_format() {
    macro_rules! check {
        ($($export:ident as $media_type:literal),*) => {$(
            let server = always(200, $media_type, b"\0a map\xff");
            let map = client(&server).$export().map_id("map-1").send().await.expect("a map");
            let chunks: Vec<_> = map.into_inner_stream().try_collect().await.expect("bytes");
            assert_eq!(chunks.concat(), b"\0a map\xff");
            assert_eq!(server.request().headers["accept"], $media_type);
        )*};
    }
    check!(
        export_map_html as "text/html",
        export_map_svg as "image/svg+xml",
        export_map_png as "image/png",
        export_map_webp as "image/webp"
    );
}

#[tokio::test]
async fn that_nothing_was_reserved_is_told_by_the_status() {
    for status in [202, 200, 201] {
        let server = always(status, JSON, b"{\"any\": 1}");
        let call = client(&server).mark_present_and_reserve().body_map(|body| body).send().await;
        let outcome = call.expect("no error");
        assert_eq!(outcome.status().as_u16(), status);
        assert_eq!(outcome.into_inner().0, json!({ "any": 1 }));
    }
}

#[tokio::test]
async fn a_list_is_read_whatever_its_items_hold() {
    let server = always(200, JSON, b"[{\"seatID\": \"s-1\", \"x\": null}, {}]");
    let seats = client(&server).list_seats().send().await.expect("seats").into_inner();
    assert_eq!(seats.len(), 2);
    assert_eq!(seats[0]["seatID"], "s-1");
}

#[tokio::test]
async fn a_change_may_be_answered_with_anything() {
    let cases: [(u16, &str, &[u8], Value); 4] = [
        (200, JSON, b"{\"ok\": true}", json!({ "ok": true })),
        (204, JSON, b"", Value::Null),
        (200, JSON, b"", Value::Null),
        (200, "text/plain", b"OK", json!("OK")),
    ];
    for (status, content_type, body, expected) in cases {
        let server = always(status, content_type, body);
        let call = client(&server).check_out().body_map(|body| body).send().await;
        assert_eq!(call.expect("no error").into_inner(), expected, "{status} {content_type}");
    }
}

#[tokio::test]
async fn a_refused_token_is_an_error_of_every_operation() {
    let server = always(401, JSON, b"{\"why\": \"expired\"}");
    let client = client(&server);
    // The vendor says of the first that it may answer so, and of the second nothing.
    let rooms = call(&operations::LIST_ROOM_RESERVATIONS, client.list_room_reservations().send());
    let seats = call(&operations::LIST_SEATS, client.list_seats().send());
    for error in [rooms.await.expect_err("refused"), seats.await.expect_err("refused")] {
        assert!(error.is_unauthorized() && error.status() == Some(401), "{error}");
        assert!(!format!("{error:?}").contains("jwt"), "{error:?}");
    }
}

#[tokio::test]
async fn a_redirect_to_the_other_form_of_a_path_is_not_followed() {
    let server = always(301, JSON, b"");
    let call = client(&server).list_seats().send().await;
    assert_eq!(call.expect_err("a redirect").status().map(|status| status.as_u16()), Some(301));
    assert_eq!(server.request().line, "GET /ext/v1/seats/");
}

#[tokio::test]
async fn a_new_token_is_taken_in_any_form_and_not_shown() {
    let bodies: [&[u8]; 3] = [b"{\"token\": \"n3w\"}", b"\"n3w\"", b"[{\"x\": [\"n3w\"]}]"];
    for body in bodies {
        let server = always(200, JSON, body);
        let call = client(&server).rotate_token().body(SecretJson::from(json!({}))).send().await;
        let issued = call.expect("a token");
        assert!(!format!("{issued:?}").contains("n3w"));
        assert!(issued.expose_secret().to_string().contains("n3w"));
    }
}

#[tokio::test]
async fn a_token_goes_alone_or_after_a_word() {
    let (server, client) = start();
    client.list_seats().send().await.expect("seats");
    assert_eq!(server.request().headers["authorization"], "jwt");
    assert!(!format!("{client:?}").contains("jwt"));
    let builder = ClientBuilder::new(&VENDOR).base_url(server.url());
    let builder = builder.credentials(Credentials::token("jwt")).credential_prefix("Bearer");
    let client = Client::from_parts(builder.build().expect("a client"));
    client.list_seats().send().await.expect("seats");
    assert_eq!(server.request().headers["authorization"], "Bearer jwt");
}

#[test]
fn the_host_is_that_of_the_customer() {
    let parts = ClientBuilder::new(&VENDOR).variable("tenant", "acme").build().expect("a client");
    assert_eq!(parts.base_url, "https://acme.maptician.com");
    let error = ClientBuilder::new(&VENDOR).build().expect_err("no customer");
    assert!(error.is_configuration() && error.to_string().contains("tenant"), "{error}");
}
