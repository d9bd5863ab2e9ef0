//! What waits for a second person before a job begins, and what they said of it. An answer stands
//! once and never changes; whose it may be is for others to say, but never who asked.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{BulkJobId, Instant, Reach, StaffId};

use super::TABLE as JOBS;
use crate::{
    Reads, StoreError, WriteTx,
    row::{At, words},
    schema::{bulk_items, bulk_jobs, bulk_releases, cases, submissions},
    scope::covered,
    transaction::Door as _,
};

const TABLE: &str = "bulk_releases";

/// What became of the asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseOutcome {
    /// Somebody else agreed: the job goes on.
    Released,
    /// Somebody else did not.
    Declined,
    /// Nobody looked at it in time, or who asked is not there any more.
    Lapsed,
}

words!(ReleaseOutcome { Released = "released", Declined = "declined", Lapsed = "lapsed" });

/// A job that does not begin before a second person has looked at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The job.
    pub job: BulkJobId,
    /// Who asked for it.
    pub asked_by: StaffId,
    /// Until when it waits.
    pub until: Instant,
    /// What became of it; nothing while it waits.
    pub outcome: Option<ReleaseOutcome>,
    /// Who answered, and when.
    pub answered: Option<(StaffId, Instant)>,
    /// Why somebody did not agree.
    pub reason: Option<String>,
}

/// Lets a job wait that was just begun: nobody takes it before `until`.
pub fn ask(
    tx: &mut WriteTx<'_>,
    job: &BulkJobId,
    asked_by: &StaffId,
    until: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(bulk_releases::table)
            .values((
                bulk_releases::job_id.eq(job.as_str()),
                bulk_releases::municipality.eq(here),
                bulk_releases::asked_by.eq(asked_by.as_str()),
                bulk_releases::until.eq(until.naive_utc()),
            ))
            .execute(conn)
    })?;
    rest_until(tx, job, until)
}

/// Nobody takes the job before `until`: at once where that has passed.
fn rest_until(tx: &mut WriteTx<'_>, job: &BulkJobId, until: Instant) -> Result<(), StoreError> {
    tx.run(JOBS, |conn, here| {
        diesel::update(bulk_jobs::table)
            .filter(bulk_jobs::id.eq(job.as_str()))
            .filter(bulk_jobs::municipality.eq(here))
            .set(bulk_jobs::lease_until.eq(until.naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}

/// What a job waits or waited for; nothing where nobody else has to look at it.
pub fn release_of(tx: &mut impl Reads, job: &BulkJobId) -> Result<Option<Release>, StoreError> {
    let row: Option<Row> = tx.run(TABLE, |conn, here| {
        bulk_releases::table
            .filter(bulk_releases::municipality.eq(here))
            .filter(bulk_releases::job_id.eq(job.as_str()))
            .select(Row::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Release::try_from).transpose()
}

/// What waits for somebody else than `but`, the one that ends first before the others.
pub fn unreleased(
    tx: &mut impl Reads,
    but: &StaffId,
    now: Instant,
    limit: i64,
) -> Result<Vec<Release>, StoreError> {
    let rows: Vec<Row> = tx.run(TABLE, |conn, here| {
        bulk_releases::table
            .filter(bulk_releases::municipality.eq(here))
            .filter(bulk_releases::outcome.is_null())
            .filter(bulk_releases::until.gt(now.naive_utc()))
            .filter(bulk_releases::asked_by.ne(but.as_str()))
            .order((bulk_releases::until, bulk_releases::job_id))
            .limit(limit)
            .select(Row::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Release::try_from).collect()
}

/// How many jobs of this person wait for somebody else.
pub fn count_unreleased(tx: &mut impl Reads, staff: &StaffId) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        bulk_releases::table
            .filter(bulk_releases::municipality.eq(here))
            .filter(bulk_releases::outcome.is_null())
            .filter(bulk_releases::asked_by.eq(staff.as_str()))
            .count()
            .get_result(conn)
    })
}

/// Whether a job has cases that are there, and all of them lie in `reach`.
pub fn lies_within(
    tx: &mut impl Reads,
    reach: &Reach,
    job: &BulkJobId,
) -> Result<bool, StoreError> {
    let (all, reached): (i64, i64) = tx.run("cases", |conn, here| {
        let of_job = || {
            let wanted = bulk_items::table
                .filter(bulk_items::municipality.eq(here))
                .filter(bulk_items::job_id.eq(job.as_str()))
                .select(bulk_items::wanted);
            let kept = submissions::table
                .filter(submissions::municipality.eq(here))
                .filter(submissions::erased_at.is_null())
                .filter(submissions::id.eq_any(wanted))
                .select(submissions::id);
            cases::table
                .into_boxed()
                .filter(cases::municipality.eq(here))
                .filter(cases::id.eq_any(kept))
        };
        Ok((
            of_job().count().get_result(conn)?,
            of_job().filter(covered(reach)).count().get_result(conn)?,
        ))
    })?;
    Ok(all > 0 && all == reached)
}

/// Writes what somebody else says, and lets the job go on; false where it has an answer or its
/// time is over.
pub fn answer(
    tx: &mut WriteTx<'_>,
    job: &BulkJobId,
    by: &StaffId,
    declined: Option<&str>,
    now: Instant,
) -> Result<bool, StoreError> {
    let outcome = declined.map_or(ReleaseOutcome::Released, |_why| ReleaseOutcome::Declined);
    let answered = tx.run(TABLE, |conn, here| {
        diesel::update(bulk_releases::table)
            .filter(bulk_releases::municipality.eq(here))
            .filter(bulk_releases::job_id.eq(job.as_str()))
            .filter(bulk_releases::outcome.is_null())
            .filter(bulk_releases::until.gt(now.naive_utc()))
            .set((
                bulk_releases::outcome.eq(outcome.word()),
                bulk_releases::answered_by.eq(by.as_str()),
                bulk_releases::answered_at.eq(now.naive_utc()),
                bulk_releases::reason.eq(declined),
            ))
            .execute(conn)
    })?;
    if answered == 1 {
        rest_until(tx, job, now)?;
    }
    Ok(answered == 1)
}

/// Ends the waiting of a job for which nobody came; false where somebody did after all.
pub fn lapse(tx: &mut WriteTx<'_>, job: &BulkJobId, now: Instant) -> Result<bool, StoreError> {
    let lapsed = tx.run(TABLE, |conn, here| {
        diesel::update(bulk_releases::table)
            .filter(bulk_releases::municipality.eq(here))
            .filter(bulk_releases::job_id.eq(job.as_str()))
            .filter(bulk_releases::outcome.is_null())
            .set((
                bulk_releases::outcome.eq(ReleaseOutcome::Lapsed.word()),
                bulk_releases::answered_at.eq(now.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(lapsed == 1)
}

/// Forgets what belongs to jobs that began before.
pub(super) fn forget(tx: &mut WriteTx<'_>, before: NaiveDateTime) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        let old = bulk_jobs::table
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::created_at.le(before))
            .select(bulk_jobs::id);
        diesel::delete(bulk_releases::table)
            .filter(bulk_releases::municipality.eq(here))
            .filter(bulk_releases::job_id.eq_any(old))
            .execute(conn)
    })?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = bulk_releases)]
struct Row {
    job_id: String,
    asked_by: String,
    until: NaiveDateTime,
    outcome: Option<String>,
    answered_by: Option<String>,
    answered_at: Option<NaiveDateTime>,
    reason: Option<String>,
}

impl TryFrom<Row> for Release {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.job_id);
        let by: Option<StaffId> = at.parse_option("answered by", row.answered_by.as_deref())?;
        Ok(Self {
            job: at.parse("job", &row.job_id)?,
            asked_by: at.parse("asked by", &row.asked_by)?,
            until: Instant::from_naive_utc(row.until),
            outcome: at.parse_option("outcome", row.outcome.as_deref())?,
            answered: by.zip(row.answered_at.map(Instant::from_naive_utc)),
            reason: row.reason,
        })
    }
}
