//! Buildings, floors, neighborhoods and spaces.

use axum::http::StatusCode;

use super::{
    answer::{Answered, Call, not_found},
    company::{BUILDINGS, Building, N_FLOORS, N_NEIGHBORHOODS, Space},
    hydra::{self, USUAL_PAGE},
    record,
    ulid::Kind,
};

pub(crate) fn buildings(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    // Names fit in capital or small letters, and as a whole.
    let fits = |name: &str, value: &str| {
        call.query(name).is_none_or(|wanted| wanted.eq_ignore_ascii_case(value))
    };
    let found = BUILDINGS.into_iter().filter(|building| {
        fits("countryCode", building.country)
            && fits("city", building.city)
            && fits("name", building.name)
            && call.query("id").is_none_or(|id| id == building.id(company))
    });
    let found: Vec<Building> = found.collect();
    hydra::collection(call, "Building", USUAL_PAGE, &found, |it| record::building(company, *it))
}

pub(crate) fn building(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let found = company.building_of(call.path("id")).ok_or_else(not_found)?;
    Ok(hydra::resource("Building", StatusCode::OK, record::building(company, found)))
}

pub(crate) fn floors(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let floors = |building: Building| (0..N_FLOORS).map(move |floor| (building, floor));
    let found: Vec<(Building, u32)> = asked(call).flat_map(floors).collect();
    hydra::collection(call, "Floor", USUAL_PAGE, &found, |(building, floor)| {
        record::floor(company, *building, *floor, call.behavior.floor_plans)
    })
}

pub(crate) fn floor(call: &Call<'_>) -> Answered {
    let (building, floor) = within(call, Kind::Floor, N_FLOORS).ok_or_else(not_found)?;
    let record = record::floor(call.world.company, building, floor, call.behavior.floor_plans);
    Ok(hydra::resource("Floor", StatusCode::OK, record))
}

pub(crate) fn neighborhoods(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let all =
        |building: Building| (0..N_FLOORS * N_NEIGHBORHOODS).map(move |number| (building, number));
    let on_floor = |(building, number): &(Building, u32)| {
        call.query("floorId").is_none_or(|id| {
            id == company.id(Kind::Floor, building.number, number / N_NEIGHBORHOODS)
        })
    };
    let found: Vec<(Building, u32)> = asked(call).flat_map(all).filter(on_floor).collect();
    hydra::collection(call, "Neighborhood", USUAL_PAGE, &found, |(building, number)| {
        record::neighborhood(company, *building, *number)
    })
}

pub(crate) fn neighborhood(call: &Call<'_>) -> Answered {
    let found = within(call, Kind::Neighborhood, N_FLOORS * N_NEIGHBORHOODS);
    let (building, number) = found.ok_or_else(not_found)?;
    let record = record::neighborhood(call.world.company, building, number);
    Ok(hydra::resource("Neighborhood", StatusCode::OK, record))
}

pub(crate) fn spaces(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let floor = |space: &Space| company.id(Kind::Floor, space.building.number, space.floor());
    let near = |space: &Space| {
        let place = space.floor() * N_NEIGHBORHOODS + space.neighborhood()?;
        Some(company.id(Kind::Neighborhood, space.building.number, place))
    };
    let fits = |space: &Space| {
        call.query("floorId").is_none_or(|id| id == floor(space))
            && call.query("neighborhoodId").is_none_or(|id| near(space).as_deref() == Some(id))
    };
    let found: Vec<Space> = asked(call).flat_map(Building::spaces).filter(fits).collect();
    hydra::collection(call, "Space", USUAL_PAGE, &found, |space| record::space(company, *space))
}

pub(crate) fn space(call: &Call<'_>) -> Answered {
    let company = call.world.company;
    let found = company.space_of(call.path("id")).ok_or_else(not_found)?;
    Ok(hydra::resource("Space", StatusCode::OK, record::space(company, found)))
}

/// The buildings that a list is about.
fn asked(call: &Call<'_>) -> impl Iterator<Item = Building> {
    let company = call.world.company;
    let id = call.query("buildingId");
    BUILDINGS.into_iter().filter(move |it| id.is_none_or(|id| id == it.id(company)))
}

/// The building and the number of what is in the path.
fn within(call: &Call<'_>, kind: Kind, n: u32) -> Option<(Building, u32)> {
    let key = call.world.company.key(kind, call.path("id"))?;
    let building = BUILDINGS.into_iter().find(|building| building.number == key.of)?;
    (key.at < n).then_some((building, key.at))
}
