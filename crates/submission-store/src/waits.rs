//! キャンセル待ち: who waits for a place of a quota, one line for each slot, in the order of arrival.

use chrono::NaiveDate;
use diesel::prelude::*;
use kernel::SubmissionId;

use crate::{
    Digest, Reads, StoreError, WriteTx, engine::per_engine, locks, row::At, schema::waits,
    transaction::Door as _,
};

const TABLE: &str = "waits";

/// A submission that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// Which.
    pub submission: SubmissionId,
    /// For what.
    pub slot: Digest,
    /// How many places it needs.
    pub units: u32,
    /// The last day on which it gets some.
    pub until: NaiveDate,
}

/// Until the transaction ends, nobody else looks at these lines before they join one, or pass it.
pub fn hold<'s>(
    tx: &mut WriteTx<'_>,
    slots: impl Iterator<Item = &'s Digest>,
) -> Result<(), StoreError> {
    locks::take(tx, TABLE, slots)
}

/// Puts a submission at the end of its line.
pub fn join(tx: &mut WriteTx<'_>, wait: &Wait) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(waits::table)
            .values((
                waits::municipality.eq(here),
                waits::submission_id.eq(wait.submission.as_str()),
                waits::slot.eq(wait.slot.as_bytes().as_slice()),
                waits::units.eq(i64::from(wait.units)),
                waits::until.eq(wait.until),
            ))
            .execute(conn))
    })?;
    Ok(())
}

/// Takes a submission out of its line, if it stands in one.
pub fn leave(tx: &mut WriteTx<'_>, submission: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(
            waits::table
                .filter(waits::municipality.eq(here))
                .filter(waits::submission_id.eq(submission.as_str())),
        )
        .execute(conn)
    })?;
    Ok(())
}

/// How many wait for a slot.
pub fn count(tx: &mut impl Reads, slot: &Digest) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        let line = waits::table
            .filter(waits::municipality.eq(here))
            .filter(waits::slot.eq(slot.as_bytes().as_slice()))
            .count();
        per_engine!(conn, |conn| line.get_result(conn))
    })
}

/// Whether somebody waits for whom so many places of a slot suffice.
pub fn is_passed_over(tx: &mut impl Reads, slot: &Digest, free: i64) -> Result<bool, StoreError> {
    if free <= 0 {
        return Ok(false);
    }
    let fitting: i64 = tx.run(TABLE, |conn, here| {
        let fitting = waits::table
            .filter(waits::municipality.eq(here))
            .filter(waits::slot.eq(slot.as_bytes().as_slice()))
            .filter(waits::units.le(free))
            .count();
        per_engine!(conn, |conn| fitting.get_result(conn))
    })?;
    Ok(fitting > 0)
}

/// How many stand before a submission in its line; nothing where it stands in none.
pub fn ahead(tx: &mut impl Reads, submission: &SubmissionId) -> Result<Option<i64>, StoreError> {
    let slot: Option<Vec<u8>> = tx.run(TABLE, |conn, here| {
        waits::table
            .filter(waits::municipality.eq(here))
            .filter(waits::submission_id.eq(submission.as_str()))
            .select(waits::slot)
            .first(conn)
            .optional()
    })?;
    let Some(slot) = slot else { return Ok(None) };
    let before = tx.run(TABLE, |conn, here| {
        let before = waits::table
            .filter(waits::municipality.eq(here))
            .filter(waits::slot.eq(&slot))
            .filter(waits::submission_id.lt(submission.as_str()))
            .count();
        per_engine!(conn, |conn| before.get_result(conn))
    })?;
    Ok(Some(before))
}

/// Everybody who waits, one line after another.
pub fn list(tx: &mut impl Reads) -> Result<Vec<Wait>, StoreError> {
    let rows: Vec<(String, Vec<u8>, i64, NaiveDate)> = tx.run(TABLE, |conn, here| {
        waits::table
            .filter(waits::municipality.eq(here))
            .order((waits::slot, waits::submission_id))
            .select((waits::submission_id, waits::slot, waits::units, waits::until))
            .load(conn)
    })?;
    rows.into_iter()
        .map(|(id, slot, units, until)| {
            let at = At::row(TABLE, &id);
            let submission = at.parse("submission", &id)?;
            Ok(Wait {
                submission,
                slot: at.digest(&slot)?,
                units: at.count("units", units)?,
                until,
            })
        })
        .collect()
}
