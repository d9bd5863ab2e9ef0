//! 新着: up to which version the person who has a case has read it.

use std::collections::HashMap;

use diesel::prelude::*;
use kernel::{StaffId, SubmissionId};

use crate::{
    Reads, StoreError, WriteTx, one_of::one_of, row::At, schema::seen, submissions,
    transaction::Door as _,
};

const TABLE: &str = "seen";

/// Writes down that this person has read the case as it was with this version, or a later one;
/// nothing of a case that was erased while they read it.
pub fn put(
    tx: &mut WriteTx<'_>,
    staff: &StaffId,
    case: &SubmissionId,
    version: i64,
) -> Result<(), StoreError> {
    let known = tx.run(TABLE, |conn, here| {
        diesel::update(seen::table)
            .filter(seen::municipality.eq(here))
            .filter(seen::case_id.eq(case.as_str()))
            .filter(seen::staff_id.eq(staff.as_str()))
            .filter(seen::version.lt(version))
            .set(seen::version.eq(version))
            .execute(conn)
    })?;
    if known > 0 {
        return Ok(());
    }
    // Who erases the case and another window of this person are waited for here.
    if !submissions::lock(tx, case)? || versions(tx, staff, &[case])?.contains_key(case) {
        return Ok(());
    }
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(seen::table)
            .values((
                seen::municipality.eq(here),
                seen::case_id.eq(case.as_str()),
                seen::staff_id.eq(staff.as_str()),
                seen::version.eq(version),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Up to which versions this person has read these cases; what they never read is not among them.
pub fn versions(
    tx: &mut impl Reads,
    staff: &StaffId,
    cases: &[&SubmissionId],
) -> Result<HashMap<SubmissionId, i64>, StoreError> {
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<&str> = cases.iter().map(|id| id.as_str()).collect();
    let rows: Vec<(String, i64)> = tx.run(TABLE, |conn, here| {
        seen::table
            .filter(seen::municipality.eq(here))
            .filter(seen::staff_id.eq(staff.as_str()))
            .filter(one_of(seen::case_id, ids))
            .select((seen::case_id, seen::version))
            .load(conn)
    })?;
    let read =
        |(id, version): (String, i64)| Ok((At::row(TABLE, &id).parse("case", &id)?, version));
    rows.into_iter().map(read).collect()
}

/// Forgets who read a case that is erased.
pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(seen::table)
            .filter(seen::municipality.eq(here))
            .filter(seen::case_id.eq(case.as_str()))
            .execute(conn)
    })?;
    Ok(())
}
