//! Gives the rows of a schema their places in a body, with the help of a sample.
//!
//! A page that was saved as text shows neither how deep a field lies nor, for
//! what can be unfolded, its name. The sample beside it shows both, and has the
//! same order. So rows are laid along the sample's fields, as two texts are laid
//! along each other to compare them: of all the ways to do it in order, the
//! cheapest is taken.
//!
//! Each row either *meets* the next field of its name (a row without a name
//! meets any), or is *hidden*: it lies in a row that can be unfolded, of which
//! the sample shows only an id or `{}`, or it is *absent* from the sample. A
//! field that no row meets costs more than a row that no field meets, so that no
//! row runs ahead of its field.
//!
//! A row without a name meets only what can be unfolded and has no row of its own
//! name. Rows that stand in another order than the sample's fields are put right
//! at the end: what met nothing takes the one field beside its neighbors that is
//! left for it.
//!
//! What makes it exact is what a page says of unfolding: after `Array`, `One of`
//! or `Any of` the next row lies in this one, unless the branch that is shown
//! is a plain value.

use std::collections::BTreeSet;

use super::nodes::{Node, inside};
use super::rows::{Inside, Row};

/// Where a row lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At this node of the sample.
    Node(usize),
    /// At this path, of which the sample shows nothing.
    Path(String),
    /// Nobody can tell.
    Unknown,
}

const SKIPPED_FIELD: u32 = 10;
const ABSENT_ROW: u32 = 8;
const UNPLACED_ROW: u32 = 40;
const HIDDEN_ROW: u32 = 3;
const OTHER_TYPE: u32 = 2;

/// More than any page needs: beyond it, rows are not placed.
const MOST_STEPS: usize = 50_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Meet,
    Hide,
    Miss,
}

/// The cheapest way to have placed some rows, the last of them in one way.
#[derive(Clone, Copy, Debug)]
struct Step {
    cost: u32,
    way: Way,
    /// The field that was met last, counted from 1.
    met: usize,
    /// The step before, as an index into the row before.
    before: usize,
}

/// The place of each row. `nodes` are those of the sample, empty without one.
pub(super) fn align(rows: &[Row], nodes: &[Node]) -> Vec<Place> {
    let fields: Vec<usize> = nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.name.is_some())
        .map(|(at, _)| at)
        .collect();
    if rows.len().saturating_mul((fields.len() + 1).pow(2)) > MOST_STEPS {
        return vec![Place::Unknown; rows.len()];
    }
    let named = named(rows, nodes);
    let aligner = Aligner { rows, nodes, fields: &fields, named: &named };
    let ways = aligner.cheapest();
    aligner.places(&ways)
}

/// The names of which there are as many rows as fields.
fn named<'a>(rows: &'a [Row], nodes: &[Node]) -> BTreeSet<&'a str> {
    let names: BTreeSet<&str> = rows.iter().filter_map(|row| row.name.as_deref()).collect();
    let is_taken = |name: &&str| {
        let rows = rows.iter().filter(|row| row.name.as_deref() == Some(name)).count();
        rows >= nodes.iter().filter(|node| node.name.as_deref() == Some(name)).count()
    };
    names.into_iter().filter(is_taken).collect()
}

struct Aligner<'a> {
    rows: &'a [Row],
    nodes: &'a [Node],
    /// The nodes that are fields.
    fields: &'a [usize],
    /// The names whose fields all have rows of their own.
    named: &'a BTreeSet<&'a str>,
}

impl Aligner<'_> {
    /// The way of each row, and the field met last.
    fn cheapest(&self) -> Vec<(Way, usize)> {
        let start = Step { cost: 0, way: Way::Meet, met: 0, before: 0 };
        let mut layers: Vec<Vec<Option<Step>>> = vec![vec![Some(start)]];
        for row in 0..self.rows.len() {
            let mut layer = vec![None; (self.fields.len() + 1) * WAYS];
            for (before, step) in layers[row].iter().enumerate() {
                for next in step.iter().flat_map(|step| self.next(row, *step)) {
                    keep_cheapest(&mut layer, Step { before, ..next });
                }
            }
            layers.push(layer);
        }
        let left = |step: &Step| step.cost + SKIPPED_FIELD * (self.fields.len() - step.met) as u32;
        let last = layers.last().into_iter().flatten().enumerate();
        let last = last.filter_map(|(index, step)| Some((index, left(step.as_ref()?))));
        let best = last.min_by_key(|(_, cost)| *cost).map_or(0, |(index, _)| index);
        back(&layers, best)
    }

    /// All that can be done with a row after a step.
    fn next(&self, row: usize, step: Step) -> Vec<Step> {
        let mut next = Vec::new();
        let must_hide = self.must_hide(row, step);
        if !must_hide {
            next.extend(
                (step.met..self.fields.len()).filter_map(|field| self.meet(row, step, field)),
            );
            next.push(self.miss(row, step));
        }
        if must_hide || self.may_hide(row, step) {
            let cost = step.cost + if must_hide { 1 } else { HIDDEN_ROW };
            next.push(Step { cost, way: Way::Hide, ..step });
        }
        next
    }

    fn meet(&self, row: usize, step: Step, field: usize) -> Option<Step> {
        let node = &self.nodes[self.fields[field]];
        let this = &self.rows[row];
        if !self.may_meet(this, node) {
            return None;
        }
        // The first row in an unfolded one meets a field of its field.
        let unfolded = row > 0 && step.way == Way::Meet && self.inside(row - 1) == Inside::Must;
        if unfolded && node.parent != self.met(step) {
            return None;
        }
        let skipped = SKIPPED_FIELD * (field - step.met) as u32;
        let mismatch = if this.name.is_none() { mismatch(this, node) } else { 0 };
        Some(Step {
            cost: step.cost + skipped + mismatch,
            way: Way::Meet,
            met: field + 1,
            before: 0,
        })
    }

    /// Whether a field can be that of a row.
    fn may_meet(&self, row: &Row, node: &Node) -> bool {
        if row.name.is_some() {
            return row.name == node.name;
        }
        let is_taken = node.name.as_deref().is_some_and(|name| self.named.contains(name));
        !is_taken && (node.is_id || row.inside == Inside::Must || mismatch(row, node) == 0)
    }

    fn miss(&self, row: usize, step: Step) -> Step {
        let cost = if self.rows[row].name.is_some() { ABSENT_ROW } else { UNPLACED_ROW };
        Step { cost: step.cost + cost, way: Way::Miss, ..step }
    }

    /// Whether this row can only lie in the one before, unseen.
    fn must_hide(&self, row: usize, step: Step) -> bool {
        let is_unfolded = row > 0 && self.inside(row - 1) == Inside::Must;
        is_unfolded && (step.way != Way::Meet || !self.shows_fields(step))
    }

    fn may_hide(&self, row: usize, step: Step) -> bool {
        match step.way {
            Way::Hide => true,
            Way::Miss => false,
            Way::Meet => {
                row > 0 && self.inside(row - 1) != Inside::Nothing && !self.shows_fields(step)
            }
        }
    }

    fn inside(&self, row: usize) -> Inside {
        self.rows[row].inside
    }

    /// The node that was met last.
    fn met(&self, step: Step) -> Option<usize> {
        step.met.checked_sub(1).map(|field| self.fields[field])
    }

    fn shows_fields(&self, step: Step) -> bool {
        self.met(step).is_some_and(|node| self.nodes[node].has_fields)
    }

    fn places(&self, ways: &[(Way, usize)]) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let lost = self.first_lost();
        // What hidden rows lie in.
        let mut owner: Option<String> = None;
        for (row, (way, met)) in ways.iter().enumerate() {
            let node = met.checked_sub(1).map(|field| self.fields[field]);
            let place = match (way, node) {
                _ if row >= lost => Place::Unknown,
                (Way::Meet, Some(node)) => {
                    owner = Some(self.items(row, &self.nodes[node].path));
                    Place::Node(node)
                }
                (Way::Hide, _) => self.named(row, owner.as_deref()),
                (Way::Miss | Way::Meet, _) => {
                    let container = self.container(row, node);
                    let place = self.named(row, Some(&container));
                    owner = match &place {
                        Place::Path(path) => Some(self.items(row, path)),
                        Place::Node(_) | Place::Unknown => None,
                    };
                    place
                }
            };
            places.push(place);
        }
        self.put_right(ways, &mut places);
        places
    }

    /// Gives rows that met nothing the field that is left for them.
    fn put_right(&self, ways: &[(Way, usize)], places: &mut [Place]) {
        let node = |place: &Place| match place {
            Place::Node(node) => Some(*node),
            Place::Path(_) | Place::Unknown => None,
        };
        let mut met: BTreeSet<usize> = places.iter().filter_map(node).collect();
        for row in 0..places.len() {
            if node(&places[row]).is_some() || self.is_unfolded(row, ways) {
                continue;
            }
            let beside = self.beside(row, places);
            let is_left = |at: &&usize| {
                let node = &self.nodes[**at];
                beside.contains(&node.parent)
                    && self.may_meet(&self.rows[row], node)
                    && !met.contains(at)
            };
            let mut left = self.fields.iter().filter(is_left);
            if let (Some(only), None) = (left.next(), left.next()) {
                places[row] = Place::Node(*only);
                met.insert(*only);
            }
        }
    }

    /// Whether a row certainly lies in one before it.
    fn is_unfolded(&self, row: usize, ways: &[(Way, usize)]) -> bool {
        let hidden = ways[..row].iter().rev().take_while(|(way, _)| *way == Way::Hide).count();
        let hidden = if ways[row].0 == Way::Hide { hidden + 1 } else { 1 };
        (row.saturating_sub(hidden)..row).any(|before| self.inside(before) == Inside::Must)
    }

    /// What the nearest rows lie in that met a field.
    fn beside(&self, row: usize, places: &[Place]) -> Vec<Option<usize>> {
        let parent = |place: &Place| match place {
            Place::Node(node) => Some(self.nodes[*node].parent),
            Place::Path(_) | Place::Unknown => None,
        };
        let before = places[..row].iter().rev().find_map(parent);
        before.into_iter().chain(places[row + 1..].iter().find_map(parent)).collect()
    }

    /// The first row of which nothing tells how deep it lies, nor of those after
    /// it: there is no sample, some rows are unfolded, and it comes after one that
    /// may be.
    fn first_lost(&self) -> usize {
        // The context of JSON-LD is seen in what is unfolded only.
        let is_unfolded = |at: usize| {
            let is_context = self.rows[at].name.is_none() && self.name(at).is_some();
            self.inside(at) == Inside::Must || is_context
        };
        let folded = self.rows.iter().position(|row| row.name.is_none());
        match folded {
            Some(at) if self.nodes.is_empty() && (0..self.rows.len()).any(is_unfolded) => at + 1,
            _ => self.rows.len(),
        }
    }

    fn named(&self, row: usize, owner: Option<&str>) -> Place {
        match (owner, self.name(row)) {
            (Some(owner), Some(name)) => Place::Path(inside(owner, name)),
            _ => Place::Unknown,
        }
    }

    /// The name of a row, which for the context of JSON-LD is known without a
    /// sample: it is a text or an object, and stands before the object's `@id`.
    fn name(&self, row: usize) -> Option<&str> {
        let this = &self.rows[row];
        let next = self.rows.get(row + 1).and_then(|next| next.name.as_deref());
        let is_context = this.typed.facts.types == ["object", "string"] && next == Some("@id");
        this.name.as_deref().or(is_context.then_some("@context"))
    }

    /// What an absent row lies in: the same as the row before it, or the row
    /// before it.
    fn container(&self, row: usize, met: Option<usize>) -> String {
        let Some(node) = met else {
            return self.nodes.first().map(|_| self.root()).unwrap_or_default();
        };
        let is_in = row > 0 && self.inside(row - 1) == Inside::Must;
        let owner = if is_in { Some(node) } else { self.nodes[node].parent };
        match owner {
            Some(owner) if self.nodes[owner].name.is_some() => {
                let is_list =
                    self.nodes.iter().any(|node| node.parent == Some(owner) && node.name.is_none());
                let path = &self.nodes[owner].path;
                if is_list { format!("{path}[]") } else { path.clone() }
            }
            _ => self.root(),
        }
    }

    /// The path of what the whole is or lists.
    fn root(&self) -> String {
        let is_list = self.nodes.iter().any(|node| node.path == "[]");
        if is_list { "[]".to_owned() } else { String::new() }
    }

    /// The path that a row's fields lie in.
    fn items(&self, row: usize, path: &str) -> String {
        format!("{path}{}", "[]".repeat(self.rows[row].typed.items.len()))
    }
}

/// A layer has a place for each way and each field that may have been met last.
const WAYS: usize = 3;

fn keep_cheapest(layer: &mut [Option<Step>], step: Step) {
    let Some(place) = layer.get_mut(step.met * WAYS + step.way as usize) else { return };
    if place.is_none_or(|known| step.cost < known.cost) {
        *place = Some(step);
    }
}

fn back(layers: &[Vec<Option<Step>>], best: usize) -> Vec<(Way, usize)> {
    let mut at = best;
    let mut ways: Vec<(Way, usize)> = layers
        .iter()
        .skip(1)
        .rev()
        .filter_map(|layer| {
            let step = (*layer.get(at)?)?;
            at = step.before;
            Some((step.way, step.met))
        })
        .collect();
    ways.reverse();
    ways
}

/// What it costs that a sample's value is not of the row's types. Samples may
/// show an id where a page says object, so that it is not forbidden.
fn mismatch(row: &Row, node: &Node) -> u32 {
    let types = &row.typed.facts.types;
    let fits = types.is_empty() || node.facts.types.iter().any(|name| types.contains(name));
    if fits { 0 } else { OTHER_TYPE }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::super::{nodes, rows, sample};
    use super::*;

    fn check(rows: &str, sample: &str, expect: &str) {
        let rows = rows::read(&lines(rows)).rows;
        let nodes = match sample {
            "" => Vec::new(),
            _ => nodes::nodes(&sample::read(&lines(sample), 0).sample),
        };
        let shown: Vec<String> = align(&rows, &nodes)
            .into_iter()
            .map(|place| match place {
                Place::Node(node) => nodes[node].path.clone(),
                Place::Path(path) => format!("({path})"),
                Place::Unknown => "?".to_owned(),
            })
            .collect();
        assert_eq!(shown.join(" "), expect);
    }

    #[test]
    fn a_row_without_a_name_takes_the_next_one() {
        check(
            "from\nstring\nobject (Hours)\n\nWhen.\n\nArray of objects\nto\nstring",
            r#"{"from": "a", "hours": {}, "desks": [], "to": "b"}"#,
            "from hours desks to",
        );
    }

    #[test]
    fn rows_may_change_places() {
        let sample = r#"{"end": "a", "kinds": [], "hours": {}, "start": "b", "unit": "m"}"#;
        let (end, kinds, hours) =
            ("end\nstring\n", "kinds\nArray of strings\n", "object (Hours)\n");
        let (start, unit) = ("start\nstring\n", "unit\nstring\n");
        check(&[end, kinds, hours, start, unit].concat(), sample, "end kinds hours start unit");
        check(&[end, kinds, start, unit, hours].concat(), sample, "end kinds start unit hours");
        check(&[kinds, hours, end, start, unit].concat(), sample, "kinds hours end start unit");
        check(&[hours, unit, start, kinds, end].concat(), sample, "hours unit start kinds end");
    }

    #[test]
    fn a_row_without_a_name_takes_no_plain_value() {
        check("end\nstring\nobject (Hours)", r#"{"end": "a", "unit": "m"}"#, "end ?");
    }

    #[test]
    fn fields_of_items_are_found_in_the_sample() {
        check(
            "required\nArray of objects\nArray\nid\nstring\nobject\nname\nstring\ntotal\ninteger",
            r#"{"desks": [{"id": "a", "place": {"name": "b"}}], "total": 0}"#,
            "desks desks[].id desks[].place desks[].place.name total",
        );
    }

    #[test]
    fn an_unfolded_row_whose_sample_is_an_id_keeps_its_rows() {
        check(
            "object or null\n\nWho.\n\nAny of\nstring or object\nOne of\nstring\n@id\nstring\n@type\nstring\n\
             object\nstring or object\nOne of\nstring\n@id\nstring\nname\nstring",
            r#"{"owner": "/users/1", "desk": {"@context": "c", "@id": "d"}, "name": "e"}"#,
            "owner (owner.@context) (owner.@id) (owner.@type) desk desk.@context desk.@id name",
        );
    }

    #[test]
    fn a_row_that_the_sample_lacks_lies_beside_the_one_before() {
        check(
            "object\nid\nstring\nnote\nstring\nend\nstring",
            r#"{"desk": {"id": "a"}, "end": "b"}"#,
            "desk desk.id (desk.note) end",
        );
    }

    #[test]
    fn without_a_sample_only_names_are_known() {
        check("id\nstring\nobject\nname\nstring", "", "(id) ? (name)");
        check("id\nstring\nArray of objects\nArray\nname\nstring", "", "(id) ? ?");
        check(
            "id\nstring\nobject\nstring or object\nOne of\nstring\n@id\nstring\nname\nstring",
            "",
            "(id) ? ? ? ?",
        );
    }
}
