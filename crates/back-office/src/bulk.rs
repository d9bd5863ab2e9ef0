//! まとめての処理: one command for many cases. Each is decided by itself, with the version that was
//! seen and with what the person may do at that moment; what becomes of each is told.
//!
//! What is asked for is kept as a job of that person ([`work`]), which goes on after a crash.
//! Messages to more than a hundred leave when a second person has looked at them ([`release`]).
//! Deliberately no command of it: what asks residents to mend something, and what refuses them.

mod check;
mod choose;
mod message;
mod release;
mod work;

use std::collections::{HashMap, HashSet};

use casework::Rows;
use kernel::{
    BulkJobId, DepartmentId, Instant, LabelId, ReceiptNumber, StaffId, SubmissionId, TemplateId,
};
use review_workflow::{Command, CommandKind, LineRefusal, Refusal, ReleaseReason};
use serde::{Deserialize, Serialize};
use submission_store::{
    Digest, Place, ReadTx, StoreError, WriteTx,
    bulk::{self, BulkItem, BulkJob, BulkResult, Known, KnownRow, Progress},
    looks::LookKind,
};

pub use check::BulkCheck;
pub use choose::Chosen;
pub use release::{
    MOST_LETTERS_ALONE, RELEASE_REASON_LIMIT, ReleaseLine, ReleaseStanding, ReleaseView,
};
pub use work::BulkWork;

use self::work::Told;
use crate::{
    BackOffice, Error, Staff,
    command::Resolved,
    permission::{Work, reach_of},
};

/// One person answers for no more cases at once.
pub const MOST_CASES: usize = 800;

/// Nobody has more jobs going on at once: what is asked for beyond them waits with who asks.
const AT_ONCE: i64 = 3;

/// Jobs that a person is shown of their own.
const RECENT: i64 = 20;

/// What can be done with many cases at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum BulkCommand {
    /// See [`Command::Claim`].
    Claim,
    /// See [`Command::Assign`].
    Assign {
        /// Who answers for them from now on.
        to: StaffId,
    },
    /// See [`Command::Release`].
    Release {
        /// Why.
        reason: ReleaseReason,
    },
    /// See [`Command::HandOver`].
    HandOver {
        /// The department that works on them from now on.
        to: DepartmentId,
    },
    /// See [`Command::PutFirst`]; for the same reason.
    PutFirst {
        /// Why.
        reason: String,
    },
    /// See [`Command::Label`]; the same on every case.
    Label {
        /// Which.
        label: LabelId,
    },
    /// See [`Command::Note`]; the same on every case.
    Note {
        /// What it says.
        text: String,
    },
    /// See [`Command::Message`]; what stands in braces is filled in for each case.
    Message {
        /// What it says.
        text: String,
    },
    /// The same from a template, to each resident in their language.
    MessageFrom {
        /// Which.
        template: TemplateId,
    },
    /// See [`Command::Settle`].
    Settle,
    /// See [`Command::Pass`].
    Pass,
    /// See [`Command::Approve`]; never against what was proposed.
    Approve,
    /// See [`Command::Complete`].
    Complete,
}

/// What somebody wants done.
#[derive(Debug, Clone)]
pub struct BulkRequest {
    /// What makes a second request the same one, which begins no second job.
    pub key: BulkKey,
    /// What is to be done.
    pub command: BulkCommand,
    /// With which cases, each with the version that was seen.
    pub cases: Vec<(SubmissionId, i64)>,
    /// The list that they were chosen in, to come back to.
    pub from: String,
}

/// What makes two requests of a person the same one.
#[derive(Debug, Clone)]
pub enum BulkKey {
    /// The caller drew it: with other content it is refused.
    Drawn(String),
    /// It stands in a page to which one can go back: with other content it is another request.
    OfPage(String),
}

/// One case of many.
#[derive(Debug, Clone)]
pub struct BulkCase {
    /// The case as it was asked for.
    pub id: SubmissionId,
    /// The version that was seen.
    pub version: i64,
    /// The number on its receipt, and the procedure; nothing of what is not there.
    pub known: Option<(ReceiptNumber, String)>,
}

/// A job as its owner sees it.
#[derive(Debug)]
pub struct BulkView {
    /// The job.
    pub id: BulkJobId,
    /// The kind of what is done, in a word.
    pub command: String,
    /// The list that the cases were chosen in.
    pub from: String,
    /// When it began.
    pub created_at: Instant,
    /// Whether it is still going on.
    pub is_running: bool,
    /// What it waits or waited for, where a second person has to look at it.
    pub release: Option<ReleaseStanding>,
    /// Its cases in their order.
    pub lines: Vec<BulkLine>,
}

/// One case of a job.
#[derive(Debug)]
pub struct BulkLine {
    /// Which.
    pub case: BulkCase,
    /// What became of it; nothing yet.
    pub result: Option<BulkResult>,
    /// Why nothing was done.
    pub fault: Option<Error>,
}

/// What a job has left undone.
#[derive(Debug)]
pub struct BulkLeft {
    /// What was to be done.
    pub command: BulkCommand,
    /// The list that the cases were chosen in.
    pub from: String,
    /// The cases, each with the version that counts as seen now.
    pub cases: Vec<(SubmissionId, i64)>,
}

/// What became of a request.
enum Begun {
    /// It came before, with this digest.
    Known(BulkJobId, Digest),
    /// The person has enough going on.
    TooMany,
    /// A job begins.
    Now,
}

/// What is kept of a request, sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    command: BulkCommand,
    from: String,
    /// The token by which it was asked for, as its hash: a job ends with it.
    token: Option<String>,
}

impl BulkCommand {
    /// The command for one case, before anything is filled in.
    pub fn command(&self) -> Command {
        match self {
            Self::Claim => Command::Claim,
            Self::Assign { to } => Command::Assign { to: to.clone(), although_away: false },
            Self::Release { reason } => Command::Release { reason: *reason },
            Self::HandOver { to } => Command::HandOver { to: to.clone(), text: String::new() },
            Self::PutFirst { reason } => Command::PutFirst { reason: reason.clone() },
            Self::Label { label } => Command::Label { label: label.clone(), name: String::new() },
            Self::Note { text } => Command::Note { text: text.clone(), call: None },
            Self::Message { text } => Command::Message { text: text.clone(), files: Vec::new() },
            Self::MessageFrom { .. } => Command::Message { text: String::new(), files: Vec::new() },
            Self::Settle => Command::Settle,
            Self::Pass => Command::Pass { in_place_of: None },
            Self::Approve => Command::Approve { against_proposal: false, in_place_of: None },
            Self::Complete => Command::Complete,
        }
    }

    /// Whether it decides: somebody else's change is read before it is decided over.
    const fn decides(&self) -> bool {
        matches!(self, Self::Settle | Self::Pass | Self::Approve | Self::Complete)
    }

    /// The command without its content.
    pub fn kind(&self) -> CommandKind {
        self.command().kind()
    }
}

impl BackOffice {
    /// What is known of each case, with the title of its procedure. What cannot be read is told in
    /// the log, and shown like a case of which nothing is known.
    fn readable(&self, known: Vec<KnownRow>) -> HashMap<SubmissionId, Known> {
        let read = |known: KnownRow| match known {
            Ok((id, (number, procedure))) => {
                Some((id, (number, self.catalogue().title_of(&procedure))))
            }
            Err(fault) => {
                tracing::error!(%fault, "a case of many cannot be read");
                None
            }
        };
        known.into_iter().filter_map(read).collect()
    }

    /// Keeps what this person wants done, as a job; the same request again gives the same one.
    /// Somebody has to work on it: [`Self::hurry_bulk`], or the next round. `Busy` while the person
    /// has [`AT_ONCE`] others.
    pub async fn start_bulk(&self, staff: &Staff, wanted: BulkRequest) -> Result<BulkJobId, Error> {
        let (now, store) = (self.now(), &self.inner.store);
        let cases = each_once(wanted.cases)?;
        let waits_until = wanted.command.waits_until(cases.len(), now);
        let (id, person) = (BulkJobId::new(&*self.inner.ids, now), staff.id().clone());
        let asked = serde_json::to_vec(&(&wanted.command, &cases)).map_err(Error::internal)?;
        let token = staff.token.as_ref().map(Digest::hex);
        let command = wanted.command.kind().word().to_owned();
        let kept = Kept { command: wanted.command, from: wanted.from, token };
        let kept = serde_json::to_vec(&kept).map_err(Error::internal)?;
        let request = store.keys().request(&asked);
        let key = match wanted.key {
            BulkKey::Drawn(key) => key,
            BulkKey::OfPage(key) => format!("{key}/{}", request.hex()),
        };
        let job = BulkJob {
            staff: person.clone(),
            key: key.clone(),
            request,
            command,
            sealed: store.sealer().seal(Place::bulk(&id), &kept),
            created_at: now,
            finished_at: None,
            id: id.clone(),
        };
        let begun = store.write({
            let (person, key) = (person.clone(), key.clone());
            move |tx| match bulk::find_by_key(tx, &person, &key)? {
                Some((known, request)) => Ok(Begun::Known(known, request)),
                None => begin(tx, &job, &cases, waits_until),
            }
        });
        let begun = match begun.await {
            // Somebody pressed twice, and the other press was faster.
            Err(StoreError::Duplicate { .. }) => {
                let known = store.read(move |tx| bulk::find_by_key(tx, &person, &key)).await?;
                known.map_or(Begun::Now, |(known, request)| Begun::Known(known, request))
            }
            begun => begun?,
        };
        match begun {
            Begun::Known(_, before) if before != request => Err(Error::IdempotencyMismatch),
            Begun::Known(known, _) => Ok(known),
            Begun::TooMany => Err(Error::Busy),
            Begun::Now => Ok(id),
        }
    }

    /// What a command makes of one case among many. What is still to be looked at is decided for
    /// itself, also by who may decide it so.
    async fn resolved_among(
        &self,
        staff: &Staff,
        rows: Rows,
        version: i64,
        command: &BulkCommand,
        now: Instant,
    ) -> Result<Resolved, Error> {
        let order = self.order_for(&rows, command).await?;
        let resolved = self.resolved(staff, rows, version, order, now).await?;
        match resolved.rows.record.case.open_findings() {
            open @ 1.. if *command == BulkCommand::Approve => {
                Err(Refusal::from(LineRefusal::FindingsOpen { open }).into())
            }
            _ => Ok(resolved),
        }
    }

    /// A key for a page with a form that begins a job.
    pub fn bulk_key(&self) -> String {
        let mut drawn = [0_u8; 16];
        self.inner.ids.fill(&mut drawn);
        Digest::of(&drawn).hex()
    }

    /// A job of this person. That they were shown its cases is written down like a list.
    pub async fn bulk(&self, staff: &Staff, id: &BulkJobId) -> Result<BulkView, Error> {
        let (now, person, wanted) = (self.now(), staff.id().clone(), id.clone());
        let reach = staff.authority.reach::<Work>();
        let found = self.inner.store.read(move |tx| {
            let Some((job, items)) = job_of(tx, &person, &wanted)? else { return Ok(None) };
            let ids: Vec<_> = items.iter().map(|item| item.case.clone()).collect();
            let known = bulk::known(tx, &reach, &ids)?;
            Ok::<_, StoreError>(Some((job, items, known)))
        });
        let (job, items, known) = found.await?.ok_or(Error::NotFound)?;
        let release = self.standing_of(&job).await?;
        let mut known = self.readable(known);
        self.looked_through(staff, LookKind::List, format!("bulk={id}"), known.len(), now).await?;
        // Where what was typed does not open, what became of the cases is told nevertheless.
        let from = self.kept_of(&job).map_or_else(
            |fault| {
                tracing::error!(job = %job.id, %fault, "a job with many cases does not open");
                String::new()
            },
            |kept| kept.from,
        );
        let line = |item: BulkItem| {
            let known = known.remove(&item.case);
            let case = BulkCase { id: item.case, version: item.version, known };
            BulkLine { case, fault: Told::fault(item.result, item.told), result: item.result }
        };
        Ok(BulkView {
            command: job.command,
            from,
            created_at: job.created_at,
            is_running: job.finished_at.is_none(),
            release,
            lines: items.into_iter().map(line).collect(),
            id: job.id,
        })
    }

    /// How far a job of this person is. Nothing of its cases is told.
    pub async fn bulk_progress(&self, staff: &Staff, id: &BulkJobId) -> Result<Progress, Error> {
        let (person, wanted) = (staff.id().clone(), id.clone());
        let read = self.inner.store.read(move |tx| bulk::progress(tx, &person, &wanted));
        read.await?.ok_or(Error::NotFound)
    }

    /// What a job of this person has left undone. It goes on as the cases are now; only a decision
    /// stays with what was seen, unless a rule refused it: whoever follows the rule changes the
    /// case, while what somebody else changed is to be read first.
    pub async fn bulk_left(&self, staff: &Staff, id: &BulkJobId) -> Result<BulkLeft, Error> {
        let (person, wanted) = (staff.id().clone(), id.clone());
        let reach = reach_of(&staff.authority);
        let found = self.inner.store.read(move |tx| {
            let Some((job, mut items)) = job_of(tx, &person, &wanted)? else { return Ok(None) };
            items.retain(|item| item.result != Some(BulkResult::Done));
            let ids: Vec<_> = items.iter().map(|item| item.case.clone()).collect();
            let versions = bulk::list_versions(tx, &reach, &ids)?;
            Ok::<_, StoreError>(Some((job, items, versions)))
        });
        let (job, items, versions) = found.await?.ok_or(Error::NotFound)?;
        let Kept { command, from, .. } = self.kept_of(&job)?;
        let keeps = |item: &BulkItem| command.decides() && item.result != Some(BulkResult::Refused);
        let left = |item: BulkItem| {
            let now = *versions.get(&item.case)?;
            let version = if keeps(&item) { item.version } else { now };
            Some((item.case, version))
        };
        let cases = items.into_iter().filter_map(left).collect();
        Ok(BulkLeft { command, from, cases })
    }

    /// The newest jobs of this person.
    pub async fn recent_bulk(&self, staff: &Staff) -> Result<Vec<Progress>, Error> {
        let person = staff.id().clone();
        Ok(self.inner.store.read(move |tx| bulk::list(tx, &person, RECENT)).await?)
    }

    fn kept_of(&self, job: &BulkJob) -> Result<Kept, Error> {
        let kept = self.inner.store.sealer().open(&job.sealed)?;
        serde_json::from_slice(&kept).map_err(Error::internal)
    }
}

/// Begins a job, unless the person has enough going on: what waits for somebody else counts apart
/// from what a server works on.
fn begin(
    tx: &mut WriteTx<'_>,
    job: &BulkJob,
    cases: &[(SubmissionId, i64)],
    waits_until: Option<Instant>,
) -> Result<Begun, StoreError> {
    let waiting = bulk::count_unreleased(tx, &job.staff)?;
    let working = bulk::count_unfinished(tx, &job.staff)? - waiting;
    if waits_until.map_or(working, |_until| waiting) >= AT_ONCE {
        return Ok(Begun::TooMany);
    }
    bulk::insert(tx, job, cases)?;
    if let Some(until) = waits_until {
        bulk::ask(tx, &job.id, &job.staff, until)?;
    }
    Ok(Begun::Now)
}

/// A job of this person with its cases.
fn job_of(
    tx: &mut ReadTx<'_>,
    person: &StaffId,
    id: &BulkJobId,
) -> Result<Option<(BulkJob, Vec<BulkItem>)>, StoreError> {
    let Some(job) = bulk::find(tx, person, id)? else { return Ok(None) };
    let items = bulk::list_items(tx, id)?;
    Ok(Some((job, items)))
}

/// Every case once, as it stood there first; not more than one person answers for.
fn each_once(cases: Vec<(SubmissionId, i64)>) -> Result<Vec<(SubmissionId, i64)>, Error> {
    let mut seen = HashSet::new();
    let once: Vec<_> = cases.into_iter().filter(|(id, _)| seen.insert(id.clone())).collect();
    if once.len() > MOST_CASES {
        return Err(Refusal::TooManyCases { limit: MOST_CASES }.into());
    }
    Ok(once)
}
