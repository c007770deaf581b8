//! Maps as files.

use std::fmt::Write as _;

use axum::{body::Bytes, http::StatusCode};

use super::{
    answer::{Answered, Call},
    company::{Kind, N_MAPS, OFFICES, Office},
};
use crate::{
    refusal::Refusal,
    reply::{Content, Reply},
};

/// An image of one point: a raster export has no layer of seats anyway.
const PNG: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\x0bIDATx\x9cc`\0\x02\0\0\x05\0\x01z^\xab?\0\0\0\0IEND\xaeB`\x82";
const WEBP: &[u8] = b"RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0";

/// How many seats stand in a row of a drawing.
const ROW: u32 = 10;

pub(crate) fn svg(call: &Call<'_>) -> Answered {
    let (office, map) = in_path(call)?;
    file("image/svg+xml", drawing(call, office, map).into())
}

pub(crate) fn html(call: &Call<'_>) -> Answered {
    let (office, map) = in_path(call)?;
    let drawing = drawing(call, office, map);
    let name = office.name;
    let page = format!("<!doctype html><title>{name}</title><body>{drawing}</body>\n");
    file("text/html", page.into())
}

pub(crate) fn png(call: &Call<'_>) -> Answered {
    in_path(call)?;
    file("image/png", Bytes::from_static(PNG))
}

pub(crate) fn webp(call: &Call<'_>) -> Answered {
    in_path(call)?;
    file("image/webp", Bytes::from_static(WEBP))
}

fn file(media_type: &'static str, bytes: Bytes) -> Answered {
    Ok(Reply::new(StatusCode::OK, Content::Bytes(media_type, bytes)))
}

fn in_path(call: &Call<'_>) -> Result<(Office, u32), Refusal> {
    let id = call.path("mapID");
    let key = call.world.company.key(Kind::Map, id).filter(|key| key.at < N_MAPS);
    let found = key.and_then(|key| {
        Some((OFFICES.into_iter().find(|office| office.number == key.of)?, key.at))
    });
    found.ok_or_else(|| Refusal::not_found("map", id))
}

fn drawing(call: &Call<'_>, office: Office, map: u32) -> String {
    let mut drawing =
        String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 200\">");
    let seats = office.seats().filter(|seat| seat.map() == map && seat.is_active());
    for (place, seat) in (0u32..).zip(seats) {
        let (x, y) = (place % ROW * 20 + 2, place / ROW * 20 + 2);
        let id = seat.id(call.world.company);
        // Writing to a `String` cannot fail.
        let _ =
            write!(drawing, "<rect id=\"{id}\" x=\"{x}\" y=\"{y}\" width=\"16\" height=\"16\"/>");
    }
    drawing + "</svg>"
}
