//! Profile images: where they are, and not what is on them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    answer::{Answered, Call, changed},
    occupants::{person_in_path, text},
};
use crate::{refusal::Refusal, reply::Reply};

/// Of the default image the number is 0.
pub(crate) fn get(call: &Call<'_>) -> Answered {
    let person = person_in_path(call)?;
    let id = text(&person, "userID");
    let number = call.world.ledger().images.get(id).copied().unwrap_or_default();
    Ok(Reply::json(image(id, number)))
}

/// From the address in `url`, which is not fetched.
pub(crate) fn set(call: &Call<'_>) -> Answered {
    let address = call.text("url").and_then(|text| text.parse::<url::Url>().ok());
    if address.is_none_or(|address| !matches!(address.scheme(), "http" | "https")) {
        return Err(Refusal::invalid("url: is no address of an image"));
    }
    put(call)
}

pub(crate) fn upload(call: &Call<'_>) -> Answered {
    check(&call.arguments.bytes)?;
    put(call)
}

pub(crate) fn upload_form(call: &Call<'_>) -> Answered {
    let part = call.arguments.form.part("profile");
    let part = part.ok_or_else(|| Refusal::invalid("profile: is required"))?;
    let media_type = part.media_type.as_deref().unwrap_or_default();
    if part.file_name.is_none() || !media_type.starts_with("image/") {
        return Err(Refusal::invalid("profile: is no file with an image"));
    }
    check(&part.content)?;
    put(call)
}

pub(crate) fn clear(call: &Call<'_>) -> Answered {
    let person = person_in_path(call)?;
    let id = text(&person, "userID");
    call.world.ledger().images.remove(id);
    Ok(changed(call, image(id, 0)))
}

fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let known: [&[u8]; 5] = [b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"<svg", b"<?xml"];
    match known.iter().any(|head| bytes.starts_with(head)) {
        true => Ok(()),
        false => {
            let why = "the file is no PNG, JPEG, WebP or SVG";
            Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, why))
        }
    }
}

fn put(call: &Call<'_>) -> Answered {
    let person = person_in_path(call)?;
    let id = text(&person, "userID");
    let mut ledger = call.world.ledger();
    let number = ledger.make();
    ledger.images.insert(id.to_owned(), number);
    Ok(changed(call, image(id, number)))
}

fn image(person: &str, number: u32) -> Value {
    json!({
        "url": format!("https://images.maptician.example/{person}/{number}.webp"),
        "isDefault": number == 0,
    })
}
