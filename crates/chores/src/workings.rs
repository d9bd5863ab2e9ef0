//! How the house's own work stands, in numbers for operators. No number is about a person.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use casework::Error;
use chrono::Duration;
use kernel::Instant;
use submission_store::{
    StoreError, differences,
    outbox::{self, LetterState},
    registers,
};

use crate::{Chores, papers};

/// How one job of this process stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobStanding {
    /// When a round of it ended well.
    pub last_round_at: Option<Instant>,
    /// Rounds that failed, panicked or took too long.
    pub failures: u64,
    /// By when the next round ends, well or not, unless the job itself is gone.
    pub due_by: Option<Instant>,
}

/// What waits for people while this process can be asked for anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ready {
    /// Rows of the 教示 that refusals need and that nobody has confirmed for today.
    pub unconfirmed_instructions: usize,
}

/// Why this process should not be asked for anything.
#[derive(Debug)]
pub enum Unready {
    /// The database does not answer, takes no writes, or there is no room left.
    Store(Error),
    /// This machine's clock is so many seconds ahead of the database's, or behind it.
    Clock {
        /// Below zero, behind.
        ahead: i64,
    },
    /// Jobs whose rounds do not end any more.
    Stalled {
        /// Their names.
        jobs: Vec<&'static str>,
    },
}

/// What servers write about the same moment may differ by so much.
const CLOCKS_MAY_DIFFER: Duration = Duration::seconds(60);
/// How much later than its longest a round may be before its job counts as gone.
const LATE: Duration = Duration::minutes(1);

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
    /// Papers that were decided more than a quarter of an hour ago and are not set.
    pub late_papers: i64,
    /// Rows of the 教示 that refusals need and that nobody has confirmed for today.
    pub unconfirmed_instructions: usize,
    /// Cases that are due and cannot be moved.
    pub stuck_cases: usize,
    /// The act of publishing that is served.
    pub catalogue_generation: i64,
    /// Versions on offer that this program cannot compile.
    pub broken_versions: usize,
    /// How far this machine's clock is ahead of the database's, in milliseconds.
    pub clock_ahead_millis: i64,
}

/// The rounds of this process.
#[derive(Default)]
pub(crate) struct Rounds(Mutex<BTreeMap<&'static str, JobStanding>>);

impl Chores {
    /// Whether the database answers, in our time, and the house's own work goes on.
    pub async fn ready(&self) -> Result<Ready, Unready> {
        self.casework.ready().await.map_err(Unready::Store)?;
        let ahead = self.casework.clock_ahead().await.map_err(Unready::Store)?;
        if ahead.abs() > CLOCKS_MAY_DIFFER {
            return Err(Unready::Clock { ahead: ahead.num_seconds() });
        }
        let now = self.now();
        let open = self.casework.unconfirmed_instructions(now).await.map_err(Unready::Store)?;
        let rounds = self.inner.rounds.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_late = |standing: &JobStanding| standing.due_by.is_some_and(|due| due < now);
        let late = rounds.iter().filter(|(_, standing)| is_late(standing));
        let jobs: Vec<&'static str> = late.map(|(job, _)| *job).collect();
        if jobs.is_empty() {
            Ok(Ready { unconfirmed_instructions: open.len() })
        } else {
            Err(Unready::Stalled { jobs })
        }
    }

    /// Says that a round of a job ends within `longest` from now, well or not.
    pub fn expect_round(&self, job: &'static str, longest: Duration) {
        let due_by = self.now().plus(longest).plus(LATE);
        let mut rounds = self.inner.rounds.0.lock().unwrap_or_else(PoisonError::into_inner);
        rounds.entry(job).or_default().due_by = Some(due_by);
    }

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
        let late = self.now().plus(-papers::LATE);
        let counted = self.store().read(move |tx| {
            let waiting = (LetterState::Waiting, outbox::count(tx, LetterState::Waiting)?);
            let dead = (LetterState::Dead, outbox::count(tx, LetterState::Dead)?);
            let late = registers::count_late(tx, late)?;
            Ok(([waiting, dead], outbox::oldest_waiting(tx)?, differences::count_open(tx)?, late))
        });
        let (letters, oldest, payment_differences, late_papers) =
            counted.await.map_err(|fault: StoreError| Error::from(fault))?;
        let unconfirmed_instructions =
            self.casework.unconfirmed_instructions(self.now()).await?.len();
        let clock_ahead_millis = self.casework.clock_ahead().await?.num_milliseconds();
        let rounds = self.inner.rounds.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stuck = self.inner.stuck.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Workings {
            letters,
            oldest_letter_seconds: oldest
                .map_or(0, |since| self.now().since(since).num_seconds().max(0)),
            jobs: rounds.clone(),
            payment_differences,
            late_papers,
            unconfirmed_instructions,
            stuck_cases: stuck.len(),
            catalogue_generation: self.casework.catalogue().generation(),
            broken_versions: self.casework.catalogue().broken_versions().len(),
            clock_ahead_millis,
        })
    }
}
