//! Sensors and their health.

use serde_json::{Map, Value, json};

use super::{
    behavior::{Enums, SensorHealthShape, UnknownIds},
    call::Call,
    grid::with_offset,
    portfolio::Sensor,
    space::{Counting, Space},
    wall::Wall,
};
use crate::{refusal::Refusal, reply::Reply};

/// Answers `list_sensors`. The vendor does not publish the fields of a
/// sensor: all but the serial number are ours.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let sensors = selected(call)?;
    let items = sensors.into_iter().map(|(sensor, space)| {
        json!({
            "serial_number": sensor.serial_number,
            "sensor_type": space.counting.map(Counting::name),
            "space_id": space.id,
        })
    });
    Ok(Reply::json(items.collect()))
}

/// Answers `list_sensor_health_history`.
pub(crate) fn list_history(call: &Call<'_>) -> Result<Reply, Refusal> {
    let dates = call.dates()?;
    let histories = selected(call)?.into_iter().map(|(sensor, space)| {
        let zone = &space.zone.rules;
        let range = call.range(dates, &space);
        let now = Wall::at(call.now, zone);
        let stamp = |time: Wall| with_offset(time.instant(zone), zone);
        let changes = sensor.changes(call.world.seed, range.start, range.end.min(now), stamp);
        (sensor.serial_number.clone(), Value::from(changes))
    });
    Ok(Reply::json(histories.collect::<Map<_, _>>().into()))
}

/// Answers `list_current_sensor_health`.
pub(crate) fn list_current(call: &Call<'_>) -> Result<Reply, Refusal> {
    let sensors = selected(call)?;
    let items: Vec<Value> =
        sensors.iter().map(|(sensor, space)| current(call, sensor, space)).collect();
    Ok(Reply::json(match call.behavior.sensor_health {
        SensorHealthShape::Data => json!({ "data": items }),
        SensorHealthShape::Results => json!({ "results": items }),
        SensorHealthShape::Bare => items.into(),
    }))
}

fn current(call: &Call<'_>, sensor: &Sensor, space: &Space) -> Value {
    let now = Wall::at(call.now, &space.zone.rules);
    let health = match call.behavior.enums {
        Enums::Unknown if call.world.is_odd(&space.id) => "calibrating",
        _ => sensor.at(call.world.seed, now).name(),
    };
    let mut item = json!({ "serial_number": sensor.serial_number, "health_status": health });
    if let Some(doorway) = &sensor.doorway {
        item["doorway_id"] = doorway.as_str().into();
    }
    item
}

/// The sensors that were asked for, with their spaces as they are now.
fn selected<'a>(call: &Call<'a>) -> Result<Vec<(&'a Sensor, Space)>, Refusal> {
    let serials = call.texts("serial_numbers");
    let spaces = call.texts("space_ids");
    if serials.is_some() && spaces.is_some() {
        return Err(Refusal::invalid("/serial_numbers: cannot be together with /space_ids"));
    }
    let all = &call.world.portfolio.sensors;
    if let Some(serial) = serials.iter().flatten().find(|serial| !is_known(all, serial))
        && call.behavior.unknown_ids == UnknownIds::NotFound
    {
        return Err(Refusal::not_found("sensor", serial));
    }
    let asked = |sensor: &Sensor| match (&serials, &spaces) {
        (Some(serials), _) if !serials.is_empty() => serials.contains(&sensor.serial_number),
        (_, Some(spaces)) if !spaces.is_empty() => spaces.contains(&sensor.space),
        _ => true,
    };
    let state = call.state();
    let with_space = |sensor: &'a Sensor| {
        let space = state.spaces.get(&sensor.space)?;
        Some((sensor, Space::clone(space)))
    };
    Ok(all.iter().filter(|sensor| asked(sensor)).filter_map(with_space).collect())
}

fn is_known(sensors: &[Sensor], serial: &str) -> bool {
    sensors.iter().any(|sensor| sensor.serial_number == serial)
}
