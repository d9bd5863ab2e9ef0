//! What people were sent to do, and what became of it. In memory: who loses it asks again.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use kernel::Instant;

use crate::wire::{Order, OutcomeBody};

/// How long a person may take.
const MINUTES: i64 = 60;
/// Receptions at once; a flood of them ends there.
const MOST: usize = 5_000;

/// One step asked of one person.
#[derive(Debug, Clone)]
pub(crate) struct Reception {
    pub(crate) order: Order,
    pub(crate) outcome: OutcomeBody,
    opened_at: Instant,
}

#[derive(Debug, Default)]
pub(crate) struct Receptions(Mutex<HashMap<String, Reception>>);

impl Receptions {
    /// Notes an order; nothing when there are too many.
    pub(crate) fn open(&self, id: &str, order: Order, now: Instant) -> Option<()> {
        let mut all = self.locked();
        all.retain(|_, it| now.since(it.opened_at).num_minutes() < MINUTES);
        if all.len() >= MOST {
            return None;
        }
        let outcome = OutcomeBody::Open;
        all.insert(id.to_owned(), Reception { order, outcome, opened_at: now });
        Some(())
    }

    /// The reception, while it is remembered.
    pub(crate) fn find(&self, id: &str, now: Instant) -> Option<Reception> {
        let found = self.locked().get(id).cloned();
        found.filter(|it| now.since(it.opened_at).num_minutes() < MINUTES)
    }

    /// Ends an open one. It ends once: who presses twice is given one number.
    pub(crate) fn end(&self, id: &str, outcome: OutcomeBody) {
        let mut all = self.locked();
        let open = all.get_mut(id).filter(|it| matches!(it.outcome, OutcomeBody::Open));
        if let Some(it) = open {
            it.outcome = outcome;
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Reception>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::wire::Stopped;

    const NOW: Instant = Instant::from_millis(1_795_222_800_000);

    fn order() -> Order {
        Order { title: String::new(), return_url: String::new() }
    }

    #[test]
    fn a_flood_ends_and_an_hour_later_there_is_room() {
        let all = Receptions::default();
        for id in 0..MOST {
            assert!(all.open(&id.to_string(), order(), NOW).is_some(), "{id}");
        }
        let minutes = |minutes| NOW.plus(Duration::minutes(minutes));
        assert!(all.open("more", order(), minutes(59)).is_none());
        assert!(all.find("0", minutes(59)).is_some());
        assert!(all.find("0", minutes(60)).is_none());
        assert!(all.open("more", order(), minutes(60)).is_some());
    }

    #[test]
    fn it_ends_once() {
        let all = Receptions::default();
        all.open("one", order(), NOW).unwrap();
        all.end("one", OutcomeBody::Stopped { why: Stopped::Cancelled });
        all.end("one", OutcomeBody::Stopped { why: Stopped::Refused });
        let OutcomeBody::Stopped { why } = all.find("one", NOW).unwrap().outcome else {
            panic!("it has not ended")
        };
        assert_eq!(why, Stopped::Cancelled);
    }
}
