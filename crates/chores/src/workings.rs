//! How the house's own work stands, in numbers for operators. No number is about a person.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use casework::Error;
use kernel::Instant;
use submission_store::{
    StoreError, differences,
    outbox::{self, LetterState},
};

use crate::Chores;

/// How one job of this process stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobStanding {
    /// When a round of it ended well.
    pub last_round_at: Option<Instant>,
    /// Rounds that failed, panicked or took too long.
    pub failures: u64,
}

/// The numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workings {
    /// Letters by state.
    pub letters: [(LetterState, i64); 2],
    /// Seconds that the oldest waiting letter has waited.
    pub oldest_letter_seconds: i64,
    /// The jobs of this process, by name.
    pub jobs: BTreeMap<&'static str, JobStanding>,
    /// Differences between the payment provider's book and ours that nobody dealt with.
    pub payment_differences: i64,
    /// Cases that are due and cannot be moved.
    pub stuck_cases: usize,
    /// The act of publishing that is served.
    pub catalogue_generation: i64,
    /// Versions on offer that this program cannot compile.
    pub broken_versions: usize,
}

/// The rounds of this process.
#[derive(Default)]
pub(crate) struct Rounds(Mutex<BTreeMap<&'static str, JobStanding>>);

impl Chores {
    /// Notes that a round of a job ended.
    pub fn note_round(&self, job: &'static str, well: bool) {
        let now = self.now();
        let mut rounds = self.inner.rounds.0.lock().unwrap_or_else(PoisonError::into_inner);
        let standing = rounds.entry(job).or_default();
        if well {
            standing.last_round_at = Some(now);
        } else {
            standing.failures += 1;
        }
    }

    /// How the house's own work stands.
    pub async fn workings(&self) -> Result<Workings, Error> {
        let counted = self.store().read(|tx| {
            let waiting = (LetterState::Waiting, outbox::count(tx, LetterState::Waiting)?);
            let dead = (LetterState::Dead, outbox::count(tx, LetterState::Dead)?);
            Ok(([waiting, dead], outbox::oldest_waiting(tx)?, differences::count_open(tx)?))
        });
        let (letters, oldest, payment_differences) =
            counted.await.map_err(|fault: StoreError| Error::from(fault))?;
        let rounds = self.inner.rounds.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stuck = self.inner.stuck.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Workings {
            letters,
            oldest_letter_seconds: oldest
                .map_or(0, |since| self.now().since(since).num_seconds().max(0)),
            jobs: rounds.clone(),
            payment_differences,
            stuck_cases: stuck.len(),
            catalogue_generation: self.casework.catalogue().generation(),
            broken_versions: self.casework.catalogue().broken_versions().len(),
        })
    }
}
