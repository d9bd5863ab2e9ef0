//! What the house does by itself: terms that run out, reminders, cleaning, closing the day.
//!
//! Each job is leased, so that of several servers one does it, and every write of it holds
//! the lease. A case that cannot be moved stands in no other case's way.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::PoisonError,
};

use casework::{Error, PassedOn, SYSTEM};
use chrono::Duration;
use kernel::{Instant, SubmissionId};
use review_workflow::{Actor, Command, decide};
use strum::IntoStaticStr;
use submission_store::{
    Scope, StoreError, WriteTx, cases,
    leases::{self, Lease},
    rotation, sweep,
};

use crate::{Chores, apart::apart, tell_witness};

/// Cases looked for at once.
const BATCH: u32 = 200;

/// What is leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Job {
    Terms,
    Tidying,
    Days,
    Witness,
    Payments,
    Ledger,
    Search,
    Invitations,
    Mornings,
    Watching,
    Rules,
}

impl Job {
    /// The name of its lease.
    pub(crate) fn word(self) -> &'static str {
        self.into()
    }

    /// Nobody else does it for so long after somebody died over it.
    fn lease(self) -> Duration {
        match self {
            Self::Terms | Self::Rules => Duration::minutes(2),
            Self::Tidying | Self::Days | Self::Witness | Self::Payments | Self::Search => {
                Duration::minutes(5)
            }
            Self::Ledger | Self::Invitations | Self::Mornings | Self::Watching => {
                Duration::minutes(10)
            }
        }
    }
}

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Submissions whose fee was not paid in time, or for which no place came free.
    pub lapsed: usize,
    /// Submissions that got a place for which they had waited.
    pub placed: usize,
    /// Applicants who were reminded of a correction.
    pub reminded: usize,
    /// Cases that were due and could not be moved.
    pub stuck: usize,
}

/// What is due of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Lapse,
    Reminder,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Moved,
    /// Somebody was faster, or it is not due after all.
    Left,
    Stuck,
}

impl Chores {
    /// Lets unpaid submissions lapse, reminds of corrections, and passes on places that came free.
    /// While another server does it, nothing is done here.
    pub async fn keep_terms(&self) -> Result<Round, Error> {
        let now = self.now();
        let Some(lease) = self.take_job(Job::Terms, now).await? else {
            return Ok(Round::default());
        };
        let round = self.end_terms(&lease, now).await;
        self.give_back(lease, round.is_ok(), now).await?;
        round
    }

    async fn end_terms(&self, lease: &Lease, now: Instant) -> Result<Round, Error> {
        let mut round = Round::default();
        let mut stuck = BTreeSet::new();
        for due in [Due::Lapse, Due::Reminder] {
            let mut after = None;
            loop {
                let ids = self.due_cases(due, after, now).await?;
                for id in &ids {
                    match self.move_apart(due, id, lease, now).await? {
                        Step::Moved if due == Due::Lapse => round.lapsed += 1,
                        Step::Moved => round.reminded += 1,
                        Step::Left => {}
                        Step::Stuck => drop(stuck.insert(id.clone())),
                    }
                }
                after = ids.into_iter().next_back();
                if after.is_none() {
                    break;
                }
            }
        }
        self.pass_on_places(lease, now, &mut round, &mut stuck).await?;
        round.stuck = stuck.len();
        *self.inner.stuck.lock().unwrap_or_else(PoisonError::into_inner) = stuck;
        Ok(round)
    }

    async fn due_cases(
        &self,
        due: Due,
        after: Option<SubmissionId>,
        now: Instant,
    ) -> Result<Vec<SubmissionId>, Error> {
        let found = self.store().read(move |tx| match due {
            Due::Lapse => cases::list_payment_overdue(tx, now, after.as_ref(), BATCH),
            Due::Reminder => cases::list_to_remind(tx, now.day(), after.as_ref(), BATCH),
        });
        found.await.map_err(Error::from)
    }

    /// Moves one case; what is wrong with it is told once and counted.
    async fn move_apart(
        &self,
        due: Due,
        id: &SubmissionId,
        lease: &Lease,
        now: Instant,
    ) -> Result<Step, Error> {
        let (chores, case, held) = (self.clone(), id.clone(), lease.clone());
        let moving = async move { chores.move_due(due, &case, held, now).await };
        let fault = match apart(moving).await? {
            Ok(true) => return Ok(Step::Moved),
            Ok(false) => return Ok(Step::Left),
            Err(fault) => fault,
        };
        self.tell_stuck(id, &fault);
        Ok(Step::Stuck)
    }

    fn tell_stuck(&self, id: &SubmissionId, fault: &str) {
        let known = self.inner.stuck.lock().unwrap_or_else(PoisonError::into_inner).contains(id);
        if !known {
            tracing::error!(case = %id, %fault, "a case is due and cannot be moved");
        }
    }

    /// Gives every line what came free for it. Who needs more than is left stands in nobody's way.
    async fn pass_on_places(
        &self,
        lease: &Lease,
        now: Instant,
        round: &mut Round,
        stuck: &mut BTreeSet<SubmissionId>,
    ) -> Result<(), Error> {
        let mut left = BTreeMap::new();
        for wait in self.casework.waiting().await? {
            let slot = *wait.slot.as_bytes();
            let too_few = left.get(&slot).is_some_and(|free| i64::from(wait.units) > *free);
            if too_few && now.day() <= wait.until {
                continue;
            }
            let (chores, held, id) = (self.clone(), lease.clone(), wait.submission.clone());
            let passing = async move {
                let may = move |tx: &mut WriteTx<'_>| Ok(leases::hold(tx, &held)?);
                chores.casework.pass_on(&wait, may, now).await
            };
            match apart(passing).await? {
                Ok(PassedOn::Given) => round.placed += 1,
                Ok(PassedOn::Ended) => round.lapsed += 1,
                Ok(PassedOn::TooFew(free)) => drop(left.insert(slot, free)),
                Ok(PassedOn::Left) => {}
                Err(fault) => {
                    self.tell_stuck(&id, &fault);
                    stuck.insert(id);
                }
            }
        }
        Ok(())
    }

    async fn move_due(
        &self,
        due: Due,
        id: &SubmissionId,
        lease: Lease,
        now: Instant,
    ) -> Result<bool, Error> {
        match due {
            Due::Lapse => {
                self.ask_before_lapsing(id, now).await;
                self.move_by_itself(id, Command::Lapse, now, lease).await
            }
            Due::Reminder => self.move_by_itself(id, Command::Remind, now, lease).await,
        }
    }

    /// The provider may have the money although nobody told us. When it cannot be asked,
    /// the term still ends: late money is recorded and goes back.
    async fn ask_before_lapsing(&self, id: &SubmissionId, now: Instant) {
        let Ok(rows) = self.casework.rows(Scope::Worker, id).await else { return };
        for money in rows.money {
            let Some(order) = money.order else { continue };
            if let Err(fault) = self.casework.ask_about(&order, now).await {
                tracing::warn!(payment = %order.payment, %fault, "a payment could not be asked about");
            }
        }
    }

    async fn move_by_itself(
        &self,
        id: &SubmissionId,
        command: Command,
        now: Instant,
        lease: Lease,
    ) -> Result<bool, Error> {
        let rows = self.casework.rows(Scope::Worker, id).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let policy = rows.policy(&published.form)?;
        let case = rows.record.case.clone();
        let Ok(facts) = decide(&case, command, &Actor::System, &policy, now) else {
            return Ok(false);
        };
        let step = self.casework.prepare_move(case, &facts, SYSTEM, &rows.submission)?;
        let held = move |tx: &mut WriteTx<'_>| Ok(leases::hold(tx, &lease)?);
        match self.casework.write_if(step, held).await {
            Ok(()) => Ok(true),
            Err(Error::Conflict { .. }) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// Removes what expired; nothing while another server does it.
    pub async fn tidy_up(&self) -> Result<sweep::Swept, Error> {
        let now = self.now();
        self.casework.forget_old_tries(now).await?;
        let Some(lease) = self.take_job(Job::Tidying, now).await? else {
            return Ok(sweep::Swept::default());
        };
        let swept = sweep::sweep(self.store(), now).await;
        self.give_back(lease, swept.is_ok(), now).await?;
        Ok(swept?)
    }

    /// Chains the heads of every day that has ended; gives how many were closed.
    pub async fn close_days(&self) -> Result<usize, Error> {
        let now = self.now();
        let Some(lease) = self.take_job(Job::Days, now).await? else { return Ok(0) };
        let closed = self.store().close_days(now, Some(lease.clone())).await;
        self.give_back(lease, closed.is_ok(), now).await?;
        Ok(closed.map_err(Error::from)?.len())
    }

    /// Tells the witness in `file` what is new since the last time. Of several servers one does
    /// it, so that each line follows from the one before.
    pub async fn tell_witness(&self, file: &Path) -> Result<(), Error> {
        let now = self.now();
        let Some(lease) = self.take_job(Job::Witness, now).await? else { return Ok(()) };
        let told = tell_witness(self.casework.archive(), file).await;
        self.give_back(lease, told.is_ok(), now).await?;
        told.map(drop)
    }

    /// Takes up keys that were added, and wraps those of cases by the newest. Whether there is
    /// more to do.
    pub async fn keep_keys(&self) -> Result<bool, Error> {
        let owner = self.casework.archive().owner();
        Ok(rotation::round(self.store(), owner, self.now()).await?)
    }

    /// The lease of a job; `None` while another server has it.
    pub(crate) async fn take_job(&self, job: Job, now: Instant) -> Result<Option<Lease>, Error> {
        let owner = self.casework.archive().owner().to_owned();
        let until = now.plus(job.lease());
        let taken = self.store().write(move |tx| leases::take(tx, job.word(), &owner, now, until));
        taken.await.map_err(|fault: StoreError| fault.into())
    }

    /// Ends a round. One that lost its lease has nothing to give back.
    pub(crate) async fn give_back(
        &self,
        lease: Lease,
        well: bool,
        now: Instant,
    ) -> Result<(), Error> {
        let given = self.store().write(move |tx| {
            if well { leases::finish(tx, &lease, now) } else { leases::release(tx, &lease, now) }
        });
        given.await.map_err(|fault: StoreError| fault.into())
    }
}
