//! Cases whose time has come: what the worker looks for every minute.

use chrono::NaiveDate;
use diesel::prelude::*;
use kernel::{Instant, SubmissionId};

use super::TABLE;
use crate::{Reads, StoreError, row::At, schema::cases};

/// Cases that wait for a payment that can no longer be made at `now`.
pub fn list_payment_overdue(
    tx: &mut impl Reads,
    now: Instant,
    limit: u32,
) -> Result<Vec<SubmissionId>, StoreError> {
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::payment_due_at.le(now.naive_utc()))
            .order((cases::payment_due_at, cases::id))
            .limit(i64::from(limit))
            .select(cases::id)
            .load(conn)
    })?;
    read_ids(&ids)
}

/// Cases whose correction was due before `today` and whose applicant was not reminded.
pub fn list_correction_overdue(
    tx: &mut impl Reads,
    today: NaiveDate,
    limit: u32,
) -> Result<Vec<SubmissionId>, StoreError> {
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::remind_on.lt(today))
            .order((cases::remind_on, cases::id))
            .limit(i64::from(limit))
            .select(cases::id)
            .load(conn)
    })?;
    read_ids(&ids)
}

fn read_ids(ids: &[String]) -> Result<Vec<SubmissionId>, StoreError> {
    ids.iter().map(|id| At::row(TABLE, id).parse("id", id)).collect()
}
