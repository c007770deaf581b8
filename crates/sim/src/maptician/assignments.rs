//! Seats that belong to somebody for good.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    answer::{Answered, Call, changed, list as any_list},
    company::{Company, Kind, OFFICES, Office, Seat, Usage},
    ledger::Ledger,
    locations, occupants,
};
use crate::refusal::Refusal;

/// A seat that somebody has, had or will have.
struct Assignment {
    id: String,
    seat: Seat,
    person: String,
    status: &'static str,
}

pub(crate) fn list(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let ledger = call.world.ledger();
    let ids = call.query("assignments").map(texts);
    let status = call.query("assignmentStatus").unwrap_or("ongoing").to_lowercase();
    let mut offices = Vec::new();
    for name in call.query("office").map(texts).unwrap_or_default() {
        let named = |field: &str| (field == "office").then_some(name.as_str());
        offices.extend(locations::named(company, &ledger, named)?);
    }
    let is_asked = |assignment: &Assignment| match &ids {
        Some(ids) => ids.contains(&assignment.id),
        None => {
            assignment.status == status
                && (offices.is_empty() || offices.contains(&assignment.seat.office.id(company)))
        }
    };
    let found = all(company, &ledger).into_iter().filter(is_asked);
    Ok(any_list(call, found.map(|assignment| assignment.record(company)).collect()))
}

pub(crate) fn assign(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let mut ledger = call.world.ledger();
    let person = occupants::named(company, &ledger, &call.arguments.body)?;
    let id = call.text("seatID").unwrap_or_default();
    let seat = company.seat(id).ok_or_else(|| Refusal::not_found("seat", id))?;
    let conflict = |why: &str| Err(Refusal::new(StatusCode::CONFLICT, why));
    if !seat.is_active() {
        return conflict("the seat is not active");
    }
    if seat.usage() != Usage::Assignable {
        return conflict("the seat cannot be assigned");
    }
    let is_taken = |it: &Assignment| it.seat == seat && it.status != "ended";
    if all(company, &ledger).iter().any(is_taken) {
        return conflict("the seat is assigned");
    }
    let id = company.id(Kind::Made, ledger.make(), 0);
    let person = occupants::text(&person, "userID").to_owned();
    let made = Assignment { id, seat, person, status: "ongoing" };
    let record = made.record(company);
    let assigned = super::ledger::Assigned { seat: seat.id(company), person: made.person };
    ledger.assigned.insert(made.id, assigned);
    Ok(changed(call, record))
}

pub(crate) fn end(call: &Call<'_>) -> Answered {
    let id = call.path("assignmentID");
    let mut ledger = call.world.ledger();
    let known = all(call.world.company, &ledger);
    match known.iter().find(|assignment| assignment.id == id) {
        None => Err(Refusal::not_found("assignment", id)),
        Some(assignment) if assignment.status == "ended" => {
            Err(Refusal::new(StatusCode::CONFLICT, "the assignment has ended"))
        }
        Some(_) => {
            ledger.ended_assignments.insert(id.to_owned());
            Ok(changed(call, json!({ "ended": true })))
        }
    }
}

fn all(company: Company, ledger: &Ledger) -> Vec<Assignment> {
    let before = OFFICES.into_iter().flat_map(Office::seats).filter_map(|seat| {
        let (user, status) = seat.assigned(company)?;
        let id = company.id(Kind::Assignment, seat.office.number, seat.number);
        Some(Assignment { id, seat, person: user.id(), status })
    });
    let made = ledger.assigned.iter().filter_map(|(id, assigned)| {
        let seat = company.seat(&assigned.seat)?;
        let person = assigned.person.clone();
        Some(Assignment { id: id.clone(), seat, person, status: "ongoing" })
    });
    let mut all: Vec<Assignment> = before.chain(made).collect();
    for assignment in &mut all {
        if ledger.ended_assignments.contains(&assignment.id) {
            assignment.status = "ended";
        }
    }
    all
}

impl Assignment {
    fn record(&self, company: Company) -> Value {
        json!({
            "assignmentID": self.id,
            "seatID": self.seat.id(company),
            "userID": self.person,
            "officeID": self.seat.office.id(company),
            "status": self.status,
        })
    }
}

/// A list as a JSON array, or joined by commas.
fn texts(text: &str) -> Vec<String> {
    serde_json::from_str(text)
        .unwrap_or_else(|_| text.split(',').map(|part| part.trim().to_owned()).collect())
}
