//! Records as JSON, under names that are our own but for the documented ones.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use serde_json::{Map, Value, json};

use super::{
    behavior::{Drafts, Times},
    company::{BUILDINGS, Building, Company, Level, N_AREAS, N_FLOORS, N_ZONES, User},
    days::{Place, Plan, Slot},
    guid::Kind,
};

/// How many desks an area has.
const N_DESKS: u32 = 50;

pub(crate) fn user(user: User, today: Date) -> Value {
    let mut record = json!({
        "id": user.id(),
        "firstName": user.first_name(),
        "lastName": user.last_name(),
        "email": user.email(),
        "department": user.department(),
    });
    for (name, value) in [("externalId", user.external_id()), ("licensePlate", user.plate(today))] {
        if let Some(value) = value {
            record[name] = value.into();
        }
    }
    record
}

/// The buildings, with those that are not published if `drafts` are wanted.
pub(crate) fn buildings(company: Company, drafts: Drafts) -> Vec<Value> {
    let shown = BUILDINGS.iter();
    let shown = shown.filter(|building| building.is_published || drafts == Drafts::Published);
    shown.map(|building| self::building(company, building)).collect()
}

fn building(company: Company, building: &Building) -> Value {
    let number = building.number;
    let desk = |floor: u32, area: u32, desk: u32| {
        let id = company.id(Kind::Desk, number, place_number(floor, area, desk));
        json!({ "id": id, "name": format!("{}.{}.{:02}", floor + 1, area + 1, desk + 1) })
    };
    let area = |floor: u32, area: u32| {
        let desks = if building.level == Level::Desk { N_DESKS } else { 0 };
        json!({
            "id": company.id(Kind::Area, number, place_number(floor, area, 0)),
            "name": format!("{}.{}", floor + 1, area + 1),
            "desks": (0..desks).map(|number| desk(floor, area, number)).collect::<Vec<_>>(),
        })
    };
    let floor = |floor: u32| {
        json!({
            "id": company.id(Kind::Floor, number, floor),
            "number": floor + 1,
            "hasMap": floor > 0,
            "areas": (0..N_AREAS).map(|number| area(floor, number)).collect::<Vec<_>>(),
        })
    };
    json!({
        "id": company.id(Kind::Building, number, 0),
        "name": building.name,
        "timeZone": building.zone,
        "floors": (0..N_FLOORS).map(floor).collect::<Vec<_>>(),
    })
}

/// The parking lots: one below each building that people work in.
pub(crate) fn parking_lots(company: Company, drafts: Drafts) -> Vec<Value> {
    let shown = BUILDINGS.iter();
    let shown = shown.filter(|building| building.is_published || drafts == Drafts::Published);
    let zone = |building: u32, zone: u32| {
        json!({
            "id": company.id(Kind::Zone, building, zone),
            "name": format!("Level -{}", zone + 1),
            "spots": 70 - 20 * zone,
        })
    };
    let lot = |building: &Building| {
        let number = building.number;
        json!({
            "id": company.id(Kind::ParkingLot, number, 0),
            "name": format!("{} garage", building.name),
            "buildingId": company.id(Kind::Building, number, 0),
            "zones": (0..N_ZONES).map(|index| zone(number, index)).collect::<Vec<_>>(),
        })
    };
    shown.map(lot).collect()
}

pub(crate) fn workday(slot: &Slot, times: Times) -> Value {
    let company = slot.user.company;
    let status = match slot.plan {
        Plan::Office(_) => "OfficeDay",
        Plan::Remote => "RemoteDay",
        Plan::NotWorking => "DayOff",
    };
    let mut record = json!({
        "id": slot.id(Kind::Workday).get(24..).unwrap_or_default(),
        "userId": slot.user.id(),
        "date": slot.day.to_string(),
        "status": status,
        "buildingId": slot.office().map(|building| company.id(Kind::Building, building.number, 0)),
    });
    stamp(&mut record, slot, times);
    record
}

/// A booking of a workspace, without its id and its time.
pub(crate) fn workspace(slot: &Slot, place: &Place) -> Value {
    let (user, company) = (slot.user, slot.user.company);
    let number = place.building.number;
    let area = place.area.map(|area| place_number(place.floor, area, 0));
    let area = area.map(|area| company.id(Kind::Area, number, area));
    let desk = place.area.zip(place.desk);
    let desk = desk.map(|(area, desk)| place_number(place.floor, area, desk));
    let desk = desk.map(|desk| company.id(Kind::Desk, number, desk));
    let floor = company.id(Kind::Floor, number, place.floor);
    let mut record = person(user);
    record.extend(object(json!({
        "nodeId": area.as_ref().unwrap_or(&floor),
        "deskId": desk,
        "areaId": area,
        "floorId": floor,
        "floorHasMap": place.floor > 0,
        "floorNumber": place.floor + 1,
        "buildingId": company.id(Kind::Building, number, 0),
        "buildingName": place.building.name,
    })));
    Value::Object(record)
}

/// A booking of a parking spot, without its time.
pub(crate) fn parking(slot: &Slot, zone: u32, today: Date) -> Value {
    let (user, company) = (slot.user, slot.user.company);
    let number = slot.building().number;
    let mut record = person(user);
    record.extend(object(json!({
        "id": slot.id(Kind::Parking),
        "parkingLotId": company.id(Kind::ParkingLot, number, 0),
        "zoneId": company.id(Kind::Zone, number, zone),
        "licensePlate": user.plate(today),
    })));
    Value::Object(record)
}

/// Who booked, in every booking.
fn person(user: User) -> Map<String, Value> {
    let mut record = object(json!({
        "userId": user.id(),
        "firstName": user.first_name(),
        "lastName": user.last_name(),
        "email": user.email(),
    }));
    if let Some(id) = user.external_id() {
        record.insert("userExternalId".to_owned(), id.into());
    }
    record
}

/// Writes when a slot begins and ends.
pub(crate) fn stamp(record: &mut Value, slot: &Slot, times: Times) {
    let (start, end) = slot.local();
    let zone = slot.building().time_zone();
    record["startTime"] = time(start, &zone, times).into();
    record["endTime"] = time(end, &zone, times).into();
}

fn time(local: DateTime, zone: &TimeZone, times: Times) -> String {
    let instant = || zone.to_ambiguous_timestamp(local).compatible();
    match (times, instant()) {
        (Times::Local, _) | (_, Err(_)) => local.to_string(),
        (Times::Utc, Ok(instant)) => instant.to_string(),
        (Times::Offset, Ok(instant)) => with_offset(instant, zone),
    }
}

fn with_offset(instant: Timestamp, zone: &TimeZone) -> String {
    instant.display_with_offset(zone.to_offset(instant)).to_string()
}

/// Every name in a value, begun with a capital letter.
pub(crate) fn capitalized(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(capitalized).collect(),
        Value::Object(fields) => {
            let fields =
                fields.into_iter().map(|(name, value)| (capital(&name), capitalized(value)));
            Value::Object(fields.collect())
        }
        other => other,
    }
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn place_number(floor: u32, area: u32, desk: u32) -> u32 {
    floor * 10_000 + area * 1_000 + desk
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
