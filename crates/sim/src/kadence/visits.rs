//! Visits of guests, and guests: both are bookings with guests, seen from another side.

use std::collections::BTreeMap;

use axum::http::StatusCode;

use super::{
    answer::{Answered, Call, Of, booking_in_path, bookings, is_in_state, not_found},
    booking::Booking,
    hydra::{self, USUAL_PAGE},
    record,
};

pub(crate) fn list(call: &Call<'_>) -> Answered {
    let mut found = bookings(call, Of::Guests)?;
    found.retain(|visit| is_in_state(call, visit));
    hydra::collection(call, "Visit", USUAL_PAGE, &found, |visit| {
        record::visit(call.world.company, visit, call.now)
    })
}

pub(crate) fn get(call: &Call<'_>) -> Answered {
    let visit = booking_in_path(call)?;
    if visit.guests.is_empty() {
        return Err(not_found());
    }
    let record = record::visit(call.world.company, &visit, call.now);
    Ok(hydra::resource("Visit", StatusCode::OK, record))
}

/// Each guest once, by the address, as of the latest visit. Everybody has accepted.
pub(crate) fn visitors(call: &Call<'_>) -> Answered {
    let visits = visits(call)?;
    let has = |name: &str, value: &str| {
        let wanted = call.query(name).map(str::to_lowercase);
        wanted.is_none_or(|wanted| value.to_lowercase().contains(&wanted))
    };
    let fits = |(email, name): (&str, &str)| {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        has("email", email)
            && has("firstName", first)
            && has("lastName", last)
            && call.query("emailExact").is_none_or(|wanted| wanted.eq_ignore_ascii_case(email))
            && call.query("status").is_none_or(|status| status == "accepted")
    };
    let of_all = by_guest(&visits);
    let found: Vec<_> = of_all.iter().filter(|((email, name), _)| fits((email, name))).collect();
    hydra::collection(call, "Visitor", USUAL_PAGE, &found, |(_, visits)| {
        record::visitor(call.world.company, visits, call.now)
    })
}

/// By the id of any visit of the guest.
pub(crate) fn visitor(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let visits = visits(call)?;
    let is_it =
        |(visit, n): &(&Booking, usize)| record::visitor_id(company, visit, *n) == call.path("id");
    let of_all = by_guest(&visits);
    let found = of_all.values().find(|visits| visits.iter().any(is_it)).ok_or_else(not_found)?;
    let record = record::visitor(company, found, call.now);
    Ok(hydra::resource("Visitor", StatusCode::OK, record))
}

fn visits(call: &Call<'_>) -> Result<Vec<Booking>, crate::refusal::Refusal> {
    let mut visits = bookings(call, Of::Guests)?;
    let status = call.query("visitStatus");
    visits.retain(|visit| status.is_none_or(|status| status == visit.status(call.now)));
    Ok(visits)
}

type Visits<'a> = Vec<(&'a Booking, usize)>;

fn by_guest(visits: &[Booking]) -> BTreeMap<(&str, &str), Visits<'_>> {
    let mut of_all: BTreeMap<_, Visits<'_>> = BTreeMap::new();
    for visit in visits {
        for (n, (email, name)) in visit.guests.iter().enumerate() {
            of_all.entry((email.as_str(), name.as_str())).or_default().push((visit, n));
        }
    }
    of_all
}
