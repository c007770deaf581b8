//! What comes with both of two adjacent parts.

use std::{collections::HashMap, hash::Hash, mem};

use crate::Operation;

/// Tells what came with the part before from what is new.
///
/// It looks back over one seam only: what came two parts ago, and not with the
/// part before, is new. It looks at nothing where the operation's
/// [`Window`](crate::Window) does not say that items
/// [may repeat](crate::Window::repeats_at_seams).
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Method, Operation, Seam, Window};
///
/// static WINDOW: Window = Window::new("from", "to").repeats_at_seams();
/// static LIST_VISITS: Operation =
///     Operation::new("list_visits", Method::Get, "/v1/visits").window(&WINDOW);
///
/// let mut seam = Seam::of(&LIST_VISITS);
/// let mut all = Vec::new();
/// for part in [vec![1, 2], vec![2, 2, 3], vec![1]] {
///     seam.turn();
///     all.extend(part.into_iter().filter(|visit| seam.is_new(|| Some(*visit))));
/// }
/// // As often as it came before the seam, and no more, an item is left out.
/// assert_eq!(all, [1, 2, 2, 3, 1]);
/// ```
#[derive(Clone, Debug)]
pub struct Seam<K> {
    is_open: bool,
    before: HashMap<K, usize>,
    now: HashMap<K, usize>,
}

impl<K: Eq + Hash> Seam<K> {
    /// Before the first part of a range that this operation is asked for.
    pub fn of(operation: &Operation) -> Self {
        let repeats = operation.range().is_some_and(|window| window.may_repeat_at_seams());
        Self { is_open: repeats, before: HashMap::new(), now: HashMap::new() }
    }

    /// The next part begins.
    pub fn turn(&mut self) {
        self.before = mem::take(&mut self.now);
    }

    /// Whether an item of this part did not come with the part before, or came
    /// there less often. An item without a key is always new.
    ///
    /// Ask once for each item, in any order.
    pub fn is_new(&mut self, key: impl FnOnce() -> Option<K>) -> bool {
        if !self.is_open {
            return true;
        }
        let Some(key) = key() else { return true };
        let is_new = match self.before.get_mut(&key) {
            Some(times @ 1..) => {
                *times -= 1;
                false
            }
            _ => true,
        };
        *self.now.entry(key).or_default() += 1;
        is_new
    }
}
