//! Turns the stays of a space into the numbers of one bucket.

use serde_json::{Map, Value, json};

use super::{
    grid::{Bucket, Span},
    space::{Counting, Space},
    usage::{Stay, Usage},
    wall::Wall,
};

/// How far a Waffle sensor counts.
pub(crate) const WAFFLE_LIMIT: i64 = 3;

/// What happened in the spans of a bucket. Times are in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Measure {
    length: i64,
    silent: i64,
    used: i64,
    /// People times milliseconds.
    presence: i64,
    max: i64,
    min: i64,
    entrances: i64,
    exits: i64,
}

/// Every metric of a space in one bucket, under its name on the wire.
pub(crate) fn datum(space: &Space, usage: &mut Usage<'_>, bucket: &Bucket) -> Map<String, Value> {
    let most = if space.counting == Some(Counting::Waffle) { WAFFLE_LIMIT } else { i64::MAX };
    let measure = Measure::of(usage, &bucket.spans, most);
    let average = measure.average();
    let capacity = space.capacity;
    let mut datum = Map::new();
    let mut add = |name: &str, value: Value| datum.insert(name.to_owned(), value);

    add("occupancy_min", measure.min.into());
    add("occupancy_max", measure.max.into());
    // Nothing is known of a bucket in which no sensor was awake.
    let is_known = measure.silent < measure.length;
    add("occupancy_avg", if is_known { average.into() } else { Value::Null });
    add("utilization_avg", json!(capacity.map(|people| share(average, people as f64))));
    add("utilization_max", json!(capacity.map(|people| share(measure.max as f64, people as f64))));
    add("time_used_raw", measure.used.into());
    add("time_used_percentage", share(measure.used as f64, measure.length as f64).into());
    add("up_time", (1.0 - share(measure.silent as f64, measure.length as f64)).into());
    if space.counting == Some(Counting::Entry) {
        add("entrances", measure.entrances.into());
        add("exits", measure.exits.into());
    }
    if space.counting == Some(Counting::Waffle) {
        add("is_capped", (measure.max >= WAFFLE_LIMIT).into());
        add("capped_count_limit", WAFFLE_LIMIT.into());
    }
    datum
}

/// A quotient; 0 when there is nothing to divide by, as the vendor has it.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

impl Measure {
    fn of(usage: &mut Usage<'_>, spans: &[Span], most: i64) -> Self {
        let mut total = Self { min: i64::MAX, ..Self::default() };
        for span in spans {
            total.length += span.end.0 - span.start.0;
            total.silent += usage.silence(span.start, span.end);
            total.sweep(usage, *span, most);
        }
        total
    }

    fn average(&self) -> f64 {
        share(self.presence as f64, self.length as f64)
    }

    /// Walks through a span from one change to the next.
    fn sweep(&mut self, usage: &mut Usage<'_>, span: Span, most: i64) {
        let days = span.start.day()..=Wall(span.end.0 - 1).day();
        let now = usage.now();
        let mut changes = Vec::new();
        for day in days {
            for stay in usage.day(day) {
                self.note_doors(stay, span, now);
                let (start, end) = (stay.start.max(span.start), stay.end.min(span.end).min(now));
                if start < end {
                    changes.extend([(start, stay.people), (end, -stay.people)]);
                }
            }
        }
        // At the same moment those who leave go first.
        changes.sort_unstable();
        let (mut since, mut people) = (span.start, 0);
        for (time, change) in changes.into_iter().chain([(span.end, 0)]) {
            self.count(people.min(most), time.0 - since.0);
            (since, people) = (time, people + change);
        }
    }

    fn note_doors(&mut self, stay: &Stay, span: Span, now: Wall) {
        let within = |time| span.start <= time && time < span.end && time < now;
        self.entrances += if within(stay.start) { stay.people } else { 0 };
        self.exits += if within(stay.end) { stay.people } else { 0 };
    }

    fn count(&mut self, people: i64, length: i64) {
        if length == 0 {
            return;
        }
        self.max = self.max.max(people);
        self.min = self.min.min(people);
        self.presence += people * length;
        self.used += if people > 0 { length } else { 0 };
    }
}
