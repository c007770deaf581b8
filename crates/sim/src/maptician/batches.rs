//! Presence and leave at other times, all or nothing unless a batch says otherwise.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    answer::{Answered, Call, changed},
    ledger::{Ledger, Stay},
    locations, occupants,
    range::{self, Range},
};
use crate::refusal::Refusal;

/// Why an entry is not taken: what the policies of a batch are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Invalid,
    Conflict,
    NoMatch,
}

/// How an entry says when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Times {
    Period,
    Start,
    Date,
    Leave,
}

pub(crate) fn add_periods(call: &Call<'_>) -> Answered {
    add(call, Times::Period)
}

pub(crate) fn add_starts(call: &Call<'_>) -> Answered {
    add(call, Times::Start)
}

pub(crate) fn add_dates(call: &Call<'_>) -> Answered {
    add(call, Times::Date)
}

pub(crate) fn add_leave(call: &Call<'_>) -> Answered {
    add(call, Times::Leave)
}

fn add(call: &Call<'_>, times: Times) -> Answered {
    let Some(entries) = call.field("entries").and_then(Value::as_array) else {
        return Err(Refusal::invalid("entries: is required"));
    };
    let zone = range::zone(call.text("timezone"))?;
    let by = call.text("match_by").unwrap_or("email");
    if !["email", "employeeID", "userID"].contains(&by) {
        return Err(Refusal::invalid("match_by: is not one of email, employeeID, userID"));
    }
    let skips = Skips::read(call)?;
    let mut ledger = call.world.ledger();
    let (mut stays, mut skipped) = (Vec::new(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        match stay(call, &ledger, &stays, entry, by, times, &zone) {
            Ok(stay) => stays.push(stay),
            Err((fault, why)) if skips.has(fault) => {
                skipped.push(json!({ "index": index, "why": why }));
            }
            Err((_, why)) => return Err(Refusal::invalid(format!("/entries/{index}: {why}"))),
        }
    }
    let n_added = stays.len();
    ledger.stays.extend(stays);
    Ok(changed(call, json!({ "added": n_added, "skipped": skipped })))
}

/// Which faults make a batch leave an entry out.
struct Skips(Vec<Fault>);

impl Skips {
    fn read(call: &Call<'_>) -> Result<Self, Refusal> {
        let policies = [
            ("on_invalid", Fault::Invalid),
            ("on_conflict", Fault::Conflict),
            ("on_no_match", Fault::NoMatch),
        ];
        let mut skips = Vec::new();
        for (name, fault) in policies {
            match call.text(name) {
                None | Some("cancel") => {}
                Some("skip") => skips.push(fault),
                Some(_) => return Err(Refusal::invalid(format!("{name}: is not cancel or skip"))),
            }
        }
        Ok(Self(skips))
    }

    fn has(&self, fault: Fault) -> bool {
        self.0.contains(&fault)
    }
}

fn stay(
    call: &Call<'_>,
    ledger: &Ledger,
    before: &[Stay],
    entry: &Value,
    by: &str,
    times: Times,
    zone: &TimeZone,
) -> Result<Stay, (Fault, String)> {
    let company = call.world.company;
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let invalid = |refusal: Refusal| (Fault::Invalid, refusal.message);
    let needed = |name: &str| text(name).ok_or_else(|| (Fault::Invalid, format!("needs {name}")));
    let person = occupants::find(company, ledger, by, needed(by)?)
        .ok_or_else(|| (Fault::NoMatch, format!("{by}: there is nobody")))?;
    if times != Times::Leave {
        let office = locations::named(company, ledger, text)
            .map_err(|refusal| (Fault::NoMatch, refusal.message))?;
        office.ok_or_else(|| (Fault::Invalid, "needs a location".to_owned()))?;
    }
    let at = |name: &str| -> Result<Timestamp, (Fault, String)> {
        range::instant(name, needed(name)?, zone).map_err(invalid)
    };
    let day = |name: &str| range::day(name, needed(name)?, zone).map_err(invalid);
    let range = match times {
        Times::Period => Range { start: at("start")?, end: at("end")? },
        Times::Start => {
            let first = day("start")?;
            Range { start: at("start")?, ..Range::of_days(first, first, zone).map_err(invalid)? }
        }
        Times::Date => {
            let date = day("date")?;
            Range::of_days(date, date, zone).map_err(invalid)?
        }
        Times::Leave => Range::of_days(day("start")?, day("end")?, zone).map_err(invalid)?,
    };
    if range.end <= range.start {
        return Err((Fault::Invalid, "end: is not after start".to_owned()));
    }
    let person = occupants::text(&person, "userID").to_owned();
    let meets = |stay: &Stay| {
        stay.person == person && Range { start: stay.start, end: stay.end }.meets(range)
    };
    match ledger.stays.iter().chain(before).any(meets) {
        true => Err((Fault::Conflict, "it meets other presence".to_owned())),
        false => Ok(Stay { person, start: range.start, end: range.end }),
    }
}
