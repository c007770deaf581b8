//! People.

use axum::http::StatusCode;

use super::{
    answer::{Answered, Call, broken, not_found},
    company::User,
    hydra::{self, USUAL_PAGE},
    record,
};
use crate::refusal::Refusal;

/// The largest picture that is taken.
const LARGEST_PICTURE: usize = 5 * 1024 * 1024;

pub(crate) fn list(call: &Call<'_>) -> Answered {
    let ledger = call.world.ledger();
    let has = |name: &str, value: &str| {
        let wanted = call.query(name).map(str::to_lowercase);
        wanted.is_none_or(|wanted| value.to_lowercase().contains(&wanted))
    };
    let fits = |user: &User| {
        has("email", &user.email())
            && has("firstName", user.first_name())
            && has("lastName", user.last_name())
            && call.query("emailExact").is_none_or(|it| it.eq_ignore_ascii_case(&user.email()))
            && call.query("id").is_none_or(|id| id == user.id())
    };
    let found: Vec<User> = call.world.company.users().filter(fits).collect();
    hydra::collection(call, "User", USUAL_PAGE, &found, |user| record::user(&ledger, *user))
}

pub(crate) fn get(call: &Call<'_>) -> Answered {
    answered(call, in_path(call)?, StatusCode::OK)
}

pub(crate) fn update(call: &Call<'_>) -> Answered {
    let user = in_path(call)?;
    let changes = call.arguments.body.as_object().cloned().unwrap_or_default();
    call.world.ledger().users.entry(user.id()).or_default().extend(changes);
    answered(call, user, StatusCode::OK)
}

/// In whichever part the picture is.
pub(crate) fn upload_photo(call: &Call<'_>) -> Answered {
    let user = in_path(call)?;
    let part = call.arguments.form.files().next();
    let part = part.ok_or_else(|| broken(call, "file: a picture is required"))?;
    let media_type = part.media_type.as_deref().unwrap_or_default();
    if !media_type.starts_with("image/") || part.content.len() > LARGEST_PICTURE {
        return Err(broken(call, format!("{}: is no picture of 5 MiB at most", part.name)));
    }
    answered(call, user, StatusCode::CREATED)
}

fn in_path(call: &Call<'_>) -> Result<User, Refusal> {
    call.world.company.user_of(call.path("id")).ok_or_else(not_found)
}

fn answered(call: &Call<'_>, user: User, status: StatusCode) -> Answered {
    Ok(hydra::resource("User", status, record::user(&call.world.ledger(), user)))
}
