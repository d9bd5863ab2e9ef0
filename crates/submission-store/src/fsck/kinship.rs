//! Every row belongs to a submission, or a payment, of its own municipality.

use diesel::{
    dsl::{exists, not},
    prelude::*,
};

use super::Round;
use crate::{
    ReadTx, StoreError,
    schema::{
        attachments, batch_papers, batches, cases, consultations, dispatches, duties, events,
        holds, idempotency, messages, notices, outbox, payment_differences, payment_events,
        payment_orders, payment_receipts, payments, places, refunds, register_numbers, revisions,
        rule_waits, samples, search_backlog, search_cases, search_pending, search_terms,
        submissions, waits,
    },
    transaction::Door as _,
};

/// More of one kind tell nothing new.
const MOST: i64 = 100;

/// The rows of one table whose submission (or payment) is missing or of another municipality.
macro_rules! strays {
    ($tx:expr, $round:expr, $table:ident . $key:ident) => {
        strays!($tx, $round, $table.$key of submissions: "its submission is not here")
    };
    ($tx:expr, $round:expr, $table:ident . $key:ident of $kin:ident: $what:literal) => {{
        let strays: Vec<String> = $tx.run(stringify!($table), |conn, here| {
            let kin = $kin::table
                .filter($kin::id.eq($table::$key))
                .filter($kin::municipality.eq($table::municipality));
            $table::table
                .filter($table::municipality.eq(here))
                .filter(not(exists(kin)))
                .limit(MOST)
                .select($table::$key)
                .load(conn)
        })?;
        for id in strays {
            $round.add("kinship", stringify!($table), &id, $what);
        }
    }};
}

/// What a row says whose payment is gone.
macro_rules! strays_of_payments {
    ($tx:expr, $round:expr, $($table:ident),+) => {
        $(strays!($tx, $round, $table.payment_id of payments: "its payment is not here");)+
    };
}

pub(super) fn check(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    strays!(tx, round, cases.id);
    placed_cases(tx, round)?;
    strays!(tx, round, revisions.submission_id);
    strays!(tx, round, events.case_id);
    strays!(tx, round, duties.case_id);
    strays!(tx, round, samples.case_id);
    strays!(tx, round, rule_waits.case_id);
    strays!(tx, round, consultations.case_id);
    strays!(tx, round, messages.case_id);
    strays!(tx, round, notices.case_id);
    strays!(tx, round, register_numbers.case_id);
    strays!(tx, round, dispatches.case_id);
    strays!(tx, round, batch_papers.case_id);
    empty_batches(tx, round)?;
    batched_papers(tx, round)?;
    strays!(tx, round, payments.submission_id);
    strays!(tx, round, outbox.submission_id);
    strays!(tx, round, holds.submission_id);
    strays!(tx, round, waits.submission_id);
    strays!(tx, round, idempotency.submission_id);
    strays!(tx, round, search_terms.submission_id);
    strays!(tx, round, search_cases.case_id);
    strays!(tx, round, search_pending.case_id);
    strays!(tx, round, search_backlog.case_id);
    strays_of_payments!(tx, round, payment_events, payment_orders, payment_receipts, refunds);
    named_differences(tx, round)?;
    filed_attachments(tx, round)
}

/// A batch goes with the last of its papers.
fn empty_batches(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let empty: Vec<i64> = tx.run("batches", |conn, here| {
        let papers = batch_papers::table
            .filter(batch_papers::municipality.eq(batches::municipality))
            .filter(batch_papers::batch.eq(batches::number));
        batches::table
            .filter(batches::municipality.eq(here))
            .filter(not(exists(papers)))
            .limit(MOST)
            .select(batches::number)
            .load(conn)
    })?;
    for number in empty {
        round.add("kinship", "batches", &number.to_string(), "it has no papers");
    }
    Ok(())
}

/// What lies in a batch is a paper that leaves the house.
fn batched_papers(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let strays: Vec<String> = tx.run("batch_papers", |conn, here| {
        let kin = dispatches::table
            .filter(dispatches::municipality.eq(batch_papers::municipality))
            .filter(dispatches::case_id.eq(batch_papers::case_id))
            .filter(dispatches::notice.eq(batch_papers::notice));
        batch_papers::table
            .filter(batch_papers::municipality.eq(here))
            .filter(not(exists(kin)))
            .limit(MOST)
            .select(batch_papers::case_id)
            .load(conn)
    })?;
    for id in strays {
        round.add("kinship", "batch_papers", &id, "its paper leaves by no way");
    }
    Ok(())
}

/// A case whose place nobody knows lies in no list.
fn placed_cases(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let strays: Vec<String> = tx.run("cases", |conn, here| {
        let known = places::table
            .filter(places::place.nullable().eq(cases::place))
            .filter(places::municipality.eq(cases::municipality));
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::place.is_not_null())
            .filter(not(exists(known)))
            .limit(MOST)
            .select(cases::id)
            .load(conn)
    })?;
    for id in strays {
        round.add("kinship", "cases", &id, "its place is not known");
    }
    Ok(())
}

/// Some differences are about money of nobody here.
fn named_differences(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let strays: Vec<String> = tx.run("payment_differences", |conn, here| {
        let kin = payments::table
            .filter(payments::id.nullable().eq(payment_differences::payment_id))
            .filter(payments::municipality.eq(payment_differences::municipality));
        payment_differences::table
            .filter(payment_differences::municipality.eq(here))
            .filter(payment_differences::payment_id.is_not_null())
            .filter(not(exists(kin)))
            .limit(MOST)
            .select(payment_differences::id)
            .load(conn)
    })?;
    for id in strays {
        round.add("kinship", "payment_differences", &id, "its payment is not here");
    }
    Ok(())
}

/// The one table whose rows may still be without a submission.
fn filed_attachments(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let strays: Vec<String> = tx.run("attachments", |conn, here| {
        let kin = submissions::table
            .filter(submissions::id.nullable().eq(attachments::submission_id))
            .filter(submissions::municipality.eq(attachments::municipality));
        attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::submission_id.is_not_null())
            .filter(not(exists(kin)))
            .limit(MOST)
            .select(attachments::id)
            .load(conn)
    })?;
    for id in strays {
        round.add("kinship", "attachments", &id, "its submission is not here");
    }
    Ok(())
}
