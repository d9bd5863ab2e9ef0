//! Erased cases: the proof is there, and nothing else of them.

use diesel::prelude::*;

use super::{Round, money};
use crate::{
    ReadTx, StoreError,
    events::ERASED,
    payments,
    schema::{
        attachments, batch_papers, case_keys, case_labels, cases, consultations, dispatches,
        duties, erasures, events, holds, idempotency, likenesses, links, outbox, protected_people,
        rule_waits, samples, search_backlog, search_cases, search_pending, search_terms, seen,
        submissions, waits,
    },
    transaction::Door as _,
};

/// More of one kind tell nothing new.
const MOST: i64 = 100;

/// The rows of one table that belong to an erased case.
macro_rules! traces {
    ($tx:expr, $round:expr, $table:ident . $key:ident) => {{
        let left: Vec<String> = $tx.run(stringify!($table), |conn, here| {
            let erased =
                erasures::table.filter(erasures::municipality.eq(here)).select(erasures::case_id);
            $table::table
                .filter($table::municipality.eq(here))
                .filter($table::$key.eq_any(erased))
                .limit(MOST)
                .select($table::$key)
                .load(conn)
        })?;
        for id in left {
            $round.add("erased", stringify!($table), &id, "its case is erased, and this is left");
        }
    }};
}

pub(super) fn check(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    traces!(tx, round, case_keys.case_id);
    traces!(tx, round, search_terms.submission_id);
    traces!(tx, round, search_cases.case_id);
    traces!(tx, round, search_pending.case_id);
    traces!(tx, round, search_backlog.case_id);
    traces!(tx, round, outbox.submission_id);
    traces!(tx, round, idempotency.submission_id);
    traces!(tx, round, holds.submission_id);
    traces!(tx, round, waits.submission_id);
    traces!(tx, round, likenesses.submission_id);
    traces!(tx, round, case_labels.case_id);
    traces!(tx, round, links.one_id);
    traces!(tx, round, links.other_id);
    traces!(tx, round, duties.case_id);
    traces!(tx, round, samples.case_id);
    traces!(tx, round, rule_waits.case_id);
    traces!(tx, round, consultations.case_id);
    traces!(tx, round, dispatches.case_id);
    traces!(tx, round, batch_papers.case_id);
    traces!(tx, round, protected_people.case_id);
    traces!(tx, round, seen.case_id);
    check_files(tx, round)?;
    check_bills(tx, round)?;
    check_rows(tx, round)?;
    check_proofs(tx, round)
}

fn check_files(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let left: Vec<String> = tx.run("attachments", |conn, here| {
        let erased = erasures::table
            .filter(erasures::municipality.eq(here))
            .select(erasures::case_id.nullable());
        attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::submission_id.eq_any(erased))
            .limit(MOST)
            .select(attachments::id)
            .load(conn)
    })?;
    for id in left {
        round.add("erased", "attachments", &id, "its case is erased, and this is left");
    }
    Ok(())
}

/// The prices stay for the books, and what they were for does not.
fn check_bills(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let bills = payments::list_of_erased(tx);
    for payment in round.read(bills)?.unwrap_or_default() {
        let id = payment.bill.payment.as_str();
        let is_bare = payment.bill.lines.iter().all(|line| line.label.is_empty());
        let what = "its case is erased, and it says what it was for";
        round.expect(is_bare, "erased", ("payments", id), what);
        money::check_one(tx, round, &payment)?;
    }
    Ok(())
}

/// Empty, and marked exactly where there is a proof.
fn check_rows(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let rows: Vec<(String, Option<String>)> = tx.run("submissions", |conn, here| {
        let empty = submissions::contact
            .is_null()
            .and(submissions::applicant.is_null())
            .and(submissions::owner_hash.is_null())
            .and(cases::detail.is_null())
            .and(cases::is_open.eq(false));
        submissions::table
            .inner_join(cases::table.on(cases::id.eq(submissions::id)))
            .left_join(erasures::table.on(erasures::case_id.eq(submissions::id)))
            .filter(submissions::municipality.eq(here))
            .filter(
                submissions::erased_at
                    .is_not_null()
                    .and(erasures::case_id.nullable().is_null().or(diesel::dsl::not(empty)))
                    .or(submissions::erased_at
                        .is_null()
                        .and(erasures::case_id.nullable().is_not_null())),
            )
            .limit(MOST)
            .select((submissions::id, erasures::case_id.nullable()))
            .load(conn)
    })?;
    for (id, proof) in rows {
        let what = match proof {
            Some(_) => "its case is erased, and it is not empty",
            None => "it is marked as erased without a proof",
        };
        round.add("erased", "submissions", &id, what);
    }
    Ok(())
}

/// The last entry of its log is the erasure.
fn check_proofs(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let proven: Vec<String> = tx.run("events", |conn, here| {
        let told = events::table
            .filter(events::municipality.eq(here))
            .filter(events::kind.eq(ERASED))
            .select(events::case_id);
        erasures::table
            .filter(erasures::municipality.eq(here))
            .filter(diesel::dsl::not(erasures::case_id.eq_any(told)))
            .limit(MOST)
            .select(erasures::case_id)
            .load(conn)
    })?;
    for id in proven {
        round.add("erased", "erasures", &id, "its log does not tell of it");
    }
    Ok(())
}
