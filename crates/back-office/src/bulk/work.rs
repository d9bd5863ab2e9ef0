//! Working on a job: case after case, each in a transaction of its own, by the same path as a
//! command for one case.
//!
//! The result of a case is written with its decision, by who holds the lease of the job, and only
//! where there is none: whoever dies in the middle has decided and told some, and neither decided
//! nor told the others. Those the next one goes on with.

use chrono::Duration;
use kernel::{BulkJobId, Instant, StaffId};
use review_workflow::{Event, Refusal};
use serde::{Deserialize, Serialize};
use submission_store::{
    StoreError,
    bulk::{self, BulkItem, BulkResult, HeldJob},
    staff, tokens,
};

use super::{BulkCommand, Kept, release::Leave};
use crate::{BackOffice, Error, Staff, handle::BULK_AT_ONCE, permission::Work, sign_in::staff_of};

/// Nobody else goes on with a job for so long after its last case.
const LEASE: Duration = Duration::minutes(1);
/// Jobs taken up in one round.
const ROUND: i64 = 20;

/// A job in the hands of this worker.
#[derive(Debug, Clone)]
pub struct BulkWork {
    held: HeldJob,
    command: BulkCommand,
    token: Option<submission_store::Digest>,
    /// Who looked at it before it began, where somebody had to.
    released_by: Option<StaffId>,
}

/// Why nothing was done with a case, as it is kept beside it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Told {
    /// A rule refused it.
    Refused(Refusal),
    /// Somebody had changed it: who, and when.
    Changed { by: Option<String>, at: Option<Instant> },
}

/// What became of a case that was not done; nothing where it says nothing about the case and is to
/// be tried again.
pub(super) const fn result_of(fault: &Error) -> Option<BulkResult> {
    match fault {
        Error::Busy | Error::Full | Error::Away | Error::InDoubt { .. } | Error::ProviderAway => {
            None
        }
        Error::Refused(_) => Some(BulkResult::Refused),
        Error::Conflict { .. } => Some(BulkResult::Changed),
        Error::NotFound | Error::Forbidden | Error::Gone | Error::Erased => {
            Some(BulkResult::Absent)
        }
        Error::Closed
        | Error::Problems(_)
        | Error::Unchanged
        | Error::Upload(_)
        | Error::IdempotencyMismatch
        | Error::SignIn(_)
        | Error::FactorNotFresh
        | Error::Text { .. }
        | Error::TooManyMessages { .. }
        | Error::Fee(_)
        | Error::Refund(_)
        | Error::Callback(_)
        | Error::Internal { .. } => Some(BulkResult::Failed),
    }
}

impl Told {
    fn of(fault: Error) -> Option<Self> {
        if let Error::Conflict { by, at } = fault {
            return Some(Self::Changed { by, at });
        }
        if let Error::Refused(refusal) = fault { Some(Self::Refused(refusal)) } else { None }
    }

    /// The reason as it was told to whoever gave the command for one case.
    pub(super) fn fault(result: Option<BulkResult>, told: Option<String>) -> Option<Error> {
        let told = told.and_then(|told| serde_json::from_str(&told).ok());
        match (result?, told) {
            (BulkResult::Done, _) => None,
            (BulkResult::Refused, Some(Self::Refused(refusal))) => Some(refusal.into()),
            (BulkResult::Changed, Some(Self::Changed { by, at })) => {
                Some(Error::Conflict { by, at })
            }
            (BulkResult::Changed, _) => Some(Error::Conflict { by: None, at: None }),
            (BulkResult::Absent, _) => Some(Error::NotFound),
            (BulkResult::Stopped, _) => Some(Error::Forbidden),
            (BulkResult::Refused | BulkResult::Failed, _) => {
                Some(Error::internal("a case of a job"))
            }
        }
    }
}

impl BackOffice {
    /// Begins to work on a job at once, and waits for it at most so long. A few run beside the
    /// requests; the others wait for their turn, and a round may take them up before it comes.
    pub async fn hurry_bulk(&self, id: &BulkJobId, wait: std::time::Duration) {
        let (desk, id) = (self.clone(), id.clone());
        let working = tokio::spawn(async move {
            let Ok(_turn) = desk.inner.bulk.acquire().await else { return };
            if let Err(fault) = desk.work_on_bulk(&id).await {
                tracing::warn!(job = %id, %fault, "a job with many cases is left to the next round");
            }
        });
        if let Ok(Err(fell)) = tokio::time::timeout(wait, working).await {
            tracing::error!(fault = %fell, "a job with many cases fell");
        }
    }

    /// Waits until none of those runs beside the requests.
    pub async fn bulk_rests(&self) {
        // Never closed, so whoever waits comes to their turn.
        let _all = self.inner.bulk.acquire_many(u32::from(BULK_AT_ONCE)).await;
    }

    /// Goes on with the jobs that nobody works on; gives how many. One that cannot go on stands in
    /// no other's way.
    pub async fn resume_bulk(&self) -> Result<usize, Error> {
        let now = self.now();
        let waiting = self.inner.store.read(move |tx| bulk::list_waiting(tx, now, ROUND)).await?;
        for id in &waiting {
            let (desk, id) = (self.clone(), id.clone());
            let working = tokio::spawn(async move { desk.work_on_bulk(&id).await });
            match working.await {
                Ok(Ok(())) => {}
                Ok(Err(fault)) => tracing::error!(%fault, "a job with many cases cannot go on"),
                Err(fault) => tracing::error!(%fault, "a job with many cases fell"),
            }
        }
        Ok(waiting.len())
    }

    /// Works on a job to its end, unless somebody else does.
    pub async fn work_on_bulk(&self, id: &BulkJobId) -> Result<(), Error> {
        let Some(work) = self.take_bulk(id).await? else { return Ok(()) };
        loop {
            match self.step_bulk(&work).await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(fault) => {
                    self.put_bulk_back(work).await?;
                    return Err(fault);
                }
            }
        }
    }

    /// Takes a job that nobody works on.
    pub async fn take_bulk(&self, id: &BulkJobId) -> Result<Option<BulkWork>, Error> {
        let (id, now) = (id.clone(), self.now());
        let store = &self.inner.store;
        let take = store.write(move |tx| bulk::take(tx, &id, now, now.plus(LEASE)));
        let found: Result<_, StoreError> = take.await;
        let Some(held) = found? else { return Ok(None) };
        let released_by = match self.leave_of(&held, now).await? {
            Leave::Given(by) => by,
            Leave::Refused(rule) => {
                let told = serde_json::to_string(&Told::Refused(rule.into()));
                let rest = (BulkResult::Refused, Some(told.map_err(Error::internal)?));
                return self.end_bulk(&held, Some(rest), now).await.map(|()| None);
            }
        };
        match self.asked_in(&held) {
            Ok((command, token)) => Ok(Some(BulkWork { held, command, token, released_by })),
            Err(fault) => {
                // It opens no better in the next round.
                tracing::error!(job = %held.job.id, %fault, "a job with many cases does not open");
                let rest = (BulkResult::Failed, None);
                self.end_bulk(&held, Some(rest), now).await.map(|()| None)
            }
        }
    }

    /// What is to be done, and the token by which it was asked for.
    fn asked_in(
        &self,
        held: &HeldJob,
    ) -> Result<(BulkCommand, Option<submission_store::Digest>), Error> {
        let Kept { command, token, .. } = self.kept_of(&held.job)?;
        let token = token.map(|hash| hash.parse()).transpose().map_err(Error::internal)?;
        Ok((command, token))
    }

    async fn put_bulk_back(&self, work: BulkWork) -> Result<(), Error> {
        let now = self.now();
        let put = self.inner.store.write(move |tx| bulk::put_back(tx, &work.held, now));
        put.await.map_err(|fault: StoreError| fault.into())
    }

    /// Decides the next case of a job and writes what became of it. Whether there was one.
    pub async fn step_bulk(&self, work: &BulkWork) -> Result<bool, Error> {
        let now = self.now();
        let (desk, held) = (self.clone(), work.clone());
        let read = self.inner.store.read(move |tx| {
            let Some(item) = bulk::next(tx, &held.held)? else { return Ok(None) };
            let found = staff::find(tx, &held.held.job.staff)?;
            let Some(person) = found.filter(|person| desk.works_here(person)) else {
                return Ok(Some((item, None)));
            };
            let token = match &held.token {
                None => None,
                Some(hash) => match tokens::find(tx, hash, now)? {
                    None => return Ok(Some((item, None))),
                    some => some,
                },
            };
            let staff = staff_of(tx, person, token, now)?;
            let works = staff.authority.allows_somewhere::<Work>();
            Ok::<_, StoreError>(Some((item, works.then_some(staff))))
        });
        match read.await? {
            Some((item, Some(staff))) => {
                self.decide_one(work, item, staff, now).await.map(|()| true)
            }
            rest => {
                let rest = rest.map(|_stopped| (BulkResult::Stopped, None));
                self.end_bulk(&work.held, rest, now).await.map(|()| false)
            }
        }
    }

    /// Ends a job: all is told, or this is told beside all that is left.
    async fn end_bulk(
        &self,
        held: &HeldJob,
        rest: Option<(BulkResult, Option<String>)>,
        now: Instant,
    ) -> Result<(), Error> {
        let held = held.clone();
        let ended = self.inner.store.write(move |tx| {
            if let Some((result, told)) = &rest {
                bulk::tell_rest(tx, &held, (*result, told.as_deref()), now)?;
            }
            bulk::finish(tx, &held, now)
        });
        ended.await.map_err(|fault: StoreError| fault.into())
    }

    /// One case for itself: even one over which the program falls is told, and the next one comes.
    async fn decide_one(
        &self,
        work: &BulkWork,
        item: BulkItem,
        staff: Staff,
        now: Instant,
    ) -> Result<(), Error> {
        let position = item.position;
        let (desk, ours) = (self.clone(), work.clone());
        let deciding = tokio::spawn(async move { desk.decided(&ours, &item, &staff, now).await });
        let fault = match deciding.await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(fault)) => fault,
            Err(fell) => Error::internal(fell),
        };
        let Some(result) = result_of(&fault) else { return Err(fault) };
        if result == BulkResult::Failed {
            tracing::error!(job = %work.held.job.id, position, %fault, "a case of a job failed");
        }
        let told = Told::of(fault).map(|told| serde_json::to_string(&told)).transpose();
        let (held, told) = (work.held.clone(), told.map_err(Error::internal)?);
        let tell = self.inner.store.write(move |tx| {
            bulk::tell(tx, &held, position, (result, told.as_deref()), now.plus(LEASE))
        });
        tell.await.map_err(|fault: StoreError| fault.into())
    }

    /// Decides one case as a command for it alone would, and writes that in the same transaction.
    async fn decided(
        &self,
        work: &BulkWork,
        item: &BulkItem,
        staff: &Staff,
        now: Instant,
    ) -> Result<(), Error> {
        let rows = self.rows_of(staff, &item.case).await?;
        // Days pass until somebody else has looked, and a message decides nothing: it goes to the
        // case as it stands.
        let is_released = work.released_by.is_some();
        let version = if is_released { rows.record.case.version } else { item.version };
        let mut resolved = self.resolved_among(staff, rows, version, &work.command, now).await?;
        for fact in &mut resolved.facts {
            if let Event::MessageSent { released_by, .. } = fact {
                released_by.clone_from(&work.released_by);
            }
        }
        let step = self.move_of(staff, &resolved, &[])?;
        let (held, position) = (work.held.clone(), item.position);
        let tell = move |tx: &mut submission_store::WriteTx<'_>| {
            let done = (BulkResult::Done, None);
            Ok(bulk::tell(tx, &held, position, done, now.plus(LEASE))?)
        };
        match self.casework.write_if(step, tell).await {
            Err(Error::Conflict { .. }) => Err(self.conflict(&item.case).await),
            Ok(()) => {
                self.set_papers(&resolved).await;
                Ok(())
            }
            refused => refused,
        }
    }
}
