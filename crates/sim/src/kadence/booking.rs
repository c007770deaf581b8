//! Bookings: those of the beginning, and those that calls have made.

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};

use super::{
    company::{BUILDINGS, Building, Company, Space, day_number},
    ledger::{Event, Ledger},
    ulid::{self, Key, Kind},
};
use crate::seed::Seed;

/// A space, or a place in a building, that is booked for a time.
#[derive(Clone, Debug)]
pub(crate) struct Booking {
    pub(crate) id: String,
    pub(crate) building: Building,
    /// None of an onsite booking.
    pub(crate) space: Option<Space>,
    pub(crate) user: String,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) created: Timestamp,
    pub(crate) title: Option<String>,
    pub(crate) is_online: Option<bool>,
    /// Email addresses and names.
    pub(crate) guests: Vec<(String, String)>,
    pub(crate) self_certified: Option<Timestamp>,
    pub(crate) checked_in: Option<Event>,
    pub(crate) checked_out: Option<Event>,
    pub(crate) canceled: Option<Event>,
}

/// A range of days, both included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

/// What bookings are asked for, so that no others need be made.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) days: Days,
    pub(crate) place: &'a dyn Fn(Building, Option<Space>) -> bool,
    /// The number of the only user.
    pub(crate) user: Option<u32>,
    /// Whether only those with guests are.
    pub(crate) with_guests: bool,
}

/// How many days back and ahead bookings reach.
const PAST: i32 = 90;
const AHEAD: i32 = 28;
/// How many people at most come to a building without a space.
const N_ONSITE: u32 = 12;

impl Booking {
    /// What the vendor calls its state.
    pub(crate) fn status(&self, now: Timestamp) -> &'static str {
        match (&self.canceled, &self.checked_out, &self.checked_in) {
            (Some(_), ..) => "cancelled",
            (None, Some(_), _) => "checkedOut",
            (None, None, Some(_)) if self.end <= now => "completed",
            (None, None, Some(_)) => "checkedIn",
            (None, None, None) if self.end <= now => "noCheckIn",
            (None, None, None) => "booked",
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        self.space.map_or("onsite", Space::kind)
    }

    pub(crate) fn meets(&self, start: Timestamp, end: Timestamp) -> bool {
        self.start < end && start < self.end
    }

    /// The same with what calls did to it.
    fn with(mut self, ledger: &Ledger) -> Self {
        if let Some(events) = ledger.events.get(&self.id) {
            let take = |own: &mut Option<Event>, later: &Option<Event>| {
                if later.is_some() {
                    own.clone_from(later);
                }
            };
            take(&mut self.canceled, &events.canceled);
            take(&mut self.checked_in, &events.checked_in);
            take(&mut self.checked_out, &events.checked_out);
        }
        self
    }
}

impl Wanted<'_> {
    pub(crate) fn everything(now: Timestamp) -> Self {
        Self { days: Days::all(now), place: &|_, _| true, user: None, with_guests: false }
    }
}

impl Days {
    /// All of which there are bookings.
    pub(crate) fn all(now: Timestamp) -> Self {
        let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
        Self { first: today.saturating_sub(PAST.days()), last: today.saturating_add(AHEAD.days()) }
    }

    /// Those that a time from one instant to another may meet, whatever the zone.
    pub(crate) fn around(self, from: Option<Timestamp>, to: Option<Timestamp>) -> Self {
        let day = |time: Timestamp| jiff::tz::TimeZone::UTC.to_datetime(time).date();
        let first = from.map(|from| day(from).saturating_sub(2.days()));
        let last = to.map(|to| day(to).saturating_add(2.days()));
        Self {
            first: first.map_or(self.first, |first| first.max(self.first)),
            last: last.map_or(self.last, |last| last.min(self.last)),
        }
    }

    fn each(self) -> impl Iterator<Item = Date> {
        self.first.series(1.day()).take_while(move |day| *day <= self.last)
    }
}

/// The bookings that are wanted.
pub(crate) fn all(
    company: Company,
    ledger: &Ledger,
    wanted: Wanted<'_>,
    now: Timestamp,
) -> Vec<Booking> {
    let before = BUILDINGS.into_iter().flat_map(|building| {
        let spaces = building.spaces().filter(move |space| (wanted.place)(building, Some(*space)));
        let spaces = spaces.flat_map(move |space| {
            wanted.days.each().flat_map(move |day| of_space(company, space, day, wanted, now))
        });
        let n_onsite = if (wanted.place)(building, None) { N_ONSITE } else { 0 };
        let onsite = (0..n_onsite).flat_map(move |n| {
            let days = wanted.days.each();
            days.filter_map(move |day| onsite(company, building, n, day, wanted, now))
        });
        spaces.chain(onsite)
    });
    let made = ledger.made.values().filter(|made| {
        let user = company.user_of(&made.user).map(|user| user.number);
        (wanted.place)(made.building, made.space)
            && (wanted.user.is_none() || wanted.user == user)
            && (!wanted.with_guests || !made.guests.is_empty())
    });
    before.chain(made.cloned()).map(|booking| booking.with(ledger)).collect()
}

/// The booking with this id.
pub(crate) fn find(company: Company, ledger: &Ledger, id: &str, now: Timestamp) -> Option<Booking> {
    if let Some(made) = ledger.made.get(id) {
        return Some(made.clone().with(ledger));
    }
    let kind = [Kind::Desk, Kind::Room, Kind::Onsite];
    let (kind, key) = kind.into_iter().find_map(|kind| Some((kind, company.key(kind, id)?)))?;
    let wanted = Wanted::everything(now);
    let day = wanted.days.each().find(|day| day_number(*day) == key.at)?;
    let building = BUILDINGS.into_iter().find(|it| it.number == key.of / 1_000)?;
    let number = key.of % 1_000;
    let booking = match kind {
        Kind::Onsite => onsite(company, building, number, day, wanted, now),
        _ => of_space(company, Space { building, number }, day, wanted, now)
            .into_iter()
            .find(|booking| booking.id == id),
    };
    booking.map(|booking| booking.with(ledger))
}

/// Whether a space is free.
pub(crate) fn is_free(
    company: Company,
    ledger: &Ledger,
    space: Space,
    (start, end): (Timestamp, Timestamp),
    now: Timestamp,
) -> bool {
    let everything = Wanted::everything(now);
    let days = everything.days.around(Some(start), Some(end));
    let before = days.each().flat_map(|day| of_space(company, space, day, everything, now));
    let made = ledger.made.values().filter(|booking| booking.space == Some(space)).cloned();
    let mut all = before.chain(made).map(|booking| booking.with(ledger));
    !all.any(|booking| booking.canceled.is_none() && booking.meets(start, end))
}

/// A desk is booked for a day, a room by the hour.
fn of_space(
    company: Company,
    space: Space,
    day: Date,
    wanted: Wanted<'_>,
    now: Timestamp,
) -> Vec<Booking> {
    let hours: &[(i8, i8, f64)] = match space.kind() {
        "desk" => &[(9, 17, 0.5)],
        "room" => &[
            (9, 10, 0.4),
            (10, 11, 0.4),
            (11, 12, 0.4),
            (13, 14, 0.4),
            (14, 15, 0.4),
            (15, 16, 0.4),
        ],
        "parking" => &[(8, 18, 0.4)],
        _ => &[],
    };
    let kind = if space.kind() == "room" { Kind::Room } else { Kind::Desk };
    let seed = company.seed.with("space").at(space.building.number.into());
    let seed = seed.at(space.number.into()).at(day_number(day).into());
    let booked = hours.iter().filter_map(|(from, to, chance)| {
        let seed = seed.at(i64::from(*from));
        let is_booked = seed.chance(*chance) && day.weekday().to_monday_zero_offset() < 5;
        if !is_booked {
            return None;
        }
        let key = Key {
            of: space.building.number * 1_000 + space.number,
            at: day_number(day),
            part: from.unsigned_abs(),
        };
        let slot = Slot { building: space.building, space: Some(space), day, from: *from, to: *to };
        booking(company, (kind, key), slot, seed, wanted, now)
    });
    booked.collect()
}

fn onsite(
    company: Company,
    building: Building,
    number: u32,
    day: Date,
    wanted: Wanted<'_>,
    now: Timestamp,
) -> Option<Booking> {
    let seed = company.seed.with("onsite").at(building.number.into()).at(number.into());
    let seed = seed.at(day_number(day).into());
    if !seed.chance(0.4) || day.weekday().to_monday_zero_offset() > 4 {
        return None;
    }
    let key = Key { of: building.number * 1_000 + number, at: day_number(day), part: 0 };
    let slot = Slot { building, space: None, day, from: 9, to: 17 };
    booking(company, (Kind::Onsite, key), slot, seed, wanted, now)
}

/// Where and when somebody booked.
#[derive(Clone, Copy)]
struct Slot {
    building: Building,
    space: Option<Space>,
    day: Date,
    from: i8,
    to: i8,
}

fn booking(
    company: Company,
    (kind, key): (Kind, Key),
    slot: Slot,
    seed: Seed,
    wanted: Wanted<'_>,
    now: Timestamp,
) -> Option<Booking> {
    let user = company.anybody(slot.building, seed.with("who"))?;
    let is_room = kind == Kind::Room;
    let has_guests = is_room && seed.with("guests").chance(0.2);
    if wanted.user.is_some_and(|number| number != user.number) || wanted.with_guests && !has_guests
    {
        return None;
    }
    let zone = slot.building.time_zone();
    let at = |hour: i8| zone.to_timestamp(slot.day.at(hour, 0, 0, 0)).ok();
    let (start, end) = (at(slot.from)?, at(slot.to)?);
    let minutes =
        |time: Timestamp, n: i64| time.saturating_add(SignedDuration::from_mins(n)).unwrap_or(time);
    let created = minutes(start, -seed.with("created").between(60, 20_000));
    let event = |at: Timestamp| Event { at, by: Some(user.id()), method: None };
    let roll = seed.with("course").between(0, 99);
    let canceled = (roll < 6).then(|| minutes(start, -30)).filter(|at| *at <= now);
    let comes = (6..85).contains(&roll);
    let arrival = minutes(start, seed.with("arrival").between(-10, 20));
    let checked_in = Some(arrival).filter(|at| comes && *at <= now);
    let leaves = (6..30).contains(&roll);
    let checked_out = Some(minutes(end, -20)).filter(|at| leaves && *at <= now);
    let certified = slot.building.certifies && seed.with("certified").chance(0.8) || comes;
    let certified = certified && slot.building.certifies;
    Some(Booking {
        id: ulid::ulid(company.seed, kind, key),
        building: slot.building,
        space: slot.space,
        user: user.id(),
        start,
        end,
        created,
        title: is_room.then(|| "Planning".to_owned()),
        is_online: is_room.then(|| seed.with("online").chance(0.5)),
        guests: has_guests.then(|| guest(seed)).into_iter().collect(),
        self_certified: Some(minutes(start, -90)).filter(|at| certified && *at <= now),
        checked_in: checked_in.map(event),
        checked_out: checked_out.map(event),
        canceled: canceled.map(event),
    })
}

/// One of a few hundred guests, who come again.
fn guest(seed: Seed) -> (String, String) {
    use crate::people::{FIRST_NAMES, LAST_NAMES};

    let seed = seed.with("guest");
    let first = seed.pick(&FIRST_NAMES).copied().unwrap_or_default();
    let last = seed.with("last").pick(&LAST_NAMES).copied().unwrap_or_default();
    let address = format!("{}.{}@guest.example", first.to_lowercase(), last.to_lowercase());
    (address, format!("{first} {last}"))
}
