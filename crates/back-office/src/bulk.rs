//! まとめての処理: one command for many cases. Each is decided by itself, with the version that was
//! seen and with what the person may do at that moment; what becomes of each is told.
//!
//! What is asked for is kept as a job of that person ([`work`]), which goes on after a crash.
//! Deliberately no command of it: what asks residents to mend something, and what refuses them.

mod choose;
mod work;

use std::collections::HashSet;

use casework::Rows;
use kernel::{BulkJobId, Instant, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::{Command, CommandKind, LineRefusal, Refusal, ReleaseReason};
use serde::{Deserialize, Serialize};
use submission_store::{
    Digest, Place, Scope, StoreError,
    bulk::{self, BulkItem, BulkJob, BulkResult, Progress},
    cases,
    looks::LookKind,
    submissions,
};

pub use choose::Chosen;
pub use work::BulkWork;

use self::work::Told;
use crate::{
    BackOffice, Error, Staff,
    command::Resolved,
    permission::{Work, scope_of},
};

/// One person answers for no more cases at once.
pub const MOST_CASES: usize = 800;

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
    /// See [`Command::Note`]; the same on every case.
    Note {
        /// What it says.
        text: String,
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

/// What would become of them.
#[derive(Debug, Default)]
pub struct BulkCheck {
    /// Those with which it can be done.
    pub can: Vec<BulkCase>,
    /// The others, each with the reason.
    pub cannot: Vec<(BulkCase, Error)>,
}

/// A job as its owner sees it.
#[derive(Debug)]
pub struct BulkView {
    /// The job.
    pub id: BulkJobId,
    /// What is done.
    pub command: BulkCommand,
    /// The list that the cases were chosen in.
    pub from: String,
    /// When it began.
    pub created_at: Instant,
    /// Whether it is still going on.
    pub is_running: bool,
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
    /// The cases with their present versions.
    pub cases: Vec<(SubmissionId, i64)>,
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
    /// The command for one case.
    pub fn command(&self) -> Command {
        match self {
            Self::Claim => Command::Claim,
            Self::Assign { to } => Command::Assign { to: to.clone() },
            Self::Release { reason } => Command::Release { reason: *reason },
            Self::Note { text } => Command::Note { text: text.clone() },
            Self::Settle => Command::Settle,
            Self::Pass => Command::Pass,
            Self::Approve => Command::Approve { against_proposal: false },
            Self::Complete => Command::Complete,
        }
    }

    /// The command without its content.
    pub fn kind(&self) -> CommandKind {
        self.command().kind()
    }
}

impl BackOffice {
    /// What would become of these cases now. Nothing is done.
    pub async fn check_bulk(
        &self,
        staff: &Staff,
        command: &BulkCommand,
        cases: Vec<(SubmissionId, i64)>,
    ) -> Result<BulkCheck, Error> {
        let now = self.now();
        let mut check = BulkCheck::default();
        for (id, version) in each_once(cases)? {
            let case = BulkCase { id, version, known: None };
            let rows = match self.casework.rows(scope_of(&staff.authority), &case.id).await {
                Err(Error::NotFound) => {
                    check.cannot.push((case, Error::NotFound));
                    continue;
                }
                found => found?,
            };
            // Like a list: no look of who works on the case.
            if staff.authority.allow::<Work>(&rows.record.place).is_err() {
                self.opened(staff, &rows.record, LookKind::Case, now).await?;
            }
            let known = (
                rows.submission.receipt_number.clone(),
                self.catalogue().title_of(&rows.submission.procedure),
            );
            let case = BulkCase { known: Some(known), ..case };
            match self.resolved_among(staff, rows, version, command, now).await {
                Ok(_) => check.can.push(case),
                Err(fault) if work::result_of(&fault).is_some() => check.cannot.push((case, fault)),
                Err(fault) => return Err(fault),
            }
        }
        Ok(check)
    }

    /// Keeps what this person wants done, as a job; the same request again gives the same one.
    /// Somebody has to work on it: [`Self::hurry_bulk`], or the next round.
    pub async fn start_bulk(&self, staff: &Staff, wanted: BulkRequest) -> Result<BulkJobId, Error> {
        let (now, store) = (self.now(), &self.inner.store);
        let cases = each_once(wanted.cases)?;
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
                Some(known) => Ok(Some(known)),
                None => bulk::insert(tx, &job, &cases).map(|()| None),
            }
        });
        let known = match begun.await {
            // Somebody pressed twice, and the other press was faster.
            Err(StoreError::Duplicate { .. }) => {
                store.read(move |tx| bulk::find_by_key(tx, &person, &key)).await?
            }
            begun => begun?,
        };
        match known {
            Some((_, before)) if before != request => Err(Error::IdempotencyMismatch),
            Some((known, _)) => Ok(known),
            None => Ok(id),
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
        let resolved = self.resolved(staff, rows, version, command.command(), now).await?;
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

    /// A job of this person.
    pub async fn bulk(&self, staff: &Staff, id: &BulkJobId) -> Result<BulkView, Error> {
        let (person, wanted) = (staff.id().clone(), id.clone());
        let scope = Scope::Office { reach: staff.authority.reach::<Work>() };
        let found = self.inner.store.read(move |tx| {
            let Some(job) = bulk::find(tx, &person, &wanted)? else { return Ok(None) };
            let mut items = Vec::new();
            for item in bulk::list_items(tx, &wanted)? {
                let filed = submissions::find(tx, &scope, &item.case)?;
                items.push((item, filed.map(|it| (it.receipt_number, it.procedure))));
            }
            Ok::<_, StoreError>(Some((job, items)))
        });
        let (job, items) = found.await?.ok_or(Error::NotFound)?;
        let kept = self.kept_of(&job)?;
        let line = |(item, known): (BulkItem, Option<(ReceiptNumber, String)>)| {
            let known =
                known.map(|(number, procedure)| (number, self.catalogue().title_of(&procedure)));
            let case = BulkCase { id: item.case, version: item.version, known };
            BulkLine { case, fault: Told::fault(item.result, item.told), result: item.result }
        };
        Ok(BulkView {
            command: kept.command,
            from: kept.from,
            created_at: job.created_at,
            is_running: job.finished_at.is_none(),
            lines: items.into_iter().map(line).collect(),
            id: job.id,
        })
    }

    /// What a job of this person has left undone, as the cases are now.
    pub async fn bulk_left(&self, staff: &Staff, id: &BulkJobId) -> Result<BulkLeft, Error> {
        let (person, wanted) = (staff.id().clone(), id.clone());
        let scope = scope_of(&staff.authority);
        let found = self.inner.store.read(move |tx| {
            let Some(job) = bulk::find(tx, &person, &wanted)? else { return Ok(None) };
            let mut left = Vec::new();
            for item in bulk::list_items(tx, &wanted)? {
                if item.result != Some(BulkResult::Done)
                    && let Some(record) = cases::find(tx, &scope, &item.case)?
                {
                    left.push((item.case, record.case.version));
                }
            }
            Ok::<_, StoreError>(Some((job, left)))
        });
        let (job, cases) = found.await?.ok_or(Error::NotFound)?;
        let Kept { command, from, .. } = self.kept_of(&job)?;
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

/// Every case once, as it stood there first; not more than one person answers for.
fn each_once(cases: Vec<(SubmissionId, i64)>) -> Result<Vec<(SubmissionId, i64)>, Error> {
    let mut seen = HashSet::new();
    let once: Vec<_> = cases.into_iter().filter(|(id, _)| seen.insert(id.clone())).collect();
    if once.len() > MOST_CASES {
        return Err(Refusal::TooManyCases { limit: MOST_CASES }.into());
    }
    Ok(once)
}
