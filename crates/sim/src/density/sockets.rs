//! WebSockets: for how long their addresses are good, and what they tell.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, Weak},
    time::Duration,
};

use axum::{
    extract::ws::{Message, WebSocket},
    http::StatusCode,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use tokio::{sync::watch, time::interval};

use super::{
    behavior::{Addresses, Behavior, Heartbeats, SocketSensors},
    call::Call,
    space::{Counting, Level},
    state::{Row, Spaces, State},
    view::{View, has_presence},
    world::{Density, World},
};
use crate::{call::Elsewhere, clock::Clock, refusal::Refusal, reply::Reply, vendor::Session};

/// Where the addresses of sockets lead.
const PATH: &str = "/v3/sockets/";

/// How long an address is good.
const ADDRESS_LIFE: SignedDuration = SignedDuration::from_mins(1);

/// How long after a message about everything the next one comes.
const REFRESH_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// How often a socket looks at the clock.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// No more minutes of a doorway are told of at once.
const MOST_MINUTES: i64 = 24 * 60;

/// An address that was given out.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    subject: Subject,
    issued: Timestamp,
}

/// What a socket tells of.
#[derive(Clone, Debug)]
enum Subject {
    /// The presence in the spaces of a floor.
    Presence(String),
    /// The people in a space and in all below it.
    Occupancy(String),
    /// Who goes through a doorway.
    Doorway(String),
}

/// Answers `create_floor_presence_socket`.
pub(crate) fn create_floor_presence(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    let level = call.state().spaces.get(id).map(|space| space.level);
    match level {
        Some(Level::Floor) => Ok(create(call, Subject::Presence(id.to_owned()))),
        Some(_) => Err(Refusal::invalid(format!("{id:?} is not a floor"))),
        None => Err(Refusal::not_found("floor", id)),
    }
}

/// Answers `create_space_occupancy_socket`.
pub(crate) fn create_space_occupancy(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    // Not in the `match`, which would hold the state while an address is made.
    let is_known = call.state().spaces.get(id).is_some();
    match is_known {
        true => Ok(create(call, Subject::Occupancy(id.to_owned()))),
        false => Err(Refusal::not_found("space", id)),
    }
}

/// Answers `create_doorway_events_socket`.
pub(crate) fn create_doorway_events(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.path_id();
    match call.world.portfolio.doorways.iter().any(|doorway| doorway.id == id) {
        true => Ok(create(call, Subject::Doorway(id.to_owned()))),
        false => Err(Refusal::not_found("doorway", id)),
    }
}

fn create(call: &Call<'_>, subject: Subject) -> Reply {
    let mut state = call.state();
    let key = state.make_id("s");
    let url = format!("ws://{}{PATH}{key}", call.world.address);
    state.sockets.insert(key, Address { subject, issued: call.now });
    Reply::json(json!({ "ws_url": url }))
}

/// Opens a socket at an address that was given out.
pub(crate) fn open(call: &Elsewhere<'_, Density>) -> Option<Result<Session, Refusal>> {
    let key = call.path.strip_prefix(PATH)?;
    Some(redeem(call, key).map(|subject| {
        let teller = Teller {
            world: Arc::downgrade(call.world),
            clock: call.clock.clone(),
            behavior: call.behavior.clone(),
            subject,
            told: None,
            looked: None,
            refreshed: None,
        };
        let closing = call.world.sockets.subscribe();
        let session: Session = Box::new(move |socket| Box::pin(teller.run(socket, closing)));
        session
    }))
}

/// Answers a plain request to the address of a socket.
pub(crate) fn refuse_plain(call: &Elsewhere<'_, Density>) -> Option<Refusal> {
    let why = "this is the address of a WebSocket";
    call.path.starts_with(PATH).then(|| Refusal::new(StatusCode::UPGRADE_REQUIRED, why))
}

fn redeem(call: &Elsewhere<'_, Density>, key: &str) -> Result<Subject, Refusal> {
    let mut state = call.world.state.lock().unwrap_or_else(PoisonError::into_inner);
    let address = match call.behavior.socket_addresses {
        Addresses::Once => state.sockets.remove(key),
        Addresses::Reusable => state.sockets.get(key).cloned(),
    };
    let is_good = |address: &Address| call.now.duration_since(address.issued) <= ADDRESS_LIFE;
    let why = "the address was used before, or has run out";
    let address = address.filter(is_good);
    Ok(address.ok_or_else(|| Refusal::new(StatusCode::FORBIDDEN, why))?.subject)
}

/// One open socket.
struct Teller {
    /// Weak, so that a simulator that is dropped takes its sockets with it.
    world: Weak<World>,
    clock: Clock,
    behavior: Behavior,
    subject: Subject,
    /// What was told of each space, without the time; `None` before the first message.
    told: Option<BTreeMap<String, Value>>,
    looked: Option<Timestamp>,
    refreshed: Option<Timestamp>,
}

impl Teller {
    /// Tells until either side has enough.
    async fn run(mut self, mut socket: WebSocket, mut closing: watch::Receiver<()>) {
        let mut looks = interval(LOOK_EVERY);
        loop {
            tokio::select! {
                // Without a word, as when a machine goes down.
                _ = closing.changed() => return,
                heard = socket.recv() => match heard {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => {}
                },
                _ = looks.tick() => {
                    let Some(messages) = self.look() else { return };
                    for message in messages {
                        if socket.send(Message::Text(message.into())).await.is_err() {
                            return;
                        }
                    }
                }
            }
        }
    }

    /// What there is to tell, if time went on; `None` once the simulator is gone.
    fn look(&mut self) -> Option<Vec<String>> {
        let world = self.world.upgrade()?;
        let now = self.clock.now();
        if self.looked.is_some_and(|looked| looked.as_second() == now.as_second()) {
            return Some(Vec::new());
        }
        let behavior = self.behavior.clone();
        let view = View { world: &world, behavior: &behavior, now };
        let messages = match &self.subject {
            Subject::Doorway(id) => passages(view, id, self.looked),
            Subject::Presence(_) | Subject::Occupancy(_) => self.tell(view),
        };
        self.looked = Some(now);
        Some(messages)
    }

    /// Everything once a minute, and in between what changed.
    fn tell(&mut self, view: View<'_>) -> Vec<String> {
        let entries = self.entries(view);
        let stamp = format!("{:.0}", view.now);
        let message = |kind: &str, entries: &mut dyn Iterator<Item = (&String, &Value)>| {
            let stamped = entries.map(|(id, entry)| {
                let mut entry = entry.clone();
                entry["timestamp"] = stamp.as_str().into();
                (id.clone(), entry)
            });
            json!({ "update_type": kind, "data": stamped.collect::<Map<_, _>>() }).to_string()
        };
        let is_due =
            self.refreshed.is_none_or(|last| view.now.duration_since(last) >= REFRESH_EVERY);
        let mut messages = Vec::new();
        if is_due {
            self.refreshed = Some(view.now);
            messages.push(message("refresh", &mut entries.iter()));
            if self.behavior.heartbeats == Heartbeats::Text {
                messages.push("heartbeat".to_owned());
            }
        } else {
            let told = self.told.as_ref();
            let is_new = |(id, entry): &(&String, &Value)| {
                told.and_then(|told| told.get(*id)).is_none_or(|before| before != *entry)
            };
            let mut changed = entries.iter().filter(is_new).peekable();
            if changed.peek().is_some() {
                messages.push(message("live", &mut changed));
            }
        }
        self.told = Some(entries);
        messages
    }

    /// What is to be told of each space.
    fn entries(&self, view: View<'_>) -> BTreeMap<String, Value> {
        let state = view.world.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (id, is_presence) = match &self.subject {
            Subject::Presence(id) => (id, true),
            Subject::Occupancy(id) | Subject::Doorway(id) => (id, false),
        };
        let mut rows = rows_below(&state, id, view.behavior);
        drop(state);
        rows.retain(|row| match is_presence {
            true => has_presence(row),
            false => {
                self.behavior.socket_sensors == SocketSensors::All
                    || row.space.counting != Some(Counting::Oa)
            }
        });
        let entry = |row: Row| {
            let mut entry = match is_presence {
                true => view.presence(&row),
                false => json!({
                    "occupancy": view.count(&row),
                    "space_health_status": view.health(&row),
                }),
            };
            entry["counting_mode"] = row.space.counting.map(Counting::name).into();
            (row.space.id.clone(), entry)
        };
        rows.into_iter().map(entry).collect()
    }
}

/// The rows of a space and of all below it.
fn rows_below(state: &State, id: &str, behavior: &Behavior) -> Vec<Row> {
    let mut ids = Vec::new();
    collect(&state.spaces, id, &mut ids);
    state.spaces.live_rows(Some(&ids), behavior).unwrap_or_default()
}

fn collect(spaces: &Spaces, id: &str, ids: &mut Vec<String>) {
    ids.push(id.to_owned());
    if let Some(space) = spaces.get(id) {
        space.children.iter().for_each(|child| collect(spaces, child, ids));
    }
}

/// Who went through a doorway since a time: those who came to its space or left it. Of
/// several doorways, each has its minutes.
fn passages(view: View<'_>, id: &str, since: Option<Timestamp>) -> Vec<String> {
    let Some(since) = since else { return Vec::new() };
    let doorways = &view.world.portfolio.doorways;
    let Some(doorway) = doorways.iter().find(|doorway| doorway.id == id) else {
        return Vec::new();
    };
    let siblings: Vec<_> = doorways.iter().filter(|other| other.spaces == doorway.spaces).collect();
    let place = siblings.iter().position(|other| other.id == id).unwrap_or_default();
    let state = view.world.state.lock().unwrap_or_else(PoisonError::into_inner);
    let rows = state.spaces.live_rows(Some(&doorway.spaces), view.behavior).unwrap_or_default();
    drop(state);
    let Some(row) = rows.first() else { return Vec::new() };
    let minute = |time: Timestamp| time.as_second().div_euclid(60);
    let last = minute(view.now);
    let first = minute(since).max(last - MOST_MINUTES);
    let people = |minute: i64| {
        let now = Timestamp::from_second(minute * 60).unwrap_or(view.now);
        View { now, ..view }.count(row)
    };
    let mut before = people(first);
    let mut messages = Vec::new();
    for minute in first + 1..=last {
        let now = people(minute);
        let direction = if now > before { 1 } else { -1 };
        let n_siblings = i64::try_from(siblings.len()).unwrap_or(1);
        if usize::try_from(minute.rem_euclid(n_siblings)) == Ok(place) {
            let event = json!({ "direction": direction });
            (0..now.abs_diff(before)).for_each(|_| messages.push(event.to_string()));
        }
        before = now;
    }
    messages
}
