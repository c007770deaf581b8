//! Which names lead back to themselves.

use std::collections::{BTreeMap, BTreeSet};

/// The names that a path of their own leads back to; `leads` says where each
/// leads. Takes time in proportion to what it is given (Tarjan's algorithm).
pub(crate) fn cyclic<'a>(leads: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let names: Vec<&str> = leads.keys().copied().collect();
    let numbers: BTreeMap<&str, usize> =
        names.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let edges = leads.values().map(|to| to.iter().filter_map(|to| numbers.get(to).copied()));
    let mut search = Search {
        edges: edges.map(Iterator::collect).collect(),
        count: 0,
        met: vec![None; names.len()],
        lowest: vec![0; names.len()],
        open: Vec::new(),
        is_open: vec![false; names.len()],
        cyclic: BTreeSet::new(),
    };
    (0..names.len()).for_each(|start| search.from(start));
    search.cyclic.into_iter().map(|number| names[number]).collect()
}

struct Search {
    edges: Vec<Vec<usize>>,
    /// How many names were met.
    count: usize,
    /// The order in which they were met.
    met: Vec<Option<usize>>,
    /// The earliest one that each leads to, as far as is known.
    lowest: Vec<usize>,
    /// Those of which it is not known yet which others they are in a cycle with.
    open: Vec<usize>,
    is_open: Vec<bool>,
    cyclic: BTreeSet<usize>,
}

impl Search {
    /// Without recursion: a chain may be as long as a document has components.
    fn from(&mut self, start: usize) {
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            if *next == 0 {
                if self.met[node].is_some() {
                    return;
                }
                (self.met[node], self.lowest[node]) = (Some(self.count), self.count);
                self.count += 1;
                self.open.push(node);
                self.is_open[node] = true;
            }
            match self.edges[node].get(*next).copied() {
                Some(to) => {
                    *next += 1;
                    match self.met[to] {
                        None => path.push((to, 0)),
                        Some(met) if self.is_open[to] => {
                            self.lowest[node] = self.lowest[node].min(met);
                        }
                        Some(_) => {}
                    }
                }
                None => {
                    path.pop();
                    if let Some((before, _)) = path.last() {
                        self.lowest[*before] = self.lowest[*before].min(self.lowest[node]);
                    }
                    self.close(node);
                }
            }
        }
    }

    /// Those that were met from a node on, if it leads to none before it: all of
    /// them lead to each other.
    fn close(&mut self, node: usize) {
        if Some(self.lowest[node]) != self.met[node] {
            return;
        }
        let Some(start) = self.open.iter().rposition(|open| *open == node) else { return };
        let group = self.open.split_off(start);
        group.iter().for_each(|node| self.is_open[*node] = false);
        if group.len() > 1 || self.edges[node].contains(&node) {
            self.cyclic.extend(group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(leads: &[(&'static str, &[&'static str])]) -> Vec<&'static str> {
        let leads = leads.iter().map(|(name, to)| (*name, to.to_vec())).collect();
        cyclic(&leads).into_iter().collect()
    }

    #[test]
    fn a_name_between_two_cycles_is_in_none() {
        let leads: &[(&str, &[&str])] = &[
            ("a", &["b"]),
            ("b", &["a", "between"]),
            ("between", &["c", "nowhere"]),
            ("c", &["d", "end"]),
            ("d", &["e"]),
            ("e", &["c"]),
            ("end", &[]),
            ("self", &["end", "self"]),
            ("start", &["a"]),
        ];
        assert_eq!(found(leads), ["a", "b", "c", "d", "e", "self"]);
        assert_eq!(found(&[]), [""; 0]);
    }

    #[test]
    fn a_long_chain_is_followed_to_its_end() {
        let names: Vec<String> = (0..100_000).map(|number| format!("{number:06}")).collect();
        let mut leads: BTreeMap<&str, Vec<&str>> =
            names.windows(2).map(|pair| (pair[0].as_str(), vec![pair[1].as_str()])).collect();
        assert!(cyclic(&leads).is_empty());
        leads.insert("099999", vec!["050000"]);
        assert_eq!(cyclic(&leads).len(), 50_000);
    }
}
