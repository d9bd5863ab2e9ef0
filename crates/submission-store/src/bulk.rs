//! まとめての処理: what one person wants done with many cases, and what became of each. Which
//! commands there are and who may give them is for others to say.
//!
//! An item gets its result once, in the transaction that decides its case, and only from who holds
//! the lease of the job: whoever dies in the middle leaves items that are decided and told, and
//! items that are neither.

mod end;
mod known;
mod releases;
mod rewrap;

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use kernel::{BulkJobId, Instant, StaffId, SubmissionId};

use crate::{
    Digest, Place, Reads, Sealed, StoreError, WriteTx,
    engine::per_engine,
    row::{At, words},
    schema::{bulk_items, bulk_jobs},
    transaction::Door as _,
};

pub use end::{finish, stop_of, tell_rest};
pub use known::{Known, KnownRow, known, list_versions};
pub use releases::{
    Release, ReleaseOutcome, answer, ask, count_unreleased, lapse, lies_within, release_of,
    unreleased,
};
pub(crate) use rewrap::{Resealed, count_older, older, replace};

const TABLE: &str = "bulk_jobs";
const ITEMS: &str = "bulk_items";

/// So long what became of the cases is told.
const KEPT: Duration = Duration::days(90);
/// Rows written with one statement: fewer values than any engine binds.
const AT_ONCE: usize = 200;

/// What somebody wants done with many cases.
#[derive(Debug, Clone)]
pub struct BulkJob {
    /// The job.
    pub id: BulkJobId,
    /// Who wants it.
    pub staff: StaffId,
    /// The key of the request that began it.
    pub key: String,
    /// A digest of that request.
    pub request: Digest,
    /// The kind of command, in a word.
    pub command: String,
    /// The command with its words.
    pub sealed: Sealed,
    /// When it began.
    pub created_at: Instant,
    /// When the last case had its result.
    pub finished_at: Option<Instant>,
}

/// One case of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkItem {
    /// Its place, from 0.
    pub position: u32,
    /// The case as it was asked for: there need be none.
    pub case: SubmissionId,
    /// The version that was seen.
    pub version: i64,
    /// What became of it; nothing yet.
    pub result: Option<BulkResult>,
    /// Why, as JSON.
    pub told: Option<String>,
}

/// What became of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkResult {
    /// It was done.
    Done,
    /// A rule refused it.
    Refused,
    /// Somebody else had changed the case.
    Changed,
    /// There is no such case for this person.
    Absent,
    /// The person may do nothing here any more.
    Stopped,
    /// Something of ours is broken.
    Failed,
}

words!(BulkResult {
    Done = "done",
    Refused = "refused",
    Changed = "changed",
    Absent = "absent",
    Stopped = "stopped",
    Failed = "failed",
});

/// A job in the hands of one worker.
#[derive(Debug, Clone)]
pub struct HeldJob {
    /// The job.
    pub job: BulkJob,
    number: i64,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The job.
    pub id: BulkJobId,
    /// The kind of command, in a word.
    pub command: String,
    /// When it began.
    pub created_at: Instant,
    /// How many cases it has.
    pub cases: i64,
    /// How many of them have a result.
    pub told: i64,
    /// How many of them were done.
    pub done: i64,
}

/// Begins a job that nobody works on yet. `Duplicate` when the person used the key before.
pub fn insert(
    tx: &mut WriteTx<'_>,
    job: &BulkJob,
    cases: &[(SubmissionId, i64)],
) -> Result<(), StoreError> {
    let (sealed, at) = (job.sealed.bytes_for(&Place::bulk(&job.id))?, job.created_at.naive_utc());
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(bulk_jobs::table)
            .values((
                bulk_jobs::id.eq(job.id.as_str()),
                bulk_jobs::municipality.eq(here),
                bulk_jobs::staff_id.eq(job.staff.as_str()),
                bulk_jobs::request_key.eq(&job.key),
                bulk_jobs::request_digest.eq(job.request.as_bytes().as_slice()),
                bulk_jobs::command.eq(&job.command),
                bulk_jobs::sealed.eq(sealed),
                bulk_jobs::created_at.eq(at),
                bulk_jobs::lease_no.eq(0_i64),
                bulk_jobs::lease_until.eq(at),
            ))
            .execute(conn))
    })?;
    let placed: Vec<(i64, &(SubmissionId, i64))> = (0..).zip(cases).collect();
    for some in placed.chunks(AT_ONCE) {
        insert_items(tx, &job.id, some)?;
    }
    Ok(())
}

fn insert_items(
    tx: &mut WriteTx<'_>,
    job: &BulkJobId,
    some: &[(i64, &(SubmissionId, i64))],
) -> Result<(), StoreError> {
    tx.run(ITEMS, |conn, here| {
        let row = |(position, (case, version)): &(i64, &(SubmissionId, i64))| {
            (
                bulk_items::municipality.eq(here.to_owned()),
                bulk_items::job_id.eq(job.to_string()),
                bulk_items::position.eq(*position),
                bulk_items::wanted.eq(case.to_string()),
                bulk_items::version.eq(*version),
            )
        };
        per_engine!(conn, |conn| diesel::insert_into(bulk_items::table)
            .values(some.iter().map(row).collect::<Vec<_>>())
            .execute(conn))
    })?;
    Ok(())
}

/// A job of this person.
pub fn find(
    tx: &mut impl Reads,
    staff: &StaffId,
    id: &BulkJobId,
) -> Result<Option<BulkJob>, StoreError> {
    Ok(find_any(tx, id)?.filter(|job| job.staff == *staff))
}

/// A job, whoever wants it.
pub fn find_any(tx: &mut impl Reads, id: &BulkJobId) -> Result<Option<BulkJob>, StoreError> {
    let row: Option<JobRow> = tx.run(TABLE, |conn, here| {
        bulk_jobs::table
            .filter(bulk_jobs::id.eq(id.as_str()))
            .filter(bulk_jobs::municipality.eq(here))
            .select(JobRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(BulkJob::try_from).transpose()
}

/// What this person used a key for: the job, and a digest of the request.
pub fn find_by_key(
    tx: &mut impl Reads,
    staff: &StaffId,
    key: &str,
) -> Result<Option<(BulkJobId, Digest)>, StoreError> {
    let row: Option<(String, Vec<u8>)> = tx.run(TABLE, |conn, here| {
        bulk_jobs::table
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::staff_id.eq(staff.as_str()))
            .filter(bulk_jobs::request_key.eq(key))
            .select((bulk_jobs::id, bulk_jobs::request_digest))
            .get_result(conn)
            .optional()
    })?;
    let Some((id, request)) = row else { return Ok(None) };
    let at = At::row(TABLE, &id);
    Ok(Some((at.parse("id", &id)?, at.digest(&request)?)))
}

/// The cases of a job in their order.
pub fn list_items(tx: &mut impl Reads, job: &BulkJobId) -> Result<Vec<BulkItem>, StoreError> {
    let rows: Vec<ItemRow> = tx.run(ITEMS, |conn, here| {
        bulk_items::table
            .filter(bulk_items::municipality.eq(here))
            .filter(bulk_items::job_id.eq(job.as_str()))
            .order(bulk_items::position)
            .select(ItemRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(BulkItem::try_from).collect()
}

/// The newest jobs of this person.
pub fn list(tx: &mut impl Reads, staff: &StaffId, limit: i64) -> Result<Vec<Progress>, StoreError> {
    let jobs: Vec<(String, String, NaiveDateTime)> = tx.run(TABLE, |conn, here| {
        bulk_jobs::table
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::staff_id.eq(staff.as_str()))
            .order((bulk_jobs::created_at.desc(), bulk_jobs::id.desc()))
            .limit(limit)
            .select((bulk_jobs::id, bulk_jobs::command, bulk_jobs::created_at))
            .load(conn)
    })?;
    let mut all = Vec::with_capacity(jobs.len());
    for (id, command, created_at) in jobs {
        let id: BulkJobId = At::row(TABLE, &id).parse("id", &id)?;
        let (cases, told, done) = count(tx, &id)?;
        let created_at = Instant::from_naive_utc(created_at);
        all.push(Progress { id, command, created_at, cases, told, done });
    }
    Ok(all)
}

/// How far a job of this person is.
pub fn progress(
    tx: &mut impl Reads,
    staff: &StaffId,
    id: &BulkJobId,
) -> Result<Option<Progress>, StoreError> {
    let Some(job) = find(tx, staff, id)? else { return Ok(None) };
    let (cases, told, done) = count(tx, id)?;
    let BulkJob { id, command, created_at, .. } = job;
    Ok(Some(Progress { id, command, created_at, cases, told, done }))
}

/// How many jobs of this person are not through.
pub fn count_unfinished(tx: &mut impl Reads, staff: &StaffId) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        bulk_jobs::table
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::staff_id.eq(staff.as_str()))
            .filter(bulk_jobs::finished_at.is_null())
            .count()
            .get_result(conn)
    })
}

/// How many cases a job has, how many have a result, and how many were done.
fn count(tx: &mut impl Reads, job: &BulkJobId) -> Result<(i64, i64, i64), StoreError> {
    tx.run(ITEMS, |conn, here| {
        let of_job = || {
            bulk_items::table
                .filter(bulk_items::municipality.eq(here))
                .filter(bulk_items::job_id.eq(job.as_str()))
        };
        let done = bulk_items::result.assume_not_null().eq(BulkResult::Done.word());
        Ok((
            of_job().count().get_result(conn)?,
            of_job().filter(bulk_items::result.is_not_null()).count().get_result(conn)?,
            of_job().filter(done).count().get_result(conn)?,
        ))
    })
}

/// Jobs that are not through and in nobody's hands, the one that waits longest first.
pub fn list_waiting(
    tx: &mut impl Reads,
    now: Instant,
    limit: i64,
) -> Result<Vec<BulkJobId>, StoreError> {
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        bulk_jobs::table
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::finished_at.is_null())
            .filter(bulk_jobs::lease_until.le(now.naive_utc()))
            .order((bulk_jobs::lease_until, bulk_jobs::id))
            .limit(limit)
            .select(bulk_jobs::id)
            .load(conn)
    })?;
    ids.iter().map(|id| At::row(TABLE, id).parse("id", id)).collect()
}

/// Takes a job until `until`; nothing while it is in somebody's hands, or through.
pub fn take(
    tx: &mut WriteTx<'_>,
    id: &BulkJobId,
    now: Instant,
    until: Instant,
) -> Result<Option<HeldJob>, StoreError> {
    let found: Option<(JobRow, i64)> = tx.run(TABLE, |conn, here| {
        bulk_jobs::table
            .filter(bulk_jobs::id.eq(id.as_str()))
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::finished_at.is_null())
            .filter(bulk_jobs::lease_until.le(now.naive_utc()))
            .select((JobRow::as_select(), bulk_jobs::lease_no))
            .get_result(conn)
            .optional()
    })?;
    let Some((row, number)) = found else { return Ok(None) };
    let taken = tx.run(TABLE, |conn, here| {
        diesel::update(bulk_jobs::table)
            .filter(bulk_jobs::id.eq(id.as_str()))
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::lease_no.eq(number))
            .set((bulk_jobs::lease_no.eq(number + 1), bulk_jobs::lease_until.eq(until.naive_utc())))
            .execute(conn)
    })?;
    let job = BulkJob::try_from(row)?;
    Ok((taken == 1).then_some(HeldJob { job, number: number + 1 }))
}

/// The first case of a job without a result.
pub fn next(tx: &mut impl Reads, held: &HeldJob) -> Result<Option<BulkItem>, StoreError> {
    let row: Option<ItemRow> = tx.run(ITEMS, |conn, here| {
        bulk_items::table
            .filter(bulk_items::municipality.eq(here))
            .filter(bulk_items::job_id.eq(held.job.id.as_str()))
            .filter(bulk_items::result.is_null())
            .order(bulk_items::position)
            .select(ItemRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(BulkItem::try_from).transpose()
}

/// Writes what became of one case, and holds the job until `until`. `LeaseLost`, and nothing of
/// the transaction is kept, when somebody else has the job or the case its result.
pub fn tell(
    tx: &mut WriteTx<'_>,
    held: &HeldJob,
    position: u32,
    (result, told): (BulkResult, Option<&str>),
    until: Instant,
) -> Result<(), StoreError> {
    hold(tx, held, until)?;
    let first = tx.run(ITEMS, |conn, here| {
        diesel::update(bulk_items::table)
            .filter(bulk_items::municipality.eq(here))
            .filter(bulk_items::job_id.eq(held.job.id.as_str()))
            .filter(bulk_items::position.eq(i64::from(position)))
            .filter(bulk_items::result.is_null())
            .set((bulk_items::result.eq(result.word()), bulk_items::told.eq(told)))
            .execute(conn)
    })?;
    if first == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
}

/// Makes sure that the job is this worker's until the transaction ends, and then until `until`.
fn hold(tx: &mut WriteTx<'_>, held: &HeldJob, until: Instant) -> Result<(), StoreError> {
    let ours = tx.run(TABLE, |conn, here| {
        diesel::update(bulk_jobs::table)
            .filter(bulk_jobs::id.eq(held.job.id.as_str()))
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::lease_no.eq(held.number))
            .set(bulk_jobs::lease_until.eq(until.naive_utc()))
            .execute(conn)
    })?;
    if ours == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
}

/// Gives a job back that is not through: whoever comes next goes on with it.
pub fn put_back(tx: &mut WriteTx<'_>, held: &HeldJob, now: Instant) -> Result<(), StoreError> {
    match hold(tx, held, now) {
        Err(StoreError::LeaseLost) => Ok(()),
        given => given,
    }
}

/// Forgets what began too long ago.
pub(crate) fn forget(tx: &mut WriteTx<'_>, now: Instant) -> Result<(), StoreError> {
    let before = now.plus(-KEPT).naive_utc();
    releases::forget(tx, before)?;
    tx.run(ITEMS, |conn, here| {
        let old = bulk_jobs::table
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::created_at.le(before))
            .select(bulk_jobs::id);
        diesel::delete(bulk_items::table)
            .filter(bulk_items::municipality.eq(here))
            .filter(bulk_items::job_id.eq_any(old))
            .execute(conn)
    })?;
    tx.run(TABLE, |conn, here| {
        diesel::delete(bulk_jobs::table)
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::created_at.le(before))
            .execute(conn)
    })?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = bulk_jobs)]
struct JobRow {
    id: String,
    staff_id: String,
    request_key: String,
    request_digest: Vec<u8>,
    command: String,
    sealed: Vec<u8>,
    created_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = bulk_items)]
struct ItemRow {
    position: i64,
    wanted: String,
    version: i64,
    result: Option<String>,
    told: Option<String>,
}

impl TryFrom<JobRow> for BulkJob {
    type Error = StoreError;

    fn try_from(row: JobRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let id: BulkJobId = at.parse("id", &row.id)?;
        Ok(Self {
            staff: at.parse("staff", &row.staff_id)?,
            request: at.digest(&row.request_digest)?,
            sealed: Sealed::read(Place::bulk(&id), row.sealed),
            id,
            key: row.request_key,
            command: row.command,
            created_at: Instant::from_naive_utc(row.created_at),
            finished_at: row.finished_at.map(Instant::from_naive_utc),
        })
    }
}

impl TryFrom<ItemRow> for BulkItem {
    type Error = StoreError;

    fn try_from(row: ItemRow) -> Result<Self, StoreError> {
        let at = At::row(ITEMS, &row.wanted);
        Ok(Self {
            position: at.count("position", row.position)?,
            case: at.parse("case", &row.wanted)?,
            version: row.version,
            result: at.parse_option("result", row.result.as_deref())?,
            told: row.told,
        })
    }
}
