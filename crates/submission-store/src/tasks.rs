//! やること: what somebody of the office has to do that no state of a case tells.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    dsl::{And, EqAny, IntoBoxed, NotEq, exists, not},
    prelude::*,
};
use kernel::Reach;

use crate::{
    Reads, StoreError,
    duties::{CaseColumns, DutyEntry},
    engine::MultiBackend,
    one_of::one_of,
    outbox::LetterState,
    refunds::RefundState,
    schema::{cases, events, outbox, payments, refunds, submissions},
    scope::covered,
};

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// A letter could not be delivered, and nobody of the office has written to the resident or
    /// noted anything since it was given up.
    Undelivered,
    /// 返金: somebody wants money given back, and a second person has not said yes or no.
    Refund,
    /// The provider could not give it back, and nobody of the office has tried anew, or has written
    /// or noted anything since.
    RefundFailed,
}

impl Task {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Undelivered, Self::Refund, Self::RefundFailed];
}

/// What of the log shows that somebody of the office has taken care of it.
fn taken_care_of() -> And<EqAny<events::kind, [&'static str; 2]>, NotEq<events::actor, &'static str>>
{
    events::kind.eq_any(["noted", "message-sent"]).and(events::actor.ne("applicant"))
}

/// The cases within `reach` of which `task` is to be done, the longest first.
pub fn list(
    tx: &mut impl Reads,
    reach: &Reach,
    task: Task,
    limit: i64,
) -> Result<Vec<DutyEntry>, StoreError> {
    let rows: Vec<CaseColumns> = tx.run("cases", |conn, here| {
        // Whatever waits moved its case when it began to.
        let first = waiting(here, reach, task).order((cases::changed_at, cases::id));
        first.limit(limit).select(CaseColumns::as_select()).load(conn)
    })?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut since = since(tx, task, &ids)?;
    let read = |row: CaseColumns| {
        let waits = since.remove(&row.id);
        waits.map(|(number, since)| row.read(&number, since))
    };
    let mut entries: Vec<DutyEntry> =
        rows.into_iter().filter_map(read).collect::<Result<_, _>>()?;
    entries.sort_by_key(|entry| entry.since);
    Ok(entries)
}

/// How many there are of all kinds, no more than `most` of each.
pub fn count(tx: &mut impl Reads, reach: &Reach, most: i64) -> Result<usize, StoreError> {
    Task::ALL.into_iter().map(|task| count_of(tx, reach, task, most)).sum()
}

/// How much there is of one kind, no more than `most`.
pub fn count_of(
    tx: &mut impl Reads,
    reach: &Reach,
    task: Task,
    most: i64,
) -> Result<usize, StoreError> {
    let some: Vec<String> = tx.run("cases", |conn, here| {
        waiting(here, reach, task).limit(most).select(cases::id).load(conn)
    })?;
    Ok(some.len())
}

/// The cases of which it is to be done.
fn waiting<'a>(
    here: &'a str,
    reach: &'a Reach,
    task: Task,
) -> IntoBoxed<'a, cases::table, MultiBackend> {
    let within = cases::table.filter(cases::municipality.eq(here)).filter(covered(reach));
    match task {
        Task::Undelivered => {
            let done = events::table
                .filter(events::case_id.eq(outbox::submission_id))
                .filter(taken_care_of())
                .filter(events::at.gt(outbox::next_attempt_at));
            let dead = outbox::table
                .filter(outbox::municipality.eq(here))
                .filter(outbox::state.eq(LetterState::Dead.word()))
                .filter(not(exists(done)))
                .select(outbox::submission_id);
            within.filter(cases::id.eq_any(dead)).into_boxed()
        }
        Task::Refund | Task::RefundFailed => {
            let later = diesel::alias!(refunds as later);
            let anew = later
                .filter(later.field(refunds::payment_id).eq(refunds::payment_id))
                .filter(later.field(refunds::proposed_at).gt(refunds::proposed_at));
            let done = events::table
                .filter(events::case_id.eq(payments::submission_id))
                .filter(taken_care_of())
                .filter(refunds::ended_at.assume_not_null().lt(events::at));
            let paid = refunds::table
                .inner_join(payments::table.on(payments::id.eq(refunds::payment_id)))
                .filter(refunds::municipality.eq(here))
                .filter(refunds::state.eq(state_of(task).word()))
                .filter(not(exists(anew)))
                .filter(not(exists(done)))
                .select(payments::submission_id);
            within.filter(cases::id.eq_any(paid)).into_boxed()
        }
    }
}

/// The numbers on the receipts of these cases, and since when they wait.
fn since(
    tx: &mut impl Reads,
    task: Task,
    ids: &[&str],
) -> Result<HashMap<String, (String, NaiveDateTime)>, StoreError> {
    let ids = ids.iter().copied();
    let rows: Vec<(String, String, NaiveDateTime)> = match task {
        Task::Undelivered => tx.run("outbox", |conn, here| {
            outbox::table
                .inner_join(submissions::table.on(submissions::id.eq(outbox::submission_id)))
                .filter(outbox::municipality.eq(here))
                .filter(outbox::state.eq(LetterState::Dead.word()))
                .filter(one_of(outbox::submission_id, ids))
                .select((submissions::id, submissions::receipt_number, outbox::next_attempt_at))
                .load(conn)
        })?,
        Task::Refund | Task::RefundFailed => tx.run("refunds", |conn, here| {
            refunds::table
                .inner_join(payments::table.on(payments::id.eq(refunds::payment_id)))
                .inner_join(submissions::table.on(submissions::id.eq(payments::submission_id)))
                .filter(refunds::municipality.eq(here))
                .filter(refunds::state.eq(state_of(task).word()))
                .filter(one_of(payments::submission_id, ids))
                .select((submissions::id, submissions::receipt_number, refunds::proposed_at))
                .load(conn)
        })?,
    };
    let mut first: HashMap<String, (String, NaiveDateTime)> = HashMap::new();
    for (case, number, at) in rows {
        let known = first.entry(case).or_insert((number, at));
        known.1 = known.1.min(at);
    }
    Ok(first)
}

/// How a giving back stands of which something is to be done.
const fn state_of(task: Task) -> RefundState {
    match task {
        Task::Undelivered | Task::Refund => RefundState::Proposed,
        Task::RefundFailed => RefundState::Failed,
    }
}
