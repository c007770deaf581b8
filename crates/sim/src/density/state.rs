//! What calls can change: spaces, labels and users.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use super::{
    behavior::{Behavior, Parents, UnknownIds},
    portfolio::{Portfolio, id},
    sockets::Address,
    space::{Level, Space},
};
use crate::{refusal::Refusal, seed::Seed};

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) spaces: Spaces,
    pub(crate) labels: Vec<Label>,
    pub(crate) groups: Vec<Group>,
    pub(crate) users: Vec<User>,
    /// The addresses of sockets that were given out, by the key in them.
    pub(crate) sockets: BTreeMap<String, Address>,
    seed: Seed,
    n_made: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The id of its group.
    pub(crate) group: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) email: Option<String>,
    pub(crate) full_name: Option<String>,
    pub(crate) role: String,
    pub(crate) spaces: Vec<String>,
    pub(crate) created_at: Timestamp,
}

/// All spaces, parents before their children. A reader keeps what it has
/// while a call changes a space.
#[derive(Debug)]
pub(crate) struct Spaces {
    list: Vec<Arc<Space>>,
    positions: BTreeMap<String, usize>,
}

/// A row of a reply: a space, and the spaces whose sensors it sums up.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) space: Arc<Space>,
    pub(crate) members: Vec<Arc<Space>>,
}

impl State {
    pub(crate) fn new(seed: Seed, portfolio: &Portfolio, now: Timestamp) -> Self {
        let mut state = Self {
            spaces: Spaces::new(&portfolio.spaces),
            labels: Vec::new(),
            groups: Vec::new(),
            users: Vec::new(),
            sockets: BTreeMap::new(),
            seed: seed.with("state"),
            n_made: 0,
        };
        state.add_first_labels();
        state.add_first_users(now);
        state
    }

    /// A new id that begins with `prefix`.
    pub(crate) fn make_id(&mut self, prefix: &str) -> String {
        self.n_made += 1;
        id(prefix, self.seed.at(self.n_made))
    }

    pub(crate) fn make_label(&mut self, name: &str, group: Option<String>) -> Label {
        let label = Label { id: self.make_id("lbl_"), name: name.to_owned(), group };
        self.labels.push(label.clone());
        label
    }

    fn add_first_labels(&mut self) {
        let group = Group { id: self.make_id("lgr_"), name: "Department".to_owned() };
        let sales = self.make_label("Sales", Some(group.id.clone()));
        let quiet = self.make_label("Quiet", None);
        self.make_label("Unused", Some(group.id.clone()));
        self.groups.push(group);
        for position in 0..self.spaces.list.len() {
            let Some(space) = self.spaces.list.get_mut(position) else { continue };
            let space = Arc::make_mut(space);
            match space.function.as_deref() {
                Some("desk") => space.labels.push(sales.id.clone()),
                Some("phone_booth") => space.labels = vec![quiet.id.clone(), sales.id.clone()],
                _ => {}
            }
        }
    }

    fn add_first_users(&mut self, now: Timestamp) {
        let first = self.spaces.all().next().map(|space| space.id.clone());
        for (name, role) in
            [("Ada Archer", "owner"), ("Ben Boyd", "editor"), ("Cy Cole", "readonly")]
        {
            let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
            let user = User {
                id: self.make_id("usr_"),
                email: Some(email),
                full_name: Some(name.to_owned()),
                role: role.to_owned(),
                spaces: first.iter().cloned().collect(),
                created_at: now,
            };
            self.users.push(user);
        }
    }
}

impl Spaces {
    fn new(spaces: &[Space]) -> Self {
        let positions = spaces.iter().enumerate();
        Self {
            positions: positions.map(|(position, space)| (space.id.clone(), position)).collect(),
            list: spaces.iter().cloned().map(Arc::new).collect(),
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Space>> {
        self.list.iter()
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Space>> {
        self.list.get(*self.positions.get(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Space> {
        self.list.get_mut(*self.positions.get(id)?).map(Arc::make_mut)
    }

    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut Space> {
        self.list.iter_mut().map(Arc::make_mut)
    }

    /// The spaces that metrics have rows for. Parents are treated as the
    /// behavior says; what has no data is left out.
    pub(crate) fn metric_rows(
        &self,
        ids: Option<&[String]>,
        behavior: &Behavior,
    ) -> Result<Vec<Row>, Refusal> {
        let mut rows = BTreeMap::new();
        let mut add = |space: &Arc<Space>, members| {
            rows.insert(space.id.clone(), Row { space: Arc::clone(space), members });
        };
        for space in self.select(ids, behavior)? {
            let members = self.leaves(&space);
            match behavior.parents {
                Parents::Rolled if ids.is_some() => add(&space, members),
                _ => members.iter().for_each(|leaf| add(leaf, vec![Arc::clone(leaf)])),
            }
        }
        Ok(rows.into_values().filter(|row| !row.members.is_empty()).collect())
    }

    /// The spaces that live calls have rows for: each as itself, and only
    /// where sensors count it.
    pub(crate) fn live_rows(
        &self,
        ids: Option<&[String]>,
        behavior: &Behavior,
    ) -> Result<Vec<Row>, Refusal> {
        let selected = self.select(ids, behavior)?.into_iter();
        let counted = selected.filter(|space| space.counting.is_some() && space.has_data());
        let rows = counted.map(|space| Row { members: self.leaves(&space), space });
        Ok(rows.filter(|row| !row.members.is_empty()).collect())
    }

    /// The floors among these ids; another space is as good as unknown.
    pub(crate) fn floors(
        &self,
        ids: &[String],
        behavior: &Behavior,
    ) -> Result<Vec<Arc<Space>>, Refusal> {
        let mut spaces = self.select(Some(ids), behavior)?;
        spaces.retain(|space| space.level == Level::Floor);
        Ok(spaces)
    }

    /// The spaces of these ids, or all. An empty list means all as well.
    fn select(
        &self,
        ids: Option<&[String]>,
        behavior: &Behavior,
    ) -> Result<Vec<Arc<Space>>, Refusal> {
        let Some(ids) = ids.filter(|ids| !ids.is_empty()) else {
            return Ok(self.list.clone());
        };
        let mut found = Vec::new();
        for id in ids {
            match self.get(id) {
                Some(space) => found.push(Arc::clone(space)),
                None if behavior.unknown_ids == UnknownIds::NotFound => {
                    return Err(Refusal::not_found("space", id));
                }
                None => {}
            }
        }
        Ok(found)
    }

    /// The lowest spaces with data at and below a space.
    fn leaves(&self, space: &Arc<Space>) -> Vec<Arc<Space>> {
        if space.level == Level::Space {
            return if space.has_data() { vec![Arc::clone(space)] } else { Vec::new() };
        }
        let children = space.children.iter().filter_map(|id| self.get(id));
        children.flat_map(|child| self.leaves(child)).collect()
    }
}
