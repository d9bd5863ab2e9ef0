//! Words of what was filed or corrected a moment ago: one row for a case, until they are put into
//! the index with those of others.

use std::collections::HashMap;

use diesel::prelude::*;
use kernel::{Instant, SubmissionId};

use super::{
    Month, Word,
    term::{Share, Terms},
};
use crate::{
    Keys, Reads, StoreError, WriteTx,
    engine::per_engine,
    row::At,
    schema::{search_backlog, search_pending},
    transaction::Door as _,
};

pub(super) const TABLE: &str = "search_pending";

/// The terms of a case that is not in the index yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    month: Month,
    terms: Vec<i64>,
}

impl Waiting {
    /// Of a case that arrived at that moment.
    pub fn of(keys: &Keys, arrived_at: Instant, words: &[Word]) -> Self {
        let (month, mut with) = (Month::of(arrived_at), Terms::new(keys));
        let mut terms: Vec<i64> =
            words.iter().map(|word| with.of(word, month, Share::Waiting)).collect();
        terms.sort_unstable();
        terms.dedup();
        Self { month, terms }
    }
}

/// Terms in one column.
pub(super) fn packed(terms: &[i64]) -> Vec<u8> {
    terms.iter().flat_map(|term| term.to_be_bytes()).collect()
}

/// What [`packed`] gave; nothing where it cannot have given that.
pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<i64>> {
    let (terms, []) = bytes.as_chunks() else { return None };
    Some(terms.iter().map(|term| i64::from_be_bytes(*term)).collect())
}

/// Keeps the words of a case that is filed.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    revision: i64,
    waiting: &Waiting,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(search_pending::table)
            .values((
                search_pending::case_id.eq(case.as_str()),
                search_pending::municipality.eq(here),
                search_pending::month.eq(waiting.month.0),
                search_pending::revision.eq(revision),
                search_pending::terms.eq(packed(&waiting.terms)),
            ))
            .execute(conn))
    })?;
    Ok(())
}

/// Keeps the words of a revision as well; those of before still find the case.
pub(crate) fn add(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    revision: i64,
    waiting: &Waiting,
) -> Result<(), StoreError> {
    let known: Option<Vec<u8>> = tx.run(TABLE, |conn, here| {
        search_pending::table
            .filter(search_pending::case_id.eq(case.as_str()))
            .filter(search_pending::municipality.eq(here))
            .select(search_pending::terms)
            .first(conn)
            .optional()
    })?;
    let Some(known) = known else { return insert(tx, case, revision, waiting) };
    let all = [known, packed(&waiting.terms)].concat();
    tx.run(TABLE, |conn, here| {
        diesel::update(search_pending::table)
            .filter(search_pending::case_id.eq(case.as_str()))
            .filter(search_pending::municipality.eq(here))
            .set((search_pending::revision.eq(revision), search_pending::terms.eq(all)))
            .execute(conn)
    })?;
    Ok(())
}

/// What a search reads beside the index: no more than this, the newest.
const MOST_READ: i64 = 10_000;

/// The cases that wait, the newest first, with month and terms.
pub(super) fn all(tx: &mut impl Reads) -> Result<Vec<(SubmissionId, Month, Vec<i64>)>, StoreError> {
    let rows: Vec<(String, i32, Vec<u8>)> = tx.run(TABLE, |conn, here| {
        search_pending::table
            .filter(search_pending::municipality.eq(here))
            .order(search_pending::case_id.desc())
            .limit(MOST_READ)
            .select((search_pending::case_id, search_pending::month, search_pending::terms))
            .load(conn)
    })?;
    let read = |(case, month, terms): (String, i32, Vec<u8>)| {
        let at = At::row(TABLE, &case);
        let terms = unpacked(&terms).ok_or_else(|| at.damaged("terms"))?;
        Ok((at.parse("case", &case)?, Month(month), terms))
    };
    rows.into_iter().map(read).collect()
}

/// The next cases to be put into the index: what waits, the oldest first, and then what is to be
/// read anew, the newest first.
pub fn list_waiting(tx: &mut impl Reads, limit: u32) -> Result<Vec<SubmissionId>, StoreError> {
    let limit = i64::from(limit);
    let mut ids: Vec<String> = tx.run(TABLE, |conn, here| {
        search_pending::table
            .filter(search_pending::municipality.eq(here))
            .order(search_pending::case_id)
            .limit(limit)
            .select(search_pending::case_id)
            .load(conn)
    })?;
    let left = limit.saturating_sub(i64::try_from(ids.len()).unwrap_or(i64::MAX));
    if left > 0 {
        let behind: Vec<String> = tx.run("search_backlog", |conn, here| {
            search_backlog::table
                .filter(search_backlog::municipality.eq(here))
                .order(search_backlog::case_id.desc())
                .limit(left)
                .select(search_backlog::case_id)
                .load(conn)
        })?;
        ids.extend(behind);
    }
    ids.sort_unstable();
    ids.dedup();
    ids.iter().map(|id| At::row(TABLE, id).parse("case", id)).collect()
}

/// Takes out what is in the index: rows that do not wait for a later revision than was read.
pub(super) fn done(tx: &mut WriteTx<'_>, read: &HashMap<&str, i64>) -> Result<(), StoreError> {
    let rows: Vec<(String, i64)> = tx.run(TABLE, |conn, here| {
        search_pending::table
            .filter(search_pending::municipality.eq(here))
            .filter(search_pending::case_id.eq_any(read.keys().copied()))
            .select((search_pending::case_id, search_pending::revision))
            .load(conn)
    })?;
    for (case, revision) in rows {
        if read.get(&*case).is_some_and(|known| *known >= revision) {
            tx.run(TABLE, |conn, here| {
                diesel::delete(search_pending::table)
                    .filter(search_pending::case_id.eq(&case))
                    .filter(search_pending::municipality.eq(here))
                    // A correction may have come since it was read.
                    .filter(search_pending::revision.eq(revision))
                    .execute(conn)
            })?;
        }
    }
    tx.run("search_backlog", |conn, here| {
        diesel::delete(search_backlog::table)
            .filter(search_backlog::municipality.eq(here))
            .filter(search_backlog::case_id.eq_any(read.keys().copied()))
            .execute(conn)
    })?;
    Ok(())
}
