//! 支援措置: which cases are protected, and whom they are about, as keyed digests.
//!
//! Deliberately not here: who says so, and what is kept back of such a case.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use kernel::SubmissionId;

use crate::{
    Digest, Reads, StoreError, WriteTx,
    engine::per_engine,
    one_of::one_of,
    row::At,
    schema::{cases, protected_people},
    transaction::Door as _,
};

const TABLE: &str = "protected_people";

/// More of the same are not told of.
const MOST: i64 = 5;

/// Keeps whom a case is about that is protected from now on: nobody, where it is no longer.
pub fn keep(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    people: &[Digest],
) -> Result<(), StoreError> {
    forget(tx, case)?;
    for person in people {
        tx.run(TABLE, |conn, here| {
            per_engine!(conn, |conn| diesel::insert_into(protected_people::table)
                .values((
                    protected_people::municipality.eq(here),
                    protected_people::person.eq(person.as_bytes().as_slice()),
                    protected_people::case_id.eq(case.as_str()),
                ))
                .execute(conn))
        })?;
    }
    Ok(())
}

pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(protected_people::table)
            .filter(protected_people::municipality.eq(here))
            .filter(protected_people::case_id.eq(case.as_str()))
            .execute(conn)
    })?;
    Ok(())
}

/// The other cases about this person that are protected on `day`, the newest first.
pub fn of_person(
    tx: &mut impl Reads,
    person: &Digest,
    than: &SubmissionId,
    day: NaiveDate,
) -> Result<Vec<SubmissionId>, StoreError> {
    let ids: Vec<String> = tx.run(TABLE, |conn, here| {
        protected_people::table
            .inner_join(cases::table.on(cases::id.eq(protected_people::case_id)))
            .filter(protected_people::municipality.eq(here))
            .filter(protected_people::person.eq(person.as_bytes().as_slice()))
            .filter(protected_people::case_id.ne(than.as_str()))
            .filter(cases::protected_until.ge(day))
            .order(protected_people::case_id.desc())
            .limit(MOST)
            .select(protected_people::case_id)
            .load(conn)
    })?;
    ids.iter().map(|id| At::row(TABLE, id).parse("case", id)).collect()
}

/// Those of these cases that bear the mark, whether its day has passed or not.
pub fn marked(
    tx: &mut impl Reads,
    among: &[SubmissionId],
) -> Result<HashSet<SubmissionId>, StoreError> {
    let ids: Vec<String> = tx.run("cases", |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(one_of(cases::id, among.iter().map(SubmissionId::as_str)))
            .filter(cases::protected_until.is_not_null())
            .select(cases::id)
            .load(conn)
    })?;
    ids.iter().map(|id| At::row("cases", id).parse("id", id)).collect()
}

/// The cases that are protected on `day`.
pub fn on(tx: &mut impl Reads, day: NaiveDate) -> Result<HashSet<SubmissionId>, StoreError> {
    let ids: Vec<String> = tx.run("cases", |conn, here| {
        cases::table
            .filter(cases::municipality.eq(here))
            .filter(cases::protected_until.ge(day))
            .select(cases::id)
            .load(conn)
    })?;
    ids.iter().map(|id| At::row("cases", id).parse("id", id)).collect()
}
