//! Keeping the index: taking erased cases out, building it anew, saying what is still missing.

use std::collections::HashSet;

use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use kernel::SubmissionId;

use super::{
    Indexed, Month, Word,
    term::{Share, Terms},
    waiting::TABLE as PENDING,
    writing::{CASES, INDEX, opened},
};
use crate::{
    CaseSealer, Reads, StoreError, WriteTx,
    engine::{DbConn, per_engine},
    schema::{search_backlog, search_cases, search_index, search_pending, submissions},
    transaction::Door as _,
};

const BACKLOG: &str = "search_backlog";
/// No word of a month has more: a hundred thousand cases.
const MOST_SHARES: u32 = 1_600;

/// Where a case stands in the index.
pub(crate) struct Standing {
    pub(crate) ordinal: i64,
    pub(crate) month: Month,
    pub(crate) terms: Vec<i64>,
}

/// Whether cases are still missing in the index that are not new.
pub fn is_behind(tx: &mut impl Reads) -> Result<bool, StoreError> {
    let one: Option<String> = tx.run(BACKLOG, |conn, here| {
        search_backlog::table
            .filter(search_backlog::municipality.eq(here))
            .select(search_backlog::case_id)
            .first(conn)
            .optional()
    })?;
    Ok(one.is_some())
}

/// The months of which there are cases in the index, the oldest first.
pub fn months(tx: &mut impl Reads) -> Result<Vec<Month>, StoreError> {
    let months: Vec<i32> = tx.run(CASES, |conn, here| {
        search_cases::table
            .filter(search_cases::municipality.eq(here))
            .select(search_cases::month)
            .distinct()
            .order(search_cases::month)
            .load(conn)
    })?;
    Ok(months.into_iter().map(Month).collect())
}

/// The terms of a case, and whether each of them stands in the index; nothing for a case that is not
/// there.
pub fn terms_of(
    tx: &mut impl Reads,
    sealer: &CaseSealer,
) -> Result<Option<Vec<(i64, bool)>>, StoreError> {
    let Some(standing) = standing(tx, sealer)? else { return Ok(None) };
    let there: Vec<i64> = tx.run(INDEX, |conn, here| {
        search_index::table
            .filter(search_index::month.eq(standing.month.0))
            .filter(search_index::term.eq_any(standing.terms.iter().copied()))
            .filter(search_index::ordinal.eq(standing.ordinal))
            .filter(search_index::municipality.eq(here))
            .select(search_index::term)
            .load(conn)
    })?;
    Ok(Some(standing.terms.into_iter().map(|term| (term, there.contains(&term))).collect()))
}

/// Whether a case stands in the index with every word that was read of it, under terms that are all
/// there; nothing while it waits.
pub fn fits(tx: &mut impl Reads, case: &Indexed) -> Result<Option<bool>, StoreError> {
    let Some(there) = terms_of(tx, &case.sealer)? else { return Ok(None) };
    let known: HashSet<i64> = there.iter().map(|(term, _)| *term).collect();
    let (keys, month) = (tx.keys().clone(), Month::of(case.arrived_at));
    let mut terms = Terms::new(&keys);
    // A word stands in the one share of it that the case came to.
    let mut has = |word: &Word| {
        (0..MOST_SHARES).any(|share| known.contains(&terms.of(word, month, Share::Number(share))))
    };
    let every = case.words.iter().all(&mut has);
    Ok(Some(every && there.iter().all(|(_, there)| *there)))
}

pub(crate) fn standing(
    tx: &mut impl Reads,
    sealer: &CaseSealer,
) -> Result<Option<Standing>, StoreError> {
    let row: Option<(i64, i32, Vec<u8>)> = tx.run(CASES, |conn, here| {
        search_cases::table
            .filter(search_cases::municipality.eq(here))
            .filter(search_cases::case_id.eq(sealer.case().as_str()))
            .select((search_cases::ordinal, search_cases::month, search_cases::terms))
            .first(conn)
            .optional()
    })?;
    let read = |(ordinal, month, terms)| {
        Ok(Standing { ordinal, month: Month(month), terms: opened(sealer, terms)? })
    };
    row.map(read).transpose()
}

/// Takes a case out of the index, where it stands as its key told while there was one.
pub(crate) fn forget(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    standing: Option<Standing>,
) -> Result<(), StoreError> {
    if let Some(Standing { ordinal, month, terms }) = standing {
        tx.run(INDEX, |conn, here| {
            diesel::delete(search_index::table)
                .filter(search_index::month.eq(month.0))
                .filter(search_index::term.eq_any(terms))
                .filter(search_index::ordinal.eq(ordinal))
                .filter(search_index::municipality.eq(here))
                .execute(conn)
        })?;
    }
    tx.run(CASES, |conn, here| {
        diesel::delete(search_cases::table)
            .filter(search_cases::case_id.eq(case.as_str()))
            .filter(search_cases::municipality.eq(here))
            .execute(conn)
    })?;
    forget_waiting(tx, std::slice::from_ref(case))
}

/// Takes a case out of the index, to be read anew: what it may be found by is something else now.
pub fn renew(tx: &mut WriteTx<'_>, sealer: &CaseSealer) -> Result<(), StoreError> {
    let case = sealer.case();
    // On a server, whoever puts it into the index at this moment is waited for.
    let _locked: Vec<String> = tx.run("submissions", |conn, here| {
        let it = submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(submissions::id.eq(case.as_str()))
            .select(submissions::id);
        match conn {
            DbConn::Sqlite(conn) => it.load(conn),
            DbConn::Pg(conn) => it.for_update().load(conn),
        }
    })?;
    let standing = standing(tx, sealer)?;
    forget(tx, case, standing)?;
    tx.run(BACKLOG, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(search_backlog::table)
            .values((
                search_backlog::case_id.eq(case.as_str()),
                search_backlog::municipality.eq(here),
            ))
            .execute(conn))
    })?;
    Ok(())
}

/// Takes out cases that wait and are not there any more.
pub fn forget_waiting(tx: &mut WriteTx<'_>, cases: &[SubmissionId]) -> Result<(), StoreError> {
    let ids = || cases.iter().map(SubmissionId::as_str);
    tx.run(PENDING, |conn, here| {
        diesel::delete(search_pending::table)
            .filter(search_pending::case_id.eq_any(ids()))
            .filter(search_pending::municipality.eq(here))
            .execute(conn)
    })?;
    tx.run(BACKLOG, |conn, here| {
        diesel::delete(search_backlog::table)
            .filter(search_backlog::case_id.eq_any(ids()))
            .filter(search_backlog::municipality.eq(here))
            .execute(conn)
    })?;
    Ok(())
}

/// Empties the index of one month; its cases are to be read anew.
pub fn rebuild(tx: &mut WriteTx<'_>, month: Month) -> Result<(), StoreError> {
    tx.run(BACKLOG, |conn, here| {
        let known = search_backlog::table
            .filter(search_backlog::case_id.eq(search_cases::case_id))
            .select(search_backlog::case_id);
        per_engine!(conn, |conn| search_cases::table
            .filter(search_cases::municipality.eq(here))
            .filter(search_cases::month.eq(month.0))
            .filter(not(exists(known)))
            .select((search_cases::case_id, search_cases::municipality))
            .insert_into(search_backlog::table)
            .into_columns((search_backlog::case_id, search_backlog::municipality))
            .execute(conn))
    })?;
    tx.run(INDEX, |conn, here| {
        diesel::delete(search_index::table)
            .filter(search_index::month.eq(month.0))
            .filter(search_index::municipality.eq(here))
            .execute(conn)
    })?;
    tx.run(CASES, |conn, here| {
        diesel::delete(search_cases::table)
            .filter(search_cases::month.eq(month.0))
            .filter(search_cases::municipality.eq(here))
            .execute(conn)
    })?;
    Ok(())
}

/// Puts every case that is found nowhere before who reads the words anew, and empties the whole
/// index.
pub fn rebuild_all(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
    for month in months(tx)? {
        rebuild(tx, month)?;
    }
    tx.run(BACKLOG, |conn, here| {
        let known = search_backlog::table
            .filter(search_backlog::case_id.eq(submissions::id))
            .select(search_backlog::case_id);
        per_engine!(conn, |conn| submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(submissions::erased_at.is_null())
            .filter(not(exists(known)))
            .select((submissions::id, submissions::municipality))
            .insert_into(search_backlog::table)
            .into_columns((search_backlog::case_id, search_backlog::municipality))
            .execute(conn))
    })?;
    Ok(())
}
