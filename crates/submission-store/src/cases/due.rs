//! Cases whose time has come: what the worker looks for every minute.

use chrono::NaiveDate;
use diesel::prelude::*;
use kernel::{Instant, SubmissionId};
use review_workflow::State;

use super::TABLE;
use crate::{Reads, StoreError, row::At, schema::cases};

/// Cases that wait for a payment that can no longer be made at `now`, by id: those behind
/// `after`, so that one which cannot be moved stands in nobody's way.
pub fn list_payment_overdue(
    tx: &mut impl Reads,
    now: Instant,
    after: Option<&SubmissionId>,
    limit: u32,
) -> Result<Vec<SubmissionId>, StoreError> {
    let after = after.map_or("", SubmissionId::as_str);
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::payment_due_at.le(now.naive_utc()))
            .filter(cases::id.gt(after))
            .order(cases::id)
            .limit(i64::from(limit))
            .select(cases::id)
            .load(conn)
    })?;
    read_ids(&ids)
}

/// Cases whose applicant is to be reminded of a correction by `today`; in the same order.
pub fn list_to_remind(
    tx: &mut impl Reads,
    today: NaiveDate,
    after: Option<&SubmissionId>,
    limit: u32,
) -> Result<Vec<SubmissionId>, StoreError> {
    let after = after.map_or("", SubmissionId::as_str);
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::remind_on.le(today))
            .filter(cases::id.gt(after))
            .order(cases::id)
            .limit(i64::from(limit))
            .select(cases::id)
            .load(conn)
    })?;
    read_ids(&ids)
}

/// Cases that arrived before `now` and that nobody has begun with, by id: those behind `after`.
pub fn list_untouched(
    tx: &mut impl Reads,
    now: Instant,
    after: Option<&SubmissionId>,
    limit: u32,
) -> Result<Vec<SubmissionId>, StoreError> {
    let after = after.map_or("", SubmissionId::as_str);
    let untouched = [State::AwaitingPayment.word(), State::Received.word()];
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::state.eq_any(untouched))
            .filter(cases::assignee_id.is_null())
            .filter(cases::arrived_at.lt(now.naive_utc()))
            .filter(cases::id.gt(after))
            .order(cases::id)
            .limit(i64::from(limit))
            .select(cases::id)
            .load(conn)
    })?;
    read_ids(&ids)
}

fn read_ids(ids: &[String]) -> Result<Vec<SubmissionId>, StoreError> {
    ids.iter().map(|id| At::row(TABLE, id).parse("id", id)).collect()
}
