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
//! What makes it exact is what a page says of unfolding: after `Array`, `One of`
//! or `Any of` the next row lies in this one, unless the branch that is shown
//! is a plain value.

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
    let aligner = Aligner { rows, nodes, fields: &fields };
    let ways = aligner.cheapest();
    aligner.places(&ways)
}

struct Aligner<'a> {
    rows: &'a [Row],
    nodes: &'a [Node],
    /// The nodes that are fields.
    fields: &'a [usize],
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
        if this.name.is_some() && this.name != node.name {
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
        // What hidden rows lie in.
        let mut owner: Option<String> = None;
        for (row, (way, met)) in ways.iter().enumerate() {
            let node = met.checked_sub(1).map(|field| self.fields[field]);
            let place = match (way, node) {
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
        places
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
    }
}
