//! Raw sessions: the single periods in which spaces were in use.

use serde_json::{Map, Value, json};

use super::{
    behavior::{SessionEdges, SessionType, SessionsShape},
    call::Call,
    grid::{Span, with_offset},
    space::{Counting, Space},
    state::Row,
    usage::Stay,
    wall::{MINUTE, Wall},
};
use crate::{refusal::Refusal, reply::Reply, seed::Seed};

const OCCUPIED: u8 = 1;
const NOT_OCCUPIED: u8 = 0;

/// How often a Waffle sensor reports a session in which nobody was there.
const FALSE_ALARM_CHANCE: f64 = 0.1;

struct Session {
    span: Span,
    kind: u8,
}

/// Answers `list_raw_sessions`.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let dates = call.dates()?;
    let rows =
        call.state().spaces.metric_rows(call.texts("space_ids").as_deref(), call.behavior)?;
    let by_space = rows.iter().map(|row| {
        let sessions = sessions(call, row, call.range(dates, &row.space)).into_iter();
        let items = sessions.map(|session| to_json(call, &row.space, &session));
        (row.space.id.clone(), items.collect::<Vec<Value>>())
    });
    let reply = match call.behavior.sessions {
        SessionsShape::BySpace => by_space
            .map(|(id, sessions)| (id, json!({ "sessions": sessions })))
            .collect::<Map<_, _>>()
            .into(),
        SessionsShape::List => {
            let all: Vec<Value> = by_space.flat_map(|(_, sessions)| sessions).collect();
            json!({ "sessions": all })
        }
    };
    Ok(Reply::json(reply))
}

/// The sessions of a row in a range, those that are over.
fn sessions(call: &Call<'_>, row: &Row, range: Span) -> Vec<Session> {
    let mut usage = call.view().usage(row);
    let now = usage.now();
    let seed = call.world.seed.with("sessions").with(&row.space.id);
    let mut sessions = Vec::new();
    for day in range.start.day()..=range.end.day() {
        sessions.extend(of_stays(seed, &row.space, usage.day(day)));
    }
    sessions.retain(|session| {
        let Span { start, end } = session.span;
        let within = match call.behavior.session_edges {
            SessionEdges::Start => range.start <= start && start < range.end,
            SessionEdges::Overlap => start < range.end && end > range.start,
        };
        within && end <= now
    });
    sessions
}

/// What the sensors of a space make of its stays.
fn of_stays(seed: Seed, space: &Space, stays: &[Stay]) -> Vec<Session> {
    match (space.counting, space.function.as_deref()) {
        (Some(Counting::Oa), Some("desk")) => {
            stays.iter().flat_map(|stay| detections(seed.at(stay.start.0), *stay)).collect()
        }
        (Some(Counting::Waffle), _) => {
            let kind = |stay: &Stay| match seed.at(stay.start.0).chance(FALSE_ALARM_CHANCE) {
                true => NOT_OCCUPIED,
                false => OCCUPIED,
            };
            let session = |stay: &Stay| Session { span: span(stay), kind: kind(stay) };
            stays.iter().map(session).collect()
        }
        _ => merged(stays).into_iter().map(|span| Session { span, kind: OCCUPIED }).collect(),
    }
}

/// One sitting at a desk: single detections of up to 90 seconds, 5 to 10
/// minutes apart, which a client must merge.
fn detections(seed: Seed, stay: Stay) -> Vec<Session> {
    let mut found = Vec::new();
    let mut start = stay.start;
    while start < stay.end {
        let seed = seed.at(start.0);
        let length = seed.with("length").between(0, 90) * 1_000;
        let end = Wall(start.0 + length).min(stay.end);
        found.push(Session { span: Span { start, end }, kind: OCCUPIED });
        start =
            Wall(end.0 + seed.with("gap").between(5 * MINUTE / 1_000, 10 * MINUTE / 1_000) * 1_000);
    }
    found
}

/// The periods in which anybody was there.
fn merged(stays: &[Stay]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for stay in stays {
        match spans.last_mut() {
            Some(last) if stay.start <= last.end => last.end = last.end.max(stay.end),
            _ => spans.push(span(stay)),
        }
    }
    spans
}

fn span(stay: &Stay) -> Span {
    Span { start: stay.start, end: stay.end }
}

fn to_json(call: &Call<'_>, space: &Space, session: &Session) -> Value {
    let zone = &space.zone.rules;
    let stamp = |time: Wall| with_offset(time.instant(zone), zone);
    let mut item = json!({
        "start_time": stamp(session.span.start),
        "end_time": stamp(session.span.end),
    });
    match call.behavior.session_type {
        SessionType::String => item["session_type"] = session.kind.to_string().into(),
        SessionType::Integer => item["session_type"] = session.kind.into(),
        SessionType::Absent => {}
    }
    item
}
