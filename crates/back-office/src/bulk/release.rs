//! まとめて送る前の確認: messages to many leave when a second person has looked at them. Whoever leads
//! where all of the cases lie looks, and never who asked; what nobody looks at in time is not sent.

use chrono::Days;
use japanese_values::calendar;
use kernel::{BulkJobId, Instant, StaffId};
use review_workflow::{Refusal, ReleaseRefusal};
use submission_store::{
    StoreError, WriteTx,
    bulk::{self, BulkJob, HeldJob, Release, ReleaseOutcome},
    staff,
};

use super::{BulkCheck, BulkCommand};
use crate::{
    BackOffice, Error, Staff,
    permission::{Lead, reach_of},
};

/// Letters of a reason.
pub const RELEASE_REASON_LIMIT: usize = 500;

/// One person writes to no more people at once before somebody else has looked at it.
pub const MOST_LETTERS_ALONE: usize = 100;

/// So many open days somebody has for looking at it.
const DAYS: u32 = 3;

/// More of them are not told at once.
const MOST: i64 = 100;

/// What waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseLine {
    /// The job.
    pub job: BulkJobId,
    /// Who asked for it, by name.
    pub by: String,
    /// Until when it waits.
    pub until: Instant,
}

/// The same with all that a second person looks at.
#[derive(Debug)]
pub struct ReleaseView {
    /// Which.
    pub line: ReleaseLine,
    /// Whether who looks at it asked for it: then somebody else answers.
    pub is_own: bool,
    /// The words as they were typed; empty where a template has them.
    pub typed: String,
    /// What would become of it now.
    pub check: BulkCheck,
}

/// How the asking stands, for who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseStanding {
    /// Until when it waits.
    pub until: Instant,
    /// What became of it; nothing while it waits.
    pub outcome: Option<ReleaseOutcome>,
    /// Who answered, by name, and when.
    pub answered: Option<(String, Instant)>,
    /// Why somebody did not agree.
    pub reason: Option<String>,
}

/// Whether a job may begin.
pub(super) enum Leave {
    /// It may, with who looked at it where somebody had to.
    Given(Option<StaffId>),
    /// It may not, and never will.
    Refused(ReleaseRefusal),
}

impl BulkCommand {
    /// Until when a second person has to have looked at it; nothing where nobody has to.
    pub(super) fn waits_until(&self, cases: usize, now: Instant) -> Option<Instant> {
        let writes = matches!(self, Self::Message { .. } | Self::MessageFrom { .. });
        let last = calendar::add_open_days(now.day(), DAYS);
        (writes && cases > MOST_LETTERS_ALONE).then(|| Instant::start_of(last + Days::new(1)))
    }
}

impl BackOffice {
    /// What waits for this person to look at: of others, where they lead all the cases.
    pub async fn releases(&self, staff: &Staff) -> Result<Vec<ReleaseLine>, Error> {
        self.releases_at(staff, self.now()).await
    }

    /// The same of a moment.
    pub(crate) async fn releases_at(
        &self,
        staff: &Staff,
        now: Instant,
    ) -> Result<Vec<ReleaseLine>, Error> {
        let (reach, own) = (staff.authority.reach::<Lead>(), staff.id().clone());
        let read = self.inner.store.read(move |tx| {
            let mut theirs = Vec::new();
            for waiting in bulk::unreleased(tx, &own, now, MOST)? {
                if bulk::lies_within(tx, &reach, &waiting.job)? {
                    theirs.push(waiting);
                }
            }
            let people: Vec<_> = theirs.iter().map(|it| it.asked_by.clone()).collect();
            Ok::<_, StoreError>((theirs, staff::names(tx, &people)?))
        });
        let (waiting, names) = read.await?;
        let line = |it: Release| ReleaseLine {
            by: names.get(&it.asked_by).cloned().unwrap_or_default(),
            until: it.until,
            job: it.job,
        };
        Ok(waiting.into_iter().map(line).collect())
    }

    /// How many there are; nothing for who leads nothing.
    pub async fn release_count(&self, staff: &Staff) -> Result<Option<u64>, Error> {
        if !staff.authority.allows_somewhere::<Lead>() {
            return Ok(None);
        }
        let waiting = self.releases(staff).await?.len();
        Ok(Some(u64::try_from(waiting).unwrap_or(u64::MAX)))
    }

    /// What somebody looks at before they answer, as it would leave now.
    pub async fn release(&self, staff: &Staff, id: &BulkJobId) -> Result<ReleaseView, Error> {
        let (lead, see) = (staff.authority.reach::<Lead>(), reach_of(&staff.authority));
        let (wanted, now) = (id.clone(), self.now());
        let read = self.inner.store.read(move |tx| {
            let found = bulk::release_of(tx, &wanted)?.zip(bulk::find_any(tx, &wanted)?);
            let Some((release, job)) = found else { return Ok(None) };
            if !bulk::lies_within(tx, &lead, &wanted)? {
                return Ok(None);
            }
            let items = bulk::list_items(tx, &wanted)?;
            let ids: Vec<_> = items.iter().map(|item| item.case.clone()).collect();
            let versions = bulk::list_versions(tx, &see, &ids)?;
            let names = staff::names(tx, std::slice::from_ref(&release.asked_by))?;
            Ok::<_, StoreError>(Some((release, job, items, versions, names)))
        });
        let (release, job, items, versions, names) = read.await?.ok_or(Error::NotFound)?;
        if release.outcome.is_some() || release.until <= now {
            return Err(self.answered_before(&release).await?);
        }
        let command = self.kept_of(&job)?.command;
        let as_now = |item: bulk::BulkItem| {
            let version = versions.get(&item.case).copied().unwrap_or(item.version);
            (item.case, version)
        };
        let cases = items.into_iter().map(as_now).collect();
        let check = self.checked_at(staff, &command, cases, now).await?;
        let typed = if let BulkCommand::Message { text } = command { text } else { String::new() };
        let by = names.get(&release.asked_by).cloned().unwrap_or_default();
        Ok(ReleaseView {
            is_own: release.asked_by == *staff.id(),
            line: ReleaseLine { job: release.job, by, until: release.until },
            typed,
            check,
        })
    }

    /// Lets the messages of a job leave, or says why they do not. Somebody has to go on with it:
    /// [`Self::hurry_bulk`], or the next round.
    pub async fn answer_release(
        &self,
        staff: &Staff,
        id: &BulkJobId,
        declined: Option<&str>,
    ) -> Result<(), Error> {
        let declined = declined.map(why).transpose()?;
        let (reach, by) = (staff.authority.reach::<Lead>(), staff.id().clone());
        let (now, wanted) = (self.now(), id.clone());
        let answer = self.inner.store.write(move |tx: &mut WriteTx<'_>| {
            let release = bulk::release_of(tx, &wanted)?;
            let Some(release) = release else { return Ok(Err(Error::NotFound)) };
            if release.asked_by == by {
                return Ok(Err(refused(ReleaseRefusal::ReleaseOwn)));
            }
            if !bulk::lies_within(tx, &reach, &wanted)? {
                return Ok(Err(Error::NotFound));
            }
            let answered = bulk::answer(tx, &wanted, &by, declined.as_deref(), now)?;
            Ok::<_, StoreError>(Ok((answered, release)))
        });
        match answer.await?? {
            (true, _) => Ok(()),
            (false, release) => Err(self.answered_before(&release).await?),
        }
    }

    /// Somebody was faster, or nobody came in time: who, and when.
    async fn answered_before(&self, release: &Release) -> Result<Error, Error> {
        let Some((by, at)) = release.answered.clone() else {
            return Ok(Error::Conflict { by: None, at: None });
        };
        let wanted = by.clone();
        let read = self.inner.store.read(move |tx| staff::names(tx, &[wanted]));
        let names = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        Ok(Error::Conflict { by: names.get(&by).cloned(), at: Some(at) })
    }

    /// How the asking for this job stands, by name.
    pub(super) async fn standing_of(
        &self,
        job: &BulkJob,
    ) -> Result<Option<ReleaseStanding>, Error> {
        let id = job.id.clone();
        let read = self.inner.store.read(move |tx| {
            let release = bulk::release_of(tx, &id)?;
            let by = release.as_ref().and_then(|it| it.answered.as_ref().map(|it| it.0.clone()));
            let names = staff::names(tx, by.as_slice())?;
            Ok::<_, StoreError>(release.map(|release| (release, names)))
        });
        Ok(read.await?.map(|(release, names)| ReleaseStanding {
            until: release.until,
            outcome: release.outcome,
            answered: release
                .answered
                .map(|(by, at)| (names.get(&by).cloned().unwrap_or_default(), at)),
            reason: release.reason,
        }))
    }

    /// Whether a job that was taken may begin. What nobody looked at in time is over.
    pub(super) async fn leave_of(&self, held: &HeldJob, now: Instant) -> Result<Leave, Error> {
        let id = held.job.id.clone();
        let read = self.inner.store.read({
            let id = id.clone();
            move |tx| bulk::release_of(tx, &id)
        });
        let Some(release) = read.await? else { return Ok(Leave::Given(None)) };
        match release.outcome {
            Some(ReleaseOutcome::Released) => Ok(Leave::Given(release.answered.map(|(by, _)| by))),
            Some(ReleaseOutcome::Declined) => Ok(Leave::Refused(ReleaseRefusal::ReleaseDeclined)),
            Some(ReleaseOutcome::Lapsed) => Ok(Leave::Refused(ReleaseRefusal::ReleaseLapsed)),
            None => {
                let lapsed = self.inner.store.write(move |tx| bulk::lapse(tx, &id, now));
                // Somebody answered in the very moment: the next round goes on with it.
                let lapsed: bool = lapsed.await.map_err(|fault: StoreError| Error::from(fault))?;
                if lapsed {
                    Ok(Leave::Refused(ReleaseRefusal::ReleaseLapsed))
                } else {
                    Err(Error::Busy)
                }
            }
        }
    }
}

/// A reason that says something.
fn why(reason: &str) -> Result<String, Error> {
    // A browser sends two characters for each end of a line that was typed.
    let reason = reason.trim().replace("\r\n", "\n");
    if reason.is_empty() {
        return Err(refused(ReleaseRefusal::DeclineUnexplained));
    }
    if reason.chars().count() > RELEASE_REASON_LIMIT {
        return Err(Error::Text { limit: RELEASE_REASON_LIMIT });
    }
    Ok(reason)
}

fn refused(rule: ReleaseRefusal) -> Error {
    Refusal::from(rule).into()
}
