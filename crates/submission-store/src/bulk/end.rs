//! How jobs end: all is told, or what is left is told for all of it at once.

use diesel::prelude::*;
use kernel::{Instant, StaffId};

use super::{BulkResult, HeldJob, ITEMS, TABLE, hold};
use crate::{
    StoreError, WriteTx,
    engine::per_engine,
    schema::{bulk_items, bulk_jobs, bulk_releases},
    transaction::Door as _,
};

/// Writes the same, and why, beside every case that has no result.
pub fn tell_rest(
    tx: &mut WriteTx<'_>,
    held: &HeldJob,
    (result, told): (BulkResult, Option<&str>),
    now: Instant,
) -> Result<(), StoreError> {
    hold(tx, held, now)?;
    tx.run(ITEMS, |conn, here| {
        diesel::update(bulk_items::table)
            .filter(bulk_items::municipality.eq(here))
            .filter(bulk_items::job_id.eq(held.job.id.as_str()))
            .filter(bulk_items::result.is_null())
            .set((bulk_items::result.eq(result.word()), bulk_items::told.eq(told)))
            .execute(conn)
    })?;
    Ok(())
}

/// Stops every job of this person, whoever works on it: a case has its result once, so what is
/// being decided at this moment is not written. Whoever takes the job next ends it; what waits for
/// a second person waits no more.
pub fn stop_of(tx: &mut WriteTx<'_>, staff: &StaffId) -> Result<(), StoreError> {
    tx.run(ITEMS, |conn, here| {
        let theirs = bulk_jobs::table
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::staff_id.eq(staff.as_str()))
            .filter(bulk_jobs::finished_at.is_null())
            .select(bulk_jobs::id);
        per_engine!(conn, |conn| diesel::update(
            bulk_items::table
                .filter(bulk_items::municipality.eq(here))
                .filter(bulk_items::job_id.eq_any(theirs))
                .filter(bulk_items::result.is_null())
        )
        .set(bulk_items::result.eq(BulkResult::Stopped.word()))
        .execute(conn))
    })?;
    tx.run(TABLE, |conn, here| {
        let waiting = bulk_releases::table
            .filter(bulk_releases::municipality.eq(here))
            .filter(bulk_releases::asked_by.eq(staff.as_str()))
            .filter(bulk_releases::outcome.is_null())
            .select(bulk_releases::job_id);
        diesel::update(bulk_jobs::table)
            .filter(bulk_jobs::municipality.eq(here))
            .filter(bulk_jobs::id.eq_any(waiting))
            .set(bulk_jobs::lease_until.eq(bulk_jobs::created_at))
            .execute(conn)
    })?;
    Ok(())
}

/// Ends a job whose cases all have a result.
pub fn finish(tx: &mut WriteTx<'_>, held: &HeldJob, now: Instant) -> Result<(), StoreError> {
    hold(tx, held, now)?;
    tx.run(TABLE, |conn, here| {
        diesel::update(bulk_jobs::table)
            .filter(bulk_jobs::id.eq(held.job.id.as_str()))
            .filter(bulk_jobs::municipality.eq(here))
            .set(bulk_jobs::finished_at.eq(now.naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}
