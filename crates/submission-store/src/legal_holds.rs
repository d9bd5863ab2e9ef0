//! 廃棄停止: a case that is held back is not erased, whatever was signed.

use diesel::prelude::*;
use kernel::{Instant, StaffId, SubmissionId};

use crate::{
    CaseSealer, Part, Place, Reads, Sealed, StoreError, WriteTx, schema::legal_holds, submissions,
    transaction::Door as _,
};

const TABLE: &str = "legal_holds";

/// A hold that is being placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHold {
    case: SubmissionId,
    number: i64,
    reason: Sealed,
    by: StaffId,
    at: Instant,
}

impl NewHold {
    /// Seals the reason. `number` is [`next_number`] of the case.
    pub fn seal(sealer: &CaseSealer, number: i64, reason: &str, by: StaffId, at: Instant) -> Self {
        let reason = sealer.seal(Part::HoldReason(number), reason.as_bytes());
        Self { case: sealer.case().clone(), number, reason, by, at }
    }
}

/// The number that the next hold of a case gets.
pub fn next_number(tx: &mut impl Reads, case: &SubmissionId) -> Result<i64, StoreError> {
    let last: Option<i64> = tx.run(TABLE, |conn, here| {
        legal_holds::table
            .filter(legal_holds::case_id.eq(case.as_str()))
            .filter(legal_holds::municipality.eq(here))
            .select(diesel::dsl::max(legal_holds::number))
            .first(conn)
    })?;
    Ok(last.unwrap_or(0) + 1)
}

/// Holds a case back. False when it is erased already; `Duplicate` when it is held.
pub fn place(tx: &mut WriteTx<'_>, hold: &NewHold) -> Result<bool, StoreError> {
    let reason =
        hold.reason.bytes_for(&Place::of_case(&hold.case, Part::HoldReason(hold.number)))?;
    if !submissions::lock(tx, &hold.case)? {
        return Ok(false);
    }
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(legal_holds::table)
            .values((
                legal_holds::case_id.eq(hold.case.as_str()),
                legal_holds::number.eq(hold.number),
                legal_holds::municipality.eq(here),
                legal_holds::reason.eq(reason),
                legal_holds::placed_by.eq(hold.by.as_str()),
                legal_holds::placed_at.eq(hold.at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(true)
}

/// Releases the hold of a case; false when there is none.
pub fn release(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    by: &StaffId,
    at: Instant,
) -> Result<bool, StoreError> {
    let released = tx.run(TABLE, |conn, here| {
        diesel::update(legal_holds::table)
            .filter(legal_holds::case_id.eq(case.as_str()))
            .filter(legal_holds::municipality.eq(here))
            .filter(legal_holds::released_at.is_null())
            .set((
                legal_holds::released_by.eq(by.as_str()),
                legal_holds::released_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(released == 1)
}

/// Whether somebody holds the case back.
pub fn is_held(tx: &mut impl Reads, case: &SubmissionId) -> Result<bool, StoreError> {
    let held: i64 = tx.run(TABLE, |conn, here| {
        legal_holds::table
            .filter(legal_holds::case_id.eq(case.as_str()))
            .filter(legal_holds::municipality.eq(here))
            .filter(legal_holds::released_at.is_null())
            .count()
            .get_result(conn)
    })?;
    Ok(held > 0)
}
