//! Compares schemas.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::api::{Api, Node};
use super::shape::{Additional, Bound, Range, Shape, unwrapped};
use super::{At, Changes, Direction, Level, brief, unions};

/// Compares schemas of two documents, and each pair of components once per direction.
pub(super) struct Schemas<'a, 'c> {
    pub(super) old: &'c Api<'a>,
    pub(super) new: &'c Api<'a>,
    pub(super) changes: &'c mut Changes,
    /// Whether this only finds out if two schemas mean the same.
    pub(super) is_attempt: bool,
    pairs: BTreeMap<Pair<'a>, BTreeSet<Pair<'a>>>,
    waiting: VecDeque<(Pair<'a>, Node<'a>, Node<'a>)>,
    /// The pairs that each operation uses itself.
    roots: BTreeMap<String, BTreeSet<Pair<'a>>>,
    /// The pair that is being compared; none in what an operation says itself.
    within: Option<Pair<'a>>,
}

/// Two components, by their names, and who reads them.
type Pair<'a> = (&'a str, &'a str, Direction);

impl<'a, 'c> Schemas<'a, 'c> {
    pub(super) fn new(old: &'c Api<'a>, new: &'c Api<'a>, changes: &'c mut Changes) -> Self {
        Self {
            old,
            new,
            changes,
            is_attempt: false,
            pairs: BTreeMap::new(),
            waiting: VecDeque::new(),
            roots: BTreeMap::new(),
            within: None,
        }
    }

    /// Compares what an operation says itself; components come later.
    pub(super) fn compare(&mut self, at: &At, old: &Node<'a>, new: &Node<'a>) {
        let wrappers = (old, new);
        let (old, new) = (unwrapped(old), unwrapped(new));
        match (old.component(), new.component()) {
            (Some(one), Some(other)) => {
                // What is said beside a reference is said of its place alone.
                super::operations::words(at, wrappers.0, wrappers.1, self.changes);
                self.meet((one, other, at.direction), at, old, new);
            }
            _ => self.inline(at, &old, &new),
        }
    }

    /// Compares the components that were met, and those that these use, and tells which
    /// operations they reach.
    pub(super) fn finish(mut self) {
        let mut found = BTreeMap::new();
        while let Some((pair, old, new)) = self.waiting.pop_front() {
            self.within = Some(pair);
            let at = At::new(pair.2, "schemas", &format!("schema {}", pair.1));
            let before = self.changes.found.len();
            self.inline(&at, &self.old.resolved(&old), &self.new.resolved(&new));
            found.insert(pair, before..self.changes.found.len());
            // An attempt is over with the first difference.
            let fresh = self.changes.found.get(before..).into_iter().flatten();
            if self.is_attempt && fresh.into_iter().any(|change| change.level != Level::Docs) {
                return;
            }
        }
        found.retain(|_, range: &mut std::ops::Range<usize>| range.start < range.end);
        if found.is_empty() || self.is_attempt {
            return;
        }
        let users = self.users();
        for (pair, range) in found {
            let operations = self.reached(pair, &users);
            for change in self.changes.found.get_mut(range).into_iter().flatten() {
                change.affects.clone_from(&operations);
            }
        }
    }

    /// Which pairs use a pair.
    fn users(&self) -> BTreeMap<Pair<'a>, Vec<Pair<'a>>> {
        let mut users: BTreeMap<Pair<'a>, Vec<Pair<'a>>> = BTreeMap::new();
        for (above, used) in &self.pairs {
            for pair in used {
                users.entry(*pair).or_default().push(*above);
            }
        }
        users
    }

    /// The operations that use a pair, or something that uses it.
    fn reached(&self, pair: Pair<'a>, users: &BTreeMap<Pair<'a>, Vec<Pair<'a>>>) -> Vec<String> {
        let mut seen: BTreeSet<Pair<'a>> = BTreeSet::new();
        let mut next = vec![pair];
        while let Some(pair) = next.pop() {
            if seen.insert(pair) {
                next.extend(users.get(&pair).into_iter().flatten());
            }
        }
        let uses = |roots: &BTreeSet<Pair<'a>>| roots.iter().any(|root| seen.contains(root));
        let reached = self.roots.iter().filter(|(_, roots)| uses(roots));
        reached.map(|(operation, _)| operation.clone()).collect()
    }

    fn meet(&mut self, pair: Pair<'a>, at: &At, old: Node<'a>, new: Node<'a>) {
        match self.within {
            Some(above) => self.pairs.entry(above).or_default().insert(pair),
            None => self.roots.entry(at.owner.clone()).or_default().insert(pair),
        };
        if let Entry::Vacant(unseen) = self.pairs.entry(pair) {
            unseen.insert(BTreeSet::new());
            self.waiting.push_back((pair, old, new));
        }
    }

    fn inline(&mut self, at: &At, old_node: &Node<'a>, new_node: &Node<'a>) {
        let old = Shape::of(self.old, old_node);
        let new = Shape::of(self.new, new_node);
        if unions::is_on_one_side(&old, &new) {
            return unions::with_one(self, at, (&old, old_node), (&new, new_node));
        }
        let mut scalar = Scalar { changes: self.changes, at, pointer: &new_node.pointer };
        let is_another = scalar.types(&old, &new);
        scalar.words(&old, &new);
        if is_another {
            return;
        }
        scalar.values(&old, &new);
        scalar.bounds(&old, &new);
        scalar.lengths(&old, &new);
        scalar.others(&old, &new);
        self.properties(at, &old, &new, old_node, new_node);
        self.additional(at, &old, &new, new_node);
        self.item(at, &old, &new);
        unions::compare(self, at, &old, &new, new_node);
    }

    fn item(&mut self, at: &At, old: &Shape<'a>, new: &Shape<'a>) {
        // What is not said of the values of a list may be anything.
        let any = &serde_json::Value::Bool(true);
        let (one, other) = match (&old.item, &new.item) {
            (None, None) => return,
            (Some(one), other) => {
                let open = || Node { value: any, pointer: one.pointer.clone() };
                (one.clone(), other.clone().unwrap_or_else(open))
            }
            (None, Some(other)) => {
                (Node { value: any, pointer: other.pointer.clone() }, other.clone())
            }
        };
        let are_lists = [old, new].iter().all(|shape| shape.types.contains("array"));
        if are_lists || old.item.is_some() && new.item.is_some() {
            self.compare(&at.within("[]"), &one, &other);
        }
    }

    fn additional(&mut self, at: &At, old: &Shape<'a>, new: &Shape<'a>, node: &Node<'a>) {
        let is_closed = |shape: &Shape<'_>| matches!(shape.additional, Additional::Closed);
        let rule = match (is_closed(old), is_closed(new)) {
            (false, true) => "additional-properties-closed",
            (true, false) => "additional-properties-opened",
            _ => match (&old.additional, &new.additional) {
                (Additional::Of(old), Additional::Of(new)) => {
                    return self.compare(&at.within("{}"), old, new);
                }
                (Additional::Open, Additional::Of(_)) => "additional-properties-closed",
                (Additional::Of(_), Additional::Open) => "additional-properties-opened",
                _ => return,
            },
        };
        self.changes.add(rule, at, &node.pointer, None, None);
    }

    fn properties(
        &mut self,
        at: &At,
        old: &Shape<'a>,
        new: &Shape<'a>,
        old_node: &Node<'a>,
        new_node: &Node<'a>,
    ) {
        let listed = old.properties.keys().chain(new.properties.keys());
        let names: BTreeSet<&'a str> =
            listed.chain(&old.required).chain(&new.required).copied().collect();
        for name in names {
            let was_required = old.required.contains(name);
            let is_required = new.required.contains(name);
            let at = at.within(&format!(".{name}"));
            match (old.properties.get(name), new.properties.get(name)) {
                (Some(old), Some(new)) => {
                    self.property(&at, (old, was_required), (new, is_required))
                }
                (Some(old), None) => self.came_or_went(&at, old, was_required, false),
                (None, Some(new)) => self.came_or_went(&at, new, is_required, true),
                (None, None) => {
                    let rule = match (was_required, is_required) {
                        (false, true) => "property-required",
                        (true, false) => "property-optional",
                        _ => continue,
                    };
                    let node = if is_required { new_node } else { old_node };
                    self.changes.add(rule, &at, &node.pointer, None, None);
                }
            }
        }
    }

    /// Whether callers in this direction see a property.
    fn is_seen(direction: Direction, shape: &Shape<'_>) -> bool {
        match direction {
            Direction::Request => !shape.read_only,
            Direction::Response => !shape.write_only,
            Direction::Api => true,
        }
    }

    fn came_or_went(&mut self, at: &At, node: &Node<'a>, is_required: bool, came: bool) {
        let api = if came { self.new } else { self.old };
        if !Self::is_seen(at.direction, &Shape::of(api, node)) {
            return;
        }
        let rule = match (came, is_required) {
            (true, true) => "required-property-added",
            (true, false) => "property-added",
            (false, true) => "required-property-removed",
            (false, false) => "property-removed",
        };
        self.changes.add(rule, at, &node.pointer, None, None);
    }

    fn property(
        &mut self,
        at: &At,
        (old, was_required): (&Node<'a>, bool),
        (new, is_required): (&Node<'a>, bool),
    ) {
        let (before, after) = (Shape::of(self.old, old), Shape::of(self.new, new));
        let is_sent = at.direction == Direction::Request;
        let seen = (Self::is_seen(at.direction, &before), Self::is_seen(at.direction, &after));
        let rule = match seen {
            (true, true) => None,
            (false, false) => return,
            (true, false) if is_sent => Some("property-read-only"),
            (true, false) => Some("property-write-only"),
            (false, true) if is_sent && is_required => Some("required-property-not-read-only"),
            (false, true) if is_sent => Some("property-not-read-only"),
            (false, true) => Some("property-not-write-only"),
        };
        if let Some(rule) = rule {
            return self.changes.add(rule, at, &new.pointer, None, None);
        }
        let rules = [
            (was_required, is_required, "property-required", "property-optional"),
            (before.deprecated, after.deprecated, "property-deprecated", "property-undeprecated"),
        ];
        for (before, after, on, off) in rules {
            if before != after {
                self.changes.add(if after { on } else { off }, at, &new.pointer, None, None);
            }
        }
        self.compare(at, old, new);
    }
}

/// Compares what is said of single values.
struct Scalar<'a, 'c> {
    changes: &'c mut Changes,
    at: &'a At,
    pointer: &'a str,
}

impl Scalar<'_, '_> {
    fn add(&mut self, rule: &'static str, before: Option<String>, after: Option<String>) {
        self.changes.add(rule, self.at, self.pointer, before, after);
    }

    /// Compares types; whether nothing is left to compare.
    fn types(&mut self, old: &Shape<'_>, new: &Shape<'_>) -> bool {
        let names = |shape: &Shape<'_>| match shape.types.is_empty() {
            true => "any".to_owned(),
            false => shape.types.iter().copied().collect::<Vec<_>>().join(" or "),
        };
        // What is a union on one side is compared there.
        let open = |shape: &Shape<'_>| shape.types.is_empty() && !shape.is_any();
        let order = if open(old) || open(new) {
            Order::Same
        } else {
            Order::of(covers(&old.types, &new.types), covers(&new.types, &old.types))
        };
        let rule = match order {
            Order::Same => None,
            Order::Narrower => Some("type-narrowed"),
            Order::Wider => Some("type-widened"),
            Order::Other => Some("type-changed"),
        };
        if let Some(rule) = rule {
            self.add(rule, Some(names(old)), Some(names(new)));
        }
        let typed = !old.types.is_empty() && !new.types.is_empty();
        if typed || !old.is_any() && !new.is_any() {
            match (old.nullable, new.nullable) {
                (true, false) => self.add("null-refused", None, None),
                (false, true) => self.add("null-allowed", None, None),
                _ => {}
            }
        }
        // Any and something: whatever else is said is part of that.
        order == Order::Other || order != Order::Same && old.is_any() != new.is_any()
    }

    fn values(&mut self, old: &Shape<'_>, new: &Shape<'_>) {
        let list = |values: &BTreeSet<String>| {
            brief(&values.iter().cloned().collect::<Vec<_>>().join(", ").into())
        };
        match (&old.values, &new.values) {
            (Some(old), Some(new)) => {
                for gone in old.difference(new) {
                    self.add("enum-value-removed", Some(gone.clone()), None);
                }
                for come in new.difference(old) {
                    self.add("enum-value-added", None, Some(come.clone()));
                }
            }
            (None, Some(new)) => self.add("enum-added", None, Some(list(new))),
            (Some(old), None) => self.add("enum-removed", Some(list(old)), None),
            (None, None) => {}
        }
        match (old.default, new.default) {
            (Some(old), Some(new))
                if super::shape::canonical(old) != super::shape::canonical(new) =>
            {
                self.add("default-changed", Some(brief(old)), Some(brief(new)));
            }
            (None, Some(new)) => self.add("default-added", None, Some(brief(new))),
            (Some(old), None) => self.add("default-removed", Some(brief(old)), None),
            _ => {}
        }
    }

    fn bounds(&mut self, old: &Shape<'_>, new: &Shape<'_>) {
        self.format(old.format, new.format);
        self.bound(
            (old.minimum, new.minimum),
            ["minimum-added", "minimum-removed", "minimum-lowered", "minimum-raised"],
            1.0,
        );
        self.bound(
            (old.maximum, new.maximum),
            ["maximum-added", "maximum-removed", "maximum-lowered", "maximum-raised"],
            -1.0,
        );
        match (old.multiple_of, new.multiple_of) {
            (None, Some(new)) => self.add("multiple-of-added", None, Some(new.to_string())),
            (Some(old), None) => self.add("multiple-of-removed", Some(old.to_string()), None),
            (Some(old), Some(new)) if old.total_cmp(&new).is_ne() => {
                let is_multiple =
                    |one: f64, other: f64| other != 0.0 && (one / other).fract() == 0.0;
                let rule = match (is_multiple(new, old), is_multiple(old, new)) {
                    (true, _) => "multiple-of-narrowed",
                    (_, true) => "multiple-of-widened",
                    _ => "multiple-of-changed",
                };
                self.add(rule, Some(old.to_string()), Some(new.to_string()));
            }
            _ => {}
        }
    }

    fn format(&mut self, old: Option<&str>, new: Option<&str>) {
        let rule = match (old, new) {
            (old, new) if old == new => return,
            (None, _) => "format-added",
            (_, None) => "format-removed",
            (Some("int64"), Some("int32"))
            | (Some("double"), Some("float"))
            | (Some("float" | "double"), Some("int32" | "int64")) => "format-narrowed",
            (Some("int32"), Some("int64"))
            | (Some("float"), Some("double"))
            | (Some("int32" | "int64"), Some("float" | "double")) => "format-widened",
            _ => "format-changed",
        };
        self.add(rule, old.map(str::to_owned), new.map(str::to_owned));
    }

    /// Compares smallest (`sign` 1) or largest (-1) values. The rules: added, removed, and
    /// the value lower, higher.
    fn bound(
        &mut self,
        (old, new): (Option<Bound>, Option<Bound>),
        rules: [&'static str; 4],
        sign: f64,
    ) {
        let [added, removed, lower, higher] = rules;
        let say = |bound: Bound| match (bound.exclusive, sign > 0.0) {
            (false, _) => bound.value.to_string(),
            (true, true) => format!("more than {}", bound.value),
            (true, false) => format!("less than {}", bound.value),
        };
        match (old, new) {
            (None, Some(new)) => self.add(added, None, Some(say(new))),
            (Some(old), None) => self.add(removed, Some(say(old)), None),
            (Some(before), Some(after)) if before != after => {
                // At the same value an exclusive bound is the tighter one.
                let key = |bound: Bound| (bound.value, if bound.exclusive { sign } else { 0.0 });
                let is_higher =
                    key(after).partial_cmp(&key(before)).is_some_and(|order| order.is_gt());
                self.add(
                    if is_higher { higher } else { lower },
                    Some(say(before)),
                    Some(say(after)),
                );
            }
            _ => {}
        }
    }

    fn lengths(&mut self, old: &Shape<'_>, new: &Shape<'_>) {
        self.range(
            old.length,
            new.length,
            [
                "min-length-raised",
                "min-length-lowered",
                "max-length-added",
                "max-length-removed",
                "max-length-lowered",
                "max-length-raised",
            ],
        );
        self.range(
            old.items,
            new.items,
            [
                "min-items-raised",
                "min-items-lowered",
                "max-items-added",
                "max-items-removed",
                "max-items-lowered",
                "max-items-raised",
            ],
        );
        self.range(
            old.fields,
            new.fields,
            [
                "min-properties-raised",
                "min-properties-lowered",
                "max-properties-added",
                "max-properties-removed",
                "max-properties-lowered",
                "max-properties-raised",
            ],
        );
    }

    fn range(&mut self, old: Range, new: Range, rules: [&'static str; 6]) {
        let [raised, lowered, added, removed, most_lowered, most_raised] = rules;
        let say = |count: u64| Some(count.to_string());
        if old.least != new.least {
            let rule = if new.least > old.least { raised } else { lowered };
            self.add(rule, say(old.least), say(new.least));
        }
        match (old.most, new.most) {
            (None, Some(new)) => self.add(added, None, say(new)),
            (Some(old), None) => self.add(removed, say(old), None),
            (Some(old), Some(new)) if old != new => {
                self.add(if new > old { most_raised } else { most_lowered }, say(old), say(new));
            }
            _ => {}
        }
    }

    fn others(&mut self, old: &Shape<'_>, new: &Shape<'_>) {
        match (old.unique, new.unique) {
            (false, true) => self.add("unique-items-added", None, None),
            (true, false) => self.add("unique-items-removed", None, None),
            _ => {}
        }
        let say = |text: &str| Some(text.to_owned());
        match (old.pattern, new.pattern) {
            (None, Some(new)) => self.add("pattern-added", None, say(new)),
            (Some(old), None) => self.add("pattern-removed", say(old), None),
            (Some(old), Some(new)) if old != new => self.add("pattern-changed", say(old), say(new)),
            _ => {}
        }
        let keys: BTreeSet<&str> = old.others.keys().chain(new.others.keys()).copied().collect();
        for key in keys {
            if old.others.get(key) != new.others.get(key) {
                self.changes.add(
                    "constraint-changed",
                    &self.at.within(key),
                    self.pointer,
                    None,
                    None,
                );
            }
        }
    }

    fn words(&mut self, old: &Shape<'_>, new: &Shape<'_>) {
        let rules = [
            (old.title != new.title, "title-changed"),
            (old.description != new.description, "description-changed"),
            (old.example != new.example, "example-changed"),
        ];
        for (changed, rule) in rules {
            if changed {
                self.add(rule, None, None);
            }
        }
    }
}

/// How one set of values compares with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Same,
    Narrower,
    Wider,
    Other,
}

impl Order {
    fn of(old_covers_new: bool, new_covers_old: bool) -> Self {
        match (old_covers_new, new_covers_old) {
            (true, true) => Self::Same,
            (true, false) => Self::Narrower,
            (false, true) => Self::Wider,
            (false, false) => Self::Other,
        }
    }
}

/// Whether the first types admit all that the second do.
pub(super) fn covers(one: &BTreeSet<&str>, other: &BTreeSet<&str>) -> bool {
    let admits = |name: &&str| one.contains(name) || *name == "integer" && one.contains("number");
    one.is_empty() || !other.is_empty() && other.iter().all(admits)
}
