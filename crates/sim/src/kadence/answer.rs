//! What answers each operation.

use axum::http::{StatusCode, header};

use super::{
    availability,
    behavior::Refusals,
    booking::{self, Booking, Wanted},
    change, filter,
    hydra::{self, LD_JSON, PAGE_OF_BOOKINGS},
    places, record, users, visits,
    world::Kadence,
};
use crate::{refusal::Refusal, reply::Reply, vendor::Answer};

pub(crate) type Call<'a> = crate::call::Call<'a, Kadence>;
pub(crate) type Answered = Result<Reply, Refusal>;

/// A table in which every call is asked first what it takes for an answer.
macro_rules! answers {
    ($($operation:ident: $function:path,)+) => {
        [$((stringify!($operation), |call| {
            check_accept(call)?;
            $function(call)
        })),+]
    };
}

pub(crate) const ANSWERS: [(&str, Answer<Kadence>); 27] = answers![
    cancel_booking: change::cancel,
    check_in_booking: change::check_in,
    check_out_booking: change::check_out,
    create_booking: change::create,
    get_bookable_day: availability::day,
    get_bookable_onsite_pass: availability::onsite_pass,
    get_booking: get,
    get_building: places::building,
    get_floor: places::floor,
    get_neighborhood: places::neighborhood,
    get_space: places::space,
    get_user: users::get,
    get_visit: visits::get,
    get_visitor: visits::visitor,
    list_bookable_days: availability::days,
    list_bookable_spaces: availability::spaces,
    list_bookings: list,
    list_buildings: places::buildings,
    list_floors: places::floors,
    list_neighborhoods: places::neighborhoods,
    list_spaces: places::spaces,
    list_user_bookings: list_for_user,
    list_users: users::list,
    list_visitors: visits::visitors,
    list_visits: visits::list,
    update_user: users::update,
    upload_user_photo: users::upload_photo,
];

/// Plain JSON is not among what the service has.
fn check_accept(call: &Call<'_>) -> Result<(), Refusal> {
    let accept = call.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let takes = |accept: &str| {
        let mut ranges =
            accept.split(',').map(|range| range.split(';').next().unwrap_or(range).trim());
        ranges.any(|range| matches!(range, LD_JSON | "application/*" | "*/*" | ""))
    };
    match accept.is_none_or(takes) {
        true => Ok(()),
        false => {
            let why = format!("Requested format is not supported. Supported is {LD_JSON}.");
            Err(Refusal::new(StatusCode::NOT_ACCEPTABLE, why))
        }
    }
}

fn get(call: &Call<'_>) -> Answered {
    let booking = booking_in_path(call)?;
    let record = record::booking(call.world.company, &booking, call.now);
    Ok(hydra::resource("Booking", StatusCode::OK, record))
}

/// The booking in the path.
pub(crate) fn booking_in_path(call: &Call<'_>) -> Result<Booking, Refusal> {
    let id = call.path("id");
    let ledger = call.world.ledger();
    let found = booking::find(call.world.company, &ledger, id, call.now);
    found.ok_or_else(not_found)
}

pub(crate) fn not_found() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Not Found")
}

/// A refusal of what breaks a rule. Of `name: problem` the name is that of a field.
pub(crate) fn broken(call: &Call<'_>, why: impl Into<String>) -> Refusal {
    let status = match call.behavior.refusals {
        Refusals::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
        Refusals::BadRequest => StatusCode::BAD_REQUEST,
    };
    Refusal::new(status, why)
}

fn list(call: &Call<'_>) -> Answered {
    let mut found = bookings(call, Of::Everybody)?;
    found.retain(|booking| is_in_state(call, booking));
    let by = |name: &str| call.query(name).map(|direction| direction == "desc");
    if let Some(is_descending) = by("order[endDate]") {
        found.sort_by_key(|booking| booking.end);
        if is_descending {
            found.reverse();
        }
    }
    if let Some(is_descending) = by("order[startDate]") {
        found.sort_by_key(|booking| booking.start);
        if is_descending {
            found.reverse();
        }
    }
    page(call, &found)
}

fn list_for_user(call: &Call<'_>) -> Answered {
    let Some(user) = call.world.company.user_of(call.path("userId")) else {
        return page(call, &[]);
    };
    let mut found = bookings(call, Of::User(user.number))?;
    found.retain(|booking| is_in_state(call, booking));
    page(call, &found)
}

/// Whose bookings are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Everybody,
    User(u32),
    Guests,
}

/// All bookings that the filters leave but for those by state, in the order of their ids.
pub(crate) fn bookings(call: &Call<'_>, of: Of) -> Result<Vec<Booking>, Refusal> {
    let company = call.world.company;
    let limits = filter::limits(call)?;
    let query = &call.arguments.query;
    let place = |building, space| {
        query
            .iter()
            .all(|(name, value)| filter::fits_place(company, (name, value), building, space))
    };
    let wanted = Wanted {
        days: filter::days(&limits, call.now),
        place: &place,
        user: match of {
            Of::User(number) => Some(number),
            Of::Everybody | Of::Guests => None,
        },
        with_guests: of == Of::Guests,
    };
    let mut found = booking::all(company, &call.world.ledger(), wanted, call.now);
    found.retain(|booking| {
        limits.iter().all(|limit| limit.admits(booking))
            && filter::fits_days(call, booking)
            && call.query("id").is_none_or(|id| id == booking.id)
    });
    found.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(found)
}

/// Whether a booking has the state that is asked for.
pub(crate) fn is_in_state(call: &Call<'_>, booking: &Booking) -> bool {
    call.query("status").is_none_or(|status| status == booking.status(call.now))
}

fn page(call: &Call<'_>, bookings: &[Booking]) -> Answered {
    hydra::collection(call, "Booking", PAGE_OF_BOOKINGS, bookings, |booking| {
        record::booking(call.world.company, booking, call.now)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_operation_is_answered() {
        crate::vendor::check_answers::<super::Kadence>();
    }

    #[test]
    fn every_switch_is_listed() {
        crate::switch::check_invented::<super::super::Behavior>("Kadence");
    }
}
