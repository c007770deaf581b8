//! The line in which calls wait for their turn: first come, first served.
//!
//! A fair mutex would hand the turn to the first in line whether or not anybody
//! polls it. A program that leaves a call alone for a while, as a buffered
//! stream does with those that it has begun when its consumer is busy, would
//! then keep all others from going, even the call that its consumer awaits. So
//! nobody owns the turn: each in line says when it will look again, and who
//! does not is passed over until it comes back.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::{sync::Notify, time::Instant};

/// How late a waiting call may be before others go first; also how often the
/// second in line looks. Those further back look more rarely.
pub(super) const PATIENCE: Duration = Duration::from_millis(100);

/// From this place on, all look equally rarely.
const FURTHEST_BACK: usize = 20;

#[derive(Default)]
pub(super) struct Line {
    /// By ticket, which is the order in which they came.
    waiting: BTreeMap<Ticket, Waiter>,
    issued: Ticket,
}

pub(super) type Ticket = u64;

struct Waiter {
    bell: Arc<Notify>,
    /// When it will look again, unless it waits for its bell alone.
    due: Option<Instant>,
}

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn take_ticket(&mut self) -> Ticket {
        self.issued += 1;
        self.issued
    }

    /// Whether it is this one's turn; if not, when it should look again.
    pub(super) fn step_up(
        &mut self,
        ticket: Ticket,
        bell: &Arc<Notify>,
        now: Instant,
    ) -> Result<(), Instant> {
        let waiter = || Waiter { bell: Arc::clone(bell), due: None };
        // It may have been passed over, and is now back in its old place.
        self.waiting.entry(ticket).or_insert_with(waiter).due = None;
        if self.pass_over_the_absent(ticket, now) {
            return Ok(());
        }
        let ahead = self.waiting.range(..ticket).take(FURTHEST_BACK).count();
        let again = now + PATIENCE.saturating_mul(u32::try_from(ahead).unwrap_or(u32::MAX));
        self.wait(ticket, Some(again));
        Err(again)
    }

    /// Notes when the one whose turn it is will look again.
    pub(super) fn wait(&mut self, ticket: Ticket, due: Option<Instant>) {
        if let Some(waiter) = self.waiting.get_mut(&ticket) {
            waiter.due = due;
        }
    }

    /// Takes one out, served or not; the next one hears of it.
    pub(super) fn leave(&mut self, ticket: Ticket, now: Instant) {
        let was_first = self.first() == Some(ticket);
        self.waiting.remove(&ticket);
        if was_first {
            self.ring(now);
        }
    }

    /// Wakes the first in line.
    pub(super) fn ring(&mut self, now: Instant) {
        if let Some(mut first) = self.waiting.first_entry() {
            let waiter = first.get_mut();
            waiter.due = Some(waiter.due.map_or(now, |due| due.min(now)));
            waiter.bell.notify_one();
        }
    }

    fn first(&self) -> Option<Ticket> {
        self.waiting.first_key_value().map(|(ticket, _)| *ticket)
    }

    /// Takes out those in front who should have looked and did not; whether
    /// that leaves this one first.
    fn pass_over_the_absent(&mut self, ticket: Ticket, now: Instant) -> bool {
        while let Some(first) = self.waiting.first_entry() {
            if *first.key() == ticket {
                return true;
            }
            if first.get().due.is_none_or(|due| now < due + PATIENCE) {
                return false;
            }
            first.remove();
        }
        false
    }
}
