//! What people were asked to sign, and what became of it. In memory: who loses it asks again.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use kernel::Instant;

use crate::wire::{Order, OutcomeBody, Stopped};

/// How long a person may take.
const MINUTES: i64 = 30;
/// Transactions at once; a flood of them ends there.
const MOST: usize = 10_000;

/// One question to one person.
#[derive(Debug, Clone)]
pub(crate) struct Transaction {
    pub(crate) order: Order,
    pub(crate) outcome: OutcomeBody,
    /// How often the code was wrong.
    pub(crate) wrong_codes: u32,
    opened_at: Instant,
}

#[derive(Debug, Default)]
pub(crate) struct Transactions(Mutex<HashMap<String, Transaction>>);

impl Transactions {
    /// Notes an order; nothing when there are too many.
    pub(crate) fn open(&self, id: &str, order: Order, now: Instant) -> Option<()> {
        let mut all = self.locked();
        all.retain(|_, it| now.since(it.opened_at).num_minutes() < MINUTES);
        if all.len() >= MOST {
            return None;
        }
        let outcome = OutcomeBody::Open;
        all.insert(id.to_owned(), Transaction { order, outcome, wrong_codes: 0, opened_at: now });
        Some(())
    }

    /// The transaction, while it is remembered.
    pub(crate) fn find(&self, id: &str, now: Instant) -> Option<Transaction> {
        let found = self.locked().get(id).cloned();
        found.filter(|it| now.since(it.opened_at).num_minutes() < MINUTES)
    }

    /// Another wrong code; tells how many more there may be.
    pub(crate) fn count_wrong_code(&self, id: &str, tries: u32) -> u32 {
        let mut all = self.locked();
        let Some(it) = all.get_mut(id) else { return 0 };
        it.wrong_codes += 1;
        let left = tries.saturating_sub(it.wrong_codes);
        if left == 0 {
            it.outcome = OutcomeBody::Stopped { why: Stopped::Locked };
        }
        left
    }

    pub(crate) fn end(&self, id: &str, outcome: OutcomeBody) {
        if let Some(it) = self.locked().get_mut(id) {
            it.outcome = outcome;
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Transaction>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
